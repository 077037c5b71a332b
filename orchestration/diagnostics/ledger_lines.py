"""What a line of a ledger file says: the voucher, its date, the account and the text.

A measure counts a ledger row in the fiscal year that it belongs to, so the day of the quantity is the year's end. An
auditor who opens the file looks for the voucher's own date and number, which are read here.
"""

from __future__ import annotations

# load_id/file_name and line_number → what the file says there. A row without its own date or text has the voucher's.
# A budget or balance belongs to no voucher: it has the name of its SIE record, and the month where the record has one.
LEDGER_LINES = """
    select rows.ledger_file_id, rows.line_number,
        coalesce(rows.transaction_date, vouchers.voucher_date) as entry_date,
        trim(concat_ws(' ', vouchers.voucher_series, vouchers.voucher_number)) as entry,
        rows.account, coalesce(rows.transaction_text, vouchers.voucher_text) as entry_text
    from staging.stg_ledger__transactions as rows
    inner join staging.stg_ledger__vouchers as vouchers
        on rows.ledger_file_id = vouchers.ledger_file_id and rows.voucher_line_number = vouchers.line_number
    union all
    select ledger_file_id, line_number, null, concat_ws(' ', '#' || label, fiscal_period_id), account, null
    from staging.stg_ledger__balances
"""


def with_ledger_lines(rows: str) -> str:
    """Return a query that adds ``entry_date``, ``entry``, ``account`` and ``entry_text`` to some rows.

    Parameters
    ----------
    rows
        A query with the columns ``load_id``, ``file_name`` and ``line_number``. Rows of other files than the ledger's
        have NULL in the four columns.
    """
    return f"""
        select rows.*, lines.entry_date, lines.entry, lines.account, lines.entry_text
        from ({rows}) as rows
        left join ({LEDGER_LINES}) as lines
            on rows.load_id || '/' || rows.file_name = lines.ledger_file_id and rows.line_number = lines.line_number
    """
