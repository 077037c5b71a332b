"""The dbt project on a small ledger: what it computes, that its rules hold, and that each of its checks can fail."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.core.settings import Settings
from orchestration.dbt.data_tests import DataTestResult, data_tests, run_data_tests
from tests.integration.dbt_runs import manifest, project_dir, read_results, run_dbt
from tests.integration.small_ledger import (
    FIRST_YEAR,
    SECOND_YEAR,
    add_balance,
    add_transaction,
    load_of,
    write_small_ledger,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small ledger built, unit tests run, every check passed."""
    folder = tmp_path_factory.mktemp("built")
    write_small_ledger(folder / "bokslut.duckdb")
    result = run_dbt("build", build_file=folder / "bokslut.duckdb", target=folder / "target")
    assert result.returncode == 0, result.stdout
    return folder


@pytest.fixture(scope="module")
def marts(built: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the small ledger's build."""
    with duckdb.connect(str(built / "bokslut.duckdb"), read_only=True) as connection:
        yield connection


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """Return rows with amounts as whole numbers, which those of the small ledger are."""
    return [
        tuple(int(value) if isinstance(value, Decimal) else value for value in row)
        for row in connection.execute(query).fetchall()
    ]


def test_every_unit_test_of_a_rule_has_run_and_passed(built: Path) -> None:
    results = read_results(built / "target")
    unit_tests = [test["name"] for test in manifest()["unit_tests"].values()]
    assert unit_tests
    assert [name for name in unit_tests if results[name]["status"] != "pass"] == []


def test_every_column_that_is_built_is_described(marts: duckdb.DuckDBPyConnection) -> None:
    built = {
        (schema, table, column)
        for schema, table, column in marts.execute(
            """
            select schema_name, table_name, column_name from duckdb_columns()
            where not internal and schema_name <> 'raw'
            """
        ).fetchall()
    }
    described = {
        (node["schema"], node["name"], column)
        for node in manifest()["nodes"].values()
        if node["resource_type"] in ("model", "seed")
        for column in node["columns"]
    }
    assert built == described


def test_any_fiscal_years_will_do_and_the_first_has_no_year_before(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        marts,
        """
        select fiscal_year, line_id, outcome_sek, prior_outcome_sek, difference_sek
        from economics.mart_economics__income_statement
        """,
    ) == [
        (FIRST_YEAR, "cost", 60, None, None),
        (FIRST_YEAR, "revenue", 100, None, None),
        (FIRST_YEAR, "net", 40, None, None),
        (SECOND_YEAR, "cost", 80, 60, 20),
        (SECOND_YEAR, "revenue", 110, 100, 10),
        (SECOND_YEAR, "net", 30, 40, -10),
    ]


def test_areas_without_their_of_which_rows_add_up_to_the_total(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        marts,
        f"""
        select line_id, label_sv, is_of_which, budget_sek, outcome_sek, deviation_sek, prior_outcome_sek
        from economics.mart_economics__result_by_business_area
        where fiscal_year = {SECOND_YEAR} and side = 'cost'
        order by sort_order
        """,
    ) == [
        ("cost_contact_centre", "Kontaktcenter", False, 75, 70, 5, 50),
        ("cost_aldre_direkt", "Varav Äldre Direkt", True, 0, 30, -30, 20),
        ("cost_capital_costs", "Avskrivningar och internränta", False, 0, 10, -10, 10),
        ("cost_total", "Summa kostnader", False, 75, 80, -5, 60),
    ]


def test_a_year_without_a_budget_has_none_and_not_a_budget_of_nothing(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        marts,
        f"""
        select budget_sek, deviation_sek from economics.mart_economics__result_by_business_area
        where fiscal_year = {FIRST_YEAR}
        union
        select budget_sek, deviation_sek from economics.mart_economics__investments where fiscal_year = {FIRST_YEAR}
        union
        select budgeted_cost_sek, budget_adherence_pct from economics.mart_economics__budget_adherence
        where fiscal_year = {FIRST_YEAR}
        """,
    ) == [(None, None)]


def test_the_fund_the_investments_and_the_balance_sheet_follow_from_the_postings(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        marts,
        """
        select opening_fund_sek, result_sek, closing_fund_sek, result_after_appropriation_sek, is_within_annual_limit
        from economics.mart_economics__result_fund
        order by fiscal_year
        """,
    ) == [(5, 40, 6, 39, False), (6, 30, 7, 29, False)]
    assert rows(
        marts,
        "select fiscal_year, line_id, budget_sek, outcome_sek from economics.mart_economics__investments"
        " order by fiscal_year, sort_order",
    ) == [
        (FIRST_YEAR, "I303", None, 25),
        (FIRST_YEAR, "total", None, 25),
        (SECOND_YEAR, "I303", 4, 0),
        (SECOND_YEAR, "total", 4, 0),
    ]
    assert rows(
        marts,
        f"""
        select line_id, amount_sek, prior_amount_sek, change_sek from economics.mart_economics__balance_sheet
        where fiscal_year = {SECOND_YEAR} and amount_sek <> 0
        order by sort_order
        """,
    ) == [
        ("fixed_assets", 5, 15, -10),
        ("customer_receivables", 70, 30, 40),
        ("current_assets", 70, 30, 40),
        ("total_assets", 75, 45, 30),
        ("equity", 75, 45, 30),
        ("total_equity_and_liabilities", 75, 45, 30),
    ]


def test_the_cost_bridge_explains_the_whole_change(marts: duckdb.DuckDBPyConnection) -> None:
    assert rows(
        marts,
        f"""
        select line_id, cost_sek, prior_cost_sek, change_sek from economics.mart_economics__cost_bridge
        where fiscal_year = {SECOND_YEAR} and (cost_sek <> 0 or prior_cost_sek <> 0)
        """,
    ) == [("one_off", 3, 0, 3), ("other", 77, 60, 17), ("total", 80, 60, 20)]


def test_a_figure_can_be_followed_to_the_lines_of_its_file(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    assert rows(
        marts,
        f"""
        select load_id, file_name, line_number, amount_sek from economics.fct_ledger_postings
        where fiscal_year = {SECOND_YEAR} and business_area_id = 'capital_costs'
        """,
    ) == [(*load_of(SECOND_YEAR), 104, 10)]


FAULTS = {
    "assert_every_used_account_is_mapped": ("account", "4999"),
    "assert_every_income_posting_has_a_business_area": ("cost_centre", "9999"),
    "assert_every_operating_budget_row_has_a_business_area": ("cost_centre", "8888"),
    "assert_every_used_project_has_a_kind": ("project", "P999"),
    "assert_every_acquisition_is_on_an_investment_project": ("project", "P201"),
    "assert_every_budget_by_object_is_counted": ("account", "5020"),
    "assert_every_cost_has_a_driver": ("statement_line_id", "purchased_operations"),
    "assert_every_balance_line_is_in_the_balance_sheet_once": (
        "statement_line_id",
        "prepaid_costs",
    ),
    "relationships_fct_ledger_postings_fiscal_period_id": ("from_field", f"{SECOND_YEAR + 1}01"),
    "not_empty_beside_dim_activity": ("row_count", 1),
    "not_empty_dim_date": ("row_count", 0),
    "key_is_unique_projects": ("project", "P201"),
    "never_null_cost_drivers": ("null_column", "label_sv"),
}
"""Test → a column of the rows it finds, and a value that must be among them."""


@pytest.fixture(scope="module")
def faulty(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of the small ledger with a fault for every check of our own."""
    folder = tmp_path_factory.mktemp("faulty")
    build_file = Settings(folder / "landing", folder).build_file
    build_file.parent.mkdir()
    shutil.copy(built / "bokslut.duckdb", build_file)
    with duckdb.connect(str(build_file)) as connection:
        year = SECOND_YEAR
        add_transaction(connection, year, "4999", 1, {"1": "4010"})
        add_transaction(connection, year, "5010", 1, {"1": "9999"})
        add_transaction(connection, year, "5010", 1, {"1": "4010", "6": "P999"})
        add_transaction(connection, year, "1231", 1, {"6": "P201"})
        add_transaction(connection, year, "4610", 1, {"1": "4010"})
        add_transaction(connection, year, "1510", -5, day=f"{year + 1}-01-01")
        add_balance(connection, year, "PBUDGET", "5010", 1, {"1": "8888"})
        add_balance(connection, year, "PBUDGET", "5020", 1, {"6": "P201"})
        connection.execute("delete from reference.cost_driver_rules where match_on = 'any'")
        connection.execute(
            "delete from reference.balance_sheet_components where statement_line_id = 'prepaid_costs'"
        )
    run_dbt("run", build_file=build_file, target=folder / "target")
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("delete from common.dim_activity")
        connection.execute("delete from common.dim_date")
        connection.execute("insert into reference.projects select * from reference.projects")
        connection.execute("update reference.cost_drivers set label_sv = null")
    return build_file


@pytest.fixture(scope="module")
def found(faulty: Path) -> list[DataTestResult]:
    """What the checks find in the faulty build."""
    project = Settings(faulty.parent / "landing", project_dir().parents[1])
    settings = Settings(project.landing, faulty.parents[1])
    return list(run_data_tests(settings, data_tests(project), unmade=set()))


@pytest.mark.parametrize("test_name", FAULTS)
def test_each_check_finds_its_fault_and_its_rows_name_it(
    test_name: str, faulty: Path, found: list[DataTestResult]
) -> None:
    column, value = FAULTS[test_name]
    failed = [result.test for result in found if result.reason]
    named = [test for test in failed if test.name.startswith(test_name)]
    assert named, [test.name for test in failed]
    with duckdb.connect(str(faulty), read_only=True) as connection:
        values = connection.execute(f"select {column} from ({named[0].sql})").fetchall()
    assert (value,) in values
