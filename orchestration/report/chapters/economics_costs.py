"""The costs of a year: what changed them since the year before, and those of the staff."""

from __future__ import annotations

from types import SimpleNamespace

from orchestration.report import charts, numbers
from orchestration.report.chapters import findings
from orchestration.report.chapters.context import Context, columns
from orchestration.report.chapters.statement_rows import row_kind
from orchestration.report.document import (
    Chart,
    Inlines,
    Row,
    Section,
    Table,
    text,
)
from orchestration.report.figures import Cell


def cost_bridge(context: Context) -> Section | None:
    """Return what changed the costs from the year before; None without a year before."""
    figures = context.figures
    lines = context.data.rows(
        "from economics.mart_economics__cost_bridge where fiscal_year = $year order by sort_order"
    )
    if not lines or lines[0].change_sek is None:
        return None
    source = "economics.mart_economics__cost_bridge"

    def amount(line: SimpleNamespace, column: str) -> Inlines:
        key = (("fiscal_year", line.fiscal_year), ("line_id", line.line_id))
        value = getattr(line, column)
        return figures.cell_of_amount(Cell(source, column, key), value)

    table = Table(
        "t-kostnadsforandring",
        f"Kostnadernas förändring {context.year - 1}–{context.year} efter orsak, {numbers.unit()}",
        columns("", context.period, context.prior_period, "Förändring"),
        tuple(
            Row(
                (
                    text(line.label_sv),
                    amount(line, "cost_sek"),
                    amount(line, "prior_cost_sek"),
                    figures.measure("cost_change_sek", line.line_id, signed=True),
                ),
                row_kind(line),
            )
            for line in lines
        ),
        remark="Varje kostnadspost har en enda orsak, efter fastställda regler; det som ingen regel förklarar"
        " är Övrigt.",
        notes=figures.take_notes(),
    )
    steps = [
        charts.Bar(line.label_sv, line.change_sek, numbers.amount(line.change_sek, signed=True))
        for line in lines
        if not line.is_total
    ]
    (total,) = (line for line in lines if line.is_total)
    start, end = (
        charts.Bar(f"Kostnader {year}", value, numbers.amount(value))
        for year, value in (
            (context.year - 1, total.prior_cost_sek),
            (context.year, total.cost_sek),
        )
    )
    chart = Chart(
        "d-kostnadsforandring",
        findings.largest_step(steps, total.change_sek),
        f"Från föregående års kostnader till årets, {numbers.unit()}",
        f"Brodiagram från {start.written} {numbers.unit()} {context.year - 1}"
        f" till {end.written} {numbers.unit()} {context.year}. "
        + " ".join(f"{step.name}: {step.written} {numbers.unit()}." for step in steps),
        charts.waterfall(start, steps, end),
        table.anchor,
    )
    return Section("kostnadsforandring", "Kostnadernas förändring", blocks=(table, chart))


def staff_costs(context: Context) -> Section | None:
    """Return the costs of the staff and what the wage revision is of them; None where none is booked."""
    figures = context.figures
    lines = context.data.rows(
        "from economics.mart_economics__staff_costs where fiscal_year = $year"
    )
    if not lines:
        return None
    table = Table(
        "t-personalkostnader",
        f"Personalkostnader, {numbers.unit()}",
        columns("", context.period, context.prior_period, "Differens", "Varav lönerevision"),
        tuple(
            Row(
                (
                    text(line.label_sv),
                    figures.measure("staff_costs_sek", line.statement_line_id),
                    figures.measure("staff_costs_sek", line.statement_line_id, years_ago=1),
                    figures.measure(
                        "staff_costs_difference_sek", line.statement_line_id, signed=True
                    ),
                    figures.measure("staff_costs_of_wage_revision_sek", line.statement_line_id),
                )
            )
            for line in lines
        ),
        notes=figures.take_notes(),
    )
    return Section("personalkostnader", "Personalkostnader", blocks=(table,))
