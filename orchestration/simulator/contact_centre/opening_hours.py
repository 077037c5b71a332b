"""When questions come: hours by channel, workdays and weekends, and Stockholm's offset from UTC.

Times are seconds since 1970-01-01 00:00 by the wall clock (``int64``). No channel is open between
midnight and six, so that no time falls into the hour that the clock skips or repeats.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from orchestration.simulator.calendar import booking_days
from orchestration.simulator.spread import Floats, Ints

_HOUR = 3600
_DAY = 24 * _HOUR
# Mondays are busiest; 1970-01-01 was a Thursday.
_BY_WEEKDAY = (1.16, 1.04, 1.0, 0.97, 0.85)


@dataclass(frozen=True)
class Hours:
    """A channel's weight by hour from ``first`` on, on workdays and on weekends and holidays."""

    first: int
    workday: tuple[float, ...]
    day_off: tuple[float, ...] = ()


TELEPHONE = Hours(8, (8, 12, 13, 10, 8, 11, 10, 9, 6))
E_MAIL = Hours(
    6,
    (1, 3, 6, 9, 10, 9, 8, 9, 9, 8, 7, 5, 4, 4, 4, 4, 3, 2),
    (0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1),
)
LETTER = Hours(9, (6, 4, 2))
SWITCHBOARD = Hours(
    7, (5, 11, 14, 13, 10, 9, 12, 11, 9, 4, 1), (0, 0, 0.3, 0.4, 0.4, 0.3, 0.3, 0.2)
)
RECEPTION = Hours(9, (6, 7, 6, 4, 6, 6))


@cache
def workdays(year: int, month: int) -> int:
    """Return the number of workdays of a month."""
    days = booking_days(year).astype("datetime64[D]").astype("datetime64[M]")
    return int(np.count_nonzero(days == np.datetime64(f"{year}-{month:02}", "M")))


def draw_times(hours: Hours, year: int, month: int, drawn: Floats) -> tuple[Ints, Floats]:
    """Return times in a month, and how busy each one's hour is.

    Parameters
    ----------
    hours
        The channel's weights.
    drawn
        Numbers in [0, 1), one per time wanted; a number's place among the hours' cumulated weights
        is the time.

    Returns
    -------
    times, load
        Seconds by the wall clock, and the weight of the hour relative to the busiest (0 to 1].
    """
    starts, weights = _slots(hours, year, month)
    bounds = np.cumsum(weights)
    place = drawn * bounds[-1]
    slot = np.minimum(np.searchsorted(bounds, place, side="right"), len(bounds) - 1)
    inside = 1 - (bounds[slot] - place) / weights[slot]
    seconds = np.clip(np.floor(inside * _HOUR), 0, _HOUR - 1).astype(np.int64)
    return starts[slot] + seconds, weights[slot] / weights.max()


@cache
def _slots(hours: Hours, year: int, month: int) -> tuple[Ints, Floats]:
    """Return the open hours of a month: their starts and weights, ascending."""
    first = np.datetime64(f"{year}-{month:02}", "M")
    days = np.arange(first.astype("datetime64[D]"), (first + 1).astype("datetime64[D]"))
    days = days.astype(np.int64)
    is_workday = np.isin(days, booking_days(year))
    starts, weights = [], []
    for day, working in zip(days.tolist(), is_workday.tolist(), strict=True):
        factor = _BY_WEEKDAY[(day + 3) % 7] if working else 1.0
        for hour, weight in enumerate(hours.workday if working else hours.day_off, hours.first):
            if weight:
                starts.append(day * _DAY + hour * _HOUR)
                weights.append(weight * factor)
    return np.array(starts, dtype=np.int64), np.array(weights, dtype=np.float64)


def is_summer_time(year: int, times: Ints) -> np.ndarray:
    """Return whether each time is by summer time: from the last Sunday of March to that of October."""
    return (times >= _last_sunday(year, 3)) & (times < _last_sunday(year, 10))


def _last_sunday(year: int, month: int) -> int:
    last = int(np.datetime64(f"{year}-{month:02}-31", "D").astype(np.int64))
    return (last - (last + 4) % 7) * _DAY
