"""The faults that bookkeeping commits: a year's book is amended before it is closed, so its file agrees with itself."""

from __future__ import annotations

from tests.mutation.amendments import (
    BALANCED,
    CENTRE,
    LedgerFault,
    again,
    all_of,
    from_day,
    moved,
    of_days,
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

# A customer by the rows that name it, the most first.
_CUSTOMER = (
    "(select counterparty from postings where counterparty > 0 and voucher in (select voucher from vouchers"
    " where series = 'K') group by all order by count(*) desc, 1 limit 1 offset {0})"
)
_TO_ONE_CUSTOMER = (
    f"(select voucher from postings where counterparty = {_CUSTOMER.format(1)}"
    f" and voucher in {of_series('K', 5)})"
)

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
            f"cost_centre > 0 and voucher in {from_day('05-01')}",
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
            f"cost_centre = {CENTRE.format(2)} and voucher in {from_day('07-01', 'P')}",
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
        without(from_day("07-01")),
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
    LedgerFault(
        "wrong sign",
        "the reversal of last year's accruals as one more accrual",
        moved(f"voucher in {_REVERSALS}", "amount = -amount"),
    ),
    LedgerFault(
        "wrong cost centre",
        "the reversal of last year's accruals on one cost centre",
        moved(f"cost_centre > 0 and voucher in {_REVERSALS}", f"cost_centre = {CENTRE.format(0)}"),
    ),
    LedgerFault(
        "wrong month",
        "the reversal of last year's accruals in February",
        run(f"update vouchers set day = day + 31 where voucher in {_REVERSALS}"),
    ),
    LedgerFault(
        "wrong amount",
        "an accrual ten times",
        moved(f"voucher in {one_voucher('B')}", "amount = amount * 10"),
    ),
    LedgerFault(
        "wrong amount",
        "the depreciation of the year half again",
        moved(
            "voucher in (select voucher from vouchers where series = 'A')",
            "amount = round(amount * 1.5)",
        ),
    ),
    LedgerFault(
        "wrong amount",
        "the social security costs of the year at two thirds of the rate",
        run(f"update postings set amount = round(amount * 2 / 3) where account = 5610; {BALANCED}"),
    ),
    LedgerFault(
        "wrong cost centre",
        "half of the wages of one cost centre on another from July on",
        moved(
            f"account between 5000 and 5999 and cost_centre = {CENTRE.format(2)} and row_order % 2 = 0"
            f" and voucher in {from_day('07-01', 'P')}",
            f"cost_centre = {CENTRE.format(3)}",
        ),
    ),
    LedgerFault(
        "wrong cost centre",
        "the revenue of one cost centre on another in May",
        moved(
            f"account between 3000 and 3999 and cost_centre = {CENTRE.format(1)} and voucher in {all_of(5)}",
            f"cost_centre = {CENTRE.format(0)}",
        ),
    ),
    LedgerFault(
        "never booked",
        "the rents of one cost centre from July on",
        without(
            f"(select voucher from postings where account = 6010 and cost_centre = {CENTRE.format(3)}"
            f" and voucher in {from_day('07-01', 'L')})"
        ),
    ),
    LedgerFault("never booked", "the invoices of May to one customer", without(_TO_ONE_CUSTOMER)),
    LedgerFault("booked twice", "the invoices of May to one customer", again(_TO_ONE_CUSTOMER)),
    LedgerFault(
        "wrong sign",
        "the invoices of May to one customer credited",
        moved(f"voucher in {_TO_ONE_CUSTOMER}", "amount = -amount"),
    ),
    LedgerFault(
        "wrong unit",
        "the invoices of May to one customer in thousands",
        run(
            f"update postings set amount = round(amount / 1000) where voucher in {_TO_ONE_CUSTOMER}; {BALANCED}"
        ),
    ),
    LedgerFault(
        "code confused",
        "one customer by another's number all year",
        moved(f"counterparty = {_CUSTOMER.format(0)}", f"counterparty = {_CUSTOMER.format(5)}"),
    ),
    LedgerFault(
        "wrong account",
        "the IT costs of one cost centre on its telephones from July on",
        moved(
            f"account = 6820 and cost_centre = {CENTRE.format(1)} and voucher in {from_day('07-01', 'L')}",
            "account = 6810",
        ),
    ),
    LedgerFault(
        "wrong account",
        "a week's payments to suppliers as costs",
        moved(f"account = 2510 and voucher in {of_days('U', '05-13', '05-19')}", "account = 7510"),
    ),
    LedgerFault(
        "booked twice", "a week's payments to suppliers", again(of_days("U", "05-13", "05-19"))
    ),
    LedgerFault(
        "wrong month",
        "the suppliers' invoices of each month's last days in the next month",
        run(
            "update vouchers set day = day + 4 where series = 'L' and day < date '2013-12-01' - date '1970-01-01'"
            " and day(date '1970-01-01' + day::int) >= 28"
        ),
    ),
)
