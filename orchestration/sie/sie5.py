"""From a SIE 5 file (XML; SIE-gruppen, format 5.0, namespace http://www.sie.se/sie5) to the records of SIE 4.

The XML is streamed: no tree is built, and a part that the warehouse has no table for is skipped, with a notice.
What is written has the normal form of ``normalise``, so that the tables are filled, and the fields and sums checked,
as those of SIE 4; ``sie5_records`` says which element becomes which record.

A document type declaration is refused before anything in it is read: entity attacks need one, and SIE 5 has none.
Refusing it in expat, the standard library's parser, is what ``defusedxml`` does too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from orchestration.sie.findings import Finding, FindingList, NotSieError
from orchestration.sie.rewriting import BATCH_SIZE, Batch
from orchestration.sie.sie5_records import BALANCES, Records
from orchestration.sie.survey import BLOCK_SIZE

NAMESPACE = "http://www.sie.se/sie5"
_ROOTS = ("Sie", "SieEntry")

# Longer tags, and deeper nesting, than any file of the format has.
_LONGEST_TAG, _DEEPEST = 1 << 22, 32

_REMEDY = "have it exported again from the ledger, as SIE 5 or SIE 4E"

_NOT_READ = {
    "CustomerInvoices", "SupplierInvoices", "FixedAssets", "GeneralSubdividedAccount", "Customers", "Suppliers",
    "AccountAggregations", "Documents",
}  # fmt: skip
# Elements whose content is skipped without a notice, since no column holds it.
_OF_NO_COLUMN = {
    "ForeignCurrencyAmount", "SubdividedAccountObjectReference", "LockingInfo", "VoucherReference", "CorrectedBy",
}  # fmt: skip
# Elements that are not records themselves, but part of one or around many.
_WITHIN_RECORDS = {
    "Sie", "SieEntry", "FileInfo", "FiscalYears", "Accounts", "Dimensions", "Journal", "ObjectReference", "EntryInfo",
    "OriginalEntryInfo", "Overstrike", *_OF_NO_COLUMN,
}  # fmt: skip
_KNOWN = {
    "SoftwareProduct", "FileCreation", "Company", "FiscalYear", "AccountingCurrency", "Account", "Dimension", "Object",
    "JournalEntry", "LedgerEntry", *BALANCES, *_NOT_READ, *_WITHIN_RECORDS,
}  # fmt: skip


def rewrite(path: Path, named: Path, folder: Path, findings: FindingList) -> Iterator[Batch]:
    """Write the file's records to ``folder`` in normal form, batch by batch, as ``rewriting.rewrite`` does for SIE 4.

    A record's line is that of its element. Where several elements share a line they count on from it, so that no two
    have one number.

    Parameters
    ----------
    path
        The file.
    named
        What messages call it.
    folder
        At each step holds the texts of the batch; the next step writes over them.
    findings
        Receives what is wrong with the XML, and what was skipped.

    Raises
    ------
    NotSieError
        It is not well-formed, is not SIE 5, or has a document type declaration.
    """
    records = Records(folder, findings)
    reader = _Reader(named, records, findings)
    with path.open("rb") as source:
        while block := source.read(BLOCK_SIZE):
            reader.read(block)
            if records.size > BATCH_SIZE:
                yield records.close(reader.lines_read)
    reader.end()
    yield records.close(reader.lines_read)


class _Reader:
    """Follows the elements, and hands the start and end of those of the format to the records."""

    def __init__(self, named: Path, records: Records, findings: FindingList) -> None:
        self._named = named
        self._records = records
        self._findings = findings
        self._path: list[str] = []
        self._skipped_at = 0
        self._told: set[str] = set()
        self._shares_a_line = False
        self._given = 0
        self._last = 0  # the line of the last record
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    @property
    def lines_read(self) -> int:
        """The line that the reading is at."""
        return self._parser.CurrentLineNumber

    def read(self, block: bytes) -> None:
        """Take in the next bytes of the file."""
        self._parse(block, is_last=False)
        self._given += len(block)
        if self._given - self._parser.CurrentByteIndex > _LONGEST_TAG:
            self._refuse(f"a tag is longer than {_LONGEST_TAG} bytes")

    def end(self) -> None:
        """Say that there are no more bytes."""
        self._parse(b"", is_last=True)
        if self._shares_a_line:
            message = "Elements share lines: line numbers beyond the first count on."
            self._findings.add(Finding("notice", None, "line_numbers", None, None, message))

    def _parse(self, block: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(block, is_last)
        except expat.ExpatError as error:
            self._refuse(f"the XML is broken: {expat.ErrorString(error.code)}")
        except (ValueError, LookupError):
            self._refuse(
                "it is written in a character set that XML readers do not know; SIE 5 is UTF-8"
            )

    def _refuse(self, said: str, remedy: str = _REMEDY) -> NoReturn:
        line = self._parser.CurrentLineNumber
        raise NotSieError(f"{self._named}: line {line}: {said}.", remedy)

    def _refuse_doctype(self, *_: object) -> None:
        self._refuse(
            "it has a document type declaration (<!DOCTYPE>), which SIE 5 does not have and which can hide an attack"
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if not self._path and (namespace != NAMESPACE or local not in _ROOTS):
            self._refuse(
                f"the XML is {local!r} of {namespace or 'no namespace'}, not SIE 5 ({NAMESPACE})"
            )
        self._path.append(local)
        if len(self._path) > _DEEPEST:
            self._refuse(f"elements are nested more than {_DEEPEST} deep")
        if self._skipped_at:
            return
        line = self._parser.CurrentLineNumber
        if namespace != NAMESPACE or local in _NOT_READ or local not in _KNOWN:
            self._skipped_at = len(self._path)
            self._tell_skipped(namespace, local, line)
            return
        if local not in _WITHIN_RECORDS:
            self._shares_a_line |= line <= self._last
            line = self._last = max(line, self._last + 1)
        parent = self._path[-2] if len(self._path) > 1 else ""
        self._records.start(local, parent, attributes, line)

    def _end(self, _: str) -> None:
        local = self._path.pop()
        if self._skipped_at > len(self._path):
            self._skipped_at = 0
        elif not self._skipped_at:
            self._records.end(local)

    def _tell_skipped(self, namespace: str, local: str, line: int) -> None:
        if local in self._told:
            return
        self._told.add(local)
        if local == "Signature":
            said = Finding(
                "notice", line, "signature", local, None, "The signature was not verified."
            )
        elif namespace == NAMESPACE and local not in _NOT_READ:
            message = f"The element {local} is not of SIE 5; it was skipped."
            said = Finding("warning", line, "unknown_element", local, None, message)
        else:
            message = f"The part {local} is not read: the warehouse has no table for it."
            said = Finding("notice", line, "not_read", local, None, message)
        self._findings.add(said)
