"""A whole run on Apache Spark publishes what DuckDB's has published: `make parity` of a small warehouse that is there.

Spark takes half a second per statement whatever its rows, so one run serves all proofs: every public table is the same
row by row, the releases are equal, and executors in processes of their own find every file. The warehouse has more rows
than a fiftieth of the real volume.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestration.core.errors import ExternalError
from orchestration.dbt import spark
from orchestration.loading import store
from tests.parity.__main__ import parity_of_runs
from tests.warehouse import Warehouse

# A standalone master with two workers of one core and 1 GiB, each a process of its own.
TWO_EXECUTORS = "local-cluster[2,1,1024]"
A_FIFTIETH = 10_218_886 // 50

# What makes small statements faster and changes none of their results: no compiled code, one plan, one partition,
# nothing compressed, no checksums beside files.
FOR_FEW_ROWS = " ".join(
    [
        '--driver-java-options "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmn1g"',
        '--conf "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"',
        *(
            f"--conf spark.{setting}"
            for setting in (
                "sql.codegen.wholeStage=false",
                "sql.codegen.factoryMode=NO_CODEGEN",
                "sql.adaptive.enabled=false",
                "sql.shuffle.partitions=1",
                "sql.files.minPartitionNum=1",
                "sql.leafNodeDefaultParallelism=1",
                "sql.parquet.compression.codec=uncompressed",
                "shuffle.compress=false",
                "broadcast.compress=false",
                "hadoop.fs.file.impl=org.apache.hadoop.fs.RawLocalFileSystem",
                "hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs=false",
            )
        ),
        "pyspark-shell",
    ]
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
    rows = store.rows_of_tables(store.current_loads(three_years.settings.raw))
    assert sum(rows.values()) > A_FIFTIETH
    is_equal = parity_of_runs(three_years.settings, tmp_path, master=TWO_EXECUTORS)
    printed = capsys.readouterr()
    assert is_equal, printed.out + printed.err
    assert "The releases are equal." in printed.out
