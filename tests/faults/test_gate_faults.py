"""Each control of the gate is seen to block: a fault is seeded in a copy of a good build, and the control must find it.

The faults are as small as the control can tell: an öre, a row, a day. Each is seeded alone; then an audit of them all
shows that what the controls find is what the gate blocks.
"""

from __future__ import annotations

import contextlib
import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.core.settings import SEEDS_DIR, Settings
from orchestration.core.sql import literal
from orchestration.gate import audit, read_controls
from orchestration.releases.publishing import require_verdict
from tests.faults.changed_rules import CHANGED_RULE_FAULTS
from tests.faults.changeovers import CHANGEOVER_FAULTS
from tests.faults.extracts import EXTRACT_FAULTS, LAST_YEAR
from tests.faults.more_extracts import MORE_EXTRACT_FAULTS
from tests.faults.operations import OPERATION_FAULTS
from tests.faults.recomputed import RECOMPUTED_FAULTS
from tests.faults.seeded import SeededBuild, seeded_build
from tests.faults.vouchers import VOUCHER_FAULTS
from tests.warehouse import Warehouse

ONE_POSTING = "posting_id = (select min(posting_id) from economics.fct_ledger_postings)"


def add_an_ore(mart: str, column: str, where: str) -> str:
    return f"update economics.{mart} set {column} = {column} + 0.01 where {where} and {LAST_YEAR}"


FAULTS = {
    "area_totals_equal_the_income_statement": add_an_ore(
        "mart_economics__result_by_business_area", "outcome_sek", "line_id = 'result_total'"
    ),
    "areas_sum_to_totals": add_an_ore(
        "mart_economics__result_by_business_area", "deviation_sek", "line_id = 'cost_it_service'"
    ),
    "balance_sheet_balances": add_an_ore(
        "mart_economics__balance_sheet", "amount_sek", "line_id = 'total_assets'"
    ),
    "balance_sheet_changes_equal_the_postings": add_an_ore(
        "mart_economics__balance_sheet", "change_sek", "line_id = 'customer_receivables'"
    ),
    "balance_sheet_parts_sum_to_totals": add_an_ore(
        "mart_economics__balance_sheet", "amount_sek", "line_id = 'accrued_costs'"
    ),
    "balance_sheet_totals_equal_the_ledger": """
        update economics.mart_economics__balance_sheet set amount_sek = amount_sek + 0.01
        where line_id in ('total_assets', 'total_equity_and_liabilities')
    """,
    "budget_equals_stated_budget": """
        update economics.fct_budget set amount_sek = amount_sek - 0.01
        where budget_id = (select min(budget_id) from economics.fct_budget)
    """,
    "cost_bridge_by_area_sums_to_the_bridge": """
        delete from economics.mart_economics__cost_bridge_by_business_area
        where cost_driver_id = 'wage_revision' and business_area_id = 'procurement'
    """,
    "cost_bridge_sums_to_the_cost_change": """
        delete from economics.mart_economics__cost_bridge where line_id = 'one_off'
    """,
    "differences_between_years_foot": add_an_ore(
        "mart_economics__income_statement", "difference_sek", "line_id = 'revenue'"
    ),
    "every_counted_row_is_posted_once": f"""
        insert into economics.fct_ledger_postings
        select * replace (posting_id || ' again' as posting_id) from economics.fct_ledger_postings where {ONE_POSTING}
    """,
    "fixed_assets_change_by_investments_less_depreciation": add_an_ore(
        "mart_economics__investments", "outcome_sek", "is_total"
    ),
    "fund_and_result_are_appropriated_in_full": add_an_ore(
        "mart_economics__result_fund", "result_after_appropriation_sek", "true"
    ),
    "fund_closes_with_the_ledgers_balance": add_an_ore(
        "mart_economics__result_fund", "closing_fund_sek", "true"
    ),
    "fund_is_within_its_limits": """
        update economics.mart_economics__result_fund set closing_fund_sek = 0.10 * turnover_sek + 0.01
    """,
    "fund_opens_with_its_prior_closing": add_an_ore(
        "mart_economics__result_fund", "opening_fund_sek", "true"
    ),
    "income_statement_equals_the_ledger": add_an_ore(
        "mart_economics__income_statement", "outcome_sek", "line_id = 'cost'"
    ),
    "investments_by_project_sum_to_the_total": add_an_ore(
        "mart_economics__investments", "budget_sek", "project = 'I301'"
    ),
    "ledger_sums_to_zero": add_an_ore("fct_ledger_balances", "opening_sek", "account = '2010'"),
    "months_equal_stated_period_changes": f"""
        update economics.fct_ledger_postings set fiscal_period_id = '209901' where {ONE_POSTING}
    """,
    "movement_equals_stated_result": add_an_ore(
        "fct_ledger_balances", "movement_sek", "account = '5010'"
    ),
    "net_by_area_sums_to_the_result": add_an_ore(
        "mart_economics__net_by_business_area", "net_outcome_sek", "line_id = 'procurement'"
    ),
    "net_deviation_by_area_is_that_of_its_sides": add_an_ore(
        "mart_economics__net_by_business_area", "deviation_sek", "line_id = 'aldre_direkt'"
    ),
    "net_is_carried_to_equity": add_an_ore(
        "mart_economics__income_statement", "outcome_sek", "line_id = 'net'"
    ),
    "objects_equal_their_stated_totals": """
        update economics.fct_ledger_postings set cost_centre = '2010'
        where posting_id = (
            select min(posting_id) from economics.fct_ledger_postings where cost_centre <> '2010'
        )
    """,
    "of_which_is_part_of_its_area": """
        update economics.mart_economics__result_by_business_area as part set outcome_sek = whole.outcome_sek + 0.01
        from economics.mart_economics__result_by_business_area as whole
        where part.line_id = 'cost_aldre_direkt' and whole.line_id = 'cost_contact_centre'
            and part.fiscal_year = whole.fiscal_year
    """,
    "opening_equals_prior_closing": add_an_ore(
        "fct_ledger_balances", "opening_sek", "account = '1560'"
    ),
    "opening_plus_movement_equals_stated_closing": add_an_ore(
        "fct_ledger_balances", "closing_sek", "account = '1560'"
    ),
    "postings_equal_the_files_control_totals": f"""
        delete from economics.fct_ledger_postings where (load_id, voucher_line_number) in (
            select (load_id, voucher_line_number) from economics.fct_ledger_postings where {ONE_POSTING}
        )
    """,
    "postings_fall_in_their_fiscal_year": f"""
        update economics.fct_ledger_postings set posting_date = posting_date + interval 2 year where {ONE_POSTING}
    """,
    "prior_year_is_as_this_years_file_states_it": """
        update economics.fct_ledger_balances set closing_sek = closing_sek + 0.01
        where account = '6010' and fiscal_year = (select min(fiscal_year) from common.dim_fiscal_year)
    """,
    "staff_costs_equal_the_ledger": add_an_ore(
        "mart_economics__staff_costs", "outcome_sek", "true"
    ),
    "voucher_debit_equals_credit": f"""
        update economics.fct_ledger_postings set amount_sek = amount_sek + 0.01 where {ONE_POSTING}
    """,
    "accepted_variances_are_valid": """
        update tie_out.mart_tie_out__accepted_variances set valid_until = current_date - 1
        where subject_id = (select min(subject_id) from tie_out.mart_tie_out__accepted_variances where is_occurring)
    """,
    "figures_without_measure_say_why": """
        update tie_out.mart_tie_out__figures set explanation = null
        where figure_id = (select min(figure_id) from tie_out.mart_tie_out__figures where verdict = 'not_computed')
    """,
    "measures_of_marts_equal_their_rows": """
        update measures.fct_measures set numerator = numerator + 0.01
        where measure_id = 'area_budget_sek' and member = 'cost_procurement' and fiscal_year = 2013
    """,
    "measures_of_parts_sum_to_the_whole": """
        update measures.fct_measures set numerator = numerator + 1
        where measure_id = 'complaints_by_kind' and member = 'klagomal' and fiscal_year = 2013
    """,
    "published_figures_reconcile": """
        update tie_out.mart_tie_out__figures set is_accepted = false
        where figure_id = '3_1.income_statement.revenue.difference'
    """,
    "published_statements_hold": """
        update tie_out.mart_tie_out__statements set is_contradicted = true, is_accepted = false, difference = 0
        where statement_id = '3_2.internal_customers_better'
    """,
    "employees_of_small_groups_are_withheld": """
        update hr.mart_hr__employees set full_times = 9
        where employees_key = (select min(employees_key) from hr.mart_hr__employees where not is_disclosed)
    """,
    "engagement_of_small_groups_is_withheld": """
        update hr.mart_hr__engagement set index_value = 80 where not is_disclosed and member = 'it_service'
    """,
    "full_times_by_group_sum_to_the_measure": """
        update hr.mart_hr__employees set full_times = full_times + 0.01 where breakdown = 'total' and fiscal_year = 2013
    """,
    "part_time_of_few_is_withheld": """
        update hr.mart_hr__part_time set offered_full_time_pct = 100 where fiscal_year = 2013
    """,
    "staff_costs_by_area_sum_to_the_economic_mart": """
        update hr.mart_hr__staff_costs set outcome_sek = outcome_sek + 0.01
        where line_id = 'procurement' and fiscal_year = 2013
    """,
    "sick_leave_of_small_groups_is_withheld": """
        update hr.mart_hr__sick_leave set sick_leave_pct = 5
        where sick_leave_key = (select min(sick_leave_key) from hr.mart_hr__sick_leave where not is_disclosed)
    """,
    "measures_are_for_no_more_readers_than_their_sources": """
        update measures.fct_measures_by_month set is_open_to_all = true
        where measure_id = 'sick_leave_calendar_year_pct'
    """,
    "withheld_groups_stay_withheld": """
        insert into raw.withheld_groups
        select 'staff/sex//man' as group_id, 'staff' as subject, 'sex' as breakdown, 'man' as member, 1 as release
    """,
    "voucher_numbers_have_no_gaps": """
        delete from economics.fct_ledger_postings
        where voucher_number = '2' and voucher_series = (select min(voucher_series) from economics.fct_ledger_postings)
    """,
} | RECOMPUTED_FAULTS
FAULTS |= EXTRACT_FAULTS

OTHER_FAULTS = (
    MORE_EXTRACT_FAULTS
    | CHANGED_RULE_FAULTS
    | CHANGEOVER_FAULTS
    | OPERATION_FAULTS
    | VOUCHER_FAULTS
)
CONTROLS = {control.name: control for control in read_controls()}

with (SEEDS_DIR / "measures.csv").open(encoding="utf-8", newline="") as file:
    MEASURES = [row["measure_id"] for row in csv.DictReader(file)]
NAMING_A_MEASURE = sorted(
    name
    for name, control in CONTROLS.items()
    if "measures.fct_measures" in control.query
    and any(literal(measure) in control.query for measure in MEASURES)
)


@pytest.fixture
def copy(warehouse: Warehouse, tmp_path: Path) -> Settings:
    """A warehouse of its own: a copy of the good build, whose raw views still find their Parquet."""
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    settings.build_file.parent.mkdir(parents=True)
    shutil.copyfile(warehouse.settings.build_file, settings.build_file)
    settings.published.mkdir()
    (settings.published / "current").symlink_to(warehouse.current.parent)
    return settings


@pytest.fixture(scope="module")
def build(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeededBuild]:
    """A copy of the good build, for one fault at a time."""
    folder = tmp_path_factory.mktemp("seeded")
    with seeded_build(warehouse.settings.build_file, warehouse.current, folder) as build:
        yield build


def test_every_control_has_a_fault() -> None:
    assert sorted(FAULTS) == sorted(CONTROLS)


def test_every_control_passes_on_the_build_that_the_faults_are_seeded_in(
    warehouse: Warehouse,
) -> None:
    # The verdict of the run that made it, which is of these very bytes and covers every control.
    assert require_verdict(warehouse.settings).passed


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_the_control_finds_its_fault_and_shows_the_figure(build: SeededBuild, name: str) -> None:
    counted = build.counted(CONTROLS[name], FAULTS[name])
    assert counted.failed_rows > 0
    assert {"subject", "expected", "actual", "difference"} == set(counted.examples[0])


def test_an_audit_blocks_what_the_controls_find_and_nothing_else(
    copy: Settings, warehouse: Warehouse, tmp_path: Path
) -> None:
    with duckdb.connect(str(copy.build_file)) as connection:
        for fault in FAULTS.values():
            # Of several that change one extract, the first is seeded.
            with contextlib.suppress(duckdb.CatalogException):
                connection.execute(fault)
    blocked = {result.name: result for result in audit(copy).failed_controls}
    assert len(blocked) > 0.8 * len(CONTROLS)
    assert all(result.failed_rows and result.examples for result in blocked.values())
    with seeded_build(copy.build_file, warehouse.current, tmp_path) as faulty:
        assert not [
            name
            for name, control in CONTROLS.items()
            if name not in blocked
            and faulty.counted(control, "select 'no other fault'").failed_rows
        ]


@pytest.mark.parametrize(
    ("name", "what"), sorted(OTHER_FAULTS), ids=lambda part: part.replace(" ", "_")
)
def test_the_control_finds_other_faults_of_its_kind(
    build: SeededBuild, name: str, what: str
) -> None:
    assert build.counted(CONTROLS[name], OTHER_FAULTS[name, what]).failed_rows > 0


@pytest.mark.parametrize("name", sorted(CONTROLS.keys() - EXTRACT_FAULTS))
def test_no_control_passes_on_an_empty_mart(build: SeededBuild, name: str) -> None:
    control = CONTROLS[name]
    mart = f"{build.schema_of(control.protects)}.{control.protects}"
    counted = build.counted(control, f"create or replace table {mart} as from {mart} limit 0")
    assert counted.failed_rows > 0 or counted.rows < control.at_least_rows


@pytest.mark.parametrize("name", NAMING_A_MEASURE)
def test_groups_that_a_board_adds_to_a_measure_leave_its_whole_as_it_is(
    build: SeededBuild, name: str
) -> None:
    by_group = f"""
        insert into measures.fct_measures
        select * replace (
            measure_id || '/own@' || fiscal_year as measure_value_id, 'own' as member, numerator + 1 as numerator,
            denominator + 2 as denominator, measure_value + 3 as measure_value
        )
        from measures.fct_measures
        where member = '' and contains({literal(CONTROLS[name].query)}, concat(chr(39), measure_id, chr(39)))
    """
    counted = build.counted(CONTROLS[name], by_group)
    assert counted == build.counted(CONTROLS[name], "select 'no fault'")


def test_a_target_of_one_group_is_not_that_of_all_work_placements(build: SeededBuild) -> None:
    of_group = """
        update reference.indicator_measures set measure_id = 'summer_jobs', member = 'own'
        where indicator_id = (
            select max_by(indicator_id, arsmal) from raw.goals_indicators as targets
            inner join reference.indicator_measures on indikator_id = indicator_id
        )
    """
    control = CONTROLS["work_placements_equal_the_measures_and_targets"]
    assert build.counted(control, of_group).failed_rows == 0


@pytest.mark.parametrize(
    ("table", "opened"),
    [
        ("fct_measures", "measure_id = 'full_times'"),
        ("fct_measures", "member like 'medarbetare/medarbetare/ami%'"),
        ("fct_measures", "measure_id = 'summer_jobs'"),
        ("mart_services__key_figures", "measure_id = 'sick_leave_pct'"),
        ("fct_measures_to_date", "measure_id = 'long_sick_leave_calendar_year_pct'"),
    ],
)
def test_a_measure_of_hr_that_is_opened_to_all_is_found(
    build: SeededBuild, table: str, opened: str
) -> None:
    control = CONTROLS["measures_are_for_no_more_readers_than_their_sources"]
    fault = f"update {build.schema_of(table)}.{table} set is_open_to_all = true where {opened}"
    assert build.counted(control, fault).failed_rows > 0


def test_a_measure_over_a_quantity_of_hr_that_is_opened_to_all_is_found(build: SeededBuild) -> None:
    control = CONTROLS["measures_are_for_no_more_readers_than_their_sources"]
    over_hours = (
        "update reference.measures set denominator = 'ordinary_hours' where measure_id = 'calls'"
    )
    assert build.counted(control, over_hours).failed_rows > 0


@pytest.mark.parametrize(
    "fault",
    [
        "update hr.mart_hr__withheld_groups set member = '2060' where member = '2050'",
        "update hr.mart_hr__withheld_groups set group_id = 'staff/cost_centre//3999' where member = '3020'",
        "delete from hr.mart_hr__withheld_groups where subject = 'survey' and member = 'upphandling'",
        "insert into hr.mart_hr__withheld_groups values ('staff/age_group//80-', 'staff', 'age_group', '80-')",
        "update hr.mart_hr__engagement set respondents_count = 12 where not is_disclosed",
    ],
)
def test_a_list_of_withheld_groups_that_is_not_of_those_withheld_is_found(
    build: SeededBuild, fault: str
) -> None:
    assert build.counted(CONTROLS["withheld_groups_stay_withheld"], fault).failed_rows > 0


@pytest.mark.parametrize(
    "name",
    [
        "employees_of_small_groups_are_withheld",
        "engagement_of_small_groups_is_withheld",
        "sick_leave_of_small_groups_is_withheld",
        "employees_by_month_average_to_the_year",
        "part_time_equals_the_employments",
        "withheld_groups_stay_withheld",
    ],
)
def test_a_group_is_too_small_by_the_boards_own_limit(build: SeededBuild, name: str) -> None:
    # A build by the usual limit, of a board whose limit is above all of its groups.
    stricter = "update reference.board_rules set undisclosed_up_to_persons = 400"
    assert build.counted(CONTROLS[name], stricter).failed_rows > 0
