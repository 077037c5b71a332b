"""Why a file is not a whole ledger: all vouchers and balances of one calendar year, in Swedish kronor.

A file may meet the standard and still not be a ledger: a file of balances, of some vouchers, of a broken fiscal
year, in euros. Every verb that takes a ledger checks it here, so that none accepts what another refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.personal_data import without_personal_numbers
from orchestration.sie.checks import sql_list
from orchestration.sie.findings import SieReport
from orchestration.sie.labels import ENTRY_TYPES
from orchestration.sie.reconciliation import CLOSING_BALANCE, PERIOD_CHANGE
from orchestration.sie.voucher_checks import DATE_OUTSIDE_YEAR

# Cost centres and projects (SIE 4B chapter 8), by which the books are published.
_PUBLISHED_BY = ("1", "6")
_WHOLE_TYPES, CURRENCY = ("4E", "5"), "SEK"

_SHOWN = 5
# An amount may have sixteen digits before the point; sums of a year, and their differences, must have room.
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
    """Yield why a file that has just been parsed is not a whole ledger, the most far-reaching reason first.

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
    # A file of another type breaks the requirements on a ledger in many ways, so its type comes first.
    yield from _of_kind(connection, path)
    if report.has_errors:
        yield _broken_standard(path, findings)
    yield from _of_year(connection, path)
    yield from _of_dates(path, findings)
    yield from _of_persons(connection, path)


def disagreements(path: Path, report: SieReport) -> Iterator[Shortcoming]:
    """Yield why a ledger that is whole cannot be published: its vouchers do not make the balances that it states.

    The gate compares the built books with what the file states. What is certain to fail there is reported before a
    delivery is made of the file; the loader does not check it, since the gate judges what has been delivered.
    """
    for code, (stated, remedy) in _STATED.items():
        findings = [asdict(finding) for finding in report.findings if finding.code == code]
        if findings:
            lines = [f"  {_place(finding)}{finding['message']}" for finding in findings]
            yield Shortcoming(
                code,
                "\n".join([f"{path}: its vouchers do not make {stated}:", *_first(lines)]),
                f"{remedy}; the gate blocks the books as they are.",
                tuple(findings),
            )


def _of_kind(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[Shortcoming]:
    """Yield why a file is not all of a ledger in Swedish kronor: its type, what it lacks, its currency."""
    row = connection.execute(
        """
        select sie_type, upper(coalesce(trim(currency), 'SEK')),
            exists (from sie_vouchers), exists (
                select account
                from sie_balances
                where label in ('IB', 'UB', 'RES') and year_index = 0 and cardinality(objects) = 0
                group by account having sum(if(label = 'IB', -amount, amount)) <> 0
            ),
            exists (from sie_balances where label in ('UB', 'RES') and year_index = 0),
            (select coalesce(greatest(sum(amount) filter (amount > 0), -sum(amount) filter (amount < 0)), 0)
                from sie_transactions where is_counted)
        from sie_files
        """
    ).fetchone()
    assert row is not None
    sie_type, currency, has_vouchers, has_moved, has_balances, largest = row
    # A year in which nothing was booked has no voucher, and closes as it opened.
    is_still = sie_type in _WHOLE_TYPES and not has_moved
    lacks = [] if has_vouchers or is_still else ["has no vouchers (#VER)"]
    lacks += [] if has_balances else ["has no closing balances of its year (#UB, #RES)"]
    # What a file holds decides, not the type that it states; entries to be imported are not books.
    if lacks or sie_type in ENTRY_TYPES:
        found = [f"is of type {sie_type}"] if sie_type not in _WHOLE_TYPES else []
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


_STATED = {
    CLOSING_BALANCE: (
        "its closing balances",
        "Export the whole fiscal year again, all vouchers and the balances after them",
    ),
    PERIOD_CHANGE: (
        "the changes by month that it states (#PSALDO)",
        "Let the program write as #PSALDO by how much an account changed in the month, not its balance after it, or"
        " leave these records out",
    ),
}

# Remedies for faults that the program itself writes, so that the next export would have them too.
_AMOUNTS = "Set the program to write amounts with a decimal point between digits, without blanks, or correct the lines"
_BRACES = "Export the file again; where the line comes back, write the brace that the voucher above it lacks"
_OBJECTS = (
    'Write an object list as pairs of dimension and object within braces, such as {{1 "100"}}'
)
_CHECKSUM = "Fetch the file from the ledger again, and change nothing in it"
REMEDIES = {
    "account": "Write the account's number on the lines that lack it",
    "amount": _AMOUNTS,
    "amount_split": _AMOUNTS,
    "braces": _BRACES,
    "broken_letter": "Export the ledger again from the program itself; where a letter is lost there too, correct the"
    " text in the ledger, or on the lines of the file",
    "checksum": _CHECKSUM,
    "checksum_extra": _CHECKSUM,
    "checksum_missing": _CHECKSUM,
    "checksum_start": _CHECKSUM,
    "contradiction": "Leave out the record that is not of these books, or export one company and one year at a time",
    "control_character": "Let the export leave control characters out of texts, or take them out of the lines",
    "date": "Write the date as eight digits, such as 20130131",
    "encoding": "Set the ledger system to export in PC8 (IBM code page 437), or convert the file; or let the board's"
    " contract of the ledger (contracts/ledger/ledger.yml) say `encoding: {value}`, as `bokslut board init` writes it"
    " for such a file",
    "duplicate": "Leave the lines out that repeat a balance, when you know which is right, or export the file again",
    "fiscal_year": "Correct the first and last day of the #RAR record",
    "garbled_text": "Export the ledger again in PC8 (IBM code page 437), and let no program change the file's encoding"
    " on its way",
    "inside_voucher": "Move the record out of the voucher, before the first #VER, or export the file again",
    "missing_record": "Set the program to write the record, or add the line to the file's head",
    "no_label": "Join a text that is broken over two lines, or take lines out that are not records; or export the file"
    " again",
    "object_list": _OBJECTS,
    "objects": _OBJECTS,
    "outside_voucher": _BRACES,
    "period": "Write the period as six digits, such as 201301",
    "primary_year": "Set the program to mark one fiscal year as primary",
    "voucher_number_missing": "Give each voucher its number in the ledger, and export again",
    "voucher_number_twice": "Give one of the two vouchers another number in the ledger, or a series of its own, and"
    " export again",
    "voucher_unbalanced": "Correct the voucher in the ledger, and export again",
    "year_index": "Write the year as 0 for the current one, -1 for the one before it",
}
"""What to do about each error of the standard, by its code."""


def _broken_standard(path: Path, findings: Sequence[dict[str, Any]]) -> Shortcoming:
    errors = [finding for finding in findings if finding["severity"] == "error"]
    lines = [f"  {_place(finding)}{finding['message']} [{finding['code']}]" for finding in errors]
    does = dict.fromkeys(
        REMEDIES[finding["code"]].format(value=finding["value"]) for finding in errors
    )
    return Shortcoming(
        "sie_standard",
        "\n".join(
            [
                f"{path} breaks the SIE standard; `bokslut inspect` lists all findings:",
                *_first(lines),
            ]
        ),
        f"{'. '.join(does)}.",
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
            "Export the file again with the fiscal year, as the standard requires.",
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


def _of_persons(connection: duckdb.DuckDBPyConnection, path: Path) -> Iterator[Shortcoming]:
    """Yield why an object by which the books are divided is a person: its code would be published."""
    codes = connection.execute(
        f"""
        select distinct lists.dimension, code
        from (
            select unnest(map_keys(objects)) as dimension, unnest(map_values(objects)) as code
            from sie_object_lists
        ) as lists
        where dimension in {sql_list(_PUBLISHED_BY)} and code similar to '.*[0-9]{{6}}.*'
        order by all
        """
    ).fetchall()
    dimensions = [one for one, code in codes if without_personal_numbers(code) != code]
    if dimensions:
        yield Shortcoming(
            "personal_number",
            f"{path}: {len(dimensions)} object(s) of dimension {', '.join(dict.fromkeys(dimensions))} have a personal"
            " number as their code, by which the books would be published.",
            "Give these objects other codes in the ledger, such as numbers of employment, and export again.",
        )


def _place(finding: Mapping[str, Any]) -> str:
    return f"line {finding['line']}: " if finding["line"] else ""


def _first(lines: Sequence[str]) -> list[str]:
    more = [f"  … and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return [*lines[:_SHOWN], *more]
