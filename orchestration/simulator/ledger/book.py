"""The book of one year: vouchers and postings in DuckDB, and the balances that follow from them.

What makes postings belongs in the modules of the bookkeeping; how a file is written belongs in
``sie_writer``. Amounts are whole öre (BIGINT) here, debit positive.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import duckdb
import numpy as np

from orchestration.core.duckdb import connect
from orchestration.simulator.spread import Ints


@dataclass
class Postings:
    """Columns of postings, all of one length. Zero means "none" in the object columns.

    ``voucher`` numbers the vouchers of one ``Book.post`` call from zero; ``text`` and the codes are
    numbers given by ``Book.intern``.
    """

    voucher: Ints
    account: Ints
    amount: Ints
    cost_centre: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    project: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    activity: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    counterparty: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    text: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))

    def __post_init__(self) -> None:
        """Give every column the length of ``voucher``; a single value stands for all rows."""
        for column in fields(self):
            values = np.asarray(getattr(self, column.name), dtype=np.int64)
            setattr(self, column.name, np.broadcast_to(values, self.voucher.shape))


def number(value: int) -> Ints:
    """Return one value as a column that stands for all rows of its postings."""
    return np.array([value], dtype=np.int64)


class Book:
    """One year's vouchers and postings.

    Parameters
    ----------
    year
        The fiscal year, a calendar year.
    opening
        Account → opening balance in öre, credit negative.
    opening_by_counterparty
        (account, counterparty code) → its part of the opening balance, where the account is kept
        by counterparty.
    """

    def __init__(
        self,
        year: int,
        opening: dict[str, int],
        opening_by_counterparty: dict[tuple[str, str], int],
    ) -> None:
        """Open an empty book."""
        self.year = year
        self.opening = opening
        self.opening_by_counterparty = opening_by_counterparty
        self.extra_accounts: dict[str, str] = {}
        self.extra_cost_centres: dict[str, str] = {}
        self._codes: dict[str, int] = {"": 0}
        self._voucher_count = 0
        self._series: list[str] = []
        self._pending: dict[str, list[dict[str, Ints]]] = {"vouchers": [], "postings": []}
        self._connection = connect()
        self._connection.execute(
            """
            CREATE TABLE vouchers (
                voucher BIGINT, series VARCHAR, day BIGINT, text BIGINT, counterparty BIGINT
            );
            CREATE TABLE postings (
                row_order BIGINT, voucher BIGINT, account BIGINT, amount BIGINT,
                cost_centre BIGINT, project BIGINT, activity BIGINT, counterparty BIGINT,
                text BIGINT
            );
            """
        )

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The database with ``vouchers`` and ``postings``, everything posted so far in them."""
        self._insert("vouchers", f"voucher, {self._series}[series], day, text, counterparty")
        self._insert(
            "postings",
            "row_order, voucher, account, amount, cost_centre, project, activity, "
            "counterparty, text",
        )
        return self._connection

    def intern(self, value: str) -> int:
        """Return the number that stands for a code or a text in the columns."""
        return self._codes.setdefault(value, len(self._codes))

    def post(
        self,
        series: str,
        days: Ints,
        text: Ints,
        postings: list[Postings],
        counterparty: Ints | None = None,
    ) -> None:
        """Add vouchers; each must balance.

        Parameters
        ----------
        series
            The voucher series.
        days, text, counterparty
            One value per voucher: booking day, text, and the counterparty that the text names.
        postings
            Groups of postings; within a voucher they keep the order of the groups.

        Raises
        ------
        ValueError
            When a voucher does not sum to zero: a fault of the bookkeeping, not of a user.
        """
        columns = {
            name: np.concatenate([getattr(part, name) for part in postings])
            for name in (column.name for column in fields(Postings))
        }
        sums = np.zeros(len(days), dtype=np.int64)
        np.add.at(sums, columns["voucher"], columns["amount"])
        if sums.any():
            raise ValueError(f"series {series}: {np.count_nonzero(sums)} vouchers do not balance")
        first = self._voucher_count
        self._voucher_count += len(days)
        if series not in self._series:
            self._series.append(series)
        kept = columns["amount"] != 0
        rows = {name: values[kept] for name, values in columns.items()}
        rows["voucher"] = rows["voucher"] + first
        rows["row_order"] = np.arange(len(rows["voucher"]))
        self._pending["postings"].append(rows)
        one_each = {
            "voucher": np.arange(first, self._voucher_count),
            "series": number(self._series.index(series) + 1),  # lists count from 1 in SQL
            "day": days,
            "text": text,
            "counterparty": number(0) if counterparty is None else counterparty,
        }
        self._pending["vouchers"].append(
            {name: np.broadcast_to(values, days.shape) for name, values in one_each.items()}
        )

    def _insert(self, table: str, select: str) -> None:
        """Insert what is pending for a table: one statement for many postings."""
        parts = self._pending[table]
        if not parts:
            return
        batch = {
            name: np.concatenate([part[name] for part in parts]).astype(np.int64)
            for name in parts[0]
        }
        self._pending[table] = []
        self._connection.register("batch", batch)
        self._connection.execute(f"INSERT INTO {table} SELECT {select} FROM batch")
        self._connection.unregister("batch")

    def codes(self) -> dict[str, int]:
        """Return every interned code and text with its number."""
        return self._codes

    def movements(self) -> dict[str, int]:
        """Return account → the year's movement in öre."""
        rows = self.connection.execute(
            "SELECT account::VARCHAR, sum(amount)::BIGINT FROM postings GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        return dict(rows)

    def closing(self) -> dict[str, int]:
        """Return balance account → closing balance in öre."""
        movements = self.movements()
        accounts = sorted({*self.opening, *(a for a in movements if a < "3")})
        return {a: self.opening.get(a, 0) + movements.get(a, 0) for a in accounts}

    def result(self) -> dict[str, int]:
        """Return result account → the year's balance in öre, the transfer to equity included."""
        return {a: amount for a, amount in self.movements().items() if a >= "3"}

    def closing_by_counterparty(self) -> dict[tuple[str, str], int]:
        """Return (account, counterparty) → closing balance, where not zero."""
        names = {number: code for code, number in self._codes.items()}
        balances = dict(self.opening_by_counterparty)
        for account, counterparty, amount in self.connection.execute(
            """
            SELECT account::VARCHAR, counterparty, sum(amount)::BIGINT FROM postings
            WHERE account IN (1510, 1560, 2510, 2560) GROUP BY ALL ORDER BY ALL
            """
        ).fetchall():
            key = (account, names[counterparty])
            balances[key] = balances.get(key, 0) + amount
        return {key: amount for key, amount in sorted(balances.items()) if amount}
