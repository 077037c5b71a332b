"""The months that the payroll system delivers, and their working days.

Sick leave is reported from December to November, so that the first month is December 2011. Months
have an index, 0 for that one; days are since 1970-01-01 (``int64``), as everywhere in the simulator.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from orchestration.simulator.calendar import booking_days
from orchestration.simulator.spread import Ints
from orchestration.simulator.targets import YEARS

COUNT = 1 + 12 * len(YEARS)
LAST = COUNT - 1
DECEMBER_BEFORE = 0
DECEMBER = 12  # of 2012

_FIRST = np.datetime64(f"{YEARS[0] - 1}-12", "M")
_BOXING_DAY_2011 = int(np.datetime64("2011-12-26", "D").astype(np.int64))

STARTS: Ints = (_FIRST + np.arange(COUNT)).astype("datetime64[D]").astype(np.int64)
ENDS: Ints = (_FIRST + np.arange(1, COUNT + 1)).astype("datetime64[D]").astype(np.int64) - 1


def year_and_month(index: int) -> tuple[int, int]:
    """Return the year and the month (1 to 12) of an index."""
    return YEARS[0] + (index - 1) // 12, (index - 1) % 12 + 1


def day_of(text: str) -> int:
    """Return an ISO date as a day."""
    return int(np.datetime64(text, "D").astype(np.int64))


@cache
def workdays() -> Ints:
    """Return the working days of all months, ascending."""
    days = np.concatenate([booking_days(year) for year in (YEARS[0] - 1, *YEARS)])
    return days[(days >= STARTS[0]) & (days != _BOXING_DAY_2011)]


def workdays_between(first: Ints | int, last: Ints | int) -> Ints:
    """Return how many working days there are from each first to each last day, both included."""
    after = np.searchsorted(workdays(), last, side="right")
    return np.maximum(after - np.searchsorted(workdays(), first, side="left"), 0).astype(np.int64)


def month_index(days: Ints) -> Ints:
    """Return the index of the month of each day; a day before or after all months counts to the nearest."""
    return np.clip(np.searchsorted(STARTS, days, side="right") - 1, 0, LAST).astype(np.int64)
