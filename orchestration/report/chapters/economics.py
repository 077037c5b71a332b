"""The economy: for a year all the tables of the annual accounts, for a tertial the result to its end."""

from __future__ import annotations

from types import SimpleNamespace

from orchestration.report import charts, numbers
from orchestration.report.chapters import findings
from orchestration.report.chapters.context import Context, columns
from orchestration.report.chapters.economics_to_date import result_to_date
from orchestration.report.chapters.forecasts import year_forecast
from orchestration.report.chapters.statement_rows import row_kind, side_heading
from orchestration.report.document import (
    Block,
    Chart,
    Inlines,
    Row,
    Section,
    Table,
    text,
)
from orchestration.report.figures import Cell


def economics(context: Context) -> Section:
    """Return the chapter of the economy."""
    if not context.is_annual:
        made = (result_to_date(context), year_forecast(context))
        return Section(
            "ekonomi", "Ekonomi", sections=tuple(section for section in made if section is not None)
        )
    context.figures.contradictions.note_statements("3.1 Budgeten är i balans")
    context.figures.take_notes()  # they are at the goal; here are the figures' own
    made = (
        _income_statement(context),
        _by_area(context),
        _cost_bridge(context),
        _staff_costs(context),
        _budget_adherence(context),
        _result_fund(context),
        _investments(context),
        _balance_sheet(context),
    )
    return Section(
        "ekonomi", "Ekonomi", sections=tuple(section for section in made if section is not None)
    )


def _income_statement(context: Context) -> Section:
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


def _by_area(context: Context) -> Section:
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


def _cost_bridge(context: Context) -> Section | None:
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


def _staff_costs(context: Context) -> Section | None:
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


def _budget_adherence(context: Context) -> Section | None:
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


def _result_fund(context: Context) -> Section | None:
    figures = context.figures
    parts = (
        "opening_fund",
        "result",
        "result_including_opening_fund",
        "closing_fund",
        "result_after_appropriation",
        "turnover",
    )
    rows = [
        Row(
            (
                text(figures.measures[measure_id].label_sv),
                figures.measure(measure_id),
                figures.measure(measure_id, years_ago=1),
            )
        )
        for part in parts
        if figures.value(measure_id := f"fund_{part}_sek") is not None
    ]
    if not rows:
        return None
    (fund,) = context.data.rows(
        "from economics.mart_economics__result_fund where fiscal_year = $year"
    )
    limits = [
        ("Årets överskott", "taket för ett år", fund.is_within_annual_limit,
         fund.annual_limit_pct, fund.annual_limit_sek),
        ("Fonden", "det ackumulerade taket", fund.is_within_accumulated_limit,
         fund.accumulated_limit_pct, fund.accumulated_limit_sek),
    ]  # fmt: skip
    # A body without a fund has neither a rule for it nor anything in it.
    if fund.annual_limit_pct is None and not (fund.opening_fund_sek or fund.closing_fund_sek):
        return None
    within = [
        f"{what} {'ligger inom' if is_within else 'överskrider'} {limit}, {numbers.number(pct)} procent av"
        f" bruttoomslutningen ({numbers.amount(sek)} {numbers.unit()})."
        for what, limit, is_within, pct, sek in limits
        # Not judged before the books are closed.
        if is_within is not None
    ]
    table = Table(
        "t-resultatfond",
        f"Resultatfond, {numbers.unit()}",
        columns("", context.period, context.prior_period, first=4),
        tuple(rows),
        remark=" ".join(within),
        notes=figures.take_notes(),
    )
    return Section("resultatfond", "Resultatfond", blocks=(table,))


def _investments(context: Context) -> Section | None:
    figures = context.figures
    lines = context.data.rows(
        "from economics.mart_economics__investments where fiscal_year = $year order by sort_order"
    )
    if not lines:
        return None
    table = Table(
        "t-investeringar",
        f"Investeringar per projekt, {numbers.unit()}",
        columns("", "Budget", "Utfall", "Avvikelse", first=3),
        tuple(
            Row(
                (
                    text(line.label_sv),
                    figures.measure("investment_budget_sek", line.line_id),
                    figures.measure("investment_outcome_sek", line.line_id),
                    figures.measure("investment_deviation_sek", line.line_id, signed=True),
                ),
                row_kind(line),
            )
            for line in lines
        ),
        notes=figures.take_notes(),
    )
    return Section("investeringar", "Investeringar", blocks=(table,))


def _balance_sheet(context: Context) -> Section:
    figures = context.figures
    lines = context.data.rows(
        "from economics.mart_economics__balance_sheet where fiscal_year = $year order by sort_order"
    )
    table = Table(
        "t-balansrakning",
        f"Balansräkning {numbers.long_date(context.data.edition.end_date)}, kronor",
        columns("", str(context.year), str(context.year - 1), "Förändring", first=2),
        tuple(
            Row(
                (
                    text(line.label_sv),
                    figures.measure("balance_sek", line.line_id, to_the_ore=True),
                    figures.measure("balance_sek", line.line_id, years_ago=1, to_the_ore=True),
                    figures.measure(
                        "balance_change_sek", line.line_id, to_the_ore=True, signed=True
                    ),
                ),
                row_kind(line),
            )
            for line in lines
        ),
        notes=figures.take_notes(),
    )
    return Section("balansrakning", "Balansräkning", blocks=(table,))
