"""What a run did, and the text that tells a person so when it ends."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.core.display import with_thousands

# A list of more is for `bokslut status`.
_LISTED = 10


@dataclass(frozen=True)
class RunSummary:
    """What a run did.

    ``rows`` are the raw rows of the loads that count, by table; ``seconds`` is the time of each stage;
    ``controls`` those that passed, and ``controls_not_applicable`` names the others, with the reason;
    ``samples`` are the extracts of the release that are not whole.
    """

    rows: dict[str, int] = field(default_factory=dict)
    controls: int = 0
    controls_not_applicable: list[str] = field(default_factory=list)
    release: int = 0
    is_new_release: bool = False
    folder: str = ""
    samples: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Yield what a person reads: rows where it published something new, the release, the times, what to open."""
        yield ""
        yield from self._rows()
        yield from self._controls()
        state = "published" if self.is_new_release else "unchanged, already current"
        yield f"Release {self.release:<18}{state}"
        yield f"  {self.folder}"
        yield f"Time                      {sum(self.seconds.values()):.1f} s"
        for stage, seconds in self.seconds.items():
            yield f"  {stage:<40}{seconds:>6.1f} s"
        yield ""
        yield "What to open next"
        steps = _next_steps(Path(self.folder))
        width = max(len(what) for what, _ in steps)
        for what, shows in steps:
            yield f"  {what:<{width}}  {shows}"

    def _rows(self) -> Iterator[str]:
        if self.is_new_release:
            yield "Rows in the raw layer"
            for table, count in self.rows.items():
                yield f"  {table:<36}{with_thousands(count):>12}"
        else:
            total = with_thousands(sum(self.rows.values()))
            yield f"Rows in the raw layer     {total} in {len(self.rows)} tables"

    def _controls(self) -> Iterator[str]:
        yield f"Controls passed           {self.controls}"
        if self.controls_not_applicable:
            count = len(self.controls_not_applicable)
            where = "" if count <= _LISTED else "  (bokslut status --json says why)"
            yield f"Controls not applicable   {count}{where}"
            for explanation in self.controls_not_applicable if count <= _LISTED else ():
                yield f"  {explanation}"
        if self.samples:
            yield f"Sample, not whole         {len(self.samples)} extracts  (bokslut status names them)"
            yield "  printed figures of what they count are not applicable, and not among what passed"


def _next_steps(release: Path) -> list[tuple[str, str]]:
    """Return what to type or open, with what it shows; first how ``bokslut`` gets onto the PATH, where it is not."""
    from orchestration.releases.release import DATABASE_NAME

    steps = [
        ("bokslut report", "the board's report, as HTML and PDF"),
        ("bokslut docs", "the docs site: every figure down to its rows"),
        ("bokslut status", "release, gate, what is late, the last run"),
        ("the database", str(release.parent / "current" / DATABASE_NAME)),
    ]
    if shutil.which("bokslut") is None:
        activate = Path(sys.executable).parent / "activate"
        if activate.is_relative_to(Path.cwd()):
            activate = activate.relative_to(Path.cwd())
        steps.insert(0, (f"source {shlex.quote(str(activate))}", "puts bokslut on the PATH"))
    return steps
