"""A year's bookkeeping from the plan: which vouchers a board makes, in which order.

Each year is built on the one before: its balances, unpaid invoices and accruals are carried over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orchestration.simulator.calendar import booking_days
from orchestration.simulator.ledger import accruals, closing, invoices, plan, settlement
from orchestration.simulator.ledger.book import Book
from orchestration.simulator.ledger.budget import BudgetRow, budget_rows
from orchestration.simulator.ledger.cells import PostingCell, add_up, cost_cells, revenue_cells
from orchestration.simulator.ledger.payroll import post_payroll
from orchestration.simulator.ledger.reference import Reference
from orchestration.simulator.spread import Stream

_PAYROLL_LINE = "staff_costs"
_CAPITAL_LINES = ("depreciation", "internal_interest")

Amendment = Callable[[Book], None]
"""Something that changes the book before its year is closed: posts more vouchers, say."""


_Parts = dict[str, list[PostingCell]]
"""The parts of accruals, by the account of their kind."""


@dataclass(frozen=True)
class _Carried:
    """What a year opens with: balances, unpaid invoices either way, and accruals that it reverses."""

    balances: dict[str, int]
    receivables: settlement.OpenItems
    debts: settlement.OpenItems
    accrued: _Parts


@dataclass
class BookedYear:
    """A finished year, and what the next one carries over from it."""

    book: Book
    budget: list[BudgetRow]
    receivables: settlement.OpenItems
    debts: settlement.OpenItems
    accrued: _Parts


def book_year(
    year: int,
    previous: BookedYear | None,
    reference: Reference,
    *,
    seed: int,
    scale: float,
    amendments: tuple[Amendment, ...] = (),
) -> BookedYear:
    """Book a year.

    Parameters
    ----------
    previous
        The year before; None for the first year, which opens from the plan.
    seed, scale
        The random seed, and the number of vouchers and rows relative to a real year. Sums do not
        depend on either.
    amendments
        Called with the book before the year-end voucher, in order.
    """
    costs = cost_cells(year, reference, Stream(seed, year, "costs"))
    revenue = revenue_cells(year, reference, Stream(seed, year, "revenue"))
    targets = plan.closing(year)
    carried = _carried(previous) if previous else _opening(year, costs + revenue, seed, scale)
    accrued = {
        kind.account: accruals.accrue(kind, abs(targets[kind.statement_line]), costs + revenue)
        for kind in accruals.KINDS
    }
    book = Book(
        year,
        carried.balances,
        {**carried.receivables.by_counterparty(1), **carried.debts.by_counterparty(-1)},
    )
    closing.post_result_of_last_year(book)
    _post_accruals(book, carried.accrued, accrued)

    line_of = reference.statement_line_of
    staff = [cell for cell in costs if line_of[cell.account] == _PAYROLL_LINE]
    capital = [cell for cell in costs if line_of[cell.account] in _CAPITAL_LINES]
    post_payroll(book, staff, reference, scale, Stream(seed, year, "payroll"))
    closing.post_capital_costs(book, capital)

    invoiced_lines = {*line_of.values()} - {_PAYROLL_LINE, *_CAPITAL_LINES}
    bought, sold = _invoiced(
        year,
        [cell for cell in costs if line_of[cell.account] in invoiced_lines],
        revenue,
        carried.accrued,
        accrued,
    )
    supplier_items = invoices.post_supplier_invoices(
        book, bought, scale, Stream(seed, year, "suppliers")
    )
    customer_items = invoices.post_customer_invoices(
        book, sold, scale, Stream(seed, year, "customers")
    )
    debts = settlement.settle(
        book,
        [carried.debts, supplier_items],
        -targets["supplier_liabilities"],
        series="U",
        label="Utbetalning",
        sign=1,
    )
    receivables = settlement.settle(
        book,
        [carried.receivables, customer_items],
        targets["customer_receivables"],
        series="I",
        label="Inbetalning",
        sign=-1,
    )
    closing.post_vat_settlements(book, targets["other_receivables"])
    for amend in amendments:
        amend(book)
    closing.post_result_fund(book, targets["result_fund"])
    closing.post_year_end(book)
    budget = budget_rows(year, costs, revenue, Stream(seed, year, "budget"))
    return BookedYear(book, budget, receivables, debts, accrued)


def _opening(year: int, cells: list[PostingCell], seed: int, scale: float) -> _Carried:
    """Return what the first year opens with: the plan's balances, and items and accruals that come to them."""
    opening = plan.opening_2012()
    stream = Stream(seed, year, "opening")
    receivables, debts = (
        settlement.opening_items(
            {account: sign * opening[str(account)] for account in accounts}, scale, year, stream
        )
        for accounts, sign in (((1510, 1560), 1), ((2510, 2560), -1))
    )
    running = [cell for cell in cells if not cell.project]
    accrued = {
        kind.account: accruals.accrue(kind, abs(opening[kind.account]), running)
        for kind in accruals.KINDS
    }
    return _Carried(opening, receivables, debts, accrued)


def _carried(previous: BookedYear) -> _Carried:
    balances = {account: balance for account, balance in previous.book.closing().items() if balance}
    return _Carried(balances, previous.receivables, previous.debts, previous.accrued)


def _post_accruals(book: Book, reversed_parts: _Parts, accrued: _Parts) -> None:
    """Reverse the accruals of the year before on the first booking day, and post the year's own."""
    days = booking_days(book.year)
    for kind in accruals.KINDS:
        before, own = reversed_parts[kind.account], accrued[kind.account]
        accruals.post_accruals(book, kind, before, int(days[0]), reverse=True)
        accruals.post_month_ends(book, kind, own)
        accruals.post_accruals(book, kind, own, int(days[-1]), reverse=False)


def _invoiced(
    year: int,
    bought: list[PostingCell],
    revenue: list[PostingCell],
    reversed_parts: _Parts,
    accrued: _Parts,
) -> tuple[list[PostingCell], list[PostingCell]]:
    """Return what suppliers and customers are invoiced for: the plan's cells, less what accruals add to the result."""
    cost_effect, revenue_effect = [], []
    for kind in accruals.KINDS:
        effect = cost_effect if kind.account != "1750" else revenue_effect
        sign = kind.sign if kind.account != "1750" else -kind.sign
        effect.append([(part, sign) for part in reversed_parts[kind.account]])
        effect.append([(part, -sign) for part in accrued[kind.account]])
    investments = [
        PostingCell("investments", centre, "1231", project, "", amount)
        for project, centre, amount, _ in plan.investments(year)
    ]
    return (
        add_up([(cell, 1) for cell in [*bought, *investments]], *cost_effect),
        add_up([(cell, 1) for cell in revenue], *revenue_effect),
    )
