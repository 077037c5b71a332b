"""The forecasts of a tertial: the year beside its budget, how good the last forecast was, and the goals on course."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

from orchestration.report import charts, numbers
from orchestration.report.chapters.context import Context, columns
from orchestration.report.chapters.statement_rows import row_kind, side_heading
from orchestration.report.document import (
    Block,
    Chart,
    Column,
    Inlines,
    Link,
    Row,
    Section,
    Table,
    text,
)
from orchestration.report.figures import Cell

ECONOMICS = "economics.mart_economics__forecasts"
INDICATORS = "goals.mart_goals__indicator_forecasts"
GOALS = "goals.mart_goals__goal_forecasts"


def year_forecast(context: Context) -> Section | None:
    """Return what the year is expected to end with by area, and how last year's forecast came out.

    None where no forecast after this tertial is delivered.
    """
    if not context.data.has(ECONOMICS):
        return None
    lines = context.data.rows(
        f"select forecasts.*, to_date.outcome_sek as outcome_to_date_sek from {ECONOMICS} as forecasts"
        " left join economics.mart_economics__result_to_date as to_date using (fiscal_year, edition, line_id)"
        " where fiscal_year = $year and edition = $edition order by forecasts.sort_order"
    )
    if not lines:
        return None
    blocks: list[Block] = [_forecast_table(context, lines)]
    bars = [
        charts.Bar(
            _name_with_side(line),
            line.forecast_deviation_sek,
            numbers.amount(line.forecast_deviation_sek, signed=True),
        )
        for line in lines
        if not line.is_total and not line.is_of_which and line.forecast_deviation_sek is not None
    ]
    if bars:
        blocks.append(
            Chart(
                "d-prognosavvikelse",
                _finding(lines),
                f"Prognosens avvikelse mot årsbudgeten, {numbers.unit()}",
                "Stapeldiagram över prognosens avvikelse mot årsbudgeten, gynnsamma avvikelser åt höger. "
                + " ".join(f"{bar.name}: {bar.written} {numbers.unit()}." for bar in bars),
                charts.diverging_bars(charts.by_size(bars)),
                "t-helarsprognos",
            )
        )
    if any(line.prior_forecast_error_sek is not None for line in lines):
        blocks.append(_accuracy_table(context, lines))
    return Section("helarsprognos", "Helårsprognos", blocks=tuple(blocks))


def goals_on_course(context: Context) -> Table | None:
    """Return whether each goal is expected to be reached; None where no indicator is forecast after this tertial."""
    if not context.data.has(GOALS):
        return None
    rows = context.data.rows(
        f"from {GOALS} inner join goals.mart_goals__goals using (goal_key, fiscal_year, goal_id)"
        " where fiscal_year = $year and edition = $edition order by goal_id"
    )
    if not rows:
        return None
    return Table(
        "t-malen",
        "Nås årsmålen? Målens väntade uppfyllelse efter prognosen för deras indikatorer",
        (
            Column("Mål", "left", 3.4),
            Column("Väntad uppfyllelse", "left", 1.5),
            Column("Väntas nå årsmålet", "right", 1),
            Column("Utan prognos", "right", 0.8),
        ),
        tuple(
            Row(
                (
                    (Link(context.goal_name(row), f"mal-{row.goal_id.replace('.', '-')}"),)
                    if row.indicators_count
                    else text(context.goal_name(row)),
                    (context.judgement(row.forecast_fulfilment),),
                    text(
                        f"{row.on_course_count} av {row.on_course_count + row.off_course_count}"
                        if row.on_course_count + row.off_course_count
                        else numbers.NO_VALUE
                    ),
                    text(numbers.number(row.unknown_count)),
                ),
                context.goal_row_kind(row),
            )
            for row in rows
        ),
    )


def indicator_forecasts(context: Context) -> dict[str, SimpleNamespace]:
    """Return the forecasts of indicators after this tertial, by the indicator's key; of a whole year there are none."""
    if context.is_annual or not context.data.has(INDICATORS):
        return {}
    rows = context.data.rows(f"from {INDICATORS} where fiscal_year = $year and edition = $edition")
    return {row.indicator_key: row for row in rows}


def _forecast_table(context: Context, lines: list[SimpleNamespace]) -> Table:
    rows: list[Row] = []
    for line in lines:
        rows += side_heading(rows, line)
        rows.append(
            Row(
                (
                    text(line.label_sv),
                    _amount(
                        context,
                        line,
                        "outcome_to_date_sek",
                        source=("economics.mart_economics__result_to_date", "outcome_sek"),
                    ),
                    _amount(context, line, "year_budget_sek"),
                    _amount(context, line, "forecast_sek"),
                    _amount(context, line, "forecast_deviation_sek", signed=True),
                ),
                row_kind(line),
            )
        )
    return Table(
        "t-helarsprognos",
        f"Prognos för {context.year} per verksamhetsområde, {numbers.unit()}",
        columns(
            "",
            f"Utfall {context.edition_name}",
            f"Årsbudget {context.year}",
            f"Prognos {context.year}",
            "Avvikelse",
        ),
        tuple(rows),
        remark=f"Prognosen är den som {context.body} lämnade efter tertialet."
        " Avvikelsen är mot årsbudgeten, positiv när den"
        " är gynnsam.",
    )


def _accuracy_table(context: Context, lines: list[SimpleNamespace]) -> Table:
    known = [line for line in lines if line.prior_forecast_error_sek is not None]
    rows: list[Row] = []
    for line in known:
        rows += side_heading(rows, line)
        pct = line.prior_forecast_error_pct
        rows.append(
            Row(
                (
                    text(line.label_sv),
                    _amount(context, line, "prior_forecast_sek"),
                    _amount(context, line, "prior_outcome_sek"),
                    _amount(context, line, "prior_forecast_error_sek", signed=True),
                    context.figures.cell(
                        _cell(line, "prior_forecast_error_pct"),
                        pct,
                        numbers.number(pct, 1, signed=True),
                    ),
                ),
                row_kind(line),
            )
        )
    prior = context.year - 1
    return Table(
        "t-prognossakerhet",
        f"Träffsäkerheten i prognosen ett år tidigare, {numbers.unit()}: {context.prior_period} mot årets utfall",
        columns("", f"Prognos {prior}", f"Utfall {prior}", "Utfall − prognos", "Procent"),
        tuple(rows),
        remark="Positivt när utfallet blev högre än prognosen. Ett resultat har inget procenttal, eftersom det kan vara"
        " nära noll.",
    )


def _cell(line: SimpleNamespace, column: str, source: tuple[str, str] | None = None) -> Cell:
    table, name = source or (ECONOMICS, column)
    key = (
        ("fiscal_year", line.fiscal_year),
        ("edition", line.edition),
        ("line_id", line.line_id),
    )
    return Cell(table, name, key)


def _amount(
    context: Context,
    line: SimpleNamespace,
    column: str,
    *,
    signed: bool = False,
    source: tuple[str, str] | None = None,
) -> Inlines:
    value: Decimal | None = getattr(line, column)
    return context.figures.cell_of_amount(_cell(line, column, source), value, signed=signed)


def _name_with_side(line: SimpleNamespace) -> str:
    return f"{line.label_sv}, {'kostnader' if line.side == 'cost' else 'intäkter'}"


def _finding(lines: list[SimpleNamespace]) -> str:
    """Return what the forecasts come to in a sentence: the result that they give, against the budget."""
    total = [line for line in lines if line.side == "result"]
    if not total or total[0].forecast_deviation_sek is None:
        return "Prognosens avvikelse mot årsbudgeten"
    (line,) = total
    return f"Året väntas sluta {numbers.against(line.forecast_deviation_sek, 'budgeten')}"
