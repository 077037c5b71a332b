"""The first rows behind every value of a measure, with file and line: what ``bokslut trace`` shows, for all values.

They are read from the build, through the models that computed the values, and compared with the release. If the build
has changed since the release was published, a value's rows are not the release's, and are left out. Rows about persons
show only their file and line. Vouchers that are not open to everybody are not shown at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from orchestration.core.duckdb import connect
from orchestration.core.settings import Settings
from orchestration.diagnostics.figures import MEASURE_VALUES
from orchestration.diagnostics.ledger_lines import with_ledger_lines
from orchestration.releases.release import Release

# Of each side a page shows the first, and the files beside it have more.
SHOWN_ROWS = 3
KEPT_ROWS = 100

_ORDER = ("numerator", "denominator", "prior_numerator", "prior_denominator")


@dataclass(frozen=True)
class Row:
    """A row of a file, or a rule of the project (``rests_on``), which is in no file.

    ``day`` is when the measure counts it. A row of the ledger also has what the file says on its line: the voucher's
    date, its series and number (``entry``), the account and the text; a budget or balance has no date.
    """

    rests_on: str
    source_model: str
    day: date
    amount: Decimal
    load_id: str | None
    file_name: str | None
    line_number: int | None
    entry_date: date | None
    entry: str | None
    account: str | None
    entry_text: str | None


@dataclass(frozen=True)
class Side:
    """One side of a value: the quantity that is summed over a fiscal year's window.

    ``stated`` is the release's sum, in the measure's own terms; ``row_count``, ``total``, ``source_models`` and the
    first ``rows`` are the build's, and None or empty where there is no build.
    """

    name: str
    quantity_id: str
    fiscal_year: int
    stated: Decimal | None
    row_count: int | None
    total: Decimal | None
    source_models: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def agrees(self) -> bool:
        """Return whether the rows sum to what the release has; its rows are shown only then."""
        return self.total is not None and self.total == self.stated

    @property
    def is_of_ledger(self) -> bool:
        """Return whether the rows shown are lines of a ledger file."""
        return any(row.entry is not None for row in self.rows)


@dataclass(frozen=True)
class Rows:
    """The sides of every value by its id, and the marts whose cells a quantity counts; where there is a build."""

    is_there: bool
    sides: Mapping[str, tuple[Side, ...]]
    cells: Mapping[str, tuple[str, ...]]


# What each value is summed of, beside the window's first and last month.
_SIDES = f"""
    create temp table sides as
    with measure_values as ({MEASURE_VALUES}),
    sides as (
        select measure_value_id as value_id, unnest(['numerator', 'denominator']) as side, measure_id, member,
            fiscal_year, measure_window, measure_value_id as stated_by
        from measure_values
        union all
        select measure_values.measure_value_id, unnest(['prior_numerator', 'prior_denominator']),
            measure_values.measure_id, measure_values.member, prior_values.fiscal_year, measure_values.measure_window,
            prior_values.measure_value_id
        from measure_values
        inner join reference.measures as measures
            on measure_values.measure_id = measures.measure_id and measures.is_change
        inner join measures.fct_measures as prior_values
            on measure_values.measure_id = prior_values.measure_id
            and measure_values.member = prior_values.member
            and measure_values.fiscal_year - 1 = prior_values.fiscal_year
    )
    select sides.*, windows.first_month, windows.last_month,
        case when side like '%numerator' then measures.numerator else measures.denominator end as quantity_id
    from sides
    inner join reference.measures as measures on sides.measure_id = measures.measure_id
    inner join (
        select measure_window, fiscal_year, min(month) as first_month, max(month) as last_month
        from intermediate.int_calendar__windows group by all
    ) as windows on sides.measure_window = windows.measure_window and sides.fiscal_year = windows.fiscal_year
"""
# One scan of all the rows: their sums by month and file, and the first lines of each.
_PARTS = f"""
    create temp table parts as
    select quantity_id, member, cast(date_trunc('month', quantity_date) as date) as month, rests_on, source_model,
        load_id, file_name, count(*) as row_count, sum(amount) as total,
        min(struct_pack(line_number := coalesce(line_number, 0), day := quantity_date, amount := amount), {KEPT_ROWS})
            filter (closed.line_number is null) as first_rows
    from intermediate.int_measures__traced_rows
    left join (
        select load_id, file_name, line_number from economics.fct_ledger_postings where not is_open_to_all
    ) as closed using (load_id, file_name, line_number)
    group by all
"""
_PARTS_OF_SIDES = """
    from sides inner join parts
        on sides.quantity_id = parts.quantity_id and sides.member = parts.member
        and parts.month between sides.first_month and sides.last_month
"""


def read_rows(settings: Settings, release: Release) -> Rows:
    """Return what the values of a release rest on.

    Parameters
    ----------
    settings
        Where the build is. Without one the sides are there, and their rows are not.
    release
        The release, which has the values.

    Raises
    ------
    ExternalError
        When another process writes the build.
    """
    if not settings.build_file.exists():
        return Rows(False, {}, {})
    try:
        with connect(settings.build_file, read_only=True) as connection:
            return _read(connection, _stated(release))
    except (duckdb.CatalogException, duckdb.BinderException):
        # The build is older than the project, and lacks the models that rows are read through.
        return Rows(False, {}, {})


def _read(
    connection: duckdb.DuckDBPyConnection, stated: Mapping[str, Mapping[str, Decimal | None]]
) -> Rows:
    for statement in (_SIDES, _PARTS):
        connection.execute(statement)
    found = connection.execute(
        "select value_id, side, sides.quantity_id, fiscal_year, any_value(stated_by),"
        " sum(row_count)::bigint, sum(total), list_sort(list(distinct source_model))"
        f" {_PARTS_OF_SIDES} group by all order by all"
    ).fetchall()
    firsts = _first_rows(connection)
    cells = connection.execute(
        "select quantity_id, list_sort(list(distinct source_model))"
        " from intermediate.int_measures__economics where rests_on = 'cell' group by all"
    ).fetchall()
    sides: dict[str, list[Side]] = defaultdict(list)
    for value_id, side, quantity_id, year, stated_by, row_count, total, models in found:
        sum_stated = stated.get(stated_by, {}).get(side.removeprefix("prior_"))
        if sum_stated is None:
            continue
        sides[value_id].append(
            Side(
                *(side, quantity_id, year, sum_stated, row_count, total, tuple(models)),
                # Every row of a side may be closed, and then none is shown.
                rows=firsts.get((value_id, side), ()) if total == sum_stated else (),
            )
        )
    return Rows(
        True,
        {
            value_id: tuple(sorted(own, key=lambda side: _ORDER.index(side.name)))
            for value_id, own in sides.items()
        },
        {quantity_id: tuple(models) for quantity_id, models in cells},
    )


def _stated(release: Release) -> dict[str, dict[str, Decimal | None]]:
    with release.connect() as connection:
        return {
            value_id: {"numerator": numerator, "denominator": denominator}
            for value_id, numerator, denominator in connection.execute(
                "select measure_value_id, numerator, denominator from measures.fct_measures"
                " union all select measure_to_date_id, numerator, denominator from measures.fct_measures_to_date"
            ).fetchall()
        }


def _first_rows(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[Row, ...]]:
    first_rows = f"""
        with rows as (
            select value_id, side, rests_on, source_model, load_id, file_name, unnest(first_rows) as row
            {_PARTS_OF_SIDES}
        )
        select value_id, side, rests_on, source_model, row.day, row.amount, load_id, file_name, row.line_number
        from rows
        qualify row_number() over (
            partition by value_id, side order by load_id, file_name, row.line_number, row.day, row.amount, source_model
        ) <= {KEPT_ROWS}
    """
    found = connection.execute(
        f"{with_ledger_lines(first_rows)}"
        " order by value_id, side, load_id, file_name, line_number, day, amount, source_model"
    ).fetchall()
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for value_id, side, *row in found:
        rows[value_id, side].append(Row(*row))
    return {key: tuple(own) for key, own in rows.items()}
