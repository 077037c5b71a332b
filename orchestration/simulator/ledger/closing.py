"""Equipment, VAT settlement, opening entries and the year-end vouchers."""

from __future__ import annotations

import numpy as np

from orchestration.simulator.calendar import MONTH_NAMES, booking_days, month_ends
from orchestration.simulator.ledger.book import Book, Postings, number
from orchestration.simulator.ledger.cells import PostingCell
from orchestration.simulator.ledger.invoices import VAT_ACCOUNT
from orchestration.simulator.ledger.settlement import GROUP_ACCOUNT
from orchestration.simulator.spread import split

_ASSET_GROUPS = {"Kontorsmöbler": 46, "Datorer och skrivare": 31, "Telefoniutrustning": 23}
_GROWING = [100 + 2 * month for month in range(12)]  # equipment is bought through the year


def post_capital_costs(book: Book, cells: list[PostingCell]) -> None:
    """Post depreciation by asset group and internal interest, each month (series A)."""
    contra = {"7910": 1239, "8510": GROUP_ACCOUNT}
    ends = month_ends(book.year)
    parts: list[tuple[int, PostingCell, str, int]] = []
    for cell in cells:
        groups = _ASSET_GROUPS if cell.account == "7910" else {"Internränta på inventarier": 1}
        amounts = split(cell.amount, list(groups.values()))
        for group, amount in zip(groups, amounts, strict=True):
            for month, monthly in enumerate(split(amount, _GROWING)):
                parts.append((month, cell, group, monthly))
    parts.sort(key=lambda part: part[0])
    voucher = np.array([part[0] for part in parts])
    amount = np.array([part[3] for part in parts])
    text = np.array([book.intern(part[2]) for part in parts])
    book.post(
        "A",
        np.array(ends),
        np.array([book.intern(f"Avskrivningar och internränta {month}") for month in MONTH_NAMES]),
        [
            Postings(
                voucher,
                np.array([int(part[1].account) for part in parts]),
                amount,
                cost_centre=np.array([book.intern(part[1].cost_centre) for part in parts]),
                text=text,
            ),
            Postings(
                voucher, np.array([contra[part[1].account] for part in parts]), -amount, text=text
            ),
        ],
    )


def post_vat_settlements(book: Book, closing: int) -> None:
    """Settle the VAT receivable with the city each month (series M), leaving ``closing`` öre."""
    ends = month_ends(book.year)
    monthly = dict(
        book.connection.execute(
            """
            SELECT month(DATE '1970-01-01' + day::INTEGER) - 1, sum(amount)::BIGINT
            FROM postings JOIN vouchers USING (voucher)
            WHERE account = ? GROUP BY ALL
            """,
            [VAT_ACCOUNT],
        ).fetchall()
    )
    settled = [monthly.get(month, 0) for month in range(12)]
    settled[0] += book.opening[str(VAT_ACCOUNT)]
    settled[11] -= closing
    every = np.arange(12)
    amounts = np.array(settled)
    book.post(
        "M",
        np.array(ends),
        np.array([book.intern(f"Momsavräkning {month}") for month in MONTH_NAMES]),
        [
            Postings(every, number(GROUP_ACCOUNT), amounts),
            Postings(every, number(VAT_ACCOUNT), -amounts),
        ],
    )


def post_result_of_last_year(book: Book) -> None:
    """Move the previous year's result from 2099 to 2010, as the first voucher of series S."""
    amount = book.opening["2099"]
    _post_pair(
        book, int(booking_days(book.year)[0]), "Föregående års resultat", 2099, 2010, -amount
    )


def post_result_fund(book: Book, closing: int) -> None:
    """Bring the result fund (2081) to its closing balance, against equity (series S)."""
    change = closing - book.opening["2081"]
    if change:
        day = int(booking_days(book.year)[-1])
        _post_pair(book, day, "Avsättning till resultatfond", 2010, 2081, -change)


def post_year_end(book: Book) -> None:
    """Carry the year's result to equity: debit 8999, credit 2099 (series S)."""
    profit = -sum(book.result().values())
    _post_pair(book, int(booking_days(book.year)[-1]), "Årets resultat", 8999, 2099, profit)


def _post_pair(book: Book, day: int, text: str, debit: int, credit: int, amount: int) -> None:
    """Post one voucher of two rows in series S; a negative amount turns it round."""
    book.post(
        "S",
        np.array([day]),
        number(book.intern(text)),
        [
            Postings(number(0), number(debit), number(amount)),
            Postings(number(0), number(credit), number(-amount)),
        ],
    )
