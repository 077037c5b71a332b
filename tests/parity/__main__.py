"""Build the same extracts on DuckDB and on Spark, and compare every public table: ``make parity``.

Without --warehouse, extracts are simulated at SCALE of the real volume and built on DuckDB first; with it, the build
of a warehouse that is there is what Spark's is compared with. The exit code is 1 where a table differs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestration.core.duckdb import connect
from orchestration.core.errors import BokslutError, RefusedError
from orchestration.core.settings import Settings
from orchestration.dbt import spark
from orchestration.dbt.project import ensure_manifest, public_models
from orchestration.loading.parquet import parquet_files
from tests.commands import installed_bokslut
from tests.parity.comparing import Compared, compare, in_words

SCALE = 0.02


def built_on_duckdb(folder: Path, scale: float) -> Settings:
    """Simulate extracts, and build and publish them as a user does."""
    settings = Settings(folder / "landing", folder / "warehouse")
    for words in (
        ("simulate", "--landing", settings.landing, "--scale", str(scale)),
        ("run", "--landing", settings.landing, "--warehouse", settings.warehouse),
    ):
        done = installed_bokslut(*words)
        if done.returncode != 0:
            raise RefusedError(done.stdout + done.stderr)
    return settings


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


def parity(settings: Settings, folder: Path, master: str) -> bool:
    """Build on Spark, print how each table compares, and tell whether all are equal."""
    ensure_manifest(settings)
    started = time.perf_counter()
    spark.build(settings, folder, master=master)
    seconds = time.perf_counter() - started
    compared = compare_tables(settings, folder)
    print(in_words(compared))
    print(f"Spark took {seconds:.0f} s for models and data tests.")
    return all(item.is_equal for item in compared)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say; return 0 where all tables are equal, 1 where not, or the error's own code."""
    parser = argparse.ArgumentParser(prog="make parity", description=__doc__)
    parser.add_argument("--scale", type=float, default=SCALE)
    parser.add_argument("--warehouse", type=Path)
    parser.add_argument(
        "--folder", type=Path, help="where Spark's tables are kept; by default nowhere"
    )
    parser.add_argument("--master", default="")
    options = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="bokslut-parity-") as scratch:
        try:
            if options.warehouse:
                settings = Settings(Path(scratch, "landing"), options.warehouse.resolve())
            else:
                settings = built_on_duckdb(Path(scratch), options.scale)
            folder = (options.folder or Path(scratch, "spark")).resolve()
            return 0 if parity(settings, folder, options.master) else 1
        except BokslutError as error:
            print(error, file=sys.stderr)
            return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
