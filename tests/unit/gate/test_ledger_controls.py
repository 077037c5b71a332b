"""What a ledger states of itself is held to its rows, and only where it can be.

The controls' own SQL on tables of a few rows, with the columns that it reads.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.unit.gate.asked import CONTROLS, found


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    """A ledger of one year, with one voucher of one account."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema raw; create schema common; create schema intermediate; create schema staging;
            create schema economics; create schema reference;
            create table raw.ledger_balances (
                load_id varchar, label varchar, year_index int, objects map(varchar, varchar), amount decimal(18, 2)
            );
            create table intermediate.int_ledger__fiscal_years as select 'l' as load_id, 2013 as fiscal_year;
            create table reference.board_rules as select 'not' as result_is_carried;
            create table economics.fct_ledger_balances as
            select 2013 as fiscal_year, -150.00::decimal(18, 2) as opening_sek, 0.00::decimal(18, 2) as movement_sek;
            create table staging.stg_ledger__files as select 'f' as ledger_file_id, 'l' as load_id, 'x' as file_name;
            create table common.dim_fiscal_year as select 'l' as load_id, 'x' as file_name, 2013 as fiscal_year;
            create table reference.ledger_dimensions as
            from (values ('cost_centre', '1'), ('project', '6')) as roles (dimension_role, dimension);
            create table staging.stg_ledger__balances (
                ledger_file_id varchar, label varchar, year_index int, account varchar,
                objects map(varchar, varchar), fiscal_period_id varchar, amount_sek decimal(18, 2)
            );
            create table staging.stg_ledger__transactions (ledger_file_id varchar, objects map(varchar, varchar));
            create table economics.fct_ledger_postings (
                fiscal_year int, fiscal_period_id varchar, account varchar, cost_centre varchar, project varchar,
                counterparty varchar, activity varchar, amount_sek decimal(18, 2)
            );
            """
        )
        yield connection


def applies(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    ((said,),) = connection.execute(f"select {CONTROLS[name].applies_where}").fetchall()
    return bool(said)


@pytest.mark.parametrize(
    ("openings_before", "result_before", "expected"),
    [
        (None, 150, []),
        (-50, 100, []),
        (-50, 150, ["year 2013, opening balances"]),
        (None, 100, ["year 2013, opening balances"]),
        # No file states the year before.
        (None, None, []),
        (-50, None, []),
    ],
)
def test_openings_lack_the_results_of_all_earlier_years_that_were_not_carried(
    build: duckdb.DuckDBPyConnection,
    openings_before: int | None,
    result_before: int | None,
    expected: list[str],
) -> None:
    for label, amount in (("IB", openings_before), ("RES", result_before)):
        if amount is not None:
            build.execute(
                "insert into raw.ledger_balances values ('l', $1, -1, map {}, $2)", [label, amount]
            )
    assert found(build, "ledger_sums_to_zero") == expected


@pytest.mark.parametrize(
    ("booked", "expected"),
    [
        ([], []),
        ([("l", 11, 5.00), ("l", 11, -5.00)], ["l, credit_sek", "l, debit_sek", "l, vouchers"]),
        ([("other", 11, 5.00)], ["other, credit_sek", "other, debit_sek", "other, vouchers"]),
    ],
)
def test_control_totals_of_a_file_without_a_booked_row_are_held_too(
    build: duckdb.DuckDBPyConnection, booked: list[tuple[str, int, float]], expected: list[str]
) -> None:
    build.execute(
        """
        create table raw.loads as select 'l' as load_id, 'ledger' as entity,
            map {'vouchers': '1', 'debit_sek': '0.00', 'credit_sek': '0.00'} as control_totals;
        create table raw.ledger_vouchers as select 'l' as load_id, 10 as line_number;
        create table raw.ledger_transactions (load_id varchar, voucher_line_number int, is_counted boolean);
        create or replace table economics.fct_ledger_postings (
            load_id varchar, voucher_line_number int, amount_sek decimal(18, 2)
        )
        """
    )
    if booked:
        build.executemany("insert into economics.fct_ledger_postings values ($1, $2, $3)", booked)
    assert found(build, "postings_equal_the_files_control_totals") == expected


@pytest.mark.parametrize(("number", "expected"), [("7", True), ("A-7", False)])
def test_gaps_are_looked_for_where_numbers_are_of_digits(
    build: duckdb.DuckDBPyConnection, number: str, expected: bool
) -> None:
    build.execute(
        "create table raw.ledger_vouchers as select $1::varchar as voucher_number", [number]
    )
    assert applies(build, "voucher_numbers_have_no_gaps") == expected


@pytest.mark.parametrize(
    ("budgeted", "expected"),
    [
        ([("3010", 900)], []),
        ([("3010", 901)], ["year 2013, account 3010"]),
        ([("5010", 900)], ["year 2013, account 3010"]),
        # The ledger states no total of an account that it budgets by object alone.
        ([("3010", 900), ("5010", 100)], []),
    ],
)
def test_a_budget_is_held_to_the_totals_that_the_ledger_states(
    build: duckdb.DuckDBPyConnection, budgeted: list[tuple[str, int]], expected: list[str]
) -> None:
    build.execute(
        """
        create table intermediate.int_ledger__stated_totals as
        select 2013 as fiscal_year, '3010' as account, 'PBUDGET' as label, 900.00::decimal(18, 2) as amount_sek;
        create table economics.fct_budget (fiscal_year int, account varchar, amount_sek decimal(18, 2));
        """
    )
    build.executemany("insert into economics.fct_budget values (2013, $1, $2)", budgeted)
    assert found(build, "budget_equals_stated_budget") == expected


NAME = "objects_equal_their_stated_totals"


def state(build: duckdb.DuckDBPyConnection, dimension: str, amount: int) -> None:
    build.execute(
        "insert into staging.stg_ledger__balances"
        " values ('f', 'PSALDO', 0, '3010', map {$1: '736'}, '201301', $2)",
        [dimension, amount],
    )


def post(build: duckdb.DuckDBPyConnection, objects: str) -> None:
    build.execute(f"insert into staging.stg_ledger__transactions values ('f', {objects})")
    build.execute(
        f"insert into economics.fct_ledger_postings select 2013, '201301', '3010', {objects}['1'],"
        f" {objects}['6'], null, null, -100"
    )


def test_a_total_by_object_is_held_to_the_rows_of_the_object(
    build: duckdb.DuckDBPyConnection,
) -> None:
    state(build, "1", -100)
    post(build, "map {'1': '736'}")
    assert applies(build, NAME)
    assert found(build, NAME) == []
    state(build, "1", -1)
    assert found(build, NAME) == ["year 2013, account 3010, cost_centre 736, 201301"]


def test_totals_of_a_dimension_that_no_row_has_are_held_to_nothing(
    build: duckdb.DuckDBPyConnection,
) -> None:
    state(build, "1", -100)
    post(build, "(map {}::map(varchar, varchar))")
    assert not applies(build, NAME)


def test_totals_of_one_dimension_are_held_though_no_row_has_another(
    build: duckdb.DuckDBPyConnection,
) -> None:
    state(build, "1", -99)
    state(build, "6", -100)
    post(build, "map {'1': '736'}")
    assert applies(build, NAME)
    assert found(build, NAME) == ["year 2013, account 3010, cost_centre 736, 201301"]


def test_an_object_that_its_row_lost_on_the_way_is_found(build: duckdb.DuckDBPyConnection) -> None:
    state(build, "1", -100)
    post(build, "map {'1': '736'}")
    build.execute("update economics.fct_ledger_postings set cost_centre = null")
    assert found(build, NAME) == ["year 2013, account 3010, cost_centre 736, 201301"]


def balance(build: duckdb.DuckDBPyConnection, label: str, account: str, amount: int) -> None:
    build.execute(
        "insert into staging.stg_ledger__balances values ('f', $1, 0, $2, map {'1': '736'}, null, $3)",
        [label, account, amount],
    )


def test_an_account_whose_objects_close_at_zero_need_not_state_it(
    build: duckdb.DuckDBPyConnection,
) -> None:
    balance(build, "OIB", "3010", 100)
    balance(build, "OIB", "1510", 7)
    balance(build, "OUB", "1510", 7)
    post(build, "map {'1': '736'}")
    assert found(build, NAME) == []
    build.execute("update economics.fct_ledger_postings set amount_sek = -99")
    assert found(build, NAME) == ["year 2013, account 3010, cost_centre 736, closing balance"]


def test_openings_by_object_are_held_to_nothing_where_no_closing_is_stated(
    build: duckdb.DuckDBPyConnection,
) -> None:
    balance(build, "OIB", "3010", 55)
    post(build, "map {'1': '736'}")
    assert found(build, NAME) == []
