"""The faults that bookkeeping commits: a year's book is amended before it is closed, so its file agrees with itself.

Opening balances, totals by period and object, #UB and #RES all follow from the amended book, as they would in a ledger
system; only what was booked is wrong. Amounts are in öre.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from orchestration.simulator.delivery import Delivery
from orchestration.simulator.ledger.book import Book
from orchestration.simulator.ledger.bookkeeping import BookedYear, book_year
from orchestration.simulator.ledger.deliveries import deliver_year
from orchestration.simulator.ledger.reference import read_reference

# The year that faults are seeded in, of a book that is the warehouse's but for the fault.
YEAR = date(2013, 1, 1)
SEED = 2013

LEDGER = "ledger.ledger"

Amend = Callable[[Book], None]


@dataclass(frozen=True)
class LedgerFault:
    """One fault of the ledger: its family, what was booked wrongly, and the amendment of the book."""

    family: str
    what: str
    amend: Amend
    extract: str = LEDGER
    is_of_system: bool = True


def faulty_ledger(amend: Amend, *, scale: float) -> Delivery:
    """Return the ledger's delivery of the year from a book that was amended before it was closed.

    ``scale`` is that of the extracts beside it: against a larger ledger, all their months depart from their history.
    """
    previous = _year_before(scale)
    booked = book_year(
        YEAR.year, previous, read_reference(), seed=SEED, scale=scale, amendments=(amend,)
    )
    return deliver_year(booked, previous)


@cache
def _year_before(scale: float) -> BookedYear:
    """Return the book of the year before, with whose closing balances the year opens."""
    return book_year(YEAR.year - 1, None, read_reference(), seed=SEED, scale=scale)


def _run(statement: str) -> Amend:
    """Return the amendment that runs a statement on ``vouchers`` and ``postings``."""

    def amend(book: Book) -> None:
        book.connection.execute(statement)

    return amend


def _one_voucher(series: str, least: int = 5_000_000) -> str:
    """Return SQL for one voucher of a series with an amount of at least ``least`` öre, in the middle of the year."""
    return f"""(
        select voucher from postings join vouchers using (voucher)
        where series = '{series}' group by voucher having max(amount) >= {least}
        order by abs(hash(voucher) % 1000), voucher limit 1
    )"""


def _again(vouchers: str) -> Amend:
    """Return the amendment that books vouchers a second time, on the same day."""
    return _run(f"""
        create or replace temp table again as
        -- Beyond any number that the closing of the year gives out.
        select voucher, voucher + 100000000 as twin
        from vouchers where voucher in {vouchers};
        insert into vouchers by name
        select * exclude (twin) replace (twin as voucher) from vouchers inner join again using (voucher);
        insert into postings by name
        select * exclude (twin) replace (twin as voucher) from postings inner join again using (voucher);
    """)


def _without(vouchers: str) -> Amend:
    """Return the amendment that never books vouchers; the numbers of their series close up."""
    return _run(f"""
        create or replace temp table gone as select voucher from vouchers where voucher in {vouchers};
        delete from postings where voucher in (from gone);
        delete from vouchers where voucher in (from gone);
    """)


def _moved(where: str, change: str) -> Amend:
    """Return the amendment that changes postings."""
    return _run(f"update postings set {change} where {where}")


def _month(series: str, month: int) -> str:
    return f"(select voucher from vouchers where series = '{series}' and {_in_month(month)})"


def _in_month(month: int) -> str:
    first = f"date '2013-{month:02}-01'"
    return f"(date '1970-01-01' + day::int) between {first} and last_day({first})"


def _on(account: int, series: str, month: int) -> str:
    """Return SQL for the vouchers of a month's series that are on an account."""
    return f"(select voucher from postings where account = {account} and voucher in {_month(series, month)})"


# The vouchers that reverse last year's accruals, on the first day of the year.
_REVERSALS = (
    "(select voucher from vouchers where series = 'B'"
    " and day = (select min(day) from vouchers where series = 'B'))"
)
# A cost centre by the rows of its payroll, the most first.
_CENTRE = (
    "(select cost_centre from postings where account = 5010 group by all order by count(*) desc, 1"
    " limit 1 offset {0})"
)

_PROJECT = "(select {0}(project) from postings where project > 0)"
# Rounding leaves each voucher some öre; its largest posting takes them.
_BALANCED = """
    update postings set amount = amount - off from (
        select voucher as of_voucher, sum(amount) as off, arg_max(row_order, abs(amount)) as largest
        from postings group by voucher having sum(amount) <> 0
    ) where voucher = of_voucher and row_order = largest
"""


def _all_of(month: int) -> str:
    """Return SQL for all vouchers of a month."""
    return f"(select voucher from vouchers where {_in_month(month)})"


LEDGER_FAULTS = (
    LedgerFault("booked twice", "a supplier's invoice", _again(_one_voucher("L"))),
    LedgerFault("booked twice", "a customer's invoice", _again(_one_voucher("K"))),
    LedgerFault("booked twice", "a payment", _again(_one_voucher("U"))),
    LedgerFault("booked twice", "the payroll of May", _again(_month("P", 5))),
    LedgerFault("never booked", "the payroll of May", _without(_month("P", 5))),
    LedgerFault("never booked", "a supplier's invoice", _without(_one_voucher("L"))),
    LedgerFault("never booked", "the depreciation of May", _without(_month("A", 5))),
    LedgerFault(
        "wrong account",
        "the IT costs of May on consultants",
        _moved(f"account = 6820 and voucher in {_month('L', 5)}", "account = 7410"),
    ),
    LedgerFault(
        "wrong account",
        "wages of May on purchased operations",
        _moved(f"account = 5010 and voucher in {_month('P', 5)}", "account = 4610"),
    ),
    LedgerFault(
        "wrong account",
        "the rent of May as revenue",
        _moved(f"account = 6010 and voucher in {_month('L', 5)}", "account = 3690"),
    ),
    LedgerFault(
        "wrong cost centre",
        "the payroll of May on one cost centre",
        _moved(
            f"account = 5010 and voucher in {_month('P', 5)}",
            "cost_centre = (select min(cost_centre) from postings where cost_centre > 0)",
        ),
    ),
    LedgerFault(
        "wrong amount",
        "the payroll of May a hundred times",
        _moved(f"voucher in {_month('P', 5)}", "amount = amount * 100"),
    ),
    LedgerFault(
        "wrong amount",
        "one supplier's invoice a hundred times",
        _moved(f"voucher in {_one_voucher('L')}", "amount = amount * 100"),
    ),
    LedgerFault(
        "wrong sign",
        "the customer invoices of May credited",
        _moved(f"voucher in {_month('K', 5)}", "amount = -amount"),
    ),
    LedgerFault(
        "wrong month",
        "the payroll of May in June",
        _run(f"update vouchers set day = day + 31 where voucher in {_month('P', 5)}"),
    ),
    LedgerFault("booked twice", "the reversal of last year's accruals", _again(_REVERSALS)),
    LedgerFault("never booked", "the reversal of last year's accruals", _without(_REVERSALS)),
    LedgerFault("booked twice", "the depreciation of May", _again(_month("A", 5))),
    LedgerFault("never booked", "the suppliers' invoices of December", _without(_month("L", 12))),
    LedgerFault(
        "never booked",
        "the payroll of one cost centre in May",
        _without(f"(select min(voucher) from vouchers where voucher in {_month('P', 5)})"),
    ),
    LedgerFault(
        "wrong account",
        "the value-added tax of May's purchases as a cost",
        _moved(f"account = 1650 and voucher in {_month('L', 5)}", "account = 7510"),
    ),
    LedgerFault(
        "wrong amount",
        "the rents of May ten times",
        _moved(f"voucher in {_on(6010, 'L', 5)}", "amount = amount * 10"),
    ),
    LedgerFault(
        "wrong cost centre",
        "two cost centres have changed places from May on",
        _moved(
            "cost_centre > 0 and voucher in (select voucher from vouchers where"
            " day >= date '2013-05-01' - date '1970-01-01')",
            f"cost_centre = case cost_centre when {_CENTRE.format(0)} then {_CENTRE.format(9)}"
            f" when {_CENTRE.format(9)} then {_CENTRE.format(0)} else cost_centre end",
        ),
    ),
    LedgerFault(
        "wrong month",
        "the suppliers' invoices of May in June",
        _run(f"update vouchers set day = day + 31 where voucher in {_month('L', 5)}"),
    ),
    LedgerFault(
        "rounded",
        "all amounts of May in whole kronor",
        _run(f"""
            update postings set amount = round(amount / 100) * 100 where voucher in {_all_of(5)};
            {_BALANCED}
        """),
    ),
    LedgerFault(
        "booked twice",
        "a retroactive raise, in May and June",
        _again(
            f"(select voucher from vouchers where voucher in {_month('P', 5)} and voucher % 2 = 0)"
        ),
    ),
    LedgerFault(
        "wrong cost centre",
        "one cost centre is another's all year",
        _moved(f"cost_centre = {_CENTRE.format(1)}", f"cost_centre = {_CENTRE.format(0)}"),
    ),
    LedgerFault(
        "wrong cost centre",
        "a reorganisation in July is in the payroll only",
        _moved(
            f"cost_centre = {_CENTRE.format(2)} and voucher in (select voucher from vouchers where series = 'P'"
            " and day >= date '2013-07-01' - date '1970-01-01')",
            f"cost_centre = {_CENTRE.format(4)}",
        ),
    ),
    LedgerFault(
        "wrong sign",
        "the depreciation of May reversed",
        _moved(f"voucher in {_month('A', 5)}", "amount = -amount"),
    ),
    LedgerFault(
        "wrong sign",
        "all of the year with credit positive",
        _run("update postings set amount = -amount"),
    ),
    LedgerFault(
        "wrong unit",
        "all of the year in thousands",
        _run(f"update postings set amount = round(amount / 1000); {_BALANCED}"),
    ),
    LedgerFault(
        "never booked",
        "everything after June",
        _without(
            "(select voucher from vouchers where day >= date '2013-07-01' - date '1970-01-01')"
        ),
    ),
    LedgerFault(
        "wrong month",
        "all of May on its last day",
        _run(
            f"update vouchers set day = date '2013-05-31' - date '1970-01-01' where voucher in {_all_of(5)}"
        ),
    ),
    LedgerFault(
        "wrong month",
        "two months in one: all of May in April",
        _run(
            f"update vouchers set day = date '2013-04-30' - date '1970-01-01' where voucher in {_all_of(5)}"
        ),
    ),
    LedgerFault(
        "code lost", "investments without their projects", _moved("project > 0", "project = 0")
    ),
    LedgerFault("code lost", "all activities", _moved("activity > 0", "activity = 0")),
    LedgerFault(
        "code lost",
        "all counterparties of postings",
        _moved("counterparty > 0", "counterparty = 0"),
    ),
    LedgerFault(
        "members swapped",
        "two projects have changed places",
        _moved(
            "project > 0",
            f"project = case project when {_PROJECT.format('min')} then {_PROJECT.format('max')}"
            f" when {_PROJECT.format('max')} then {_PROJECT.format('min')} else project end",
        ),
    ),
    LedgerFault(
        "wrong account",
        "investments as costs",
        _moved("account = 1231 and project > 0", "account = 6820"),
    ),
    LedgerFault(
        "wrong account",
        "all costs of one cost centre on one account",
        _moved(
            f"account between 6000 and 7499 and cost_centre = {_CENTRE.format(3)}", "account = 7410"
        ),
    ),
    LedgerFault(
        "booked twice",
        "the customers' invoices of one day",
        _again(
            "(select voucher from vouchers where series = 'K' and day = (select max(day) from vouchers where"
            f" voucher in {_month('K', 5)}))"
        ),
    ),
)
