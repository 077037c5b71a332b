"""The tables that are made of records already at hand: balances, register, the file itself.

All of it is little beside the vouchers and transactions, which ``records`` reads.
"""

from __future__ import annotations

import duckdb

from orchestration.sie import fields, labels
from orchestration.sie.checks import sql_list


def read_balances(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``sie_balances`` (with its ``odd_*`` columns) from every kind of balance (SIE 4B chapter 11).

    #PSALDO and #PBUDGET have a period before the account. An object list comes after the account in them and in
    #OIB and #OUB; it is recognised by its form, since programs leave it out or write it in the other kinds.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_balances AS
        WITH aligned AS (
            SELECT line_number, label, f1 AS year_text,
                CASE WHEN has_period THEN f2 END AS period_text, has_period,
                unnest(CASE WHEN has_period THEN {{'account': f3, 'f2': f4, 'f3': f5, 'f4': f6}}
                    ELSE {{'account': f2, 'f2': f3, 'f3': f4, 'f4': f5}} END)
            FROM (SELECT *, label IN ('#PSALDO', '#PBUDGET') AS has_period FROM sie_records
                WHERE label IN {sql_list(labels.BALANCES)})
        ),
        placed AS (
            SELECT *, {fields.is_object_list("f2")} AS has_list,
                CASE WHEN {fields.is_object_list("f2")} THEN f3 ELSE f2 END AS amount_text,
                CASE WHEN {fields.is_object_list("f2")} THEN f4 ELSE f3 END AS quantity_text
            FROM aligned
        ),
        judged AS (
            SELECT *, {fields.cast_amount("amount_text")} AS cast_amount,
                {fields.is_plain_amount("amount_text", "cast_amount")} AS is_plain
            FROM placed
        ),
        typed AS (
            SELECT *, {fields.year_index("year_text")} AS year_index, {fields.period("period_text")} AS period,
                {fields.amount("amount_text", "cast_amount", "is_plain")} AS amount,
                {fields.quantity("quantity_text")} AS quantity
            FROM judged
        )
        SELECT line_number, label[2:] AS label, year_index, period, account, coalesce(objects, MAP {{}}) AS
            objects, amount,
            quantity,
            CASE WHEN amount_text IS NULL THEN '' WHEN NOT is_plain OR amount IS NULL THEN amount_text END
                AS odd_amount,
            CASE WHEN year_index IS NULL THEN coalesce(year_text, '') END AS odd_year,
            CASE WHEN has_period AND period IS NULL THEN coalesce(period_text, '') END AS odd_period,
            CASE WHEN quantity IS NULL THEN quantity_text END AS odd_quantity, quantity_text,
            CASE WHEN label IN ('#OIB', '#OUB') AND NOT has_list THEN ''
                WHEN is_odd OR lacks_object OR has_list AND label IN {sql_list(labels.ACCOUNT_TOTALS)}
                THEN f2 END AS odd_objects
        FROM typed LEFT JOIN sie_object_lists ON f2 = object_list
        ORDER BY line_number
        """)


def read_register(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill the tables of years, accounts, dimensions and objects; a declaration given twice keeps its first line."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_fiscal_years AS
        SELECT line_number, {fields.year_index("f1")} AS year_index, {fields.date("f2")} AS start_date,
            {fields.date("f3")} AS end_date
        FROM sie_records WHERE label = '#RAR'
        QUALIFY year_index IS NULL OR row_number() OVER (PARTITION BY year_index ORDER BY line_number) = 1
        ORDER BY line_number
        """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE sie_accounts AS
        WITH about AS (SELECT line_number, label, f1 AS account, f2 AS value FROM sie_records
            WHERE label IN ('#KTYP', '#ENHET', '#SRU')),
        gathered AS (
            SELECT account, first(upper(value) ORDER BY line_number) FILTER (label = '#KTYP') AS account_type,
                first(value ORDER BY line_number) FILTER (label = '#ENHET') AS unit,
                list(value ORDER BY line_number) FILTER (label = '#SRU' AND value IS NOT NULL) AS sru_codes
            FROM about GROUP BY account
        ),
        declared AS (
            SELECT line_number, f1 AS account, f2 AS account_name FROM sie_records
            WHERE label = '#KONTO' AND f1 <> ''
            QUALIFY row_number() OVER (PARTITION BY f1 ORDER BY line_number) = 1
        )
        SELECT line_number, account, account_name,
            CASE WHEN account_type IN ('T', 'S', 'K', 'I') THEN account_type END AS account_type, unit,
            coalesce(sru_codes, CAST([] AS VARCHAR[])) AS sru_codes
        FROM declared LEFT JOIN gathered USING (account)
        ORDER BY line_number
        """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE sie_dimensions AS
        SELECT line_number, f1 AS dimension, f2 AS dimension_name,
            CASE WHEN label = '#UNDERDIM' THEN f3 END AS parent_dimension
        FROM sie_records WHERE label IN ('#DIM', '#UNDERDIM')
        QUALIFY row_number() OVER (PARTITION BY f1 ORDER BY line_number) = 1
        ORDER BY line_number
        """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE sie_objects AS
        SELECT line_number, f1 AS dimension, f2 AS object_code, f3 AS object_name
        FROM sie_records WHERE label = '#OBJEKT'
        QUALIFY row_number() OVER (PARTITION BY f1, f2 ORDER BY line_number) = 1
        ORDER BY line_number
        """)


def read_file_record(connection: duckdb.DuckDBPyConnection, suffix: str, *, is_xml: bool) -> str:
    """Fill ``sie_files`` with the one row about the file, and return its SIE type.

    Type 4 is an import file (4I) when it has no balances and either is named ``.si`` (SIE 4B section 5.1) or has no
    fiscal year; otherwise an export (4E). No #SIETYP means type 1 (chapter 11, #SIETYP).

    Parameters
    ----------
    connection
        With ``sie_records``.
    suffix
        The file name's ending, such as ``.se``.
    is_xml
        Whether it is SIE 5, whose root element says the type.
    """
    is_import_name = "true" if suffix.lower() == ".si" else "false"

    def first(column: str, label: str) -> str:
        return f"first({column} ORDER BY line_number) FILTER (label = '{label}')"

    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_files AS
        WITH first_fields AS (
            SELECT {first("line_number", "#FLAGGA")} AS line_number,
                {first("f1", "#SIETYP")} AS type_text, {first("f1", "#FLAGGA")} AS flag,
                {first("f1", "#PROGRAM")} AS program, {first("f2", "#PROGRAM")} AS program_version,
                {first("f1", "#FORMAT")} AS format, {first("f1", "#GEN")} AS generated_text,
                {first("f2", "#GEN")} AS generated_by, {first("f1", "#FNAMN")} AS company_name,
                {first("f1", "#FNR")} AS company_internal_id, {first("f1", "#ORGNR")} AS org_number,
                {first("f1", "#KPTYP")} AS chart_type, {first("f1", "#VALUTA")} AS currency,
                {first("f1", "#OMFATTN")} AS balance_text, {first("f1", "#TAXAR")} AS tax_year,
                string_agg(f1, chr(10) ORDER BY line_number) FILTER (label = '#PROSA') AS comment,
                coalesce(bool_or(label IN {sql_list(labels.BALANCES)}), false) AS has_balances,
                coalesce(bool_or(label = '#RAR'), false) AS has_years
            FROM sie_records
        )
        SELECT coalesce(line_number, 1) AS line_number,
            CASE WHEN {is_xml} THEN type_text WHEN upper(type_text) IN ('1', '2', '3', '4E', '4I') THEN upper(type_text)
                WHEN type_text = '4' OR type_text IS NOT NULL AND NOT has_balances THEN
                    CASE WHEN NOT has_balances AND ({is_import_name} OR NOT has_years) THEN '4I' ELSE '4E' END
                ELSE '1' END AS sie_type,
            flag, program, program_version, format, {fields.date("generated_text")} AS generated_date, generated_by,
            company_name, company_internal_id, org_number, chart_type, currency,
            {fields.date("balance_text")} AS balance_date, tax_year, comment
        FROM first_fields
        """)
    row = connection.execute("SELECT sie_type FROM sie_files").fetchone()
    assert row is not None
    return row[0]


def sum_transactions(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the sums over all transactions that the checks use, with one scan per table.

    ``sie_voucher_sums`` has for each voucher the number of rows that count and are within its braces, and their sum
    if all of them could be read; ``sie_account_sums`` for each account its first row, its rows, and the sum of those
    that count in the current year.
    """
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE sie_voucher_sums AS
        SELECT voucher_line_number, count(*) FILTER (is_within) AS row_count,
            CASE WHEN count(amount) FILTER (is_within) = row_count THEN sum(amount) FILTER (is_within) END AS difference
        FROM (SELECT *, is_counted AND NOT (is_odd AND line_number IN
            (SELECT line_number FROM sie_odd_transactions WHERE is_outside_voucher)) AS is_within
            FROM sie_transaction_rows)
        GROUP BY voucher_line_number
        """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE sie_account_sums AS
        WITH outside AS (
            SELECT sie_vouchers.line_number FROM sie_vouchers JOIN sie_fiscal_years ON year_index = 0
            WHERE NOT voucher_date BETWEEN start_date AND end_date
        )
        SELECT account, min(line_number) AS line_number, count(*) AS row_count,
            sum(amount) FILTER (is_counted AND voucher_line_number > 0
                AND voucher_line_number NOT IN (FROM outside)) AS moved
        FROM sie_transaction_rows GROUP BY account
        """)


def mark_repeated_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Mark a ``#TRANS`` that repeats an ``#RTRANS`` as not counted (SIE 4B chapter 11, #RTRANS, 4 and 6).

    It repeats it when it is the next row of the voucher and has the same account, objects and amount; the other
    fields are optional and programs fill them unevenly. ``sie_repeated`` names both lines.
    """
    added = "SELECT voucher_line_number FROM sie_transaction_rows WHERE label = 'RTRANS'"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_repeated AS
        WITH followed AS (
            SELECT label, line_number,
                {{'label': 'TRANS', 'account': account, 'objects': object_list, 'amount': amount}} AS expected,
                lead({{'label': label, 'account': account, 'objects': object_list, 'amount': amount}})
                    OVER rows_of_it AS found,
                lead(line_number) OVER rows_of_it AS next_line_number
            FROM sie_transaction_rows WHERE voucher_line_number IN ({added})
            WINDOW rows_of_it AS (PARTITION BY voucher_line_number ORDER BY line_number)
        )
        SELECT line_number, next_line_number FROM followed WHERE label = 'RTRANS' AND found = expected
        """)
    if connection.execute("FROM sie_repeated LIMIT 1").fetchone():
        connection.execute("""
            UPDATE sie_transaction_rows SET is_counted = false
            WHERE line_number IN (SELECT next_line_number FROM sie_repeated)
            """)
