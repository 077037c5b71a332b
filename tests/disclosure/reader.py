"""What a reader knows of groups of employees from the published tables of one or two releases, and what follows.

Every count of persons, every hour and every full-time of every group is a variable: shown or not. What is shown is its
value; beyond that a reader knows that parts sum to wholes, that a window is the sum of its months, that sick leave is
part of working hours, and two things by common sense: that few come or go in a month, and that a correction either adds
or removes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import duckdb

from tests.disclosure.program import Program, Range

# The breakdown by month is of everybody: the month is a period here, not a group.
TOTAL = "total"
# Rates are published to eight decimals.
_RATE_PRECISION = 0.5e-8
# What the solver's own precision may hide.
_PRECISION = 1e-6
# How much a group may change by one month more or less: a person, and one in ten.
_TURNOVER, _TURNOVER_SHARE = 1, 0.1
# How many persons may be counted twice in the units of an area within a year.
_MOVED = 5
# Full-times of a year are published to eight decimals, and are the mean of its months.
_ROUNDING = 1e-6

Row = dict[str, Any]


class Group(NamedTuple):
    """A group of employees: what it is by, the group around it, and its name."""

    breakdown: str
    within: str
    member: str


class Cell(NamedTuple):
    """A number about a group in a period of a release."""

    release: int
    quantity: str
    period: str
    group: Group


@dataclass(frozen=True)
class Leak:
    """A withheld number, and the range in which it must lie by all that is published."""

    cell: Cell
    range: Range

    def __str__(self) -> str:
        """Return it as the test's message shows it."""
        cell = self.cell
        return (
            f"release {cell.release}, {cell.quantity} of {cell.group.breakdown} {cell.group.member}, {cell.period}:"
            f" between {self.range.low:.2f} and {self.range.high:.2f}"
        )


class Reader:
    """Somebody who has the tables of some releases of one warehouse, the older first."""

    def __init__(self, releases: Sequence[duckdb.DuckDBPyConnection]) -> None:
        self.program: Program[Cell] = Program()
        self.withheld: set[Cell] = set()
        self.groups: dict[int, set[Group]] = defaultdict(set)
        self._periods: dict[tuple[int, str], set[str]] = defaultdict(set)
        self._points: set[str] = set()
        self._months: dict[str, set[str]] = defaultdict(set)
        for number, release in enumerate(releases, start=1):
            self._read_sick_leave(number, release)
            self._read_measures(number, release)
            self._read_employees(number, release)
            self._read_staff_costs(number, release)
            self._read_months(number, release)
        for number in range(1, len(releases) + 1):
            self._sum_parts(number)
            self._sum_months(number)
            self._overlap_windows(number)
        for before, after in pairwise(range(1, len(releases) + 1)):
            self._correct(before, after)

    def leaks(self, limit: int, *quantities: str) -> list[Leak]:
        """Return the withheld numbers, of all quantities or of those named, that a reader knows too well.

        Of persons the range must be at least as wide as the largest group that is withheld for its size; of hours and
        full-times the greatest value must be at least twice the least.
        """
        asked = {cell for cell in self.withheld if not quantities or cell.quantity in quantities}
        ranges = self.program.ranges(asked, lambda cell, found: _is_open(cell, found, limit))
        return [
            Leak(cell, found)
            for cell, found in sorted(ranges.items())
            if not _is_open(cell, found, limit)
        ]

    def _cell(self, release: int, quantity: str, period: str, group: Group) -> Cell:
        self.groups[release].add(group)
        self._periods[release, quantity].add(period)
        return Cell(release, quantity, period, group)

    def _see(self, release: int, quantity: str, period: str, group: Group, value: Any) -> None:
        """Note a number as it is published: its value, or that it is withheld."""
        cell = self._cell(release, quantity, period, group)
        if value is None:
            self.withheld.add(cell)
        else:
            self.program.know(cell, float(value))
        self.withheld -= self.program.known.keys() & {cell}

    def _read_sick_leave(self, release: int, tables: duckdb.DuckDBPyConnection) -> None:
        for row in _rows(tables, "hr.mart_hr__sick_leave"):
            window = f"{row['measure_window']} {row['fiscal_year']}"
            group, period = Group(row["breakdown"], row["within_member"], row["member"]), window
            if group.breakdown == "month":
                self._months[window].add(group.member)
                group, period = Group(TOTAL, "", TOTAL), group.member
            self._see(release, "persons", period, group, row["employees_count"])
            ordinary, sick, long = (
                self._cell(release, quantity, period, group)
                for quantity in ("ordinary hours", "sick hours", "long sick hours")
            )
            self.program.demand({ordinary: 1, sick: -1}, low=0)
            self.program.demand({sick: 1, long: -1}, low=0)
            if row["is_disclosed"]:
                self._rate(sick, ordinary, row["sick_leave_pct"])
                self._rate(long, ordinary, row["long_sick_leave_pct"])
            else:
                self.withheld |= {ordinary, sick}

    def _rate(self, part: Cell, whole: Cell, percent: Any) -> None:
        if percent is not None:
            share = float(percent) / 100
            self.program.demand({part: 1, whole: -share - _RATE_PRECISION}, high=0)
            self.program.demand({part: 1, whole: -share + _RATE_PRECISION}, low=0)

    def _read_measures(self, release: int, tables: duckdb.DuckDBPyConnection) -> None:
        windows = {
            "sick_leave_pct": "december_to_november",
            "sick_leave_calendar_year_pct": "calendar_year",
        }
        everybody = Group(TOTAL, "", TOTAL)
        for row in _rows(tables, "measures.fct_measures"):
            if window := windows.get(row["measure_id"]):
                period = f"{window} {row['fiscal_year']}"
                self._see(release, "sick hours", period, everybody, row["numerator"])
                self._see(release, "ordinary hours", period, everybody, row["denominator"])

    def _read_employees(self, release: int, tables: duckdb.DuckDBPyConnection) -> None:
        rows = _rows(tables, "hr.mart_hr__employees")
        first_year = min((row["fiscal_year"] for row in rows), default=0)
        for row in rows:
            group, year = (
                Group(row["breakdown"], row["within_member"], row["member"]),
                row["fiscal_year"],
            )
            self._points.add(f"end of {year}")
            self._see(release, "persons", f"end of {year}", group, row["employees_count"])
            self._see(release, "full-times", f"{year}", group, row["full_times"])
            if year > first_year and row["prior_employees_count"] is not None:
                self._see(
                    release, "persons", f"end of {year - 1}", group, row["prior_employees_count"]
                )
                self._see(release, "full-times", f"{year - 1}", group, row["prior_full_times"])

    def _read_staff_costs(self, release: int, tables: duckdb.DuckDBPyConnection) -> None:
        for row in _rows(tables, "hr.mart_hr__staff_costs"):
            if row["full_times"] is not None and row["business_area_id"]:
                group = Group("business_area", "", row["business_area_id"])
                self._see(release, "full-times", f"{row['fiscal_year']}", group, row["full_times"])

    def _read_months(self, release: int, tables: duckdb.DuckDBPyConnection) -> None:
        """Read the facts by month, whose rows are units, or units together that are withheld."""
        months = {
            row["fiscal_period_id"]: (f"{row['start_date']}", row["fiscal_year"])
            for row in _rows(tables, "common.dim_fiscal_period")
        }
        last = {year: month for month, (_, year) in sorted(months.items())}
        sick: dict[tuple[str, str], float] = defaultdict(float)
        for row in _rows(tables, "hr.fct_absence_by_month"):
            hours = float(row["absence_hours"]) if row["reason"].startswith("sick") else 0
            sick[row["fiscal_period_id"], row["unit_id"]] += hours
        for row in _rows(tables, "hr.fct_employees_by_month"):
            month, (first_day, year) = row["fiscal_period_id"], months[row["fiscal_period_id"]]
            month_end = f"end of {year}" if last[year] == month else f"end of {month}"
            self._points.add(month_end)
            numbers = {
                ("persons", month_end): float(row["employees_count"]),
                ("full-times", month): float(row["full_times"]),
                ("ordinary hours", first_day): float(row["ordinary_hours"]),
                ("sick hours", first_day): sick[month, row["unit_id"]],
            }
            for (quantity, period), value in numbers.items():
                cells = [
                    self._cell(release, quantity, period, group)
                    for group in self._units(release, row)
                ]
                if row["cost_centre"]:
                    self.program.know(cells[0], value)
                else:
                    self.withheld |= {*cells}
                    self.program.demand(dict.fromkeys(cells, 1), value, value)
        for year in last:
            of_year = [month for month, (_, other) in months.items() if other == year]
            for group in self.groups[release]:
                cells = [Cell(release, "full-times", month, group) for month in of_year]
                whole = Cell(release, "full-times", f"{year}", group)
                if self._occurs(cells):
                    self.program.demand(
                        {whole: -len(of_year)} | dict.fromkeys(cells, 1), -_ROUNDING, _ROUNDING
                    )

    def _units(self, release: int, row: Row) -> list[Group]:
        """Return the cost centres that a row of a fact by month is of."""
        units = [
            group for group in sorted(self.groups[release]) if group.breakdown == "cost_centre"
        ]
        if row["cost_centre"]:
            return [unit for unit in units if unit.member == row["cost_centre"]]
        areas = {row["business_area_id"]}
        if not row["business_area_id"]:
            areas = {
                group.member
                for group in self._withheld_groups(release)
                if group.breakdown == "business_area"
            }
        return [
            unit
            for unit in units
            if unit.within in areas and unit in self._withheld_groups(release)
        ]

    def _withheld_groups(self, release: int) -> set[Group]:
        return {cell.group for cell in self.withheld if cell.release == release}

    def _wholes(self, release: int) -> Iterator[tuple[Group, list[Group]]]:
        """Yield each group that others are the parts of, with all of them."""
        parts = defaultdict(list)
        for group in sorted(self.groups[release]):
            if group.breakdown == "cost_centre":
                parts[Group("business_area", "", group.within), "cost_centre"].append(group)
            elif group.breakdown != TOTAL:
                parts[Group(TOTAL, "", TOTAL), group.breakdown].append(group)
        for (whole, _), groups in parts.items():
            yield whole, groups

    def _sum_parts(self, release: int) -> None:
        """Demand that parts sum to wholes; who moves within a window is counted in two units of it."""
        for (number, quantity), periods in [*self._periods.items()]:
            for period in periods if number == release else ():
                for whole, groups in self._wholes(release):
                    cells = [Cell(release, quantity, period, group) for group in groups]
                    if not self._occurs(cells):
                        continue
                    total = Cell(release, quantity, period, whole)
                    moved = quantity == "persons" and period not in self._points
                    self.program.demand(
                        {total: -1} | dict.fromkeys(cells, 1), 0, _MOVED if moved else 0
                    )

    def _occurs(self, cells: Sequence[Cell]) -> bool:
        """Return whether some of the cells are published or withheld by name."""
        return any(cell in self.program.known or cell in self.withheld for cell in cells)

    def _sum_months(self, release: int) -> None:
        for window, months in self._months.items():
            for quantity in ("ordinary hours", "sick hours", "long sick hours"):
                for group in self.groups[release]:
                    cells = [Cell(release, quantity, month, group) for month in sorted(months)]
                    self.program.demand(
                        {Cell(release, quantity, window, group): -1} | dict.fromkeys(cells, 1), 0, 0
                    )

    def _overlap_windows(self, release: int) -> None:
        """Demand that a group is about as large in two windows that share all months but one."""
        for one, others in self._months.items():
            for another, months in self._months.items():
                if one >= another or len(others & months) < len(months) - 1:
                    continue
                for group in self.groups[release]:
                    first, second = (
                        Cell(release, "persons", window, group) for window in (one, another)
                    )
                    if not {first, second} <= self.program.known.keys():
                        share = 1 + _TURNOVER_SHARE
                        self.program.demand({first: 1, second: -share}, high=_TURNOVER)
                        self.program.demand({second: 1, first: -share}, high=_TURNOVER)

    def _correct(self, before: int, after: int) -> None:
        """Demand that every group changed between two releases as the whole board did, or not at all."""
        everybody = Group(TOTAL, "", TOTAL)
        for quantity in ("persons", "full-times"):
            for period in self._periods[before, quantity] & self._periods[after, quantity]:
                totals = [Cell(number, quantity, period, everybody) for number in (before, after)]
                if not {*totals} <= self.program.known.keys():
                    continue
                change = self.program.known[totals[1]] - self.program.known[totals[0]]
                for group in self.groups[before] & self.groups[after] - {everybody}:
                    old, new = (Cell(number, quantity, period, group) for number in (before, after))
                    if not {old, new} <= self.program.known.keys():
                        self.program.demand({new: 1, old: -1}, min(change, 0), max(change, 0))


def _is_open(cell: Cell, found: Range, limit: int) -> bool:
    """Return whether a range leaves a withheld number open."""
    if cell.quantity == "persons":
        return found.width > limit - _PRECISION
    return found.high > 2 * found.low - _PRECISION


def _rows(tables: duckdb.DuckDBPyConnection, relation: str) -> list[Row]:
    found = tables.execute(f"select * from {relation}")
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
