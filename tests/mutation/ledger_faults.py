"""The faults that bookkeeping commits: a year's book is amended before it is closed, so its file agrees with itself."""

from __future__ import annotations

from tests.mutation.amendments import (
    BALANCED,
    CENTRE,
    LedgerFault,
    again,
    all_of,
    moved,
    of_series,
    on,
    one_voucher,
    run,
    without,
)

# The vouchers that reverse last year's accruals, on the first day of the year.
_REVERSALS = (
    "(select voucher from vouchers where series = 'B'"
    " and day = (select min(day) from vouchers where series = 'B'))"
)
_PROJECT = "(select {0}(project) from postings where project > 0)"

LEDGER_FAULTS = (
    LedgerFault("booked twice", "a supplier's invoice", again(one_voucher("L"))),
    LedgerFault("booked twice", "a customer's invoice", again(one_voucher("K"))),
    LedgerFault("booked twice", "a payment", again(one_voucher("U"))),
    LedgerFault("booked twice", "the payroll of May", again(of_series("P", 5))),
    LedgerFault("never booked", "the payroll of May", without(of_series("P", 5))),
    LedgerFault("never booked", "a supplier's invoice", without(one_voucher("L"))),
    LedgerFault("never booked", "the depreciation of May", without(of_series("A", 5))),
    LedgerFault(
        "wrong account",
        "the IT costs of May on consultants",
        moved(f"account = 6820 and voucher in {of_series('L', 5)}", "account = 7410"),
    ),
    LedgerFault(
        "wrong account",
        "wages of May on purchased operations",
        moved(f"account = 5010 and voucher in {of_series('P', 5)}", "account = 4610"),
    ),
    LedgerFault(
        "wrong account",
        "the rent of May as revenue",
        moved(f"account = 6010 and voucher in {of_series('L', 5)}", "account = 3690"),
    ),
    LedgerFault(
        "wrong cost centre",
        "the payroll of May on one cost centre",
        moved(
            f"account = 5010 and voucher in {of_series('P', 5)}",
            "cost_centre = (select min(cost_centre) from postings where cost_centre > 0)",
        ),
    ),
    LedgerFault(
        "wrong amount",
        "the payroll of May a hundred times",
        moved(f"voucher in {of_series('P', 5)}", "amount = amount * 100"),
    ),
    LedgerFault(
        "wrong amount",
        "one supplier's invoice a hundred times",
        moved(f"voucher in {one_voucher('L')}", "amount = amount * 100"),
    ),
    LedgerFault(
        "wrong sign",
        "the customer invoices of May credited",
        moved(f"voucher in {of_series('K', 5)}", "amount = -amount"),
    ),
    LedgerFault(
        "wrong month",
        "the payroll of May in June",
        run(f"update vouchers set day = day + 31 where voucher in {of_series('P', 5)}"),
    ),
    LedgerFault("booked twice", "the reversal of last year's accruals", again(_REVERSALS)),
    LedgerFault("never booked", "the reversal of last year's accruals", without(_REVERSALS)),
    LedgerFault("booked twice", "the depreciation of May", again(of_series("A", 5))),
    LedgerFault("never booked", "the suppliers' invoices of December", without(of_series("L", 12))),
    LedgerFault(
        "never booked",
        "the payroll of one cost centre in May",
        without(f"(select min(voucher) from vouchers where voucher in {of_series('P', 5)})"),
    ),
    LedgerFault(
        "wrong account",
        "the value-added tax of May's purchases as a cost",
        moved(f"account = 1650 and voucher in {of_series('L', 5)}", "account = 7510"),
    ),
    LedgerFault(
        "wrong amount",
        "the rents of May ten times",
        moved(f"voucher in {on(6010, 'L', 5)}", "amount = amount * 10"),
    ),
    LedgerFault(
        "wrong cost centre",
        "two cost centres have changed places from May on",
        moved(
            "cost_centre > 0 and voucher in (select voucher from vouchers where"
            " day >= date '2013-05-01' - date '1970-01-01')",
            f"cost_centre = case cost_centre when {CENTRE.format(0)} then {CENTRE.format(9)}"
            f" when {CENTRE.format(9)} then {CENTRE.format(0)} else cost_centre end",
        ),
    ),
    LedgerFault(
        "wrong month",
        "the suppliers' invoices of May in June",
        run(f"update vouchers set day = day + 31 where voucher in {of_series('L', 5)}"),
    ),
    LedgerFault(
        "rounded",
        "all amounts of May in whole kronor",
        run(f"""
            update postings set amount = round(amount / 100) * 100 where voucher in {all_of(5)};
            {BALANCED}
        """),
    ),
    LedgerFault(
        "booked twice",
        "a retroactive raise, in May and June",
        again(
            f"(select voucher from vouchers where voucher in {of_series('P', 5)} and voucher % 2 = 0)"
        ),
    ),
    LedgerFault(
        "wrong cost centre",
        "one cost centre is another's all year",
        moved(f"cost_centre = {CENTRE.format(1)}", f"cost_centre = {CENTRE.format(0)}"),
    ),
    LedgerFault(
        "wrong cost centre",
        "a reorganisation in July is in the payroll only",
        moved(
            f"cost_centre = {CENTRE.format(2)} and voucher in (select voucher from vouchers where series = 'P'"
            " and day >= date '2013-07-01' - date '1970-01-01')",
            f"cost_centre = {CENTRE.format(4)}",
        ),
    ),
    LedgerFault(
        "wrong sign",
        "the depreciation of May reversed",
        moved(f"voucher in {of_series('A', 5)}", "amount = -amount"),
    ),
    LedgerFault(
        "wrong sign",
        "all of the year with credit positive",
        run("update postings set amount = -amount"),
    ),
    LedgerFault(
        "wrong unit",
        "all of the year in thousands",
        run(f"update postings set amount = round(amount / 1000); {BALANCED}"),
    ),
    LedgerFault(
        "never booked",
        "everything after June",
        without(
            "(select voucher from vouchers where day >= date '2013-07-01' - date '1970-01-01')"
        ),
    ),
    LedgerFault(
        "wrong month",
        "all of May on its last day",
        run(
            f"update vouchers set day = date '2013-05-31' - date '1970-01-01' where voucher in {all_of(5)}"
        ),
    ),
    LedgerFault(
        "wrong month",
        "two months in one: all of May in April",
        run(
            f"update vouchers set day = date '2013-04-30' - date '1970-01-01' where voucher in {all_of(5)}"
        ),
    ),
    LedgerFault(
        "code lost", "investments without their projects", moved("project > 0", "project = 0")
    ),
    LedgerFault("code lost", "all activities", moved("activity > 0", "activity = 0")),
    LedgerFault(
        "code lost",
        "all counterparties of postings",
        moved("counterparty > 0", "counterparty = 0"),
    ),
    LedgerFault(
        "members swapped",
        "two projects have changed places",
        moved(
            "project > 0",
            f"project = case project when {_PROJECT.format('min')} then {_PROJECT.format('max')}"
            f" when {_PROJECT.format('max')} then {_PROJECT.format('min')} else project end",
        ),
    ),
    LedgerFault(
        "wrong account",
        "investments as costs",
        moved("account = 1231 and project > 0", "account = 6820"),
    ),
    LedgerFault(
        "wrong account",
        "all costs of one cost centre on one account",
        moved(
            f"account between 6000 and 7499 and cost_centre = {CENTRE.format(3)}", "account = 7410"
        ),
    ),
    LedgerFault(
        "booked twice",
        "the customers' invoices of one day",
        again(
            "(select voucher from vouchers where series = 'K' and day = (select max(day) from vouchers where"
            f" voucher in {of_series('K', 5)}))"
        ),
    ),
)
