"""``make fuzz``: read changed files of each kind, and print what became of them.

``python -m tests.fuzz [--inputs N] [--first NUMBER] [KIND…]`` spreads N inputs (20 000) over the kinds by their shares,
in rounds, so that a run that is stopped has tried all. An input follows from its kind and its number alone; ``--first``
begins with another number. An input that crashes a reader, or takes more than ten seconds, is kept as
``tests/fuzz/corpus/<kind>-<digest>``, which is a test case, and the exit code is 1. Where the process itself ends, its
last input is the file that is printed first.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import resource
import sys
import time
import traceback
from pathlib import Path
from random import Random

from tests.fuzz.targets import ACCEPTED, KINDS, scratch

CORPUS = Path(__file__).parent / "corpus"
_SLOW_SECONDS = 10
_STUCK_SECONDS = 120
_ROUND = 20_000


class Tried:
    """What became of the inputs of one kind."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.inputs = self.accepted = self.crashes = 0
        self.slowest = 0.0
        self.codes: set[str] = set()
        self.places: set[str] = set()

    def read(self, content: bytes) -> None:
        """Read one input, and keep it if its reader crashes or takes long."""
        begun = time.monotonic()
        try:
            code = KINDS[self.name].read(content)
        except Exception as error:
            self._keep(content, error)
            code = "crash"
        took = time.monotonic() - begun
        if took > _SLOW_SECONDS:
            self._keep(content, None)
        self.inputs += 1
        self.accepted += code == ACCEPTED
        self.codes.add(code)
        self.slowest = max(self.slowest, took)

    def _keep(self, content: bytes, error: Exception | None) -> None:
        """Keep an input, but only the first of those that crash in the same place."""
        self.crashes += 1
        step = traceback.extract_tb(error.__traceback__)[-1] if error else None
        place = f"{type(error).__name__} {step.filename}:{step.lineno}" if step else "slow"
        if place not in self.places:
            self.places.add(place)
            digest = hashlib.sha256(content).hexdigest()[:12]
            (CORPUS / f"{self.name}-{digest}").write_bytes(content)
            print(f"{self.name}-{digest}: {place}: {error}", file=sys.stderr, flush=True)

    def line(self) -> str:
        """Return its row of the table."""
        refused = self.inputs - self.accepted - self.crashes
        return (
            f"| {self.name} | {self.inputs} | {self.accepted} | {refused} | {self.crashes} | {self.slowest:.1f} s "
            f"| {len(self.codes - {ACCEPTED, 'crash'})} |"
        )


def _at_random(names: list[str], inputs: int, first: int) -> bool:
    """Read changed files, print the table after each round, and return whether all were read or refused in words."""
    faulthandler.enable()
    kinds = {name: Tried(name) for name in names}
    whole = sum(KINDS[name].share for name in names)
    running = scratch() / "running"
    print(f"The input that is being read: {running}", flush=True)
    seeds = {name: KINDS[name].seed() for name in names}
    done, before = dict.fromkeys(names, 0), 0
    while before < inputs:
        before = min(before + _ROUND, inputs)
        for name, tried in kinds.items():
            for number in range(done[name], -(-before * KINDS[name].share // whole)):
                content = KINDS[name].change(Random(f"{name} {first + number}"), seeds[name])
                running.write_bytes(content)
                faulthandler.dump_traceback_later(_STUCK_SECONDS, exit=True)
                tried.read(content)
                faulthandler.cancel_dump_traceback_later()
            done[name] = tried.inputs
        _print_table(list(kinds.values()))
    return not any(tried.crashes for tried in kinds.values())


def _print_table(kinds: list[Tried]) -> None:
    print("| Kind | Inputs | Read | Refused | Crashes, hangs | Slowest | Reasons |")
    print("|---|---|---|---|---|---|---|")
    for tried in kinds:
        print(tried.line())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{sum(tried.inputs for tried in kinds)} inputs; peak memory {peak} MiB.", flush=True)


def main() -> int:
    """Fuzz the kinds; return 1 when any input crashed a reader or took too long."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("kinds", nargs="*", metavar="KIND")
    said = parser.parse_args()
    if unknown := [kind for kind in said.kinds if kind not in KINDS]:
        parser.error(f"there is no kind {unknown[0]}; there are {', '.join(KINDS)}")
    return int(not _at_random(said.kinds or list(KINDS), said.inputs, said.first))


if __name__ == "__main__":
    sys.exit(main())
