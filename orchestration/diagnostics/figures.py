"""The figures that can be traced: printed ones and measures' values, found by words of their id or Swedish label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from orchestration.core.display import measured
from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError
from orchestration.core.settings import Settings

# The values of measures for years and tertials, each with the window it is summed over.
MEASURE_VALUES = """
    select year_values.measure_value_id, year_values.measure_id, year_values.member, year_values.fiscal_year,
        year_values.numerator, year_values.denominator, year_values.measure_value, measures.measure_window
    from measures.fct_measures as year_values
    inner join measures.dim_measure as measures on year_values.measure_id = measures.measure_id
    union all
    select to_date.measure_to_date_id, to_date.measure_id, to_date.member, to_date.fiscal_year,
        to_date.numerator, to_date.denominator, to_date.measure_value, editions.measure_window
    from measures.fct_measures_to_date as to_date
    inner join reference.report_editions as editions on to_date.edition = editions.edition
"""
_FIGURES = f"""
    select figure_id, label_sv, printed, unit, computed_value, base_unit, verdict, section
    from tie_out.mart_tie_out__figures
    union all
    select values_.measure_value_id, measures.label_sv, null, null, values_.measure_value, measures.base_unit, null,
        null
    from ({MEASURE_VALUES}) as values_
    inner join measures.dim_measure as measures on values_.measure_id = measures.measure_id
"""

# How many similar figures are proposed for an unknown one, and how alike the ids must be (1 is the same).
_SIMILAR = 5
_SIMILARITY = 0.9


@dataclass(frozen=True)
class Figure:
    """A figure that ``bokslut trace`` takes.

    ``printed``, ``unit``, ``verdict`` and ``section`` are None for a measure's value, which is not printed;
    ``computed`` is None where nothing is computed. ``computed`` is in ``base_unit``.
    """

    figure_id: str
    label_sv: str
    printed: str | None
    unit: str | None
    computed: Decimal | None
    base_unit: str | None
    verdict: str | None
    section: str | None


def find_figures(settings: Settings, words: Sequence[str] = ()) -> list[Figure]:
    """Return the figures whose id, Swedish label or section contains every word, printed ones first, by id.

    Upper and lower case are the same; å, ä and ö are letters of their own.

    Raises
    ------
    RefusedError
        There is no build.
    """
    if not settings.build_file.exists():
        raise RefusedError("There is no build to look in.", "Run `bokslut run` first.")
    with connect(settings.build_file, read_only=True) as connection:
        return matching(connection, words)


def matching(
    connection: duckdb.DuckDBPyConnection, words: Sequence[str], limit: int | None = None
) -> list[Figure]:
    """Return the figures of an open build that contain every word, at most ``limit`` of them."""
    condition = " and ".join(
        f"contains(lower(concat_ws(' ', figure_id, label_sv, section)), lower(${number}))"
        for number in range(1, len(words) + 1)
    )
    found = connection.execute(
        f"select * from ({_FIGURES}) where {condition or 'true'}"
        f" order by printed is null, figure_id {f'limit {limit}' if limit else ''}",
        list(words),
    ).fetchall()
    return [Figure(*row) for row in found]


def nearest(connection: duckdb.DuckDBPyConnection, text: str) -> list[str]:
    """Return the ids of at most five figures that contain a text, else of those whose id is spelled much like it."""
    found = [figure.figure_id for figure in matching(connection, [text], limit=_SIMILAR)]
    return found or [
        figure_id
        for (figure_id,) in connection.execute(
            f"select figure_id from ({_FIGURES}) where jaro_winkler_similarity(figure_id, $text) >= {_SIMILARITY}"
            f" order by jaro_winkler_similarity(figure_id, $text) desc, figure_id limit {_SIMILAR}",
            {"text": text},
        ).fetchall()
    ]


def render(figures: Sequence[Figure]) -> str:
    """Return figures in lines for a person: id, label, printed and computed value, verdict."""
    width = max((len(figure.figure_id) for figure in figures), default=0)
    return "\n".join(
        f"{figure.figure_id:<{width}}  {figure.label_sv}: {_values(figure)}" for figure in figures
    )


def _values(figure: Figure) -> str:
    computed = (
        "not computed"
        if figure.computed is None
        else f"computed {measured(figure.computed, figure.base_unit)}"
    )
    if figure.printed is None:
        return computed
    printed = f"printed {figure.printed} {figure.unit or ''}".rstrip()
    return f"{printed}, {computed}, {(figure.verdict or '').replace('_', ' ')}"
