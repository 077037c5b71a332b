"""A run watched from outside: seconds, processor time and memory of all its processes, in all and of each stage.

Only what benchmarks read of a run that takes part in no test belongs here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration.core.settings import Settings
from tests.commands import BOKSLUT

# What Dagster calls the stages, and what a reader calls them; what comes before and after has no stage of its own.
STAGES = {
    "load_deliveries": "load",
    "dbt_build": "build and test",
    "gate": "audit",
    "published__release": "publish",
}
POLL_SECONDS, POLLS_PER_LOOK_AT_MEMORY = 0.05, 10
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Took:
    """What something took: seconds, and seconds of all processors."""

    seconds: float
    processor: float


@dataclass(frozen=True)
class WatchedRun:
    """A run that has ended: what it took in all and by stage, the peak of its memory in MiB, whether it was blocked."""

    whole: Took
    stages: dict[str, Took]
    peak_mib: float
    is_blocked: bool


def run(settings: Settings) -> WatchedRun:
    """Run to the end, and return what it took.

    Raises
    ------
    SystemExit
        When the run failed otherwise than by the gate, with what it said.
    """
    folders = {name: str(getattr(settings, name)) for name in ("board", "landing", "warehouse")}
    words = ["run", *(word for name, folder in folders.items() for word in (f"--{name}", folder))]
    began = time.time()
    with subprocess.Popen(
        [BOKSLUT, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        watch = _Watch(process.pid)
        watch.start()
        said, _ = process.communicate()
        ended = time.time()
        watch.join()
    moments = dict(_moments(settings.logs, began))
    is_blocked = process.returncode == 1 and "gate" in moments
    if process.returncode != 0 and not is_blocked:
        sys.exit(said.decode("utf-8", "replace"))
    return WatchedRun(
        whole=watch.took(began, ended),
        stages={
            title: watch.took(*moments[name]) for name, title in STAGES.items() if name in moments
        },
        peak_mib=watch.peak_mib,
        is_blocked=is_blocked,
    )


def _moments(logs: Path, since: float) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield when each stage began and ended that has ended since a moment; that of a stage that was refused too."""
    began: dict[str, float] = {}
    for path in sorted(logs.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            event = json.loads(line)
            at = datetime.fromisoformat(event["at"]).timestamp()
            if event["event"] == "stage_started":
                began[event["stage"]] = at
            elif event["event"] in ("stage_succeeded", "stage_failed") and at >= since:
                yield event["stage"], (began[event["stage"]], at)


class _Watch(threading.Thread):
    """The processor time and the memory of a process and of those it has started, until it ends."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._seen = [(0.0, 0.0)]
        self.peak_mib = 0.0

    def run(self) -> None:
        """Look until the process is gone."""
        looks = 0
        while _lives(self._pid):
            tree = _tree(self._pid)
            # What a process that has just ended used is its parent's only once that has been told.
            used = max(sum(map(_processor_seconds, tree)), self._seen[-1][1])
            self._seen.append((time.time(), used))
            if looks % POLLS_PER_LOOK_AT_MEMORY == 0:
                self.peak_mib = max(self.peak_mib, sum(map(_proportional_mib, tree)))
            looks += 1
            time.sleep(POLL_SECONDS)

    def took(self, began: float, ended: float) -> Took:
        """Return what was used between two moments."""
        return Took(ended - began, self._used(ended) - self._used(began))

    def _used(self, moment: float) -> float:
        return next(used for at, used in reversed(self._seen) if at <= moment)


def _tree(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, to_see = [], [pid]
    while to_see:
        found.append(to_see.pop())
        to_see += children.get(found[-1], [])
    return found


def _stat(pid: int) -> list[str]:
    """Return what the kernel counts of a process, from its state on; nothing where it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _lives(pid: int) -> bool:
    """Return whether a process has not ended."""
    return _stat(pid)[:1] not in ([], ["Z"])


def _processor_seconds(pid: int) -> float:
    """Return what a process has used, and those of its children that it has seen end; 0 where it is gone."""
    return sum(map(int, _stat(pid)[11:15])) / TICKS_PER_SECOND


def _proportional_mib(pid: int) -> float:
    """Return what a process holds, its part of what it shares with others included; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
