"""The days on which a Stockholm board books: weekdays that are no public holidays.

Dates are days since 1970-01-01 (``int64``) wherever they stand in columns.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

from orchestration.simulator.spread import Ints

# Weekday holidays of the two years (lagen om allmänna helgdagar), with the eves that offices keep.
_HOLIDAYS = (
    *("2012-01-06", "2012-04-06", "2012-04-09", "2012-05-01", "2012-05-17", "2012-06-06"),
    *("2012-06-22", "2012-12-24", "2012-12-25", "2012-12-26"),
    *("2013-01-01", "2013-03-29", "2013-04-01", "2013-05-01", "2013-05-09", "2013-06-06"),
    *("2013-06-21", "2013-12-24", "2013-12-25", "2013-12-26"),
)

MONTH_NAMES = (
    *("januari", "februari", "mars", "april", "maj", "juni", "juli"),
    *("augusti", "september", "oktober", "november", "december"),
)


def as_day(day: date) -> int:
    """Return a date as days since 1970-01-01."""
    return (day - date(1970, 1, 1)).days


@cache
def booking_days(year: int) -> Ints:
    """Return the booking days of a year, ascending."""
    days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")
    return days[np.is_busday(days, holidays=list(_HOLIDAYS))].astype(np.int64)


def month_of(days: Ints) -> Ints:
    """Return the month (0 to 11) of each day."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12


def on_or_before(year: int, days: Ints) -> Ints:
    """Return, for each day, the last booking day of the year that is not after it."""
    calendar = booking_days(year)
    return calendar[np.maximum(np.searchsorted(calendar, days, side="right") - 1, 0)]


def on_or_after(year: int, days: Ints) -> Ints:
    """Return, for each day, the first booking day of the year not before it, else the last."""
    calendar = booking_days(year)
    return calendar[np.minimum(np.searchsorted(calendar, days), len(calendar) - 1)]


def month_ends(year: int) -> list[int]:
    """Return the last booking day of each month."""
    calendar = booking_days(year)
    months = month_of(calendar)
    return [int(calendar[months == month][-1]) for month in range(12)]


def month_day(year: int, month: int, day: int) -> int:
    """Return the booking day on or before a day of a month (1 to 12)."""
    return int(on_or_before(year, np.array([as_day(date(year, month, day))]))[0])
