"""Unpaid invoices, and their payment against the city's group account.

The last invoices of a year stay unpaid, to exactly the sum that the balance sheet shows; the next
year opens with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from orchestration.simulator.calendar import as_day, booking_days, on_or_after
from orchestration.simulator.ledger import plan
from orchestration.simulator.ledger.book import Book, Postings, number
from orchestration.simulator.ledger.counterparties import INTERNAL_SUPPLIERS, suppliers_of
from orchestration.simulator.spread import Ints, Stream, apportion, segment_sums

GROUP_ACCOUNT = 2019


@dataclass
class OpenItems:
    """Unpaid invoices: what is owed to the board or by it.

    ``amount`` is öre and positive for an ordinary invoice on either side; ``day`` is the booking
    day, ``due`` the day it is paid.
    """

    account: Ints
    counterparty: list[str]
    amount: Ints
    day: Ints
    due: Ints

    def by_counterparty(self, sign: int) -> dict[tuple[str, str], int]:
        """Return (account, counterparty) → balance in öre with the ledger's sign."""
        sums: dict[tuple[str, str], int] = {}
        rows = zip(self.account, self.counterparty, self.amount, strict=True)
        for account, counterparty, amount in rows:
            key = (str(account), counterparty)
            sums[key] = sums.get(key, 0) + sign * int(amount)
        return sums


def opening_items(balances: dict[int, int], scale: float, year: int, stream: Stream) -> OpenItems:
    """Return unpaid invoices of the year before that add up to each account's balance (öre)."""
    codes = {
        1510: [c.code for c in plan.customers() if c.kind == "company"],
        1560: [c.code for c in plan.customers() if c.kind == "administration"],
        2510: suppliers_of("7410"),
        2560: sorted({code for pool in INTERNAL_SUPPLIERS.values() for code in pool}),
    }
    each = max(len(pool) for pool in codes.values()) + int(600 * scale)
    segment = np.repeat(np.arange(len(balances)), each)
    amount = apportion(
        np.array(list(balances.values())), segment, stream.sizes(each * len(balances))
    )
    account = np.repeat(np.array(list(balances)), each)
    day = as_day(date(year, 1, 1)) - 1 - (stream.uniform(len(account)) * 40).astype(np.int64)
    counterparty = [codes[int(a)][n % len(codes[int(a)])] for n, a in enumerate(account)]
    return OpenItems(account, counterparty, amount, day, day + 30)


def settle(
    book: Book, items: list[OpenItems], unpaid: int, *, series: str, label: str, sign: int
) -> OpenItems:
    """Pay all items but the last, of which ``unpaid`` öre stay open; return these.

    Parameters
    ----------
    sign
        1 where the board pays (the debt is debited), -1 where it is paid.
    """
    account = np.concatenate([part.account for part in items])
    counterparty = [code for part in items for code in part.counterparty]
    amount = np.concatenate([part.amount for part in items])
    day = np.concatenate([part.day for part in items])
    due = np.concatenate([part.due for part in items])

    newest = np.argsort(-day, kind="stable")
    owed = np.maximum(amount[newest], 0)
    stays = np.zeros(len(amount), dtype=np.int64)
    stays[newest] = np.clip(unpaid - (np.cumsum(owed) - owed), 0, owed)
    paid = amount - stays
    pay_day = on_or_after(book.year, np.maximum(due, booking_days(book.year)[1]))

    who = np.array([book.intern(code) for code in counterparty], dtype=np.int64)
    now = np.flatnonzero(paid)
    key = np.stack([pay_day[now], who[now], account[now]])
    groups, voucher = np.unique(key, axis=1, return_inverse=True)
    voucher = voucher.reshape(-1).astype(np.int64)
    total = segment_sums(sign * paid[now], voucher, groups.shape[1])
    book.post(
        series,
        groups[0],
        number(book.intern(label)),
        [
            Postings(voucher, account[now], sign * paid[now], counterparty=who[now]),
            Postings(np.arange(groups.shape[1]), number(GROUP_ACCOUNT), -total),
        ],
        groups[1],
    )
    left = np.flatnonzero(stays)
    return OpenItems(
        account[left],
        [counterparty[int(i)] for i in left],
        stays[left],
        day[left],
        np.maximum(due[left], booking_days(book.year)[-1] + 3),
    )
