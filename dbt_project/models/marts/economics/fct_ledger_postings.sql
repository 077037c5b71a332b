select
    postings.posting_id,
    postings.load_id,
    postings.file_name,
    postings.line_number,
    postings.voucher_line_number,
    postings.voucher_series,
    postings.voucher_number,
    postings.voucher_date,
    postings.posting_date,
    postings.fiscal_year,
    {{ fiscal_period_id('postings.posting_date') }} as fiscal_period_id,
    {{ as_text('postings.fiscal_year') }} || '-' || postings.account as account_id,
    postings.account,
    postings.cost_centre,
    postings.project,
    postings.counterparty,
    postings.activity,
    postings.statement_line_id,
    postings.business_area_id,
    postings.cost_driver_id,
    postings.voucher_text,
    postings.transaction_text,
    postings.amount_sek,
    closed_vouchers.load_id is null as is_open_to_all
from {{ ref('int_economics__postings') }} as postings
left join {{ ref('int_economics__closed_vouchers') }} as closed_vouchers
    on
        postings.load_id = closed_vouchers.load_id
        and postings.file_name = closed_vouchers.file_name
        and postings.voucher_line_number = closed_vouchers.voucher_line_number
