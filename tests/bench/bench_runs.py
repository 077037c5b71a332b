"""Runs at the real volume: a whole one, one that finds nothing new, and one that finds a month delivered again.

Run as a script: ``python -m tests.bench.bench_runs``. Each is ``bokslut run`` from its start to its
end, as a person waits for it. The month is the largest of the contact centre's, with two lines of each
file in the other's place, so that all that depends on it is read, built and audited again
and the report's figures stand.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
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


def main() -> None:
    """Measure, and print each run beside the whole one."""
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(Path(name) / "landing", Path(name) / "warehouse")
        simulate(settings.landing, systems=tuple(SYSTEMS))
        whole, nothing = seconds_of_a_run(settings), seconds_of_a_run(settings)
        delivered = settings.landing / "contact_centre" / MONTH
        again = []
        for number in range(1, REDELIVERIES + 1):
            newest = delivered.with_name(f"{MONTH}-{number}")
            redeliver(delivered, newest, swapped, corrects=delivered.name, reason="Order of lines.")
            again.append(seconds_of_a_run(settings))
            delivered = newest
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "import orchestration.definitions as d; d.definitions()"], check=True
    )
    definitions = time.perf_counter() - started
    print(f"a whole run       {whole:5.1f} s")
    print(f"nothing new       {nothing:5.1f} s   {nothing / whole:.0%} of the whole run")
    print(
        f"one month again   {min(again):5.1f} s   {min(again) / whole:.0%} of the whole run"
        f"   (each: {', '.join(f'{each:.1f}' for each in again)})"
    )
    print(f"definitions       {definitions:5.1f} s")


if __name__ == "__main__":
    main()
