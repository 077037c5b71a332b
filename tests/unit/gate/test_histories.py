"""What has closed, begun or stayed as it was is history; what departs from its history is found.

The controls' own SQL on tables of a few rows, with the columns that it reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import duckdb
import pytest

from tests.unit.gate.asked import found

OPEN, CLOSED = 100, 4


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that the controls read, without a row."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema raw; create schema common; create schema measures; create schema intermediate;
            create schema staging; create schema economics; create schema reference;
            create table raw.loads (
                load_id varchar, system varchar, entity varchar, period_from date, period_to date, loaded_rows int
            );
            create table raw.profiles (
                load_id varchar, system varchar, entity varchar, statistic varchar, value decimal(28, 8)
            );
            create table common.dim_fiscal_year (start_date date, end_date date, balance_date date);
            create table common.dim_account (
                fiscal_year int, account varchar, section varchar, statement_line_id varchar
            );
            create table intermediate.int_measures__by_month (
                quantity_id varchar, member varchar, month date, amount decimal(28, 8), row_count int
            );
            create table measures.dim_measure (
                measure_id varchar, unit varchar, numerator_quantity_id varchar, denominator_quantity_id varchar,
                factor decimal(18, 4), is_change boolean, measure_window varchar
            );
            create table measures.fct_measures (
                measure_id varchar, member varchar, fiscal_year int, measure_value decimal(28, 8), row_count int
            );
            create table staging.stg_payroll__employments (as_of_date date, degree_pct decimal(5, 2));
            create table economics.fct_ledger_postings (
                posting_date date, fiscal_year int, account varchar, voucher_series varchar, voucher_number varchar,
                amount_sek decimal(18, 2)
            );
            create table reference.statement_lines (statement_line_id varchar, role varchar);
            """
        )
        yield connection


def count_visits(connection: duckdb.DuckDBPyConnection, years: Sequence[Sequence[int]]) -> None:
    """Fill in three years of visits by month, from 2012, with the measure of each year."""
    connection.execute(
        "insert into measures.dim_measure values ('visits', 'count', 'visits', null, 1, false, 'calendar_year')"
    )
    for year, months in enumerate(years, start=2012):
        connection.execute(
            "insert into common.dim_fiscal_year values ($1, $2, $2)",
            [date(year, 1, 1), date(year, 12, 31)],
        )
        connection.execute(
            "insert into measures.fct_measures values ('visits', '', $1, $2, $2)",
            [year, sum(months)],
        )
        for month, visits in enumerate(months, start=1):
            connection.execute(
                "insert into intermediate.int_measures__by_month values ('visits', '', $1, $2, $2)",
                [date(year, month, 1), visits],
            )


CLOSES_IN_APRIL = [OPEN] * 3 + [CLOSED] * 9
STEADY = [OPEN] * 12


def test_the_year_after_a_closure_goes_on_at_the_level_of_the_last_months(
    build: duckdb.DuckDBPyConnection,
) -> None:
    count_visits(build, [STEADY, CLOSES_IN_APRIL, [CLOSED] * 12])
    assert found(build, "years_follow_one_another") == []
    assert [at for at in found(build, "months_follow_their_history") if "2014" in at] == []


def test_a_fall_that_the_last_months_did_not_have_is_found(
    build: duckdb.DuckDBPyConnection,
) -> None:
    count_visits(build, [STEADY, STEADY, [CLOSED] * 12])
    assert found(build, "years_follow_one_another") == ["2014, visits: 48.00 after 1200.00"]


def test_a_rise_beyond_the_level_of_the_last_months_is_found(
    build: duckdb.DuckDBPyConnection,
) -> None:
    count_visits(build, [STEADY, CLOSES_IN_APRIL, [OPEN * 20] * 12])
    assert found(build, "years_follow_one_another") == ["2014, visits: 24000.00 after 336.00"]


def test_a_month_that_leaves_the_level_of_the_months_before_is_found(
    build: duckdb.DuckDBPyConnection,
) -> None:
    half = [OPEN] * 5 + [OPEN // 10] + [OPEN] * 6
    count_visits(build, [STEADY, STEADY, half])
    (subject,) = found(build, "months_follow_their_history")
    assert subject.startswith("visits, 2014-06: 10.00, about 100.00 expected")


def post_rents(connection: duckdb.DuckDBPyConnection, *, where: str) -> None:
    """Post thirty rents of 1 000 kronor in each month of 2012 and 2013; those of ``where`` have the other sign."""
    count_visits(connection, [STEADY])
    connection.execute(
        f"""
        insert into common.dim_fiscal_year values ('2013-01-01', '2013-12-31', '2013-12-31');
        insert into common.dim_account values (2012, '6010', 'cost', 'c'), (2013, '6010', 'cost', 'c');
        insert into economics.fct_ledger_postings
        select month, year(month), '6010', 'L', nth::varchar, if({where}, -1, 1) * 1000
        from range(date '2012-01-01', date '2014-01-01', interval 1 month) as m(month), range(1, 31) as n(nth);
        """
    )


def of_accounts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        at for at in found(connection, "months_follow_their_history") if at.startswith("account")
    ]


def test_a_month_after_one_whose_rows_cancel_out_does_not_depart(
    build: duckdb.DuckDBPyConnection,
) -> None:
    post_rents(build, where="month = date '2012-10-01' and nth > 15")
    assert not any("2013" in at and "2013-10" not in at for at in of_accounts(build))


def test_a_month_without_a_posting_is_shown_as_zero(build: duckdb.DuckDBPyConnection) -> None:
    post_rents(build, where="false")
    build.execute("delete from economics.fct_ledger_postings where posting_date = '2013-06-01'")
    assert of_accounts(build) == ["account 6010, 2013-06: 0.00, about 30000.00 expected"]


def deliver_twice(
    connection: duckdb.DuckDBPyConnection, statistics: dict[str, int], others: dict[str, int]
) -> None:
    """Fill in the profiles of an extract's deliveries of two years, by statistic."""
    for year, profile in ((2013, statistics), (2014, others)):
        connection.execute(
            "insert into raw.loads values ($1, 's', 'e', $2, $3, 50)",
            [str(year), date(year, 1, 1), date(year, 12, 31)],
        )
        for statistic, value in profile.items():
            connection.execute(
                "insert into raw.profiles values ($1, 's', 'e', $2, $3)",
                [str(year), statistic, value],
            )


TRANSACTIONS = {"content": 4711, "contents": 50}


@pytest.mark.parametrize(
    ("first", "second", "is_found"),
    [
        pytest.param(TRANSACTIONS, TRANSACTIONS, True, id="transactions-repeated"),
        pytest.param(
            TRANSACTIONS, TRANSACTIONS | {"content": 4712}, False, id="other-transactions"
        ),
        pytest.param(
            TRANSACTIONS | {"entries": 50},
            TRANSACTIONS | {"entries": 50},
            False,
            id="register-unchanged",
        ),
        pytest.param(
            {"content": 4711, "contents": 300, "entries": 300},
            {"content": 4711, "contents": 300, "entries": 300},
            True,
            id="large-register-unchanged",
        ),
    ],
)
def test_a_register_may_be_unchanged_and_transactions_may_not(
    build: duckdb.DuckDBPyConnection, first: dict[str, int], second: dict[str, int], is_found: bool
) -> None:
    deliver_twice(build, first, second)
    said = ["s.e, from 2014-01-01: says what that from 2013-01-01 says"] if is_found else []
    assert found(build, "no_delivery_repeats_another") == said
