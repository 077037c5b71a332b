"""What a year leaves behind: the fund of results, the investments and the balance sheet."""

from __future__ import annotations

from orchestration.report import numbers
from orchestration.report.chapters.context import Context, columns
from orchestration.report.chapters.statement_rows import row_kind
from orchestration.report.document import (
    Row,
    Section,
    Table,
    text,
)


def result_fund(context: Context) -> Section | None:
    """Return the fund of earlier results and whether it is within its limits; None without a fund."""
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


def investments(context: Context) -> Section | None:
    """Return the investments of each project against their budget; None where there are none."""
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


def balance_sheet(context: Context) -> Section:
    """Return the balance sheet, to the öre."""
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
