"""From the text in normal form to records and transactions, in sets, inside DuckDB.

The text comes in batches. What could not be read as the standard demands stays beside the rows, in columns named
``odd_*``, until ``checks`` has seen it.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.sie import fields
from orchestration.sie.nesting import Kind, Lines
from orchestration.sie.normalise import EMPTY, SEPARATOR

_FIELD_COUNT = 7  # as many as #TRANS has; more than the standard knows are passed over (7.3)


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``sie_records`` and ``sie_transactions`` empty, for ``add_lines`` to fill.

    ``sie_records`` holds every line that is neither a transaction nor a brace where a brace belongs: ``line_number,
    kind, state`` (see ``nesting``), ``label`` (upper case), ``written_label``, ``f1`` to ``f7`` (null: absent or
    empty).
    """
    names = ", ".join(f"f{i} VARCHAR" for i in range(1, _FIELD_COUNT + 1))
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_records (
            line_number BIGINT, kind UTINYINT, state UTINYINT, label VARCHAR, written_label VARCHAR, {names})
        """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE sie_transactions (
            line_number BIGINT, voucher_line_number BIGINT, label VARCHAR, account VARCHAR,
            objects MAP(VARCHAR, VARCHAR), amount DECIMAL(18,2), transaction_date DATE, text VARCHAR,
            quantity DECIMAL(18,4), sign VARCHAR, is_counted BOOLEAN, odd_amount VARCHAR, odd_date VARCHAR,
            odd_quantity VARCHAR, odd_objects VARCHAR, is_outside_voucher BOOLEAN)
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
                null_padding = true, strict_mode = false, parallel = false)
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
    create_object_lists(
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
            SELECT *, {fields.amount("amount_text", "is_plain")} AS amount,
                {fields.date("date_text")} AS transaction_date, {fields.quantity("quantity_text")} AS quantity
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


def create_object_lists(connection: duckdb.DuckDBPyConnection, lists_and_lines: str) -> None:
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
        SELECT object_list, first_line_number, map_from_entries(pairs) AS objects,
            len(parts) <> 2 * len(pairs) AS is_odd
        FROM paired
        """)
    connection.execute("""
        INSERT INTO sie_used_objects
        SELECT entry.key, entry.value, min(first_line_number)
        FROM (SELECT unnest(map_entries(objects)) AS entry, first_line_number FROM sie_object_lists) GROUP BY ALL
        """)
