"""What others take for the same work in the same run: dlt, pandas and SQLMesh, each in an environment of its own.

Run as a script: ``python -m tests.bench.bench_peers [SCALE] [--warehouse DIR --landing DIR] [--folder FOLDER]``. It
installs the peers into ``.consumers`` at the versions of ``PEERS``, and simulates and runs a year at SCALE (1, the real
volume) unless a warehouse is given. Ways to do one thing take turns, each in a process of its own; the seconds leave
out the start of Python.

- Loading: the CSV files of four systems. Bokslut checks hashes, contracts, keys and control totals, and keeps profiles;
  the bare DuckDB reads typed columns, and dlt text alone.
- Five facts by month: pandas as people write it by hand, and DuckDB by the SQL of the same models. The results are
  compared: a count or an amount that differs ends the benchmark.
- The dbt project: SQLMesh's own plan of it, as far as that goes, and dbt's build as Bokslut starts it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from orchestration.contracts import read_contracts
from orchestration.core.duckdb import connect
from orchestration.core.settings import PROJECT_ROOT, Settings
from orchestration.core.sql import literal
from orchestration.dbt.builds import BUILD_ARGUMENTS
from orchestration.dbt.project import DBT_EXECUTABLE, RUN_RESULTS, dbt_arguments, environment
from orchestration.loading import store
from orchestration.loading.deliveries import find_deliveries, read_delivery
from tests.bench import bench_loading
from tests.commands import BOKSLUT

PEERS = {
    "dlt": ("dlt[duckdb,parquet]==1.31.0", "duckdb==1.5.6", "pyarrow==26.0.1"),
    "pandas": ("pandas==3.1.1", "pyarrow==26.0.1"),
    "sqlmesh": ("sqlmesh==0.236.4", "dbt-core==1.11.16", "dbt-duckdb==1.11.1", "duckdb==1.5.6"),
}
ROUNDS = 3
CSV_SYSTEMS = ("invoicing", "payroll", "registers", "surveys")
SCRIPTS = PROJECT_ROOT / "tests" / "bench" / "peers"
CONSUMERS = PROJECT_ROOT / ".consumers"
# What is not of pandas' results: the year follows from the period, and only one service has queues.
OF_THE_CONTACT_CENTRE = {"fct_calls_by_month": "service = 'contact_centre'"}
SHOWN_CHARACTERS = 1500
# No peer may phone home either.
SILENT = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "SQLMESH__DISABLE_ANONYMIZED_ANALYTICS": "true",
    "DO_NOT_TRACK": "1",
}


def install(peer: str) -> Path:
    """Install a peer, and return the folder of its programs."""
    uv, place = Path(sys.executable).with_name("uv"), CONSUMERS / peer
    subprocess.run([uv, "venv", "--quiet", "--allow-existing", place], check=True)
    python = place / "bin" / "python"
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, *PEERS[peer]], check=True)
    return place / "bin"


def run(command: Sequence[str | Path], variables: dict[str, str] | None = None) -> str:
    """Run a command, and return what it prints; end the benchmark where it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        env=os.environ | SILENT | (variables or {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{command[0]}: {(done.stdout + done.stderr)[-SHOWN_CHARACTERS:]}")
    return done.stdout


def csv_tables(landing: Path) -> list[dict[str, object]]:
    """Return the CSV files of a landing folder by table, for dlt."""
    contracts = read_contracts()
    tables: dict[str, dict[str, object]] = {}
    paths: dict[str, list[str]] = {}
    for delivery in map(read_delivery, find_deliveries(landing)):
        for resource in delivery.resources:
            contract = contracts[delivery.system, resource.entity]
            paths.setdefault(contract.table, []).append(str(delivery.folder / resource.path))
            tables[contract.table] = {
                "table": contract.table,
                "encoding": contract.encoding,
                "delimiter": contract.delimiter,
                "paths": paths[contract.table],
            }
    return list(tables.values())


def compare_loading(landing: Path, folder: Path) -> None:
    """Load the CSV files by each way in turns, and print the medians."""
    only_csv = folder / "csv"
    only_csv.mkdir()
    for system in CSV_SYSTEMS:
        shutil.copytree(landing / system, only_csv / system)
    files = folder / "files.json"
    tables = csv_tables(only_csv)
    files.write_text(json.dumps(tables), "utf-8")
    python = install("dlt") / "python"
    seconds: dict[str, list[float]] = {}
    rows: set[int] = set()
    for _ in range(ROUNDS):
        for way in ("bare", "load"):
            title = {"bare": "bare DuckDB into Parquet", "load": "Bokslut, all checks"}[way]
            taken, _mib = bench_loading.measured(way, only_csv, folder)
            seconds.setdefault(title, []).append(taken)
        for reader in ("duckdb", "pyarrow"):
            place = folder / "dlt"
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            said = run([python, SCRIPTS / "load_by_dlt.py", files, reader, place]).split()
            seconds.setdefault(f"dlt, read by {reader}", []).append(float(said[0]))
            rows.add(int(said[1]))
    shutil.rmtree(folder / "dlt")
    known = store.rows_of_tables(store.current_loads(Settings(only_csv, folder / "target").raw))
    expected = sum(known[str(table["table"])] for table in tables)
    if rows != {expected}:
        sys.exit(f"dlt has loaded {rows} rows, Bokslut {expected}.")
    show(f"Loading {expected:,} rows of CSV", seconds, "Bokslut, all checks")


def compare_marts(settings: Settings, folder: Path) -> None:
    """Make five facts by pandas and by the models' SQL in turns, hold the results together, and print the medians."""
    python = install("pandas") / "python"
    files = folder / "parquet.json"
    tables = store.files_of_tables(store.current_loads(settings.raw))
    files.write_text(
        json.dumps({table: list(map(str, paths)) for table, paths in tables.items()}), "utf-8"
    )
    seconds: dict[str, dict[str, list[float]]] = {}
    for _ in range(ROUNDS):
        said = run([python, SCRIPTS / "marts_by_pandas.py", files, folder])
        by_pandas = {name: float(taken) for name, taken in map(str.split, said.splitlines())}
        by_sql = seconds_of_models(settings, list(by_pandas))
        for name in by_pandas:
            ways = seconds.setdefault(name, {"pandas": [], "the model's SQL": []})
            ways["pandas"].append(by_pandas[name])
            ways["the model's SQL"].append(by_sql[name])
    for name, ways in seconds.items():
        require_equal(settings, name, folder / f"{name}.parquet")
        show(name, ways, "the model's SQL")


def seconds_of_models(settings: Settings, names: Sequence[str]) -> dict[str, float]:
    """Return the seconds that each model's SQL takes over the raw layer, with all views that it reads."""
    found = json.loads((settings.build_file.parent / "dbt" / RUN_RESULTS).read_bytes())["results"]
    sql = {one["unique_id"].rpartition(".")[2]: one["compiled_code"] for one in found}
    seconds = {}
    with connect(settings.build_file, read_only=True) as connection:
        for name in names:
            started = time.perf_counter()
            connection.execute(f"create or replace temp table made as {sql[name]}")
            seconds[name] = time.perf_counter() - started
    return seconds


def require_equal(settings: Settings, name: str, result: Path) -> None:
    """End the benchmark where a result by pandas is not what the build has."""
    made = f"read_parquet({literal(result)})"
    with connect(settings.build_file, read_only=True) as connection:
        columns = [column for column, *_ in connection.execute(f"describe from {made}").fetchall()]
        shown = ", ".join(
            f'"{column}"::decimal(18, 2)' if column == "amount_sek" else f'"{column}"'
            for column in columns
        )
        model = (
            f"select {shown} from services.{name} where {OF_THE_CONTACT_CENTRE.get(name, 'true')}"
        )
        by_pandas = f"select {shown} from {made}"
        (different,) = connection.execute(
            f"select count(*) from (({model} except all {by_pandas}) union all ({by_pandas} except all {model}))"
        ).fetchall()[0]
    if different:
        sys.exit(f"{name} by pandas has {different} rows that differ.")


def compare_projects(settings: Settings, folder: Path) -> None:
    """Build the dbt project by SQLMesh and by dbt, each in a copy of the build, and print the seconds."""
    programs = install("sqlmesh")
    seconds: dict[str, list[float]] = {}
    copy = Settings(settings.landing, folder / "by-dbt")
    copy.build_file.parent.mkdir(parents=True)
    shutil.copyfile(settings.build_file, copy.build_file)
    target = folder / "dbt-target"
    command = [DBT_EXECUTABLE, *BUILD_ARGUMENTS, *dbt_arguments(settings, target)]
    started = time.perf_counter()
    run(command, environment(copy))
    seconds["dbt, as Bokslut starts it"] = [time.perf_counter() - started]
    project = folder / "project"
    shutil.copytree(settings.dbt_project, project, ignore=shutil.ignore_patterns("target", "logs"))
    (project / "sqlmesh.yaml").write_text("model_defaults:\n  start: 2012-01-01\n")
    shutil.copyfile(settings.build_file, folder / settings.build_file.name)
    variables = os.environ | SILENT | {"BOKSLUT_BUILD_FILE": str(folder / settings.build_file.name)}
    started = time.perf_counter()
    done = subprocess.run(
        [programs / "sqlmesh", "plan", "--auto-apply", "--no-prompts", "--skip-tests"],
        cwd=project,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds[f"SQLMesh's plan (exit code {done.returncode})"] = [time.perf_counter() - started]
    show("The dbt project", seconds, "dbt, as Bokslut starts it")
    # Its errors are the warnings of its libraries, unless it failed.
    for line in last_lines(done.stdout + (done.stderr if done.returncode else "")):
        print(f"    {line}")


def last_lines(said: str) -> Iterator[str]:
    """Yield the end of what a program said."""
    yield from said[-SHOWN_CHARACTERS:].splitlines()


def show(title: str, seconds: dict[str, list[float]], ours: str) -> None:
    """Print the median of each way, and how many times that of ours it is."""
    print(f"\n{title}")
    for way, taken in seconds.items():
        ratio = median(taken) / median(seconds[ours])
        print(f"    {way:32} {median(taken):8.2f} s   {ratio:5.2f} times", flush=True)


def main() -> None:
    """Measure beside each peer, on a warehouse that is there or on a year that is run first."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("scale", nargs="?", type=float, default=1)
    parser.add_argument("--warehouse", type=Path)
    parser.add_argument("--landing", type=Path)
    parser.add_argument("--folder", type=Path, help="where there is room; by default the system's")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        if options.warehouse and options.landing:
            settings = Settings(options.landing.resolve(), options.warehouse.resolve())
        else:
            settings = Settings(folder / "landing", folder / "warehouse")
            places = ("--landing", settings.landing)
            run([BOKSLUT, "simulate", *places, "--scale", str(options.scale)])
            run([BOKSLUT, "run", *places, "--warehouse", settings.warehouse])
        print(f"load of the machine: {os.getloadavg()[0]:.1f}", flush=True)
        compare_loading(settings.landing, folder)
        compare_marts(settings, folder)
        compare_projects(settings, folder)


if __name__ == "__main__":
    main()
