"""The same models on Apache Spark: what they start from, the build, and where its tables are.

Spark has an environment of its own (``deploy/spark``), so what passes between the two is files. Raw tables are the
raw layer's own Parquet files, linked and not copied; reference data, the register of loads and the key are Parquet that
DuckDB writes, so that the types are equal. Spark's tables are folders of Parquet files.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.core.duckdb import connect
from orchestration.core.errors import ExternalError, RefusedError, UsageError
from orchestration.core.files import private_folder, write_json
from orchestration.core.settings import PROJECT_ROOT, Settings
from orchestration.core.sql import literal, name
from orchestration.dbt.project import environment
from orchestration.loading import store

DEPLOYED = PROJECT_ROOT / "deploy" / "spark"
PYTHON = PROJECT_ROOT / ".consumers" / "spark" / "bin" / "python"

_INPUTS = "inputs.json"
_INPUT_SCHEMAS = ("raw", "reference")
SPARK_TYPES = {
    "VARCHAR": "string",
    "VARCHAR[]": "array<string>",
    "MAP(VARCHAR, VARCHAR)": "map<string, string>",
    "INTEGER": "int",
    "TIMESTAMP WITH TIME ZONE": "timestamp",
    "TIMESTAMP": "timestamp_ntz",
}
_SHOWN_CHARACTERS = 3000


def build(settings: Settings, folder: Path, *, master: str = "", python: Path = PYTHON) -> None:
    """Build all models on Spark, with every data test, from what the finished DuckDB build was made from.

    Parameters
    ----------
    settings
        The installation; its DuckDB build has the raw views and the reference data.
    folder
        Where inputs and tables go: a new folder, or that of an earlier build, which is removed.
    master
        Spark's master, such as ``local-cluster[2,1,1024]``; by default that of ``spark-defaults.conf``.
    python
        The Python of Spark's environment.

    Raises
    ------
    ExternalError
        When Spark's environment or Java is missing.
    RefusedError
        When a model or a data test failed; the message is dbt's.
    UsageError
        When the folder has something else in it.
    """
    require_spark(python)
    if folder.exists() and any(folder.iterdir()) and not (folder / _INPUTS).exists():
        raise UsageError(
            f"{folder} is not empty, and not the folder of an earlier build.", "Give another one."
        )
    shutil.rmtree(folder, ignore_errors=True)
    write_inputs(settings, folder)
    variables = {
        "SPARK_CONF_DIR": str(DEPLOYED / "conf"),
        "PYSPARK_PYTHON": str(python),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    if master:
        variables["PYSPARK_SUBMIT_ARGS"] = f"--master {master} pyspark-shell"
    log = folder / "build.log"
    with log.open("w", encoding="utf-8") as output:
        done = subprocess.run(
            [str(python), "-P", str(DEPLOYED / "build.py"), str(folder), str(settings.dbt_project)],
            env=os.environ | environment(settings) | variables,
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        raise RefusedError(
            f"Spark could not build the models:\n{log.read_text('utf-8')[-_SHOWN_CHARACTERS:]}",
            f"Read {log}.",
        )


def require_spark(python: Path) -> None:
    """Demand that Spark's environment and Java are there.

    Raises
    ------
    ExternalError
        When one is missing; the message says how to install it.
    """
    if not python.is_file():
        raise ExternalError(
            f"Spark's environment is missing: {python}.", "Run `make parity`, which makes it."
        )
    java = os.environ.get("JAVA_HOME")
    if not (shutil.which("java") or (java and Path(java, "bin", "java").is_file())):
        raise ExternalError(
            "Spark needs Java 17 or later, and there is no `java` on the PATH.",
            "Install Debian's openjdk-17-jre-headless, or set JAVA_HOME.",
        )


def write_inputs(settings: Settings, folder: Path) -> None:
    """Write what the models start from to ``folder/inputs``, and its list to ``folder/inputs.json``.

    A raw table's files are links to those of the raw layer. The key of the pseudonyms is among the rest, so the
    folder is its owner's alone.
    """
    private_folder(folder)
    files = store.files_of_tables(store.current_loads(settings.raw))
    tables = []
    with connect(settings.build_file, read_only=True) as connection:
        for schema, table in _inputs(connection):
            place = folder / "inputs" / schema / table
            private_folder(place)
            if schema == "raw" and table in files:
                for number, path in enumerate(files[table]):
                    _link(path, place / f"{number:05}-{path.parent.name}.parquet")
            else:
                connection.execute(
                    f"copy {name(schema)}.{name(table)} to {literal(place / 'rows.parquet')} (format parquet)"
                )
            described = connection.execute(f"describe {name(schema)}.{name(table)}").fetchall()
            columns = ", ".join(f"`{column}` {spark_type(kind)}" for column, kind, *_ in described)
            tables.append(
                {"schema": schema, "name": table, "columns": columns, "location": str(place)}
            )
    write_json(folder / _INPUTS, tables)


def spark_type(kind: str) -> str:
    """Return the name of a DuckDB type in Spark's SQL; decimals, dates and the like have the same on both."""
    return SPARK_TYPES.get(kind, kind.lower())


def table_files(folder: Path, schema: str, table: str) -> list[Path]:
    """Return the Parquet files that a build in ``folder`` has made of a table."""
    return sorted((folder / "tables" / f"{schema}.db" / table).glob("*.parquet"))


def _inputs(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    yield from connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where list_contains($1, table_schema) order by all",
        [list(_INPUT_SCHEMAS)],
    ).fetchall()


def _link(path: Path, link: Path) -> None:
    """Give a file a second name; across file systems, a copy."""
    try:
        link.hardlink_to(path)
    except OSError:
        shutil.copyfile(path, link)
