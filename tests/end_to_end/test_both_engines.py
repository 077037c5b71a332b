"""A whole run on Apache Spark publishes what DuckDB's has published: `make parity` of a small warehouse that is there.

Spark takes half a second per statement whatever its rows, so one run serves both proofs: every public table is the
same row by row, and the releases are equal.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration.core.errors import ExternalError
from orchestration.dbt import spark
from tests.parity.__main__ import parity_of_runs
from tests.warehouse import Warehouse

# What makes small statements faster and changes none of their results: no compiled code, one plan, one partition.
FOR_FEW_ROWS = (
    "--driver-java-options -XX:TieredStopAtLevel=1 --conf spark.sql.shuffle.partitions=1"
    " --conf spark.sql.adaptive.enabled=false --conf spark.sql.codegen.wholeStage=false"
    " --conf spark.sql.codegen.factoryMode=NO_CODEGEN pyspark-shell"
)


@pytest.mark.spark
@pytest.mark.slow
def test_a_run_on_spark_publishes_the_same_tables_and_release_as_one_on_duckdb(
    three_years: Warehouse,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        spark.require_spark(spark.python())
    except ExternalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", FOR_FEW_ROWS)
    is_equal = parity_of_runs(three_years.settings, tmp_path, master="")
    printed = capsys.readouterr()
    assert is_equal, printed.out + printed.err
    assert "The releases are equal." in printed.out
