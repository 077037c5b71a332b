"""Build the dbt project on Apache Spark: run by the Python of Spark's own environment, which has dbt but not Bokslut.

    build.py FOLDER PROJECT [--target spark_cluster] [--dbt ARGUMENT ...]

FOLDER holds what the models start from, as ``orchestration.dbt.spark`` has written it; PROJECT is the rendered dbt
project. Tables go to ``FOLDER/tables``, one folder of Parquet files each, what dbt compiled, found and logged to
``FOLDER/dbt``. By default dbt builds the models; a run tests their tables afterwards, in DuckDB. The exit code
is 0 when all that was asked for succeeded, else 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from dbt.adapters.spark.connections import SparkCredentials
from dbt.cli.main import dbtRunner


def leave_ansi_to_spark() -> None:
    """Take back that dbt-spark puts ANSI SQL out of force, by which an overflow would be NULL."""
    by_dbt = SparkCredentials.__post_init__

    def check(credentials: SparkCredentials) -> None:
        by_dbt(credentials)
        del credentials.server_side_parameters["spark.sql.ansi.enabled"]

    SparkCredentials.__post_init__ = check


def start_session(folder: Path) -> None:
    """Start the session that dbt finds: its catalogue lasts as long as the process, its tables are files."""
    from pyspark.sql import SparkSession

    SparkSession.builder.config("spark.sql.warehouse.dir", str(folder / "tables")).config(
        "spark.local.dir", str(folder / "spill")
    ).getOrCreate()


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
    leave_ansi_to_spark()
    if options.target == "spark":
        start_session(options.folder)
    tables = json.loads((options.folder / "inputs.json").read_text("utf-8"))
    runner = dbtRunner()
    places = [
        *("--project-dir", str(options.project), "--profiles-dir", str(options.project)),
        *("--target", options.target, "--target-path", str(options.folder / "dbt")),
        *("--log-path", str(options.folder / "dbt")),
    ]
    register = ["run-operation", "register_inputs", "--args", json.dumps({"tables": tables})]
    for command in (register, options.dbt):
        if not runner.invoke([*command, *places]).success:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
