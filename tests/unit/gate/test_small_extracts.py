"""What chance does in an extract of few rows is not found, and a fault of the same extract is.

The controls' own SQL on tables of a few rows, with the columns that they read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from orchestration.gate.controls import read_controls

CONTROLS = {control.name: control.query for control in read_controls()}
MONTHS = [date(year, month, 1) for year in (2012, 2013) for month in range(1, 13)]


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that the controls read, without a row."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema raw; create schema economics; create schema services; create schema staging;
            create table raw.loads (
                load_id varchar, system varchar, entity varchar, period_from date, period_to date
            );
            create table raw.profiles (
                load_id varchar, system varchar, entity varchar, column_name varchar, statistic varchar, code varchar,
                value decimal(28, 8)
            );
            create table economics.fct_ledger_postings (cost_centre varchar, posting_date date);
            create table services.fct_supplier_invoices_by_month (
                administration varchar, channel varchar, fiscal_period_id varchar, invoices_count bigint
            );
            create table services.fct_customer_invoices_by_month as from services.fct_supplier_invoices_by_month;
            create table services.fct_payslips_by_month (
                administration varchar, is_self_service boolean, fiscal_period_id varchar, payslips_count bigint
            );
            create table services.fct_cases_by_month (
                answer_group varchar, channel varchar, fiscal_period_id varchar, cases_count bigint
            );
            create table staging.stg_invoicing__supplier_invoices (administrator varchar, booking_date date);
            create table staging.stg_invoicing__customer_invoices (administrator varchar, invoice_date date);
            create table staging.stg_payroll__payslips (administrator varchar, payment_date date);
            create table staging.stg_invoicing__administrator_hours (
                process varchar, administrator varchar, month date, hours decimal(18, 2)
            );
            create table staging.stg_payroll__administrator_hours (
                administrator varchar, month date, hours decimal(18, 2)
            );
            """
        )
        for month in MONTHS:
            connection.execute(
                "insert into raw.loads values ($1, 'invoicing', 'invoices', $2, last_day($2))",
                [f"{month:%Y-%m}", month],
            )
        yield connection


def deliver(
    connection: duckdb.DuckDBPyConnection,
    month: date,
    column: str,
    statistic: str,
    value: float,
    code: str = "",
) -> None:
    """Let the profile of a month's invoices have a statistic of a column."""
    connection.execute(
        "insert into raw.profiles values ($1, 'invoicing', 'invoices', $2, $3, $4, $5)",
        [f"{month:%Y-%m}", column, statistic, code, value],
    )


def found(connection: duckdb.DuckDBPyConnection, control: str) -> list[str]:
    query = f"select subject from ({CONTROLS[control]}) where actual <> expected order by all"
    return [subject for (subject,) in connection.execute(query).fetchall()]


def test_vouchers_that_are_numbered_by_month_are_not_codes(
    build: duckdb.DuckDBPyConnection,
) -> None:
    for month in MONTHS:
        for number in range(5):
            deliver(build, month, "voucher", "code", 40, f"LF{month:%m}-{number}")
    assert found(build, "codes_do_not_vanish_or_appear_for_a_month") == []


def test_a_code_that_has_another_name_for_a_month_is_found(
    build: duckdb.DuckDBPyConnection,
) -> None:
    for month in MONTHS:
        is_renamed = month == date(2013, 5, 1)
        deliver(build, month, "channel", "code", 40, "Paper" if is_renamed else "paper")
        deliver(build, month, "channel", "code", 400, "electronic")
    assert found(build, "codes_do_not_vanish_or_appear_for_a_month") == [
        f"invoicing.invoices, channel {code}" for code in (
            "Paper: rows in 1 of the 24 months delivered, from 2013-05 to 2013-05",
            "paper: rows in 23 of the 24 months delivered, from 2012-01 to 2013-12",
        )
    ]  # fmt: skip


@pytest.mark.parametrize(("greatest", "count"), [(169, 0), (20, 1), (9999, 1)])
def test_the_greatest_of_few_values_departs_only_beyond_chance(
    build: duckdb.DuckDBPyConnection, greatest: int, count: int
) -> None:
    for place, month in enumerate(MONTHS):
        deliver(build, month, "", "rows", 300)
        for statistic, value in {"filled": 300, "sum": 9000}.items():
            deliver(build, month, "wait", statistic, value)
        of_month = greatest if month == date(2013, 2, 1) else 300 + place % 5
        deliver(build, month, "wait", "greatest", of_month)
    assert len(found(build, "columns_follow_their_history")) == count


@pytest.mark.parametrize(("hours", "count"), [("0.15", 0), ("7.5", 0), ("8", 1), ("120", 1)])
def test_a_days_hours_without_a_case_are_found_and_a_quarter_of_an_hour_is_not(
    build: duckdb.DuckDBPyConnection, hours: str, count: int
) -> None:
    build.execute(
        f"insert into staging.stg_payroll__administrator_hours values ('A1', '2013-05-01', {hours})"
    )
    assert len(found(build, "administrators_have_hours_where_they_have_cases")) == count
