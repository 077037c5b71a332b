"""Sums that ought to agree within a file though the standard does not require it: warnings, with the difference.

Real exports are often partial, so a difference here is a question to the sender, not an error of the file. All sums
are of account totals: object rows repeat what the totals say and are never added to them (SIE 4B chapter 11, #PSALDO,
5).
"""

from __future__ import annotations

from orchestration.sie.checks import Check

CLOSING_BALANCE, PERIOD_CHANGE = "closing_balance", "period_change"

_TOTALS = "(FROM sie_balances WHERE cardinality(objects) = 0)"


def reconciliations() -> list[Check]:
    """Return our reconciliations, for ``checks.run``."""
    return [
        Check("warning", CLOSING_BALANCE, _CLOSING),
        Check("warning", "trial_balance", _TRIAL_BALANCE),
        Check("warning", "opening_balance", _OPENING),
        Check("warning", "period_balances", _PERIODS),
        Check("warning", PERIOD_CHANGE, _MONTHS),
        Check("warning", "objects_in_balances_alone", _OBJECTS),
    ]


# Opening balance + the rows of the year's vouchers = closing balance, and the rows of a result account = its result.
_CLOSING = f"""
WITH stated AS (
    SELECT account, sum(amount) FILTER (label = 'IB') AS opening, sum(amount) FILTER (label <> 'IB') AS closing,
        min(line_number) FILTER (label <> 'IB') AS line, coalesce(bool_or(label = 'RES'), false) AS is_result
    FROM {_TOTALS} WHERE year_index = 0 AND label IN ('IB', 'UB', 'RES') GROUP BY account
),
compared AS (
    SELECT account, line, coalesce(is_result, account[1:1] >= '3') AS is_result, coalesce(opening, 0) AS opening,
        coalesce(moved, 0) AS moved, coalesce(closing, 0) AS closing
    FROM stated FULL JOIN sie_account_sums USING (account)
)
SELECT line, CASE WHEN is_result THEN '#RES' ELSE '#UB' END AS field, account AS value,
    CASE WHEN is_result THEN 'The rows of account ' || account || ' give ' || (opening + moved) || ' but its #RES says '
            || closing
        ELSE 'Account ' || account || ' opens with ' || opening || ' and moves by ' || moved ||
            ' but its #UB says ' || closing
    END || '; the difference is ' || (opening + moved - closing) || '.' AS message
FROM compared
WHERE opening + moved <> closing AND EXISTS (FROM sie_transaction_rows)
    AND EXISTS (FROM sie_balances WHERE label IN ('UB', 'RES') AND year_index = 0)
"""

# Closing balances and results of a year together are zero, whether or not the result was carried to equity.
_TRIAL_BALANCE = f"""
SELECT min(line_number) AS line, '#UB' AS field, year_index::VARCHAR AS value,
    'The #UB of year ' || year_index || ' sum to ' || coalesce(sum(amount) FILTER (label = 'UB'), 0) ||
        ' and its #RES to '
    || coalesce(sum(amount) FILTER (label = 'RES'), 0) || '; together they should be 0 and are ' || sum(amount) || '.'
    AS message
FROM {_TOTALS} WHERE label IN ('UB', 'RES') GROUP BY year_index
HAVING sum(amount) <> 0 AND count(*) FILTER (label = 'UB') > 0 AND count(*) FILTER (label = 'RES') > 0
"""

# A year opens with what the year before closed with.
_OPENING = f"""
WITH years AS (
    SELECT account, year_index + CASE WHEN label = 'UB' THEN 1 ELSE 0 END AS year_index,
        coalesce(sum(amount) FILTER (label = 'IB'), 0) AS opening, coalesce(sum(amount) FILTER (label = 'UB'),
            0) AS closed,
        min(line_number) FILTER (label = 'IB') AS line, bool_or(label = 'UB') AS has_closed
    FROM {_TOTALS} WHERE label IN ('IB', 'UB') GROUP BY ALL
),
paired AS (SELECT year_index FROM years GROUP BY year_index HAVING bool_or(line IS NOT NULL) AND bool_or(has_closed)),
compared AS (
    SELECT account, year_index, sum(opening) AS opening, sum(closed) AS closed, min(line) AS line
    FROM years SEMI JOIN paired USING (year_index) GROUP BY account, year_index
)
SELECT line, '#IB' AS field, account AS value,
    'Account ' || account || ' opens year ' || year_index || ' with ' || opening ||
        ' but closed the year before with ' || closed
    || '; the difference is ' || (opening - closed) || '.' AS message
FROM compared WHERE opening <> closed
"""

# The changes of the periods add up to the change of the year.
_PERIODS = f"""
WITH sums AS (
    SELECT account, year_index, sum(amount) FILTER (label = 'PSALDO') AS periods,
        coalesce(sum(amount) FILTER (label IN ('UB', 'RES')), 0) - coalesce(sum(amount) FILTER (label = 'IB'),
            0) AS year_change,
        min(line_number) FILTER (label = 'PSALDO') AS line
    FROM {_TOTALS} WHERE label IN ('PSALDO', 'IB', 'UB', 'RES') GROUP BY account, year_index
)
SELECT line, '#PSALDO' AS field, account AS value,
    'The #PSALDO of account ' || account || ' in year ' || year_index || ' sum to ' || periods ||
        ' but its balance changed by '
    || year_change || '; the difference is ' || (periods - year_change) || '.' AS message
FROM sums WHERE periods <> year_change
"""

# The rows of a month's vouchers are the change of the period; a file may state some accounts, or some months, alone.
_MONTHS = f"""
WITH stated AS (
    SELECT period, account, sum(amount) AS change, min(line_number) AS line
    FROM {_TOTALS} WHERE label = 'PSALDO' AND year_index = 0 AND period IS NOT NULL GROUP BY period, account
),
moved AS (
    SELECT strftime(coalesce(transaction_date, voucher_date), '%Y%m') AS period, account, sum(amount) AS moved
    FROM sie_transaction_rows AS posted
    JOIN sie_vouchers ON posted.voucher_line_number = sie_vouchers.line_number
    WHERE is_counted AND account IN (SELECT account FROM stated)
        AND strftime(coalesce(transaction_date, voucher_date), '%Y%m') IN (SELECT period FROM stated)
    GROUP BY ALL
)
SELECT line, '#PSALDO' AS field, account AS value,
    'The rows of account ' || account || ' in ' || period || ' give ' || coalesce(moved, 0) || ' but its #PSALDO says '
        || coalesce(change, 0) || '; the difference is ' || (coalesce(moved, 0) - coalesce(change, 0)) || '.' AS message
FROM stated FULL JOIN moved USING (period, account)
WHERE coalesce(moved, 0) <> coalesce(change, 0) AND EXISTS (FROM sie_transaction_rows)
"""

# Some programs state balances by cost centre or project and leave the objects out of the vouchers' rows.
_OBJECTS = """
WITH stated AS (
    SELECT unnest(map_keys(objects)) AS dimension, line_number FROM sie_balances WHERE year_index = 0
),
on_rows AS (
    SELECT DISTINCT unnest(map_keys(lists.objects)) AS dimension
    FROM sie_transaction_rows JOIN sie_object_lists AS lists USING (object_list)
)
SELECT min(line_number) AS line, 'objektlista' AS field, dimension AS value,
    'Balances of ' || count(*) || ' objects of dimension ' || dimension || ' are given, first here, but no row of a'
    || ' voucher has one: what is counted from the rows cannot be divided by it.' AS message
FROM stated ANTI JOIN on_rows USING (dimension)
WHERE EXISTS (FROM sie_transaction_rows)
GROUP BY dimension
"""
