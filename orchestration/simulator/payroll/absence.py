"""Who of the board's staff is away, when and for how many hours.

The hours of sick leave are given for each month, those of long spells and those of short ones, so
that the report's shares come out exactly. Months are filled one after the other: spells that go on
first, then new ones until the month's hours are reached; the one that would exceed them is cut, to
part of a day. An employee has at most one spell in a month. The years after the planned months repeat
the last of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from orchestration.simulator.payroll import months
from orchestration.simulator.payroll.services import targets
from orchestration.simulator.payroll.staff import Staff, planned_staff, staff
from orchestration.simulator.spread import Floats, Ints, Stream, split
from orchestration.simulator.targets import LATEST_YEAR, YEARS

REASONS = ("sjuk", "vab", "foraldraledig", "tjanstledig")
_SICK, _CHILD, _PARENTAL, _LEAVE = range(4)

# A later year's spells are those of the last planned one, so many days later: on the same days of the week.
_DAYS_LATER = 364

LONG_DAYS = 14  # a spell is long that lasts for more

# December 2012 was bad: so the year to November has less sick leave than the calendar year. Per mille.
_DECEMBER = {"long": 35, "short": 23}
_FLU = (110, 138, 122, 98, 88, 82, 48, 74, 104, 110, 118)
_EVEN = (104, 106, 106, 102, 99, 96, 90, 92, 98, 102, 105)

# Weights of the days of a short spell (1, 2, …) and of extents.
_SHORT_LENGTHS = (30, 22, 16, 8, 5, 3, 8, 2, 1, 1, 1, 1, 1, 1)
_EXTENTS = (100, 75, 50, 25)
_LONG_EXTENTS = (62, 5, 23, 10)
_LONGEST_DAYS = 240
_CHILD_SHARE_PCT = 8  # of the staff each month
_CHILD_LENGTHS = (50, 27, 15, 5, 3)
_PLANNED = {_PARENTAL: (34, 50, 320), _LEAVE: (16, 30, 200)}  # spells, shortest, longest


@dataclass(frozen=True)
class Spells:
    """Spells, one per element. ``cut`` holds the hours of the months in which a part of a day counts."""

    employee: Ints
    reason: Ints
    first: Ints
    last: Ints
    extent_pct: Ints
    cut: dict[tuple[int, int], int]

    def of_month(self, month: int) -> Ints:
        """Return the spells that touch a month."""
        return np.flatnonzero(
            (self.first <= months.ENDS[month]) & (self.last >= months.STARTS[month])
        )

    def hours(self, staff: Staff, month: int, which: Ints) -> Ints:
        """Return the hours (hundredths) that some spells take of a month."""
        days = months.workdays_between(
            np.maximum(self.first[which], months.STARTS[month]),
            np.minimum(self.last[which], months.ENDS[month]),
        )
        hours = days * _a_day(staff.degree_pct[self.employee[which]], self.extent_pct[which])
        for place, spell in enumerate(which.tolist()):
            if (spell, month) in self.cut:
                hours[place] = self.cut[spell, month]
        return hours


@cache
def spells(seed: int) -> Spells:
    """Return all spells: those of the planned months in the order of their first days, then each later year's."""
    planned = _planned_spells(seed)
    planned = replace(planned, last=np.minimum(planned.last, staff(seed).last[planned.employee]))
    last_year = np.flatnonzero(planned.first >= months.STARTS[months.LAST - 11])
    known = planned
    for year in range(1, LATEST_YEAR - YEARS[-1] + 1):
        known = _followed_by(known, planned, last_year, year * _DAYS_LATER, staff(seed))
    return known


def _followed_by(known: Spells, planned: Spells, which: Ints, days: int, staff: Staff) -> Spells:
    """Return known spells and after them some planned ones so many days later.

    A spell is left out where the employee has left, is away already or has no working day in it.
    """
    away_until = np.full(len(staff.first), -1, dtype=np.int64)
    np.maximum.at(away_until, known.employee, known.last)
    employee, first, last = (
        planned.employee[which],
        planned.first[which] + days,
        planned.last[which] + days,
    )
    month = first.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]")
    happens = which[
        (staff.last[employee] >= last)
        & (away_until[employee] < month.astype(np.int64))
        & (months.workdays_between(first, last) > 0)
    ]
    return Spells(
        np.r_[known.employee, planned.employee[happens]],
        np.r_[known.reason, planned.reason[happens]],
        np.r_[known.first, planned.first[happens] + days],
        np.r_[known.last, planned.last[happens] + days],
        np.r_[known.extent_pct, planned.extent_pct[happens]],
        known.cut,
    )


def _planned_spells(seed: int) -> Spells:
    """Return the spells of the planned months, in the order of their first days."""
    plan = _Plan(seed)
    for reason in (_PARENTAL, _LEAVE):
        plan.add_planned(reason)
    for kind in ("long", "short"):
        for month, hours in enumerate(sick_hours(seed, kind)):
            plan.fill(kind, month, hours)
    for month in range(months.COUNT):
        plan.add_children_s_illness(month)
    return plan.spells()


@cache
def sick_hours(seed: int, kind: str) -> tuple[int, ...]:
    """Return the hours (hundredths) of sick leave of each month, of ``long`` or ``short`` spells.

    The calendar year 2012, the twelve months to its November and those to November 2013 come to
    their targets. What the year to November has of short spells is 2012's own; the rest is long.
    """
    people = planned_staff(seed)
    ordinary = [int(people.ordinary_hours(seed, month).sum()) for month in range(months.COUNT)]
    december = months.DECEMBER
    years = (slice(1, december), slice(december + 1, months.LAST))
    in_year = [sum(ordinary[year]) for year in years]
    share = {year: targets().count(f"sick_leave_{kind}_per_mille", year) for year in (2012, 2013)}
    to_november = (
        targets().count("sick_leave_short_per_mille", 2012)
        if kind == "short"
        else targets().count("sick_leave_december_to_november_per_mille", 2012)
        - targets().count("sick_leave_short_per_mille", 2012)
    )

    def of(per_mille: int, hours: int) -> int:
        return round(per_mille * hours / 1000)

    in_december = of(_DECEMBER[kind], ordinary[december])
    first = of(share[2012], in_year[0] + ordinary[december]) - in_december
    before = of(to_november, ordinary[0] + in_year[0]) - first
    second = of(share[2013], ordinary[december] + in_year[1]) - in_december
    season = _FLU if kind == "short" else _EVEN
    by_month = [
        split(hours, [a * b for a, b in zip(season, ordinary[year], strict=True)])
        for hours, year in zip((first, second), years, strict=True)
    ]
    last = of(share[2013], ordinary[months.LAST])
    return (before, *by_month[0], in_december, *by_month[1], last)


def _a_day(degree_pct: Ints, extent_pct: Ints) -> Ints:
    """Return the hours (hundredths) that a spell takes of a day."""
    return degree_pct * extent_pct * 8 // 100


class _Plan:
    """Spells as they are put together, and the months in which each employee has one."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._staff = planned_staff(seed)
        self._busy = np.zeros((len(self._staff.first), months.COUNT), dtype=bool)
        self._rows: list[list[int]] = []  # employee, reason, first, last, extent
        self._cut: dict[tuple[int, int], int] = {}
        self._kinds: dict[str, list[int]] = {"long": [], "short": []}

    def spells(self) -> Spells:
        """Return the spells that have been added."""
        rows = np.array(self._rows, dtype=np.int64)
        order = np.argsort(rows[:, 2], kind="stable")
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        employee, reason, first, last, extent = rows[order].T
        cut = {(int(place[spell]), month): hours for (spell, month), hours in self._cut.items()}
        return Spells(employee, reason, first, last, extent, cut)

    def add_planned(self, reason: int) -> None:
        """Add leave that is planned ahead, at most one per employee."""
        count, shortest, longest = _PLANNED[reason]
        stream = Stream(self._seed, "payroll", "absence", REASONS[reason])
        chance = stream.uniform(len(self._staff.first))
        first, last = months.STARTS[0] - longest // 2, months.ENDS[months.LAST] - shortest
        begin = first + np.floor(stream.uniform(len(chance)) * (last - first)).astype(np.int64)
        length = shortest + stream.uniform(len(chance)) * (longest - shortest)
        end = begin + np.floor(length).astype(np.int64)
        extent = np.array(_EXTENTS)[stream.pick((70, 10, 15, 5), len(chance))]
        is_young = self._staff.birthday >= months.day_of("1968-01-01")
        able = (
            self._is_free(0, months.LAST)
            & (self._staff.first <= begin)
            & (self._staff.last >= end)
            & (end >= months.STARTS[0])
            & (is_young | (reason != _PARENTAL))
        )
        for employee in np.flatnonzero(able)[np.argsort(chance[able], kind="stable")][:count]:
            self._add(
                int(employee),
                reason,
                int(begin[employee]),
                int(end[employee]),
                int(extent[employee]),
            )

    def add_children_s_illness(self, month: int) -> None:
        """Add days at home with a sick child, within the month."""
        stream = Stream(self._seed, "payroll", "absence", "child", month)
        able = self._able(month, 0, stream)
        able = able[self._staff.birthday[able] >= months.day_of("1965-01-01")]
        count = round(len(self._staff.first) * _CHILD_SHARE_PCT / 100 * _FLU[month % 11] / 100)
        able = able[:count]
        first = self._first_days(month, stream.uniform(len(able)))
        last = np.minimum(first + stream.pick(_CHILD_LENGTHS, len(able)), months.ENDS[month])
        for employee, begin, end in zip(able, first, last, strict=True):
            self._add(int(employee), _CHILD, int(begin), int(end), 100)

    def fill(self, kind: str, month: int, hours: int) -> None:
        """Let sick leave of a kind take exactly so many hours (hundredths) of a month."""
        wanted = hours - self._shorten_until(kind, month, hours)
        stream = Stream(self._seed, "payroll", "absence", kind, month)
        able = self._able(month, _LONGEST_DAYS if kind == "long" else LONG_DAYS, stream)
        make = self._long if kind == "long" else self._short
        first, last, extent = make(month, len(able), stream)
        first = np.maximum(first, self._staff.first[able])
        last = np.minimum(last, self._staff.last[able])
        a_day = _a_day(self._staff.degree_pct[able], extent)
        natural = a_day * months.workdays_between(
            np.maximum(first, months.STARTS[month]), np.minimum(last, months.ENDS[month])
        )
        enough = int(np.searchsorted(np.cumsum(natural), wanted))
        for number in range(enough + 1):
            if wanted <= 0:
                break
            begin, end = int(first[number]), int(last[number])
            spell = len(self._rows)
            if natural[number] > wanted:
                # It begins so much later that the hours fit; the first day is a part of one.
                days = -(-wanted // int(a_day[number]))
                begin = self._workday_before(min(end, int(months.ENDS[month])), days)
                if kind == "long":
                    begin = min(begin, int(months.ENDS[months.LAST]) - LONG_DAYS)
                    end = max(end, begin + LONG_DAYS)
                self._cut[spell, month] = wanted
            self._add(int(able[number]), _SICK, begin, end, int(extent[number]))
            self._kinds[kind].append(spell)
            wanted -= min(wanted, int(natural[number]))

    def _shorten_until(self, kind: str, month: int, hours: int) -> int:
        """End spells that go on into a month earlier, the oldest first, where they take too much of it.

        Return what they take then. Of each, the month keeps at least a day.
        """
        start, end = int(months.STARTS[month]), int(months.ENDS[month])
        going_on = [spell for spell in self._kinds[kind] if self._rows[spell][3] >= start]
        going_on.sort(key=lambda spell: self._rows[spell][2])
        natural = {
            spell: self._day_of(spell)
            * int(months.workdays_between(start, min(self._rows[spell][3], end)))
            for spell in going_on
        }
        excess = sum(natural.values()) - hours
        for spell in going_on:
            cut = min(excess, natural[spell] - self._day_of(spell))
            if cut > 0:
                natural[spell] -= cut
                excess -= cut
                days = -(-natural[spell] // self._day_of(spell))
                self._rows[spell][3] = self._workday_after(start, days)
                self._cut[spell, month] = natural[spell]
        if excess > 0:
            raise ValueError(f"The {kind} spells of month {month} exceed its hours.")
        return sum(natural.values())

    def _day_of(self, spell: int) -> int:
        """Return the hours (hundredths) that a spell takes of a day."""
        employee, _, _, _, extent = self._rows[spell]
        return int(self._staff.degree_pct[employee]) * extent * 8 // 100

    def _long(self, month: int, count: int, stream: Stream) -> tuple[Ints, Ints, Ints]:
        first = self._first_days(month, stream.uniform(count))
        drawn = stream.uniform(count)
        length = LONG_DAYS + 1 + drawn * drawn * drawn * (_LONGEST_DAYS - LONG_DAYS - 32)
        last = first + np.floor(length).astype(np.int64)
        if month == 0:
            # Most who are away have been so for some time.
            first = first - np.floor(stream.uniform(count) * 150).astype(np.int64)
            last = np.maximum(last, first + LONG_DAYS + 1)
        if month == months.LAST:
            # Long by what the last month's rows say.
            first = np.minimum(first, months.ENDS[month] - LONG_DAYS)
        return first, last, np.array(_EXTENTS)[stream.pick(_LONG_EXTENTS, count)]

    def _short(self, month: int, count: int, stream: Stream) -> tuple[Ints, Ints, Ints]:
        first = self._first_days(month, stream.uniform(count))
        last = first + stream.pick(_SHORT_LENGTHS, count)
        return first, last, np.array(_EXTENTS)[stream.pick((92, 1, 6, 1), count)]

    def _first_days(self, month: int, drawn: Floats) -> Ints:
        days = months.workdays()
        days = days[(days >= months.STARTS[month]) & (days <= months.ENDS[month])]
        return days[np.floor(drawn * len(days)).astype(np.int64)]

    def _workday_before(self, end: int, days: int) -> int:
        """Return the first of so many working days that end with a day."""
        workdays = months.workdays()
        return int(workdays[np.searchsorted(workdays, end, side="right") - days])

    def _workday_after(self, begin: int, days: int) -> int:
        """Return the last of so many working days that begin with a day."""
        workdays = months.workdays()
        return int(workdays[np.searchsorted(workdays, begin) + days - 1])

    def _able(self, month: int, days: int, stream: Stream) -> Ints:
        """Return, in random order, who works the whole month and some days more, with no spell in them."""
        after = int(months.ENDS[month]) + days
        able = (
            self._is_free(month, int(months.month_index(np.array([after]))[0]))
            & (self._staff.first <= months.STARTS[month])
            & (self._staff.last >= min(after, int(months.ENDS[months.LAST])))
        )
        chance = stream.uniform(len(able))
        return np.flatnonzero(able)[np.argsort(chance[able], kind="stable")]

    def _is_free(self, first_month: int, last_month: int) -> np.ndarray:
        return ~self._busy[:, first_month : last_month + 1].any(axis=1) & (
            self._staff.degree_pct > 0
        )

    def _add(self, employee: int, reason: int, first: int, last: int, extent: int) -> None:
        self._rows.append([employee, reason, first, last, extent])
        begin, end = months.month_index(np.array([first, last]))
        self._busy[employee, begin : end + 1] = True
