"""What `make parity` compares two engines by: it sees each seeded difference, and nothing where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.parity.comparing import Compared, compare, in_words

ROWS = """
    select * from (values
        (1, 'a', 10.25::decimal(18, 2), 1, date '2013-01-31'),
        (2, 'b', null, 3, date '2013-02-28'),
        (3, 'b', 0.00, 2, null),
        (4, 'å', -7.10, 4, date '2013-04-30')
    ) as rows (id, code, amount_sek, place, month_end)
"""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(f"create table expected as {ROWS}")
        yield connection


def compared(connection: duckdb.DuckDBPyConnection, folder: Path, actual: str) -> Compared:
    """Compare with what another engine has written to two Parquet files."""
    connection.execute(f"create or replace table changed as {actual}")
    for number in (0, 1):
        connection.execute(
            f"copy (select * from changed where rowid % 2 = {number})"
            f" to '{folder / f'part-{number}.parquet'}' (format parquet)"
        )
    return compare(connection, "t", "expected", f"read_parquet('{folder}/*.parquet')", ["id"])


def test_equal_tables_are_equal_whatever_the_order_of_their_rows(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    found = compared(connection, tmp_path, "from expected order by id desc")
    assert found == Compared("t", 4, 0, "")
    assert found.is_equal


@pytest.mark.parametrize(
    ("actual", "different_rows", "first"),
    [
        (
            "select * replace (case id when 1 then 10.26 else amount_sek end::decimal(18, 2) as amount_sek)"
            " from expected",
            2,
            "id = 1: amount_sek is 10.26, not 10.25",
        ),
        # The engines' NULLs come first or last: so a number in a row goes to another row.
        (
            "select * replace (row_number() over (order by amount_sek nulls first)::integer as place) from expected",
            8,
            "id = 1: place is 4, not 1",
        ),
        ("from expected where id <> 3", 1, "id = 3: the row is missing"),
        (
            "from expected union all select 0, 'a', 0, 5, null",
            1,
            "id = 0: the row is one too many",
        ),
        (
            "from expected union all from expected where id = 2",
            1,
            "id = 2: the row is one too many",
        ),
        (
            "select * replace (nullif(code, 'å') as code) from expected",
            2,
            "id = 4: code is NULL, not å",
        ),
        (
            "select * replace (coalesce(amount_sek, 0)::decimal(18, 2) as amount_sek) from expected",
            2,
            "id = 2: amount_sek is 0.00, not NULL",
        ),
        (
            "select * replace (amount_sek::decimal(18, 3) as amount_sek) from expected",
            0,
            "the column amount_sek is DECIMAL(18,3), not DECIMAL(18,2)",
        ),
        (
            "select * replace (id::bigint as id) from expected",
            0,
            "the column id is BIGINT, not INTEGER",
        ),
        ("select * exclude (code) from expected", 0, "the column code is missing"),
        ("select *, 1 as more from expected", 0, "the column more is one too many"),
        (
            "select code, * exclude (code) from expected",
            0,
            "the columns have another order",
        ),
        ("from expected where false", 4, "id = 1: the row is missing"),
    ],
)
def test_a_seeded_difference_is_found_and_named(
    connection: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    actual: str,
    different_rows: int,
    first: str,
) -> None:
    found = compared(connection, tmp_path, actual)
    assert (found.different_rows, found.first) == (different_rows, first)
    assert not found.is_equal


def test_rows_whose_key_is_null_are_found_again(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute("update expected set id = null where id = 4")
    found = compared(
        connection,
        tmp_path,
        "select * replace (case when id is null then 'o' else code end as code) from expected",
    )
    assert found.first == "id = None: code is o, not å"


def test_the_printed_table_counts_what_is_equal() -> None:
    text = in_words(
        [
            Compared("economics.fct_budget", 120, 0, ""),
            Compared("hr.x", 7, 2, "id = 1: code is a, not b"),
            Compared("hr.y", 7, 0, "the column code is missing"),
        ]
    )
    assert text.splitlines() == [
        "table                     rows  result",
        "economics.fct_budget       120  equal",
        "hr.x                         7  2 rows differ: id = 1: code is a, not b",
        "hr.y                         7  the column code is missing",
        "1 of 3 tables equal, 120 rows",
    ]
