"""The faults of batches from other systems, of journals by hand, and of what changes in the middle of a year.

Payroll, invoicing and purchasing send their batches partly, twice, a month late, with the wrong sign or on a default
account; a tired accountant recodes, accrues and reverses; the chart of accounts, the cost centres, a counterparty or
the budget is another from a day on. As those of ``ledger_faults``, they amend the year before its file is written.
"""

from __future__ import annotations

from orchestration.simulator.ledger.book import Book
from tests.mutation.amendments import (
    BALANCED,
    COST,
    REVENUE,
    LedgerFault,
    again,
    all_of_series,
    budget,
    from_day,
    journal,
    moved,
    of,
    of_days,
    of_series,
    run,
    without,
)

_REVERSED = ", -amount as amount"


def _with(condition: str, vouchers: str) -> str:
    """Return SQL for those of some vouchers that have a posting of which a condition holds."""
    return f"(select voucher from postings where {condition} and voucher in {vouchers})"


def _of_party(party: str, vouchers: str) -> str:
    """Return SQL for those of some vouchers that are from or to a counterparty."""
    return (
        f"(select voucher from vouchers where counterparty = [{party}] and voucher in {vouchers})"
    )


def _later(days: int, vouchers: str) -> str:
    """Return the statement that dates vouchers some days later."""
    return f"update vouchers set day = day + {days} where voucher in {vouchers}"


def _changed(amount: str, where: str) -> str:
    """Return the statement that changes amounts and lets the largest posting of each voucher take what is left."""
    return f"update postings set amount = round({amount}) where {where}; {BALANCED}"


def _taxed(rate: str, where: str) -> str:
    """Return the statements by which costs are booked with a tax that is deducted, at a rate of what they are."""
    return f"""
        create or replace temp table taxed as
        select voucher, sum(round(amount * {rate})) as tax, max(row_order) + 1 as row_order from postings where {where}
        group by voucher;
        update postings set amount = amount - round(amount * {rate}) where {where};
        insert into postings select row_order, voucher, 1650, tax, 0, 0, 0, 0, 0 from taxed where tax <> 0;
    """


def _distributed(book: Book) -> None:
    """Distribute common costs, and distribute them again."""
    for day in ("06-28", "07-31"):
        shares = [(6820, -800_000, "1030"), (6820, 500_000, "5020"), (6820, 300_000, "4030")]
        journal(day, "Fördelning gemensamma kostnader", *shares)(book)


def _the_day_before_again(book: Book) -> None:
    """Book the supplier invoices of a day in the place of the next day's."""
    without(of_days("L", "10-09", "10-09"))(book)
    again(of_days("L", "10-08", "10-08"), ", day + 1 as day")(book)


_SOME_CENTRES = "cost_centre in ([2010], [2020], [2030], [2040], [2050], [2060])"
_LAST_CENTRES = "cost_centre in ([5010], [5020], [5030], [5040], [5050], [6010], [6020])"
_FIRST_OF_APRIL = (
    "(select voucher from vouchers where series = 'B' and day = (select min(day) from vouchers where"
    " series = 'B' and day >= date '2013-04-01' - date '1970-01-01'))"
)
_FIRST_OF_SEPTEMBER = _FIRST_OF_APRIL.replace("04-01", "09-01")
_END_OF_JUNE = (
    "(select voucher from vouchers where series = 'B' and day = (select max(day) from vouchers where"
    " series = 'B' and day <= date '2013-06-30' - date '1970-01-01'))"
)
_END_OF_THE_YEAR = (
    "(select voucher from vouchers where series = 'B' and day = (select max(day) from vouchers where"
    " series = 'B'))"
)
_CREDIT_NOTES_FOR_IT = (
    f"(select voucher from postings where account = 6820 and voucher in {all_of_series('L')} group by all"
    " having sum(amount) < 0)"
)

BATCH_FAULTS = (
    # Batches from payroll, invoicing and purchasing.
    LedgerFault("booked twice", "payroll's batch of one business area in November",
                again(_with(_SOME_CENTRES, of_series("P", 11)))),
    LedgerFault("never booked", "payroll's batch of August ends after two thirds",
                without(_with(_LAST_CENTRES, of_series("P", 8)))),
    LedgerFault("never booked", "payroll's batch of one cost centre's overtime and hourly wages from September on",
                run(f"delete from postings where account in (5020, 5030) and voucher in"
                    f" {_with('cost_centre = [4030]', from_day('09-01', 'P'))}; {BALANCED}")),
    LedgerFault("wrong month", "invoicing's batches of the last days of March are dated in April",
                run(_later(5, of_days("K", "03-27", "03-31")))),
    LedgerFault("wrong sign", "invoicing's batch of a day",
                moved(f"voucher in {of_days('K', '10-16', '10-16')}", "amount = -amount")),
    LedgerFault("wrong account", "invoicing's articles without an account are on the default account for two weeks",
                moved(f"account = 3020 and voucher in {of_days('K', '09-09', '09-20')}", "account = 3690")),
    LedgerFault("wrong account", "one supplier's invoices without a mapping are on the default account from June on",
                moved(f"account = 6820 and voucher in {_of_party('F010', from_day('06-01', 'L'))}", "account = 7510")),
    LedgerFault("wrong cost centre", "hourly wages without a posting key are on the default cost centre in September",
                moved(f"account = 5020 and voucher in {of_series('P', 9)}", "cost_centre = [1030]")),
    LedgerFault("wrong cost centre", "invoices without a reference are on the default cost centre in autumn",
                moved(f"{COST} and voucher % 5 = 0 and voucher in {of_days('L', '10-01', '11-30')}",
                      "cost_centre = [1040]")),
    LedgerFault("wrong amount", "travels are imported with their tax from April on",
                run("delete from postings where account = 1650 and voucher in"
                    f" {_with('account = 7010', from_day('04-01', 'L'))}; {BALANCED}")),
    LedgerFault("wrong unit", "invoicing's batch of a day is in öre",
                moved(f"voucher in {of_days('K', '11-12', '11-12')}", "amount = amount * 100")),
    LedgerFault("rounded", "IT costs from purchasing are cut to whole kronor from July on",
                run(_changed("trunc(amount / 100) * 100", f"account = 6820 and voucher in {from_day('07-01', 'L')}"))),
    LedgerFault("booked twice", "purchasing's batches of two days, three weeks later",
                again(of_days("L", "06-10", "06-11"), ", day + 21 as day")),
    LedgerFault("booked twice", "invoicing's batches of two days, a month later",
                again(of_days("K", "04-10", "04-11"), ", day + 30 as day")),
    LedgerFault("wrong amount", "amounts of 100 000 kronor and more lose their first digit",
                run(_changed("amount % 10000000",
                             f"abs(amount) >= 10000000 and {COST} and voucher in {all_of_series('L')}"))),
    LedgerFault("stale rows", "purchasing's batch of one day is that of the day before, with its own date",
                _the_day_before_again),
    LedgerFault("rows lost", "invoicing's batches lack rows on one cost centre from October on",
                run(f"delete from postings where {REVENUE} and cost_centre = [5050] and voucher in"
                    f" {from_day('10-01', 'K')}; {BALANCED}")),
    LedgerFault("rows lost", "purchasing's batch leaves out the last row of each invoice in May",
                run(f"delete from postings where {COST} and (voucher, row_order) in (select (voucher, max(row_order))"
                    f" from postings where {COST} and voucher in {of_series('L', 5)} group by voucher having"
                    f" count(*) > 1); {BALANCED}")),
    # Recoding, and journals by hand.
    LedgerFault("wrong sign", "a share of the rents is recoded the wrong way",
                journal("05-31", "Omföring lokalkostnader", (6010, 1_200_000, "1040"), (6010, -1_200_000, "5020"))),
    LedgerFault("wrong account", "consultants of a spring are recoded from IT, of which they were not",
                journal("06-28", "Omföring konsulter", (7410, 900_000, "6010"), (6820, -900_000, "6010"))),
    LedgerFault("wrong amount", "revenue is recoded to a neighbour with a zero too many",
                journal("10-31", "Omföring intäkter", (3010, 2_400_000, "5040"), (3010, -2_400_000, "5050"))),
    LedgerFault("wrong sign", "accrued consultants of a tertial in debit and credit the other way",
                journal("08-30", "Upplupna konsultkostnader", (7410, -650_000, "1050"), (2990, 650_000, ""))),
    LedgerFault("booked twice", "a distribution of common costs, in June and in July",
                _distributed),
    LedgerFault("wrong account", "an agency's bill is booked as travels, two digits turned",
                journal("03-28", "Bemanning", (7010, 480_000, "4050"), (2990, -480_000, ""))),
    LedgerFault("wrong amount", "a correction of last year is this year's revenue",
                journal("02-15", "Rättelse föregående år", (3690, -1_100_000, "5040"), (1750, 1_100_000, ""))),
    LedgerFault("wrong amount", "the year's holidays earned are booked with the wrong sign",
                journal("12-30", "Förändring semesterlöneskuld", (5040, -1_500_000, "5020"), (2990, 1_500_000, ""))),
    # Value-added tax.
    LedgerFault("wrong amount", "the tax on travels is deducted at 25 % instead of 6 %",
                run(_taxed("0.15", f"account = 7010 and voucher in {all_of_series('L')}"))),
    LedgerFault("wrong amount", "tax is deducted from purchases within the city from July on",
                run(_taxed("0.2", f"{COST} and counterparty > 0 and voucher in {from_day('07-01', 'L')}"))),
    LedgerFault("wrong account", "an adjustment of the half-year's tax is other revenue",
                journal("07-31", "Justering moms", (1650, 700_000, ""), (3690, -700_000, "1030"))),
    LedgerFault("wrong account", "the tax on cleaning is a cost all year",
                run("delete from postings where account = 1650 and voucher in"
                    f" {_with('account = 6020', all_of_series('L'))}; {BALANCED}")),
    LedgerFault("booked twice", "the settlement of tax in September", again(of_series("M", 9))),
    # Accruals.
    LedgerFault("wrong amount", "one business area's accrued costs of June are ten times",
                moved(f"voucher in {_with('account = 6810 and cost_centre = [5020]', _END_OF_JUNE)}",
                      "amount = amount * 10")),
    LedgerFault("never booked", "the reversal of March's accrued revenue",
                without(_with("account = 1750", _FIRST_OF_APRIL))),
    LedgerFault("wrong sign", "the reversal of August's accrued costs in one business area",
                moved(f"voucher in {_with('cost_centre = [4030] and account = 6810', _FIRST_OF_SEPTEMBER)}",
                      "amount = -amount")),
    LedgerFault("never booked", "licences for next year are not prepaid at the year's end",
                without(_with("account = 6820", _with("account = 1710", _END_OF_THE_YEAR)))),
    # Invoices within the city.
    LedgerFault("booked twice", "one administration's invoices of October, by transfer and by e-invoice",
                again(_of_party("F010", of_series("L", 10)), ", day + 12 as day")),
    LedgerFault("code confused", "one administration's invoices to the board are another's all year",
                run("update postings set counterparty = [F020] where counterparty = [F010] and voucher in"
                    f" {all_of_series('L')}; update vouchers set counterparty = [F020] where counterparty = [F010] and"
                    " series = 'L'")),
    LedgerFault("wrong account", "revenue from the landlord is taken from the rents from May on",
                moved(f"{REVENUE} and voucher in {_of_party('F100', from_day('05-01', 'K'))}", "account = 6010")),
    LedgerFault("booked twice", "one administration is credited for November in December, and not invoiced again",
                again(_of_party("F209", of_series("K", 11)), ", day + 25 as day", _REVERSED)),
    # Reversals.
    LedgerFault("never booked", "one cost centre's payroll of February is reversed and not booked again",
                again(_with("cost_centre = [4030]", of_series("P", 2)), "", _REVERSED)),
    LedgerFault("wrong sign", "credit notes for IT are booked as invoices all year",
                moved(f"voucher in {_CREDIT_NOTES_FOR_IT}", "amount = -amount")),
    LedgerFault("booked twice", "two days' invoices to customers are reversed at the year's end",
                again(of_days("K", "05-06", "05-07"), ", date '2013-12-30' - date '1970-01-01' as day", _REVERSED)),
    # The year's end.
    LedgerFault("never booked", "customers' invoices after 18 December are next year's",
                without(from_day("12-19", "K"))),
    LedgerFault("wrong account", "equipment below the limit is an investment from October on",
                moved(f"account = 6410 and project = 0 and voucher in {from_day('10-01', 'L')}",
                      "account = 1231, project = [I301]")),
    LedgerFault("wrong month", "the depreciation of the second half is booked in December",
                run("update vouchers set day = date '2013-12-31' - date '1970-01-01' where voucher in"
                    f" {from_day('07-01', 'A')}")),
    # Another chart of accounts, other cost centres, another counterparty.
    LedgerFault("wrong account", "office supplies are equipment in the chart from July on",
                moved(f"account = 6510 and voucher in {from_day('07-01')}", "account = 6410")),
    LedgerFault("wrong account", "kinds of pay are mapped otherwise from July on, sick pay to wages",
                moved(f"account = 5050 and voucher in {from_day('07-01', 'P')}", "account = 5010")),
    LedgerFault("wrong account", "printing and postage have changed places from July on",
                moved(f"account in (6520, 6890) and voucher in {from_day('07-01')}",
                      "account = if(account = 6520, 6890, 6520)")),
    LedgerFault("wrong cost centre", "two cost centres are merged in September, a year too early",
                moved(f"cost_centre = [4050] and voucher in {from_day('09-01')}", "cost_centre = [4040]")),
    LedgerFault("wrong cost centre", "a reorganisation in July moves one cost centre's revenue, not its costs",
                moved(f"{REVENUE} and cost_centre = [3030] and voucher in {from_day('07-01')}",
                      "cost_centre = [3020]")),
    LedgerFault("wrong cost centre", "codes are cut to three digits, and filled up, from October on",
                moved(f"cost_centre in ([4110], [4120]) and voucher in {from_day('10-01', 'L')}",
                      "cost_centre = if(cost_centre = [4110], [4010], [4020])")),
    LedgerFault("code confused", "projects of one kind are cut to the first's code from April on",
                moved(f"project in ([P102], [P103], [P104], [P105]) and voucher in {from_day('04-01')}",
                      "project = [P101]")),
    LedgerFault("code confused", "the wage revision of one cost centre is last year's",
                moved("activity = [LR13] and cost_centre = [5040]", "activity = [LR12]")),
    LedgerFault("code confused", "one customer is merged into another from June on",
                run(f"update postings set counterparty = [F201] where counterparty = [F203] and voucher in"
                    f" {from_day('06-01')}; update vouchers set counterparty = [F201] where counterparty = [F203]"
                    f" and voucher in {from_day('06-01')}")),
    LedgerFault("code confused", "a supplier's invoices are its namesake's, its payments are not",
                moved(f"counterparty = [L1141] and voucher in {all_of_series('L')}", "counterparty = [L1142]")),
    # A budget that is revised.
    budget("rows twice", "the wages of one business area are budgeted by the old and the revised budget from July on",
           lambda row: [row, row] if row[0] >= 7 and row[1][:2] == "50" and row[3][:2] == "40" else [row]),
    budget("wrong amount", "the revenue of one cost centre is a tenth lower after a revision",
           lambda row: [of(row, factor=0.9 if row[3] == "5020" and row[1][0] == "3" else 1)]),
    budget("wrong month", "the revised budget is all in December", lambda row: [(12, *row[1:])]),
    budget("wrong cost centre", "the budget of a business area is on its first cost centre",
           lambda row: [of(row, code="4010") if row[3] in ("4020", "4030", "4040", "4050") else row]),
    budget("wrong amount", "the investments' budget is that of three years",
           lambda row: [of(row, factor=3 if row[2] == "6" else 1)]),
    budget("wrong account", "the budgets of telephones and IT have changed places",
           lambda row: [of(row, account={"6810": "6820", "6820": "6810"}.get(row[1], row[1]))]),
    budget("wrong amount", "wages are budgeted before the year's revision",
           lambda row: [of(row, factor=0.96 if row[1] == "5010" else 1)]),
)  # fmt: skip
