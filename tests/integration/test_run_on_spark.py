"""A run with `--engine spark` builds on what Spark has computed, holds it to the same controls, and publishes it.

Spark is a program here that leaves the tables of a build by DuckDB, as files, where Spark would; so these tests need no
Java. `tests/end_to_end/test_both_engines.py` runs Spark itself.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from orchestration.core.duckdb import connect
from orchestration.core.settings import Settings
from orchestration.core.sql import literal, name
from tests.commands import bokslut
from tests.warehouse import Warehouse

POSTINGS = "economics/fct_ledger_postings"


@pytest.fixture(scope="module")
def computed(ledger_warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the build as Spark writes them, `<schema>.db/<table>/*.parquet`; staging has views on Spark too."""
    folder = tmp_path_factory.mktemp("computed")
    with connect(ledger_warehouse.settings.build_file, read_only=True) as connection:
        for schema, table in connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_schema not in ('raw', 'reference', 'staging')"
        ).fetchall():
            place = folder / f"{schema}.db" / table
            place.mkdir(parents=True)
            connection.execute(
                f"copy {name(schema)}.{name(table)} to {literal(place / 'part-0.parquet')} (format parquet)"
            )
    return folder


@pytest.fixture
def settings(ledger_warehouse: Warehouse, tmp_path: Path) -> Settings:
    """A warehouse whose deliveries are loaded, without build and release."""
    shutil.copytree(
        ledger_warehouse.settings.warehouse,
        tmp_path / "warehouse",
        symlinks=True,
        ignore=shutil.ignore_patterns("build", "published", "evidence", "gate"),
    )
    return Settings(ledger_warehouse.settings.landing, tmp_path / "warehouse")


def engine_in(folder: Path) -> dict[str, str]:
    """Return the environment in which Spark's programs are those in a folder."""
    return {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "BOKSLUT_SPARK_PYTHON": str(folder / "python"),
    }


def run(settings: Settings, computed: Path, folder: Path, *, then: str = "") -> tuple[int, str]:
    """Run with an engine whose program copies the computed tables to the folder of its build, ``$3``, and does more."""
    for program, does in (
        ("java", "true"),
        ("python", f'mkdir "$3/tables" && cp -r "{computed}"/. "$3/tables"\n{then}'),
    ):
        path = folder / program
        path.write_text(f"#!/bin/sh\n{does}\n")
        path.chmod(0o755)
    words = ("run", "--engine", "spark", "--landing", settings.landing)
    ran = bokslut(
        *words,
        *("--warehouse", settings.warehouse),
        environment=engine_in(folder),
    )
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode, ran.stdout + ran.stderr


def with_one_posting(computed: Path, folder: Path, column: str, value: str) -> Path:
    """Return a copy of the computed tables in which the first posting has another value in a column."""
    shutil.copytree(computed, folder)
    file = folder / f"{POSTINGS.replace('/', '.db/')}" / "part-0.parquet"
    with connect() as connection:
        connection.execute(
            "create table changed as select * exclude (file_row_number) replace"
            f" (case file_row_number when 0 then {value} else {column} end as {column})"
            f" from read_parquet({literal(file)}, file_row_number = true)"
        )
        connection.execute(f"copy changed to {literal(file)} (format parquet)")
    return folder


@pytest.mark.slow
def test_a_release_of_tables_that_spark_computed_is_that_of_duckdb_and_its_record_names_spark(
    ledger_warehouse: Warehouse, settings: Settings, computed: Path, tmp_path: Path
) -> None:
    code, said = run(settings, computed, tmp_path)
    assert code == 0, said
    assert "computed by spark" in said
    releases = [of.published / "current" for of in (ledger_warehouse.settings, settings)]
    compared = bokslut("diff", *releases, "--json")
    assert compared.returncode == 0, compared.stderr
    found = json.loads(compared.stdout)
    assert found["tables"] == []
    records = [json.loads((release / "evidence.json").read_bytes()) for release in releases]
    assert [record["code"]["engine"].split()[0] for record in records] == ["duckdb", "spark"]
    assert any("computed by duckdb" in change and "spark" in change for change in found["code"])
    # Whoever asks need not say again which engine it was.
    told = bokslut(
        *("status", "--landing", settings.landing, "--warehouse", settings.warehouse),
        environment=engine_in(tmp_path),
    )
    assert " by spark " in told.stdout
    assert "to build: nothing: no input changed" in told.stdout
    assert "BOKSLUT_ENGINE=spark keeps the engine" in told.stdout
    # The build reads Spark's tables, and no longer what they were made from: the key is in there.
    assert not (settings.spark_build / "inputs").exists()


@pytest.mark.slow
def test_an_amount_that_spark_gets_wrong_by_one_ore_is_found_by_the_gate_and_not_published(
    settings: Settings, computed: Path, tmp_path: Path
) -> None:
    wrong = with_one_posting(
        computed, tmp_path / "wrong", "amount_sek", "(amount_sek + 0.01)::decimal(18, 2)"
    )
    code, said = run(settings, wrong, tmp_path)
    assert code == 1, said
    assert "voucher_debit_equals_credit" in said
    assert not (settings.published / "current").exists()


@pytest.mark.slow
def test_a_data_test_that_sparks_tables_fail_shows_its_rows_and_a_model_that_failed_sparks_reason(
    settings: Settings, computed: Path, tmp_path: Path
) -> None:
    wrong = with_one_posting(computed, tmp_path / "wrong", "account_id", "'0000'")
    shutil.rmtree(wrong / "goals.db" / "mart_goals__goals")
    reason = {
        "unique_id": "model.bokslut.mart_goals__goals",
        "status": "error",
        "message": "[DIVIDE_BY_ZERO] Division by zero.\n\nJVM stacktrace:\n\tat org.apache.spark",
    }
    (tmp_path / "results.json").write_text(json.dumps({"results": [reason]}))
    fails = f'mkdir "$3/dbt" && cp "{tmp_path}/results.json" "$3/dbt/run_results.json"; exit 1'
    code, said = run(settings, wrong, tmp_path, then=fails)
    assert code == 1, said
    assert "relationships_fct_ledger_postings_account_id" in said
    assert "from_field = 0000" in said
    assert "mart_goals__goals could not be built: [DIVIDE_BY_ZERO] Division by zero." in said
    assert "org.apache.spark" not in said
    # DuckDB lacks the file for the same reason, which need not be said twice.
    assert "No files found" not in said
    assert not (settings.published / "current").exists()
    assert not (settings.spark_build / "inputs").exists()
