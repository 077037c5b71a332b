"""Why a file is not a whole ledger: all vouchers and balances of one calendar year, in Swedish kronor.

A file may be right by the standard and still be no ledger: a file of balances, of some vouchers, of a broken fiscal
year, in euros. Every verb that takes a ledger asks here, so that none accepts what another refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.sie.findings import SieReport
from orchestration.sie.reconciliation import CLOSING_BALANCE
from orchestration.sie.voucher_checks import DATE_OUTSIDE_YEAR

WHOLE_TYPES, CURRENCY = ("4E", "5"), "SEK"

_SHOWN = 5
# Sixteen digits before the point are what an amount may have; sums of a year, and their differences, must have room.
_LARGEST_SUM = 10**15


@dataclass(frozen=True)
class Shortcoming:
    """One reason why a file is not a whole ledger: a stable code, what was found, what to do, and the findings."""

    code: str
    message: str
    remedy: str
    findings: tuple[Mapping[str, Any], ...] = ()


def shortcomings(
    connection: duckdb.DuckDBPyConnection, path: Path, report: SieReport
) -> Iterator[Shortcoming]:
    """Yield why a file that has just been parsed is not a whole ledger, what is wrong with most of it first.

    Parameters
    ----------
    connection
        With the tables of ``parse``.
    path
        What messages call the file.
    report
        What ``parse`` returned.
    """
    findings = [asdict(finding) for finding in report.findings]
    # A file of another type breaks what is demanded of a ledger in many ways; that it is one comes first.
    yield from _of_kind(connection, path)
    if report.has_errors:
        yield _broken_standard(path, findings)
    yield from _of_year(connection, path)
    yield from _of_dates(path, findings)


def disagreements(path: Path, report: SieReport) -> Iterator[Shortcoming]:
    """Yield why a ledger that is whole cannot be published: its vouchers do not make its closing balances.

    The gate holds the built books against what the file states. What is certain to fail there is said before a
    delivery is made of the file; the loader does not ask, since a delivery that says so itself is the gate's to judge.
    """
    findings = [asdict(finding) for finding in report.findings if finding.code == CLOSING_BALANCE]
    if findings:
        lines = [f"  {_place(finding)}{finding['message']}" for finding in findings]
        yield Shortcoming(
            CLOSING_BALANCE,
            "\n".join([f"{path}: its vouchers do not make its closing balances:", *_first(lines)]),
            "Export the whole fiscal year again, all vouchers and the balances after them; the gate blocks the books"
            " as they are.",
            tuple(findings),
        )


def _of_kind(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[Shortcoming]:
    """Yield why a file is not all of a ledger in Swedish kronor: its type, what it lacks, its currency."""
    row = connection.execute(
        """
        select sie_type, upper(coalesce(trim(currency), 'SEK')),
            exists (from sie_vouchers), exists (from sie_balances where label in ('UB', 'RES') and year_index = 0),
            (select coalesce(greatest(sum(amount) filter (amount > 0), -sum(amount) filter (amount < 0)), 0)
                from sie_transactions where is_counted)
        from sie_files
        """
    ).fetchone()
    assert row is not None
    sie_type, currency, has_vouchers, has_balances, largest = row
    lacks = [] if has_vouchers else ["has no vouchers (#VER)"]
    lacks += [] if has_balances else ["has no closing balances of its year (#UB, #RES)"]
    if sie_type not in WHOLE_TYPES or lacks:
        found = [f"is of type {sie_type}"] if sie_type not in WHOLE_TYPES else []
        yield Shortcoming(
            "sie_type",
            f"{path} {', '.join([*found, *lacks])}; a ledger is SIE 4E or SIE 5 with all vouchers and balances.",
            "Export the ledger as SIE 4E, the whole fiscal year.",
        )
    if currency != CURRENCY:
        yield Shortcoming(
            "currency",
            f"{path}: its amounts are in {currency} (#VALUTA); the warehouse reports {CURRENCY}.",
            f"Export the ledger in {CURRENCY}.",
        )
    if largest >= _LARGEST_SUM:
        yield Shortcoming(
            "amount_too_large",
            f"{path}: its debits or credits sum to {largest}, which is more than {_LARGEST_SUM:,} kronor.",
            "Look for a number in the place of an amount, such as a reference; correct it and export again.",
        )


# What helps where the program itself writes the fault, so that the next export has it too.
_AMOUNTS = "Set the program to write amounts with a decimal point between digits, without blanks, or correct the lines"
_BRACES = "Export the file again; where the line comes back, write the brace that the voucher above it lacks"
_REMEDIES = {
    "account_number": "Give the account a number in the ledger, or leave it and its lines out of the export",
    "account_undeclared": "Export with the whole chart of accounts, or add the missing lines: #KONTO, number and name",
    "amount": _AMOUNTS,
    "amount_split": _AMOUNTS,
    "braces": _BRACES,
    "missing_record": "Set the program to write the record, or add the line to the file's head",
    "outside_voucher": _BRACES,
    "quoting": 'Write a quotation mark within a text as \\", and a backslash at its end as \\\\; or correct the texts'
    " in the ledger, and export again",
    "voucher_number_twice": "Give one of the two vouchers another number in the ledger, and export again",
    "voucher_unbalanced": "Correct the voucher in the ledger, and export again",
}


def _broken_standard(path: Path, findings: Sequence[dict[str, Any]]) -> Shortcoming:
    errors = [finding for finding in findings if finding["severity"] == "error"]
    lines = [f"  {_place(finding)}{finding['message']} [{finding['code']}]" for finding in errors]
    does = _REMEDIES.get(errors[0]["code"], "Export the file again from the ledger")
    remedy = f"{does}; `bokslut inspect {path}` lists all findings."
    if all(finding["code"] == "encoding" for finding in errors):
        encoding = errors[0]["value"]
        remedy = (
            "Set the ledger system to export in PC8 (IBM code page 437), or convert the file; or let the board's"
            f" contract of the ledger (contracts/ledger/ledger.yml) say `encoding: {encoding}`, as `bokslut board"
            " init` writes it for such a file."
        )
    return Shortcoming(
        "sie_standard",
        "\n".join([f"{path} breaks the SIE standard:", *_first(lines)]),
        remedy,
        tuple(findings),
    )


def _of_year(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[Shortcoming]:
    """Yield why the fiscal year is not a calendar year, or a shorter first year that ends with one.

    Public bodies account by calendar year (lag 2018:597, 3 kap. 1 §).
    """
    start, end = connection.execute(
        "select start_date, end_date from sie_fiscal_years where year_index = 0"
    ).fetchone() or (None, None)
    if not isinstance(start, date) or not isinstance(end, date):
        yield Shortcoming(
            "period_mismatch",
            f"{path} has no whole current fiscal year (#RAR 0).",
            "Export the file again with the fiscal year, as the standard demands.",
        )
    elif start.year != end.year or (end.month, end.day) != (12, 31):
        yield Shortcoming(
            "fiscal_year",
            f"{path}: the fiscal year is {start} to {end}. Bokslut reads fiscal years that end on 31 December of the"
            " year that they begin in.",
            "Export a calendar year. A broken fiscal year is not supported.",
        )


def _of_dates(path: Path, findings: Sequence[dict[str, Any]]) -> Iterator[Shortcoming]:
    outside = [finding for finding in findings if finding["code"] == DATE_OUTSIDE_YEAR]
    if outside:
        lines = [f"  {_place(finding)}{finding['message']}" for finding in outside]
        yield Shortcoming(
            DATE_OUTSIDE_YEAR,
            "\n".join(
                [f"{path} has vouchers or rows dated outside its fiscal year:", *_first(lines)]
            ),
            "Correct the days in the ledger, or deliver the vouchers with their own year.",
            tuple(outside),
        )


def _place(finding: Mapping[str, Any]) -> str:
    return f"line {finding['line']}: " if finding["line"] else ""


def _first(lines: Sequence[str]) -> list[str]:
    more = [f"  … and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return [*lines[:_SHOWN], *more]
