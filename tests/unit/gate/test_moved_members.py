"""What all members of a whole do is not found, nor what chance does, and what one of them does is.

The controls' own SQL on tables of a few rows, with the columns that they read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import pytest

from tests.unit.gate.asked import MONTHS, found

# Short tests, so many that `make check` leaves them out.
pytestmark = pytest.mark.slow


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that the controls read, without a row."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema services; create schema staging;
            create table services.fct_payslips_by_month (
                administration varchar, is_self_service boolean, fiscal_year int, fiscal_period_id varchar,
                payslips_count bigint
            );
            create table services.fct_calls_by_month (
                queue varchar, fiscal_year int, fiscal_period_id varchar, calls_count bigint, answered_count bigint,
                wait_seconds bigint
            );
            create table services.fct_cases_by_month (
                answer_group varchar, channel varchar, outcome varchar, fiscal_year int, fiscal_period_id varchar,
                cases_count bigint
            );
            create table services.fct_supplier_invoices_by_month (
                administration varchar, channel varchar, fiscal_year int, fiscal_period_id varchar,
                invoices_count bigint, amount_sek decimal(18, 2)
            );
            create table services.fct_customer_invoices_by_month as from services.fct_supplier_invoices_by_month;
            create table services.fct_supplier_invoices_by_supplier_and_month (
                supplier_id varchar, fiscal_year int, fiscal_period_id varchar, invoices_count bigint,
                amount_sek decimal(18, 2)
            );
            create table staging.stg_payroll__payroll_service_cases (
                channel varchar, received_date date, is_solved_at_first_contact boolean
            );
            create table staging.stg_payroll__administrator_hours (
                administrator varchar, month date, hours decimal(18, 2), full_time_hours decimal(18, 2)
            );
            create table staging.stg_invoicing__administrator_hours (
                process varchar, administrator varchar, month date, hours decimal(18, 2), full_time_hours decimal(18, 2)
            );
            create table staging.stg_registers__complaints (
                received_date date, kind varchar, origin varchar, operations_sv varchar
            );
            create table staging.stg_registers__procurement_requests (
                received_date date, status varchar, administration_sv varchar
            );
            create table staging.stg_registers__customer_meetings (
                held_date date, kind varchar, operations varchar, administration_sv varchar
            );
            create table staging.stg_registers__public_feedback (
                received_date date, kind varchar, administration_sv varchar
            );
            create table staging.stg_registers__advertised_procurements (advertised_date date, procedure varchar);
            """
        )
        yield connection


@pytest.mark.parametrize(
    ("first", "moved", "payslips", "count"),
    [
        (date(2013, 1, 1), range(8), 2000, 0),  # all members
        (date(2013, 1, 1), range(1), 2000, 1),
        (date(2013, 1, 1), range(1), 120, 0),  # few payslips
        (date(2013, 7, 1), range(8), 2000, 0),
        (date(2013, 7, 1), range(1), 2000, 1),
        (date(2012, 7, 1), range(1), 2000, 0),  # it was not there to be compared with
    ],
)
def test_a_share_moves_with_those_of_the_other_members(
    build: duckdb.DuckDBPyConnection, first: date, moved: range, payslips: int, count: int
) -> None:
    for place, month in enumerate(MONTHS):
        for member in range(8):
            share = (
                0.7 + 0.002 * ((place + member) % 3) + 0.09 * (member in moved and month >= first)
            )
            build.execute(
                "insert into services.fct_payslips_by_month"
                " select $1, unnest([true, false]), $2, $3, unnest([$4, $5])",
                [
                    f"F{member}",
                    month.year,
                    f"{month:%Y%m}",
                    round(share * payslips),
                    payslips - round(share * payslips),
                ],
            )
    subjects = found(build, "shares_of_members_follow_their_year")
    assert len(subjects) == count


@pytest.mark.parametrize(("buyers", "count"), [(2, 0), (8, 1)])
def test_mean_amounts_of_a_few_members_are_not_compared(
    build: duckdb.DuckDBPyConnection, buyers: int, count: int
) -> None:
    for month in MONTHS:
        for member in range(buyers):
            is_cheaper = member == 0 and month >= date(2013, 2, 1)
            build.execute(
                "insert into services.fct_supplier_invoices_by_month values ($1, 'scanned', $2, $3, 500, 500 * $4)",
                [f"F{member}", month.year, f"{month:%Y%m}", 6000 if is_cheaper else 9000],
            )
    subjects = found(build, "shares_of_members_follow_their_year")
    assert len([subject for subject in subjects if "kronor, from 2013:" in subject]) == count


@pytest.mark.parametrize(
    ("first", "factor", "count"),
    [
        (date(2013, 1, 1), 1.05, 0),
        (date(2013, 1, 1), 1.15, 12),
        (date(2013, 7, 1), 1.03, 0),
        (date(2013, 9, 1), 1.08, 4),
        (date(2013, 7, 1), 1.08, 12),
    ],
)
def test_administrators_have_holidays_but_not_another_share_of_their_time(
    build: duckdb.DuckDBPyConnection, first: date, factor: float, count: int
) -> None:
    for place, month in enumerate(MONTHS):
        worked = 0.4 if month.month == 7 else 0.7 + 0.01 * (place * 5 % 3)
        build.execute(
            "insert into staging.stg_payroll__administrator_hours"
            " select 'A' || n, $1, 160 * $2 + 0.01 * n, 160 from range(20) as r (n)",
            [month, worked * (factor if month >= first else 1)],
        )
    subjects = found(build, "administrators_hours_fit_into_the_month")
    assert len([subject for subject in subjects if "payslips" in subject]) == count


@pytest.mark.parametrize(
    ("shifted", "administrators", "count"),
    [
        ([], 20, 0),
        ([(2013, 5)], 20, 2),  # neither follows the month before, nor is followed
        ([(2012, 7), (2013, 7)], 20, 2),  # holidays, of which the first have no year before
        ([(2013, 5)], 8, 0),
    ],
)
def test_administrators_work_as_the_month_before_but_for_holidays(
    build: duckdb.DuckDBPyConnection,
    shifted: list[tuple[int, int]],
    administrators: int,
    count: int,
) -> None:
    for month in MONTHS:
        places = 7 * ((month.year, month.month) in shifted)
        build.execute(
            "insert into staging.stg_payroll__administrator_hours"
            " select 'A' || n, $1, 40 + 5.07 * ((n * 7 + $2) % $3), 160 from range($3) as r (n)",
            [month, places, administrators],
        )
    subjects = found(build, "administrators_hours_fit_into_the_month")
    assert len([subject for subject in subjects if "follow" in subject]) == count


@pytest.mark.parametrize(
    ("last", "count"), [(date(2013, 12, 31), 0), (date(2013, 11, 1), 0), (date(2013, 6, 30), 1)]
)
def test_a_survey_may_drown_what_comes_daily_but_nothing_daily_ends(
    build: duckdb.DuckDBPyConnection, last: date, count: int
) -> None:
    for year in (2012, 2013):
        for number in range(0, 364, 3):
            day = date(year, 1, 1) + timedelta(number)
            kind = "praise" if number % 2 == 0 and (year == 2012 or day <= last) else "complaint"
            build.execute(
                "insert into staging.stg_registers__complaints values ($1, $2, 'daily', 'x')",
                [day, kind],
            )
        # Four hundred answers in three weeks.
        build.execute(
            "insert into staging.stg_registers__complaints"
            " select make_date($1, 10, 1) + (n // 20)::int, 'complaint', 'survey', 'x' from range(400) as r (n)",
            [year],
        )
    assert len(found(build, "kinds_of_rows_are_there_all_year")) == count


@pytest.mark.parametrize(
    ("early", "later", "count"),
    [(0, 0, 0), (0, 5, 0), (0, 20, 1), (20, 20, 0)],  # by chance; by a default; as always
)
def test_a_survey_has_answers_in_its_weeks_alone_where_it_had_them_last_year(
    build: duckdb.DuckDBPyConnection, early: int, later: int, count: int
) -> None:
    for year, far in ((2012, early), (2013, later)):
        for origin, first_month, answers in (
            ("survey", 10, 200),
            ("survey", 2, far),
            ("daily", 2, 40),
        ):
            build.execute(
                "insert into staging.stg_registers__complaints"
                " select make_date($1, $2, 1) + (n % 25)::int, 'complaint', $3, 'x' from range($4) as r (n)",
                [year, first_month, origin, answers],
            )
    subjects = found(build, "kinds_of_rows_are_there_all_year")
    assert len([subject for subject in subjects if "a hundred days" in subject]) == count
