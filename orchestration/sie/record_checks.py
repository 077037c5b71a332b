"""Demands of the standard on the file as a whole, on its lines and on single fields."""

from __future__ import annotations

from orchestration.sie import labels
from orchestration.sie.checks import Check, sql_list
from orchestration.sie.findings import Severity
from orchestration.sie.nesting import Kind


def of_the_file(sie_type: str) -> list[Check]:
    """Mandatory and forbidden records (chapter 6) and the fields of the file's own records (chapter 11)."""
    checks = []
    for label in labels.MANDATORY[sie_type]:
        # What only says who wrote the file, and how, changes no figure.
        severity: Severity = "error" if label in labels.ESSENTIAL else "warning"
        checks.append(
            Check(
                severity,
                "missing_record",
                f"""SELECT NULL::BIGINT AS line, '{label}' AS field, NULL AS value,
                'The file has no {label} record; a file of type {sie_type} must have one.' AS message
                WHERE NOT EXISTS (FROM sie_records WHERE label = '{label}')""",
            )
        )
    if "#RAR" in labels.MANDATORY[sie_type]:
        checks.append(
            Check(
                "error",
                "missing_record",
                """SELECT NULL::BIGINT AS line, '#RAR' AS field, NULL AS value,
                'The file has no #RAR record for the current year (0).' AS message
                WHERE EXISTS (FROM sie_records WHERE label = '#RAR')
                    AND NOT EXISTS (FROM sie_fiscal_years WHERE year_index = 0)""",
            )
        )
    if sie_type not in labels.ENTRY_TYPES:
        # Balances of zero may be left out (5.17), so that only a file without any is odd.
        checks.append(
            Check(
                "warning",
                "missing_balances",
                f"""SELECT NULL::BIGINT AS line, '#UB' AS field, NULL AS value,
                'The file has neither #UB nor #RES records; a file of type {sie_type} has them for every account with a'
                || ' balance.' AS message
                WHERE NOT EXISTS (FROM sie_balances WHERE label IN ('UB', 'RES'))""",
            )
        )
    if labels.FORBIDDEN[sie_type]:
        checks.append(
            Check(
                "warning",
                "record_not_in_type",
                f"""SELECT min(line_number) AS line, label AS field, NULL AS value,
                'A file of type {sie_type} may not have ' || label || ' records; ' || count(*) || ' were read.'
                    AS message
                FROM (SELECT line_number, label FROM sie_records WHERE kind <> {Kind.VOUCHER:d}
                    UNION ALL SELECT line_number, '#VER' FROM sie_vouchers)
                WHERE label IN {sql_list(labels.FORBIDDEN[sie_type])} GROUP BY label""",
            )
        )
    first_line = "(SELECT min(line_number) FROM sie_records WHERE label IS NOT NULL)"
    checks += [
        Check(
            "warning",
            "flag_not_first",
            f"""SELECT line_number AS line, '#FLAGGA' AS field, NULL AS value,
            'The file begins with ' || coalesce(label, 'an empty record') ||
                '; #FLAGGA must be its first record.' AS message
            FROM sie_records WHERE line_number = {first_line} AND label IS DISTINCT FROM '#FLAGGA'
                AND EXISTS (FROM sie_records WHERE label = '#FLAGGA')""",
        ),
        Check(
            "warning",
            "flag",
            """SELECT line_number AS line, '#FLAGGA' AS field, f1 AS value,
            'The flag is ' || coalesce(f1, 'missing') || '; 0 (not imported) or 1 (imported) was expected.' AS message
            FROM sie_records WHERE label = '#FLAGGA' AND coalesce(f1, '') NOT IN ('0', '1')""",
        ),
        Check(
            "notice",
            "flag_set",
            """SELECT line_number AS line, '#FLAGGA' AS field, f1 AS value,
            'The flag is 1: some program has already imported this file.' AS message
            FROM sie_records WHERE label = '#FLAGGA' AND f1 = '1'""",
        ),
        Check(
            "warning",
            "format",
            """SELECT line_number AS line, '#FORMAT' AS field, f1 AS value,
            'The character set is said to be ' || coalesce(f1, 'nothing')
                || '; only PC8 is allowed. The text was read as its bytes are.' AS message
            FROM sie_records WHERE label = '#FORMAT' AND upper(coalesce(f1, '')) <> 'PC8'""",
        ),
        Check(
            "warning",
            "sie_type",
            f"""SELECT line_number AS line, '#SIETYP' AS field, f1 AS value,
            'The SIE type is ' || coalesce(f1, 'missing') || '; 1, 2, 3 or 4 was expected. Read as {sie_type}.'
                AS message
            FROM sie_records WHERE label = '#SIETYP' AND coalesce(f1, '') NOT IN ('1', '2', '3', '4')
                AND '{sie_type}' NOT IN ('5', '5I')""",
        ),
        Check(
            "warning",
            "org_number",
            """SELECT line_number AS line, 'orgnr' AS field, f1 AS value,
            'The organisation number ' || coalesce(f1, '(empty)') || ' is not written as NNNNNN-NNNN.' AS message
            FROM sie_records WHERE label = '#ORGNR'
                AND NOT regexp_full_match(coalesce(f1, ''), '([0-9]{2})?[0-9]{6}-[0-9]{4}')""",
        ),
        Check(
            "warning",
            "duplicate",
            f"""SELECT line_number AS line, label AS field, f1 AS value,
            'This ' || label || ' record was given before; the first one is used.' AS message
            FROM sie_records WHERE label IN {sql_list((*labels.SINGLE, "#RAR", "#KONTO", "#DIM", "#OBJEKT"))}
                AND label <> '#PROSA'
            QUALIFY row_number() OVER (PARTITION BY label,
                CASE WHEN label IN ('#RAR', '#KONTO', '#DIM', '#OBJEKT') THEN f1 END,
                CASE WHEN label = '#OBJEKT' THEN f2 END ORDER BY line_number) > 1""",
        ),
        Check(
            "error",
            "contradiction",
            """WITH said AS (
                SELECT line_number, label, f1, CASE label
                    WHEN '#RAR' THEN concat_ws(' ', f1, f2, f3)
                    WHEN '#ORGNR' THEN regexp_replace(f1, '[^0-9]', '', 'g')
                    ELSE upper(f1) END AS meant
                FROM sie_records WHERE label IN ('#RAR', '#ORGNR', '#VALUTA', '#SIETYP')
            )
            SELECT line_number AS line, label AS field, meant AS value,
            'This ' || label || ' says ' || meant || ', but line ' || first_value(line_number) OVER same || ' says '
                || first_value(meant) OVER same || '.' AS message
            FROM said
            WINDOW same AS (PARTITION BY label, CASE WHEN label = '#RAR' THEN f1 END ORDER BY line_number)
            QUALIFY meant <> first_value(meant) OVER same""",
        ),
    ]
    return checks


def of_balances() -> list[Check]:
    """Balances: each is given once, and its amount is one field (5.9, chapter 11)."""
    return [
        Check(
            "error",
            "duplicate",
            """WITH told AS (
                SELECT *, min(line_number) OVER (PARTITION BY label, year_index, period, account,
                    list_sort(map_entries(objects))) AS first_line
                FROM sie_balances WHERE year_index IS NOT NULL AND account IS NOT NULL AND odd_objects IS NULL
            )
            SELECT line_number AS line, '#' || label AS field, account AS value,
            '#' || label || ' ' || concat_ws(' ', year_index, period, account)
            || CASE WHEN cardinality(objects) > 0 THEN ' of the same objects' ELSE '' END
            || ' was given on line ' || first_line || ' already.' AS message
            FROM told WHERE line_number > first_line""",
        ),
        Check(
            "error",
            "amount_split",
            """SELECT line_number AS line, 'saldo' AS field, amount::VARCHAR AS value,
            'The amount of #' || label || ' ' || concat_ws(' ', year_index, period, account)
            || ' looks split by a blank; an amount is one field, such as 1300.00.' AS message
            FROM sie_balances WHERE amount = trunc(amount) AND abs(amount) < 1000
                AND regexp_full_match(quantity_text, '[0-9]{3}[.,][0-9]{2}')""",
        ),
        Check(
            "error",
            "amount_split",
            """SELECT line_number AS line, 'belopp' AS field, odd_date AS value,
            'The amount of #' || label || ' looks split by a blank before ' || odd_date
            || '; an amount is one field, such as 1300.00.' AS message
            FROM sie_odd_transactions WHERE regexp_full_match(odd_date, '[0-9]{3}([.,][0-9]{1,2})?')""",
        ),
    ]


def of_lines() -> list[Check]:
    """Lines that are no records, unknown labels (7.1), and braces that are out of place (5.4)."""
    known = sql_list(labels.KNOWN)
    return [
        Check(
            "error",
            "no_label",
            f"""SELECT line_number AS line, NULL AS field, written_label AS value,
            'The line begins with ' || coalesce(written_label, 'an empty field')
            || '; a record begins with a label such as #KONTO. The line was skipped.' AS message
            FROM sie_records WHERE kind = {Kind.RECORD:d} AND NOT coalesce(starts_with(label, '#'), false)""",
        ),
        Check(
            "notice",
            "unknown_label",
            f"""SELECT min(line_number) AS line, label AS field, NULL AS value,
            'The label ' || label || ' is not of the standard; its ' || count(*) || ' records were ignored.' AS message
            FROM sie_records WHERE starts_with(label, '#') AND label NOT IN {known} GROUP BY label""",
        ),
        Check(
            "warning",
            "label_case",
            f"""SELECT min(line_number) AS line, written_label AS field, NULL AS value,
            'The label ' || written_label || ' is not in capitals; it was read as ' || label || '.' AS message
            FROM sie_records WHERE label <> written_label AND label IN {known} GROUP BY label, written_label""",
        ),
        Check(
            "error",
            "braces",
            f"""WITH places AS (SELECT line_number, kind, state, label,
                CASE WHEN lag(line_number) OVER (ORDER BY line_number) >= voucher_line_number
                    THEN lag(label) OVER (ORDER BY line_number) END AS label_before FROM sie_records)
            SELECT line_number AS line, NULL AS field, NULL AS value, CASE
                WHEN kind = {Kind.VOUCHER:d} THEN 'A voucher begins before the one before it was closed by }}.'
                WHEN kind = {Kind.OPEN:d} THEN 'A {{ was found that does not follow a #VER record.'
                ELSE 'A }} was found with no {{ to close.' END AS message
            FROM places
            WHERE kind = {Kind.VOUCHER:d} AND state IN ({Kind.VOUCHER:d}, {Kind.OPEN:d})
                OR kind = {Kind.OPEN:d} AND NOT coalesce(starts_with(label_before, '#') AND label_before NOT IN
                    {known}, false)
                OR kind = {Kind.CLOSE:d}""",
        ),
        Check(
            "error",
            "inside_voucher",
            f"""SELECT line_number AS line, label AS field, NULL AS value,
            'A ' || label || ' record stands among the rows of a voucher.' AS message
            FROM sie_records WHERE kind IN ({Kind.RECORD:d}, {Kind.CHECKSUM:d}) AND state = {Kind.OPEN:d}
                AND label IN {known}""",
        ),
    ]


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
