"""How time and memory grow with the volume: a whole run at several times the real volume, by stage.

Run as a script: ``python -m tests.bench.bench_growth [TIMES ...] [--chart FILE] [--folder FOLDER]``; without TIMES, 1
and 3. Each volume is simulated, run once into an empty warehouse, and deleted before the next. The exponent of a stage
is that of the rows by which its seconds grow: 1 grows as the rows do, 0 not at all. Peak memory is what all processes
of the run held at once, what they share counted once.

The worked example's report is of one times the volume, so at another the gate blocks the build, as it should, and there
is nothing to publish: a run ends there, with the controls asked.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from orchestration.core.settings import Settings
from orchestration.loading import store
from tests.commands import BOKSLUT, installed_bokslut

TIMES = (1.0, 3.0)
# What Dagster calls the stages, and what a reader calls them.
STAGES = {"load_deliveries": "load", "dbt_build": "build and test", "gate": "audit"}
POLL_SECONDS = 0.5
DONE, BLOCKED = 0, 1


@dataclass(frozen=True)
class Measured:
    """A run at a volume: rows loaded, seconds in all and of each stage, and the peak of memory in MiB."""

    times: float
    rows: int
    seconds: float
    stages: dict[str, float]
    peak_mib: float


def measure(times: float, folder: Path) -> Measured:
    """Simulate a volume, run it from an empty warehouse, and return what that took."""
    settings = Settings(folder / "landing", folder / "warehouse")
    simulated = installed_bokslut("simulate", "--landing", settings.landing, "--scale", str(times))
    if simulated.returncode != 0:
        sys.exit(simulated.stderr)
    words = ["run", "--landing", str(settings.landing), "--warehouse", str(settings.warehouse)]
    started = time.perf_counter()
    with subprocess.Popen(
        [BOKSLUT, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as ran:
        peak = Peak(ran.pid)
        peak.start()
        said, _ = ran.communicate()
        seconds = time.perf_counter() - started
        peak.join()
    stages = seconds_of_stages(settings.logs)
    if ran.returncode not in (DONE, BLOCKED) or not stages.keys() >= STAGES.keys():
        sys.exit(said.decode("utf-8", "replace"))
    rows = sum(store.rows_of_tables(store.current_loads(settings.raw)).values())
    named = {title: stages[name] for name, title in STAGES.items()}
    return Measured(times, rows, seconds, named, peak.mib)


def seconds_of_stages(logs: Path) -> dict[str, float]:
    """Return how long each stage of the only run took, by Dagster's name; that of a stage that was refused too."""
    began: dict[str, datetime] = {}
    seconds = {}
    for path in sorted(logs.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            event = json.loads(line)
            at = datetime.fromisoformat(event["at"])
            match event["event"]:
                case "stage_started":
                    began[event["stage"]] = at
                case "stage_succeeded" | "stage_failed":
                    seconds[event["stage"]] = (at - began[event["stage"]]).total_seconds()
    return seconds


class Peak(threading.Thread):
    """The most memory that a process and those it has started held at once, seen twice a second until it ends."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self.mib = 0.0

    def run(self) -> None:
        """Look until the process is gone."""
        while held := sum(map(_proportional_mib, _tree(self._pid))):
            self.mib = max(self.mib, held)
            time.sleep(POLL_SECONDS)


def _tree(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, to_see = [], [pid]
    while to_see:
        found.append(to_see.pop())
        to_see += children.get(found[-1], [])
    return found


def _proportional_mib(pid: int) -> float:
    """Return what a process holds, its part of what it shares with others included; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def exponent(small: float, large: float, rows: float) -> float:
    """Return the exponent of ``rows``, the ratio of two volumes, by which a value grows from one to the other."""
    return math.log(large / small) / math.log(rows)


def in_words(measured: Sequence[Measured]) -> str:
    """Return the table that is printed: a line for each volume, and one of exponents between each two."""
    names = list(STAGES.values())
    lines = [
        f"{'volume':>8} {'rows':>13} {'run, s':>9} "
        + " ".join(f"{f'{name}, s':>17}" for name in names)
        + f" {'peak, MiB':>10}"
    ]
    for one in measured:
        lines.append(
            f"{f'{one.times:g}×':>8} {one.rows:>13,} {one.seconds:>9.1f} "
            + " ".join(f"{one.stages[name]:>17.1f}" for name in names)
            + f" {one.peak_mib:>10,.0f}"
        )
    for one, other in pairwise(measured):
        rows = other.rows / one.rows
        lines.append(
            f"{'exponent':>8} {f'{one.times:g}× to {other.times:g}×':>13} "
            f"{exponent(one.seconds, other.seconds, rows):>9.2f} "
            + " ".join(
                f"{exponent(one.stages[name], other.stages[name], rows):>17.2f}" for name in names
            )
            + f" {exponent(one.peak_mib, other.peak_mib, rows):>10.2f}"
        )
    return "\n".join(lines)


def draw(measured: Sequence[Measured], path: Path) -> None:
    """Draw the seconds of each stage by the rows loaded, both axes logarithmic, as SVG."""
    import vl_convert

    values = [
        {"rows": one.rows, "seconds": seconds, "stage": stage}
        for one in measured
        for stage, seconds in {"whole run": one.seconds, **one.stages}.items()
    ]
    axis = {"type": "quantitative", "scale": {"type": "log"}}
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 480,
        "height": 320,
        "background": "white",
        "data": {"values": values},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {**axis, "field": "rows", "title": "rows loaded", "axis": {"format": "~s"}},
            "y": {**axis, "field": "seconds", "title": "seconds"},
            "color": {"field": "stage", "type": "nominal", "title": None, "sort": None},
        },
    }
    path.write_text(vl_convert.vegalite_to_svg(chart), "utf-8")


def main() -> None:
    """Measure each volume, and print the table of all measured so far after each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("times", nargs="*", type=float, default=TIMES)
    parser.add_argument("--chart", type=Path)
    parser.add_argument("--folder", type=Path, help="where there is room; by default the system's")
    options = parser.parse_args()
    measured = []
    for times in sorted(options.times):
        with tempfile.TemporaryDirectory(dir=options.folder) as name:
            print(f"load of the machine before {times:g}×: {os.getloadavg()[0]:.1f}", flush=True)
            measured.append(measure(times, Path(name)))
        print(in_words(measured), flush=True)
    if options.chart:
        draw(measured, options.chart)


if __name__ == "__main__":
    main()
