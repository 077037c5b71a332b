"""Runs beside the floor under them: a whole one, nothing new, a month delivered again, a finding accepted.

Run as a script: ``python -m tests.bench.bench_runs [SCALE]``; without SCALE, 1, the real volume. Each is ``bokslut
run`` from its start to its end, as a person waits for it, and the floor is one bare DuckDB over the same files,
models and tests (``tests.bench.floor``), from the start of its process. Of the whole run it prints where the time goes,
stage by stage, in seconds and in seconds of all processors. The month is the largest of the contact
centre's, with two lines of each file in the other's place, so that all that depends on it is read, built and audited
again and the report's figures stand.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from orchestration.core.settings import SEEDS_DIR, Settings
from orchestration.simulator import SYSTEMS, simulate
from tests.bench import watched
from tests.bench.watched import Took, WatchedRun
from tests.redelivery import redeliver

MONTH = "2013-10"
REDELIVERIES = 3
# An acceptance that no finding needs is reported and changes nothing.
ACCEPTED = "rows_are_not_delivered_twice,a finding,1,Reason.,Skäl.,controller,2099-12-31\n"


def swapped(content: bytes, _: dict[str, Any]) -> bytes:
    """Return lines with the first two in each other's place."""
    first, second, *rest = content.split(b"\n", 2)
    return b"\n".join([second, first, *rest])


@dataclass(frozen=True)
class Floor:
    """What the bare process took in all, and what it took for the files, the models and the tests."""

    seconds: float
    files: Took
    models: Took
    tests: Took


def measured_floor(settings: Settings) -> Floor:
    """Return what the bare process took."""
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
    *parts, files, models, tests = map(float, ran.stdout.split())
    return Floor(seconds, *map(Took, parts, (files, models, tests)))


def published_run(settings: Settings) -> WatchedRun:
    """Run until a release is published, and return what it took."""
    ran = watched.run(settings)
    if ran.is_blocked:
        sys.exit("The gate blocks the run.")
    return ran


def by_stage(ran: WatchedRun, floor: Floor) -> str:
    """Return the table of where a run's time goes, beside what the bare process took for the same."""
    bare = {
        "load": floor.files,
        "build and test": Took(
            floor.models.seconds + floor.tests.seconds,
            floor.models.processor + floor.tests.processor,
        ),
    }
    of_stages = [ran.whole.seconds, ran.whole.processor]
    for took in ran.stages.values():
        of_stages = [of_stages[0] - took.seconds, of_stages[1] - took.processor]
    lines = [
        f"{'where it goes':17} {'run, s':>9} {'processor':>9} {'floor, s':>9} {'processor':>9}"
    ]
    for stage, took in (ran.stages | {"start and end": Took(*of_stages)}).items():
        of_floor = bare.get(stage, Took(0, 0))
        lines.append(
            f"{stage:17} {took.seconds:>9.1f} {took.processor:>9.1f}"
            f" {of_floor.seconds:>9.1f} {of_floor.processor:>9.1f}"
        )
    lines.append(f"{'peak of memory':17} {ran.peak_mib:>9,.0f} MiB")
    return "\n".join(lines)


def main() -> None:
    """Measure, and print each run beside the floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("scale", nargs="?", type=float, default=1)
    scale = parser.parse_args().scale
    with tempfile.TemporaryDirectory() as name:
        board = shutil.copytree(SEEDS_DIR, Path(name) / "board")
        settings = Settings(Path(name) / "landing", Path(name) / "warehouse", board=board)
        simulate(settings.landing, systems=tuple(SYSTEMS), scale=scale)
        whole = published_run(settings).whole.seconds
        floor = measured_floor(settings)
        nothing = published_run(settings).whole.seconds
        delivered = settings.landing / "contact_centre" / MONTH
        again = []
        for number in range(1, REDELIVERIES + 1):
            newest = delivered.with_name(f"{MONTH}-{number}")
            redeliver(delivered, newest, swapped, corrects=delivered.name, reason="Order of lines.")
            again.append(published_run(settings).whole.seconds)
            delivered = newest
        with (board / "accepted_findings.csv").open("a", encoding="utf-8") as findings:
            findings.write(ACCEPTED)
        accepted = published_run(settings).whole.seconds
        # A second whole run, into an empty warehouse of a project that dbt has parsed before.
        empty = replace(settings, warehouse=settings.warehouse.with_name("empty"))
        whole_again = published_run(empty)
    parts = f"files {floor.files.seconds:.1f}, models {floor.models.seconds:.1f}, tests {floor.tests.seconds:.1f}"
    print(f"the floor         {floor.seconds:5.1f} s   ({parts})")
    for name, seconds in (
        ("a whole run", whole_again.whole.seconds),
        ("the very first", whole),
        ("nothing new", nothing),
        ("one month again", median(again)),
        ("finding accepted", accepted),
    ):
        print(f"{name:17} {seconds:5.1f} s   {seconds / floor.seconds:.2f} times the floor")
    print(by_stage(whole_again, floor))
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "import orchestration.definitions as d; d.definitions()"], check=True
    )
    definitions = time.perf_counter() - started
    print(f"definitions       {definitions:5.1f} s")


if __name__ == "__main__":
    main()
