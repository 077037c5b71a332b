"""Who sends the city invoices: the suppliers connected to Svefaktura, and three hundred others.

A supplier has one trade, so one account. The others are those that the board itself buys from, each
with an organisation number of its own; their amounts are as those of the connected ones in the
trade.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from orchestration.simulator.ledger import counterparties
from orchestration.simulator.spread import Floats, Ints, Stream
from orchestration.simulator.targets import LATEST_YEAR, YEARS, planned, read_table, years_later

FOLDER = Path(__file__).parent
_FIRST_SERIAL = 557_010_100  # of the others' organisation numbers; the connected have lower ones
# A few suppliers send much and many send little; neighbours in the list are not alike.
_FEWEST, _STEP = 8, 37


@dataclass(frozen=True)
class Supplier:
    """A supplier, with its invoices a year where it is one of those connected to Svefaktura."""

    number: str
    name: str
    account: str
    mean_sek: int
    connected: date | None
    invoices: dict[int, int]


@cache
def suppliers() -> tuple[Supplier, ...]:
    """Return all suppliers, those connected in either year first."""
    return (*connected(), *_others())


@cache
def connected() -> tuple[Supplier, ...]:
    """Return the suppliers of ``svefaktura_suppliers.csv``.

    One that is not connected yet has no volume in the register, but sends its invoices all the same
    by other ways: as many as in the year after.
    """
    return tuple(
        Supplier(
            number=row["leverantor_id"],
            name=row["leverantor"],
            account=row["konto_nr"],
            mean_sek=int(row["mean_sek"]),
            connected=date.fromisoformat(row["ansluten_datum"]),
            invoices={
                year: invoices_of(row, year) or invoices_of(row, YEARS[-1])
                for year in range(YEARS[0], LATEST_YEAR + 1)
            },
        )
        for row in read_table(FOLDER, "svefaktura_suppliers")
    )


def invoices_of(row: Mapping[str, str], year: int) -> int:
    """Return a supplier's invoices of a year, by its row of the table; each later year has one per cent more."""
    return int(row[f"invoices_{planned(year)}"]) * (100 + years_later(year)) // 100


def is_connected(year: int, month: int) -> np.ndarray:
    """Return, for each supplier, whether it was connected to Svefaktura before the month began."""
    first = date(year, month, 1)
    return np.array(
        [bool(supplier.connected and supplier.connected < first) for supplier in suppliers()]
    )


def pick_others(stream: Stream, count: int) -> Ints:
    """Return that many suppliers that are not of ``connected``, as places in ``suppliers``."""
    return stream.pick(_weights(), count) + len(connected())


def organisation_number(serial: int) -> str:
    """Return the organisation number of nine digits and the check digit that they give (Luhn)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(f"{serial:09}"))
    check = -sum(number // 10 + number % 10 for number in doubled) % 10
    return f"{serial // 1000:06}-{serial % 1000:03}{check}"


@cache
def _weights() -> Floats:
    count = len(_others())
    return 1 / (_FEWEST + np.arange(count) * _STEP % count)


@cache
def _others() -> tuple[Supplier, ...]:
    means: dict[str, list[int]] = {}
    for supplier in connected():
        means.setdefault(supplier.account, []).append(supplier.mean_sek)
    account_of = {
        code: account for account in means for code in counterparties.suppliers_of(account)
    }
    return tuple(
        Supplier(
            number=organisation_number(_FIRST_SERIAL + serial),
            name=name,
            account=account_of[code],
            mean_sek=sum(means[account_of[code]]) // len(means[account_of[code]]),
            connected=None,
            invoices={},
        )
        for serial, (code, name) in enumerate(counterparties.suppliers().items())
    )
