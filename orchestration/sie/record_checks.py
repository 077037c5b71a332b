"""Requirements of the standard on the file as a whole, on its balances and on its lines."""

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
    """Lines that are not records, unknown labels (7.1), and braces that are out of place (5.4)."""
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
