"""The economy of a tertial: the result from the year's beginning to its end."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

from orchestration.report import charts, numbers
from orchestration.report.chapters import findings
from orchestration.report.chapters.context import Context, columns
from orchestration.report.chapters.statement_rows import row_kind, side_heading
from orchestration.report.document import Block, Chart, Inlines, Row, Section, Table, text
from orchestration.report.figures import Cell

_TO_DATE = "economics.mart_economics__result_to_date"


def result_to_date(context: Context) -> Section:
    """Return the result by area to the end of the tertial, and its deviations."""
    figures = context.figures
    lines = context.data.rows(
        f"from {_TO_DATE} where fiscal_year = $year and edition = $edition order by sort_order"
    )

    def amount(line: SimpleNamespace, column: str, signed: bool = False) -> Inlines:
        key = (
            ("fiscal_year", line.fiscal_year),
            ("edition", line.edition),
            ("line_id", line.line_id),
        )
        value: Decimal | None = getattr(line, column)
        return figures.cell_of_amount(Cell(_TO_DATE, column, key), value, signed=signed)

    # A ledger without a budget has nothing to deviate from.
    has_budget = any(line.budget_sek is not None for line in lines)
    rows: list[Row] = []
    for line in lines:
        rows += side_heading(rows, line)
        outcome, prior = amount(line, "outcome_sek"), amount(line, "prior_outcome_sek")
        budget, year_budget = amount(line, "budget_sek"), amount(line, "year_budget_sek")
        deviation = amount(line, "deviation_sek", signed=True)
        shown = (budget, outcome, deviation, prior, year_budget) if has_budget else (outcome, prior)
        rows.append(Row((text(line.label_sv), *shown), row_kind(line)))
    prior_title = f"Utfall {context.year - 1}"
    table = Table(
        "t-resultat-hittills",
        f"Resultat per verksamhetsområde, {context.data.edition.period_label_sv} {context.year}, {numbers.unit()}",
        columns("", "Budget", "Utfall", "Avvikelse", prior_title, "Årsbudget")
        if has_budget
        else columns("", "Utfall", prior_title),
        tuple(rows),
        remark="Budget är de redovisade månadernas del av årsbudgeten." if has_budget else "",
    )
    bars = [
        charts.Bar(
            f"{line.label_sv}, {'kostnader' if line.side == 'cost' else 'intäkter'}",
            line.deviation_sek,
            numbers.amount(line.deviation_sek, signed=True),
        )
        for line in lines
        if not line.is_total and not line.is_of_which and line.deviation_sek is not None
    ]
    blocks: list[Block] = [table]
    if bars:
        blocks.append(
            Chart(
                "d-avvikelse-hittills",
                findings.farthest_from_budget(bars),
                f"Avvikelse mot periodens budget, {numbers.unit()}",
                "Stapeldiagram, gynnsamma avvikelser åt höger. "
                + " ".join(f"{bar.name}: {bar.written} {numbers.unit()}." for bar in bars),
                charts.diverging_bars(charts.by_size(bars)),
                table.anchor,
            )
        )
    return Section(
        "resultat-hittills", "Resultat till och med periodens slut", blocks=tuple(blocks)
    )
