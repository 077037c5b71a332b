"""What a SIE file holds, described to a person or a machine: ``bokslut inspect``."""

from __future__ import annotations

import dataclasses
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.character_set import PC8
from orchestration.core.display import amount, with_thousands
from orchestration.core.duckdb import connect
from orchestration.sie.findings import Severity
from orchestration.sie.reader import parse
from orchestration.sie.wholeness import disagreements, shortcomings

_MEMORY = "512MiB"
"""What DuckDB keeps in memory of a file, however large it is; the rest is on disk meanwhile."""

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice")


def inspect(path: Path, encoding: str = PC8) -> dict[str, Any]:
    """Read a SIE file and describe it.

    Parameters
    ----------
    path
        The file.
    encoding
        The character set that it may be written in beside the standard's.

    Returns
    -------
    dict
        One JSON object with the keys ``file``, ``company``, ``org_number``, ``sie_type``, ``program``, ``currency``,
        ``fiscal_years`` (list of ``year``, ``start``, ``end``), ``accounts``, ``vouchers``, ``transactions``
        (numbers of accounts, of ``#VER`` and of ``#TRANS`` rows), ``opening_balance``, ``closing_balance``,
        ``result`` (account to amount as a decimal string with two decimals: account totals of the current year, as
        the file gives them), ``account_names`` and ``findings`` (list of ``severity``, ``line``, ``code``,
        ``field``, ``value``, ``message``). ``refusals`` (list of ``code``, ``message``, ``remedy``) are why it is not
        a whole ledger that adds up, which is what can be published; empty where it is.

    Raises
    ------
    NotSieError
        It is not a SIE file at all.
    """
    with (
        tempfile.TemporaryDirectory(prefix="bokslut-inspect-") as folder,
        connect(options={"memory_limit": _MEMORY, "temp_directory": folder}) as connection,
    ):
        report = parse(path, connection, encoding=encoding)
        file = connection.execute("""
            SELECT company_name, org_number, concat_ws(' ', program, program_version), coalesce(currency, 'SEK')
            FROM sie_files
            """).fetchone()
        assert file is not None
        company, org_number, program, currency = file
        years = connection.execute("""
            SELECT year_index, start_date::VARCHAR, end_date::VARCHAR FROM sie_fiscal_years
            WHERE year_index IS NOT NULL ORDER BY year_index DESC
            """).fetchall()
        names = connection.execute(
            "SELECT account, account_name FROM sie_accounts WHERE account IS NOT NULL"
        ).fetchall()
        return {
            "file": str(path),
            "company": company,
            "org_number": org_number,
            "sie_type": report.sie_type,
            "program": program,
            "currency": currency,
            "fiscal_years": [
                {"year": year, "start": start, "end": end} for year, start, end in years
            ],
            "accounts": report.account_count,
            "vouchers": report.voucher_count,
            "transactions": report.transaction_count,
            "opening_balance": _account_totals(connection, "IB"),
            "closing_balance": _account_totals(connection, "UB"),
            "result": _account_totals(connection, "RES"),
            "account_names": dict(names),
            "findings": [dataclasses.asdict(finding) for finding in report.findings],
            "refusals": [
                {"code": found.code, "message": found.message, "remedy": found.remedy}
                for found in (
                    *shortcomings(connection, path, report),
                    *disagreements(path, report),
                )
            ],
        }


def _account_totals(connection: duckdb.DuckDBPyConnection, label: str) -> dict[str, str]:
    rows = connection.execute(
        """
        SELECT account, sum(amount)::DECIMAL(38,2)::VARCHAR FROM sie_balances
        WHERE label = $label AND year_index = 0 AND cardinality(objects) = 0 AND amount IS NOT NULL AND account
            IS NOT NULL
        GROUP BY account ORDER BY account
        """,
        {"label": label},
    ).fetchall()
    return dict(rows)


def render(report: dict[str, Any]) -> str:
    """Return what ``inspect`` found as text for a person: findings first, the worst on top, then each account's sums.

    Parameters
    ----------
    report
        As ``inspect`` returns it.
    """
    return (
        "\n".join(
            [
                *_heading(report),
                "",
                *_findings(report["findings"]),
                *_refusals(report["refusals"]),
                "",
                *_accounts(report),
            ]
        )
        + "\n"
    )


def _heading(report: dict[str, Any]) -> list[str]:
    years = ", ".join(
        f"{year['year']}: {year['start'] or '?'} to {year['end'] or '?'}"
        for year in report["fiscal_years"]
    )
    accounts, vouchers, rows = (
        with_thousands(report[counted]) for counted in ("accounts", "vouchers", "transactions")
    )
    org_number = f" ({report['org_number']})" if report["org_number"] else ""
    return [
        report["file"],
        f"  Company       {report['company'] or '(not given)'}{org_number}",
        f"  SIE type      {report['sie_type']}, written by {report['program'] or '(not given)'}",
        f"  Fiscal years  {years or '(not given)'}",
        f"  Holds         {accounts} accounts, {vouchers} vouchers, {rows} rows;"
        f" amounts in {report['currency']}, credit negative",
    ]


def _findings(findings: list[dict[str, Any]]) -> list[str]:
    if not findings:
        return ["No findings: the file meets the standard and its sums agree."]
    counts = [
        (severity, sum(f["severity"] == severity for f in findings)) for severity in _SEVERITIES
    ]
    heading = ", ".join(
        f"{number} {severity}{'s' if number > 1 else ''}" for severity, number in counts if number
    )
    ordered = sorted(findings, key=lambda f: _SEVERITIES.index(f["severity"]))
    return [
        f"Findings: {heading}",
        *(
            f"  {f['severity']:7}  {'line ' + str(f['line']) if f['line'] else 'file':>12}  {f['code']}: {f['message']}"
            for f in ordered
        ),
    ]


def _refusals(refusals: list[dict[str, Any]]) -> list[str]:
    if not refusals:
        return ["It can be delivered: `bokslut board init` makes a board of it."]
    lines = ["It cannot be delivered as a ledger:"]
    for found in refusals:
        # What breaks the standard is among the findings.
        message = "it has errors" if found["code"] == "sie_standard" else found["message"]
        lines += [f"  {message}", f"    What to do: {found['remedy']}"]
    return lines


def _accounts(report: dict[str, Any]) -> list[str]:
    columns = [report["opening_balance"], report["closing_balance"], report["result"]]
    accounts = sorted(set().union(*columns))
    if not accounts:
        return ["No balances of the current year."]
    names = {account: report["account_names"].get(account) or "" for account in accounts}
    width = max(len("Name"), *map(len, names.values()))
    heading = f"{'Account':8} {'Name':{width}} {'Opening':>18} {'Closing':>18} {'Result':>18}"
    return [
        heading,
        "-" * len(heading),
        *(
            f"{account:8} {name:{width}} "
            + " ".join(f"{_amount(column.get(account)):>18}" for column in columns)
            for account, name in names.items()
        ),
    ]


def _amount(stated: str | None) -> str:
    return "" if stated is None else amount(Decimal(stated))
