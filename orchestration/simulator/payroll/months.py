"""The months that the payroll system delivers, and their working days.

Sick leave is reported from December to November, so that the first month is December 2011. Months
have an index, 0 for that one; days are since 1970-01-01 (``int64``), as everywhere in the simulator.
Staff and absence are planned until ``LAST``; ``STARTS`` and ``ENDS`` go on after it.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from orchestration.simulator.calendar import booking_days
from orchestration.simulator.spread import Ints
from orchestration.simulator.targets import LATEST_YEAR, YEARS

COUNT = 1 + 12 * len(YEARS)
_MOST = 1 + 12 * (LATEST_YEAR + 1 - YEARS[0])
LAST = COUNT - 1
DECEMBER_BEFORE = 0
DECEMBER = 12  # of 2012

_FIRST = np.datetime64(f"{YEARS[0] - 1}-12", "M")

STARTS: Ints = (_FIRST + np.arange(_MOST)).astype("datetime64[D]").astype(np.int64)
ENDS: Ints = (_FIRST + np.arange(1, _MOST + 1)).astype("datetime64[D]").astype(np.int64) - 1


def year_and_month(index: int) -> tuple[int, int]:
    """Return the year and the month (1 to 12) of an index."""
    return YEARS[0] + (index - 1) // 12, (index - 1) % 12 + 1


def index_of(year: int, month: int) -> int:
    """Return the index of a month (1 to 12) of a year."""
    return 12 * (year - YEARS[0]) + month


def day_of(text: str) -> int:
    """Return an ISO date as a day."""
    return int(np.datetime64(text, "D").astype(np.int64))


@cache
def workdays() -> Ints:
    """Return the working days of all months, ascending."""
    days = np.concatenate([booking_days(year) for year in range(YEARS[0] - 1, LATEST_YEAR + 1)])
    return days[days >= STARTS[0]]


def workdays_between(first: Ints | int, last: Ints | int) -> Ints:
    """Return how many working days there are from each first to each last day, both included."""
    after = np.searchsorted(workdays(), last, side="right")
    return np.maximum(after - np.searchsorted(workdays(), first, side="left"), 0).astype(np.int64)


def month_index(days: Ints) -> Ints:
    """Return the index of the planned month of each day; a day before or after all counts to the nearest."""
    return np.clip(np.searchsorted(STARTS, days, side="right") - 1, 0, LAST).astype(np.int64)
