"""Requirements of the standard on vouchers and their rows, and on what is used without being declared."""

from __future__ import annotations

from orchestration.sie import labels
from orchestration.sie.checks import Check, sql_list
from orchestration.sie.findings import Severity

DATE_OUTSIDE_YEAR = "date_outside_year"


def of_vouchers(sie_type: str) -> list[Check]:
    """Vouchers and their rows (chapter 11, #VER, #TRANS, #RTRANS); a number names one voucher (BFL 5 kap. 7 §)."""
    # Only an import file may leave the numbers to the program that reads it (chapter 11, #VER, 5).
    unnumbered: list[Check] = [
        Check(
            "error",
            "voucher_number_missing",
            f"""SELECT line_number AS line, 'verno' AS field, NULL AS value,
            'The voucher of ' || coalesce(voucher_date::VARCHAR, '(no date)') || ' has no number; in a file of type'
            || ' {sie_type} each has one.' AS message
            FROM sie_vouchers WHERE voucher_number IS NULL""",
        )
    ]
    return [
        *(unnumbered if sie_type not in labels.ENTRY_TYPES else []),
        Check(
            "error",
            "voucher_number_twice",
            """WITH numbered AS (
                SELECT *, coalesce(try_cast(voucher_number AS HUGEINT)::VARCHAR, voucher_number) AS number
                FROM sie_vouchers WHERE voucher_number IS NOT NULL
            ),
            told AS (
                SELECT *, min(line_number) OVER (PARTITION BY series, number) AS first_line FROM numbered
            )
            SELECT line_number AS line, 'verno' AS field, voucher_number AS value,
            'Voucher ' || concat_ws(' ', series, voucher_number) || ' was given on line ' || first_line
            || ' already; a number names one voucher.' AS message
            FROM told WHERE line_number > first_line""",
        ),
        Check(
            "error",
            "outside_voucher",
            """SELECT line_number AS line, '#' || label AS field, NULL AS value,
            '#' || label || ' stands outside the braces of a voucher; it belongs to no voucher.' AS message
            FROM sie_odd_transactions WHERE is_outside_voucher""",
        ),
        Check(
            "error",
            "voucher_unbalanced",
            """SELECT line_number AS line, 'belopp' AS field, difference::VARCHAR AS value,
            'Voucher ' || concat_ws(' ', series, voucher_number) || ' does not sum to zero: its ' || row_count
            || ' rows give ' || difference || '.' AS message
            FROM sie_voucher_sums JOIN sie_vouchers ON voucher_line_number = line_number WHERE difference <> 0""",
        ),
        Check(
            "warning",
            "voucher_empty",
            """SELECT line_number AS line, '#VER' AS field, NULL AS value,
            'Voucher ' || concat_ws(' ', series, voucher_number) || ' has no rows.' AS message
            FROM sie_vouchers ANTI JOIN sie_voucher_sums ON voucher_line_number = line_number""",
        ),
        Check(
            "warning",
            "rtrans",
            """SELECT line_number AS line, '#RTRANS' AS field, account AS value,
            'The #RTRANS is not followed by the #TRANS that repeats it; it was counted itself.' AS message
            FROM sie_transaction_rows ANTI JOIN sie_repeated USING (line_number) WHERE label = 'RTRANS'""",
        ),
        Check(
            "warning",
            "voucher_order",
            """WITH numbered AS (
                SELECT line_number, series, number,
                    lag(number) OVER (PARTITION BY series ORDER BY line_number) AS before
                FROM (SELECT line_number, series, CAST(voucher_number AS BIGINT) AS number FROM sie_vouchers
                    WHERE regexp_full_match(voucher_number, '[0-9]{1,18}'))
            )
            SELECT line_number AS line, 'verno' AS field, number::VARCHAR AS value,
            'Voucher number ' || number || ' of series ' || coalesce(series, '(none)') || ' follows ' || before
            || '; the numbers of a series must rise.' AS message
            FROM numbered WHERE number < before""",
        ),
        Check(
            "warning",
            DATE_OUTSIDE_YEAR,
            """SELECT v.line_number AS line, 'verdatum' AS field, strftime(voucher_date, '%Y%m%d') AS value,
            'Voucher ' || concat_ws(' ', series, voucher_number) || ' is dated ' || voucher_date
            || ', outside the fiscal year ' || start_date || ' to ' || end_date || ' that the file is of.' AS message
            FROM sie_vouchers AS v JOIN sie_fiscal_years ON year_index = 0
            WHERE NOT voucher_date BETWEEN start_date AND end_date""",
        ),
        Check(
            "warning",
            DATE_OUTSIDE_YEAR,
            """SELECT t.line_number AS line, 'transdat' AS field, strftime(transaction_date, '%Y%m%d') AS value,
            'A row of voucher ' || concat_ws(' ', series, voucher_number) || ' is dated ' || transaction_date
            || ', outside the fiscal year ' || start_date || ' to ' || end_date || ' that the file is of.' AS message
            FROM sie_transaction_rows AS t JOIN sie_fiscal_years ON year_index = 0
            JOIN sie_vouchers AS v ON v.line_number = t.voucher_line_number
            WHERE is_counted AND NOT transaction_date BETWEEN start_date AND end_date""",
        ),
    ]


def of_declarations(sie_type: str) -> list[Check]:
    """Accounts, dimensions, objects and years that are used but not declared (6, 8.1-8.4, chapter 11 #KONTO).

    An import file may leave the declarations to the program that reads it.
    """
    # The books add up without a name; the board's chart of accounts says what an account is.
    undeclared: Severity = "notice" if sie_type in labels.ENTRY_TYPES else "warning"
    used_objects = "SELECT unnest(map_entries(objects)) AS entry, first_line_number AS line FROM sie_object_lists"
    return [
        Check(
            undeclared,
            "account_undeclared",
            """WITH used AS (
                SELECT account, min(line_number) AS line, sum(row_count) AS times FROM (
                    SELECT account, line_number, row_count FROM sie_account_sums UNION ALL
                    SELECT account, line_number, 1 FROM sie_balances UNION ALL
                    SELECT f1, line_number, 1 FROM sie_records WHERE label IN ('#KTYP', '#SRU', '#ENHET'))
                GROUP BY account
            )
            SELECT line, 'kontonr' AS field, account AS value,
            'The account ' || account || ' is used, first here (' || times ||
                ' in all), but no #KONTO declares it.' AS message
            FROM used ANTI JOIN sie_accounts USING (account) WHERE account IS NOT NULL""",
        ),
        Check(
            undeclared,
            "dimension_undeclared",
            f"""WITH used AS (
                SELECT entry.key AS dimension, min(line) AS line FROM ({used_objects}) GROUP BY ALL UNION ALL
                SELECT dimension, min(line_number) FROM sie_objects GROUP BY ALL UNION ALL
                SELECT parent_dimension, min(line_number) FROM sie_dimensions GROUP BY ALL
            )
            SELECT min(line) AS line, 'dimensionsnr' AS field, dimension AS value,
            'The dimension ' || dimension ||
                ' is used, first here, but no #DIM declares it; only 1 to 19 have a meaning of'
            || ' their own.' AS message
            FROM used ANTI JOIN sie_dimensions USING (dimension)
            WHERE dimension NOT IN {sql_list(tuple(map(str, labels.RESERVED_DIMENSIONS)))} GROUP BY dimension""",
        ),
        Check(
            undeclared,
            "object_undeclared",
            f"""WITH used AS (
                SELECT entry.key AS dimension, entry.value AS object_code, min(line) AS line
                FROM ({used_objects}) GROUP BY ALL
            )
            SELECT line, 'objektnr' AS field, object_code AS value,
            'The object ' || object_code || ' of dimension ' || dimension ||
                ' is used, first here, but no #OBJEKT declares it.'
            AS message FROM used ANTI JOIN sie_objects USING (dimension, object_code)""",
        ),
        Check(
            "warning",
            "year_undeclared",
            """SELECT min(line_number) AS line, 'årsnr' AS field, year_index::VARCHAR AS value,
            'Balances of year ' || year_index || ' are given, first here, but no #RAR declares the year.' AS message
            FROM sie_balances ANTI JOIN sie_fiscal_years USING (year_index)
            WHERE year_index IS NOT NULL GROUP BY year_index""",
        ),
    ]
