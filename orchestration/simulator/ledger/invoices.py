"""Invoices to and from the board: cells drawn into invoice rows, each invoice with a counterparty.

What becomes of an invoice that is not paid, or when it is, belongs in ``settlement``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from orchestration.simulator.calendar import (
    as_day,
    booking_days,
    month_of,
)
from orchestration.simulator.ledger import plan
from orchestration.simulator.ledger.book import Book, Postings, number
from orchestration.simulator.ledger.cells import PostingCell
from orchestration.simulator.ledger.counterparties import INTERNAL_SUPPLIERS, suppliers_of
from orchestration.simulator.ledger.settlement import OpenItems
from orchestration.simulator.spread import (
    Ints,
    Stream,
    apportion,
    segment_sums,
)

VAT_ACCOUNT = 1650

# How the year's invoices fall on its months, January first.
_BUYING_MONTHS = (0.8, 0.9, 1.0, 0.95, 1.0, 1.05, 0.55, 0.8, 1.0, 1.1, 1.15, 1.5)
_SELLING_MONTHS = (0.9, 0.95, 1.0, 1.0, 1.0, 1.05, 0.75, 0.85, 1.0, 1.05, 1.05, 1.35)


@dataclass
class _Invoices:
    """Invoice rows drawn from cells; ``invoice`` and ``cell`` index the other columns."""

    invoice: Ints
    cell: Ints
    amount: Ints
    first_cell: Ints  # one an invoice: a cell of its bundle
    day: Ints  # one an invoice


def _draw(
    cells: list[PostingCell],
    row_count: float,
    rows_per_invoice: float,
    months: tuple[float, ...],
    year: int,
    stream: Stream,
) -> _Invoices:
    """Draw invoice rows whose sum over each cell is the cell's amount."""
    amounts = np.array([cell.amount for cell in cells], dtype=np.int64)
    if (amounts <= 0).any():
        worst = cells[int(np.argmin(amounts))]
        raise ValueError(f"the plan leaves nothing to invoice on {worst}")
    shares = plan.account_shares()
    density = np.array([shares[cell.account].rows_pct for cell in cells], dtype=np.float64)
    size = np.sqrt(amounts.astype(np.float64)) * density
    rows = np.maximum(1, np.rint(row_count * size / np.cumsum(size)[-1])).astype(np.int64)
    cell = np.repeat(np.arange(len(cells)), rows)

    keys = [(c.business_area, c.account, c.project) for c in cells]
    bundles = list(dict.fromkeys(keys))
    bundle_of_cell = np.array([bundles.index(key) for key in keys])
    bundle_rows = segment_sums(rows, bundle_of_cell, len(bundles))
    bundle_invoices = np.maximum(1, np.rint(bundle_rows / rows_per_invoice)).astype(np.int64)
    offset = np.cumsum(bundle_invoices) - bundle_invoices
    bundle = bundle_of_cell[cell]
    drawn = (stream.uniform(len(cell)) * bundle_invoices[bundle]).astype(np.int64)
    used, invoice = np.unique(offset[bundle] + drawn, return_inverse=True)
    bundle_of_invoice = np.searchsorted(offset, used, side="right") - 1

    is_credit = (stream.uniform(len(used)) < 0.012) & (bundle_rows[bundle_of_invoice] >= 60)
    weights = stream.sizes(len(cell)) * np.where(is_credit[invoice], -0.5, 1.0)
    amount = apportion(amounts, cell, weights)

    periods = plan.project_periods(year)
    day = np.zeros(len(used), dtype=np.int64)
    for index, (_, _, project) in enumerate(bundles):
        mine = np.flatnonzero(bundle_of_invoice == index)
        first, last = periods.get(project, (date(year, 1, 1), date(year, 12, 31)))
        days = booking_days(year)
        days = days[(days >= as_day(first)) & (days <= as_day(last))]
        weight = np.array(months)[month_of(days)]
        day[mine] = days[stream.pick(weight, len(mine))]
    first_cell = np.zeros(len(used), dtype=np.int64)
    first_cell[invoice[::-1]] = cell[::-1]
    return _Invoices(invoice.astype(np.int64), cell, amount, first_cell, day)


def _result_rows(book: Book, cells: list[PostingCell], drawn: _Invoices, sign: int) -> Postings:
    """Return the rows on cost or revenue accounts."""
    texts = plan.account_shares()

    def column(values: list[int]) -> Ints:
        return np.array(values, dtype=np.int64)[drawn.cell]

    return Postings(
        drawn.invoice,
        column([int(cell.account) for cell in cells]),
        sign * drawn.amount,
        cost_centre=column([book.intern(cell.cost_centre) for cell in cells]),
        project=column([book.intern(cell.project) for cell in cells]),
        text=column([book.intern(texts[cell.account].text) for cell in cells]),
    )


def post_supplier_invoices(
    book: Book, cells: list[PostingCell], scale: float, stream: Stream
) -> OpenItems:
    """Post the year's supplier invoices (series L) and return them as open items.

    Each has a cost row, deductible VAT on 1650, and the debt on 2510 or, within the city, 2560. Cost rows
    of a purchase within the city have the counterparty.
    """
    drawn = _draw(cells, 34_000 * scale, 2.6, _BUYING_MONTHS, book.year, stream)
    count = len(drawn.day)
    shares = plan.account_shares()
    account_of_cell = [cell.account for cell in cells]
    accounts = [account_of_cell[int(cell)] for cell in drawn.first_cell]
    internal_share = np.array([shares[account].internal_pct / 100 for account in accounts])
    is_internal = stream.uniform(count) < internal_share
    position = stream.uniform(count) * stream.uniform(count)  # a few suppliers sell most
    counterparty: list[str] = []
    pools = {account: suppliers_of(account) for account in set(accounts)}
    for account, internal, place in zip(accounts, is_internal, position, strict=True):
        pool = INTERNAL_SUPPLIERS[account] if internal else pools[account]
        counterparty.append(pool[int(place * len(pool))])
    who = np.array([book.intern(code) for code in counterparty], dtype=np.int64)

    net = segment_sums(drawn.amount, drawn.invoice, count)
    rate = np.array([shares[account].vat_pct for account in accounts]) * ~is_internal
    vat = (net * rate + 50) // 100
    debt_account = np.where(is_internal, 2560, 2510)
    costs = _result_rows(book, cells, drawn, 1)
    costs.counterparty = np.where(is_internal, who, 0)[drawn.invoice]
    every = np.arange(count)
    book.post(
        "L",
        drawn.day,
        number(book.intern("Leverantörsfaktura")),
        [
            costs,
            Postings(every, number(VAT_ACCOUNT), vat),
            Postings(every, debt_account, -(net + vat), counterparty=who),
        ],
        who,
    )
    due = drawn.day + 25 + (stream.uniform(count) * 10).astype(np.int64)
    return OpenItems(debt_account, counterparty, net + vat, drawn.day, due)


def post_customer_invoices(
    book: Book, cells: list[PostingCell], scale: float, stream: Stream
) -> OpenItems:
    """Post the year's customer invoices (series K) and return them as open items.

    The receivable is on 1560 for the city's administrations, on 1510 for companies and others;
    revenue rows have the counterparty too. Sales within the city's own legal person have no VAT,
    and the board's chart has no account for output VAT.
    """
    drawn = _draw(cells, 120_000 * scale, 7.5, _SELLING_MONTHS, book.year, stream)
    count = len(drawn.day)
    customers = plan.customers()
    index_of = {customer.code: index for index, customer in enumerate(customers)}
    who_buys = stream.pick([customer.weight for customer in customers], count)
    for position, cell_index in enumerate(drawn.first_cell):
        cell = cells[int(cell_index)]
        payer = {
            "3030": ("F010", "B310")[position % 2] if cell.project else "F010",
            "3590": "X910",
            "3510": "X920",
        }.get(cell.account)
        if payer:
            who_buys[position] = index_of[payer]
    codes = [customer.code for customer in customers]
    interned = np.array([book.intern(code) for code in codes], dtype=np.int64)
    receivable = np.array([1560 if c.kind == "administration" else 1510 for c in customers])
    account = receivable[who_buys]
    who = interned[who_buys]
    revenue = _result_rows(book, cells, drawn, -1)
    revenue.counterparty = who[drawn.invoice]
    total = segment_sums(drawn.amount, drawn.invoice, count)
    book.post(
        "K",
        drawn.day,
        number(book.intern("Kundfaktura")),
        [Postings(np.arange(count), account, total, counterparty=who), revenue],
        who,
    )
    due = drawn.day + 30 + (stream.uniform(count) * 25).astype(np.int64)
    return OpenItems(account, [codes[int(i)] for i in who_buys], total, drawn.day, due)
