"""Runs beside the floor under them: a whole one, one that finds nothing new, one with a month delivered again.

Run as a script: ``python -m tests.bench.bench_runs [SCALE]``; without SCALE, 1, the real volume. Each is ``bokslut
run`` from its start to its end, as a person waits for it, and the floor is one bare DuckDB over the same files,
models and tests (``tests.bench.floor``), from the start of its process. The month is the largest of the contact
centre's, with two lines of each file in the other's place, so that all that depends on it is read, built and audited
again and the report's figures stand.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from orchestration.core.settings import Settings
from orchestration.simulator import SYSTEMS, simulate
from tests.commands import installed_bokslut
from tests.redelivery import redeliver

MONTH = "2013-10"
REDELIVERIES = 3


def swapped(content: bytes, _: dict[str, Any]) -> bytes:
    """Return lines with the first two in each other's place."""
    first, second, *rest = content.split(b"\n", 2)
    return b"\n".join([second, first, *rest])


def seconds_of_a_run(settings: Settings) -> float:
    """Run to the end, and return how long it took."""
    started = time.perf_counter()
    ran = installed_bokslut("run", "--landing", settings.landing, "--warehouse", settings.warehouse)
    if ran.returncode != 0:
        sys.exit(ran.stdout + ran.stderr)
    return time.perf_counter() - started


def seconds_of_the_floor(settings: Settings) -> tuple[float, str]:
    """Return how long the bare process took, and what of it were files, models and tests."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        ran = subprocess.run(
            [
                *(sys.executable, "-m", "tests.bench.floor"),
                *(settings.landing, settings.warehouse, folder),
            ],
            check=True,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - started
    files, models, tests = map(float, ran.stdout.split())
    return seconds, f"files {files:.1f}, models {models:.1f}, tests {tests:.1f}"


def main() -> None:
    """Measure, and print each run beside the floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("scale", nargs="?", type=float, default=1)
    scale = parser.parse_args().scale
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(Path(name) / "landing", Path(name) / "warehouse")
        simulate(settings.landing, systems=tuple(SYSTEMS), scale=scale)
        whole = seconds_of_a_run(settings)
        floor, parts = seconds_of_the_floor(settings)
        nothing = seconds_of_a_run(settings)
        delivered = settings.landing / "contact_centre" / MONTH
        again = []
        for number in range(1, REDELIVERIES + 1):
            newest = delivered.with_name(f"{MONTH}-{number}")
            redeliver(delivered, newest, swapped, corrects=delivered.name, reason="Order of lines.")
            again.append(seconds_of_a_run(settings))
            delivered = newest
        # A second whole run, into an empty warehouse of a project that dbt has parsed before.
        empty = Settings(settings.landing, settings.warehouse.with_name("empty"))
        whole_again = seconds_of_a_run(empty)
    print(f"the floor         {floor:5.1f} s   ({parts})")
    for name, seconds in (
        ("a whole run", whole_again),
        ("the very first", whole),
        ("nothing new", nothing),
        ("one month again", median(again)),
    ):
        print(f"{name:17} {seconds:5.1f} s   {seconds / floor:.2f} times the floor")
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "import orchestration.definitions as d; d.definitions()"], check=True
    )
    definitions = time.perf_counter() - started
    print(f"definitions       {definitions:5.1f} s")


if __name__ == "__main__":
    main()
