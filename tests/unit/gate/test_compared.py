"""What the controls compare is computed over a build that cannot be changed from there."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration.gate.compared import comparing


@pytest.fixture
def build(tmp_path: Path) -> Path:
    path = tmp_path / "a build's.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create table marts.amounts as select 1 as amount")
        connection.execute("create view marts.seen as from marts.amounts")
    return path


def test_tables_and_views_are_named_as_in_the_build(build: Path, tmp_path: Path) -> None:
    with comparing(build, tmp_path) as compared:
        assert compared.connection.execute("from marts.seen").fetchall() == [(1,)]


def test_an_acceptance_is_valid_until_the_end_of_a_day_in_sweden(
    build: Path, tmp_path: Path
) -> None:
    with comparing(build, tmp_path) as compared, compared.connection.cursor() as thread:
        assert thread.sql("select current_setting('TimeZone')").fetchall() == [
            ("Europe/Stockholm",)
        ]


def test_the_build_cannot_be_written_to(build: Path, tmp_path: Path) -> None:
    with (
        comparing(build, tmp_path) as compared,
        pytest.raises(duckdb.InvalidInputException, match="read-only"),
    ):
        compared.connection.execute("delete from marts.amounts")


def test_nothing_keeps_the_build_from_being_written_to_afterwards(
    build: Path, tmp_path: Path
) -> None:
    with comparing(build, tmp_path):
        pass
    with duckdb.connect(str(build)) as connection:
        connection.execute("delete from marts.amounts")


def test_only_a_key_that_repeats_its_rows_place_is_left_out_of_the_published_texts(
    tmp_path: Path,
) -> None:
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema economics;
            create table economics.rows as select
                'L' as load_id, 'f.se' as file_name, 7 as line_number, 'L/f.se:7' as row_key,
                '19800708-2384' as posting_id;
            create table economics.budget as select 'K1' as budget_id;
            """
        )
    with comparing(path, tmp_path) as compared:
        texts = compared.connection.execute(
            "from memory.compared.published_texts order by all"
        ).fetchall()
    assert texts == [
        ("economics.budget", "K1"),
        ("economics.rows", "19800708-2384"),
        ("economics.rows", "L"),
        ("economics.rows", "f.se"),
    ]


def test_the_published_texts_have_every_text_of_a_small_table_and_of_a_large_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "build.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema economics;
            create table economics.large as
                select 'A' || range % 2 as code, range as amount, if(range = 2999, 'last', 'other') as name
                from range(3000);
            create table economics.small as select 'B' as code, 'Bo' as name;
            create table economics.without_texts as select 1 as amount;
            """
        )
    with comparing(path, tmp_path) as compared:
        texts = compared.connection.execute(
            "select distinct table_name, text from memory.compared.published_texts order by all"
        ).fetchall()
    large = [("economics.large", text) for text in ("A0", "A1", "last", "other")]
    assert texts == [*large, ("economics.small", "B"), ("economics.small", "Bo")]
