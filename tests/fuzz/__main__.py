"""``make fuzz``: mutate each kind of file for some seconds, and print what became of the inputs.

``python -m tests.fuzz [SECONDS] [KIND…]`` gives each kind SECONDS (20). An input that crashes a reader, or takes more
than ten seconds, is kept as ``tests/fuzz/corpus/<kind>-<digest>``, which is a test case, and the exit code is 1.
"""

from __future__ import annotations

import hashlib
import resource
import sys
import time
import traceback
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.mutations import mutated, mutated_zip
from tests.fuzz.targets import ACCEPTED, TARGETS

CORPUS = Path(__file__).parent / "corpus"
_SLOW_SECONDS = 10
_ROUND = 500


class _Kind:
    """What became of the inputs of one kind."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.inputs = self.accepted = self.crashes = 0
        self.slowest = 0.0
        self.codes: set[str] = set()
        self.places: set[str] = set()

    def fuzz(self, seconds: float) -> None:
        """Try changed files until the time is over."""
        target, seed = TARGETS[self.name]
        strategy = mutated_zip(seed()) if self.name == "workbook" else mutated(seed())
        end = time.monotonic() + seconds

        @settings(
            max_examples=_ROUND,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[*HealthCheck.__members__.values()],
        )
        @given(strategy)
        def one_round(content: bytes) -> None:
            if time.monotonic() > end:
                return
            begun = time.monotonic()
            try:
                code = target(content)
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

        while time.monotonic() < end:
            one_round()

    def _keep(self, content: bytes, error: Exception | None) -> None:
        """Keep an input, but only the first of those that crash in the same place."""
        self.crashes += 1
        step = traceback.extract_tb(error.__traceback__)[-1] if error else None
        place = f"{type(error).__name__} {step.filename}:{step.lineno}" if step else "slow"
        if place not in self.places:
            self.places.add(place)
            digest = hashlib.sha256(content).hexdigest()[:12]
            (CORPUS / f"{self.name}-{digest}").write_bytes(content)
            print(f"{self.name}-{digest}: {place}: {error}", file=sys.stderr)

    def line(self) -> str:
        """Return its row of the table."""
        refused = self.inputs - self.accepted - self.crashes
        return (
            f"| {self.name} | {self.inputs} | {self.accepted} | {refused} | {self.crashes} | {self.slowest:.1f} s "
            f"| {len(self.codes - {ACCEPTED, 'crash'})} |"
        )


def main(arguments: list[str]) -> int:
    """Fuzz each kind; return 1 when any input crashed a reader or took too long."""
    seconds = float(arguments[0]) if arguments else 20
    kinds = [_Kind(name) for name in arguments[1:] or TARGETS]
    print(
        "| Kind | Inputs | Read | Refused | Crashes, hangs | Slowest | Reasons |\n|---|---|---|---|---|---|---|"
    )
    for kind in kinds:
        kind.fuzz(seconds)
        print(kind.line(), flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"Peak memory of the process: {peak} MiB.")
    return int(any(kind.crashes for kind in kinds))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
