"""The days on which a Stockholm board books: weekdays that are not public holidays.

Dates in columns are days since 1970-01-01 (``int64``).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np

from orchestration.simulator.spread import Ints

# Holidays of a fixed date that may be a weekday (lagen om allmänna helgdagar), with the eve that offices keep.
_FIXED_HOLIDAYS = ((1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26))
# Good Friday, Easter Monday and Ascension Day, in days from Easter Day.
_FROM_EASTER = (-2, 1, 39)

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
    return days[np.is_busday(days, holidays=_holidays(year))].astype(np.int64)


def _holidays(year: int) -> list[date]:
    """Return the holidays of a year that may be weekdays; the eve of Midsummer is a Friday from 19 to 25 June."""
    easter = _easter(year)
    midsummer = next(
        day for number in range(19, 26) if (day := date(year, 6, number)).weekday() == 4
    )
    return [
        *(date(year, month, day) for month, day in _FIXED_HOLIDAYS),
        *(easter + timedelta(days) for days in _FROM_EASTER),
        midsummer,
    ]


def _easter(year: int) -> date:
    """Return Easter Day of the Gregorian calendar (the anonymous algorithm of Nature, 1876)."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - moon + 15) % 30
    weekday = (32 + 2 * rest + 2 * (of_century // 4) - epact - of_century % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


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
