"""Requirements of the standard on single fields: their form, and what they refer to."""

from __future__ import annotations

from orchestration.sie.checks import Check
from orchestration.sie.findings import Severity


def _field_check(
    code: str,
    table: str,
    label: str,
    field: str,
    column: str,
    expected: str,
    condition: str,
    severity: Severity = "error",
) -> Check:
    return Check(
        severity,
        code,
        f"""SELECT line_number AS line, '{field}' AS field, {column} AS value,
        CASE WHEN {column} IS NULL OR {column} = '' THEN 'The field {field} of ' || {label} || ' is empty; '
            ELSE 'The field {field} of ' || {label} || ' is "' || {column} || '"; ' END
            || '{expected}' AS message
        FROM {table} WHERE {condition}""",
    )


def of_fields() -> list[Check]:
    """Amounts (5.9), dates (5.10), periods, years, quantities, object lists (8.21).

    A field that no sum rests on, or whose meaning is not in doubt, is a warning.
    """
    amount = (
        "an amount is written with a decimal point, at most two decimals and at most 16 digits before it, without plus"
        " sign or blanks."
    )
    a_date = "a date YYYYMMDD was expected."
    checks = []
    for table, label, name in (
        ("sie_odd_transactions", "'#' || label", "belopp"),
        ("sie_balances", "'#' || label", "saldo"),
    ):
        checks += [
            _field_check(
                "amount",
                table,
                label,
                name,
                "odd_amount",
                amount,
                "odd_amount IS NOT NULL AND amount IS NULL",
            ),
            _field_check(
                "amount",
                table,
                label,
                name,
                "odd_amount",
                f"{amount} It was read as ' || amount || '.",
                "odd_amount IS NOT NULL AND amount IS NOT NULL",
                "warning",
            ),
            _field_check(
                "quantity",
                table,
                label,
                "kvantitet",
                "odd_quantity",
                "a number was expected. It was left out.",
                "odd_quantity IS NOT NULL",
                "warning",
            ),
            _field_check(
                "objects",
                table,
                label,
                "objektlista",
                "replace(translate(odd_objects, chr(28) || chr(29) || chr(30), ' {}'), chr(2), '\"\"')",
                "pairs of dimension number and object code within braces were expected.",
                "odd_objects <> ''",
            ),
            Check(
                "warning",
                "objects_missing",
                f"""SELECT line_number AS line, 'objektlista' AS field, NULL AS value,
                '#' || label || ' has no object list; at least {{}} was expected after the account.' AS message
                FROM {table} WHERE odd_objects = ''""",
            ),
        ]
    # A balance of no object would be the account's own, which the file states too.
    checks.append(
        Check(
            "warning",
            "object_empty",
            """SELECT min(line_number) AS line, 'objektlista' AS field, NULL AS value,
            'An object list has a dimension with an empty object, first here: the row has no object of it.'
            AS message
            FROM sie_transaction_rows JOIN sie_object_lists AS lists USING (object_list)
            WHERE lists.lacks_object AND NOT lists.is_odd GROUP BY object_list""",
        )
    )
    checks += [
        _field_check(
            "account",
            table,
            "'#' || label",
            "kontonr",
            "account",
            "an account was expected.",
            "account IS NULL",
        )
        for table in ("sie_transaction_rows", "sie_balances")
    ]
    checks += [
        _field_check(
            "date",
            "sie_odd_transactions",
            "'#' || label",
            "transdat",
            "odd_date",
            f"{a_date} The voucher''s date is used.",
            "odd_date IS NOT NULL",
            "warning",
        ),
        _field_check(
            "period",
            "sie_balances",
            "'#' || label",
            "period",
            "odd_period",
            "a month YYYYMM was expected.",
            "odd_period IS NOT NULL",
        ),
        _field_check(
            "year_index",
            "sie_balances",
            "'#' || label",
            "årsnr",
            "odd_year",
            "0, -1, -2 … was expected.",
            "odd_year IS NOT NULL",
        ),
        _field_check(
            "year_index",
            "sie_records JOIN sie_fiscal_years USING (line_number)",
            "label",
            "årsnr",
            "f1",
            "0, -1, -2 … was expected.",
            "year_index IS NULL",
        ),
        _field_check(
            "date",
            "sie_records JOIN sie_fiscal_years USING (line_number)",
            "label",
            "start",
            "f2",
            a_date,
            "start_date IS NULL",
        ),
        _field_check(
            "date",
            "sie_records JOIN sie_fiscal_years USING (line_number)",
            "label",
            "slut",
            "f3",
            a_date,
            "end_date IS NULL",
        ),
        _field_check(
            "date",
            "sie_records JOIN sie_vouchers USING (line_number)",
            "label",
            "verdatum",
            "f3",
            a_date,
            "voucher_date IS NULL",
        ),
        _field_check(
            "date",
            "sie_records JOIN sie_vouchers USING (line_number)",
            "label",
            "regdatum",
            "f5",
            a_date,
            "registered_date IS NULL AND f5 IS NOT NULL",
            "warning",
        ),
        _field_check(
            "date",
            "sie_records",
            "label",
            "datum",
            "f1",
            a_date,
            "label = '#GEN' AND (SELECT generated_date FROM sie_files) IS NULL"
            " OR label = '#OMFATTN' AND (SELECT balance_date FROM sie_files) IS NULL",
            "warning",
        ),
        _field_check(
            "account_type",
            "sie_records",
            "label",
            "kontotyp",
            "f2",
            "T, S, K or I was expected.",
            "label = '#KTYP' AND upper(coalesce(f2, '')) NOT IN ('T', 'S', 'K', 'I')",
            "warning",
        ),
        _field_check(
            "account_number",
            "sie_records",
            "label",
            "kontonr",
            "f1",
            "an account number has digits only.",
            "label = '#KONTO' AND NOT regexp_full_match(coalesce(f1, ''), '[0-9]+')",
            "warning",
        ),
        Check(
            "error",
            "fiscal_year",
            """SELECT line_number AS line, '#RAR' AS field, year_index::VARCHAR AS value,
            'The fiscal year ' || year_index || ' begins ' || start_date || ' and ends ' || end_date
            || '; it must end after it begins.' AS message
            FROM sie_fiscal_years WHERE end_date <= start_date""",
        ),
        Check(
            "warning",
            "years_do_not_follow",
            """SELECT NULL::BIGINT AS line, '#RAR' AS field, later.year_index::VARCHAR AS value,
            'The fiscal year ' || later.year_index || ' begins ' || later.start_date || ', but the year before it ends '
            || earlier.end_date || '; a year begins the day after.' AS message
            FROM sie_fiscal_years AS later JOIN sie_fiscal_years AS earlier
                ON earlier.year_index = later.year_index - 1 AND later.start_date <> earlier.end_date + 1""",
        ),
    ]
    return checks
