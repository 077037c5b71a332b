"""A build on Spark starts from what DuckDB's models start from, and `make parity` fails where one table differs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from orchestration.core.duckdb import connect
from orchestration.core.errors import BokslutError, ExternalError, RefusedError, UsageError
from orchestration.core.settings import Settings
from orchestration.core.sql import literal
from orchestration.dbt import spark
from orchestration.dbt.public_models import public_models
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


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let Spark's environment be a program that does what it is told, and fails."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("BOKSLUT_SPARK_PYTHON", str(tmp_path / "python"))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    _program(tmp_path / "java", "true")

    def fail(command: str) -> None:
        _program(tmp_path / "python", f"{command}; exit 1")

    return fail


def _program(path: Path, command: str) -> None:
    path.write_text(f"#!/bin/sh\n{command}\n")
    path.chmod(0o755)


def test_where_spark_cannot_start_its_last_words_reach_the_reader(
    ledger_warehouse: Warehouse, tmp_path: Path, failing: Callable[[str], None]
) -> None:
    failing("echo The metastore is locked")
    with pytest.raises(ExternalError, match="The metastore is locked"):
        spark.build(ledger_warehouse.settings, tmp_path / "spark")
    # A folder of an earlier build is made again; no other is emptied.
    with pytest.raises(ExternalError, match="The metastore is locked"):
        spark.build(ledger_warehouse.settings, tmp_path / "spark")
    with pytest.raises(UsageError, match="is not empty"):
        spark.build(ledger_warehouse.settings, tmp_path)
    assert (tmp_path / "python").exists()


def test_what_dbt_has_parsed_is_kept_for_the_next_build_of_the_same_project_alone(
    ledger_warehouse: Warehouse,
    tmp_path: Path,
    failing: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing("mkdir -p dbt; cat dbt/*; echo an earlier parse > dbt/partial_parse.msgpack")
    said = []
    for _ in range(2):
        with pytest.raises(ExternalError) as raised:
            spark.build(ledger_warehouse.settings, tmp_path / "spark")
        said.append("an earlier parse" in str(raised.value))
    monkeypatch.setattr(spark, "parsed_project", lambda _: "another project")
    with pytest.raises(ExternalError) as raised:
        spark.build(ledger_warehouse.settings, tmp_path / "spark")
    assert [*said, "an earlier parse" in str(raised.value)] == [False, True, False]


@pytest.mark.parametrize(
    ("status", "message", "error", "said"),
    [
        (
            "error",
            "[DIVIDE_BY_ZERO] Division by zero.\n\nJVM stacktrace:\n\tat org.apache.spark",
            RefusedError,
            r"fct_budget could not be built: \[DIVIDE_BY_ZERO\] Division by zero\.\n  What to do",
        ),
        ("fail", "Got 2 results, configured to fail if != 0", RefusedError, "Got 2 results"),
        ("error", "java.lang.OutOfMemoryError: Java heap space", ExternalError, "heap space"),
        # An operation that fails, such as that which registers the inputs, says why in the log alone.
        ("error", None, ExternalError, "The inputs are locked"),
    ],
)
def test_a_failed_model_or_data_test_is_told_without_javas_stack_and_apart_from_a_lack_of_memory(
    ledger_warehouse: Warehouse,
    tmp_path: Path,
    failing: Callable[[str], None],
    status: str,
    message: str | None,
    error: type[BokslutError],
    said: str,
) -> None:
    result = {"unique_id": "model.bokslut.fct_budget", "status": status, "message": message}
    if status == "fail":
        result |= {"unique_id": "test.bokslut.unknown", "compiled_code": "select * from nowhere"}
    (tmp_path / "results.json").write_text(json.dumps({"results": [result]}))
    failing(
        f"echo The inputs are locked; mkdir dbt; cp {tmp_path}/results.json dbt/run_results.json"
    )
    with pytest.raises(error, match=said) as raised:
        spark.build(ledger_warehouse.settings, tmp_path / "spark")
    assert "org.apache.spark" not in str(raised.value)


def test_each_node_that_has_ended_is_told_while_spark_builds(
    ledger_warehouse: Warehouse, tmp_path: Path, failing: Callable[[str], None]
) -> None:
    failing(
        "echo '12:07:12  1 of 2 START sql table model common.dim_date .. [RUN]';"
        "echo '12:07:13  1 of 2 OK created sql table model common.dim_date .... [OK in 1.35s]';"
        "echo '12:07:14  2 of 2 FAIL 3 never_null_dim_date ..... [FAIL 3 in 1.35s]'"
    )
    told: list[tuple[int, int, str]] = []
    with pytest.raises(ExternalError):
        spark.build(
            ledger_warehouse.settings,
            tmp_path / "spark",
            progress=lambda done, total, what: told.append((done, total, what)),
        )
    assert told == [
        (1, 2, "created sql table model common.dim_date"),
        (2, 2, "3 never_null_dim_date"),
    ]


@pytest.fixture
def built(
    ledger_warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], int]:
    """Compare the warehouse with its own tables, as Spark would have written them, one of them by another query."""

    def build(settings: Settings, folder: Path, *, master: str, arguments: Sequence[str]) -> None:
        folder.mkdir(parents=True)
        (folder / "build.log").write_text("Done. PASS=1\n")
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
    ("table", "query", "said"),
    [
        (
            "economics.fct_ledger_postings",
            "select * replace ((amount_sek + case line_number when (select max(line_number) from"
            " economics.fct_ledger_postings) then 0.01 else 0 end)::decimal(18, 2) as amount_sek)"
            " from economics.fct_ledger_postings",
            "amount_sek is",
        ),
        (
            "measures.fct_measures",
            "select * replace (round(measure_value, 6)::decimal(28, 8) as measure_value)"
            " from measures.fct_measures",
            "measure_value is",
        ),
        (
            "economics.mart_economics__investments",
            "select * replace (row_number() over (partition by fiscal_year"
            " order by project asc nulls first)::integer as sort_order)"
            " from economics.mart_economics__investments",
            "sort_order is",
        ),
        (
            "economics.fct_ledger_postings",
            "from economics.fct_ledger_postings offset 1",
            "the row is missing",
        ),
        ("economics.fct_ledger_postings", "", "the table is missing"),
    ],
    ids=["one öre", "six decimals of eight", "NULL first", "a row less", "no table"],
)
def test_parity_fails_with_exit_code_1_where_one_table_differs(
    built: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    table: str,
    query: str,
    said: str,
) -> None:
    assert built(table.partition(".")[2], query) == 1
    printed = capsys.readouterr().out
    (counted,) = re.findall(r"^(\d+) of (\d+) tables equal", printed, re.MULTILINE)
    assert int(counted[0]) == int(counted[1]) - 1
    assert re.search(rf"^{table} .*{said}", printed, re.MULTILINE)
