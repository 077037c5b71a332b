"""What the site shows of a release: its measures and their values, and the printed figures to compare with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import SimpleNamespace

import duckdb

from orchestration.core.errors import RefusedError
from orchestration.releases.release import Release
from orchestration.report.release_data import MEMBER_LABELS, name_of_member
from orchestration.site.sparklines import Point

_FIGURE_IN_PREDICATE = re.compile(r"figure:(\S+)")
_VALUE_IN_PREDICATE = re.compile(r"measure:(\S+)")

# The tone in which a verdict is shown; its word is beside it.
_TONES = {
    "reconciles": "good",
    "reconciles_as_qualified": "good",
    "holds": "good",
    "holds_within_rounding": "good",
    "variance": "bad",
    "contradicted": "bad",
}

_VALUES = """
    select measure_value_id as value_id, measure_id, member, fiscal_year, '' as edition, numerator, denominator,
        measure_value
    from measures.fct_measures
    union all
    select measure_to_date_id, measure_id, member, fiscal_year, edition, numerator, denominator, measure_value
    from measures.fct_measures_to_date
    order by measure_id, member, fiscal_year desc, edition
"""

# A measure of the income statement, or of the result by area, has the lines of its table as members.
_LINES_OF_STATEMENT = """
    select distinct line_id as code, label_sv from economics.mart_economics__income_statement
    union all
    select distinct line_id,
        case when is_total then '' when side = 'cost' then 'Kostnader: ' when side = 'revenue' then 'Intäkter: '
            else '' end || label_sv
    from economics.mart_economics__result_by_business_area
"""


@dataclass(frozen=True)
class ReleaseFacts:
    """Rows of a release, each with its columns by name."""

    release: Release
    measures: Mapping[str, SimpleNamespace]
    values: Mapping[str, SimpleNamespace]
    figures: Mapping[str, SimpleNamespace]
    statements: Mapping[str, SimpleNamespace]
    variances: tuple[SimpleNamespace, ...]
    labels: Mapping[str, tuple[SimpleNamespace, ...]]
    member_labels: Mapping[str, str]
    organisation: str
    editions: tuple[SimpleNamespace, ...]
    months: Mapping[tuple[str, str], tuple[Point, ...]]
    unit_labels: Mapping[str, str]

    @cached_property
    def values_of(self) -> dict[str, list[SimpleNamespace]]:
        """Return the values of each measure."""
        return _grouped(self.values.values(), "measure_id")

    @cached_property
    def figures_of(self) -> dict[str, list[SimpleNamespace]]:
        """Return the printed figures of each value."""
        return _grouped(self.figures.values(), "measure_value_id")

    @cached_property
    def statements_of(self) -> dict[str, list[SimpleNamespace]]:
        """Return the statements that are about each printed figure."""
        about: dict[str, list[SimpleNamespace]] = defaultdict(list)
        for statement in self.statements.values():
            for figure_id in figures_in(statement):
                about[figure_id].append(statement)
        return about

    @cached_property
    def short_years(self) -> dict[int, str]:
        """Return the fiscal years that begin after 1 January, each with its months in words."""
        return short_years(self.editions)

    def member_name(self, member: str) -> str:
        """Return what a member of a measure is called in Swedish."""
        return name_of_member(member, self.member_labels)

    def label(self, code_set: str, code: str, language: str = "en") -> str:
        """Return the name of a code, such as a verdict, in ``en`` or ``sv``; one without a name by itself."""
        known = {
            row.term: getattr(row, f"label_{language}") for row in self.labels.get(code_set, ())
        }
        return known.get(code, code)


def last_whole_year(editions: Sequence[SimpleNamespace]) -> int:
    """Return the last fiscal year that is booked to its end; without one, the last that has begun.

    ``editions`` are the rows of ``dim_report_edition``, at least one.
    """
    whole = [of for of in editions if of.is_booked and of.end_date.month == 12]
    return max(of.fiscal_year for of in whole or editions)


def short_years(editions: Sequence[SimpleNamespace]) -> dict[int, str]:
    """Return the fiscal years that begin after 1 January, each with its months in words.

    ``editions`` are the rows of ``dim_report_edition``.
    """
    return {
        of.fiscal_year: of.period_label_sv
        for of in editions
        if of.end_date.month == 12 and (of.start_date.month, of.start_date.day) != (1, 1)
    }


def figures_in(statement: SimpleNamespace) -> list[str]:
    """Return the printed figures that a statement's predicate names, each once."""
    return list(dict.fromkeys(_FIGURE_IN_PREDICATE.findall(statement.predicate or "")))


def values_in(statement: SimpleNamespace) -> list[str]:
    """Return the values of measures that a statement's predicate names, each once."""
    return list(dict.fromkeys(_VALUE_IN_PREDICATE.findall(statement.predicate or "")))


def tone(subject: SimpleNamespace) -> str:
    """Return the tone of the verdict on a figure or a statement: good, mixed (accepted), bad or none."""
    if subject.is_accepted:
        return "mixed"
    return _TONES.get(subject.verdict, "none")


def read_release_facts(release: Release) -> ReleaseFacts:
    """Return what the site shows of a release.

    Raises
    ------
    RefusedError
        When it lacks what a site shows: it is older than docs sites.
    ExternalError
        When its database cannot be read.
    """
    try:
        return _read(release)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise RefusedError(
            f"{release.name} was published before docs sites were made of releases: {str(error).splitlines()[0]}",
            "Make the site of a later release.",
        ) from error


def _read(release: Release) -> ReleaseFacts:
    with release.connect() as connection:
        editions = _rows(
            connection, "from common.dim_report_edition order by fiscal_year, sort_order"
        )
        return ReleaseFacts(
            release,
            measures=_by(
                "measure_id",
                _rows(connection, "from measures.dim_measure order by label_sv, measure_id"),
            ),
            values=_by("value_id", _rows(connection, _VALUES)),
            figures=_by(
                "figure_id",
                _rows(
                    connection,
                    "select figures.*, units.label_sv as unit_label_sv, units.base_units"
                    " from tie_out.mart_tie_out__figures as figures"
                    " left join common.dim_unit as units on figures.unit = units.unit order by figure_id",
                ),
            ),
            statements=_by(
                "statement_id",
                _rows(connection, "from tie_out.mart_tie_out__statements order by statement_id"),
            ),
            variances=tuple(
                _rows(
                    connection, "from tie_out.mart_tie_out__accepted_variances order by subject_id"
                )
            ),
            labels=_labels(connection),
            member_labels={
                row.code: row.label_sv
                for labels in (_LINES_OF_STATEMENT, MEMBER_LABELS)
                for row in _rows(connection, labels)
            },
            organisation=editions[-1].organisation_sv if editions else "",
            editions=tuple(editions),
            months=_months(connection, release),
            unit_labels={
                row.unit: row.label_sv for row in _rows(connection, "from common.dim_unit")
            },
        )


def _months(
    connection: duckdb.DuckDBPyConnection, release: Release
) -> dict[tuple[str, str], tuple[Point, ...]]:
    """Return the values by month, by measure and member, that are open to all; a withheld one is without a value."""
    table = release.tables.get("measures.fct_measures_by_month", {"columns": ()})
    if "is_open_to_all" not in {column["name"] for column in table["columns"]}:
        return {}
    rows = _rows(
        connection,
        "select measure_id, member, fiscal_period_id, case when is_disclosed then measure_value end as shown"
        " from measures.fct_measures_by_month where is_open_to_all",
    )
    periods = sorted({row.fiscal_period_id for row in rows})
    found: dict[tuple[str, str], dict[str, Decimal | None]] = defaultdict(dict)
    for row in rows:
        found[row.measure_id, row.member or ""][row.fiscal_period_id] = row.shown
    return {
        series: tuple(
            Point(f"{period[:4]}-{period[4:]}", values.get(period))
            for period in periods
            if min(values) <= period <= max(values)
        )
        for series, values in found.items()
    }


def _labels(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[SimpleNamespace, ...]]:
    """Return the names of codes in both languages, by code set."""
    found = _rows(
        connection,
        "select code_set, code as term, label_sv, label_en, sort_order from common.dim_code"
        " union all select 'statement_line', statement_line_id, label_sv, label_en, sort_order"
        " from common.dim_statement_line"
        " union all select 'business_area', business_area_id, label_sv, label_en, sort_order"
        " from common.dim_business_area"
        " order by code_set, sort_order, term",
    )
    return {code_set: tuple(rows) for code_set, rows in _grouped(found, "code_set").items()}


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[SimpleNamespace]:
    found = connection.execute(query)
    names = [column[0] for column in found.description or ()]
    return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in found.fetchall()]


def _by(key: str, rows: list[SimpleNamespace]) -> dict[str, SimpleNamespace]:
    return {getattr(row, key): row for row in rows}


def _grouped(rows: Iterable[SimpleNamespace], key: str) -> dict[str, list[SimpleNamespace]]:
    found: dict[str, list[SimpleNamespace]] = defaultdict(list)
    for row in rows:
        found[getattr(row, key)].append(row)
    return found
