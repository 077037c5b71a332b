"""Build the dbt project on Apache Spark: run by the Python of Spark's own environment, which has dbt but not Bokslut.

    build.py FOLDER PROJECT [--target spark_cluster] [--dbt ARGUMENT ...]

FOLDER holds what the models start from, as ``orchestration.dbt.spark`` has written it; PROJECT is the rendered dbt
project. Tables go to ``FOLDER/tables``, one folder of Parquet files each, what dbt compiled, found and logged to
``FOLDER/dbt``. The target ``spark_cluster`` is a Thrift server, which sees the folder under the same path. By default
dbt builds the models; a run tests their tables afterwards, in DuckDB. The exit code is 0 when all that was asked for
succeeded, else 1.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dbt.adapters.spark.connections import PyhiveConnectionWrapper, SparkCredentials
from dbt.cli.main import dbtRunner

_POLL_SECONDS = 0.1


def leave_ansi_to_spark() -> None:
    """Take back that dbt-spark puts ANSI SQL out of force, by which an overflow would be NULL."""
    by_dbt = SparkCredentials.__post_init__

    def check(credentials: SparkCredentials) -> None:
        own = dict(credentials.server_side_parameters)
        by_dbt(credentials)
        credentials.server_side_parameters = own

    SparkCredentials.__post_init__ = check


def ask_a_server_often() -> None:
    """Ask a server ten times a second whether a statement has ended; a profile can say whole seconds alone."""
    by_dbt = PyhiveConnectionWrapper.__init__

    def begin(connection: PyhiveConnectionWrapper, handle: Any, **of_profile: Any) -> None:
        by_dbt(connection, handle, **of_profile | {"poll_interval": _POLL_SECONDS})

    PyhiveConnectionWrapper.__init__ = begin


def start_session(folder: Path) -> None:
    """Start the session that dbt finds: its catalogue lasts as long as the process, its tables are files."""
    from pyspark.sql import SparkSession

    SparkSession.builder.config("spark.local.dir", str(folder / "spill")).getOrCreate()


def main() -> int:
    """Register what the models start from, run dbt, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("project", type=Path)
    parser.add_argument("--target", default="spark")
    parser.add_argument(
        "--dbt",
        nargs=argparse.REMAINDER,
        default=["build", "--exclude-resource-type", "seed", "unit_test", "test"],
    )
    options = parser.parse_args()
    # What dbt parses lives as long as this process.
    gc.disable()
    leave_ansi_to_spark()
    ask_a_server_often()
    if options.target == "spark":
        start_session(options.folder)
    tables = json.loads((options.folder / "inputs.json").read_text("utf-8"))
    runner = dbtRunner()
    places = [
        *("--project-dir", str(options.project), "--profiles-dir", str(options.project)),
        *("--target", options.target, "--target-path", str(options.folder / "dbt")),
        *("--log-path", str(options.folder / "dbt")),
    ]
    inputs = {
        "tables": tables,
        "folder": str(options.folder),
        "version": version("pyspark"),
    }
    register = ["run-operation", "register_inputs", "--args", json.dumps(inputs)]
    for command in (register, options.dbt):
        if not runner.invoke([*command, *places]).success:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
