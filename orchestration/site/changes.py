"""What changed from each earlier release to the one that a site is of."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.core.settings import Settings
from orchestration.diagnostics.comparison import Comparison, compare
from orchestration.releases.release import Release, name_of, released_numbers
from orchestration.releases.verification import first_fault

_AT_MOST = 10
"""How many earlier releases are compared; each costs about a second."""
SHOWN_CHANGES = 30
"""How many cells and rows of each table are shown; `bokslut diff` shows all."""


def changes_from(settings: Settings, release: Release) -> tuple[Comparison, ...]:
    """Return the comparisons with the latest releases before one, the nearest first.

    A release that does not verify is left out: what it holds is not what was published.
    """
    return tuple(_compared(settings, release))


def _compared(settings: Settings, release: Release) -> Iterator[Comparison]:
    earlier = [number for number in released_numbers(settings) if number < release.number]
    for number in reversed(earlier[-_AT_MOST:]):
        before = Release(settings.published / name_of(number))
        if first_fault(before, settings.evidence) is None:
            yield compare(before, release, limit=SHOWN_CHANGES)
