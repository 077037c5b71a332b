"""The chapter of the economy: for a year all the tables of the annual accounts, for a tertial the result to its end."""

from __future__ import annotations

from orchestration.report.chapters.context import Context
from orchestration.report.chapters.economics_balance import balance_sheet, investments, result_fund
from orchestration.report.chapters.economics_costs import cost_bridge, staff_costs
from orchestration.report.chapters.economics_result import (
    budget_adherence,
    by_area,
    income_statement,
)
from orchestration.report.chapters.economics_to_date import result_to_date
from orchestration.report.chapters.forecasts import year_forecast
from orchestration.report.document import Section


def economics(context: Context) -> Section:
    """Return the chapter of the economy."""
    made = _of_a_year(context) if context.is_annual else _of_a_tertial(context)
    sections = tuple(section for section in made if section is not None)
    return Section("ekonomi", "Ekonomi", sections=sections)


def _of_a_year(context: Context) -> tuple[Section | None, ...]:
    context.figures.contradictions.note_statements("3.1 Budgeten är i balans")
    context.figures.take_notes()  # they are at the goal; here are the figures' own
    return (
        income_statement(context),
        by_area(context),
        cost_bridge(context),
        staff_costs(context),
        budget_adherence(context),
        result_fund(context),
        investments(context),
        balance_sheet(context),
    )


def _of_a_tertial(context: Context) -> tuple[Section | None, ...]:
    return (result_to_date(context), year_forecast(context))
