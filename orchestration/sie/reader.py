"""Read a SIE file into tables and report what is wrong with it: the reader's only entry point."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from orchestration.core.character_set import PC8
from orchestration.sie import (
    checks,
    field_checks,
    record_checks,
    records,
    sie5,
    tables,
    voucher_checks,
)
from orchestration.sie.findings import FindingList, SieReport
from orchestration.sie.reconciliation import reconciliations
from orchestration.sie.rewriting import rewrite
from orchestration.sie.survey import survey

_SCRATCH = (
    "sie_records", "sie_odd_transactions", "sie_repeated", "sie_voucher_sums", "sie_account_sums",
)  # fmt: skip
_ODD_BALANCE_COLUMNS = (
    "odd_amount",
    "odd_year",
    "odd_period",
    "odd_quantity",
    "odd_objects",
    "quantity_text",
)


def parse(
    path: Path,
    connection: duckdb.DuckDBPyConnection,
    *,
    named: Path | None = None,
    encoding: str | None = PC8,
    most_objects: int = 64,
) -> SieReport:
    """Read a SIE file of type 1 to 4 (file format 4B of 2008-09-30 and 4C of 2025-08-06), or SIE 5, into TEMP tables.

    Parameters
    ----------
    path
        The file.
    connection
        Receives ``sie_files, sie_fiscal_years, sie_accounts, sie_dimensions, sie_objects, sie_balances,
        sie_vouchers`` and ``sie_transactions``, replacing earlier ones. Every table begins with ``line_number``.
        What cannot be read is null, and a finding says so.
    named
        What messages call the file, where ``path`` is a copy of it.
    encoding
        The character set that the file may be written in beside the standard's, such as ``utf-8``: a
        warning then, else an error. None: any.
    most_objects
        How many objects a list may have; a longer one is an error, and is not read.

    Returns
    -------
    SieReport
        Findings and counts.

    Raises
    ------
    NotSieError
        The file is missing, empty, binary, or otherwise not a SIE file at all.
    """
    path = Path(path)
    named = named or path
    findings = FindingList()
    surveyed = survey(path, named)
    line_count = 0
    with tempfile.TemporaryDirectory(prefix="bokslut-sie-") as folder:
        records.create_tables(connection)
        batches = (
            sie5.rewrite(path, named, Path(folder), findings)
            if surveyed.is_xml
            else rewrite(path, named, Path(folder), surveyed, encoding, findings)
        )
        for batch in batches:
            line_count = batch.lines_read
            records.add_records(connection, batch.records)
            records.add_vouchers(connection, batch.vouchers)
            records.add_transactions(connection, batch.transactions)
    records.create_object_lists(connection, most_objects)
    tables.read_balances(connection)
    tables.read_register(connection)
    sie_type = tables.read_file_record(connection, path.suffix, is_xml=surveyed.is_xml)
    tables.mark_repeated_rows(connection)
    tables.sum_transactions(connection)
    records.create_transactions(connection)
    checks.run(
        connection,
        [
            *record_checks.of_the_file(sie_type),
            *record_checks.of_lines(),
            *field_checks.of_fields(),
            *voucher_checks.of_vouchers(sie_type),
            *record_checks.of_balances(),
            *voucher_checks.of_declarations(sie_type),
            *reconciliations(),
        ],
        findings,
    )
    for column in _ODD_BALANCE_COLUMNS:
        connection.execute(f"ALTER TABLE sie_balances DROP COLUMN {column}")
    connection.execute("ALTER TABLE sie_vouchers DROP COLUMN is_odd")
    for table in _SCRATCH:
        connection.execute(f"DROP TABLE {table}")

    def count(table: str, condition: str = "true") -> int:
        row = connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()
        assert row is not None
        return row[0]

    return SieReport(
        findings=findings.close(),
        sie_type=sie_type,
        line_count=line_count,
        account_count=count("sie_accounts"),
        voucher_count=count("sie_vouchers"),
        transaction_count=count("sie_transaction_rows", "label = 'TRANS'"),
    )
