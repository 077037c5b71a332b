"""The ledger files are valid SIE 4E, contain the report's figures, and look like a board's books."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import Delivered, SieFile, checksum_of, read_sie

from orchestration.simulator import simulate
from orchestration.simulator.ledger import plan
from orchestration.simulator.ledger.reference import read_reference

pytestmark = pytest.mark.slow

YEARS = (2012, 2013)
BALANCE_SHEETS = {
    2012: {
        "fixed_assets": "4736033.66",
        "customer_receivables": "23382741.92",
        "other_receivables": "23247.80",
        "prepaid and accrued revenue": "14922055.00",
        "supplier_liabilities": "-4283747.57",
        "accrued_costs": "-1414484.10",
        "equity": "-37365846.71",
    },
    2013: {
        "fixed_assets": "5571907.52",
        "customer_receivables": "22245311.92",
        "other_receivables": "6273.00",
        "prepaid and accrued revenue": "18522080.15",
        "supplier_liabilities": "-3243049.26",
        "accrued_costs": "-3008446.78",
        "equity": "-40094076.55",
    },
}
GROUPED = {
    "prepaid_costs": "prepaid and accrued revenue",
    "accrued_revenue": "prepaid and accrued revenue",
    "equity_capital": "equity",
    "group_settlement": "equity",
    "result_fund": "equity",
    "result_of_the_year": "equity",
}


def ore(amount: Decimal) -> int:
    return int(amount * 100)


def in_period(sie: SieFile, account: str, month: int) -> Decimal:
    rows = (row for voucher, row in sie.rows() if voucher.day.month == month)
    return sum((row.amount for row in rows if row.account == account), Decimal(0))


# --- the format ------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_records_are_in_the_order_of_the_standard(ledgers: dict[int, SieFile], year: int) -> None:
    groups = (
        ("#FLAGGA",),
        ("#KSUMMA",),
        (
            *("#PROGRAM", "#FORMAT", "#GEN", "#SIETYP", "#PROSA", "#FNR", "#ORGNR", "#FNAMN"),
            *("#RAR", "#OMFATTN", "#VALUTA"),
        ),
        ("#KONTO", "#KTYP", "#DIM", "#OBJEKT"),
        ("#IB", "#UB", "#OIB", "#OUB", "#RES", "#PSALDO", "#PBUDGET", "#VER", "#TRANS"),
    )
    labels = ledgers[year].labels
    assert labels[-1] == "#KSUMMA"
    rank = {label: number for number, group in enumerate(groups) for label in group}
    ranks = [rank[label] for label in labels[:-1]]
    assert ranks == sorted(ranks)
    assert {label for group in groups for label in group} == set(labels)


@pytest.mark.parametrize("year", YEARS)
def test_identification_is_that_of_the_board_and_year(
    ledgers: dict[int, SieFile], year: int
) -> None:
    records = ledgers[year].records
    assert records["#FLAGGA"] == [["0"]]
    assert records["#FORMAT"] == [["PC8"]]
    assert records["#SIETYP"] == [["4"]]
    assert records["#RAR"][0] == ["0", f"{year}0101", f"{year}1231"]
    assert records["#RAR"][1] == ["-1", f"{year - 1}0101", f"{year - 1}1231"]
    assert records["#OMFATTN"] == [[f"{year}1231"]]
    assert records["#VALUTA"] == [["SEK"]]
    assert records["#FNAMN"] == [["Stockholms stad, Servicenämnden"]]


@pytest.mark.parametrize("year", YEARS)
def test_checksum_is_that_of_the_standard(ledgers: dict[int, SieFile], year: int) -> None:
    sie = ledgers[year]
    assert sie.records["#KSUMMA"] == [[], [str(checksum_of(sie.content))]]


@pytest.mark.parametrize("year", YEARS)
def test_texts_have_swedish_letters_in_cp437(ledgers: dict[int, SieFile], year: int) -> None:
    texts = {voucher.text for voucher in ledgers[year].vouchers}
    assert any("ö" in text for text in texts)
    assert any("Ö" in text for text in texts)
    assert all(text.isprintable() for text in texts)
    assert b"\n" not in ledgers[year].content.replace(b"\r\n", b"")


@pytest.mark.parametrize("year", YEARS)
def test_every_code_used_is_declared(ledgers: dict[int, SieFile], year: int) -> None:
    sie = ledgers[year]
    accounts = {record[0] for record in sie.records["#KONTO"]}
    objects = {(record[0], record[1]) for record in sie.records["#OBJEKT"]}
    assert {row.account for _, row in sie.rows()} <= accounts
    assert {pair for _, row in sie.rows() for pair in row.objects.items()} <= objects
    assert {record[0] for record in sie.records["#DIM"]} >= {dim for dim, _ in objects}


# --- the bookkeeping -------------------------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_every_voucher_sums_to_zero_and_has_two_rows(
    ledgers: dict[int, SieFile], year: int
) -> None:
    for voucher in ledgers[year].vouchers:
        assert sum(row.amount for row in voucher.rows) == 0, (voucher.series, voucher.number)
        assert len(voucher.rows) >= 2
        assert all(row.amount for row in voucher.rows)


@pytest.mark.parametrize("year", YEARS)
def test_voucher_numbers_have_no_gaps_and_follow_the_dates(
    ledgers: dict[int, SieFile], year: int
) -> None:
    series = defaultdict(list)
    for voucher in ledgers[year].vouchers:
        series[voucher.series].append(voucher)
    assert set(series) == set("ABIKLMPSU")
    for vouchers in series.values():
        assert [voucher.number for voucher in vouchers] == list(range(1, len(vouchers) + 1))
        days = [voucher.day for voucher in vouchers]
        assert days == sorted(days)


@pytest.mark.parametrize("year", YEARS)
def test_bookings_fall_on_weekdays_of_the_year(ledgers: dict[int, SieFile], year: int) -> None:
    days = {voucher.day for voucher in ledgers[year].vouchers}
    assert {day.year for day in days} == {year}
    assert max(day.weekday() for day in days) < 5
    assert not days & {date(year, 1, 1), date(year, 12, 25), date(year, 6, 6)}


@pytest.mark.parametrize("year", YEARS)
def test_trial_balance_is_zero(ledgers: dict[int, SieFile], year: int) -> None:
    sie = ledgers[year]
    assert sum(row.amount for _, row in sie.rows()) == 0
    assert sum(sie.amounts("#IB").values()) == 0
    assert sum(sie.amounts("#UB").values()) == 0
    assert sum(sie.amounts("#RES").values()) == 0


@pytest.mark.parametrize("year", YEARS)
def test_totals_are_the_sums_of_the_vouchers(ledgers: dict[int, SieFile], year: int) -> None:
    sie = ledgers[year]
    moved: dict[str, Decimal] = defaultdict(Decimal)
    months: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    centres: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for voucher, row in sie.rows():
        moved[row.account] += row.amount
        months[f"{voucher.day:%Y%m}", row.account] += row.amount
        if "1" in row.objects:
            centres[f"{voucher.day:%Y%m}", row.account, row.objects["1"]] += row.amount
    opening, closing = sie.amounts("#IB"), sie.amounts("#UB")
    for account in {*opening, *closing}:
        assert opening.get(account, 0) + moved[account] == closing.get(account, 0), account
    result = {account: amount for account, amount in moved.items() if account >= "3"}
    assert sie.amounts("#RES") == result
    assert sie.periods("#PSALDO", None) == {key: value for key, value in months.items() if value}
    assert sie.periods("#PSALDO", "1") == {key: value for key, value in centres.items() if value}


def test_2013_opens_as_2012_closed(ledgers: dict[int, SieFile]) -> None:
    closing = ledgers[2012].amounts("#UB")
    assert ledgers[2013].amounts("#IB") == closing
    assert ledgers[2013].amounts("#UB", -1) == closing
    assert ledgers[2013].amounts("#IB", -1) == ledgers[2012].amounts("#IB")
    assert ledgers[2013].amounts("#RES", -1) == ledgers[2012].amounts("#RES")
    assert ledgers[2013].records["#OIB"] == ledgers[2012].records["#OUB"]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("account", ["1510", "1560", "2510", "2560"])
def test_balances_by_counterparty_sum_to_the_account(
    ledgers: dict[int, SieFile], year: int, account: str
) -> None:
    for by_object, by_account in (("#OIB", "#IB"), ("#OUB", "#UB")):
        records = ledgers[year].records[by_object]
        parts = [Decimal(amount) for _, number, _, _, amount in records if number == account]
        assert sum(parts) == ledgers[year].amounts(by_account)[account]


@pytest.mark.parametrize("year", YEARS)
def test_balance_sheet_is_the_reports_to_the_ore(ledgers: dict[int, SieFile], year: int) -> None:
    line_of = read_reference().statement_line_of
    lines: dict[str, Decimal] = defaultdict(Decimal)
    for account, amount in ledgers[year].amounts("#UB").items():
        lines[GROUPED.get(line_of[account], line_of[account])] += amount
    assert {line: str(amount) for line, amount in lines.items()} == BALANCE_SHEETS[year]


def test_balance_of_prepaid_costs_and_accrued_revenue_in_2013(ledgers: dict[int, SieFile]) -> None:
    closing = ledgers[2013].amounts("#UB")
    assert closing["1710"] == Decimal("3089795.49")
    assert closing["1750"] == Decimal("15432284.66")


def test_result_fund_grows_in_2012_only(ledgers: dict[int, SieFile]) -> None:
    assert [ledgers[year].amounts(label)["2081"] for year in YEARS for label in ("#IB", "#UB")] == [
        Decimal("-5500000.00"),
        Decimal("-7000000.00"),
        Decimal("-7000000.00"),
        Decimal("-7000000.00"),
    ]


@pytest.mark.parametrize("year", YEARS)
def test_result_is_carried_to_equity_by_voucher(ledgers: dict[int, SieFile], year: int) -> None:
    last = [voucher for voucher in ledgers[year].vouchers if voucher.series == "S"][-1]
    profit = {2012: Decimal("2520137.76"), 2013: Decimal("993974.15")}[year]
    assert [(row.account, row.amount) for row in last.rows] == [("8999", profit), ("2099", -profit)]
    assert ledgers[year].amounts("#UB")["2099"] == -profit


# --- the plan, found again in the rows -------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_rows_sum_to_every_cell_of_the_plan(ledgers: dict[int, SieFile], year: int) -> None:
    reference = read_reference()
    planned: dict[tuple[str, ...], int] = defaultdict(int)
    for cell in plan.costs(year):
        planned[cell.business_area, cell.target, cell.project, cell.activity] += cell.amount
    for cell in plan.revenue(year):
        planned[cell.business_area, cell.target, cell.project, ""] -= cell.amount
    booked: dict[tuple[str, ...], int] = defaultdict(int)
    for _, row in ledgers[year].rows():
        if "3" <= row.account < "8999":
            line = reference.statement_line_of[row.account]
            target = row.account if row.account < "4" else line
            area = reference.area_of[row.objects["1"]]
            objects = row.objects.get("6", ""), row.objects.get("21", "")
            booked[area, target, *objects] += ore(row.amount)
    assert {key: amount for key, amount in booked.items() if amount} == planned


@pytest.mark.parametrize("year", YEARS)
def test_administration_costs_what_the_plan_says(ledgers: dict[int, SieFile], year: int) -> None:
    booked = sum(
        ore(row.amount)
        for _, row in ledgers[year].rows()
        if row.objects.get("1") == "1030" and "4" <= row.account < "8999"
    )
    assert booked == sum(c.amount for c in plan.costs(year) if c.cost_centre == "1030")


@pytest.mark.parametrize("year", YEARS)
def test_acquisitions_by_project(ledgers: dict[int, SieFile], year: int) -> None:
    booked: dict[str, int] = defaultdict(int)
    for _, row in ledgers[year].rows():
        if row.account == "1231":
            booked[row.objects["6"]] += ore(row.amount)
    assert booked == {p: amount for p, _, amount, _ in plan.investments(year) if amount}


@pytest.mark.parametrize("year", YEARS)
def test_budget_is_the_plans_in_thousands_by_account_and_by_object(
    ledgers: dict[int, SieFile], year: int
) -> None:
    area_of = read_reference().area_of
    by_centre = ledgers[year].periods("#PBUDGET", "1")
    found: dict[tuple[str, str], int] = defaultdict(int)
    for (_, account, centre), amount in by_centre.items():
        assert amount % 1000 == 0
        kind = "revenue" if account < "4" else "cost"
        found[area_of[centre], kind] += ore(-amount if kind == "revenue" else amount)
    assert found == plan.budget(year)
    by_project = ledgers[year].periods("#PBUDGET", "6")
    assert {account for _, account, _ in by_project} == {"1231"}
    assert sum(map(ore, by_project.values())) == sum(b for *_, b in plan.investments(year))
    totals: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for (period, account, _), amount in [*by_centre.items(), *by_project.items()]:
        totals[period, account] += amount
    assert ledgers[year].periods("#PBUDGET", None) == totals


# --- what makes it a board's books -----------------------------------------------------------------


@pytest.mark.parametrize("year", YEARS)
def test_wage_revision_starts_in_april_on_staff_accounts(
    ledgers: dict[int, SieFile], year: int
) -> None:
    revised = [
        (voucher.day.month, row.account, row.objects["21"])
        for voucher, row in ledgers[year].rows()
        if "21" in row.objects
    ]
    assert {month for month, _, _ in revised} == set(range(4, 13))
    assert {account[0] for _, account, _ in revised} == {"5"}
    assert {activity for _, _, activity in revised} == {f"LR{year % 100}"}


@pytest.mark.parametrize("year", YEARS)
def test_projects_are_posted_on_within_their_periods(
    ledgers: dict[int, SieFile], year: int
) -> None:
    periods = plan.project_periods(year)
    posted: dict[str, list[date]] = defaultdict(list)
    for voucher, row in ledgers[year].rows():
        if "6" in row.objects:
            posted[row.objects["6"]].append(voucher.day)
    for project, days in posted.items():
        first, last = periods[project]
        assert first <= min(days), project
        assert max(days) <= last, project
    assert year != 2013 or min(posted["P101"]) >= date(2013, 7, 1)


@pytest.mark.parametrize("year", YEARS)
def test_employer_contributions_are_the_statutory_share_of_pay(
    ledgers: dict[int, SieFile], year: int
) -> None:
    result = ledgers[year].amounts("#RES")
    pay = sum(result[account] for account in ("5010", "5020", "5030", "5040", "5050"))
    assert Decimal("0.313") < result["5610"] / pay < Decimal("0.3155")


@pytest.mark.parametrize("year", YEARS)
def test_vat_is_settled_every_month(ledgers: dict[int, SieFile], year: int) -> None:
    settled = [voucher for voucher in ledgers[year].vouchers if voucher.series == "M"]
    assert [voucher.day.month for voucher in settled] == list(range(1, 13))
    for voucher in settled:
        assert [row.account for row in voucher.rows] == ["2019", "1650"]
    balance = ledgers[year].amounts("#IB")["1650"]
    for month in range(1, 12):
        balance += in_period(ledgers[year], "1650", month)
        assert balance == 0, month


@pytest.mark.parametrize("year", YEARS)
def test_debts_and_receivables_always_name_their_counterparty(
    ledgers: dict[int, SieFile], year: int
) -> None:
    for _, row in ledgers[year].rows():
        if row.account in ("1510", "1560", "2510", "2560"):
            assert set(row.objects) == {"20"}


@pytest.mark.parametrize("year", YEARS)
def test_accruals_of_last_year_are_reversed_when_the_year_opens(
    ledgers: dict[int, SieFile], year: int
) -> None:
    opening = ledgers[year].amounts("#IB")
    reversed_first: dict[str, Decimal] = defaultdict(Decimal)
    for voucher, row in ledgers[year].rows():
        if voucher.series == "B" and voucher.day == date(year, 1, 2):
            reversed_first[row.account] += row.amount
    for account in ("1710", "1750", "2990"):
        assert reversed_first[account] == -opening[account]


@pytest.mark.parametrize("year", YEARS)
def test_every_month_has_a_plausible_share_of_revenue(
    ledgers: dict[int, SieFile], year: int
) -> None:
    whole = sum(
        amount for account, amount in ledgers[year].amounts("#RES").items() if account < "4"
    )
    for month in range(1, 13):
        rows = (row for voucher, row in ledgers[year].rows() if voucher.day.month == month)
        part = sum(row.amount for row in rows if "3" <= row.account < "4")
        assert Decimal("0.015") < part / whole < Decimal("0.18"), month


def test_supplier_costs_are_low_in_july_and_high_in_december(ledgers: dict[int, SieFile]) -> None:
    invoiced: dict[int, Decimal] = defaultdict(Decimal)
    for year in YEARS:
        for voucher, row in ledgers[year].rows():
            if voucher.series == "L" and row.account in ("2510", "2560"):
                invoiced[voucher.day.month] -= row.amount
    assert invoiced[7] < invoiced[12]


# --- seed and scale --------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_and_manifests(
    delivered: dict[int, Delivered], tmp_path: Path
) -> None:
    again = [Delivered(folder) for folder in simulate(tmp_path, scale=0.02)]
    for year, delivery in zip(YEARS, again, strict=True):
        assert delivery.content == delivered[year].content
        assert delivery.manifest == delivered[year].manifest


def test_another_seed_or_scale_gives_other_vouchers_and_the_same_sums(
    ledgers: dict[int, SieFile], tmp_path: Path
) -> None:
    for seed, scale in ((7, 0.02), (2013, 0.05)):
        simulated = simulate(tmp_path / str(seed), seed=seed, scale=scale)
        for year, folder in zip(YEARS, simulated, strict=True):
            other = read_sie(Delivered(folder).content)
            assert other.content != ledgers[year].content
            line_of = read_reference().statement_line_of
            for label in ("#UB", "#RES"):
                sums: list[dict[str, Decimal]] = []
                for sie in (other, ledgers[year]):
                    lines: dict[str, Decimal] = defaultdict(Decimal)
                    for account, amount in sie.amounts(label).items():
                        lines[line_of[account]] += amount
                    sums.append(lines)
                assert sums[0] == sums[1]
