"""From the text in normal form to records, vouchers and transactions, in sets, inside DuckDB.

The text comes in batches. What could not be read as the standard requires is kept in ``sie_odd_transactions``, and for
vouchers in ``sie_records``, until it has been checked.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator

import duckdb

from orchestration.core.sql import file_literal
from orchestration.sie import fields, labels
from orchestration.sie.checks import sql_list
from orchestration.sie.nesting import Kind
from orchestration.sie.normalise import EMPTY, SEPARATOR
from orchestration.sie.rewriting import Text

_FIELD_COUNT = 7  # as many as #TRANS has; more than the standard knows are passed over (7.3)
_FIELDS = ", ".join(f"f{i}" for i in range(1, _FIELD_COUNT + 1))
_RECORD = f"line_number, kind, voucher_line_number, state, upper(label), label, {_FIELDS}"


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the empty tables that ``add_records``, ``add_vouchers`` and ``add_transactions`` fill.

    ``sie_records`` holds every line except transactions, braces where a brace belongs, and vouchers with nothing odd:
    ``line_number, kind, voucher_line_number, state`` (see ``nesting``), ``label`` (upper case), ``written_label``,
    ``f1`` to ``f7`` (null: absent or empty).
    """
    names = ", ".join(f"f{i} VARCHAR" for i in range(1, _FIELD_COUNT + 1))
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_records (
            line_number BIGINT, kind UTINYINT, voucher_line_number BIGINT, state UTINYINT, label VARCHAR,
            written_label VARCHAR, {names})
        """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE sie_vouchers (
            line_number BIGINT, series VARCHAR, voucher_number VARCHAR, voucher_date DATE, voucher_text VARCHAR,
            registered_date DATE, sign VARCHAR, is_odd BOOLEAN)
        """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE sie_transaction_rows (
            line_number BIGINT, voucher_line_number BIGINT, label VARCHAR, account VARCHAR, object_list VARCHAR,
            amount DECIMAL(18,2), transaction_date DATE, text VARCHAR, quantity DECIMAL(18,4), sign VARCHAR,
            is_counted BOOLEAN, is_odd BOOLEAN)
        """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE sie_odd_transactions (
            line_number BIGINT, label VARCHAR, odd_amount VARCHAR, odd_date VARCHAR, odd_quantity VARCHAR,
            odd_objects VARCHAR, is_outside_voucher BOOLEAN, amount DECIMAL(18,2))
        """)


def add_records(connection: duckdb.DuckDBPyConnection, text: Text) -> None:
    """Add the next records to ``sie_records``.

    Parameters
    ----------
    connection
        With the tables of ``create_tables``.
    text
        Lines of any kind but transactions and vouchers.
    """
    if not text.lines.line_number.size:
        return
    with _lines_of(connection, text):
        connection.execute(f"INSERT INTO sie_records SELECT {_RECORD} FROM sie_lines")


def add_vouchers(connection: duckdb.DuckDBPyConnection, text: Text) -> None:
    """Add the next vouchers to ``sie_vouchers``; the odd ones, which are few, to ``sie_records`` as well.

    Parameters
    ----------
    connection
        With the tables of ``create_tables``.
    text
        Lines of #VER only.
    """
    if not text.lines.line_number.size:
        return
    with _lines_of(connection, text):
        connection.execute(f"""
            INSERT INTO sie_vouchers
            WITH typed AS (
                SELECT *, {fields.date("f3")} AS voucher_date, {fields.date("f5")} AS registered_date FROM sie_lines
            )
            SELECT line_number, f1, f2, voucher_date, f4, registered_date, f6,
                label <> '#VER' OR state <> {Kind.CLOSE:d} OR voucher_date IS NULL
                    OR (f5 IS NOT NULL AND registered_date IS NULL)
            FROM typed
            """)
        first_line = text.lines.line_number[0]
        odd = f"SELECT line_number FROM sie_vouchers WHERE is_odd AND line_number >= {first_line}"
        if connection.execute(f"{odd} LIMIT 1").fetchone():
            connection.execute(
                f"INSERT INTO sie_records SELECT {_RECORD} FROM sie_lines SEMI JOIN ({odd}) USING (line_number)"
            )


def add_transactions(connection: duckdb.DuckDBPyConnection, text: Text) -> None:
    """Add the next transactions to ``sie_transaction_rows``; the odd ones, which are few, are looked up again.

    Parameters
    ----------
    connection
        With the tables of ``create_tables``.
    text
        Lines of #TRANS, #RTRANS and #BTRANS only.
    """
    if not text.lines.line_number.size:
        return
    is_list = fields.is_object_list("f2")
    with _lines_of(connection, text):
        added = _insert_transactions(connection, is_list, ("f2", "f3", "f4", "f5", "f6", "f7"))
        if added < text.lines.line_number.size:
            # A row without an object list has its fields one place to the left; it is read and noted.
            _insert_transactions(
                connection, f"NOT {is_list}", ("NULL", "f2", "f3", "f4", "f5", "f6")
            )
        first_line = text.lines.line_number[0]
        odd = f"FROM sie_transaction_rows WHERE is_odd AND line_number >= {first_line} LIMIT 1"
        if connection.execute(odd).fetchone():
            _insert_odd_transactions(connection)


@contextlib.contextmanager
def _lines_of(connection: duckdb.DuckDBPyConnection, text: Text) -> Generator[None]:
    """Show the text's lines as the view ``sie_lines``: the fields, beside what is known of each line."""
    columns = ", ".join(
        f"'{name}': 'VARCHAR'" for name in ("label", *(f"f{i}" for i in range(1, _FIELD_COUNT + 1)))
    )
    about = {
        "line_number": text.lines.line_number,
        "kind": text.lines.kind,
        "voucher_line_number": text.lines.voucher_line_number,
        "state": text.lines.state,
    }
    connection.register("sie_about_lines", about)
    connection.execute(f"""
        CREATE OR REPLACE TEMP VIEW sie_lines AS
        SELECT * FROM sie_about_lines POSITIONAL JOIN
            read_csv({file_literal(text.path)}, auto_detect = false, header = false, columns = {{{columns}}},
                delim = '{SEPARATOR}', quote = '', escape = '', nullstr = '{EMPTY}', new_line = '\\n',
                null_padding = true, strict_mode = false, parallel = false)
        """)
    try:
        yield
    finally:
        connection.execute("DROP VIEW sie_lines")
        connection.unregister("sie_about_lines")


_LABEL = f"CASE kind WHEN {Kind.TRANS:d} THEN 'TRANS' WHEN {Kind.RTRANS:d} THEN 'RTRANS' ELSE 'BTRANS' END"


def _insert_transactions(
    connection: duckdb.DuckDBPyConnection, condition: str, places: tuple[str, ...]
) -> int:
    """Add the transactions that meet the condition, their fields in the given places; return how many."""
    object_list, amount, date, text, quantity, sign = places
    row = connection.execute(f"""
        INSERT INTO sie_transaction_rows
        WITH placed AS (
            SELECT line_number, voucher_line_number, kind, state, f1 AS account, {object_list} AS object_list,
                {amount} AS amount_text, {fields.cast_amount(amount)} AS cast_amount, {date} AS date_text,
                {text} AS text, {quantity} AS quantity_text, {sign} AS sign
            FROM sie_lines WHERE {condition}
        ),
        judged AS (
            SELECT *, {fields.is_plain_amount("amount_text", "cast_amount")} AS is_plain FROM placed
        ),
        typed AS (
            SELECT *, {fields.amount("amount_text", "cast_amount", "is_plain")} AS amount,
                {fields.date("date_text")} AS transaction_date, {fields.quantity("quantity_text")} AS quantity
            FROM judged
        )
        SELECT line_number, voucher_line_number, {_LABEL}, account, object_list, amount, transaction_date, text,
            quantity, sign, kind <> {Kind.BTRANS:d},
            object_list IS NULL OR is_plain IS DISTINCT FROM true OR amount IS NULL OR state <> {Kind.OPEN:d}
                OR (date_text IS NOT NULL AND transaction_date IS NULL)
                OR (quantity_text IS NOT NULL AND quantity IS NULL)
        FROM typed
        """).fetchone()
    return row[0] if row else 0


def _insert_odd_transactions(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep what was written in the odd rows of this batch, and why they are odd."""
    is_list = fields.is_object_list("f2")
    connection.execute(f"""
        INSERT INTO sie_odd_transactions
        WITH placed AS (
            SELECT line_number, {_LABEL} AS label, state, {is_list} AS has_list,
                CASE WHEN has_list THEN f3 ELSE f2 END AS amount_text,
                {fields.cast_amount("amount_text")} AS cast_amount,
                CASE WHEN has_list THEN f4 ELSE f3 END AS date_text,
                CASE WHEN has_list THEN f6 ELSE f5 END AS quantity_text
            FROM sie_lines
        )
        SELECT line_number, placed.label,
            CASE WHEN amount IS NULL OR NOT {fields.is_plain_amount("amount_text", "cast_amount")}
                THEN coalesce(amount_text, '') END,
            CASE WHEN transaction_date IS NULL THEN date_text END,
            CASE WHEN quantity IS NULL THEN quantity_text END,
            CASE WHEN NOT has_list THEN '' END,
            state <> {Kind.OPEN:d},
            amount
        FROM placed JOIN sie_transaction_rows AS kept USING (line_number) WHERE is_odd
        """)


def create_object_lists(connection: duckdb.DuckDBPyConnection, most_objects: int) -> None:
    """Fill ``sie_object_lists``, a row for each distinct object list of transactions and balances.

    It has ``object_list`` (as in the text), ``first_line_number``, ``objects`` (a MAP), ``lacks_object`` (a code that
    is empty: there is no object of that dimension) and ``is_odd`` (it is not well-formed). A dimension given twice
    keeps its first object. Of a list with more than ``most_objects`` only the first are read, and it is not
    well-formed: all are compared with one another, so a list of thousands would take all memory.
    """
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE sie_object_lists AS
        WITH lists AS (
            SELECT object_list, min(line_number) AS first_line_number FROM (
                SELECT object_list, line_number FROM sie_transaction_rows UNION ALL
                SELECT unnest([f3, f4]), line_number FROM sie_records WHERE label IN {sql_list(labels.BALANCES)})
            GROUP BY object_list
        ),
        split AS (
            SELECT object_list, first_line_number, whole_parts[1:{2 * most_objects}] AS parts,
                len(whole_parts) AS part_count
            FROM (SELECT *, {fields.object_parts("object_list")} AS whole_parts
                FROM lists WHERE {fields.is_object_list("object_list")})
        ),
        paired AS (
            SELECT *, list_filter(
                    list_zip(parts[1:-:2], parts[2:-:2]),
                    (pair, place) -> pair[1] <> '' AND pair[2] IS NOT NULL
                        AND list_position(parts[1:-:2], pair[1]) = place
                ) AS pairs,
                list_filter(pairs, pair -> pair[2] <> '') AS with_object
            FROM split
        )
        SELECT object_list, first_line_number, map_from_entries(with_object) AS objects,
            part_count <> 2 * len(pairs) AS is_odd, len(with_object) < len(pairs) AS lacks_object
        FROM paired
        """)
    connection.execute("""
        INSERT INTO sie_odd_transactions (line_number, label, odd_objects)
        SELECT line_number, label, object_list FROM sie_transaction_rows JOIN sie_object_lists AS lists USING
            (object_list)
        WHERE lists.is_odd
        """)


def create_transactions(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``sie_transactions``: the rows with their objects, which are stored once for each distinct list."""
    connection.execute("""
        CREATE OR REPLACE TEMP VIEW sie_transactions AS
        SELECT line_number, voucher_line_number, label, account, coalesce(objects, MAP {}) AS objects, amount,
            transaction_date, text, quantity, sign, is_counted
        FROM sie_transaction_rows LEFT JOIN sie_object_lists USING (object_list)
        """)
