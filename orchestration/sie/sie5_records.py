"""The elements of SIE 5 as records of SIE 4 in normal form (see ``normalise``); ``Records`` says which become which."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from orchestration.core.characters import FORBIDDEN_BYTES
from orchestration.sie.findings import Finding, FindingList, Severity
from orchestration.sie.nesting import Kind, Lines
from orchestration.sie.normalise import EMPTY, LIST_CLOSE, LIST_OPEN, LIST_SEPARATOR, SEPARATOR
from orchestration.sie.rewriting import Batch, Text, control_character, note_garbled_letters

_DECIMAL = re.compile(r"([+-]?)0*([0-9]*)(?:\.([0-9]*?)0*)?")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*|Z|[+-]\d{2}:\d{2})?", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?:Z|[+-]\d{2}:\d{2})?", re.ASCII)
_BLANKS = re.compile(r"[\t\r\n]")
_ACCOUNT_TYPES = {"asset": "T", "liability": "S", "equity": "S", "cost": "K", "income": "I"}
_INCOME_TYPES = ("cost", "income")
BALANCES = {
    "OpeningBalance", "OpeningBalanceMultidim", "ClosingBalance", "ClosingBalanceMultidim", "Budget", "BudgetMultidim",
}  # fmt: skip

Attributes = Mapping[str, str]


class Records:
    """Writes records: the element that each becomes, its attributes in the order of SIE 4's fields.

    The root becomes #SIETYP: ``Sie`` is a full export, ``SieEntry`` has only what is to be booked. ``Company`` becomes
    #FNAMN, #ORGNR and #FNR; ``FiscalYear`` #RAR, numbered from the primary one; ``Account``
    #KONTO, #KTYP and #ENHET; ``OpeningBalance`` of a year's first month #IB, or #OIB with objects; ``ClosingBalance``
    of its last month, or the last one covered, #UB or #RES, or #OUB with objects; ``Budget`` #PBUDGET; ``Dimension``
    and ``Object`` #DIM and #OBJEKT; ``JournalEntry`` #VER, its series the journal's id; ``LedgerEntry`` #TRANS, or
    #BTRANS where it is struck.
    """

    def __init__(self, folder: Path, findings: FindingList) -> None:
        self.size = 0
        self._findings = findings
        self._texts = {
            name: _Text(folder / f"{name}.txt") for name in ("transactions", "vouchers", "records")
        }
        self._years: list[tuple[Attributes, int]] = []
        self._opening: dict[str, int] = {}
        self._closing: dict[str, int] = {}
        self._last_month = ""
        self._account: Attributes = {}
        self._dimension = ""
        self._series = ""
        self._voucher: tuple[int, Attributes, Attributes] = (0, {}, {})
        # The balance or row that is open: its line, name, attributes, objects; who wrote it; whether it is struck.
        self._open: tuple[int, str, Attributes, list[str]] | None = None
        self._sign = ""
        self._is_struck = False
        self._told: set[str] = set()
        self._starts: dict[str, Callable[[Attributes, int], None]] = {
            "SoftwareProduct": self._software,
            "FileCreation": self._creation,
            "Company": self._company,
            "FiscalYear": lambda attributes, line: self._years.append((attributes, line)),
            "Sie": lambda _, line: self._record(line, "#SIETYP", "5"),
            "SieEntry": lambda _, line: self._record(line, "#SIETYP", "5I"),
            "AccountingCurrency": lambda attributes, line: self._record(
                line, "#VALUTA", attributes.get("currency")
            ),
            "Account": self._start_account,
            "Dimension": self._start_dimension,
            "Object": self._object,
            "Journal": self._start_journal,
            "JournalEntry": self._start_voucher,
        }

    def start(self, name: str, parent: str, attributes: Attributes, line: int) -> None:
        """Take in an element of the format that begins, within ``parent``."""
        if name in BALANCES or name == "LedgerEntry":
            self._open, self._sign, self._is_struck = (line, name, attributes, []), "", False
        elif self._open:
            if name == "ObjectReference":
                self._open[3].extend((attributes.get("dimId", ""), attributes.get("objectId", "")))
            elif name == "EntryInfo":
                self._sign = attributes.get("by", "")
            self._is_struck |= name == "Overstrike"
        elif name in ("EntryInfo", "OriginalEntryInfo") and parent == "JournalEntry":
            number, entry, info = self._voucher
            self._voucher = (number, entry, info or attributes)
        elif name in self._starts:
            self._starts[name](attributes, line)

    def end(self, name: str) -> None:
        """Take in that an element of the format ends."""
        if self._open and name == self._open[1]:
            line, _, attributes, objects = self._open
            self._open = None
            if name == "LedgerEntry":
                self._transaction(line, attributes, objects)
            else:
                self._balance(line, name, attributes, objects)
        elif name == "FiscalYears":
            self._write_years()
        elif name == "JournalEntry":
            self._write_voucher()

    def close(self, line: int) -> Batch:
        """Return what has been written since the last batch, up to a line, and begin the next."""
        self.size = 0
        transactions, vouchers, records = (text.close() for text in self._texts.values())
        return Batch(line, transactions, vouchers, records)

    def _software(self, attributes: Attributes, line: int) -> None:
        self._record(line, "#PROGRAM", attributes.get("name"), attributes.get("version"))

    def _creation(self, attributes: Attributes, line: int) -> None:
        self._record(line, "#GEN", _date(attributes.get("time")), attributes.get("by"))

    def _company(self, attributes: Attributes, line: int) -> None:
        self._record(line, "#FNAMN", attributes.get("name"))
        self._record(line, "#ORGNR", attributes.get("organizationId"))
        if "clientId" in attributes:
            self._record(line, "#FNR", attributes["clientId"])

    def _write_years(self) -> None:
        years = sorted(self._years, key=lambda year: year[0].get("start", ""))
        primary = [
            place for place, (year, _) in enumerate(years) if year.get("primary") in ("true", "1")
        ]
        if len(primary) != 1 and len(years) != 1:
            self._tell(
                "error", "primary_year", years[-1][1] if years else None, f"{len(primary)} of {len(years)} fiscal years"
                " are marked as primary; the file is of exactly one.",
            )  # fmt: skip
        current = primary[0] if primary else len(years) - 1
        for place, (year, line) in enumerate(years):
            index, start, end = place - current, year.get("start"), year.get("end")
            self._record(line, "#RAR", str(index), _month(start, "01"), _month(end, "last"))
            covered = _date(year.get("lastCoveredDate"))
            self._opening[_month(start)] = index
            self._closing[covered[:6] or _month(end)] = index
            if index == 0:
                self._last_month = _month(end)
                if covered:
                    self._record(line, "#OMFATTN", covered)

    def _start_account(self, attributes: Attributes, line: int) -> None:
        self._account = attributes
        account, kind = attributes.get("id"), attributes.get("type", "")
        self._record(line, "#KONTO", account, attributes.get("name"))
        if kind in _ACCOUNT_TYPES:
            self._record(line, "#KTYP", account, _ACCOUNT_TYPES[kind])
        if "unit" in attributes:
            self._record(line, "#ENHET", account, attributes["unit"])

    def _start_dimension(self, attributes: Attributes, line: int) -> None:
        self._dimension = attributes.get("id", "")
        self._record(line, "#DIM", self._dimension, attributes.get("name"))

    def _object(self, attributes: Attributes, line: int) -> None:
        self._record(line, "#OBJEKT", self._dimension, attributes.get("id"), attributes.get("name"))

    def _balance(self, line: int, name: str, attributes: Attributes, objects: list[str]) -> None:
        month, account = _month(attributes.get("month")), self._account.get("id")
        amount, quantity = _decimal(attributes.get("amount")), _decimal(attributes.get("quantity"))
        if name.startswith("Budget"):
            if not self._last_month:
                self._tell_once(
                    "notice", "not_read", line, "A budget is not read: the file has no fiscal year."
                )
                return
            if not month:
                self._tell_once(
                    "notice",
                    "budget_of_year",
                    line,
                    "A budget of a whole year is read as of its last month.",
                )
            month = month or self._last_month
            self._record(line, "#PBUDGET", "0", month, account, _objects(objects), amount, quantity)
            return
        is_opening = name.startswith("Opening")
        index = (self._opening if is_opening else self._closing).get(month)
        if index is None:
            self._tell_once(
                "notice", "not_read", line, f"Balances of other months than a fiscal year's first and last, such as"
                f" {attributes.get('month')}, are not read.",
            )  # fmt: skip
        elif objects:
            label = "#OIB" if is_opening else "#OUB"
            self._record(line, label, str(index), account, _objects(objects), amount, quantity)
        else:
            is_result = self._account.get("type") in _INCOME_TYPES
            label = "#IB" if is_opening else "#RES" if is_result else "#UB"
            self._record(line, label, str(index), account, amount, quantity)

    def _start_journal(self, attributes: Attributes, _: int) -> None:
        self._series = attributes.get("id", "")

    def _start_voucher(self, attributes: Attributes, line: int) -> None:
        self._voucher = (line, attributes, {})

    def _write_voucher(self) -> None:
        line, entry, info = self._voucher
        self._write(
            "vouchers", Kind.VOUCHER, Kind.CLOSE, line, line, "#VER", self._series, entry.get("id"),
            _date(entry.get("journalDate")), entry.get("text"), _date(info.get("date")), info.get("by"),
        )  # fmt: skip

    def _transaction(self, line: int, attributes: Attributes, objects: list[str]) -> None:
        label, kind = ("#BTRANS", Kind.BTRANS) if self._is_struck else ("#TRANS", Kind.TRANS)
        self._write(
            "transactions", kind, Kind.OPEN, line, self._voucher[0], label, attributes.get("accountId"),
            _objects(objects), _decimal(attributes.get("amount")), _date(attributes.get("ledgerDate")),
            attributes.get("text"), _decimal(attributes.get("quantity")), self._sign,
        )  # fmt: skip

    def _record(self, line: int, label: str, *fields: str | None) -> None:
        self._write("records", Kind.RECORD, Kind.CLOSE, line, 0, label, *fields)

    def _write(
        self,
        text: str,
        kind: Kind,
        state: Kind,
        line: int,
        voucher: int,
        label: str,
        *fields: str | None,
    ) -> None:
        written = (
            _BLANKS.sub(
                " ", SEPARATOR.join([label, *(field or EMPTY for field in fields)])
            ).encode()
            + b"\n"
        )
        note_garbled_letters(written, line - 1, self._findings)
        if not written.isascii() and (found := FORBIDDEN_BYTES.search(written)):
            self._findings.add(control_character(line, found[0].decode()))
            written = FORBIDDEN_BYTES.sub(b"?", written)
        self._texts[text].add(written, line, kind, voucher, state)
        self.size += len(written)

    def _tell(self, severity: Severity, code: str, line: int | None, message: str) -> None:
        self._findings.add(Finding(severity, line, code, None, None, message))

    def _tell_once(self, severity: Severity, code: str, line: int, message: str) -> None:
        if code not in self._told:
            self._told.add(code)
            self._tell(severity, code, line, message)


class _Text:
    """The records of one kind of a batch, and what is known of each line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: list[bytes] = []
        self._about: list[tuple[int, int, int, int]] = []

    def add(self, written: bytes, *about: int) -> None:
        """Add a line; ``about`` has its number, its kind, its voucher's line, and the nesting before it."""
        self._written.append(written)
        self._about.append((about[0], about[1], about[2], about[3]))

    def close(self) -> Text:
        """Write the lines to their file, and begin again."""
        with self._path.open("wb") as file:
            file.writelines(self._written)
        about = np.array(self._about, dtype=np.int64).reshape(-1, 4)
        lines = Lines(
            about[:, 0].copy(),
            about[:, 1].astype(np.uint8),
            about[:, 2].copy(),
            about[:, 3].astype(np.uint8),
        )
        self._written, self._about = [], []
        return Text(self._path, lines)


def _objects(parts: list[str]) -> str:
    return LIST_OPEN + LIST_SEPARATOR.join(part or EMPTY for part in parts) + LIST_CLOSE


def _decimal(value: str | None) -> str:
    """Return a number of the format (xsd:decimal) as SIE 4 writes it; anything else as it is."""
    text = (value or "").strip()
    found = _DECIMAL.fullmatch(text)
    if not found or not re.search("[0-9]", text):
        return text
    sign, whole, decimals = found.groups()
    number = (whole or "0") + (f".{decimals}" if decimals else "")
    return f"-{number}" if sign == "-" and number != "0" else number


def _date(value: str | None) -> str:
    """Return a day (xsd:date or dateTime) as SIE 4 writes it; anything else as it is."""
    found = _DATE.fullmatch((value or "").strip())
    return "".join(found.groups()) if found else value or ""


def _month(value: str | None, day: str = "") -> str:
    """Return a month (xsd:gYearMonth) as SIE 4 writes it, or its first or ``last`` day; anything else as it is."""
    found = _MONTH.fullmatch((value or "").strip())
    if not found:
        return value or ""
    year, month = found.groups()
    last = f"{monthrange(int(year), int(month))[1]}" if day == "last" and int(year) else day
    return f"{year}{month}{last}"
