"""The same models on Apache Spark: what they start from, the build, where its tables are, and what failed.

Spark has an environment of its own (``deploy/spark``, installed by ``make spark``), so what passes between the two is
files. Raw tables are the raw layer's own Parquet files, linked and not copied; reference data, the register of loads
and the key are Parquet that DuckDB writes, so that the types are equal. Spark's tables are folders of Parquet files.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import distributions
from pathlib import Path

import duckdb

from orchestration.core.duckdb import connect
from orchestration.core.errors import BokslutError, ExternalError, RefusedError, UsageError
from orchestration.core.files import private_folder, write_json
from orchestration.core.settings import PROJECT_ROOT, Settings
from orchestration.core.sql import literal, name
from orchestration.dbt.parsed import PARTIAL_PARSE
from orchestration.dbt.project import environment, explain_failures, parsed_project, run_dbt
from orchestration.loading import store

DEPLOYED = PROJECT_ROOT / "deploy" / "spark"
MASTER_VARIABLE, PYTHON_VARIABLE = "BOKSLUT_SPARK_MASTER", "BOKSLUT_SPARK_PYTHON"
SERVER_VARIABLE, PORT_VARIABLE = "BOKSLUT_SPARK_HOST", "BOKSLUT_SPARK_PORT"

_PYTHON = PROJECT_ROOT / ".consumers" / "spark" / "bin" / "python"
_OLDEST_JAVA = 17
_LAST_PORT = 65535
_CONNECT_SECONDS = 10
_INPUTS = "inputs.json"
_PARSED = "parsed.txt"
# Where deploy/spark/build.py has dbt write.
_TARGET = "dbt"
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
# What dbt logs of a node that has ended.
_ENDED = re.compile(r"(\d+) of (\d+) (?:OK|PASS|WARN|FAIL|ERROR|SKIP)\S* (.*?)[ .]*\[")
# What Spark says when the machines failed, not the models or the data.
_OUTSIDE = re.compile(
    "OutOfMemoryError|No space left on device|SparkContext was shut down|ExecutorLostFailure|Py4JNetworkError"
    "|TTransportException|Could not connect to any of|Connection lost"
)


def _unseen(done: int, total: int, what: str) -> None:
    """Ignore the progress of a build."""


def compute_tables(settings: Settings, progress: Callable[[int, int, str], None] = _unseen) -> None:
    """Compute all tables on Spark for the DuckDB build that follows, which reads them from ``settings.spark_build``.

    The build file has the raw views already; reference data are loaded into it here, as the build itself would do
    first. A model that fails on Spark raises nothing here: the build that follows runs the data tests on all that was
    made, so that the rows that made the model fail are shown with the reason in ``results``.

    Raises
    ------
    ExternalError
        When Spark's environment or Java is missing, or Spark itself failed.
    RefusedError
        When the reference data cannot be loaded.
    """
    require_spark(python())
    # The manifest beside the project is that of the parse.
    run_dbt(
        settings,
        settings.manifest.parent,
        *("--no-write-json", "seed"),
        build=settings,
        refusal=(
            "The reference data cannot be loaded",
            "Correct the file it names, then run again.",
        ),
    )
    failure = _attempt(settings, settings.spark_build, "", (), progress)
    if isinstance(failure, ExternalError):
        raise failure
    # The links would keep the files of loads that are gone, and the key is the build file's.
    shutil.rmtree(settings.spark_build / "inputs")


def results(settings: Settings) -> Path:
    """Return the target folder of dbt on Spark, with the results of the last ``compute_tables``."""
    return settings.spark_build / _TARGET


def build(
    settings: Settings,
    folder: Path,
    *,
    master: str = "",
    arguments: Sequence[str] = (),
    progress: Callable[[int, int, str], None] = _unseen,
) -> None:
    """Build all models on Spark from what the finished DuckDB build was made from.

    Parameters
    ----------
    settings
        The installation; its DuckDB build has the raw views and the reference data.
    folder
        Where inputs and tables go: a new folder, or that of an earlier build, which is removed.
    master
        Spark's master, such as ``local-cluster[2,1,1024]``; by default that of ``BOKSLUT_SPARK_MASTER``, or else of
        ``spark-defaults.conf``.
    arguments
        The command of dbt, if not the usual one.
    progress
        Called for each node that has ended: how many have, of how many, and which.

    Raises
    ------
    ExternalError
        When Spark's environment or Java is missing, or Spark itself failed.
    RefusedError
        When a model or a data test failed.
    UsageError
        When the folder has something else in it.
    """
    failure = _attempt(settings, folder, master, arguments, progress)
    if failure:
        raise failure


def _attempt(
    settings: Settings,
    folder: Path,
    master: str,
    arguments: Sequence[str],
    progress: Callable[[int, int, str], None],
) -> BokslutError | None:
    """Build as ``build`` does, and return why dbt failed; None if it did not."""
    program = python()
    require_spark(program)
    there = {path.name for path in folder.iterdir()} if folder.exists() else set()
    if there and not there & {_INPUTS, _PARSED}:
        raise UsageError(
            f"{folder} is not empty, and not the folder of an earlier build.", "Give another one."
        )
    _clear(settings, folder)
    write_inputs(settings, folder)
    variables = {
        "SPARK_CONF_DIR": str(DEPLOYED / "conf"),
        "PYSPARK_PYTHON": str(program),
        "SPARK_LOCAL_IP": os.environ.get("SPARK_LOCAL_IP", "127.0.0.1"),
        "DBT_USE_COLORS": "false",
    }
    master = master or os.environ.get(MASTER_VARIABLE, "")
    if master:
        others = os.environ.get("PYSPARK_SUBMIT_ARGS", "pyspark-shell")
        variables["PYSPARK_SUBMIT_ARGS"] = f"--master {master} {others}"
    log = folder / "build.log"
    command = [
        *(str(program), "-P", str(DEPLOYED / "build.py")),
        *(str(folder), str(settings.dbt_project)),
        *("--target", "spark_cluster" if _server() else "spark"),
    ]
    code = _run(
        [*command, "--dbt", *arguments] if arguments else command,
        os.environ | environment(settings) | variables,
        log,
        progress,
    )
    return _failure(settings, folder / _TARGET, log, code) if code != 0 else None


def _clear(settings: Settings, folder: Path) -> None:
    """Remove an earlier build, but not what dbt has parsed of the same project, which takes it 8 seconds."""
    parse, of_project = folder / _TARGET / PARTIAL_PARSE, folder / _PARSED
    now = parsed_project(settings)
    is_kept = parse.exists() and of_project.exists() and of_project.read_text("utf-8") == now
    kept = parse.read_bytes() if is_kept else None
    shutil.rmtree(folder, ignore_errors=True)
    private_folder(folder)
    of_project.write_text(now, "utf-8")
    if kept:
        private_folder(parse.parent)
        parse.write_bytes(kept)


def _run(
    command: list[str],
    variables: dict[str, str],
    log: Path,
    progress: Callable[[int, int, str], None],
) -> int:
    """Run dbt in Spark's environment, write its output to the log, and return its exit code."""
    with (
        log.open("w", encoding="utf-8") as output,
        subprocess.Popen(
            command,
            env=variables,
            cwd=log.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        try:
            for line in process.stdout or ():
                output.write(line)
                output.flush()
                if ended := _ENDED.search(line):
                    progress(int(ended[1]), int(ended[2]), ended[3])
        except BaseException:
            process.kill()
            raise
    return process.returncode


def _failure(settings: Settings, target: Path, log: Path, code: int) -> BokslutError:
    """Return why dbt failed: by its own results, else by the end of its output."""
    reasons = "\n  ".join(explain_failures([target], settings))
    said = reasons or log.read_text("utf-8")[-_SHOWN_CHARACTERS:]
    if reasons and not _OUTSIDE.search(said):
        return RefusedError(
            f"dbt could not build the warehouse on Spark:\n  {reasons}",
            f"Correct the input or the reference data that it names, then run again. {log} says more.",
        )
    return ExternalError(
        f"Spark failed (exit code {code}):\n  {said}",
        f"Give Spark what it lacks, then run again. {log} says more.",
    )


def python() -> Path:
    """Return the Python of Spark's environment: ``BOKSLUT_SPARK_PYTHON``, else the one that `make spark` installs."""
    return Path(os.environ.get(PYTHON_VARIABLE) or _PYTHON)


def _server() -> str:
    """Return the host of the Thrift server that computes; empty where a session in dbt's own process does."""
    return os.environ.get(SERVER_VARIABLE, "")


def version() -> str:
    """Return the version of Spark in its environment, which a server must have too; empty where that is missing."""
    libraries = python().parent.parent.glob("lib/python3*/site-packages")
    found = distributions(name="pyspark", path=[str(path) for path in libraries])
    return next((distribution.version for distribution in found), "")


def require_spark(program: Path) -> None:
    """Check that Spark's environment is there, and a Java that it can use, or the Thrift server that is to compute.

    Raises
    ------
    ExternalError
        When one is missing, or no server answers; the message says what to do.
    """
    if not program.is_file():
        raise ExternalError(
            f"Spark's environment is missing: {program}.",
            f"Install it with `make spark`, or set {PYTHON_VARIABLE}.",
        )
    if _server():
        _require_server(_server(), os.environ.get(PORT_VARIABLE, "10000"))
        return
    remedy = f"Install Java {_OLDEST_JAVA} (`apt install openjdk-17-jre-headless`), or set JAVA_HOME to one."
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(Path(home, "bin", "java")) if home else shutil.which("java")
    if java is None:
        where = f"in JAVA_HOME, {home}" if home else "on the PATH"
        raise ExternalError(
            f"Spark needs Java {_OLDEST_JAVA} or later, and there is no `java` {where}.", remedy
        )
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', said.stderr)
    if said.returncode != 0 or (found and int(found[1]) < _OLDEST_JAVA):
        raise ExternalError(
            f"Spark needs Java {_OLDEST_JAVA} or later; {java} says: {said.stderr.strip()}", remedy
        )


def _require_server(host: str, port: str) -> None:
    """Check that something listens where the Thrift server is said to be."""
    if not port.isdecimal() or int(port) > _LAST_PORT:
        raise UsageError(f"{PORT_VARIABLE} is {port!r}, which is not a port.", "Give a number.")
    try:
        socket.create_connection((host, int(port)), _CONNECT_SECONDS).close()
    except OSError as error:
        raise ExternalError(
            f"No Thrift server of Spark answers at {host}, port {port}: {error.strerror or error}.",
            f"Start it, or correct {SERVER_VARIABLE} and {PORT_VARIABLE}; without the first, Spark runs here.",
        ) from error


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
    """Return the name of a DuckDB type in Spark's SQL; other types have the same name in both."""
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
