"""How a file that has been read is checked: each check one query over the reader's tables, all in one statement.

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
    # Of a small file, seventy statements would take longer to plan than one does.
    found = " UNION ALL ".join(
        f"(SELECT {place} AS place, line, field, value, message FROM ({check.query}))"
        for place, check in enumerate(checks)
    )
    totals: dict[Check, int] = {}
    for place, total, line, field, value, message in connection.execute(f"""
        SELECT place, count(*) OVER (PARTITION BY place) AS total, line, field, value, message FROM ({found})
        QUALIFY row_number() OVER (PARTITION BY place ORDER BY line NULLS FIRST, value, message) <= {KEPT_PER_CODE}
        ORDER BY place, line NULLS FIRST, value, message
        """).fetchall():
        check = checks[place]
        findings.add(Finding(check.severity, line, check.code, field, value, message))
        totals[check] = total
    for check, total in totals.items():
        if total > KEPT_PER_CODE:
            findings.count_unkept(check.severity, check.code, total - KEPT_PER_CODE)


def sql_list(members: tuple[str, ...]) -> str:
    """Return the SQL of a list of words that hold no quotation mark, for ``IN``."""
    return "(" + ", ".join(f"'{member}'" for member in members) + ")"
