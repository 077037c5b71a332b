"""What chance does in an extract of few rows is not found, and a fault of the same extract is.

The controls' own SQL on tables of a few rows, with the columns that they read.
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
    """The tables that the controls read, without a row."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema raw; create schema economics; create schema services; create schema staging;
            create table raw.loads (
                load_id varchar, system varchar, entity varchar, period_from date, period_to date,
                loaded_rows bigint
            );
            create table raw.profiles (
                load_id varchar, system varchar, entity varchar, column_name varchar, statistic varchar, code varchar,
                value decimal(28, 8)
            );
            create table economics.fct_ledger_postings (
                fiscal_year int, account varchar, fiscal_period_id varchar, posting_date date, voucher_series varchar,
                voucher_number varchar, cost_centre varchar, project varchar, activity varchar, counterparty varchar,
                amount_sek decimal(18, 2)
            );
            create table services.fct_supplier_invoices_by_month (
                administration varchar, channel varchar, fiscal_period_id varchar, invoices_count bigint,
                amount_sek decimal(18, 2)
            );
            create table services.fct_supplier_invoices_by_supplier_and_month (
                supplier_id varchar, fiscal_period_id varchar, invoices_count bigint, amount_sek decimal(18, 2)
            );
            create table services.fct_customer_invoices_by_month as from services.fct_supplier_invoices_by_month;
            create table services.fct_calls_by_month (
                queue varchar, hour_number int, fiscal_period_id varchar, calls_count bigint, answered_count bigint
            );
            create table services.fct_payslips_by_month (
                administration varchar, is_self_service boolean, fiscal_period_id varchar, payslips_count bigint
            );
            create table services.fct_cases_by_month (
                answer_group varchar, channel varchar, outcome varchar, fiscal_period_id varchar, cases_count bigint
            );
            create table staging.stg_invoicing__supplier_invoices (administrator varchar, booking_date date);
            create table staging.stg_invoicing__customer_invoices (administrator varchar, invoice_date date);
            create table staging.stg_payroll__payslips (administrator varchar, payment_date date);
            create table staging.stg_invoicing__administrator_hours (
                process varchar, administrator varchar, month date, hours decimal(18, 2), full_time_hours decimal(18, 2)
            );
            create table staging.stg_payroll__administrator_hours (
                administrator varchar, month date, hours decimal(18, 2), full_time_hours decimal(18, 2)
            );
            """
        )
        for month in MONTHS:
            connection.execute(
                "insert into raw.loads values ($1, 'invoicing', 'invoices', $2, last_day($2), 1)",
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


@pytest.mark.parametrize(
    ("rows", "mean", "count"), [(1500, 11000, 0), (1500, 17000, 1), (80_000, 11000, 1)]
)
def test_a_mean_of_uneven_amounts_departs_only_beyond_chance(
    build: duckdb.DuckDBPyConnection, rows: int, mean: int, count: int
) -> None:
    for place, month in enumerate(MONTHS):
        deliver(build, month, "", "rows", rows)
        deliver(build, month, "amount", "filled", rows)
        of_month = mean if month == date(2013, 2, 1) else 8500 + 100 * (place % 2)
        deliver(build, month, "amount", "sum", of_month * rows)
        deliver(build, month, "amount", "greatest", 290_000)
    assert len(found(build, "columns_follow_their_history")) == count


@pytest.mark.parametrize(
    ("first", "months"),
    [
        (date(2012, 8, 1), []),
        (date(2013, 1, 1), ["from 2013-01 on"]),
        (date(2013, 7, 1), ["from 2013-07 on"]),
    ],
)
def test_a_share_of_yes_that_rises_for_good_is_found_once_and_not_a_year_later(
    build: duckdb.DuckDBPyConnection, first: date, months: list[str]
) -> None:
    for place, month in enumerate(MONTHS):
        deliver(build, month, "", "rows", 1000)
        deliver(build, month, "answered", "filled", 1000)
        deliver(build, month, "answered", "true", (950 if month >= first else 850) + place % 3)
    subjects = found(build, "columns_follow_their_history")
    assert [subject.split(", ")[3].partition(":")[0] for subject in subjects] == months


@pytest.mark.parametrize(
    ("rows", "first", "less", "with_new", "months"),
    [
        (2000, date(2013, 9, 1), 120, False, ["from 2013-09 on"] * 2),
        (2000, date(2013, 9, 1), 30, False, []),
        (2000, date(2013, 9, 1), 120, True, []),  # which is taken from the others
        (2000, date(2013, 1, 1), 120, False, []),  # a year may begin with other habits
        (100, date(2013, 9, 1), 6, False, []),
    ],
)
def test_a_code_that_is_another_from_a_month_on_is_found_and_a_new_one_is_not(
    build: duckdb.DuckDBPyConnection,
    rows: int,
    first: date,
    less: int,
    with_new: bool,
    months: list[str],
) -> None:
    for place, month in enumerate(MONTHS):
        # Self-service is used a little more each month.
        usual = rows * 7 // 10 + place * rows // 500
        moved = less if month >= first else 0
        deliver(build, month, "", "rows", rows)
        deliver(build, month, "basis", "code", usual - moved, "self-service")
        deliver(build, month, "basis", "code", rows - usual + moved * (not with_new), "manual")
        if with_new and moved:
            deliver(build, month, "basis", "code", moved, "robot")
    subjects = found(build, "columns_follow_their_history")
    assert [subject.split(", ")[3].partition(":")[0] for subject in subjects] == months


def test_shares_vary_in_the_first_months_of_a_new_code(build: duckdb.DuckDBPyConnection) -> None:
    new = {8: 22, 9: 15, 10: 28, 11: 26, 12: 25}
    for month in MONTHS:
        support = new.get(month.month, 0) if month.year == 2013 else 0
        deliver(build, month, "", "rows", 100)
        deliver(build, month, "function", "code", 100 - support, "service")
        if support:
            deliver(build, month, "function", "code", support, "support")
    assert found(build, "columns_follow_their_history") == []


@pytest.mark.parametrize(("rows", "count"), [(100, 0), (1600, 1)])
def test_one_spell_of_years_moves_the_mean_day_of_a_hundred(
    build: duckdb.DuckDBPyConnection, rows: int, count: int
) -> None:
    for place, month in enumerate(MONTHS):
        days = -15 if month == date(2013, 5, 1) else -(place % 3)
        deliver(build, month, "", "rows", rows)
        deliver(build, month, "from_date", "filled", rows)
        deliver(build, month, "from_date", "days", days * rows)
    assert len(found(build, "columns_follow_their_history")) == count


@pytest.mark.parametrize(("limited", "count"), [(1, 1), (12, 12), (24, 0)])
def test_values_end_at_a_limit_where_they_did_not_last_year(
    build: duckdb.DuckDBPyConnection, limited: int, count: int
) -> None:
    for place, month in enumerate(reversed(MONTHS)):
        deliver(build, month, "", "rows", 2000)
        for statistic, value in {"filled": 2000, "sum": 60_000, "greatest": 255}.items():
            deliver(build, month, "wait", statistic, value)
        deliver(build, month, "wait", "fiftieth", 255 if place < limited else 180)
    assert len(found(build, "columns_follow_their_history")) == count


# As people come and go; nine months before the second year begins, it was a hundred days less.
MEAN_DAYS = (
    -2517, -2512, -2498, -2456, -2439, -2417, -2410, -2389, -2394, -2385, -2387, -2388,
    -2400, -2424, -2445, -2466, -2444, -2409, -2415, -2420, -2395, -2390, -2384, -2397,
)  # fmt: skip


@pytest.mark.parametrize(("jump", "months"), [(0, []), (90, ["2013-09"])])
def test_a_mean_of_dates_long_ago_that_drifts_is_right_and_one_that_jumps_is_found(
    build: duckdb.DuckDBPyConnection, jump: int, months: list[str]
) -> None:
    for mean, month in zip(MEAN_DAYS, MONTHS, strict=True):
        days = mean + (jump if month == date(2013, 9, 1) else 0)
        deliver(build, month, "", "rows", 300)
        deliver(build, month, "from_date", "filled", 300)
        deliver(build, month, "from_date", "days", days * 300)
    subjects = found(build, "columns_follow_their_history")
    assert [subject.split(", ")[3].partition(":")[0] for subject in subjects] == months


@pytest.mark.parametrize(("whole_hours", "count"), [(0, 0), (3, 1)])
def test_hours_of_which_none_ends_late_are_found_unless_they_are_parts_of_an_hour(
    build: duckdb.DuckDBPyConnection, whole_hours: int, count: int
) -> None:
    for month in MONTHS:
        step = 0.009 if month == date(2013, 5, 1) else 0.02
        build.execute(
            "insert into staging.stg_invoicing__administrator_hours"
            " select 'p', 'A' || n, $1, $2 + 0.15 + n * $3, 160 from range(40) as r (n)",
            [month, whole_hours, step],
        )
    subjects = found(build, "administrators_hours_fit_into_the_month")
    assert ["2013-05" in subject for subject in subjects] == [True] * count


@pytest.mark.parametrize(("hours", "count"), [("0.15", 0), ("7.5", 0), ("8", 1), ("120", 1)])
def test_a_days_hours_without_a_case_are_found_and_a_quarter_of_an_hour_is_not(
    build: duckdb.DuckDBPyConnection, hours: str, count: int
) -> None:
    build.execute(
        "insert into staging.stg_payroll__administrator_hours"
        f" values ('A1', '2013-05-01', {hours}, 160)"
    )
    assert len(found(build, "administrators_have_hours_where_they_have_cases")) == count


@pytest.mark.parametrize(
    ("months_apart", "entries", "count"), [(1, 310, 0), (4, 310, 1), (1, 1200, 1), (8, 150, 0)]
)
def test_a_register_that_did_not_change_is_found_only_where_it_nearly_always_does(
    build: duckdb.DuckDBPyConnection, months_apart: int, entries: int, count: int
) -> None:
    for place, month in enumerate(MONTHS):
        is_repeated = place in (8, 8 + months_apart)
        deliver(build, month, "", "entries", entries)
        deliver(build, month, "", "contents", entries)
        deliver(build, month, "", "content", 999 if is_repeated else place)
    assert len(found(build, "no_delivery_repeats_another")) == count


@pytest.mark.parametrize(("rows", "count"), [(12, 0), (24, 1)])
def test_a_short_plan_may_be_last_years(
    build: duckdb.DuckDBPyConnection, rows: int, count: int
) -> None:
    for place, month in enumerate(MONTHS):
        deliver(build, month, "", "contents", rows)
        deliver(build, month, "", "content", 999 if place in (8, 20) else place)
    assert len(found(build, "no_delivery_repeats_another")) == count


@pytest.mark.parametrize(("rows", "count"), [(4, 0), (40, 1)])
def test_two_rows_of_four_are_alike_by_chance(
    build: duckdb.DuckDBPyConnection, rows: int, count: int
) -> None:
    for month in MONTHS:
        deliver(build, month, "", "rows", rows)
        deliver(build, month, "", "contents", rows - 1)
        deliver(build, month, "", "twins", int(month == date(2012, 12, 1)))
    assert len(found(build, "rows_are_not_delivered_twice")) == count


@pytest.mark.parametrize(("twins", "kinds", "count"), [(5, 60, 0), (7, 60, 1), (5, 180, 1)])
def test_meetings_of_few_kinds_fall_on_one_day(
    build: duckdb.DuckDBPyConnection, twins: int, kinds: int, count: int
) -> None:
    for month in MONTHS[:2]:
        deliver(build, month, "", "rows", 190)
        deliver(build, month, "", "contents", kinds)
        deliver(build, month, "", "twins", twins if month == MONTHS[1] else 0)
    assert len(found(build, "rows_are_not_delivered_twice")) == count


@pytest.mark.parametrize(("invoices", "count"), [(25, 0), (250, 1)])
def test_credit_invoices_take_the_mean_of_few_to_nothing(
    build: duckdb.DuckDBPyConnection, invoices: int, count: int
) -> None:
    for month in MONTHS:
        mean = 250 if month == date(2013, 4, 1) else 8000
        build.execute(
            "insert into services.fct_supplier_invoices_by_month values ('School', 'scanned', $1, $2, $2 * $3)",
            [f"{month:%Y%m}", invoices, mean],
        )
    assert len(found(build, "amounts_of_partners_follow_their_history")) == count


@pytest.mark.parametrize(("rows", "count"), [(14, 0), (140, 1)])
def test_the_rows_of_a_short_list_are_of_other_months_next_year(
    build: duckdb.DuckDBPyConnection, rows: int, count: int
) -> None:
    for year, months in ((2012, (2, 3, 6, 7, 8)), (2013, (3, 4, 7, 9, 11))):
        build.execute(
            "insert into raw.loads values ($1, 'registers', 'plan', make_date($2, 1, 1), make_date($2, 12, 31), $3)",
            [str(year), year, rows],
        )
        for statistic, code, value in (
            ("rows", "", rows),
            *(("month", f"{month:02}", rows / 5) for month in months),
        ):
            build.execute(
                "insert into raw.profiles values ($1, 'registers', 'plan', $2, $3, $4, $5)",
                [str(year), "day" if code else "", statistic, code, value],
            )
    assert len(found(build, "columns_of_years_follow_one_another")) == count


def test_a_short_list_goes_on_until_its_last_month_also_if_last_year_had_none_there(
    build: duckdb.DuckDBPyConnection,
) -> None:
    for year, months in ((2012, (2, 3, 5, 6, 7, 9, 10)), (2013, (3, 3, 5, 5, 6, 6, 11))):
        build.execute(
            "insert into raw.loads values ($1, 'registers', 'plan', make_date($2, 1, 1), make_date($2, 12, 31), 14)",
            [str(year), year],
        )
        for statistic, code, value in (
            ("rows", "", 14),
            *(("month", f"{month:02}", 2 * months.count(month)) for month in sorted(set(months))),
        ):
            build.execute(
                "insert into raw.profiles values ($1, 'registers', 'plan', $2, $3, $4, $5)",
                [str(year), "day" if code else "", statistic, code, value],
            )
    assert found(build, "columns_of_years_follow_one_another") == []
