"""What an account, or a customer, varies from month to month is not found, and a month that is another's is.

The controls' own SQL on postings of one account, with the columns that they read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from tests.unit.gate.asked import MONTHS, found

# Short tests, so many that `make check` leaves them out.
pytestmark = pytest.mark.slow


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that the controls read, without a posting."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema raw; create schema economics; create schema staging; create schema common;
            create schema intermediate; create schema reference;
            create table raw.loads (
                load_id varchar, system varchar, entity varchar, period_from date, period_to date, loaded_rows bigint
            );
            create table economics.fct_ledger_postings (
                fiscal_year int, account varchar, fiscal_period_id varchar, posting_date date, voucher_series varchar,
                voucher_number varchar, cost_centre varchar, project varchar, activity varchar, counterparty varchar,
                amount_sek decimal(18, 2)
            );
            create table staging.stg_payroll__employments (as_of_date date, degree_pct decimal(18, 2));
            create table intermediate.int_measures__by_month (
                quantity_id varchar, member varchar, month date, amount decimal(18, 2), row_count bigint
            );
            create table reference.statement_lines (statement_line_id varchar, role varchar);
            create table common.dim_account as
            select unnest([2012, 2013]) as fiscal_year, '7410' as account, 'cost' as section, 'it' as statement_line_id;
            create table common.dim_fiscal_year as
            select make_date(year, 1, 1) as start_date, make_date(year, 12, 31) as end_date, end_date as balance_date
            from (select unnest([2012, 2013]) as year);
            """
        )
        yield connection


@pytest.mark.parametrize(("named", "count"), [(8, 0), (0, 1)])
def test_the_postings_of_a_few_vouchers_name_a_counterparty_now_and_then(
    build: duckdb.DuckDBPyConnection, named: int, count: int
) -> None:
    for year, of_year in ((2012, 26), (2013, named)):
        build.execute(
            "insert into economics.fct_ledger_postings by name"
            " select $1 as fiscal_year, '7410' as account, if(range < $2, 'F010', null) as counterparty from range(30)",
            [year, of_year],
        )
    assert len(found(build, "postings_keep_their_objects")) == count


# How many postings of a month name a customer and how many never do, in May and in each other month.
@pytest.mark.parametrize(
    ("may", "others", "count"),
    [
        ((0, 12), (8, 4), 0),  # few postings
        ((0, 46), (14, 46), 0),  # no customer had an invoice
        ((0, 60), (14, 46), 0),
        ((0, 24), (16, 8), 1),
        ((30, 70), (60, 40), 0),
        ((20, 80), (60, 40), 1),
    ],
)
def test_a_month_may_have_few_customers_but_not_lose_those_it_has(
    build: duckdb.DuckDBPyConnection, may: tuple[int, int], others: tuple[int, int], count: int
) -> None:
    for month in MONTHS[:12]:
        named, unnamed = may if month.month == 5 else others
        build.execute(
            "insert into economics.fct_ledger_postings by name select 2012 as fiscal_year, '7410' as account,"
            " $1 as fiscal_period_id, if(range < $2, 'F010', null) as counterparty from range($2 + $3)",
            [f"{month:%Y%m}", named, unnamed],
        )
    assert len(found(build, "postings_keep_their_objects")) == count


@pytest.mark.parametrize(
    ("times", "count"),
    [
        ({}, 0),
        ({"2013-12": 1.2}, 0),  # a rent that is raised
        ({"2012-07": 0.6, "2013-07": 0.6}, 0),  # a season
        ({"2012-12": 4, "2013-12": 9}, 0),  # what is settled at the year's end
        ({f"2013-{month:02}": 2 for month in range(1, 13)}, 0),  # twice the staff
        ({"2013-05": 2}, 1),
        ({"2013-05": 0.4}, 1),
        ({"2013-05": -1}, 1),
    ],
)
def test_a_steady_account_may_rise_and_have_seasons_but_no_single_month_of_another_size(
    build: duckdb.DuckDBPyConnection, times: dict[str, float], count: int
) -> None:
    for place, month in enumerate(MONTHS):
        build.execute(
            "insert into economics.fct_ledger_postings by name select $1 as fiscal_year, '7410' as account,"
            " $2 as posting_date, $3 as amount_sek",
            [month.year, month, (1000 + 15 * (place * 5 % 7)) * times.get(f"{month:%Y-%m}", 1)],
        )
    assert len(found(build, "steady_accounts_stay_steady")) == count


@pytest.mark.parametrize(
    ("postings", "of_may", "count"),
    [(120, 0.2, 0), (120, 0.02, 1), (120, None, 1), (24, None, 0)],
)
def test_a_customer_has_holidays_but_no_month_of_nothing_where_all_others_have_many_postings(
    build: duckdb.DuckDBPyConnection, postings: int, of_may: float | None, count: int
) -> None:
    for place, month in enumerate(MONTHS):
        times = of_may if month == date(2013, 5, 1) else 1
        if times is not None:
            build.execute(
                "insert into economics.fct_ledger_postings by name select $1 as fiscal_year, '7410' as account,"
                " 'F010' as counterparty, $2 as posting_date, $3 as amount_sek from range($4)",
                [month.year, month, (60 + 15 * (place * 5 % 7)) * times, postings],
            )
    subjects = found(build, "steady_accounts_stay_steady")
    assert len([subject for subject in subjects if "counterparty F010" in subject]) == count


@pytest.mark.parametrize(("is_of_one_sign", "count"), [(True, 1), (False, 0)])
def test_an_account_whose_postings_take_each_other_out_has_no_regular_months(
    build: duckdb.DuckDBPyConnection, is_of_one_sign: bool, count: int
) -> None:
    for place, month in enumerate(MONTHS):
        # A hundredth of the month's net: of one sign all are small, else they take each other out.
        net = 4 if month == date(2012, 4, 1) else 400 + 60 * (place * 5 % 7)
        build.execute(
            "insert into economics.fct_ledger_postings by name"
            " select year($1) as fiscal_year, '7410' as account, $1 as posting_date, 'L' as voucher_series,"
            " range::varchar as voucher_number, $2 / 40 + if($3, 0, 500 * (range % 2 - 0.5)) as amount_sek"
            " from range(40)",
            [month, net, is_of_one_sign],
        )
    subjects = found(build, "months_follow_their_history")
    assert len([subject for subject in subjects if "account" in subject]) == count


def test_an_account_without_a_voucher_for_a_month_is_found(
    build: duckdb.DuckDBPyConnection,
) -> None:
    build.execute(
        """
        insert into economics.fct_ledger_postings by name
        select
            year(month) as fiscal_year, '7410' as account, month::date as posting_date, 'L' as voucher_series,
            nth::varchar as voucher_number, 1000 + 180 * ((month(month) * 5 + year(month) * 3) % 7) as amount_sek
        from range(date '2012-01-01', date '2014-01-01', interval 1 month) as months(month), range(60) as vouchers(nth)
        where month <> date '2013-05-01'
        """
    )
    subjects = found(build, "months_follow_their_history")
    assert [subject[:21] for subject in subjects if "account" in subject] == [
        "account 7410, 2013-05"
    ]
