"""What the vouchers of a series have always booked together is expected of them, and what chance does is not.

The controls' own SQL on vouchers of a few accounts, with the columns that they read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import duckdb
import pytest

from tests.unit.gate.asked import MONTHS, found

# Short tests, so many that `make check` leaves them out.
pytestmark = pytest.mark.slow

ACCOUNTS = {
    "1650": "asset", "1930": "asset", "2510": "liability",
    "5010": "cost", "6010": "cost", "7010": "cost", "7410": "cost",
}  # fmt: skip
MAY = date(2013, 5, 1)


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that the controls read, without a posting."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema economics; create schema common; create schema staging; create schema reference;
            create table economics.fct_ledger_postings (
                load_id varchar, voucher_line_number bigint, fiscal_year int, fiscal_period_id varchar,
                voucher_series varchar, voucher_number varchar, voucher_date date, posting_date date,
                voucher_text varchar, transaction_text varchar, account varchar, cost_centre varchar, project varchar,
                counterparty varchar, activity varchar, amount_sek decimal(18, 2)
            );
            create table economics.fct_ledger_balances as
            select 2013 as fiscal_year, 'cost' as section, 100000::decimal(18, 2) as movement_sek;
            create table common.dim_account (fiscal_year int, account varchar, section varchar);
            create table common.dim_fiscal_year as
            select unnest([2012, 2013]) as fiscal_year, fiscal_year::varchar as load_id, 'f' as file_name;
            create table staging.stg_ledger__objects (ledger_file_id varchar, dimension varchar, object_code varchar);
            create table staging.stg_ledger__balances (
                ledger_file_id varchar, label varchar, year_index int, account varchar, objects map(varchar, varchar),
                amount_sek decimal(18, 2)
            );
            create table reference.ledger_dimensions as
            select unnest(['cost_centre', 'counterparty']) as dimension_role, unnest(['1', '20']) as dimension;
            """
        )
        connection.executemany(
            "insert into common.dim_account values ($1, $2, $3)",
            [[year, *account] for year in (2012, 2013) for account in ACCOUNTS.items()],
        )
        yield connection


def book(
    build: duckdb.DuckDBPyConnection,
    series: str,
    day: date,
    amounts: dict[str, float],
    counterparty: str | None = None,
    times: int = 1,
) -> None:
    """Book vouchers that say the same, of one posting on each account."""
    build.execute(
        """
        insert into economics.fct_ledger_postings by name
        with next as (select coalesce(max(voucher_line_number), 0) as last from economics.fct_ledger_postings)
        select
            '2012' as load_id, last + number as voucher_line_number, year($2::date) as fiscal_year,
            strftime($2::date, '%Y%m') as fiscal_period_id, $1 as voucher_series,
            (last + number)::varchar as voucher_number, $2::date as voucher_date, $2::date as posting_date,
            'Faktura' as voucher_text, account,
            $5::varchar as counterparty, amount_sek
        from next, range(1, $6 + 1) as vouchers (number),
            (select unnest($3) as account, unnest($4)::decimal(18, 2) as amount_sek)
        """,
        [series, day, list(amounts), list(amounts.values()), counterparty, times],
    )


def travels(rate: float, net: float = 100) -> dict[str, float]:
    return {"7010": net, "1650": net * rate, "2510": -net * (1 + rate)}


@pytest.mark.parametrize(
    ("rate_of", "count"),
    [
        (lambda _month, _number: 0.06, 0),
        (lambda month, _number: 0.25 if month >= MAY else 0.06, 1),
        (lambda month, _number: 0.25 if month == MAY else 0.06, 2),  # and back
        (lambda month, number: 0.25 if (month.month + number) % 3 == 0 else 0.06, 0),  # mixed
    ],
)
def test_a_tax_at_another_rate_is_asked_where_it_was_always_the_same(
    build: duckdb.DuckDBPyConnection, rate_of: Callable[[date, int], float], count: int
) -> None:
    for month in MONTHS:
        for number in range(6):
            amounts = travels(rate_of(month, number), net=100 * (1 + number * month.month % 5))
            book(build, "L", month, amounts)
    assert len(found(build, "vouchers_are_made_as_before")) == count


@pytest.mark.parametrize(
    ("amount", "rare_ones", "asked"),
    [
        (500, 0, True),
        (100, 0, False),  # a small correction
        (500, 2, False),  # this series has such vouchers now and then
    ],
)
def test_a_journal_is_asked_where_a_series_has_nothing_that_is_rare(
    build: duckdb.DuckDBPyConnection, amount: float, rare_ones: int, asked: bool
) -> None:
    for month in MONTHS:
        book(build, "B", month, {"5010": 10, "2510": -10}, times=3)
        book(build, "K", month, {"6010": 10, "2510": -10}, times=3)
    book(build, "B", MONTHS[3], {"5010": 10, "1650": -10}, times=rare_ones)
    book(build, "B", MAY, {"5010": amount, "6010": -amount})
    subjects = found(build, "vouchers_are_made_as_before")
    assert any("not booked together before" in subject for subject in subjects) == asked


@pytest.mark.parametrize(("account_is_new", "count"), [(False, 1), (True, 0)])
def test_accounts_that_are_new_are_nobodys_habit(
    build: duckdb.DuckDBPyConnection, account_is_new: bool, count: int
) -> None:
    for month in MONTHS:
        book(build, "L", month, {"5010": 10, "2510": -10}, times=5)
        if not account_is_new or month >= MAY:
            book(build, "K", month, {"7410": 10, "2510": -10}, times=5)
        if month >= MAY:
            book(build, "L", month, {"7410": 10, "2510": -10}, times=6)
    subjects = found(build, "vouchers_are_made_as_before")
    assert sum(subject.startswith("series L, 2013-05, line") for subject in subjects) == count


@pytest.mark.parametrize(
    ("count_of", "asked"),
    [
        (lambda _month: 30, []),
        (lambda month: 36 if month == MAY else 30, ["2013-05"]),
        (lambda month: 29 if month == MONTHS[-1] else 30, ["2013-12"]),
        (lambda month: 31 if month == MONTHS[-1] else 30, []),  # somebody is new
        (lambda month: 32 if month >= MAY else 30, []),  # there are more from now on
        (lambda month: 30 + month.month % 4, []),  # never the same
        (lambda month: 2 if month == MAY else 1, ["2013-05"]),
        (lambda month: 2 if month.month % 5 == 0 else 1, []),  # now and then there are two
    ],
)
def test_a_number_of_vouchers_that_is_always_the_same_is_so_in_each_month(
    build: duckdb.DuckDBPyConnection, count_of: Callable[[date], int], asked: list[str]
) -> None:
    for month in MONTHS:
        book(build, "P", month, {"5010": 10, "1930": -10}, times=count_of(month))
    subjects = found(build, "vouchers_are_made_as_before")
    assert [subject.partition(":")[0].rpartition(" ")[2] for subject in subjects] == asked


@pytest.mark.parametrize(
    ("booked", "later", "sign", "what"),
    [
        (12, 30, 1, "12 vouchers say what others"),
        (4, 30, 1, ""),  # a few may be alike
        (12, 30, -1, "take back"),
        (0, 30, 1, ""),
    ],
)
def test_a_batch_that_comes_again_or_is_taken_back_is_asked(
    build: duckdb.DuckDBPyConnection, booked: int, later: int, sign: int, what: str
) -> None:
    for number, month in enumerate(MONTHS):
        for part in range(20):
            net = 1000 + 7 * number + 200 * part
            book(build, "L", month, {"5010": net, "2510": -net}, counterparty="F010")
    for part in range(booked):
        net = sign * (1000 + 7 * MONTHS.index(MAY) + 200 * part)
        book(build, "L", date(2013, 6, 1), {"5010": net, "2510": -net}, counterparty="F010")
    subjects = found(build, "no_voucher_is_booked_twice")
    assert [what in subject for subject in subjects] == ([True] if what else [])


def test_accruals_that_are_reversed_each_month_are_not_asked(
    build: duckdb.DuckDBPyConnection,
) -> None:
    for number, month in enumerate(MONTHS):
        for sign, net in ((1, 1000 + number), (-1, 999 + number)):
            book(build, "B", month, {"5010": sign * net, "2510": -sign * net})
    assert found(build, "no_voucher_is_booked_twice") == []


@pytest.mark.parametrize(
    ("listed", "asked"),
    [
        (["F010", "F020"], []),
        (["F010"], ["2013, counterparty F020: 1 postings, not listed by the file"]),
        ([], []),  # this program lists none
    ],
)
def test_a_code_that_its_file_does_not_list_is_asked(
    build: duckdb.DuckDBPyConnection, listed: list[str], asked: list[str]
) -> None:
    book(build, "L", MAY, {"5010": 10, "2510": -10}, counterparty="F010", times=10)
    book(build, "L", MAY, {"5010": 10}, counterparty="F020")
    for code in listed:
        build.execute("insert into staging.stg_ledger__objects values ('2013/f', '20', $1)", [code])
    assert found(build, "objects_of_postings_are_listed") == asked


@pytest.mark.parametrize(
    ("opening", "closing", "asked"),
    [(-50, 90, True), (-50, -90, False), (90, 90, False), (-50, 1, False), (-50, 0, False)],
)
def test_a_supplier_that_is_owed_nothing_does_not_owe(
    build: duckdb.DuckDBPyConnection, opening: int, closing: int, asked: bool
) -> None:
    build.execute("alter table economics.fct_ledger_balances add statement_line_id varchar")
    build.execute("alter table economics.fct_ledger_balances add closing_sek decimal(18, 2)")
    for label, code, amount in (
        ("OIB", "F010", opening),
        ("OUB", "F010", closing),
        ("OUB", "F020", -1000),
    ):
        build.execute(
            "insert into staging.stg_ledger__balances values ('2013/f', $1, 0, '2510', map {'20': $2}, $3)",
            [label, code, amount],
        )
    assert bool(found(build, "balances_keep_their_side")) == asked
