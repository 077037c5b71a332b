"""What the standard demands of a file that has been read, each demand one query over the reader's tables.

A query gives ``line, field, value, message``; how many it finds is counted by the engine, and only the first are fetched.
Reconciliations that the standard does not know stand in ``reconciliation``.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration.sie import labels
from orchestration.sie.findings import KEPT_PER_CODE, Finding, FindingList, Severity
from orchestration.sie.nesting import Kind


@dataclass(frozen=True)
class Check:
    """One demand: the severity and code of its findings, and the query that finds them."""

    severity: Severity
    code: str
    query: str


def run(connection: duckdb.DuckDBPyConnection, checks: list[Check], findings: FindingList) -> None:
    """Run the checks in order and add what they find.

    Parameters
    ----------
    connection
        With the reader's tables, their ``odd_*`` columns and ``sie_records``.
    checks
        What to run.
    findings
        Receives at most :data:`KEPT_PER_CODE` findings of each check, and the number of the others.
    """
    for check in checks:
        cursor = connection.execute(f"""
            SELECT line, field, value, message, count(*) OVER () AS total FROM ({check.query})
            ORDER BY line NULLS FIRST LIMIT {KEPT_PER_CODE}
            """)
        rows = cursor.fetchall()
        for line, field, value, message, _ in rows:
            findings.add(Finding(check.severity, line, check.code, field, value, message))
        if rows and rows[0][4] > len(rows):
            findings.count_unkept(check.severity, check.code, rows[0][4] - len(rows))


def of_the_standard(sie_type: str) -> list[Check]:
    """Return what a file of the type must fulfil.

    Parameters
    ----------
    sie_type
        ``1``, ``2``, ``3``, ``4E`` or ``4I``.
    """
    return [
        *_of_the_file(sie_type),
        *_of_lines(),
        *_of_fields(),
        *_of_vouchers(),
        *_of_declarations(sie_type),
    ]


def _in(members: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{member}'" for member in members) + ")"


def _of_the_file(sie_type: str) -> list[Check]:
    """Mandatory and forbidden records (chapter 6) and the fields of the file's own records (chapter 11)."""
    checks = []
    for label in labels.MANDATORY[sie_type]:
        # A missing #FORMAT leaves no doubt, since only one character set is allowed.
        severity: Severity = "warning" if label == "#FORMAT" else "error"
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
    if sie_type != "4I":
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
                'A file of type {sie_type} may not have ' || label || ' records; ' || count(*) || ' were read.' AS message
                FROM sie_records WHERE label IN {_in(labels.FORBIDDEN[sie_type])} GROUP BY label""",
            )
        )
    first_line = "(SELECT min(line_number) FROM sie_records WHERE label IS NOT NULL)"
    checks += [
        Check(
            "error",
            "flag_not_first",
            f"""SELECT line_number AS line, '#FLAGGA' AS field, NULL AS value,
            'The file begins with ' || coalesce(label, 'an empty record') || '; #FLAGGA must be its first record.' AS message
            FROM sie_records WHERE line_number = {first_line} AND label IS DISTINCT FROM '#FLAGGA'
                AND EXISTS (FROM sie_records WHERE label = '#FLAGGA')""",
        ),
        Check(
            "error",
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
            "error",
            "format",
            """SELECT line_number AS line, '#FORMAT' AS field, f1 AS value,
            'The character set is said to be ' || coalesce(f1, 'nothing') || '; only PC8 is allowed.' AS message
            FROM sie_records WHERE label = '#FORMAT' AND upper(coalesce(f1, '')) <> 'PC8'""",
        ),
        Check(
            "error",
            "sie_type",
            f"""SELECT line_number AS line, '#SIETYP' AS field, f1 AS value,
            'The SIE type is ' || coalesce(f1, 'missing') || '; 1, 2, 3 or 4 was expected. Read as {sie_type}.' AS message
            FROM sie_records WHERE label = '#SIETYP' AND coalesce(f1, '') NOT IN ('1', '2', '3', '4')""",
        ),
        Check(
            "warning",
            "org_number",
            """SELECT line_number AS line, 'orgnr' AS field, f1 AS value,
            'The organisation number ' || coalesce(f1, '(empty)') || ' is not written as NNNNNN-NNNN.' AS message
            FROM sie_records WHERE label = '#ORGNR' AND NOT regexp_full_match(coalesce(f1, ''), '[0-9]{6}-[0-9]{4}')""",
        ),
        Check(
            "warning",
            "duplicate",
            f"""SELECT line_number AS line, label AS field, f1 AS value,
            'This ' || label || ' record was given before; the first one is used.' AS message
            FROM sie_records WHERE label IN {_in((*labels.SINGLE, "#RAR", "#KONTO", "#DIM", "#OBJEKT"))}
                AND label <> '#PROSA'
            QUALIFY row_number() OVER (PARTITION BY label,
                CASE WHEN label IN ('#RAR', '#KONTO', '#DIM', '#OBJEKT') THEN f1 END,
                CASE WHEN label = '#OBJEKT' THEN f2 END ORDER BY line_number) > 1""",
        ),
    ]
    return checks


def _of_lines() -> list[Check]:
    """Lines that are no records, unknown labels (7.1), and braces that are out of place (5.4)."""
    known = _in(labels.KNOWN)
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
                lag(label) OVER (ORDER BY line_number) AS label_before FROM sie_records)
            SELECT line_number AS line, NULL AS field, NULL AS value, CASE
                WHEN kind = {Kind.VOUCHER:d} THEN 'A voucher begins before the one before it was closed by }}.'
                WHEN kind = {Kind.OPEN:d} THEN 'A {{ was found that does not follow a #VER record.'
                ELSE 'A }} was found with no {{ to close.' END AS message
            FROM places
            WHERE kind = {Kind.VOUCHER:d} AND state IN ({Kind.VOUCHER:d}, {Kind.OPEN:d})
                OR kind = {Kind.OPEN:d} AND NOT coalesce(starts_with(label_before, '#') AND label_before NOT IN {known}, false)
                OR kind = {Kind.CLOSE:d}""",
        ),
        Check(
            "error",
            "inside_voucher",
            f"""SELECT line_number AS line, label AS field, NULL AS value,
            'A ' || label || ' record stands among the rows of a voucher.' AS message
            FROM sie_records WHERE kind = {Kind.RECORD:d} AND state = {Kind.OPEN:d} AND label IN {known}""",
        ),
    ]


def _field_check(
    code: str, table: str, label: str, field: str, column: str, expected: str, condition: str
) -> Check:
    return Check(
        "error",
        code,
        f"""SELECT line_number AS line, '{field}' AS field, {column} AS value,
        CASE WHEN {column} IS NULL OR {column} = '' THEN 'The field {field} of ' || {label} || ' is empty; '
            ELSE 'The field {field} of ' || {label} || ' is "' || {column} || '"; ' END
            || '{expected}' AS message
        FROM {table} WHERE {condition}""",
    )


def _of_fields() -> list[Check]:
    """Amounts (5.9), dates (5.10), periods, years, quantities, object lists (8.21)."""
    amount = (
        "an amount is written with a decimal point, at most two decimals and at most 16 digits before it, without plus"
        " sign or blanks."
    )
    a_date = "a date YYYYMMDD was expected."
    checks = []
    for table, label, name in (
        ("sie_transactions", "'#' || label", "belopp"),
        ("sie_balances", "'#' || label", "saldo"),
    ):
        checks += [
            _field_check(
                "amount", table, label, name, "odd_amount", amount, "odd_amount IS NOT NULL"
            ),
            _field_check(
                "quantity",
                table,
                label,
                "kvantitet",
                "odd_quantity",
                "a number was expected.",
                "odd_quantity IS NOT NULL",
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
            _field_check(
                "account",
                table,
                label,
                "kontonr",
                "account",
                "an account was expected.",
                "account IS NULL",
            ),
        ]
    checks += [
        _field_check(
            "date",
            "sie_transactions",
            "'#' || label",
            "transdat",
            "odd_date",
            a_date,
            "odd_date IS NOT NULL",
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
        ),
        _field_check(
            "account_type",
            "sie_records",
            "label",
            "kontotyp",
            "f2",
            "T, S, K or I was expected.",
            "label = '#KTYP' AND upper(coalesce(f2, '')) NOT IN ('T', 'S', 'K', 'I')",
        ),
        _field_check(
            "account_number",
            "sie_records",
            "label",
            "kontonr",
            "f1",
            "an account number has digits only.",
            "label = '#KONTO' AND NOT regexp_full_match(coalesce(f1, ''), '[0-9]+')",
        ),
        Check(
            "error",
            "fiscal_year",
            """SELECT line_number AS line, '#RAR' AS field, year_index::VARCHAR AS value,
            'The fiscal year ' || year_index || ' begins ' || start_date || ' and ends ' || end_date
            || '; it must end after it begins.' AS message
            FROM sie_fiscal_years WHERE end_date <= start_date""",
        ),
    ]
    return checks


def _of_vouchers() -> list[Check]:
    """Vouchers and their rows (chapter 11, #VER, #TRANS, #RTRANS)."""
    return [
        Check(
            "error",
            "outside_voucher",
            """SELECT line_number AS line, '#' || label AS field, NULL AS value,
            '#' || label || ' stands outside the braces of a voucher; it belongs to no voucher.' AS message
            FROM sie_transactions WHERE is_outside_voucher""",
        ),
        Check(
            "error",
            "voucher_unbalanced",
            """WITH sums AS (
                SELECT voucher_line_number AS line, sum(amount) AS difference, count(*) AS row_count
                FROM sie_transactions WHERE is_counted AND NOT is_outside_voucher
                GROUP BY ALL HAVING sum(amount) <> 0 AND count(amount) = count(*)
            )
            SELECT line, 'belopp' AS field, difference::VARCHAR AS value,
            'Voucher ' || concat_ws(' ', series, voucher_number) || ' does not sum to zero: its ' || row_count
            || ' rows give ' || difference || '.' AS message
            FROM sums JOIN sie_vouchers ON line = line_number""",
        ),
        Check(
            "warning",
            "voucher_empty",
            """SELECT line_number AS line, '#VER' AS field, NULL AS value,
            'Voucher ' || concat_ws(' ', series, voucher_number) || ' has no rows.' AS message
            FROM sie_vouchers ANTI JOIN sie_transactions ON voucher_line_number = sie_vouchers.line_number""",
        ),
        Check(
            "error",
            "rtrans",
            """SELECT line_number AS line, '#RTRANS' AS field, account AS value,
            'The #RTRANS is not followed by the #TRANS that repeats it; it was counted itself.' AS message
            FROM sie_transactions WHERE label = 'RTRANS' AND NOT is_repeated""",
        ),
        Check(
            "warning",
            "voucher_order",
            """WITH numbered AS (
                SELECT line_number, series, TRY_CAST(voucher_number AS BIGINT) AS number,
                    lag(TRY_CAST(voucher_number AS BIGINT)) OVER (PARTITION BY series ORDER BY line_number) AS before
                FROM sie_vouchers WHERE regexp_full_match(voucher_number, '[0-9]{1,18}')
            )
            SELECT line_number AS line, 'verno' AS field, number::VARCHAR AS value,
            'Voucher number ' || number || ' of series ' || coalesce(series, '(none)') || ' follows ' || before
            || '; the numbers of a series must rise.' AS message
            FROM numbered WHERE number <= before""",
        ),
        Check(
            "warning",
            "date_outside_year",
            """SELECT line_number AS line, 'verdatum' AS field, strftime(voucher_date, '%Y%m%d') AS value,
            'The voucher date ' || voucher_date || ' is in none of the fiscal years that the file declares.' AS message
            FROM sie_vouchers
            WHERE EXISTS (FROM sie_fiscal_years WHERE start_date IS NOT NULL AND end_date IS NOT NULL)
                AND NOT EXISTS (FROM sie_fiscal_years WHERE voucher_date BETWEEN start_date AND end_date)
                AND voucher_date IS NOT NULL""",
        ),
    ]


def _of_declarations(sie_type: str) -> list[Check]:
    """Accounts, dimensions, objects and years that are used but not declared (6, 8.1-8.4, chapter 11 #KONTO).

    An import file may leave the declarations to the program that reads it.
    """
    account: Severity = "notice" if sie_type == "4I" else "error"
    objects: Severity = "error" if sie_type == "3" else "notice" if sie_type == "4I" else "warning"
    return [
        Check(
            account,
            "account_undeclared",
            """WITH used AS (
                SELECT account, min(line_number) AS line, count(*) AS times FROM (
                    SELECT account, line_number FROM sie_transactions UNION ALL
                    SELECT account, line_number FROM sie_balances UNION ALL
                    SELECT f1, line_number FROM sie_records WHERE label IN ('#KTYP', '#SRU', '#ENHET'))
                GROUP BY account
            )
            SELECT line, 'kontonr' AS field, account AS value,
            'The account ' || account || ' is used, first here (' || times || ' in all), but no #KONTO declares it.' AS message
            FROM used ANTI JOIN sie_accounts USING (account) WHERE account IS NOT NULL""",
        ),
        Check(
            objects,
            "dimension_undeclared",
            f"""WITH used AS (
                SELECT dimension, min(line_number) AS line FROM sie_used_objects GROUP BY ALL UNION ALL
                SELECT dimension, min(line_number) FROM sie_objects GROUP BY ALL UNION ALL
                SELECT parent_dimension, min(line_number) FROM sie_dimensions GROUP BY ALL
            )
            SELECT min(line) AS line, 'dimensionsnr' AS field, dimension AS value,
            'The dimension ' || dimension || ' is used, first here, but no #DIM declares it; only 1 to 19 have a meaning of'
            || ' their own.' AS message
            FROM used ANTI JOIN sie_dimensions USING (dimension)
            WHERE dimension NOT IN {_in(tuple(map(str, labels.RESERVED_DIMENSIONS)))} GROUP BY dimension""",
        ),
        Check(
            objects,
            "object_undeclared",
            f"""WITH used AS (
                SELECT dimension, object_code, min(line_number) AS line FROM sie_used_objects GROUP BY ALL
            )
            SELECT line, 'objektnr' AS field, object_code AS value,
            'The object ' || object_code || ' of dimension ' || dimension || ' is used, first here, but no #OBJEKT declares it.'
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
