"""The result of a year: the income statement, the business areas, and how near the budget was."""

from __future__ import annotations

from orchestration.report import charts, numbers
from orchestration.report.chapters import findings
from orchestration.report.chapters.context import Context, columns
from orchestration.report.chapters.statement_rows import row_kind, side_heading
from orchestration.report.document import (
    Block,
    Chart,
    Row,
    Section,
    Table,
    text,
)


def income_statement(context: Context) -> Section:
    """Return the income statement, and costs and revenue of the two years as bars."""
    figures = context.figures
    lines = context.data.rows(
        "from economics.mart_economics__income_statement where fiscal_year = $year order by sort_order"
    )
    rows = [
        Row(
            (
                text(line.label_sv),
                figures.measure("income_statement_sek", line.line_id),
                figures.measure("income_statement_sek", line.line_id, years_ago=1),
                figures.measure("income_statement_difference_sek", line.line_id, signed=True),
            ),
            row_kind(line),
        )
        for line in lines
    ]
    table = Table(
        "t-resultatrakning",
        f"Resultaträkning, {numbers.unit()}",
        columns("", context.period, context.prior_period, "Differens"),
        tuple(rows),
        notes=figures.take_notes(),
    )
    # Beside a bar there is no room for the months of a short year.
    series = [context.short_period, context.short_prior_period]
    bars = [
        charts.Bar(line.label_sv, value, numbers.amount(value), name)
        for line in lines
        if not line.is_total
        for name, value in zip(series, (line.outcome_sek, line.prior_outcome_sek), strict=True)
        if value is not None
    ]
    chart = Chart(
        "d-kostnader-intakter",
        findings.changes(lines) or "Kostnader och intäkter",
        f"Kostnader och intäkter, {numbers.unit()}",
        "Stapeldiagram. "
        + " ".join(f"{bar.name} {bar.series}: {bar.written} {numbers.unit()}." for bar in bars),
        charts.grouped_bars(bars, series),
        table.anchor,
    )
    return Section("resultatrakning", "Resultaträkning", blocks=(table, chart))


def by_area(context: Context) -> Section:
    """Return the result of each business area, against its budget where the ledger has one."""
    figures = context.figures
    lines = context.data.rows(
        "from economics.mart_economics__result_by_business_area where fiscal_year = $year order by sort_order"
    )
    # A ledger without a budget has nothing to deviate from.
    has_budget = any(line.budget_sek is not None for line in lines)
    rows = []
    for line in lines:
        rows += side_heading(rows, line)
        budget = figures.measure("area_budget_sek", line.line_id)
        outcome = figures.measure("area_outcome_sek", line.line_id)
        deviation = figures.measure("area_deviation_sek", line.line_id, signed=True)
        prior = figures.measure("area_outcome_sek", line.line_id, years_ago=1)
        shown = (budget, outcome, deviation, prior) if has_budget else (outcome, prior)
        rows.append(Row((text(line.label_sv), *shown), row_kind(line)))
    outcome_title, prior_title = f"Bokslut {context.year}", f"Bokslut {context.year - 1}"
    table = Table(
        "t-verksamhetsomraden",
        f"Resultat per verksamhetsområde, {numbers.unit()}",
        columns("", f"Budget {context.year}", outcome_title, "Avvikelse", prior_title)
        if has_budget
        else columns("", outcome_title, prior_title),
        tuple(rows),
        notes=figures.take_notes(),
    )
    if not has_budget:
        return Section("verksamhetsomraden", "Resultat per verksamhetsområde", blocks=(table,))
    net_lines = context.data.rows(
        "from economics.mart_economics__net_by_business_area where fiscal_year = $year order by sort_order"
    )
    net = Table(
        "t-nettoavvikelse",
        f"Nettoavvikelse mot budget per verksamhetsområde, {numbers.unit()}",
        columns("", "Nettoavvikelse", first=4),
        tuple(
            Row(
                (
                    text(line.label_sv),
                    figures.measure("net_deviation_sek", line.line_id, signed=True),
                ),
                row_kind(line),
            )
            for line in net_lines
        ),
        notes=figures.take_notes(),
    )
    bars = [
        charts.Bar(
            line.label_sv, line.deviation_sek, numbers.amount(line.deviation_sek, signed=True)
        )
        for line in net_lines
        if not line.is_total and line.deviation_sek is not None
    ]
    blocks: list[Block] = [table]
    if bars:
        alternative = "Stapeldiagram, gynnsamma avvikelser åt höger. " + " ".join(
            f"{bar.name}: {bar.written} {numbers.unit()}." for bar in bars
        )
        blocks.append(
            Chart(
                "d-nettoavvikelse",
                findings.farthest_from_budget(bars),
                f"Nettoavvikelse mot budget, {numbers.unit()}",
                alternative,
                charts.diverging_bars(bars),
                net.anchor,
            )
        )
    return Section("verksamhetsomraden", "Resultat per verksamhetsområde", blocks=(*blocks, net))


def budget_adherence(context: Context) -> Section | None:
    """Return how near budget and forecast were to the outcome; None where neither is known."""
    figures = context.figures
    lines = context.data.rows(
        "from economics.mart_economics__budget_adherence where fiscal_year = $year order by sort_order"
    )
    rows = [
        Row(
            (
                text(line.label_sv),
                figures.measure("budget_adherence_pct", line.line_id, unit=True),
                figures.measure("budget_adherence_pct", line.line_id, years_ago=1, unit=True),
            )
        )
        for line in lines
        if any(
            figures.value("budget_adherence_pct", line.line_id, years_ago=ago) is not None
            for ago in (0, 1)
        )
    ]
    if figures.value("forecast_accuracy_pct") is not None:
        rows.append(
            Row(
                (
                    text(figures.measures["forecast_accuracy_pct"].label_sv),
                    figures.measure("forecast_accuracy_pct", unit=True),
                    figures.measure("forecast_accuracy_pct", years_ago=1, unit=True),
                )
            )
        )
    if not rows:
        return None
    table = Table(
        "t-budgetfoljsamhet",
        "Budgetföljsamhet och prognossäkerhet",
        columns("", context.period, context.prior_period, first=4),
        tuple(rows),
        remark="Över 100 procent är ett underskott mot budget.",
        notes=figures.take_notes(),
    )
    return Section("budgetfoljsamhet", "Budgetföljsamhet", blocks=(table,))
