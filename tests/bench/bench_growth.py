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
import math
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from orchestration.core.settings import Settings
from orchestration.loading import store
from tests.bench import watched
from tests.commands import installed_bokslut

TIMES = (1.0, 3.0)
STAGES = ("load", "build and test", "audit")


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
    ran = watched.run(settings)
    rows = sum(store.rows_of_tables(store.current_loads(settings.raw)).values())
    return Measured(
        times,
        rows,
        ran.whole.seconds,
        {stage: ran.stages[stage].seconds for stage in STAGES},
        ran.peak_mib,
    )


def exponent(small: float, large: float, rows: float) -> float:
    """Return the exponent of ``rows``, the ratio of two volumes, by which a value grows from one to the other."""
    return math.log(large / small) / math.log(rows)


def in_words(measured: Sequence[Measured]) -> str:
    """Return the table that is printed: a line for each volume, and one of exponents between each two."""
    names = list(STAGES)
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
    axis = {"type": "quantitative", "scale": {"type": "log", "nice": False}}
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
