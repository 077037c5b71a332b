"""The plan of amounts contains every figure of the report, before any voucher is made.

Figures are in mnkr as printed; rounding is half away from zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pytest

from orchestration.simulator.ledger import plan
from orchestration.simulator.ledger.reference import read_reference

COSTS = {
    # business area: (2012, 2013); the contact centre includes Äldre Direkt, as in the report
    "board_and_administration": ("30.6", "34.3"),
    "payroll_administration": ("33.0", "32.6"),
    "procurement": ("9.2", "12.2"),
    "contact_centre": ("38.1", "42.2"),
    "aldre_direkt": ("13.3", "12.3"),
    "financial_administration": ("42.3", "48.9"),
    "it_service": ("13.3", "12.0"),
    "capital_costs": ("0.9", "1.1"),
}
REVENUE = {
    "board_and_administration": ("1.6", "2.8"),
    "payroll_administration": ("43.0", "43.2"),
    "procurement": ("12.2", "16.0"),
    "contact_centre": ("39.5", "43.4"),
    "aldre_direkt": ("14.8", "15.5"),
    "financial_administration": ("58.2", "63.2"),
    "it_service": ("15.6", "15.7"),
}
BUDGET = {
    ("board_and_administration", "cost"): "30.7",
    ("payroll_administration", "cost"): "34.3",
    ("procurement", "cost"): "12.1",
    ("contact_centre", "cost"): "41.1",
    ("aldre_direkt", "cost"): "11.1",
    ("financial_administration", "cost"): "48.6",
    ("it_service", "cost"): "11.1",
    ("capital_costs", "cost"): "0.9",
    ("board_and_administration", "revenue"): "0.8",
    ("payroll_administration", "revenue"): "43.6",
    ("procurement", "revenue"): "14.4",
    ("contact_centre", "revenue"): "44.7",
    ("aldre_direkt", "revenue"): "12.7",
    ("financial_administration", "revenue"): "62.6",
    ("it_service", "revenue"): "12.7",
}
NET = {
    "board_and_administration": "-1.6",
    "payroll_administration": "1.3",
    "procurement": "1.5",
    "contact_centre": "-2.4",
    "financial_administration": "0.3",
    "it_service": "2.1",
}
YEARS = (2012, 2013)


def mnkr(ore: Decimal | int, decimals: int = 1) -> str:
    exact = Decimal(ore) / 100_000_000
    return str(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def total(cells: list[plan.Cell], keep: Callable[[plan.Cell], bool] = lambda _: True) -> int:
    return sum(cell.amount for cell in cells if keep(cell))


def in_area(area: str) -> Callable[[plan.Cell], bool]:
    areas = {area, "aldre_direkt"} if area == "contact_centre" else {area}
    return lambda cell: cell.business_area in areas


def budget_of(area: str, kind: str) -> int:
    budget = plan.budget(2013)
    own = budget.get((area, kind), 0)
    return own + budget[("aldre_direkt", kind)] if area == "contact_centre" else own


def driver(cell: plan.Cell, year: int) -> str:
    """The cost driver by the rules in seeds/cost_driver_rules.csv, written out once more."""
    if cell.activity == "LR13" and year == 2013:
        return "wage_revision"
    if cell.project.startswith("P1"):
        return "new_assignments"
    if cell.project.startswith("P2"):
        return "one_off"
    if cell.target in ("premises", "it_and_telecom"):
        return "it_and_premises"
    return "other"


@pytest.mark.parametrize("area", COSTS)
def test_costs_by_area_are_those_of_both_years(area: str) -> None:
    assert tuple(mnkr(total(plan.costs(y), in_area(area))) for y in YEARS) == COSTS[area]


@pytest.mark.parametrize("area", REVENUE)
def test_revenue_by_area_is_that_of_both_years(area: str) -> None:
    assert tuple(mnkr(total(plan.revenue(y), in_area(area))) for y in YEARS) == REVENUE[area]


def test_totals_round_to_the_report_and_to_its_thousands() -> None:
    assert mnkr(total(plan.costs(2013)), 3) == "183.352"
    assert mnkr(total(plan.costs(2012)), 2) == "167.44"
    assert mnkr(total(plan.revenue(2013)), 3) == "184.346"
    assert mnkr(total(plan.revenue(2012)), 2) == "169.96"


def test_results_and_differences_between_the_years() -> None:
    costs, revenue = ({y: total(f(y)) for y in YEARS} for f in (plan.costs, plan.revenue))
    result = {y: revenue[y] - costs[y] for y in YEARS}
    assert (mnkr(result[2013], 3), mnkr(result[2012], 2)) == ("0.994", "2.52")
    assert mnkr(costs[2013] - costs[2012]) == "15.9"
    assert mnkr(revenue[2013] - revenue[2012]) == "14.4"  # not the report's 13,5
    assert mnkr(result[2013] - result[2012]) == "-1.5"  # not the report's −2,5


@pytest.mark.parametrize(("area", "kind"), BUDGET)
def test_budget_by_area_is_exact_in_the_printed_thousands(area: str, kind: str) -> None:
    assert budget_of(area, kind) == Decimal(BUDGET[area, kind]) * 100_000_000


@pytest.mark.parametrize("year", YEARS)
def test_the_budget_of_a_year_is_balanced(year: int) -> None:
    sums: dict[str, int] = defaultdict(int)
    for (_, kind), amount in plan.budget(year).items():
        sums[kind] += amount
    assert sums["cost"] == sums["revenue"]
    assert year != 2013 or sums["cost"] == 178_800_000_00


@pytest.mark.parametrize("area", NET)
def test_net_by_area_is_that_of_the_text(area: str) -> None:
    cost = budget_of(area, "cost") - total(plan.costs(2013), in_area(area))
    revenue = total(plan.revenue(2013), in_area(area)) - budget_of(area, "revenue")
    assert mnkr(cost + revenue) == NET[area]


def test_the_deviations_of_the_whole_board_are_the_reports() -> None:
    assert mnkr(178_800_000_00 - total(plan.costs(2013))) == "-4.6"
    assert mnkr(total(plan.revenue(2013)) - 178_800_000_00) == "5.5"
    result = total(plan.revenue(2013)) - total(plan.costs(2013))
    adherence = (178_800_000_00 - Decimal(result)) / 178_800_000_00 * 100
    assert str(adherence.quantize(Decimal("0.1"), ROUND_HALF_UP)) == "99.4"


def test_staff_costs_and_their_increase() -> None:
    staff = {y: total(plan.costs(y), lambda cell: cell.target == "staff_costs") for y in YEARS}
    assert (mnkr(staff[2013]), mnkr(staff[2012])) == ("141.8", "126.8")
    assert mnkr(staff[2013] - staff[2012]) == "15.0"


def test_costs_increase_by_each_driver_as_the_report_says() -> None:
    change: dict[str, int] = defaultdict(int)
    for year, sign in ((2012, -1), (2013, 1)):
        for cell in plan.costs(year):
            change[driver(cell, year)] += sign * cell.amount
    assert {name: mnkr(amount) for name, amount in change.items()} == {
        "new_assignments": "7.1",
        "one_off": "3.6",
        "it_and_premises": "1.2",
        "wage_revision": "4.0",
        "other": "0.0",
    }
    assert mnkr(sum(change.values())) == "15.9"


@pytest.mark.parametrize("year", YEARS)
def test_only_three_areas_carry_new_assignments(year: int) -> None:
    areas = {c.business_area for c in plan.costs(year) if c.project.startswith("P1")}
    assert areas <= {"financial_administration", "contact_centre", "procurement"}
    assert year != 2013 or len(areas) == 3


def test_one_off_costs_lie_mainly_in_board_and_administration() -> None:
    one_off = [cell for cell in plan.costs(2013) if cell.project.startswith("P2")]
    assert total(one_off, in_area("board_and_administration")) > 0.75 * total(one_off)


@pytest.mark.parametrize(("year", "share"), [(2013, "4.8"), (2012, "4.9")])
def test_share_of_administration(year: int, share: str) -> None:
    costs = plan.costs(year)
    exact = Decimal(total(costs, lambda c: c.cost_centre == "1030")) / total(costs) * 100
    assert str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP)) == share


@pytest.mark.parametrize(("year", "payslips", "price"), [(2013, 601_557, 70), (2012, 613_000, 69)])
def test_a_payslip_costs_what_the_report_says(year: int, payslips: int, price: int) -> None:
    sold = total(
        plan.revenue(year),
        lambda c: c.target == "3010" and c.business_area == "payroll_administration",
    )
    assert (Decimal(sold) / 100 / payslips).quantize(Decimal(1), ROUND_HALF_UP) == price


def test_investments_and_their_budget() -> None:
    acquired = sum(amount for _, _, amount, _ in plan.investments(2013))
    assert mnkr(acquired) == "1.8"
    assert sum(budget for *_, budget in plan.investments(2013)) == 1_000_000_00
    assert mnkr(acquired - 1_000_000_00) == "0.8"


def test_fixed_assets_grow_by_investments_less_depreciation() -> None:
    depreciation = total(plan.costs(2013), lambda cell: cell.target == "depreciation")
    acquired = sum(amount for _, _, amount, _ in plan.investments(2013))
    assert acquired - depreciation == 835_873_86
    closing = {year: plan.closing(year)["fixed_assets"] for year in YEARS}
    assert closing[2013] - closing[2012] == 835_873_86


def test_opening_balance_sums_to_zero() -> None:
    assert sum(plan.opening_2012().values()) == 0
    assert plan.opening_2012()["2081"] == -5_500_000_00


def test_every_code_of_the_plan_is_in_the_reference_data() -> None:
    reference = read_reference()
    for year in YEARS:
        for cell in [*plan.costs(year), *plan.revenue(year)]:
            known = {*reference.statement_line_of, *reference.statement_line_of.values()}
            assert cell.target in known
            assert not cell.project or cell.project in reference.project_names
            if cell.cost_centre:
                assert reference.area_of[cell.cost_centre] == cell.business_area


def test_amounts_are_no_round_thousands() -> None:
    amounts = [cell.amount for y in YEARS for cell in [*plan.costs(y), *plan.revenue(y)]]
    assert not [amount for amount in amounts if amount % 1_000_00 == 0]
