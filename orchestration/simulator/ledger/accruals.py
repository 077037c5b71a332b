"""Prepaid costs, accrued revenue and accrued costs: made at closing, reversed when a period opens.

Each part of an accrual knows the cell that it belongs to, so that the reversal meets the same cost
centre and project in the next year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from orchestration.simulator.calendar import month_ends, on_or_after
from orchestration.simulator.ledger.book import Book, Postings
from orchestration.simulator.ledger.cells import PostingCell
from orchestration.simulator.spread import split
from orchestration.simulator.targets import years_later

SERIES = "B"

# The size of each month-end's accrual beside the year-end's, January first.
_MONTHLY_SHARES_PCT = (86, 83, 88, 91, 84, 80, 72, 79, 87, 90, 93)


@dataclass(frozen=True)
class AccrualKind:
    """One accrual account, and the accounts of the result that it defers.

    ``sign`` is the sign of the result posting at closing: a prepaid cost is a credit on the cost
    account, an accrued cost a debit, accrued revenue a credit.
    """

    account: str
    statement_line: str
    sign: int
    label: str
    takes_part: Callable[[PostingCell], bool]


KINDS = (
    AccrualKind(
        "1710",
        "prepaid_costs",
        -1,
        "Förutbetalda kostnader",
        lambda cell: cell.account in ("6010", "6820") and not cell.project,
    ),
    AccrualKind(
        "1750",
        "accrued_revenue",
        -1,
        "Upplupna intäkter",
        lambda cell: cell.account in ("3010", "3020", "3030"),
    ),
    AccrualKind(
        "2990",
        "accrued_costs",
        1,
        "Upplupna kostnader",
        lambda cell: cell.account in ("6810", "6820", "7410", "7510") and not cell.project,
    ),
)


def accrue(kind: AccrualKind, total: int, cells: list[PostingCell]) -> list[PostingCell]:
    """Split an accrual (öre, positive) over the cells that take part, by their size."""
    taking_part = [cell for cell in cells if kind.takes_part(cell)]
    parts = split(total, [cell.amount for cell in taking_part])
    return [
        replace(cell, amount=part) for cell, part in zip(taking_part, parts, strict=True) if part
    ]


def post_accruals(
    book: Book, kind: AccrualKind, parts: list[PostingCell], day: int, *, reverse: bool
) -> None:
    """Post an accrual, or its reversal: one voucher per business area."""
    if not parts:
        return
    areas = list(dict.fromkeys(part.business_area for part in parts))
    voucher = np.array([areas.index(part.business_area) for part in parts])
    sign = -kind.sign if reverse else kind.sign
    amount = np.array([sign * part.amount for part in parts])
    totals = np.zeros(len(areas), dtype=np.int64)
    np.add.at(totals, voucher, amount)
    title = f"Återföring {kind.label.lower()}" if reverse else kind.label
    book.post(
        SERIES,
        np.full(len(areas), day),
        np.array([book.intern(title)]),
        [
            Postings(
                voucher,
                np.array([int(part.account) for part in parts]),
                amount,
                cost_centre=np.array([book.intern(part.cost_centre) for part in parts]),
                project=np.array([book.intern(part.project) for part in parts]),
            ),
            Postings(np.arange(len(areas)), np.array([int(kind.account)]), -totals),
        ],
    )


def _shares_pct(year: int) -> list[int]:
    """Return the shares of a year's month-ends; once the plan repeats itself they lie close to the year-end's."""
    if years_later(year):
        return [100 - (100 - share) // 5 for share in _MONTHLY_SHARES_PCT]
    return list(_MONTHLY_SHARES_PCT)


def post_month_ends(book: Book, kind: AccrualKind, parts: list[PostingCell]) -> None:
    """Accrue at the end of each month but the last, and reverse it when the next one opens.

    The accrual is a share of the year-end's; over the year these vouchers come to nothing.
    """
    ends = month_ends(book.year)
    for month, share_pct in enumerate(_shares_pct(book.year)):
        partial = [replace(part, amount=part.amount * share_pct // 100) for part in parts]
        partial = [part for part in partial if part.amount and not part.project]
        post_accruals(book, kind, partial, ends[month], reverse=False)
        next_day = int(on_or_after(book.year, np.array([ends[month] + 1]))[0])
        post_accruals(book, kind, partial, next_day, reverse=True)
