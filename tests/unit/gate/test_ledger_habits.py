"""What a series, a cost centre or a customer has done month after month is expected of it, and what chance does is not.

The controls' own SQL on postings of a few members, with the columns that they read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

import duckdb
import pytest

from tests.unit.gate import asked
from tests.unit.gate.asked import CONTROLS

# Short tests, so many that `make check` leaves them out.
pytestmark = pytest.mark.slow

DAYS = [date(2012, 1, 1) + timedelta(days) for days in range(731)]
WEEKDAYS = [day for day in DAYS if day.weekday() < 5]
SECTIONS = {"1510": "asset", "1560": "asset", "3010": "revenue", "5010": "cost", "7410": "cost"}

# Day, series, account, cost centre, counterparty and amount.
Posting = tuple[date, str, str, str | None, str | None, float]


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that the controls read, without a posting."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema raw; create schema economics; create schema common; create schema staging;
            create schema reference;
            create table raw.loads (load_id varchar, system varchar, entity varchar, period_from date);
            create table raw.profiles (
                load_id varchar, system varchar, entity varchar, column_name varchar, statistic varchar, code varchar,
                value decimal(28, 8)
            );
            create table economics.fct_ledger_postings (
                fiscal_year int, fiscal_period_id varchar, posting_date date, voucher_series varchar, account varchar,
                cost_centre varchar, project varchar, counterparty varchar, amount_sek decimal(18, 2)
            );
            create table common.dim_account (fiscal_year int, account varchar, section varchar);
            create table common.dim_fiscal_year as
            select unnest([2012, 2013]) as fiscal_year, fiscal_year::varchar as load_id, 'f' as file_name;
            create table staging.stg_ledger__balances (
                ledger_file_id varchar, label varchar, year_index int, objects map(varchar, varchar),
                amount_sek decimal(18, 2)
            );
            create table reference.ledger_dimensions as select 'counterparty' as dimension_role, '20' as dimension;
            """
        )
        connection.executemany(
            "insert into common.dim_account values ($1, $2, $3)",
            [[year, *account] for year in (2012, 2013) for account in SECTIONS.items()],
        )
        yield connection


def post(build: duckdb.DuckDBPyConnection, postings: list[Posting]) -> None:
    """Book postings."""
    columns = [list(column) for column in zip(*postings, strict=True)]
    build.execute(
        "insert into economics.fct_ledger_postings by name"
        " select *, year(posting_date) as fiscal_year, strftime(posting_date, '%Y%m') as fiscal_period_id"
        " from (select unnest($1::date[]) as posting_date, unnest($2) as voucher_series, unnest($3) as account,"
        " unnest($4::varchar[]) as cost_centre, unnest($5::varchar[]) as counterparty,"
        " unnest($6)::decimal(18, 2) as amount_sek)",
        columns,
    )


def found(build: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    """Return the subjects that break a control, which applies."""
    assert build.execute(f"select {CONTROLS[name].applies_where}").fetchall() == [(True,)]
    return asked.found(build, name)


def is_in(first: date, last: date) -> Callable[[date], bool]:
    return lambda day: first <= day <= last


@pytest.mark.parametrize(
    ("is_missing", "share", "count"),
    [
        (lambda _: False, 1, 0),
        (lambda _: False, 0.7, 0),  # not on every day, by chance
        (lambda _: False, 0.2, 0),
        (lambda day: day.month == 7, 1, 0),  # closed each summer
        (lambda day: day < date(2012, 3, 20), 1, 0),  # began
        (lambda day: day > date(2013, 10, 10), 1, 0),  # ended
        (is_in(date(2013, 5, 13), date(2013, 5, 15)), 1, 0),
        (is_in(date(2013, 5, 6), date(2013, 5, 17)), 1, 1),
        (is_in(date(2013, 12, 9), date(2013, 12, 20)), 1, 1),
        (is_in(date(2013, 5, 6), date(2013, 5, 24)), 0.9, 1),
    ],
)
def test_two_weeks_of_a_cost_centre_are_missed_where_it_has_postings_on_nearly_every_day(
    build: duckdb.DuckDBPyConnection,
    is_missing: Callable[[date], bool],
    share: float,
    count: int,
) -> None:
    random = Random(7)
    days = [day for day in WEEKDAYS if not is_missing(day) and random.random() < share]
    post(build, [(day, "L", "7410", "1010", None, 1) for day in days])
    post(build, [(day, "L", "7410", "1020", None, 1) for day in WEEKDAYS])
    assert len(found(build, "no_code_is_missing_for_days")) == count


@pytest.mark.parametrize(
    ("begin", "account_is_new", "postings", "count"),
    [
        (date(2013, 5, 1), False, 50, 1),
        (date(2013, 5, 1), False, 30, 0),  # a few corrections
        (date(2013, 5, 1), True, 50, 0),  # nobody had the account before
        (date(2012, 3, 1), False, 50, 0),  # the first months say little
    ],
)
def test_a_series_on_an_account_of_anothers_is_asked(
    build: duckdb.DuckDBPyConnection,
    begin: date,
    account_is_new: bool,
    postings: int,
    count: int,
) -> None:
    post(build, [(day, "L", "7410", None, None, 1) for day in WEEKDAYS])
    post(
        build,
        [
            (day, "P", "5010", None, None, 1)
            for day in WEEKDAYS
            if not account_is_new or day > begin
        ],
    )
    post(build, [(begin, "L", "5010", None, None, 1)] * postings)
    assert len(found(build, "series_keep_to_their_accounts")) == count


@pytest.mark.parametrize(("code", "count"), [("F010", 1), ("B310", 0)])
def test_an_administration_among_the_companies_is_asked_and_a_new_customer_is_not(
    build: duckdb.DuckDBPyConnection, code: str, count: int
) -> None:
    post(build, [(day, "K", "1560", None, "F010", 1) for day in WEEKDAYS])
    post(build, [(day, "K", "1510", None, "B300", 1) for day in WEEKDAYS])
    post(build, [(date(2013, 5, 2), "K", "1510", None, code, 1)] * 45)
    assert len(found(build, "series_keep_to_their_accounts")) == count


@pytest.mark.parametrize(
    ("times", "count"),
    [
        (lambda _centre, _day: 1, 0),
        (lambda _centre, day: 1 + (day >= date(2013, 7, 1)), 0),  # all have twice as much
        (lambda centre, day: 1 + (centre == 3 and day.month >= 7), 0),  # as last year
        (lambda centre, day: 1 + (centre == 3 and day.year == 2013), 0),  # its budget
        (lambda centre, day: 1 - 0.5 * (centre == 3 and day >= date(2013, 7, 1)), 1),
        (lambda centre, day: 1 + (centre == 3 and day >= date(2013, 7, 1)), 1),
        (lambda centre, day: 1 + 3 * (centre == 3 and day.year == 2013), 1),
        (lambda centre, day: 1 - (centre == 3 and day >= date(2013, 7, 1)), 1),
    ],
)
def test_a_cost_centre_that_goes_another_way_than_the_others_is_asked(
    build: duckdb.DuckDBPyConnection, times: Callable[[int, date], float], count: int
) -> None:
    random = Random(11)
    months = [day for day in DAYS if day.day == 25]
    postings: list[Posting] = [
        (day, "P", "5010", f"10{centre}", None, 100 * (0.9 + 0.2 * random.random()) * size)
        for centre in range(14)
        for day in months
        for size in [times(centre, day)] * 8
        if size
    ]
    post(build, postings)
    assert len(found(build, "cost_centres_move_with_the_others")) == count


def test_a_year_that_goes_on_is_compared_with_as_much_of_the_last(
    build: duckdb.DuckDBPyConnection,
) -> None:
    months = [day for day in DAYS if day.day == 25 and day < date(2013, 9, 1)]
    post(
        build,
        [
            (day, "P", "5010", f"10{centre}", None, 100 + 3 * ((7 * centre + day.month) % 5))
            for centre in range(14)
            for day in months
            for _ in range(8)
        ],
    )
    assert found(build, "cost_centres_move_with_the_others") == []


@pytest.mark.parametrize(
    ("amount", "what", "count"),
    [
        (lambda _day, size, _turn: size, "", 0),
        (lambda day, size, _turn: size * (1 + 0.02 * day.month), "", 0),  # a little more each month
        (lambda day, size, _turn: size * (1.3 if day.year == 2013 else 1), "", 0),  # a price
        (lambda day, size, _turn: size * (2.2 if f"{day:%Y%m}" == "201305" else 1), "201305", 1),
        (lambda day, size, _turn: size / (8.6 if day.year == 2013 else 1), "2013: ", 4),
        (lambda day, size, turn: -size if turn < 0.02 else size, "", 0),  # credit notes
        (
            lambda day, size, turn: -size if turn < 0.02 and day.year == 2012 else size,
            "other side",
            1,
        ),
        (
            lambda day, size, turn: (
                -size if turn < (0.3 if f"{day:%Y%m}" == "201305" else 0.02) else size
            ),
            "other side",
            1,
        ),
    ],
)
def test_prices_may_rise_but_no_month_has_tax_and_no_year_loses_its_credit_notes(
    build: duckdb.DuckDBPyConnection,
    amount: Callable[[date, float, float], float],
    what: str,
    count: int,
) -> None:
    random = Random(13)
    postings: list[Posting] = [
        (day, "L", "7410", None, None, amount(day, random.lognormvariate(7, 1), random.random()))
        for day in WEEKDAYS
        for _ in range(30)
    ]
    post(build, postings)
    subjects = found(build, "postings_are_of_their_usual_size_and_side")
    assert len(subjects) == count
    assert all(what in subject for subject in subjects)


@pytest.mark.parametrize(("postings_of_a_month", "asked"), [(53, []), (300, ["month 201305"])])
def test_a_month_in_whole_kronor_is_chance_where_few_vouchers_are_booked(
    build: duckdb.DuckDBPyConnection, postings_of_a_month: int, asked: list[str]
) -> None:
    accounts = ("3010", "5010", "7410", "1510", "1560", "1510", "1560")
    post(
        build,
        [
            (date(2013, month, 15), "A", accounts[number % 7], None, None, 100 + (month != 5) / 2)
            for month in range(1, 13)
            for number in range(postings_of_a_month)
        ],
    )
    subjects = found(build, "amounts_keep_their_decimals")
    assert [subject.partition(":")[0] for subject in subjects if "account" not in subject] == asked


def month_starts(first: int, last: int) -> list[date]:
    """Return the first days of months, numbered from January 2012."""
    return [date(2012 + number // 12, number % 12 + 1, 1) for number in range(first, last)]


@pytest.mark.parametrize(
    ("series_ends", "months", "asked"),
    [
        (24, month_starts(0, 18), ["5010, series A"]),
        (18, month_starts(0, 18), []),
        (24, [*month_starts(0, 5), *month_starts(9, 15)], []),
    ],
    ids=["the account ends", "its series ends", "it is booked now and then"],
)
def test_an_account_that_ends_is_asked_where_its_series_goes_on(
    build: duckdb.DuckDBPyConnection, series_ends: int, months: list[date], asked: list[str]
) -> None:
    post(build, [(month, "A", "5010", None, None, 100.0) for month in months])
    goes_on = [
        (month, "A", "1510", None, None, 10.0 + number)
        for month in month_starts(0, series_ends)
        for number in range(3 + month.month)
    ]
    # A tertial's ledger of one voucher.
    last = [(date(2013, 12, 1), "A", "1560", None, None, 1.0)]
    post(build, [*goes_on, *last])
    subjects = found(build, "what_is_booked_every_month_is_booked_in_each")
    assert [subject.partition(",")[0] + ", series A" for subject in subjects] == asked


@pytest.mark.parametrize(
    ("count", "is_late", "asked"),
    [
        (50, [date(2013, 5, 30), date(2013, 5, 31)], []),  # two days of few postings are chance
        (50, [date(2013, 5, 29), date(2013, 5, 30), date(2013, 5, 31)], ["ledger, series K"]),
        (210, [date(2013, 5, 30), date(2013, 5, 31)], ["ledger, series K"]),
        (210, [day for day in DAYS if day.day == 31], []),  # each month has such days
    ],
)
def test_a_series_that_is_booked_on_every_day_has_none_without_postings(
    build: duckdb.DuckDBPyConnection, count: int, is_late: list[date], asked: list[str]
) -> None:
    post(build, [(day, "L", "7410", None, None, 1) for day in WEEKDAYS])
    post(
        build,
        [(day, "K", "3010", None, None, 1) for day in WEEKDAYS if day not in is_late] * count,
    )
    subjects = found(build, "no_code_is_missing_for_days")
    assert [subject.rpartition(", ")[0] for subject in subjects] == asked


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        (45, ["counterparty F010, account 7410"]),
        (25, []),  # a few invoices, of many rows
    ],
)
def test_a_counterparty_on_anothers_cost_account_is_asked_where_it_is_so_for_weeks(
    build: duckdb.DuckDBPyConnection, days: int, asked: list[str]
) -> None:
    post(build, [(day, "L", "5010", None, "F010", 1) for day in WEEKDAYS])
    post(build, [(day, "L", "7410", None, "F020", 1) for day in WEEKDAYS])
    moved = [day for day in WEEKDAYS if day >= date(2013, 6, 3)][:days]
    post(build, [(day, "L", "7410", None, "F010", 1) for day in moved] * 4)
    subjects = found(build, "series_keep_to_their_accounts")
    assert [subject.partition(":")[0] for subject in subjects] == asked


@pytest.mark.parametrize(
    ("series_after", "balance", "asked"),
    [
        ("K", 0, ["series L"]),  # bought from no longer, and still a customer
        ("L", 0, []),
        (None, 0, []),  # gone, with nothing left to pay
        (None, 7, ["series L"]),
    ],
)
def test_a_counterparty_that_a_series_leaves_out_is_asked_where_it_is_not_closed(
    build: duckdb.DuckDBPyConnection, series_after: str | None, balance: int, asked: list[str]
) -> None:
    for month in month_starts(0, 24):
        post(build, [(month, "L", "1510", None, "F020", 1)] * 8)
        series = "L" if month < date(2013, 6, 1) else series_after
        if series:
            post(build, [(month, series, "1510", None, "F010", 1)] * 8)
    build.execute(
        "insert into staging.stg_ledger__balances values ('2013/f', 'OUB', 0, map {'20': 'F010'}, $1)",
        [balance],
    )
    subjects = found(build, "what_is_booked_every_month_is_booked_in_each")
    assert [subject.partition(",")[0] for subject in subjects] == asked


def test_amounts_that_are_cut_at_a_limit_are_asked(build: duckdb.DuckDBPyConnection) -> None:
    random = Random(17)
    amounts = [(day, random.lognormvariate(7, 1)) for day in WEEKDAYS for _ in range(12)]
    post(build, [(day, "L", "7410", None, None, amount) for day, amount in amounts])
    assert found(build, "postings_are_of_their_usual_size_and_side") == []
    build.execute("delete from economics.fct_ledger_postings where fiscal_year = 2013")
    cut = [(day, amount % 10_000) for day, amount in amounts if day.year == 2013]
    post(build, [(day, "L", "7410", None, None, amount) for day, amount in cut])
    (subject,) = found(build, "postings_are_of_their_usual_size_and_side")
    assert subject.startswith("L, 2013: ten postings above")
