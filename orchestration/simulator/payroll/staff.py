"""The board's own staff: posts, as ``staff.csv`` lists them, and the employees who hold them.

Posts and their degrees decide the full-time equivalents and do not depend on the seed; who holds a
post, and when someone else takes over, does. A post is never vacant.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from orchestration.simulator.payroll import months
from orchestration.simulator.spread import Ints, Stream, split
from orchestration.simulator.targets import LATEST_YEAR, YEARS, read_table

_FOLDER = Path(__file__).parent

# Further on than any day of the simulation: no end is known.
NO_END = months.day_of("2100-01-01")
FORMS = ("tillsvidare", "visstid", "timavlonad")
_ONGOING, _LIMITED, _BY_THE_HOUR = range(3)

_IT_SERVICE = ("6010", "6020")  # outsourced from 2014
_SUCCESSION_PCT = 17  # of the posts change hands in the two years
_SUBSTITUTE_DAYS = 182
_LIMITED_PCT = 40  # of those who leave had a limited employment
_MEN_PCT = 25
# Test numbers of Skatteverket have a birth number of 238 (women) or 239 (men); a birthday has one of each.
_BIRTH_NUMBER = 238
_BIRTHDAYS = ("1947-02-01", "1954-01-01", "1964-01-01", "1974-01-01", "1984-01-01", "1991-10-31")
_BY_AGE = (13, 26, 27, 22, 12)
_YEAR = 365.25
_ADULT_YEARS, _LONGEST_SERVICE_YEARS = 20, 30


@dataclass(frozen=True)
class Posts:
    """Posts, one per element: place in ``staff.csv``, degree, first and last day."""

    place: Ints
    degree_pct: Ints
    first: Ints
    last: Ints


@dataclass(frozen=True)
class Staff:
    """Employments, one per element, in the order of their first days."""

    place: Ints
    degree_pct: Ints
    first: Ints
    last: Ints
    form: Ints
    birthday: Ints
    is_man: np.ndarray

    def ordinary_hours(self, seed: int, month: int) -> Ints:
        """Return the ordinary hours of a month (hundredths); those paid by the hour work some days."""
        days = months.workdays_between(
            np.maximum(self.first, months.STARTS[month]), np.minimum(self.last, months.ENDS[month])
        )
        drawn = Stream(seed, "payroll", "by the hour", month).uniform(len(days))
        by_the_hour = (3 + np.floor(drawn * 6)).astype(np.int64) * 800
        return np.where(
            self.form == _BY_THE_HOUR,
            np.where(days > 0, by_the_hour, 0),
            days * 8 * self.degree_pct,
        )


def places() -> list[dict[str, str]]:
    """Return the rows of ``staff.csv``: cost centre, position and number of posts."""
    return read_table(_FOLDER, "staff")


@cache
def posts() -> Posts:
    """Return all posts. Those that a year adds or takes away come and go evenly through it."""
    rows: list[tuple[int, int, int, int]] = []
    for place, row in enumerate(places()):
        held: list[list[int]] = [[0, NO_END] for _ in range(int(row["posts_2011"]))]
        for year in (2012, 2013):
            standing = [post for post in held if post[1] == NO_END]
            change = int(row[f"posts_{year}"]) - len(standing)
            for number in range(abs(change)):
                month = (5 * place + 12 * number // abs(change)) % 12 + 1
                day = months.day_of(f"{year}-{month:02}-01")
                if change > 0:
                    held.append([day, NO_END])
                else:
                    standing[-1 - number][1] = day - 1
        degrees = [int(degree) for degree in row["degrees_pct"].split()]
        end = months.day_of("2013-12-31") if row["cost_centre"] in _IT_SERVICE else NO_END
        rows += [
            (place, degrees[number % len(degrees)], first, min(last, end))
            for number, (first, last) in enumerate(held)
        ]
    place, degree, first, last = np.array(rows, dtype=np.int64).T
    return Posts(place, degree, first, last)


@cache
def staff(seed: int) -> Staff:
    """Return everyone employed in any month: those of the planned ones, and after them whom each later year employs.

    In a later year some leave, from April on, and are succeeded the next day; and each month somebody begins who stays
    for half a year.
    """
    people = planned_staff(seed)
    for year in range(YEARS[-1] + 1, LATEST_YEAR + 1):
        people = _with_changes_of(people, year, Stream(seed, "payroll", "staff", year))
    return people


def _with_changes_of(people: Staff, year: int, stream: Stream) -> Staff:
    """Return the staff with a later year's changes; no one who is there before gets another place."""
    ongoing = np.flatnonzero((people.last == NO_END) & (people.form == _ONGOING))
    leaving = ongoing[stream.uniform(len(ongoing)) * 100 < _SUCCESSION_PCT / 2]
    begin, end = months.day_of(f"{year}-04-03"), months.day_of(f"{year}-12-15")
    last = people.last.copy()
    last[leaving] = begin + np.floor(stream.uniform(len(leaving)) * (end - begin)).astype(np.int64)
    substitutes = ongoing[np.argsort(stream.uniform(len(ongoing)), kind="stable")[:12]]
    from_day = np.array([months.day_of(f"{year}-{month:02}-02") for month in range(1, 13)])
    whose = np.r_[leaving, substitutes]
    birthday, is_man = _other_persons(people, len(whose), stream)
    form = np.r_[np.full(len(leaving), _ONGOING), np.full(len(substitutes), _LIMITED)]
    return Staff(
        place=np.r_[people.place, people.place[whose]],
        degree_pct=np.r_[people.degree_pct, people.degree_pct[whose]],
        first=np.r_[people.first, last[leaving] + 1, from_day],
        last=np.r_[last, np.full(len(leaving), NO_END), from_day + _SUBSTITUTE_DAYS],
        form=np.r_[people.form, form],
        birthday=np.r_[people.birthday, birthday],
        is_man=np.r_[people.is_man, is_man],
    )


def _other_persons(people: Staff, count: int, stream: Stream) -> tuple[Ints, np.ndarray]:
    """Return birthdays and sexes of so many persons, on days on which no one of the staff is born."""
    days = np.arange(months.day_of(_BIRTHDAYS[1]), months.day_of(_BIRTHDAYS[-2]))
    free = days[~np.isin(days, people.birthday)]
    chosen = free[np.argsort(stream.uniform(len(free)), kind="stable")[:count]]
    return chosen, stream.uniform(count) * 100 < _MEN_PCT


@cache
def planned_staff(seed: int) -> Staff:
    """Return everyone employed in any of the planned months."""
    held = posts()
    count = len(held.place)
    stream = Stream(seed, "payroll", "staff")
    begin, end = months.STARTS[2], months.ENDS[months.LAST - 2]
    handover = (begin + np.floor(stream.uniform(count) * (end - begin))).astype(np.int64)
    is_succeeded = (
        (stream.uniform(count) * 100 < _SUCCESSION_PCT)
        & (held.first + 90 < handover)
        & (held.last == NO_END)
    )
    index = np.r_[np.arange(count), np.flatnonzero(is_succeeded)]
    is_successor = np.r_[np.zeros(count, dtype=bool), np.ones(int(is_succeeded.sum()), dtype=bool)]
    leaves = is_succeeded[index] & ~is_successor
    first = np.where(is_successor, handover[index] + 1, held.first[index])
    last = np.where(leaves, handover[index], held.last[index])

    is_limited = leaves & (stream.uniform(len(index)) * 100 < _LIMITED_PCT)
    form = np.where(is_limited, _LIMITED, _ONGOING)
    form = np.where(held.degree_pct[index] == 0, _BY_THE_HOUR, form)
    birthday, is_man = _persons(len(index), stream)
    # Who held the post before the first month has done so for some time, rather few years than many.
    drawn = stream.uniform(len(index))
    grown_up = months.STARTS[0] - birthday - _ADULT_YEARS * _YEAR
    longest = np.where(is_limited, _YEAR, np.minimum(grown_up, _LONGEST_SERVICE_YEARS * _YEAR))
    served = np.floor(drawn * drawn * np.minimum(longest, grown_up)).astype(np.int64)
    first = np.where(first == 0, months.STARTS[0] - served, first)

    order = np.argsort(first, kind="stable")
    return Staff(
        place=held.place[index][order],
        degree_pct=held.degree_pct[index][order],
        first=first[order],
        last=last[order],
        form=form[order],
        birthday=birthday[order],
        is_man=is_man[order],
    )


def personal_numbers(staff: Staff) -> list[str]:
    """Return each employee's personal number, ÅÅÅÅMMDD-NNNN."""
    return [
        _personal_number(str(day), man)
        for day, man in zip(
            staff.birthday.astype("datetime64[D]"), staff.is_man.tolist(), strict=True
        )
    ]


def _personal_number(birthday: str, man: bool) -> str:
    day = birthday.replace("-", "")
    digits = f"{day[2:]}{_BIRTH_NUMBER + man}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    check = -sum(digit // 10 + digit % 10 for digit in doubled) % 10
    return f"{day}-{digits[6:]}{check}"


def _persons(count: int, stream: Stream) -> tuple[Ints, np.ndarray]:
    """Return birthdays and sexes; no two persons have both in common."""
    is_man = np.zeros(count, dtype=bool)
    is_man[np.argsort(stream.uniform(count), kind="stable")[: round(count * _MEN_PCT / 100)]] = True
    birthday = np.zeros(count, dtype=np.int64)
    bounds = [months.day_of(day) for day in _BIRTHDAYS]
    for sex in (False, True):
        whose = np.flatnonzero(is_man == sex)
        drawn = []
        for (lower, upper), persons in zip(
            pairwise(bounds), split(len(whose), _BY_AGE), strict=True
        ):
            keys = stream.uniform(upper - lower)
            drawn.append(lower + np.argsort(keys, kind="stable")[:persons])
        days = np.concatenate(drawn)
        birthday[whose] = days[np.argsort(stream.uniform(len(days)), kind="stable")]
    return birthday, is_man
