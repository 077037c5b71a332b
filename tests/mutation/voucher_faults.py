"""The faults of vouchers on their way into the book, and of what a part of a board does for a part of a year.

A run is imported again or as its preliminary file, an accrual meets the wrong year, one side of a purchase within the
city is eliminated, a key is converted for one cost centre, a project's costs move to operations. As those of
``ledger_faults``, each amends the year before its file is written, so the file agrees with itself.
"""

from __future__ import annotations

from tests.mutation.amendments import (
    BALANCED,
    CENTRE,
    COST,
    REVENUE,
    LedgerFault,
    again,
    all_of,
    all_of_series,
    from_day,
    moved,
    of_days,
    of_series,
    run,
    without,
)

_NEW_YEARS_EVE = "date '2013-12-31' - date '1970-01-01'"
_MONTH_ENDS = "day(date '1970-01-01' + (day + 4)::int) <= 4"


def _of_centre(rank: int, vouchers: str) -> str:
    """Return SQL for those of some vouchers that have a posting on a cost centre."""
    return (
        f"(select voucher from postings where cost_centre = {CENTRE.format(rank)} and voucher in"
        f" {vouchers})"
    )


def _with(account: int, vouchers: str) -> str:
    """Return SQL for those of some vouchers that have a posting on an account."""
    return f"(select voucher from postings where account = {account} and voucher in {vouchers})"


def _of_party(series: str, rank: int, vouchers: str) -> str:
    """Return SQL for those of some vouchers that name a counterparty, the one with the most vouchers first."""
    return (
        f"(select voucher from vouchers where voucher in {vouchers} and counterparty = (select counterparty from"
        f" vouchers where series = '{series}' group by all order by count(*) desc, 1 limit 1 offset {rank}))"
    )


def _changed(amount: str, where: str) -> str:
    """Return the statement that changes amounts and lets the largest posting of each voucher take what is left."""
    return f"update postings set amount = round({amount}) where {where}; {BALANCED}"


def _credits(series: str, account: str, sign: int) -> str:
    """Return SQL for the credit notes of a series."""
    return (
        f"(select voucher from postings where {account} and voucher in {all_of_series(series)} group by all"
        f" having sum(amount) * {sign} < 0)"
    )


_CLOSING_DAY = "(select max(day) from vouchers where series = 'B')"
_ACCRUALS_OF_THE_YEARS_END = (
    f"(select voucher from vouchers where series = 'B' and day = {_CLOSING_DAY})"
)
_REVERSED_IN_JULY = (
    "(select voucher from vouchers where series = 'B' and day = (select min(day) from vouchers where"
    " series = 'B' and day >= date '2013-07-01' - date '1970-01-01'))"
)
_LARGE = (
    "(select voucher from postings where account in (2510, 2560) and voucher in {0} group by all"
    " having sum(amount) {1})"
)
_PROJECT = "(select max(project) from postings where account = 1231 and project > 0)"
_OPERATING = (
    "(select project from postings where account = 5010 and project > 0 group by all order by count(*) desc, 1"
    " limit 1)"
)

VOUCHER_FAULTS = (
    # Runs and imports.
    LedgerFault("booked twice", "a day's payments to suppliers are imported as invoices",
                again(of_days("U", "05-15", "05-15"), ", 'L' as series",
                      ", -amount as amount, if(account = 2019, 7510, account) as account")),
    LedgerFault("booked twice", "the payroll of one cost centre in May",
                again(_of_centre(4, of_series("P", 5)))),
    LedgerFault("booked twice", "the payroll of one large cost centre in October",
                again(_of_centre(0, of_series("P", 10)))),
    LedgerFault("wrong amount", "the payroll of May is that of the preliminary file",
                run(_changed("amount * 0.97", f"voucher in {of_series('P', 5)}"))),
    LedgerFault("wrong amount", "one cost centre's payroll is that of the preliminary file from September on",
                run(_changed("amount * 0.9", f"voucher in {_of_centre(3, from_day('09-01', 'P'))}"))),
    LedgerFault("stale rows", "one cost centre's payroll of June is that of May again",
                run(f"delete from postings where voucher in {_of_centre(2, of_series('P', 6))};"
                    " insert into postings by name select p.* replace (empty.voucher as voucher) from postings p,"
                    f" (select min(voucher) as voucher from vouchers where voucher in {of_series('P', 6)} and voucher"
                    f" not in (select voucher from postings)) as empty where p.voucher in"
                    f" {_of_centre(2, of_series('P', 5))}")),
    LedgerFault("booked twice", "the rents of January again on New Year's Eve, a thirteenth time",
                again(_with(6010, of_series("L", 1)), f", {_NEW_YEARS_EVE} as day")),
    LedgerFault("booked twice", "one cost centre's rents of the first quarter, paid by quarter and by month",
                again(_of_centre(1, _with(6010, "(select voucher from vouchers where series = 'L' and"
                                                " day < date '2013-04-01' - date '1970-01-01')")))),
    LedgerFault("booked twice", "one supplier's invoices, on paper and electronic, all year",
                again(_of_party("L", 3, all_of_series("L")))),
    LedgerFault("booked twice", "one cost centre's suppliers' invoices of two weeks",
                again(_of_centre(0, of_days("L", "09-02", "09-13")))),
    LedgerFault("booked twice", "the credit notes to customers of the year",
                again(_credits("K", REVENUE, -1))),
    LedgerFault("booked twice", "one customer's last quarter, in advance and in arrears",
                again(_of_party("K", 2, from_day("10-01", "K")))),
    LedgerFault("never booked", "the credit notes to customers of the year", without(_credits("K", REVENUE, -1))),
    LedgerFault("never booked", "the credit notes of suppliers of the year", without(_credits("L", COST, 1))),
    LedgerFault("never booked", "the suppliers' invoices below 500 kronor, all year",
                without(_LARGE.format(all_of_series("L"), "between -50000 and 0"))),
    LedgerFault("never booked", "the suppliers' invoices of December that wait for a second attest",
                without(_LARGE.format(of_series("L", 12), "< -2000000"))),
    LedgerFault("never booked", "one cost centre's suppliers' invoices of December",
                without(_of_centre(1, of_series("L", 12)))),
    LedgerFault("never booked", "one cost centre's customers' invoices of two weeks",
                without(_of_centre(1, of_days("K", "10-07", "10-18")))),
    LedgerFault("never booked", "one supplier's invoices of the third quarter",
                without(_of_party("L", 1, of_days("L", "07-01", "09-30")))),
    LedgerFault("never booked", "the settlement of tax in May", without(of_series("M", 5))),
    LedgerFault("wrong month", "one supplier's invoices of the autumn, all on New Year's Eve",
                run(f"update vouchers set day = {_NEW_YEARS_EVE} where voucher in"
                    f" {_of_party('L', 0, from_day('09-01', 'L'))}")),
    LedgerFault("wrong month", "one cost centre's suppliers' invoices of June in July",
                run(f"update vouchers set day = day + 30 where voucher in {_of_centre(0, of_series('L', 6))}")),
    LedgerFault("wrong month", "one customer's invoices of each quarter in its first month",
                run("update vouchers set day = date_trunc('quarter', date '1970-01-01' + day::int)::date"
                    f" - date '1970-01-01' + 9 where voucher in {_of_party('K', 0, all_of_series('K'))}")),
    # Accruals.
    LedgerFault("never booked", "the reversal of June's accruals in July", without(_REVERSED_IN_JULY)),
    LedgerFault("booked twice", "the reversal of June's accruals in July", again(_REVERSED_IN_JULY)),
    LedgerFault("never booked", "the accruals of the year's end", without(_ACCRUALS_OF_THE_YEARS_END)),
    LedgerFault("wrong sign", "the prepaid rents of the year's end",
                moved(f"voucher in {_with(1710, _ACCRUALS_OF_THE_YEARS_END)}", "amount = -amount")),
    LedgerFault("booked twice", "the accrued costs of one cost centre at the year's end",
                again(_of_centre(0, _with(2990, _ACCRUALS_OF_THE_YEARS_END)))),
    LedgerFault("wrong account", "the accrued costs of the year's end as less prepaid",
                moved(f"account = 2990 and voucher in {_ACCRUALS_OF_THE_YEARS_END}", "account = 1710")),
    LedgerFault("wrong amount", "the accrued revenue of the year's end is last month's",
                run(_changed("amount * 0.93", f"voucher in {_with(1750, _ACCRUALS_OF_THE_YEARS_END)}"))),
    # Accounts.
    LedgerFault("wrong account", "purchases within the city of May, eliminated on the side of the cost",
                moved(f"counterparty > 0 and {COST} and voucher in {of_series('L', 5)}", "account = 2560")),
    LedgerFault("wrong account", "revenue from one administration, eliminated from July on",
                moved(f"{REVENUE} and voucher in {_of_party('K', 4, from_day('07-01', 'K'))}", "account = 1560")),
    LedgerFault("wrong account", "the costs of an investment that was closed in July",
                moved(f"account = 1231 and project = {_PROJECT} and voucher in {from_day('07-01')}",
                      "account = 6820, project = 0")),
    LedgerFault("wrong account", "the tax of one cost centre's purchases as a cost from September on",
                moved(f"account = 1650 and voucher in {_of_centre(0, from_day('09-01', 'L'))}", "account = 7510")),
    LedgerFault("wrong amount", "a tax is deducted from the rents of one cost centre from July on",
                run(_changed("amount * 0.8", f"account = 6010 and cost_centre = {CENTRE.format(0)} and voucher in"
                                             f" {from_day('07-01', 'L')}"))),
    LedgerFault("wrong account", "all telephones on IT from September on",
                moved(f"account = 6810 and voucher in {from_day('09-01')}", "account = 6820")),
    LedgerFault("wrong account", "half of the IT of one area on consultants from October on",
                moved(f"account = 6820 and row_order % 2 = 0 and cost_centre in ({CENTRE.format(0)},"
                      f" {CENTRE.format(1)}, {CENTRE.format(2)}) and voucher in {from_day('10-01', 'L')}",
                      "account = 7410")),
    LedgerFault("wrong account", "the consultants of one cost centre as wages from August on",
                moved(f"account = 7410 and cost_centre = {CENTRE.format(0)} and voucher in {from_day('08-01')}",
                      "account = 5010")),
    LedgerFault("wrong account", "the cleaning of all premises on their rents in the autumn",
                moved(f"account = 6020 and voucher in {from_day('09-01')}", "account = 6010")),
    LedgerFault("wrong account", "additional services of one cost centre as base services from July on",
                moved(f"account = 3020 and cost_centre = {CENTRE.format(1)} and voucher in {from_day('07-01')}",
                      "account = 3010")),
    LedgerFault("wrong account", "a week's payments from customers as other revenue",
                moved(f"account = 1560 and voucher in {of_days('I', '05-13', '05-19')}", "account = 3690")),
    LedgerFault("wrong account", "administrations as companies among the receivables from May on",
                moved(f"account = 1560 and voucher in {from_day('05-01', 'K')}", "account = 1510")),
    LedgerFault("wrong account", "wages of one cost centre's training as its training from abroad all year",
                moved(f"account = 5040 and cost_centre = {CENTRE.format(4)}", "account = 5810")),
    # Objects.
    LedgerFault("wrong cost centre", "a small cost centre is its neighbour's from October on",
                moved(f"cost_centre = {CENTRE.format(20)} and voucher in {from_day('10-01')}",
                      f"cost_centre = {CENTRE.format(21)}")),
    LedgerFault("wrong cost centre", "a small cost centre is another area's from May on",
                moved(f"cost_centre = {CENTRE.format(26)} and voucher in {from_day('05-01')}",
                      f"cost_centre = {CENTRE.format(19)}")),
    LedgerFault("wrong cost centre", "common costs of one cost centre are another's in the last quarter",
                moved(f"{COST} and cost_centre = {CENTRE.format(9)} and voucher in {from_day('10-01', 'L')}",
                      f"cost_centre = {CENTRE.format(4)}")),
    LedgerFault("wrong cost centre", "one cost centre's wages of June and July are another's",
                moved(f"cost_centre = {CENTRE.format(7)} and voucher in"
                      " (select voucher from vouchers where series = 'P' and day between date '2013-06-01'"
                      " - date '1970-01-01' and date '2013-07-31' - date '1970-01-01')",
                      f"cost_centre = {CENTRE.format(11)}")),
    LedgerFault("wrong cost centre", "a third of one cost centre's revenue is its neighbour's from July on",
                moved(f"{REVENUE} and cost_centre = {CENTRE.format(0)} and row_order % 3 = 0 and voucher in"
                      f" {from_day('07-01', 'K')}", f"cost_centre = {CENTRE.format(3)}")),
    LedgerFault("wrong cost centre", "the year's depreciation on the cost centres of the board",
                moved("account = 7910", f"cost_centre = {CENTRE.format(9)}")),
    LedgerFault("code confused", "one project's wages are the next project's from August on",
                moved(f"project = {_OPERATING} and voucher in {from_day('08-01')}",
                      f"project = (select min(project) from postings where account = 5010 and project > 0 and"
                      f" project <> {_OPERATING})")),
    LedgerFault("code lost", "the wage revision of one cost centre",
                moved(f"activity > 0 and cost_centre = {CENTRE.format(0)}", "activity = 0")),
    LedgerFault("code confused", "the wage revision is on all wages of one cost centre from October on",
                moved(f"account between 5000 and 5999 and cost_centre = {CENTRE.format(3)} and voucher in"
                      f" {from_day('10-01', 'P')}",
                      "activity = (select max(activity) from postings)")),
    # Capital.
    LedgerFault("never booked", "the depreciation of one kind of assets from July on",
                run("delete from postings where account in (7910, 1239) and text = (select min(text) from postings"
                    f" where account = 7910) and voucher in {from_day('07-01', 'A')}")),
    LedgerFault("wrong amount", "the internal interest at half again the rate from July on",
                run("update postings set amount = round(amount * 1.5) where account in (8510, 2019) and voucher in"
                    f" {from_day('07-01', 'A')}")),
    # Prices, rates, conversions.
    LedgerFault("wrong amount", "one customer's invoices lack a tenth, a discount, from July on",
                run(_changed("amount * 0.9", f"voucher in {_of_party('K', 1, from_day('07-01', 'K'))}"))),
    LedgerFault("wrong amount", "base services at last year's price from May on",
                run(_changed("amount * 0.97", f"account = 3010 and voucher in {from_day('05-01', 'K')}"))),
    LedgerFault("wrong amount", "the social security costs of one cost centre for the young, all year",
                run(_changed("amount / 2", f"account = 5610 and cost_centre = {CENTRE.format(6)}"))),
    LedgerFault("wrong amount", "the pensions of the autumn at another rate",
                run(_changed("amount * 1.2", f"account = 5710 and voucher in {from_day('09-01', 'P')}"))),
    LedgerFault("wrong unit", "one supplier's invoices in euro as kronor all year",
                run(_changed("amount / 8.6", f"voucher in {_of_party('L', 2, all_of_series('L'))}"))),
    LedgerFault("wrong amount", "a comma is moved in one supplier's invoices of a month",
                run(_changed("amount * 10", f"voucher in {_of_party('L', 5, of_series('L', 5))}"))),
    LedgerFault("wrong amount", "common costs are distributed from May on, and not credited",
                again(_of_centre(9, from_day("05-01", "L")), "",
                      f", if({COST}, {CENTRE.format(0)}, cost_centre) as cost_centre")),
    LedgerFault("rows lost", "postings without a cost centre that is open are left out from November on",
                run(f"delete from postings where cost_centre = {CENTRE.format(15)} and {COST} and voucher in"
                    f" {from_day('11-01', 'L')}; {BALANCED}")),
    LedgerFault("wrong month", "accruals of the month ends are a day late",
                run("update vouchers set day = day + 4 where series = 'B' and"
                    f" {_MONTH_ENDS} and day < date '2013-12-01' - date '1970-01-01'")),
    LedgerFault("code lost", "the counterparties of one cost centre's purchases from July on",
                moved(f"counterparty > 0 and cost_centre = {CENTRE.format(0)} and voucher in {from_day('07-01', 'L')}",
                      "counterparty = 0")),
    LedgerFault("wrong sign", "the customers' invoices of a week as credit notes",
                moved(f"voucher in {of_days('K', '05-13', '05-17')}", "amount = -amount")),
    LedgerFault("wrong sign", "one cost centre's suppliers' invoices of a week as credit notes",
                moved(f"voucher in {_of_centre(0, of_days('L', '09-09', '09-13'))}", "amount = -amount")),
    LedgerFault("rounded", "one supplier's invoices in whole kronor all year",
                run(_changed("round(amount / 100) * 100", f"voucher in {_of_party('L', 0, all_of_series('L'))}"))),
    LedgerFault("rounded", "one cost centre's suppliers' invoices in whole kronor from July on",
                run(_changed("round(amount / 100) * 100", f"voucher in {_of_centre(0, from_day('07-01', 'L'))}"))),
    LedgerFault("wrong month", "everything of the last week of June in July",
                run("update vouchers set day = day + 8 where day between date '2013-06-24' - date '1970-01-01' and"
                    " date '2013-06-30' - date '1970-01-01'")),
    LedgerFault("booked twice", "the payments of customers of one day", again(of_days("I", "05-15", "05-15"))),
    LedgerFault("booked twice", "all of one cost centre in a month", again(_of_centre(18, all_of(5)))),
)  # fmt: skip
