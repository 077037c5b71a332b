"""Spark itself for tests: settings for statements on few rows, and a Thrift server as docs/scaling.md starts one."""

from __future__ import annotations

import os
import shlex
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orchestration.core.errors import ExternalError
from orchestration.core.settings import PROJECT_ROOT
from orchestration.dbt import spark
from tests.processes import free_port, listens, started, wait_for

# Java compiles quickly rather than well, and has room for all that it compiles; of itself it would have 48 MB.
_JAVA_FOR_FEW_ROWS = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC"
# What makes small statements faster and changes none of their results: no compiled code, one plan, one partition,
# nothing compressed, no checksums beside files.
_FOR_FEW_ROWS = [
    f'--driver-java-options "{_JAVA_FOR_FEW_ROWS} -Xmn1g"',
    f'--conf "spark.executor.extraJavaOptions={_JAVA_FOR_FEW_ROWS}"',
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
]
# As PYSPARK_SUBMIT_ARGS.
SESSION_FOR_FEW_ROWS = " ".join([*_FOR_FEW_ROWS, "pyspark-shell"])


def skip_without_spark() -> None:
    """Skip a test where Java or Spark's environment is missing; in CI fail it."""
    try:
        spark.require_spark(spark.python())
    except ExternalError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


@contextmanager
def thrift_server(folder: Path) -> Generator[int]:
    """Start a Thrift server whose catalogue is in ``folder``, and yield its port."""
    port, log = free_port(), folder / "server.log"
    command = [
        *(str(spark.python().with_name("spark-submit")), *shlex.split(" ".join(_FOR_FEW_ROWS))),
        *("--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"),
        *("--hiveconf", f"hive.server2.thrift.port={port}"),
        *("--hiveconf", "hive.server2.thrift.bind.host=127.0.0.1"),
        "spark-internal",
    ]
    own = {
        "PYSPARK_PYTHON": str(spark.python()),
        "SPARK_CONF_DIR": str(PROJECT_ROOT / "deploy" / "spark" / "conf"),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    with started(command, log, os.environ | own, cwd=folder) as server:
        wait_for(lambda: listens(port), server, log)
        yield port
