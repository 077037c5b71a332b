"""The plan of a year, spread over accounts and cost centres: the cells that are then booked.

A posting cell is exact: its postings over the year sum to its amount. No voucher is made here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from orchestration.simulator.ledger import plan
from orchestration.simulator.ledger.reference import Reference
from orchestration.simulator.spread import Stream, split

# The column of cost_centre_weights.csv that splits a statement line; "other" for the rest.
_WEIGHT_KINDS = {"staff_costs": "staff", "premises": "premises", "it_and_telecom": "it_and_telecom"}


@dataclass(frozen=True)
class PostingCell:
    """A year's amount on one combination of account and objects; öre, positive."""

    business_area: str
    cost_centre: str
    account: str
    project: str
    activity: str
    amount: int

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """Everything but the amount."""
        return (
            self.business_area,
            self.cost_centre,
            self.account,
            self.project,
            self.activity,
        )


def cost_cells(year: int, reference: Reference, stream: Stream) -> list[PostingCell]:
    """Return a year's costs by account and cost centre (capital costs included)."""
    shares = plan.account_shares()
    cells: list[PostingCell] = []
    for cell in plan.costs(year):
        accounts = reference.accounts_of(cell.target)
        if cell.project and cell.target != "staff_costs":
            # A project buys one kind of thing: the account that the line mostly consists of.
            accounts = [max(accounts, key=lambda account: shares[account].share)]
        weights = [shares[a].share if a in shares else 1.0 for a in accounts]
        centre_kind = _WEIGHT_KINDS.get(cell.target, "other")
        for account, amount in zip(accounts, split(cell.amount, weights), strict=True):
            cells += _by_cost_centre(cell, account, amount, centre_kind, reference, stream)
    return cells


def revenue_cells(year: int, reference: Reference, stream: Stream) -> list[PostingCell]:
    """Return a year's revenue by account and cost centre."""
    return [
        part
        for cell in plan.revenue(year)
        for part in _by_cost_centre(cell, cell.target, cell.amount, "revenue", reference, stream)
    ]


def _by_cost_centre(
    cell: plan.Cell,
    account: str,
    amount: int,
    kind: str,
    reference: Reference,
    stream: Stream,
) -> list[PostingCell]:
    """Split one account's amount over the cost centres of its business area."""
    weights = (
        {cell.cost_centre: 1}
        if cell.cost_centre
        else plan.cost_centre_weights(reference, cell.business_area, kind)
    )
    uneven = 0.9 + 0.2 * stream.uniform(len(weights))
    parts = split(amount, [w * float(u) for w, u in zip(weights.values(), uneven, strict=True)])
    return [
        PostingCell(cell.business_area, centre, account, cell.project, cell.activity, part)
        for centre, part in zip(weights, parts, strict=True)
        if part
    ]


def add_up(*groups: Iterable[tuple[PostingCell, int]]) -> list[PostingCell]:
    """Return one cell per key, whose amount is the signed sum over all groups of (cell, sign)."""
    sums: dict[tuple[str, str, str, str, str], int] = {}
    first: dict[tuple[str, str, str, str, str], PostingCell] = {}
    for group in groups:
        for cell, sign in group:
            sums[cell.key] = sums.get(cell.key, 0) + sign * cell.amount
            first.setdefault(cell.key, cell)
    return [replace(first[key], amount=amount) for key, amount in sums.items() if amount]
