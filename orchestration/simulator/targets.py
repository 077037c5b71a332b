"""Targets: what a system's rows must add up to, one ``targets.csv`` beside each system's code.

A row is a measure, its value in each of the two years at scale 1, what the report prints, and the section it
prints it in. A measure without a printed figure has a likely value. Generators make their rows from
these values exactly, by rank and not by chance, so that a count comes back to the unit. A year after
these two has the values of the last one; what no real year repeats, its system lets drift a little.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

YEARS = (2012, 2013)
# Until then later years are made; personal numbers and dates are within what the extracts allow.
LATEST_YEAR = 2030


def planned(year: int) -> int:
    """Return the year whose values hold for a year: its own, or the last one that there are values of."""
    return min(year, YEARS[-1])


def years_later(year: int) -> int:
    """Return how many years a year is after those that there are values of."""
    return year - planned(year)


@dataclass(frozen=True)
class Targets:
    """The counts of one system, by measure and year."""

    counts: dict[tuple[str, int], int]

    def count(self, measure: str, year: int, scale: float = 1.0) -> int:
        """Return a measure's count of a year; a part of a whole keeps its share at every scale."""
        return round(self.counts[measure, planned(year)] * scale)


def read_table(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of ``<folder>/<name>.csv``, as text."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def read_targets(folder: Path) -> Targets:
    """Read the ``targets.csv`` of a system's folder."""
    return Targets(
        {
            (row["measure"], year): int(row[f"value_{year}"])
            for row in read_table(folder, "targets")
            for year in YEARS
        }
    )
