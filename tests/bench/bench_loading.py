"""Loading beside a bare DuckDB that reads the same files into Parquet: speed, ratio, peak memory.

Run as a script: ``python -m tests.bench.bench_loading [SCALE]`` simulates the extracts of all systems
but the ledger and the goals, which DuckDB has no reader for, at a scale (1 is the real volume: ten
million rows in four hundred files) and at five times that; ``--landing DIR`` takes a landing folder
that is there. The bare way is what the formats' readers of DuckDB do unaided, columns by position
and typed, all files of an extract in one statement; it checks no hash, no rule and no count. Each
way runs in a process of its own, in turns, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from tests.commands import installed_bokslut

ROUNDS = 4
SYSTEMS = ("contact_centre", "invoicing", "payroll", "surveys", "registers")


def simulate(landing: Path, scale: float) -> None:
    """Write the extracts in a process of its own: what one has used at most, those that it starts begin with."""
    systems = (part for system in SYSTEMS for part in ("--system", system))
    installed_bokslut(
        "simulate", *systems, "--landing", landing, "--scale", str(scale)
    ).check_returncode()


def bare(landing: Path, target: Path) -> None:
    """Read all text files of the landing folder into Parquet, one statement per extract."""
    from orchestration.contracts import read_contracts
    from orchestration.loading.deliveries import find_deliveries, read_delivery

    contracts = read_contracts()
    files: dict[tuple[str, str], list[Path]] = {}
    for delivery in map(read_delivery, find_deliveries(landing)):
        for each in delivery.resources:
            files.setdefault((delivery.system, each.entity), []).append(delivery.folder / each.path)
    target.mkdir()
    connection = duckdb.connect()
    for key, paths in files.items():
        contract = contracts[key]
        types = {field.name: field.sql_type for field in contract.fields}
        listed = [str(path) for path in paths]
        if contract.format == "csv":
            with paths[0].open(encoding=contract.encoding) as file:
                header = file.readline().strip().split(contract.delimiter)
            scan = (
                f"read_csv({listed}, auto_detect = false, header = true, delim = ';', quote = '\"', escape = '\"',"
                f"encoding = 'latin-1', decimal_separator = ',', columns = { {name: types[name] for name in header} })"
            )
        elif contract.format == "ndjson":
            scan = f"read_json({listed}, format = 'newline_delimited', columns = {types})"
        else:
            continue
        connection.execute(
            f"copy (from {scan}) to '{target / contract.table}.parquet' (format parquet, compression zstd)"
        )


def load(landing: Path, target: Path) -> None:
    """Load the landing folder into a warehouse."""
    from orchestration.core.settings import Settings
    from orchestration.loading import load_deliveries

    load_deliveries(Settings(landing, target))


def measured(way: str, landing: Path, folder: Path) -> tuple[float, float]:
    """Run one way in a process of its own; return seconds, without the start of Python, and peak MiB."""
    target = folder / "target"
    shutil.rmtree(target, ignore_errors=True)
    command = [
        sys.executable,
        "-m",
        "tests.bench.bench_loading",
        "--way",
        way,
        "--landing",
        str(landing),
        "--target",
        str(target),
    ]
    seconds, mib = subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout.split()
    return float(seconds), float(mib)


def compare(landing: Path, folder: Path) -> None:
    """Measure both ways in turns and print them."""
    runs = [
        (measured("bare", landing, folder), measured("load", landing, folder))
        for _ in range(ROUNDS)
    ]
    rows = sum(
        each["bokslut"]["rows"]
        for path in landing.glob("*/*/datapackage.json")
        for each in json.loads(path.read_text("utf-8"))["resources"]
    )
    (bare_s, bare_mib), (load_s, _) = (min(run[way] for run in runs) for way in (0, 1))
    peak = max(run[1][1] for run in runs)
    print(
        f"{rows:>11,} rows   bare {bare_s:6.2f} s {bare_mib:5.0f} MiB   load {load_s:6.2f} s {peak:5.0f} MiB   "
        f"{rows / load_s:>9,.0f} rows/s   speed against bare {bare_s / load_s:.0%}   "
        f"(each round: {', '.join(f'{one[0] / other[0]:.0%}' for one, other in runs)})",
        flush=True,
    )


def main() -> None:
    """Measure on simulated deliveries at a scale and at five times that, or on a landing folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("scale", nargs="?", type=float, default=1)
    parser.add_argument("--landing", type=Path)
    parser.add_argument("--way", choices=("bare", "load"), help=argparse.SUPPRESS)
    parser.add_argument("--target", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        started = time.perf_counter()
        (bare if arguments.way == "bare" else load)(arguments.landing.resolve(), arguments.target)
        print(
            time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        )
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.landing:
            compare(arguments.landing, folder)
            return
        for times in (1, 5):
            landing = folder / f"landing-{times}"
            simulate(landing, arguments.scale * times)
            compare(landing, folder)
            shutil.rmtree(landing)


if __name__ == "__main__":
    main()
