"""Traces: from a figure to its measure, the quantities of the measure, and the rows with file and line.

A figure is a printed one, named by its id in the register, or a value of a measure, named as the report's definitions
name it: ``measure/member@year``, followed by the edition for a tertial.

The rows are read from the build through the models that computed the figure, so their sum can be compared with the
figure's own numerator and denominator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.row_files import require_form, write_query
from orchestration.core.settings import Settings
from orchestration.core.sql import literal
from orchestration.diagnostics.figures import MEASURE_VALUES, nearest
from orchestration.diagnostics.ledger_lines import with_ledger_lines

_FIGURE = """
    select figure_id, section, label_sv, printed, unit, fiscal_year, measure_id, coalesce(member, '') as member,
        measure_value_id, published_value, computed_value, difference, base_unit, verdict, explanation
    from tie_out.mart_tie_out__figures where figure_id = $figure
"""
# A measure's value in the columns of a figure: it is not printed and has no verdict.
_VALUE_AS_FIGURE = f"""
    select measure_values.measure_value_id as figure_id, null as section, measures.label_sv, null as printed,
        measures.unit, measure_values.fiscal_year, measures.measure_id, measure_values.member,
        measure_values.measure_value_id, null as published_value, measure_values.measure_value as computed_value,
        null as difference, measures.base_unit, null as verdict, null as explanation
    from ({MEASURE_VALUES}) as measure_values
    inner join measures.dim_measure as measures on measure_values.measure_id = measures.measure_id
    where measure_values.measure_value_id = $figure
"""
_MEASURE = f"""
    select measures.label_sv, definitions.definition, measures.numerator as numerator_id,
        measures.denominator as denominator_id, measure_values.measure_window, measures.is_change,
        measure_values.numerator, measure_values.denominator, measure_values.measure_value,
        prior_values.numerator as prior_numerator, prior_values.denominator as prior_denominator
    from ({MEASURE_VALUES}) as measure_values
    inner join reference.measures as measures on measure_values.measure_id = measures.measure_id
    inner join measures.dim_measure as definitions on measure_values.measure_id = definitions.measure_id
    left join measures.fct_measures as prior_values
        on measures.is_change
        and measure_values.measure_id = prior_values.measure_id
        and measure_values.member = prior_values.member
        and measure_values.fiscal_year - 1 = prior_values.fiscal_year
    where measure_values.measure_value_id = $measure_value_id
"""
# The rows of a quantity in the months of the window. The first and last month are looked up first, so that DuckDB can
# skip the other months while it reads.
_ROWS = """
    select rows.rests_on, rows.source_model, rows.quantity_date, rows.amount, rows.load_id, rows.file_name,
        rows.line_number
    from intermediate.int_measures__traced_rows as rows
    where rows.quantity_id = $quantity and rows.member = $member
        and rows.quantity_date >= $first_month and rows.quantity_date < $last_month + interval 1 month
"""
# Their models, number and sum, and the first load of all and the last of the first $limit rows; NULL if these are all.
_SUMS = f"""
    with loads as (
        select load_id, source_model, count(*) as row_count, sum(amount) as total,
            sum(count(*)) over (order by load_id) as rows_so_far
        from ({_ROWS}) group by load_id, source_model
    )
    select list_sort(list(distinct source_model)), cast(coalesce(sum(row_count), 0) as bigint),
        coalesce(sum(total), 0), min(load_id), min(load_id) filter (rows_so_far >= $limit)
    from loads
"""
_WINDOW = """
    select min(month), max(month) from intermediate.int_calendar__windows
    where measure_window = $window and fiscal_year = $year
"""


@dataclass
class QuantityTrace:
    """The rows of one side of a measure in one fiscal year.

    ``total`` is the sum of all rows, ``stated`` the side's sum in the measure; ``rows`` are the first ones. A row has
    ``quantity_date``, the day that it is counted on; a row of the ledger also has the voucher's ``entry_date``, its
    series and number (``entry``), ``account`` and ``entry_text``. Where ``rests_on`` is ``rule`` there is no file: the
    project sets the amount, in ``source_model``.
    """

    quantity_id: str
    side: str
    fiscal_year: int
    source_models: list[str]
    row_count: int
    total: Decimal
    stated: Decimal
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Return whether the rows sum to what the measure states."""
        return self.total == self.stated


@dataclass
class Trace:
    """A figure, its measure, and the rows of the measure's quantities; for a change between years, those of both."""

    figure: dict[str, Any]
    measure: dict[str, Any]
    quantities: list[QuantityTrace]


def trace(settings: Settings, figure_id: str, *, limit: int = 5, to: Path | None = None) -> Trace:
    """Trace a figure to the rows it rests on.

    Parameters
    ----------
    settings
        The installation, with a finished build.
    figure_id
        A figure of ``seeds/published_figures.csv``, or a value of a measure such as ``sick_leave_pct@2013``.
    limit
        How many rows to return of each quantity.
    to
        A CSV, Excel or Parquet file for all rows of the numerator; those of other sides go to files beside it, named
        after the side.

    Raises
    ------
    UsageError
        There is no such figure; the message lists similar ones. Or the file's name says no form, or a sheet of Excel
        does not hold so many rows.
    RefusedError
        There is no build, or the figure has no measure; the message gives the register's reason.
    ExternalError
        The file cannot be written.
    """
    if to is not None:
        require_form(to)
    if not settings.build_file.exists():
        raise RefusedError("There is no build to trace in.", "Run `bokslut run` first.")
    with connect(settings.build_file, read_only=True) as connection:
        wanted = {"figure": figure_id}
        figure = _one(connection, _FIGURE, wanted) or _one(connection, _VALUE_AS_FIGURE, wanted)
        if figure is None:
            similar = nearest(connection, figure_id)
            raise UsageError(
                f"There is no figure named {figure_id!r}.",
                f"Give one of: {', '.join(similar)}."
                if similar
                else "`bokslut figures WORD` lists figures by a word of their id or Swedish label.",
            )
        if figure["measure_value_id"] is None:
            raise RefusedError(
                f"The figure {figure_id} is not computed: {figure['explanation'] or figure['verdict']}.",
                "See seeds/published_figures.csv.",
            )
        measure = _one(connection, _MEASURE, {"measure_value_id": figure["measure_value_id"]})
        assert measure is not None
        built_at = datetime.fromtimestamp(settings.build_file.stat().st_mtime, UTC)
        quantities = [
            _quantity(connection, figure, measure, side, limit, to, built_at)
            for side in ("numerator", "denominator", "prior_numerator", "prior_denominator")
            if measure[side] is not None
        ]
    return Trace(figure, measure, quantities)


def _quantity(
    connection: duckdb.DuckDBPyConnection,
    figure: dict[str, Any],
    measure: dict[str, Any],
    side: str,
    limit: int,
    to: Path | None,
    made_at: datetime,
) -> QuantityTrace:
    quantity = measure[f"{side.removeprefix('prior_')}_id"]
    year = figure["fiscal_year"] - side.startswith("prior_")
    first_month, last_month = connection.execute(
        _WINDOW, {"window": measure["measure_window"], "year": year}
    ).fetchall()[0]
    values = {
        "quantity": quantity,
        "member": figure["member"],
        "first_month": first_month,
        "last_month": last_month,
    }
    sources, count, total, first_load, last_load = connection.execute(
        _SUMS, values | {"limit": limit}
    ).fetchall()[0]
    # DuckDB skips the files of other loads, which it would otherwise read and sort.
    first_loads = (
        ""
        if last_load is None
        else f"and rows.load_id between {literal(first_load)} and {literal(last_load)}"
    )
    first_rows = f"{_ROWS} {first_loads} order by load_id, file_name, line_number limit {limit}"
    found = connection.execute(
        f"{with_ledger_lines(first_rows)} order by load_id, file_name, line_number", values
    )
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    if to is not None:
        write_query(
            connection,
            f"{with_ledger_lines(_ROWS)} order by load_id, file_name, line_number",
            to if side == "numerator" else to.with_stem(f"{to.stem}_{side}"),
            made_at.replace(tzinfo=None),
            values,
        )
    return QuantityTrace(quantity, side, year, sources or [], count, total, measure[side], rows)


def _one(
    connection: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any]
) -> dict[str, Any] | None:
    found = connection.execute(query, values)
    names = [column[0] for column in found.description or ()]
    row = found.fetchone()
    return dict(zip(names, row, strict=True)) if row else None
