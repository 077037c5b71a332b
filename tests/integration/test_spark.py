"""A build on Spark starts from what DuckDB's models start from, and `make parity` fails where one table differs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.core.duckdb import connect
from orchestration.core.errors import ExternalError, RefusedError, UsageError
from orchestration.core.settings import Settings
from orchestration.core.sql import literal
from orchestration.dbt import spark
from orchestration.dbt.project import public_models
from tests.parity.__main__ import main
from tests.parity.comparing import compare
from tests.warehouse import Warehouse

# Of DuckDB's types, those that Spark's SQL writes alike.
SAME_IN_SPARK = {"BIGINT", "BOOLEAN", "DATE"}


def test_each_raw_and_reference_table_reaches_spark_with_its_rows_and_types(
    ledger_warehouse: Warehouse, tmp_path: Path
) -> None:
    folder = tmp_path / "spark"
    spark.write_inputs(ledger_warehouse.settings, folder)
    tables = json.loads((folder / "inputs.json").read_bytes())
    with connect(ledger_warehouse.settings.build_file, read_only=True) as connection:
        known = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_schema in ('raw', 'reference') order by all"
        ).fetchall()
        assert [(table["schema"], table["name"]) for table in tables] == known
        assert len(known) > 50
        differing = [
            found
            for table in tables
            if not (
                found := compare(
                    connection,
                    table["name"],
                    f"{table['schema']}.{table['name']}",
                    f"read_parquet({literal(table['location'] + '/*.parquet')}, union_by_name = true)",
                    [table["columns"].split("`")[1]],
                )
            ).is_equal
        ]
        kinds = {
            kind
            for (kind,) in connection.execute(
                "select distinct data_type from information_schema.columns"
                " where table_schema in ('raw', 'reference')"
            ).fetchall()
        }
    assert differing == []
    unknown = kinds - SAME_IN_SPARK - spark.SPARK_TYPES.keys()
    assert {kind for kind in unknown if not kind.startswith("DECIMAL(")} == set()
    assert folder.stat().st_mode & 0o077 == 0


def test_without_sparks_environment_it_is_said_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ExternalError, match=r"bin/python.*\n.*make parity"):
        spark.require_spark(tmp_path / "bin" / "python")


def test_without_java_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    python.touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(ExternalError, match="openjdk-17-jre-headless"):
        spark.require_spark(python)


def test_what_spark_says_when_it_fails_reaches_the_reader(
    ledger_warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java, python = tmp_path / "java", tmp_path / "python"
    for program in (java, python):
        program.write_text("#!/bin/sh\necho model fct_budget failed; exit 1\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(RefusedError, match="model fct_budget failed"):
        spark.build(ledger_warehouse.settings, tmp_path / "spark", python=python)
    # A folder of an earlier build is made again; no other is emptied.
    with pytest.raises(RefusedError):
        spark.build(ledger_warehouse.settings, tmp_path / "spark", python=python)
    with pytest.raises(UsageError, match="is not empty"):
        spark.build(ledger_warehouse.settings, tmp_path, python=python)
    assert python.exists()


@pytest.fixture
def built(
    ledger_warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], int]:
    """Compare the warehouse with its own tables, as Spark would have written them, one of them by another query."""

    def build(settings: Settings, folder: Path, *, master: str) -> None:
        with connect(settings.build_file, read_only=True) as connection:
            for model in public_models(settings):
                place = folder / "tables" / f"{model.schema}.db" / model.name
                place.mkdir(parents=True)
                query = changed.get(model.name, f"from {model.schema}.{model.name}")
                if query:
                    connection.execute(
                        f"copy ({query}) to {literal(place / 'part-0.parquet')} (format parquet)"
                    )

    changed: dict[str, str] = {}
    monkeypatch.setattr(spark, "build", build)

    def compared(table: str = "", query: str = "") -> int:
        changed[table] = query
        return main(["--warehouse", str(ledger_warehouse.settings.warehouse)])

    return compared


def test_parity_passes_where_all_public_tables_are_equal(
    built: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert built() == 0
    (counted,) = re.findall(r"^(\d+) of (\d+) tables equal", capsys.readouterr().out, re.MULTILINE)
    assert int(counted[0]) == int(counted[1]) > 50


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            "select * replace ((amount_sek + case line_number when (select max(line_number) from"
            " economics.fct_ledger_postings) then 0.01 else 0 end)::decimal(18, 2) as amount_sek)"
            " from economics.fct_ledger_postings",
            "amount_sek is",
        ),
        ("from economics.fct_ledger_postings offset 1", "the row is missing"),
        ("", "the table is missing"),
    ],
)
def test_parity_fails_with_exit_code_1_where_one_table_differs(
    built: Callable[..., int], capsys: pytest.CaptureFixture[str], query: str, said: str
) -> None:
    assert built("fct_ledger_postings", query) == 1
    assert re.search(rf"^economics.fct_ledger_postings .*{said}", capsys.readouterr().out, re.M)
