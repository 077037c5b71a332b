"""The ways in which a year's book is amended before it is closed, and the ledger's delivery that follows from it.

Opening balances, totals by period and object, #UB and #RES all follow from the amended book, as they would in a ledger
system; only what was booked, or budgeted, is wrong. Amounts are in öre.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from orchestration.simulator.delivery import Delivery
from orchestration.simulator.ledger.book import Book
from orchestration.simulator.ledger.bookkeeping import BookedYear, book_year
from orchestration.simulator.ledger.budget import BudgetRow
from orchestration.simulator.ledger.deliveries import deliver_year
from orchestration.simulator.ledger.reference import read_reference

# The year that faults are seeded in, of a book that is the warehouse's but for the fault.
YEAR = date(2013, 1, 1)
SEED = 2013

LEDGER = "ledger.ledger"

Amend = Callable[[Book], None]
Rebudget = Callable[[list[BudgetRow]], list[BudgetRow]]


def unchanged(_book: Book) -> None:
    """Leave the book as it is."""


@dataclass(frozen=True)
class LedgerFault:
    """One fault of the ledger: its family, what was booked wrongly, and the amendments of book and budget."""

    family: str
    what: str
    amend: Amend
    rebudget: Rebudget = list
    extract: str = LEDGER
    is_of_system: bool = True


def faulty_ledger(amend: Amend, rebudget: Rebudget = list, *, scale: float) -> Delivery:
    """Return the ledger's delivery of the year from a book, and a budget, that were amended before it was closed.

    ``scale`` is that of the extracts beside it: against a larger ledger, all their months depart from their history.
    """
    previous = _year_before(scale)
    booked = book_year(
        YEAR.year, previous, read_reference(), seed=SEED, scale=scale, amendments=(amend,)
    )
    booked.budget = rebudget(booked.budget)
    return deliver_year(booked, previous)


@cache
def _year_before(scale: float) -> BookedYear:
    """Return the book of the year before, with whose closing balances the year opens."""
    return book_year(YEAR.year - 1, None, read_reference(), seed=SEED, scale=scale)


# A code or a text in a statement, such as ``[5020]``.
_CODE = re.compile(r"\[([^\]]+)\]")


def run(statement: str) -> Amend:
    """Return the amendment that runs a statement on ``vouchers`` and ``postings``, with codes in square brackets."""

    def amend(book: Book) -> None:
        book.connection.execute(_CODE.sub(lambda code: str(book.intern(code[1])), statement))

    return amend


def journal(day: str, text: str, *rows: tuple[int, int, str]) -> Amend:
    """Return the amendment that books a voucher by hand, on a day such as ``04-30``.

    ``rows`` are account, kronor, and cost centre where there is one.
    """
    postings = ", ".join(
        f"({order}, {account}, {kronor * 100}, {f'[{centre}]' if centre else 0})"
        for order, (account, kronor, centre) in enumerate(rows)
    )
    return run(f"""
        create or replace temp table journal as select max(voucher) + 100000000 as voucher from vouchers;
        insert into vouchers select voucher, 'B', date '2013-{day}' - date '1970-01-01', [{text}], 0 from journal;
        insert into postings select row_order, voucher, account, amount, cost_centre, 0, 0, 0, 0
        from journal cross join (values {postings}) as rows (row_order, account, amount, cost_centre);
    """)


def one_voucher(series: str, least: int = 5_000_000) -> str:
    """Return SQL for one voucher of a series with an amount of at least ``least`` öre, in the middle of the year."""
    return f"""(
        select voucher from postings join vouchers using (voucher)
        where series = '{series}' group by voucher having max(amount) >= {least}
        order by abs(hash(voucher) % 1000), voucher limit 1
    )"""


def again(vouchers: str, of_voucher: str = "", of_posting: str = "") -> Amend:
    """Return the amendment that books vouchers a second time, on the same day.

    ``of_voucher`` and ``of_posting`` are what the second time has of its own, such as ``, day + 31 as day``.
    """
    return run(f"""
        create or replace temp table again as
        -- Beyond any number that the closing of the year gives out.
        select voucher, voucher + 100000000 as twin
        from vouchers where voucher in {vouchers};
        insert into vouchers by name
        select * exclude (twin) replace (twin as voucher{of_voucher}) from vouchers inner join again using (voucher);
        insert into postings by name
        select * exclude (twin) replace (twin as voucher{of_posting}) from postings inner join again using (voucher);
    """)


def without(vouchers: str) -> Amend:
    """Return the amendment that never books vouchers; the numbers of their series close up."""
    return run(f"""
        create or replace temp table gone as select voucher from vouchers where voucher in {vouchers};
        delete from postings where voucher in (from gone);
        delete from vouchers where voucher in (from gone);
    """)


def moved(where: str, change: str) -> Amend:
    """Return the amendment that changes postings."""
    return run(f"update postings set {change} where {where}")


def all_of_series(series: str) -> str:
    """Return SQL for all vouchers of a series."""
    return f"(select voucher from vouchers where series = '{series}')"


def of_series(series: str, month: int) -> str:
    return f"(select voucher from vouchers where series = '{series}' and {in_month(month)})"


def from_day(day: str, series: str = "") -> str:
    """Return SQL for the vouchers from a day of the year on, such as ``07-01``; of all series by default."""
    of_series = f"series = '{series}' and " if series else ""
    return f"(select voucher from vouchers where {of_series}day >= date '2013-{day}' - date '1970-01-01')"


def of_days(series: str, first: str, last: str) -> str:
    """Return SQL for a series' vouchers of some days of the year, such as ``05-13`` to ``05-19``."""
    return (
        f"(select voucher from vouchers where series = '{series}' and day between"
        f" date '2013-{first}' - date '1970-01-01' and date '2013-{last}' - date '1970-01-01')"
    )


def in_month(month: int) -> str:
    first = f"date '2013-{month:02}-01'"
    return f"(date '1970-01-01' + day::int) between {first} and last_day({first})"


def on(account: int, series: str, month: int) -> str:
    """Return SQL for the vouchers of a month's series that are on an account."""
    return f"(select voucher from postings where account = {account} and voucher in {of_series(series, month)})"


# Conditions on a posting.
COST = "account between 4000 and 7599"
REVENUE = "account between 3000 and 3999"

# A cost centre by the rows of its payroll, the most first.
CENTRE = (
    "(select cost_centre from postings where account = 5010 group by all order by count(*) desc, 1"
    " limit 1 offset {0})"
)

# Rounding leaves each voucher some öre; its largest posting takes them.
BALANCED = """
    update postings set amount = amount - off from (
        select voucher as of_voucher, sum(amount) as off, arg_max(row_order, abs(amount)) as largest
        from postings group by voucher having sum(amount) <> 0
    ) where voucher = of_voucher and row_order = largest
"""


def all_of(month: int) -> str:
    """Return SQL for all vouchers of a month."""
    return f"(select voucher from vouchers where {in_month(month)})"


def _by_row(change: Callable[[BudgetRow], list[BudgetRow]]) -> Rebudget:
    """Return the amendment of a budget that changes it row by row."""
    return lambda rows: [changed for row in rows for changed in change(row)]


def of(row: BudgetRow, *, factor: float = 1, **other: str) -> BudgetRow:
    """Return a row of the budget with another amount, or another account or object."""
    month_of_row, account, dimension, code, amount = row
    return (
        month_of_row,
        other.get("account", account),
        dimension,
        other.get("code", code),
        round(amount * factor / 100_000) * 100_000,
    )


def budget(family: str, what: str, change: Callable[[BudgetRow], list[BudgetRow]]) -> LedgerFault:
    """Return the fault of a budget whose rows are changed one by one; the book is as it was."""
    return LedgerFault(family, what, unchanged, rebudget=_by_row(change))
