"""What a name in a chapter says in a release: a measure's value, a cell of a published table, a printed figure.

``cases``, ``area_outcome_sek/cost_total``
    a measure, perhaps of a member by its code or name, in the report's period; ``@-1`` is the same in the year before,
    ``@2012`` in a year, ``@T1`` to a tertial's end, ``@2012-VB`` in a year's whole
``mart_hr__sick_leave.sick_leave_pct/calendar_year-business_area-procurement``
    a cell of a published table, by the key of its row
``targets_missed:2.4``, ``target_missed:2.4-6``, ``activities:2.4``, ``activities_deviating:2.4``,
``activity_deviates:2.4-A1``
    what the goal system says of a goal, an indicator or an activity (``goal_names``)
``figure:1_1.text.visits``
    a printed figure of the register, as far as it was rounded
``date:2013-12-31``
    a day

A board may give a measure a short name of its own (``report: names:`` in ``board.yml``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

from orchestration.boards import reference_files
from orchestration.core.expressions import Value
from orchestration.releases.withheld import earlier_that_withholds_less
from orchestration.report.figures import Figures
from orchestration.report.release_data import ReleaseData
from orchestration.report.text.cells import read_cell
from orchestration.report.text.goal_names import GOAL_NAMES, goal_subjects, read_goal_name
from orchestration.report.text.members import Members
from orchestration.report.text.periods import Period, Periods
from orchestration.report.text.printed import PrintedFigures
from orchestration.report.text.readings import EPOCH, Reading, State, UnknownNameError, closest


def reference_measures(folder: Path) -> dict[str, SimpleNamespace]:
    """Return the measures of a board's reference data, by id, with what a text needs of one."""
    rows = {
        name: list(
            csv.DictReader(
                reference_files()[name].content_in(folder).decode("utf-8-sig").splitlines()
            )
        )
        for name in ("measures", "units")
    }
    units = {row["unit"]: row for row in rows["units"]}
    return {
        row["measure_id"]: SimpleNamespace(
            measure_id=row["measure_id"],
            source_system=row["source_system"],
            decimals=int(row["decimals"] or 0),
            base_unit=units[row["unit"]]["base_unit"],
            unit_label_sv=units[row["unit"]]["label_sv"],
        )
        for row in rows["measures"]
        if row["unit"] in units
    }


class References:
    """Reads the names of an edition's text, each once.

    A measure of the board's reference data that the release does not list is of a system that was not delivered.
    """

    def __init__(
        self,
        data: ReleaseData,
        figures: Figures,
        names: Mapping[str, str],
        known: Mapping[str, SimpleNamespace],
    ) -> None:
        self._data = data
        self._figures = figures
        self._own_names = names
        self._known = {**known, **figures.measures}
        self._members = Members(data)
        self._periods = Periods(data)
        self._printed = PrintedFigures(data)
        self._read: dict[str, Reading] = {}

    def read(self, name: str) -> Reading:
        """Return what a name says.

        Raises
        ------
        UnknownNameError
            When the release has no such measure, member, table, column, row, goal, figure or period.
        """
        if name not in self._read:
            self._read[name] = self._reading(name)
        return self._read[name]

    def members(self, name: str) -> list[str]:
        """Return the members, goals, activities or indicators that a name with ``*`` is of, in order.

        Raises
        ------
        UnknownNameError
            When the release has no such period, or withholds members: nothing may be claimed of all then.
        """
        base, at, said = name.partition("@")
        period = self._periods.read(said) if at else self._periods.of_report
        kind, colon, measure = base.partition(":")
        if colon and kind in GOAL_NAMES:
            return sorted(goal_subjects(self._data, kind, period.year))
        measure_id = (measure or kind).partition("/")[0]
        if self._are_withheld(measure_id, period.year):
            raise UnknownNameError(
                f"{name}: some are withheld, so nothing may be claimed of all{self.where_less_is_withheld}"
            )
        return sorted(self._members_of(measure_id, period) - {""})

    @property
    def where_less_is_withheld(self) -> str:
        """The end of a sentence that names an earlier release which withholds fewer groups; empty without one."""
        number = earlier_that_withholds_less(self._data.release)
        if number is None:
            return ""
        edition = self._data.edition
        return (
            f"; release {number} withholds fewer groups: `bokslut report --release {number}"
            f" --edition {edition.edition} --year {edition.fiscal_year}`"
        )

    def _members_of(self, measure_id: str, period: Period) -> set[str]:
        wanted = (measure_id, period.year, None if period.is_annual else period.edition)
        return {
            member
            for of_measure, member, year, edition in self._values
            if (of_measure, year, edition) == wanted
        }

    def _reading(self, name: str) -> Reading:
        kind, colon, rest = name.partition(":")
        if colon and kind in GOAL_NAMES:
            subject, at, said = rest.partition("@")
            year = (self._periods.read(said) if at else self._periods.of_report).year
            return read_goal_name(self._data, name, kind, subject, year)
        if colon and kind in ("figure", "date", "measure"):
            if kind == "figure":
                return self._printed.read(name, rest)
            if kind == "date":
                return day_of(name, rest)
            name = rest
        base, at, said = name.partition("@")
        if (own := self._own_names.get(base)) is not None:
            if at and "@" in own:
                raise UnknownNameError(
                    f"{base} is {own}, which has its period; {name} cannot have another"
                )
            base, at, said = f"{own}{at}{said}".partition("@")
        period = self._periods.read(said) if at else self._periods.of_report
        if "." in base.partition("/")[0]:
            return read_cell(self._data, name, base, period)
        return self._measure(name, base, period)

    @cached_property
    def _values(self) -> dict[tuple[str, str, int, str | None], SimpleNamespace]:
        """The values by measure, member, year and edition, which is None for the whole year."""
        rows = self._data.rows(
            "select measure_value_id as value_id, null as edition, * from measures.fct_measures"
        ) + self._data.rows(
            "select measure_to_date_id as value_id, * from measures.fct_measures_to_date"
        )
        return {(row.measure_id, row.member, row.fiscal_year, row.edition): row for row in rows}

    @cached_property
    def _delivered(self) -> set[str]:
        return {delivery["system"] for delivery in self._data.release.manifest["deliveries"]}

    def _measure(self, name: str, base: str, period: Period) -> Reading:
        measure_id, _, member = base.partition("/")
        defined = self._known.get(measure_id)
        if defined is None:
            raise UnknownNameError(
                f"there is no measure {measure_id!r}"
                + closest(measure_id, [*self._known, *self._own_names])
            )
        if member:
            member = self._members.code_of(member, self._members_of(measure_id, period))
        decimals, word = max(defined.decimals or 0, 0), defined.unit_label_sv or ""
        if defined.base_unit in ("count", "fte", "index", "days", "per_fte_month"):
            word = ""
        edition = None if period.is_annual else period.edition
        row = self._values.get((measure_id, member, period.year, edition))
        if row is not None and row.measure_value is not None:
            value = Value(Fraction(row.measure_value))
            return Reading(name, "known", defined.base_unit, decimals, word, value, row)
        state = self._why_missing(defined, member, period)
        return Reading(name, state, defined.base_unit, decimals, word)

    def _why_missing(self, defined: SimpleNamespace, member: str, period: Period) -> State:
        """Return why a measure has no value; a member that the release does not know is the writer's mistake."""
        if defined.source_system not in self._delivered:
            return "undelivered"
        if member and self._is_withheld(member, period.year):
            return "withheld"
        members = {key[1] for key in self._values if key[0] == defined.measure_id}
        editions = {key[3] for key in self._values if key[:2] == (defined.measure_id, member)}
        if members and member not in members:
            shown = "the measure's members" if member else f"{defined.measure_id} has members"
            raise UnknownNameError(
                (f"{defined.measure_id} has no member {member!r}" if member else shown)
                + closest(member, members)
            )
        if not period.is_annual and period.edition not in editions and editions:
            raise UnknownNameError(
                f"{defined.measure_id} is of whole years; it has no value to the end of {period.edition}"
            )
        return "undelivered" if self._periods.is_open(period) else "missing"

    def _is_withheld(self, member: str, year: int) -> bool:
        """Return whether a mart withholds the group that a member is, so that no measure has it."""
        return any(
            self._data.rows(
                f"select {key} from {table} where not is_disclosed and measure_value_id is null"
                f" and fiscal_year = $of_year and ends_with({key}, $ending)",
                of_year=year,
                ending=f"-{member}",
            )
            for table, key in self._tables_that_withhold()
        )

    def _are_withheld(self, measure_id: str, year: int) -> bool:
        """Return whether a mart that shows members of a measure withholds others in a year."""
        return any(
            self._data.rows(
                f"select 1 from {table} where not is_disclosed and measure_value_id is null and fiscal_year = $of_year"
                f" and exists (from {table} where starts_with(measure_value_id, $measure))",
                of_year=year,
                measure=f"{measure_id}/",
            )
            for table, _ in self._tables_that_withhold()
        )

    def _tables_that_withhold(self) -> Iterator[tuple[str, str]]:
        """Yield the tables of groups that may be withheld, with the column that is their key."""
        for table, described in self._data.release.tables.items():
            columns = {column["name"] for column in described["columns"]}
            (key, *others) = described["primary_key"]
            dated = {"is_disclosed", "measure_value_id", "fiscal_year"} <= columns
            if dated and not others and key != "fiscal_year":
                yield table, key


def day_of(name: str, said: str) -> Reading:
    """Return the day of a name such as ``date:2013-12-31``."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise UnknownNameError(f"{said!r} is not a day; expected date:2013-12-31") from None
    return Reading(name, "known", "date", value=Value(Fraction((day - EPOCH).days)))
