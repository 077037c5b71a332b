"""A code that takes another's place is found; one that closes, begins or has its season is not.

The control's own SQL on tables of a few rows, with the columns that it reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import duckdb
import pytest

from orchestration.gate.controls import read_controls

(CONTROL,) = [
    control for control in read_controls() if control.name == "codes_do_not_take_one_anothers_place"
]
STEADY = [500] * 12
SIZES = {"Alpha": 500, "Beta": 300, "Gamma": 40}


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that the control reads, without a row."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema raw;
            create table raw.loads (
                load_id varchar, system varchar, entity varchar, period_from date, period_to date
            );
            create table raw.profiles (
                load_id varchar, system varchar, entity varchar, column_name varchar, statistic varchar, code varchar,
                value decimal(28, 8)
            );
            """
        )
        yield connection


def found(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, Sequence[int]]) -> list[str]:
    """Deliver a year of calls with so many rows of each queue a month, and return what the control finds."""
    deliver(connection, "queue", rows)
    query = f"select subject from ({CONTROL.query}) where actual <> expected order by all"
    return [subject for (subject,) in connection.execute(query).fetchall()]


def deliver(
    connection: duckdb.DuckDBPyConnection, column: str, rows: Mapping[str, Sequence[int]]
) -> None:
    """Deliver a year of calls with so many rows of each code of a column a month."""
    connection.execute("delete from raw.loads")
    for month in range(12):
        first = date(2013, month + 1, 1)
        load = f"{first:%Y-%m}"
        connection.execute(
            "insert into raw.loads values ($1, 'contact_centre', 'calls', $2, last_day($2))",
            [load, first],
        )
        for code, counts in rows.items():
            if counts[month]:
                connection.execute(
                    "insert into raw.profiles values ($1, 'contact_centre', 'calls', $2, 'code', $3, $4)",
                    [load, column, code, counts[month]],
                )


def test_a_queue_that_has_another_name_from_july_on_is_found(
    build: duckdb.DuckDBPyConnection,
) -> None:
    rows = {"Other": STEADY, "Old": [100] * 6 + [0] * 6, "New": [0] * 6 + [104] * 6}
    assert found(build, rows) == [
        "contact_centre.calls, queue, 2013-07: New takes the place of Old"
    ]


def test_two_queues_that_change_places_are_found(build: duckdb.DuckDBPyConnection) -> None:
    rows = {"Other": STEADY, "A": [200] * 4 + [40] * 8, "B": [40] * 4 + [205] * 8}
    assert found(build, rows) == ["contact_centre.calls, queue, 2013-05: B takes the place of A"]


@pytest.mark.parametrize(
    "rows",
    [
        {"Other": STEADY, "Closed": [100] * 6 + [0] * 6, "Begun": [0] * 6 + [20] * 6},
        {"Other": STEADY, "Season": [40, 160, 180, 90, 60, 40, 20, 6, 5, 6, 5, 9], "Begun": [0] * 6 + [50] * 6},
        {"Other": STEADY, "Closed": [100] * 6 + [0] * 6, "Begun": [0] * 8 + [100] * 4},
        {"Other": STEADY, "Rare": [3] * 6 + [0] * 6, "Few": [0] * 6 + [3] * 6},
    ],
    ids=["another_size", "a_season_that_ends", "another_month", "a_few_rows"],
)  # fmt: skip
def test_what_closes_as_another_thing_begins_is_not_found(
    build: duckdb.DuckDBPyConnection, rows: Mapping[str, Sequence[int]]
) -> None:
    assert found(build, rows) == []


@pytest.mark.parametrize(
    ("months_off", "months"),
    [(range(0), []), (range(4, 5), ["2013-05"]), (range(8), [])],
    ids=["always_as_many", "a_row_off", "another_thing"],
)
def test_numbers_are_in_as_many_rows_as_their_names_where_they_usually_are(
    build: duckdb.DuckDBPyConnection, months_off: range, months: list[str]
) -> None:
    rows = {name: [size + 3 * month for month in range(12)] for name, size in SIZES.items()}
    numbers = {name[0]: list(counts) for name, counts in rows.items()}
    for month in months_off:
        numbers["A"][month] += 1
        numbers["B"][month] -= 1
    deliver(build, "number", numbers)
    assert [subject.split(", ")[1].partition(":")[0] for subject in found(build, rows)] == months
