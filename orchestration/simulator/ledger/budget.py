"""The year's budget by month, account and cost centre, in whole thousand kronor."""

from __future__ import annotations

from orchestration.simulator.ledger import plan
from orchestration.simulator.ledger.cells import PostingCell
from orchestration.simulator.spread import Stream, split

_THOUSAND_KRONOR = 100_000  # öre
_NOT_BUDGETED = ("3590",)  # penalties are not foreseen
_INVESTMENT_MONTHS = (3, 6, 9, 11)

BudgetRow = tuple[int, str, str, str, int]
"""(month 1 to 12, account, dimension, object code, öre with the ledger's sign)."""


def budget_rows(
    year: int, costs: list[PostingCell], revenue: list[PostingCell], stream: Stream
) -> list[BudgetRow]:
    """Return the budget of a year: by cost centre (dimension 1), investments by project (6).

    The budget of a business area is spread over the accounts and cost centres that the year's plan
    uses, unevenly, as budgets are: they were decided before the year's outcome was known.
    """
    rows: list[BudgetRow] = []
    for (area, kind), total in plan.budget(year).items():
        weights: dict[tuple[str, str], int] = {}
        for cell in costs if kind == "cost" else revenue:
            regular = not cell.project and not cell.activity and cell.account not in _NOT_BUDGETED
            if cell.business_area == area and regular:
                key = (cell.account, cell.cost_centre)
                weights[key] = weights.get(key, 0) + cell.amount
        uneven = 0.94 + 0.12 * stream.uniform(len(weights))
        parts = split(
            total // _THOUSAND_KRONOR,
            [w * float(u) for w, u in zip(weights.values(), uneven, strict=True)],
        )
        sign = 1 if kind == "cost" else -1
        for (account, centre), part in zip(weights, parts, strict=True):
            for month, thousands in enumerate(split(part, [1] * 12), start=1):
                rows.append((month, account, "1", centre, sign * thousands * _THOUSAND_KRONOR))
    for project, _, _, total in plan.investments(year):
        parts = split(total // _THOUSAND_KRONOR, [1] * len(_INVESTMENT_MONTHS))
        for month, thousands in zip(_INVESTMENT_MONTHS, parts, strict=True):
            rows.append((month, "1231", "6", project, thousands * _THOUSAND_KRONOR))
    return [row for row in rows if row[4]]
