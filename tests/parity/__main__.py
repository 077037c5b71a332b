"""Run the same extracts on DuckDB and on Spark, and compare every public table and the releases: ``make parity``.

Without --warehouse, extracts are simulated at SCALE of the real volume, and two whole runs publish them, one by each
engine. With it, Spark's tables are compared with the build of a warehouse that is there, and nothing is published;
--data-tests asks all data tests on Spark too, which a run asks in DuckDB, and --unit-tests runs dbt's unit tests on
Spark instead. The exit code is 1 where a table or a release differs, or a test fails.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from orchestration.core.duckdb import connect
from orchestration.core.errors import BokslutError, RefusedError
from orchestration.core.settings import Engine, Settings
from orchestration.dbt import spark
from orchestration.dbt.project import ensure_manifest
from orchestration.dbt.public_models import public_models
from orchestration.loading.parquet import parquet_files
from tests import commands
from tests.parity.comparing import Compared, compare, in_words

SCALE = 0.02
# Unit tests read the columns of their models' inputs, which a session knows of what it has made: so of no rows.
UNIT_TESTS = ("build", "--empty", "--exclude-resource-type", "seed", "test")
DATA_TESTS = ("build", "--exclude-resource-type", "seed", "unit_test")
# The variables of this machine that a run on Spark may need; those of a server begin alike.
SPARKS_OWN = ("JAVA_HOME", "PYSPARK_SUBMIT_ARGS", "BOKSLUT_SPARK_", "DBT_ENV_SECRET_SPARK_")


def published(folder: Path, scale: float) -> Settings:
    """Simulate extracts, and build and publish them as a user does."""
    settings = Settings(folder / "landing", folder / "warehouse")
    bokslut("simulate", "--landing", settings.landing, "--scale", str(scale))
    run(settings)
    return settings


def published_by_spark(settings: Settings, folder: Path, master: str) -> Settings:
    """Build and publish on Spark what a warehouse has loaded, in a warehouse of its own, as a user does."""
    warehouse = folder / "warehouse-by-spark"
    shutil.copytree(settings.raw, warehouse / settings.raw.name, copy_function=os.link)
    shutil.copytree(
        settings.warehouse,
        warehouse,
        ignore=shutil.ignore_patterns("raw", "build", "gate", "published", "evidence", "dagster"),
        dirs_exist_ok=True,
    )
    by_spark = Settings(settings.landing, warehouse, engine=Engine.SPARK)
    of_spark = {name: value for name, value in os.environ.items() if name.startswith(SPARKS_OWN)}
    run(by_spark, of_spark | {spark.MASTER_VARIABLE: master})
    return by_spark


def run(settings: Settings, environment: Mapping[str, str] = MappingProxyType({})) -> None:
    """Run a warehouse by its engine."""
    bokslut(
        *("run", "--landing", settings.landing, "--warehouse", settings.warehouse),
        *("--engine", settings.engine),
        environment=environment,
    )


def bokslut(*words: str | Path, environment: Mapping[str, str] = MappingProxyType({})) -> str:
    """Run a command of the command line, and return what it prints; that it is refused is an error."""
    done = commands.bokslut(*words, environment=environment, timeout=None)
    if done.returncode != 0:
        raise RefusedError(done.stdout + done.stderr)
    return done.stdout


def compare_releases(settings: Settings, by_spark: Settings) -> str:
    """Return which tables differ between the current releases of two warehouses; empty where none does."""
    releases = [str(warehouse.published / "current") for warehouse in (settings, by_spark)]
    found = json.loads(bokslut("diff", *releases, "--json"))
    return ", ".join(str(table) for table in found["tables"])


def compare_tables(settings: Settings, folder: Path) -> list[Compared]:
    """Compare every public table of the DuckDB build with that which Spark has written to ``folder``."""
    compared = []
    with connect(settings.build_file, read_only=True) as connection:
        for model in public_models(settings):
            table = f"{model.schema}.{model.name}"
            files = spark.table_files(folder, model.schema, model.name)
            compared.append(
                compare(connection, table, table, parquet_files(files), model.primary_key)
                if files
                else Compared(table, 0, 0, "the table is missing")
            )
    return compared


def parity_of_runs(settings: Settings, folder: Path, master: str) -> bool:
    """Run Spark on what DuckDB has published, print what differs, and tell whether all is equal.

    Parameters
    ----------
    settings
        The warehouse that DuckDB has published, which is left as it is.
    folder
        Where Spark's warehouse goes.
    master
        Spark's master; empty for this machine.
    """
    started = time.perf_counter()
    by_spark = published_by_spark(settings, folder, master)
    seconds = time.perf_counter() - started
    is_equal = _print_tables(settings, by_spark.spark_build)
    differing = compare_releases(settings, by_spark)
    print(f"The releases differ: {differing}" if differing else "The releases are equal.")
    print(f"The run on Spark took {seconds:.0f} s.")
    return is_equal and not differing


def parity_of_tables(
    settings: Settings, folder: Path, master: str, arguments: Sequence[str]
) -> bool:
    """Build on Spark what a warehouse has, print how each table compares, and tell whether all are equal."""
    ensure_manifest(settings)
    started = time.perf_counter()
    spark.build(settings, folder, master=master, arguments=arguments)
    seconds = time.perf_counter() - started
    is_equal = _print_tables(settings, folder)
    print(_last_line(folder))
    print(f"Spark took {seconds:.0f} s.")
    return is_equal


def _last_line(folder: Path) -> str:
    """Return what dbt says it has done."""
    return (folder / "build.log").read_text("utf-8").splitlines()[-1]


def _print_tables(settings: Settings, folder: Path) -> bool:
    compared = compare_tables(settings, folder)
    print(in_words(compared))
    return all(item.is_equal for item in compared)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say; return 0 where all tables are equal, 1 where not, or the error's own code."""
    parser = argparse.ArgumentParser(prog="make parity", description=__doc__)
    parser.add_argument("--scale", type=float, default=SCALE)
    parser.add_argument("--warehouse", type=Path)
    parser.add_argument(
        "--folder", type=Path, help="where all that is made is kept; by default nowhere"
    )
    parser.add_argument("--master", default="")
    tests = parser.add_mutually_exclusive_group()
    tests.add_argument("--data-tests", action="store_true")
    tests.add_argument("--unit-tests", action="store_true")
    options = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="bokslut-parity-") as scratch:
        try:
            folder = (options.folder or Path(scratch, "parity")).resolve()
            if options.warehouse:
                settings = Settings(Path(scratch, "landing"), options.warehouse.resolve())
                if options.unit_tests:
                    ensure_manifest(settings)
                    spark.build(settings, folder, master=options.master, arguments=UNIT_TESTS)
                    print(_last_line(folder))
                    return 0
                arguments = DATA_TESTS if options.data_tests else ()
                return 0 if parity_of_tables(settings, folder, options.master, arguments) else 1
            settings = published(folder, options.scale)
            return 0 if parity_of_runs(settings, folder, options.master) else 1
        except BokslutError as error:
            print(error, file=sys.stderr)
            return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
