"""What the report reads of a release: rows of its tables, and the edition that is made."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import duckdb

from orchestration.core.errors import RefusedError, UsageError
from orchestration.releases.release import Release
from orchestration.report import numbers

# What the codes of groups are called: a member of a measure is one such code, or several.
MEMBER_LABELS = """
    select member_part as code, label_sv from common.dim_member
    union all select business_area_id, label_sv from common.dim_business_area
"""


def area_order(column: str, *, by: str = "business_area_id") -> str:
    """Return the SQL of the sort order of the business area in a column; NULL for anything else.

    ``by`` is the column that identifies the area: surveys name their groups.
    """
    return f"(select areas.sort_order from common.dim_business_area as areas where areas.{by} = {column})"


@dataclass(frozen=True)
class Edition:
    """An edition of a board's report: its name, its year, and the days that it covers."""

    edition: str
    fiscal_year: int
    title_sv: str
    period_label_sv: str
    start_date: date
    end_date: date
    organisation_sv: str
    amounts_in: str
    body_word_sv: str

    @property
    def is_annual(self) -> bool:
        """Return whether it accounts for the whole year."""
        return self.end_date.month == 12

    @property
    def is_short(self) -> bool:
        """Return whether the fiscal year begins after 1 January, as the first year of a new body may."""
        return (self.start_date.month, self.start_date.day) != (1, 1)

    @property
    def title(self) -> str:
        """Return the title with its year."""
        return f"{self.title_sv} {self.fiscal_year}"

    @property
    def name(self) -> str:
        """Return the name of its folder, such as ``VB-2013``."""
        return f"{self.edition}-{self.fiscal_year}"


def edition_of(row: SimpleNamespace) -> Edition:
    """Return the edition that a row of ``dim_report_edition`` describes."""
    return Edition(**{name: getattr(row, name) for name in Edition.__dataclass_fields__})


@dataclass(frozen=True)
class ReleaseData:
    """An open release and the edition that is made of it."""

    release: Release
    connection: duckdb.DuckDBPyConnection
    edition: Edition

    @property
    def year(self) -> int:
        """Return the fiscal year of the report."""
        return self.edition.fiscal_year

    def rows(self, query: str, **values: Any) -> list[SimpleNamespace]:
        """Return the rows of a query, each with its columns by name; ``$year`` and ``$edition`` are the report's.

        Raises
        ------
        OlderReleaseError
            When the release lacks a table or a column that the query names; a row raises it when a missing column
            is read.
        """
        known = {"year": self.year, "edition": self.edition.edition} | values
        used = {name: value for name, value in known.items() if f"${name}" in query}
        try:
            return _rows(self.connection, query, used)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise OlderReleaseError(str(error).splitlines()[0]) from error

    def has(self, table: str) -> bool:
        """Return whether the release has a table with rows, such as ``hr.mart_hr__sick_leave``."""
        return self.release.tables.get(table, {}).get("rows", 0) > 0

    def description(self, table: str, column: str) -> str:
        """Return the Swedish description of a release's column; empty if it has only an English one."""
        described = {column["name"]: column for column in self.release.tables[table]["columns"]}
        return described[column]["description_sv"]

    @cached_property
    def member_labels(self) -> dict[str, str]:
        """Return what the codes of groups are called."""
        return {row.code: row.label_sv for row in self.rows(MEMBER_LABELS)}

    @cached_property
    def targets(self) -> dict[tuple[str, str], Decimal]:
        """Return the board's targets of the year that are numbers, by measure and member.

        Indicators of one measure and member that have different targets give none.
        """
        rows = self.rows(
            "select measure_id, member, max(board_target) as board_target from goals.mart_goals__indicators"
            " where fiscal_year = $year and measure_id is not null and board_target is not null"
            " group by measure_id, member having min(board_target) = max(board_target)"
        )
        return {(row.measure_id, row.member): row.board_target for row in rows}

    @cached_property
    def prior_edition(self) -> Edition | None:
        """Return the same edition of the year before; None where the release has none."""
        rows = self.rows(
            "from common.dim_report_edition where fiscal_year = $year - 1 and edition = $edition"
        )
        return edition_of(rows[0]) if rows else None

    @cached_property
    def _codes(self) -> dict[tuple[str, str], SimpleNamespace]:
        rows = self.rows("select code_set, code, label_sv, role from common.dim_code")
        return {(row.code_set, row.code): row for row in rows}

    def code_name(self, code_set: str, code: str) -> str:
        """Return what a code of a set is called, such as a verdict or a system; one without a name by itself."""
        found = self._codes.get((code_set, code))
        return found.label_sv if found else code

    def code_role(self, code_set: str, code: str) -> str | None:
        """Return what a code means to a rule, such as ``all_met``; None where no rule looks for it."""
        found = self._codes.get((code_set, code))
        return found.role if found else None

    def member_name(self, member: str) -> str:
        """Return what a member of a measure is called: its parts, each by its name."""
        return name_of_member(member, self.member_labels)


def name_of_member(member: str, labels: Mapping[str, str]) -> str:
    """Return what a member of a measure is called: its parts, each by its name, and each name once."""
    parts = [labels.get(part, part) for part in member.split("/")]
    return ", ".join(dict.fromkeys(parts))


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any]
) -> list[SimpleNamespace]:
    found = connection.execute(query, values)
    names = [column[0] for column in found.description or ()]
    return [_Row(**dict(zip(names, row, strict=True))) for row in found.fetchall()]


class OlderReleaseError(RefusedError, AttributeError):
    """A release that lacks something a report reads: it was published by an earlier version."""

    def __init__(self, lacking: str) -> None:
        super().__init__(
            f"The release was published before releases held all that a report says: {lacking}.",
            "Run `bokslut run`, and make the report of the new release.",
        )


class _Row(SimpleNamespace):
    """A row with its columns by name; one that it does not have is of a later version."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise OlderReleaseError(f"no column {name}")


# The columns that were added last to what a report reads, by table.
_YOUNGEST = {
    "measures.dim_measure": "annual_summary_order",
    "tie_out.mart_tie_out__statements": "rests_on",
    "common.dim_report_edition": "amounts_in",
}


def _has_what_a_report_reads(release: Release) -> bool:
    return all(
        column in {known["name"] for known in release.tables.get(table, {}).get("columns", ())}
        for table, column in _YOUNGEST.items()
    )


def _unbooked(
    connection: duckdb.DuckDBPyConnection, edition: SimpleNamespace, which: str
) -> RefusedError:
    """Return the refusal of an edition that the ledger is not booked to the end of, and what to do."""
    (year,) = _rows(
        connection,
        "select balance_date from common.dim_fiscal_year where fiscal_year = $year",
        {"year": edition.fiscal_year},
    )
    return RefusedError(
        f"The ledger of {edition.fiscal_year} is booked to {year.balance_date} (#OMFATTN), and {which} edition"
        f" {edition.edition} ends on {edition.end_date}.",
        f"Deliver a ledger file of {edition.end_date} or later and run again, give --year or --edition of one that"
        " is booked, or add an edition that ends earlier to the board's report_editions.csv.",
    )


@contextmanager
def open_release(release: Release, edition: str | None, year: int | None) -> Generator[ReleaseData]:
    """Open a release for an edition of a year.

    Without a year it is the latest that the release holds, without an edition the last that the ledger is booked to.

    Raises
    ------
    UsageError
        When the release has no such edition or year; those that it has are named.
    RefusedError
        When the ledger is not booked to the end of the edition, or the release is older than editions, or than
        definitions in Swedish.
    """
    if not _has_what_a_report_reads(release):
        raise RefusedError(
            f"{release.name} was published before releases held all that a report says.",
            "Run `bokslut run`, and make the report of the new release.",
        )
    with release.connect() as connection:
        known = _rows(
            connection, "from common.dim_report_edition order by fiscal_year, sort_order", {}
        )
        years = sorted({row.fiscal_year for row in known})
        editions = dict.fromkeys(row.edition for row in known)
        held = f"Editions: {', '.join(editions)}; years: {', '.join(map(str, years))}."
        if year is not None and year not in years:
            raise UsageError(f"{release.name} has no year {year}.", held)
        booked = [row for row in known if row.is_booked and year in (None, row.fiscal_year)]
        if edition is None and booked:
            edition, year = booked[-1].edition, booked[-1].fiscal_year
        wanted = years[-1] if year is None else year
        if edition is None:
            raise _unbooked(
                connection, next(row for row in known if row.fiscal_year == wanted), "its first"
            )
        chosen = [row for row in known if (row.edition, row.fiscal_year) == (edition, wanted)]
        if not chosen:
            raise UsageError(f"{release.name} has no edition {edition} of {wanted}.", held)
        (row,) = chosen
        if not row.is_booked:
            raise _unbooked(connection, row, "the")
        chosen_edition = edition_of(row)
        with numbers.amounts_in(chosen_edition.amounts_in):
            yield ReleaseData(release, connection, chosen_edition)
