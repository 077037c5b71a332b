"""The faults of a year's planning and closing: its budget, accruals, credit notes, currencies and small residues.

As those of ``ledger_faults``, each amends the year before its file is written, so the file agrees with itself: of a
changed budget, the totals by account follow too.
"""

from __future__ import annotations

from tests.mutation.amendments import (
    BALANCED,
    CENTRE,
    LedgerFault,
    again,
    all_of,
    budget,
    from_day,
    moved,
    of,
    of_days,
    of_series,
    on,
    one_voucher,
    run,
    without,
)

_SOME_CENTRE = "6010"

CLOSING_FAULTS = (
    budget("wrong sign", "the budgeted revenue is positive",
            lambda row: [of(row, factor=-1 if row[1].startswith("3") else 1)]),
    budget("wrong unit", "the budget of one cost centre is in thousands of thousands",
            lambda row: [of(row, factor=10 if row[3] == _SOME_CENTRE else 1)]),
    budget("rows lost", "the budget of one cost centre is missing",
            lambda row: [row] if row[3] != _SOME_CENTRE else []),
    budget("rows lost", "the budget of the investments is missing",
            lambda row: [row] if row[2] != "6" else []),
    budget("rows lost", "the budget ends in June", lambda row: [row] if row[0] <= 6 else []),
    budget("rows lost", "the budget of wages is missing", lambda row: [row] if row[1] != "5010" else []),
    budget("rows twice", "the budget of May came twice", lambda row: [row, row] if row[0] == 5 else [row]),
    budget("wrong account", "the budget of the rents is on consultants",
            lambda row: [of(row, account="7410") if row[1] == "6010" else row]),
    budget("wrong cost centre", "one cost centre's budget is another's",
            lambda row: [of(row, code="2010") if row[3] == _SOME_CENTRE else row]),
    budget("wrong amount", "the budget is that before a supplement of a twentieth",
            lambda row: [of(row, factor=0.95)]),
    budget("wrong amount", "the costs of one cost centre are budgeted at half",
            lambda row: [of(row, factor=0.5 if row[3] == _SOME_CENTRE and row[1] > "4" else 1)]),
    LedgerFault("wrong unit", "one invoice in euro is booked as kronor",
                run(f"update postings set amount = round(amount / 8.6) where voucher in {one_voucher('L')};"
                    f" {BALANCED}")),
    LedgerFault("wrong sign", "one credit invoice is booked as an invoice",
                moved(f"voucher in {one_voucher('L')}", "amount = -amount")),
    LedgerFault("wrong sign", "the suppliers' invoices of a day are credited",
                moved(f"voucher in {of_days('L', '05-15', '05-15')}", "amount = -amount")),
    LedgerFault("never booked", "the customers' invoices of December", without(of_series("K", 12))),
    LedgerFault("never booked", "the payroll of December", without(of_series("P", 12))),
    LedgerFault("never booked", "the depreciation of the year's second half",
                without(from_day("07-01", "A"))),
    LedgerFault("booked twice", "the suppliers' invoices of the last week",
                again(from_day("12-20", "L"))),
    LedgerFault("booked twice", "the depreciation of December", again(of_series("A", 12))),
    LedgerFault("booked twice", "the rents of May", again(on(6010, "L", 5))),
    LedgerFault("wrong month", "the customers' invoices of December in November",
                run(f"update vouchers set day = day - 31 where voucher in {of_series('K', 12)}")),
    LedgerFault("wrong month", "the end of May in June",
                run("update vouchers set day = date '2013-06-01' - date '1970-01-01' where day between"
                    " date '2013-05-27' - date '1970-01-01' and date '2013-05-31' - date '1970-01-01'")),
    LedgerFault("wrong account", "the telephone costs of one cost centre on its consultants all year",
                moved(f"account = 6810 and cost_centre = {CENTRE.format(1)}", "account = 7410")),
    LedgerFault("wrong account", "social security costs of May on wages",
                moved(f"account = 5610 and voucher in {of_series('P', 5)}", "account = 5010")),
    LedgerFault("wrong account", "the revenue of one kind on the other in May",
                moved(f"account = 3020 and voucher in {of_series('K', 5)}", "account = 3010")),
    LedgerFault("wrong account", "the depreciation on the internal interest",
                moved("account = 7910", "account = 7920")),
    LedgerFault("wrong cost centre", "the rents of May on one cost centre",
                moved("account = 6010 and voucher in" f" {of_series('L', 5)}", f"cost_centre = {CENTRE.format(0)}")),
    LedgerFault("wrong cost centre", "the revenue of one cost centre on another all year",
                moved(f"account between 3000 and 3999 and cost_centre = {CENTRE.format(1)}",
                      f"cost_centre = {CENTRE.format(0)}")),
    LedgerFault("wrong cost centre", "a merger in September in the invoices only",
                moved(f"cost_centre = {CENTRE.format(2)} and (voucher in {from_day('09-01', 'L')}"
                      f" or voucher in {from_day('09-01', 'K')})",
                      f"cost_centre = {CENTRE.format(4)}")),
    LedgerFault("code lost", "the cost centre of one day's invoices is another's",
                moved(f"cost_centre > 0 and voucher in {of_days('L', '05-15', '05-15')}",
                      f"cost_centre = {CENTRE.format(0)}")),
    LedgerFault("code lost", "the counterparties of May",
                moved(f"counterparty > 0 and voucher in {all_of(5)}", "counterparty = 0")),
    LedgerFault("code lost", "the activities from July on",
                moved(f"activity > 0 and voucher in {from_day('07-01')}", "activity = 0")),
    LedgerFault("rounded", "all amounts of the payroll in whole kronor",
                run(f"update postings set amount = round(amount / 100) * 100 where voucher in"
                    f" (select voucher from vouchers where series = 'P'); {BALANCED}")),
    LedgerFault("wrong amount", "the customers' invoices of May with the tax on the revenue",
                run(f"update postings set amount = round(amount * 1.25) where account between 3000 and 3999"
                    f" and voucher in {of_series('K', 5)}; {BALANCED}")),
    LedgerFault("wrong amount", "one invoice with its digits turned",
                moved(f"voucher in {one_voucher('L')}", "amount = round(amount * 1.9)")),
)  # fmt: skip
