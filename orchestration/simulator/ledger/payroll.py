"""The monthly payroll: one voucher per month and cost centre, against the city's group account."""

from __future__ import annotations

from datetime import date

import numpy as np

from orchestration.simulator.calendar import MONTH_NAMES, month_day
from orchestration.simulator.ledger import plan
from orchestration.simulator.ledger.book import Book, Postings, number
from orchestration.simulator.ledger.cells import PostingCell
from orchestration.simulator.ledger.reference import Reference
from orchestration.simulator.ledger.settlement import GROUP_ACCOUNT
from orchestration.simulator.spread import Stream, apportion, segment_sums

# The first month of the year's new wages (0 = January): the agreement runs from April.
_FIRST_REVISED_MONTH = 3
# Holiday pay and hourly wages peak in summer; monthly salaries dip then.
_SEASONS = {
    "5020": (0.9, 0.9, 0.9, 1.0, 1.0, 1.3, 1.6, 1.3, 0.9, 0.9, 0.9, 0.9),
    "5040": (0.5, 0.5, 0.6, 0.5, 0.6, 1.4, 3.4, 1.9, 0.6, 0.6, 0.6, 0.8),
    "5050": (1.2, 1.3, 1.2, 1.0, 0.9, 0.8, 0.6, 0.7, 1.0, 1.1, 1.1, 1.1),
}
_OTHER_SEASON = (1.0, 1.0, 1.0, 1.01, 1.01, 0.99, 0.9, 0.96, 1.01, 1.02, 1.03, 1.07)
_FEES = ("5610", "5710")
_PAY_OF_AN_EMPLOYEE = 430_000_00  # öre a year, fees included: how many payslips a cell makes


def post_payroll(
    book: Book, cells: list[PostingCell], reference: Reference, scale: float, stream: Stream
) -> None:
    """Post the year's payroll (series P), so that each cell sums to its amount.

    A row is one payslip's part, without the employee. Wage-revision cells (activity LR…) start in
    April; project cells keep to their project's period.
    """
    months_of = [_months(cell, book.year) for cell in cells]
    per_month = []
    for cell, months in zip(cells, months_of, strict=True):
        share_of_year = cell.amount / (_PAY_OF_AN_EMPLOYEE * len(months) / 12)
        regular = cell.account in ("5010", *_FEES)
        wanted = share_of_year * scale * (1.0 if regular else 2.5)
        per_month.append(max(1, round(wanted)))
    rows = np.array([n * len(m) for n, m in zip(per_month, months_of, strict=True)])
    cell_of_row = np.repeat(np.arange(len(cells)), rows)
    month = np.concatenate(
        [np.repeat(m, n) for n, m in zip(per_month, months_of, strict=True)]
    ).astype(np.int64)
    season = np.concatenate(
        [
            np.repeat(np.array(_SEASONS.get(cell.account, _OTHER_SEASON))[months], n)
            for cell, n, months in zip(cells, per_month, months_of, strict=True)
        ]
    )
    weights = season * (0.8 + 0.4 * stream.uniform(len(season)))
    amount = apportion(np.array([cell.amount for cell in cells]), cell_of_row, weights)

    centres = sorted({cell.cost_centre for cell in cells})
    centre_of_cell = np.array([centres.index(cell.cost_centre) for cell in cells])
    key = month * len(centres) + centre_of_cell[cell_of_row]
    groups, voucher = np.unique(key, return_inverse=True)
    voucher = voucher.astype(np.int64)
    order = np.argsort(voucher, kind="stable")
    paydays = np.array([month_day(book.year, m + 1, 23 if m == 11 else 25) for m in range(12)])
    texts = [
        book.intern(
            f"Löner {MONTH_NAMES[int(g) // len(centres)]} "
            f"{reference.cost_centre_names[centres[int(g) % len(centres)]]}"
        )
        for g in groups
    ]
    share = plan.account_shares()

    def column(values: list[int]) -> np.ndarray:
        return np.array(values, dtype=np.int64)[cell_of_row][order]

    book.post(
        "P",
        paydays[groups // len(centres)],
        np.array(texts),
        [
            Postings(
                voucher[order],
                column([int(cell.account) for cell in cells]),
                amount[order],
                cost_centre=column([book.intern(cell.cost_centre) for cell in cells]),
                project=column([book.intern(cell.project) for cell in cells]),
                activity=column([book.intern(cell.activity) for cell in cells]),
                text=column([book.intern(share[cell.account].text) for cell in cells]),
            ),
            Postings(
                np.arange(len(groups)),
                number(GROUP_ACCOUNT),
                -segment_sums(amount, voucher, len(groups)),
            ),
        ],
    )


def _months(cell: PostingCell, year: int) -> list[int]:
    """Return the months (0 to 11) that a staff cell is posted in."""
    first, last = plan.project_periods(year).get(
        cell.project, (date(year, 1, 1), date(year, 12, 31))
    )
    start = first.month - 1 if first.year == year else 0
    stop = last.month - 1 if last.year == year else 11
    if cell.activity:
        start = max(start, _FIRST_REVISED_MONTH)
    return list(range(start, stop + 1))
