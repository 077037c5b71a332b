"""A release is of its build alone: what an earlier one has of it already saves time and changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from orchestration.core.files import sha256
from orchestration.core.settings import Settings
from orchestration.releases.files import copy_tables
from orchestration.releases.release import DATABASE_NAME
from tests.small_star import STAR, build_star, publish_star

# Of a DuckDB file: what is before the first block, and how long one is.
HEADER_BYTES, BLOCK_BYTES = 12_288, 262_144

COSTS = "parquet/economics/fct_costs.parquet"

CHANGES = {
    "nothing": "select 1",
    "an öre": "update economics.fct_costs set cost_sek = cost_sek + 0.01 where cost_id = 'c7'",
    "an amount that is not known": "update economics.fct_costs set rate = null where cost_id = 'c4'",
    "a row more": "insert into economics.fct_costs from (from economics.fct_costs limit 1)"
    "; update economics.fct_costs set cost_id = 'new' where rowid = 300",
    "a row less": "delete from economics.fct_costs where cost_id = 'c7'",
    "another type": "alter table economics.fct_costs alter cost_sek type decimal(19, 2)",
    "another order of columns": "create or replace table hr.mart_hr__absence as"
    " select absence_pct, breakdown, version from hr.mart_hr__absence",
    "the order of rows": "create or replace table economics.fct_costs as"
    " from economics.fct_costs order by cost_sek desc",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    publish_star(settings, 1)
    return settings


def rows(folder: Path) -> dict[str, list[tuple]]:
    with duckdb.connect(str(folder / DATABASE_NAME), read_only=True) as connection:
        return {
            model.name: connection.execute(f"from {model.schema}.{model.name}").fetchall()
            for model in STAR
        }


def copy(settings: Settings, target: Path, previous: Path | None = None) -> list[dict]:
    target.mkdir()
    return copy_tables(settings.build_file, target, STAR, previous)


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_an_earlier_release_has_changes_nothing(
    settings: Settings, tmp_path: Path, change: str
) -> None:
    build_star(settings, 1)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute(change)
    previous = (settings.published / "current").resolve()
    tables = copy(settings, tmp_path / "after one", previous)
    assert tables == copy(settings, tmp_path / "alone")
    assert rows(tmp_path / "after one") == rows(tmp_path / "alone")


@pytest.mark.parametrize("file", [DATABASE_NAME, COSTS])
def test_a_damaged_earlier_release_does_not_reach_the_next(
    settings: Settings, tmp_path: Path, file: str
) -> None:
    previous = (settings.published / "current").resolve()
    damaged = previous / file
    damaged.chmod(0o600)
    damaged.write_bytes(b"\0" * damaged.stat().st_size)
    tables = copy(settings, tmp_path / "after one", previous)
    assert tables == copy(settings, tmp_path / "alone")
    assert rows(tmp_path / "after one") == rows(tmp_path / "alone")


@pytest.mark.slow
def test_no_damaged_block_of_an_earlier_release_reaches_the_next_or_stops_it(
    settings: Settings, tmp_path: Path
) -> None:
    previous = (settings.published / "current").resolve()
    database = previous / DATABASE_NAME
    database.chmod(0o600)
    whole = database.read_bytes()
    tables = copy(settings, tmp_path / "alone")
    for number, block in enumerate(range(HEADER_BYTES, len(whole), BLOCK_BYTES)):
        database.write_bytes(whole[:block] + bytes(64) + whole[block + 64 :])
        assert copy(settings, tmp_path / str(number), previous) == tables
        assert rows(tmp_path / str(number)) == rows(tmp_path / "alone")


def test_what_is_unchanged_is_taken_from_the_earlier_release(
    settings: Settings, tmp_path: Path
) -> None:
    previous = (settings.published / "current").resolve()
    # The same rows, compressed otherwise, as another version of DuckDB might have written them.
    written = previous / COSTS
    written.chmod(0o600)
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        connection.execute(
            f"copy economics.fct_costs to '{written}' (format parquet, compression gzip)"
        )
    manifest = previous / "manifest.json"
    manifest.chmod(0o600)
    content = json.loads(manifest.read_text("utf-8"))
    (table,) = (table for table in content["tables"] if table["name"] == "fct_costs")
    table["parquet_sha256"] = sha256(written)
    manifest.write_text(json.dumps(content), "utf-8")
    copy(settings, tmp_path / "next", previous)
    assert (tmp_path / "next" / COSTS).read_bytes() == written.read_bytes()
