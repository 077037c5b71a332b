"""How a file that has been read is checked: each check one query over the reader's tables.

A query gives ``line, field, value, message``; the engine counts what it finds and only the first are fetched. The
requirements of the standard are in ``record_checks``, ``field_checks`` and ``voucher_checks``, ours in
``reconciliation``.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration.sie.findings import KEPT_PER_CODE, Finding, FindingList, Severity


@dataclass(frozen=True)
class Check:
    """One requirement: the severity and code of its findings, and the query that finds them."""

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
            ORDER BY line NULLS FIRST, value, message LIMIT {KEPT_PER_CODE}
            """)
        rows = cursor.fetchall()
        for line, field, value, message, _ in rows:
            findings.add(Finding(check.severity, line, check.code, field, value, message))
        if rows and rows[0][4] > len(rows):
            findings.count_unkept(check.severity, check.code, rows[0][4] - len(rows))


def sql_list(members: tuple[str, ...]) -> str:
    """Return the SQL of a list of words that hold no quotation mark, for ``IN``."""
    return "(" + ", ".join(f"'{member}'" for member in members) + ")"
