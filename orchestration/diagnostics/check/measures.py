"""The measures of a release as candidates for a document's numbers: value, unit, year, role and names.

Reads ``fct_measures`` and ``dim_measure``, and for the members' words whatever tables of the release say of their
codes. The tie-out's tables are left alone: they are made from the registers that this proposes rows for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from orchestration.core.errors import RefusedError
from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.document import Document
from orchestration.releases.release import Release

# What a measure's unit may be printed as: a bare number in a table may be anything but money.
_BARE = frozenset(
    {
        "count",
        "fte",
        "index",
        "target",
        "per_fte_month",
        "kwh_per_sqm",
        "percentage_points",
        "pct",
        "year",
        "days",
        "seconds",
    }
)
_PRINTED_AS: dict[str, frozenset[str]] = {
    "sek": frozenset({"sek", "sek_each"}),
    "pct": frozenset({"pct", "target", "percentage_points"}),
    "percentage_points": frozenset({"percentage_points", "pct"}),
    "kwh_per_sqm": frozenset({"kwh_per_sqm", "target"}),
    "seconds": frozenset({"seconds"}),
    "days": frozenset({"days", "count", "target"}),
    "periods": frozenset({"count"}),
    "fte": frozenset({"fte", "count", "target"}),
    "years": frozenset({"year", "count"}),
    "date": frozenset({"date"}),
    "count": _BARE,
}
_LEFT_OUT = frozenset({"tie_out"})
_TO_DATE = "measures.fct_measures_to_date"
# What a report of a part of the year states for the whole of it.
_OF_THE_YEAR = frozenset({"target", "owner_target", "budget", "forecast"})
# Where a document's title is: among so many of its first texts that are no longer than this.
_TITLES, _TITLE = 8, 120


@dataclass(frozen=True)
class MeasureValue:
    """One value of ``fct_measures`` that a number may print, in base units; a date is in days since 1970.

    The first of its ``names`` has the measure's definition too.
    """

    measure_id: str
    member: str
    year: int
    value: Decimal
    unit: str
    role: str
    names: tuple[frozenset[str], ...]
    label: str

    @property
    def name(self) -> str:
        """Return ``measure/member@year``, as ``trace`` and the report write it."""
        return f"{self.measure_id}{'/' + self.member if self.member else ''}@{self.year}"

    def may_be_printed_in(self, unit: str, *, is_stated: bool) -> bool:
        """Return whether a number of a unit may print it; a number without a unit may print anything but money."""
        if unit == "count" and is_stated:
            return self.unit in ("count", "target", "per_fte_month", "fte")
        return self.unit in _PRINTED_AS.get(unit, frozenset())


def edition_of(document: Document, release: Release) -> str | None:
    """Return the edition of a part of the year, such as T1, that a title of a document names; None if none does."""
    if "common.dim_report_edition" not in release.tables:
        return None
    with release.connect() as connection:
        editions = connection.execute(
            """
            select distinct edition, title_sv, period_label_sv from common.dim_report_edition
            where month(end_date) < 12 or day(end_date) < 31
            order by edition
            """
        ).fetchall()
    titles = [block.text for _, block in document.texts() if len(block.text) < _TITLE][:_TITLES]
    for title in titles:
        for edition, name, period in editions:
            said = "|".join(re.escape(word) for word in (edition, name, period) if word)
            if re.search(rf"\b(?:{said})\b", title, re.IGNORECASE):
                return edition
    return None


def read_measures(release: Release, edition: str | None = None) -> list[MeasureValue]:
    """Return the values of a release's measures, with the words that name its measure and its member.

    Parameters
    ----------
    release
        The release to read.
    edition
        An edition of a part of the year: outcomes are those to its last day, and only targets, budgets and forecasts
        are the whole year's. None for a report of the whole year.

    Raises
    ------
    RefusedError
        When the release has no measures.
    """
    needed = {"measures.fct_measures", "measures.dim_measure"}
    if not needed | ({_TO_DATE} if edition else set()) <= set(release.tables):
        raise RefusedError(
            f"Release {release.number} has no measures to match numbers to.",
            "Check the document without --release.",
        )
    to_date = f"""
        union all
        select 'to date', measure_id, member, fiscal_year, measure_value from {_TO_DATE} where edition = $edition
    """
    with release.connect() as connection:
        labels = _labels(connection)
        indicators = _indicators(connection)
        rows = connection.execute(
            f"""
            with measured as (
                select 'year' as period, measure_id, member, fiscal_year, measure_value from measures.fct_measures
                {to_date if edition else ""}
            )
            select f.period, f.measure_id, coalesce(f.member, ''), f.fiscal_year, f.measure_value,
                d.base_unit, d.label_sv, coalesce(d.is_change, false), coalesce(d.definition_sv, '')
            from measured f join measures.dim_measure d using (measure_id)
            where f.measure_value is not null
            order by all
            """,
            {"edition": edition} if edition else None,
        ).fetchall()
    found = []
    for period, measure_id, member, year, value, unit, label, is_change, definition in rows:
        role = _role(label, is_change=is_change)
        if edition and (period == "to date") == (role in _OF_THE_YEAR):
            continue
        said = [label, *(text for code in _codes(member) for text in labels.get(code, ()))]
        name = " ".join(said)
        names = [f"{name} {definition}", name, *indicators.get((measure_id, member), ())]
        found.append(
            MeasureValue(
                measure_id, member, year, value, unit, role,
                tuple(frozenset(words.stems(name)) for name in names), " · ".join(dict.fromkeys(said)),
            )
        )  # fmt: skip
    return found


def _role(label: str, *, is_change: bool) -> str:
    text = label.lower()
    if is_change or re.search(
        r"ökning|minskning|förändring|differens|avvikelse|change|difference|deviation", text
    ):
        return "deviation"
    return next(
        (role for role, pattern in words.ROLES if role != "share" and pattern.search(text)),
        "outcome",
    )


def _codes(member: str) -> list[str]:
    """Return a member and its parts, the parts of parts last: a code is made of codes."""
    parts = [part for part in member.split("/") if part]
    return list(dict.fromkeys([member, *parts])) if member else []


def _labels(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """Return what a release's tables call every code: a column beside the label that it is named after."""
    columns: dict[tuple[str, str], list[str]] = defaultdict(list)
    for schema, table, column in connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns order by 1, 2, ordinal_position"
    ).fetchall():
        if schema not in _LEFT_OUT:
            columns[schema, table].append(column)
    found: dict[str, set[str]] = defaultdict(set)
    for (schema, table), names in columns.items():
        for name in names:
            if match := re.fullmatch(r"(\w+?)_(?:label|text|name)_sv", name):
                codes = [code for code in (match[1], f"{match[1]}_id") if code in names]
            elif name in ("label_sv", "activity_sv"):
                codes = [
                    n
                    for n in names
                    if re.search(
                        r"(?:line|indicator|activity|driver|area|goal)_id$|^code$|member_part$", n
                    )
                ][:1]
            else:
                continue
            side = ", any_value(side)" if "side" in names and name == "label_sv" else ", null"
            for code in codes:
                for key, label, of_side in connection.execute(
                    f'select cast("{code}" as varchar), "{name}"{side} from "{schema}"."{table}"'
                    f' where "{name}" is not null group by 1, 2'
                ).fetchall():
                    if key:
                        found[key].add(label)
                        if of_side:
                            found[key].add(f"\0{of_side}")
    plain = {key: {label for label in said if label[0] != "\0"} for key, said in found.items()}
    return {
        key: tuple(sorted(plain[key] | {text for s in said if s[0] == "\0" for text in plain.get(s[1:], ())}))
        for key, said in found.items()
    }  # fmt: skip


def _indicators(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """Return what the goals' indicators call the measures that they follow."""
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    has = connection.execute(
        "select count(*) from information_schema.tables where table_name = 'mart_goals__indicators'"
    ).fetchone()
    if has and has[0]:
        for measure_id, member, label in connection.execute(
            "select distinct measure_id, coalesce(member, ''), label_sv from goals.mart_goals__indicators"
            " where measure_id is not null"
        ).fetchall():
            names[measure_id, member].append(label)
    return names
