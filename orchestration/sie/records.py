"""From the text in normal form to the reader's tables, in sets, inside DuckDB.

The text comes in batches. What could not be read as the standard demands stays beside the rows, in columns named ``odd_*``,
until ``checks`` has seen it.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.sie import fields, labels
from orchestration.sie.nesting import Kind, Lines
from orchestration.sie.normalise import EMPTY, SEPARATOR
from orchestration.sie.survey import LONGEST_LINE

TABLES = (
    "sie_files", "sie_fiscal_years", "sie_accounts", "sie_dimensions", "sie_objects", "sie_balances", "sie_vouchers",
    "sie_transactions",
)  # fmt: skip

_FIELD_COUNT = (
    8  # seven fields is the longest record (#TRANS); the eighth tells that there are more
)


def _in(labels_: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{label}'" for label in labels_) + ")"


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``sie_records`` and ``sie_transactions`` empty, for ``add_lines`` to fill.

    ``sie_records`` holds every line that is neither a transaction nor a brace where a brace belongs: ``line_number, kind,
    state`` (see ``nesting``), ``label`` (upper case), ``written_label``, ``f1`` to ``f8`` (null: absent or empty).
    """
    names = ", ".join(f"f{i} VARCHAR" for i in range(1, _FIELD_COUNT + 1))
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_records (
            line_number BIGINT, kind UTINYINT, state UTINYINT, label VARCHAR, written_label VARCHAR, {names})
        """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE sie_transactions (
            line_number BIGINT, voucher_line_number BIGINT, label VARCHAR, account VARCHAR, objects MAP(VARCHAR, VARCHAR),
            amount DECIMAL(18,2), transaction_date DATE, text VARCHAR, quantity DECIMAL(18,4), sign VARCHAR,
            is_counted BOOLEAN, odd_amount VARCHAR, odd_date VARCHAR, odd_quantity VARCHAR, odd_objects VARCHAR,
            is_outside_voucher BOOLEAN)
        """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE sie_used_objects (dimension VARCHAR, object_code VARCHAR, line_number BIGINT)
        """)


def add_lines(connection: duckdb.DuckDBPyConnection, text: Path, lines: Lines) -> None:
    """Add the next lines to ``sie_records`` and ``sie_transactions``.

    Parameters
    ----------
    connection
        With the tables of ``create_tables``.
    text
        UTF-8 text in normal form.
    lines
        What each line of the text is.
    """
    columns = ", ".join(
        f"'{name}': 'VARCHAR'" for name in ("label", *(f"f{i}" for i in range(1, _FIELD_COUNT + 1)))
    )
    quoted_path = str(text).replace("'", "''")
    about = {
        "line_number": lines.line_number,
        "kind": lines.kind,
        "voucher_line_number": lines.voucher_line_number,
        "state": lines.state,
    }
    connection.register("sie_about_lines", about)
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW sie_lines AS
        SELECT * FROM sie_about_lines POSITIONAL JOIN
            read_csv('{quoted_path}', auto_detect = false, header = false, columns = {{{columns}}},
                delim = '{SEPARATOR}', quote = '', escape = '', nullstr = '{EMPTY}', new_line = '\\n',
                null_padding = true, strict_mode = false, parallel = false, max_line_size = {4 * LONGEST_LINE})
        """)
    try:
        _add_records(connection)
        _add_transactions(connection)
    finally:
        connection.execute("DROP VIEW sie_lines")
        connection.unregister("sie_about_lines")


def _add_records(connection: duckdb.DuckDBPyConnection) -> None:
    names = ", ".join(f"f{i}" for i in range(1, _FIELD_COUNT + 1))
    connection.execute(f"""
        INSERT INTO sie_records
        SELECT line_number, kind, state, upper(label), label, {names} FROM sie_lines
        WHERE kind NOT IN ({Kind.TRANSACTION:d}, {Kind.BLANK:d})
        """)


def _add_transactions(connection: duckdb.DuckDBPyConnection) -> None:
    """Add #TRANS, #RTRANS and #BTRANS; object lists are parsed once for each distinct list, of which there are few."""
    _create_object_lists(
        connection, f"SELECT f2, line_number FROM sie_lines WHERE kind = {Kind.TRANSACTION:d}"
    )
    _insert_transactions(connection, fields.is_object_list("f2"), ("f3", "f4", "f5", "f6", "f7"))
    others = f"FROM sie_distinct_lists WHERE NOT {fields.is_object_list('object_list')} LIMIT 1"
    if connection.execute(others).fetchone():
        # A row without an object list has its fields one place to the left; it is read and noted.
        _insert_transactions(
            connection, f"NOT {fields.is_object_list('f2')}", ("f2", "f3", "f4", "f5", "f6")
        )


def _insert_transactions(
    connection: duckdb.DuckDBPyConnection, condition: str, places: tuple[str, ...]
) -> None:
    amount, date, text, quantity, sign = places
    connection.execute(f"""
        INSERT INTO sie_transactions
        WITH placed AS (
            SELECT line_number, voucher_line_number, upper(label[2:]) AS label, state, f1 AS account, f2,
                {amount} AS amount_text, {fields.is_plain_amount(amount)} AS is_plain, {date} AS date_text,
                {text} AS text, {quantity} AS quantity_text, {sign} AS sign
            FROM sie_lines WHERE kind = {Kind.TRANSACTION:d} AND {condition}
        ),
        typed AS (
            SELECT *, {fields.amount("amount_text", "is_plain")} AS amount, {fields.date("date_text")} AS transaction_date,
                {fields.quantity("quantity_text")} AS quantity
            FROM placed
        )
        SELECT line_number, voucher_line_number, label, account, coalesce(objects, MAP {{}}), amount, transaction_date,
            text, quantity, sign, label <> 'BTRANS',
            CASE WHEN is_plain AND amount IS NOT NULL THEN NULL ELSE coalesce(amount_text, '') END,
            CASE WHEN transaction_date IS NULL THEN date_text END,
            CASE WHEN quantity IS NULL THEN quantity_text END,
            CASE WHEN objects IS NULL THEN '' WHEN is_odd THEN f2 END,
            state <> {Kind.OPEN:d}
        FROM typed LEFT JOIN sie_object_lists ON f2 = object_list
        """)


def _create_object_lists(connection: duckdb.DuckDBPyConnection, lists_and_lines: str) -> None:
    """Fill ``sie_object_lists`` for a batch, and add its objects to ``sie_used_objects``.

    ``sie_object_lists`` has ``object_list, objects`` (a MAP) and whether the list is not well-formed: a code that is
    empty says that there is no object in the dimension; a dimension given twice keeps its first object.

    Parameters
    ----------
    connection
        With ``sie_used_objects``.
    lists_and_lines
        Query for fields that may be object lists, and their lines.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_distinct_lists AS
        SELECT object_list, min(line_number) AS first_line_number
        FROM ({lists_and_lines}) AS lists(object_list, line_number) GROUP BY object_list
        """)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_object_lists AS
        WITH split AS (
            SELECT object_list, first_line_number, {fields.object_parts("object_list")} AS parts
            FROM sie_distinct_lists WHERE {fields.is_object_list("object_list")}
        ),
        paired AS (
            SELECT *, list_filter(
                    list_zip(parts[1:-:2], parts[2:-:2]),
                    (pair, place) -> pair[1] <> '' AND coalesce(pair[2], '') <> ''
                        AND list_position(parts[1:-:2], pair[1]) = place
                ) AS pairs
            FROM split
        )
        SELECT object_list, first_line_number, map_from_entries(pairs) AS objects, len(parts) <> 2 * len(pairs) AS is_odd
        FROM paired
        """)
    connection.execute("""
        INSERT INTO sie_used_objects
        SELECT entry.key, entry.value, min(first_line_number)
        FROM (SELECT unnest(map_entries(objects)) AS entry, first_line_number FROM sie_object_lists) GROUP BY ALL
        """)


def read_vouchers(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``sie_vouchers`` from the lines of #VER."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_vouchers AS
        SELECT line_number, f1 AS series, f2 AS voucher_number, {fields.date("f3")} AS voucher_date,
            f4 AS voucher_text, {fields.date("f5")} AS registered_date, f6 AS sign
        FROM sie_records WHERE label = '#VER' ORDER BY line_number
        """)


def read_balances(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``sie_balances`` (with its ``odd_*`` columns) from every kind of balance (SIE 4B chapter 11).

    #PSALDO and #PBUDGET have a period before the account. An object list stands after the account in them and in #OIB and
    #OUB; it is found where it stands, since programs leave it out or write it in the other kinds.
    """
    _create_object_lists(
        connection,
        f"SELECT unnest([f3, f4]), line_number FROM sie_records WHERE label IN {_in(labels.BALANCES)}",
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_balances AS
        WITH aligned AS (
            SELECT line_number, label, f1 AS year_text,
                CASE WHEN has_period THEN f2 END AS period_text, has_period,
                unnest(CASE WHEN has_period THEN {{'account': f3, 'f2': f4, 'f3': f5, 'f4': f6}}
                    ELSE {{'account': f2, 'f2': f3, 'f3': f4, 'f4': f5}} END)
            FROM (SELECT *, label IN ('#PSALDO', '#PBUDGET') AS has_period FROM sie_records
                WHERE label IN {_in(labels.BALANCES)})
        ),
        placed AS (
            SELECT *, {fields.is_object_list("f2")} AS has_list,
                CASE WHEN {fields.is_object_list("f2")} THEN f3 ELSE f2 END AS amount_text,
                CASE WHEN {fields.is_object_list("f2")} THEN f4 ELSE f3 END AS quantity_text
            FROM aligned
        ),
        typed AS (
            SELECT *, {fields.year_index("year_text")} AS year_index, {fields.period("period_text")} AS period,
                {fields.amount("amount_text", fields.is_plain_amount("amount_text"))} AS amount, {fields.quantity("quantity_text")} AS quantity
            FROM placed
        )
        SELECT line_number, label[2:] AS label, year_index, period, account, coalesce(objects, MAP {{}}) AS objects, amount,
            quantity,
            CASE WHEN amount_text IS NULL THEN '' WHEN NOT {fields.is_plain_amount("amount_text")} OR amount IS NULL
                THEN amount_text END AS odd_amount,
            CASE WHEN year_index IS NULL THEN coalesce(year_text, '') END AS odd_year,
            CASE WHEN has_period AND period IS NULL THEN coalesce(period_text, '') END AS odd_period,
            CASE WHEN quantity IS NULL THEN quantity_text END AS odd_quantity,
            CASE WHEN label IN ('#OIB', '#OUB') AND NOT has_list THEN ''
                WHEN is_odd OR has_list AND label IN {_in(labels.ACCOUNT_TOTALS)} THEN f2 END AS odd_objects
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
            SELECT line_number, f1 AS account, f2 AS account_name FROM sie_records WHERE label = '#KONTO'
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


def read_file_record(connection: duckdb.DuckDBPyConnection, suffix: str) -> str:
    """Fill ``sie_files`` with the one row about the file, and return its SIE type.

    Type 4 is an import file (4I) when it has no balances and either is named ``.si`` (SIE 4B section 5.1) or has no fiscal
    year; otherwise an export (4E). No #SIETYP means type 1 (chapter 11, #SIETYP).

    Parameters
    ----------
    connection
        With ``sie_records``.
    suffix
        The file name's ending, such as ``.se``.
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
                coalesce(bool_or(label IN {_in(labels.BALANCES)}), false) AS has_balances,
                coalesce(bool_or(label = '#RAR'), false) AS has_years
            FROM sie_records
        )
        SELECT coalesce(line_number, 1) AS line_number,
            CASE WHEN upper(type_text) IN ('1', '2', '3', '4E', '4I') THEN upper(type_text)
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


def mark_repeated_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Say of the ``#TRANS`` that repeats an ``#RTRANS`` that it does not count (SIE 4B chapter 11, #RTRANS, 4 and 6).

    It repeats it when it is the next row of the voucher and has the same account, objects and amount; the other fields are
    optional and programs fill them unevenly. Adds the column ``is_repeated``, true of the ``#RTRANS``.
    """
    connection.execute("ALTER TABLE sie_transactions ADD COLUMN is_repeated BOOLEAN DEFAULT false")
    added = "SELECT voucher_line_number FROM sie_transactions WHERE label = 'RTRANS'"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_repeated AS
        WITH followed AS (
            SELECT label, line_number,
                {{'label': 'TRANS', 'account': account, 'objects': objects, 'amount': amount}} AS expected,
                lead({{'label': label, 'account': account, 'objects': objects, 'amount': amount}}) OVER rows_of_it AS found,
                lead(line_number) OVER rows_of_it AS next_line_number
            FROM sie_transactions WHERE voucher_line_number IN ({added})
            WINDOW rows_of_it AS (PARTITION BY voucher_line_number ORDER BY line_number)
        )
        SELECT line_number, next_line_number FROM followed WHERE label = 'RTRANS' AND found = expected
        """)
    connection.execute("""
        UPDATE sie_transactions SET is_repeated = true WHERE line_number IN (SELECT line_number FROM sie_repeated)
        """)
    connection.execute("""
        UPDATE sie_transactions SET is_counted = false WHERE line_number IN (SELECT next_line_number FROM sie_repeated)
        """)
