"""Faults of vouchers, batches and objects of the ledger: by the control that finds it, and what went wrong."""

from __future__ import annotations

_TWIN = """
    insert into economics.fct_ledger_postings
    select * replace (
        posting_id || ' again' as posting_id, voucher_number || '000' as voucher_number,
        voucher_line_number + 10000000 as voucher_line_number, line_number + 10000000 as line_number,
        {changes}
    )
    from economics.fct_ledger_postings
    where {where}
"""

VOUCHER_FAULTS = {
    ("vouchers_are_made_as_before", "a tax is deducted at another rate"): """
        update economics.fct_ledger_postings set amount_sek = amount_sek * 0.85
        where account = '7010' and voucher_series = 'L' and fiscal_year = 2013
    """,
    ("vouchers_are_made_as_before", "a batch of the payroll came twice"): _TWIN.format(
        changes="posting_date as posting_date",
        where="(load_id, voucher_line_number) in (select (load_id, voucher_line_number) from"
        " economics.fct_ledger_postings where voucher_series = 'P' and fiscal_period_id = '201311'"
        " and cost_centre like '20%')",
    ),
    ("vouchers_are_made_as_before", "a journal by hand is on its own accounts"): _TWIN.format(
        changes="'B' as voucher_series, amount_sek * 20 as amount_sek",
        where="voucher_series = 'A' and fiscal_period_id = '201305' and account in ('1239', '7910')",
    ),
    ("vouchers_are_made_as_before", "two accounts have changed places"): """
        update economics.fct_ledger_postings set account = if(account = '6520', '6890', '6520')
        where account in ('6520', '6890') and posting_date >= '2013-07-01'
    """,
    ("vouchers_are_made_as_before", "a batch leaves out rows"): """
        delete from economics.fct_ledger_postings
        where voucher_series = 'K' and account like '3%' and fiscal_period_id = '201305' and line_number % 2 = 0
    """,
    ("no_voucher_is_booked_twice", "a batch came again a month later"): _TWIN.format(
        changes="voucher_date + 30 as voucher_date, posting_date + 30 as posting_date",
        where="voucher_series = 'K' and posting_date between '2013-04-08' and '2013-04-19'",
    ),
    ("no_voucher_is_booked_twice", "a customer is credited for a month"): _TWIN.format(
        changes="voucher_date + 30 as voucher_date, -amount_sek as amount_sek",
        where="voucher_series = 'K' and posting_date between '2013-04-08' and '2013-04-19'",
    ),
    ("objects_of_postings_are_listed", "codes of counterparties are cut"): """
        update economics.fct_ledger_postings set counterparty = left(counterparty, 3)
        where counterparty like 'F2%' and posting_date >= '2013-11-01'
    """,
    ("balances_keep_their_side", "a supplier is paid for another's invoices"): """
        create or replace temp table was as from staging.stg_ledger__balances;
        create or replace view staging.stg_ledger__balances as
        select * replace (if(label = 'OUB' and year_index = 0 and account = '2560' and objects['20'] = 'F100',
            -amount_sek, amount_sek) as amount_sek) from temp.was
    """,
    ("no_code_is_missing_for_days", "the last days of a month are the next one's"): """
        update economics.fct_ledger_postings set posting_date = posting_date + 5, fiscal_period_id = '201304'
        where voucher_series = 'K' and posting_date between '2013-03-26' and '2013-03-31'
    """,
    ("series_keep_to_their_accounts", "an administration's IT is on the default account"): """
        update economics.fct_ledger_postings set account = '7510', account_id = fiscal_year || '-7510'
        where account = '6820' and counterparty = 'F010' and posting_date >= '2013-06-01'
    """,
    (
        "what_is_booked_every_month_is_booked_in_each",
        "a half-year's depreciation is all in December",
    ): """
        update economics.fct_ledger_postings set fiscal_period_id = '201312', posting_date = '2013-12-31'
        where voucher_series = 'A' and posting_date >= '2013-07-01'
    """,
    (
        "what_is_booked_every_month_is_booked_in_each",
        "a customer that owes is another's from June on",
    ): """
        update economics.fct_ledger_postings set counterparty = 'F201'
        where counterparty = 'F203' and posting_date >= '2013-06-01'
    """,
    ("cost_centres_move_with_the_others", "a cost centre has its accruals only"): """
        delete from economics.fct_ledger_postings where voucher_series = 'K' and account like '3%'
            and cost_centre = '5050' and posting_date >= '2013-10-01'
    """,
    ("postings_are_of_their_usual_size_and_side", "amounts are cut at a limit"): """
        update economics.fct_ledger_postings set amount_sek = sign(amount_sek) * (abs(amount_sek) % 20000)
        where fiscal_year = 2013 and voucher_series in ('L', 'K')
    """,
    ("the_budget_follows_last_years", "two accounts' budgets have changed places"): """
        update economics.fct_budget set account = if(account = '6810', '6820', '6810')
        where account in ('6810', '6820') and fiscal_year = 2013
    """,
}
