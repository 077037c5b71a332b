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
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from orchestration.boards import EDITION, reference_files
from orchestration.core.expressions import Value
from orchestration.core.settings import SEEDS_DIR
from orchestration.report.figures import Cell, Figures
from orchestration.report.release_data import ReleaseData
from orchestration.report.text.goal_names import GOAL_NAMES, goal_subjects, read_goal_name
from orchestration.report.text.members import Members
from orchestration.report.text.readings import Reading, State, UnknownNameError, closest

PERIOD = re.compile(rf"(?P<year>-[0-9]{{1,2}}|[0-9]{{4}})?(?:(?:^|-)(?P<edition>{EDITION}))?")
_EPOCH = date(1970, 1, 1)
_SUFFIX_UNITS = {
    "sek": "sek",
    "pct": "pct",
    "points": "percentage_points",
    "count": "count",
    "fte": "fte",
    "times": "fte",
    "present": "fte",
    "date": "date",
}
_DECIMALS = {"sek": 2, "pct": 1, "percentage_points": 1, "fte": 1}


@dataclass(frozen=True)
class _Period:
    year: int
    edition: str
    is_annual: bool
    is_relative: bool

    @property
    def name(self) -> str:
        return str(self.year) if self.is_annual else f"{self.year}-{self.edition}"


def reference_measures(folder: Path) -> dict[str, SimpleNamespace]:
    """Return the measures of a board's reference data, by id, with what a text asks of one."""
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
        period = self._period(said) if at else self._report_period
        kind, colon, measure = base.partition(":")
        if colon and kind in GOAL_NAMES:
            return sorted(goal_subjects(self._data, kind, period.year))
        measure_id = (measure or kind).partition("/")[0]
        if self._are_withheld(measure_id, period.year):
            raise UnknownNameError(f"{name}: some are withheld, so nothing may be claimed of all")
        return sorted(self._members_of(measure_id, period) - {""})

    def _members_of(self, measure_id: str, period: _Period) -> set[str]:
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
            year = (self._period(said) if at else self._report_period).year
            return read_goal_name(self._data, name, kind, subject, year)
        if colon and kind in ("figure", "date", "measure"):
            if kind == "figure":
                return self._printed(name, rest)
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
        period = self._period(said) if at else self._report_period
        if "." in base.partition("/")[0]:
            return self._cell(name, base, period)
        return self._measure(name, base, period)

    # Periods

    @property
    def _report_period(self) -> _Period:
        edition = self._data.edition
        return _Period(edition.fiscal_year, edition.edition, edition.is_annual, is_relative=False)

    @cached_property
    def _editions(self) -> dict[tuple[int, str], SimpleNamespace]:
        rows = self._data.rows("from common.dim_report_edition order by fiscal_year, sort_order")
        return {(row.fiscal_year, row.edition): row for row in rows}

    def _period(self, said: str) -> _Period:
        found = PERIOD.fullmatch(said)
        of_release = {
            edition: row.end_date.month == 12 for (_, edition), row in self._editions.items()
        }
        if (
            not said
            or not found
            or (found["edition"] or self._data.edition.edition) not in of_release
        ):
            first = next(iter(of_release))
            raise UnknownNameError(
                f"@{said} is not a period; expected @-1, @{self._data.year - 1}, or one of an edition"
                f" ({', '.join(of_release)}): @{first}, @-1-{first} or @{self._data.year}-{first}"
            )
        is_relative = (found["year"] or "-").startswith("-")
        year = self._data.year + int(found["year"] or 0) if is_relative else int(found["year"])
        edition = found["edition"] or self._data.edition.edition
        period = _Period(year, edition, of_release[edition], is_relative)
        known = self._editions.get((period.year, period.edition))
        if known is None and not is_relative:
            years = ", ".join(map(str, sorted({year for year, _ in self._editions})))
            raise UnknownNameError(f"the release has no year {year}; it has {years}")
        if known is not None and known.end_date > self._data.edition.end_date:
            raise UnknownNameError(
                f"@{said} ends {known.end_date}, after the report's period"
                f" ({self._data.edition.end_date})"
            )
        return period

    # Measures

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

    def _measure(self, name: str, base: str, period: _Period) -> Reading:
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

    def _why_missing(self, defined: SimpleNamespace, member: str, period: _Period) -> State:
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
        known = self._editions.get((period.year, period.edition))
        return "undelivered" if known is not None and not known.is_booked else "missing"

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

    # Cells of published tables

    def _cell(self, name: str, base: str, period: _Period) -> Reading:
        place, _, key = base.partition("/")
        *schema, table_name, column = place.split(".")
        tables = self._data.release.tables
        wanted = ".".join((*schema, table_name))
        full = next((one for one in tables if wanted in (one, one.partition(".")[2])), None)
        if full is None:
            raise UnknownNameError(
                f"there is no published table {wanted!r}"
                + closest(wanted, [one.partition(".")[2] for one in tables])
            )
        types = {item["name"]: item["type"] for item in tables[full]["columns"]}
        numeric = [
            item
            for item, type_ in types.items()
            if type_.startswith(("DECIMAL", "INTEGER", "BIGINT", "HUGEINT", "BOOLEAN", "DATE"))
        ]
        if column not in numeric:
            raise UnknownNameError(
                f"{table_name} has no number {column!r}" + closest(column, numeric)
            )
        unit = unit_of_column(column, types[column])
        condition, values = self._row_of(tables[full], key, period, name)
        rows = self._data.rows(self._query(tables[full], types, column, condition), **values)
        decimals = _DECIMALS.get(unit, 0)
        if not rows:
            if not tables[full]["rows"]:
                return Reading(name, "undelivered", unit)
            if period.is_relative and period.year != self._data.year:
                return Reading(name, "missing", unit)
            raise UnknownNameError(
                f"{table_name} has no row {key!r} of {period.name}"
                + closest(key, self._keys(tables[full], period))
            )
        row = rows[0]
        if not row.is_open or (row.amount is None and row.is_shown is False):
            return Reading(name, "withheld", unit)
        if row.amount is None:
            return Reading(name, "missing", unit)
        amount = (row.amount - _EPOCH).days if isinstance(row.amount, date) else row.amount
        exact = Decimal(amount) if isinstance(amount, Decimal) else int(amount)
        keys = tuple((item, getattr(row, f"key_{item}")) for item in tables[full]["primary_key"])
        source = None if isinstance(row.amount, date) else (Cell(full, column, keys), exact)
        value = Value(Fraction(exact))
        return Reading(name, "known", unit, decimals, value=value, source=source)

    def _query(
        self, table: Mapping[str, Any], types: Mapping[str, str], column: str, condition: str
    ) -> str:
        shown = "is_disclosed" if "is_disclosed" in types else "null"
        keys = ", ".join(f"{item} as key_{item}" for item in table["primary_key"])
        return (
            f"select {column} as amount, {shown} as is_shown, ({table['reader_rows'] or 'true'}) as is_open, {keys}"
            f" from {table['schema']}.{table['name']} where {condition}"
        )

    def _row_of(
        self, table: Mapping[str, Any], key: str, period: _Period, name: str
    ) -> tuple[str, dict[str, Any]]:
        """Return the condition of the row with a key: the year and the edition are the period's, the rest is said."""
        primary = table["primary_key"]
        if len(primary) == 1:
            (only,) = primary
            if only == "fiscal_year":
                return f"{only} = $of_year", {"of_year": period.year}
            return f"cast({only} as varchar) in ($own, $dated)", {
                "own": key,
                "dated": f"{period.year}-{key}" if key else str(period.year),
            }
        of_period = {"fiscal_year": period.year, "edition": period.edition}
        own = [item for item in primary if item not in of_period]
        parts = key.split("/", len(own) - 1) if key else []
        if len(parts) != len(own):
            raise UnknownNameError(f"{name}: expected the row's {'/'.join(own)} behind a `/`")
        values: dict[str, Any] = {
            f"of_{item}": value for item, value in of_period.items() if item in primary
        }
        values |= {f"of_{item}": part for item, part in zip(own, parts, strict=True)}
        return " and ".join(
            f"cast({item.removeprefix('of_')} as varchar) = cast(${item} as varchar)"
            for item in values
        ), values

    def _keys(self, table: Mapping[str, Any], period: _Period) -> list[str]:
        own = [item for item in table["primary_key"] if item not in ("fiscal_year", "edition")]
        if not own:
            return []
        joined = " || '/' || ".join(f"cast({item} as varchar)" for item in own)
        rows = self._data.rows(f"select {joined} as key from {table['schema']}.{table['name']}")
        return list(dict.fromkeys(row.key.removeprefix(f"{period.year}-") for row in rows))

    # The tie-out's names

    @cached_property
    def _register(self) -> dict[str, SimpleNamespace]:
        rows = self._data.rows(
            "select figures.figure_id, figures.printed, figures.published_value, figures.qualifier, figures.base_unit,"
            " units.base_units"
            " from tie_out.mart_tie_out__figures as figures left join common.dim_unit as units using (unit)"
        )
        return {row.figure_id: row for row in rows}

    def _printed(self, name: str, figure_id: str) -> Reading:
        row = self._register.get(figure_id)
        if row is None:
            raise UnknownNameError(
                f"there is no printed figure {figure_id!r}" + closest(figure_id, self._register)
            )
        decimals = len(row.printed.partition(",")[2].split()[0]) if "," in row.printed else 0
        slack = Fraction(0)
        if row.base_unit != "date":
            slack = Fraction(row.base_units) / (2 * 10**decimals)
            if row.qualifier in _rounding_words() and not decimals:
                # As the tie-out: a word such as ca lets the last digit that is not zero be rounded.
                digits = str(abs(int(row.published_value / row.base_units)))
                slack *= 10 ** min(len(digits) - len(digits.rstrip("0")), 9)
        value = Value(Fraction(row.published_value), slack)
        return Reading(name, "known", row.base_unit, decimals, value=value)


@cache
def _rounding_words() -> frozenset[str]:
    """Return the words beside a printed figure that say it is rounded, such as ``ca``."""
    content = reference_files()["figure_qualifiers"].content_in(SEEDS_DIR).decode("utf-8")
    rows = csv.DictReader(io.StringIO(content))
    return frozenset(row["qualifier"] for row in rows if row["is_rounded"] == "true")


def day_of(name: str, said: str) -> Reading:
    """Return the day of a name such as ``date:2013-12-31``."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise UnknownNameError(f"{said!r} is not a day; expected date:2013-12-31") from None
    return Reading(name, "known", "date", value=Value(Fraction((day - _EPOCH).days)))


def unit_of_column(column: str, type_: str) -> str:
    """Return the unit of a column of a published table, by its type and the end of its name."""
    if type_ == "BOOLEAN":
        return "count"
    if type_ == "DATE":
        return "date"
    return _SUFFIX_UNITS.get(column.rpartition("_")[2], "target")
