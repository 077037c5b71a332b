"""From the file to temporary texts in normal form, in one pass and bounded memory; the checksum on the way.

What DuckDB then reads is UTF-8 with one record per line (see ``normalise``): the transactions in one text, the vouchers
in another, all other records in a third, each beside the numbers of its lines in the file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from orchestration.core.character_set import PC8, UTF_8, WINDOWS
from orchestration.core.characters import (
    DECODED_TWICE,
    FORBIDDEN_BYTES,
    REPLACEMENT,
    may_be_garbled,
)
from orchestration.sie import tokens
from orchestration.sie.checksum import Checksum
from orchestration.sie.findings import Finding, FindingList, NotSieError, Severity
from orchestration.sie.nesting import Kind, Lines, Nesting
from orchestration.sie.normalise import NormalBlock, normalise
from orchestration.sie.survey import BLOCK_SIZE, LONGEST_LINE, Survey

BATCH_SIZE = 1 << 23
"""Bytes of normal text that are passed on at a time: what the memory must hold, whatever the size of the file."""


_SWEDISH = "åäöÅÄÖ"
# Within a word these bytes are letters of the other character set, by encoding; 0xC3 begins those of UTF-8.
_FOREIGN = {PC8: _SWEDISH.encode(WINDOWS), WINDOWS: _SWEDISH.encode(PC8)}
_IN_WORDS = b"A-Za-z" + b"".join(_FOREIGN.values())
_FOREIGN_LETTERS = {
    encoding: re.compile(
        rb"(?<=[%b])([%b]|\xc3[\xa4\xa5\xb6])(?=[%b])" % (_IN_WORDS, letters, _IN_WORDS)
    )
    for encoding, letters in _FOREIGN.items()
}


@dataclass(frozen=True)
class Text:
    """Some lines of the file, as UTF-8 in normal form in a file of their own."""

    path: Path
    lines: Lines


@dataclass(frozen=True)
class Batch:
    """The next lines of the file: how many have been read, its transactions, its vouchers, and its other records."""

    lines_read: int
    transactions: Text
    vouchers: Text
    records: Text


class _Writer:
    """Writes the lines of one kind to a file of their own, block by block, until the batch is full."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._path = path
        self._encoding = encoding
        self._texts: list[bytes] = []
        self._lines: list[Lines] = []

    def add(
        self,
        normal_text: bytes,
        lines: Lines,
        edges: NDArray[np.int64],
        chosen: NDArray[np.bool_],
    ) -> None:
        """Take the chosen lines of the block."""
        text = _lines_where(normal_text, edges, chosen)
        if not text.isascii():
            text = text.decode(self._encoding, "replace").encode()
        self._texts.append(text)
        self._lines.append(lines.where(chosen))

    def close(self) -> Text:
        """Write the batch's file, and begin again."""
        with self._path.open("wb") as file:
            file.writelines(self._texts)
        text = Text(self._path, Lines.joined(self._lines))
        self._texts, self._lines = [], []
        return text


def rewrite(
    path: Path,
    named: Path,
    folder: Path,
    survey: Survey,
    allowed: str | None,
    findings: FindingList,
) -> Iterator[Batch]:
    """Write the file's records to ``folder`` in normal form, batch by batch.

    Parameters
    ----------
    path
        The file, in the character set that ``survey`` found.
    named
        What messages call it.
    folder
        At each step holds the texts of the batch; the next step writes over them.
    survey
        Of the same file.
    allowed
        The encoding that it may have instead of the standard's; None: any.
    findings
        Receives what is wrong with the bytes: character set, control characters, quoting, checksum.

    Yields
    ------
    Batch
        Until the file ends.
    """
    _note_character_set(survey, allowed, findings)
    checksum = Checksum()
    nesting = Nesting()
    transactions, vouchers, records = (
        _Writer(folder / f"{name}.txt", survey.character_set.encoding)
        for name in ("transactions", "vouchers", "records")
    )
    size = 0
    with path.open("rb") as source:
        if survey.has_byte_order_mark:
            source.seek(3)
        for block in _blocks_of_lines(named, source, nesting, findings):
            if survey.character_set.encoding == UTF_8 and not block.isascii():
                note_garbled_letters(block, nesting.line_count, findings)
                block = _without_controls(block, nesting.line_count, findings)
            if survey.character_set.encoding in _FOREIGN:
                _note_foreign_letters(
                    block, survey.character_set.encoding, nesting.line_count, findings
                )
            normal = normalise(block)
            _note_oddities(normal, nesting.line_count, findings)
            lines, edges = nesting.follow(normal.text)
            checksum.read(normal.text, lines, edges)
            transactions.add(normal.text, lines, edges, lines.is_transaction)
            vouchers.add(normal.text, lines, edges, lines.is_voucher)
            records.add(normal.text, lines, edges, lines.is_record)
            size += len(normal.text)
            if size > BATCH_SIZE:
                yield Batch(
                    nesting.line_count, transactions.close(), vouchers.close(), records.close()
                )
                size = 0
        if size:
            yield Batch(nesting.line_count, transactions.close(), vouchers.close(), records.close())
    checksum.check(findings)
    if nesting.state in (Kind.VOUCHER, Kind.OPEN):
        message = (
            "The file ends within a voucher, before the } that closes it: it seems to be cut short."
        )
        findings.add(Finding("error", nesting.line_count, "braces", None, None, message))


def _lines_where(text: bytes, edges: NDArray[np.int64], chosen: NDArray[np.bool_]) -> bytes:
    """Return the chosen lines of the text, copied run by run, since lines of a kind are mostly next to one another."""
    turns = np.flatnonzero(np.diff(chosen, prepend=False, append=False))
    bounds = edges[turns].tolist()
    return b"".join([text[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True)])


def _is_read_so(encoding: str, allowed: str) -> bool:
    """Return whether text in an encoding is read as what is allowed; Windows-1252 has all letters of Latin-1."""
    names = {codecs.lookup(name).name for name in (encoding, allowed)}
    return len(names) == 1 or names == {WINDOWS, codecs.lookup("iso-8859-1").name}


def _note_character_set(survey: Survey, allowed: str | None, findings: FindingList) -> None:
    found = survey.character_set
    if found.first_foreign_line is not None:
        is_allowed = allowed is None or _is_read_so(found.encoding, allowed)
        message = f"The text is written in {found.name}, first seen here, and was read so; a SIE file is written in"
        message += " IBM code page 437 (PC8)."
        if not is_allowed:
            message += (
                " Set the program to export in PC8 (code page 437), or convert the file:"
                f" iconv -f {found.encoding.upper()} -t CP437. Or let the board's contract of the ledger say"
                f" encoding: {found.encoding}, as `bokslut board init` does."
            )
        findings.add(
            Finding(
                "warning" if is_allowed else "error",
                found.first_foreign_line,
                "encoding",
                None,
                found.encoding,
                message,
            )
        )
    for line in found.broken_lines:
        findings.add(_broken_letter(line))
    if survey.has_byte_order_mark:
        message = "The file begins with a byte order mark of UTF-8, which was skipped."
        findings.add(Finding("warning", 1, "byte_order_mark", None, None, message))


def note_garbled_letters(block: bytes, lines_before: int, findings: FindingList) -> None:
    """Note the lines of a block of UTF-8 with letters that were lost or decoded in another encoding than their own."""
    if not may_be_garbled(block):
        return
    lines = block.decode(UTF_8, "ignore").split("\n")
    for number, line in enumerate(lines, start=lines_before + 1):
        if found := re.search(DECODED_TWICE, line):
            message = f"The line has {found[0]!r}, a letter of UTF-8 that was decoded in another encoding."
            findings.add(Finding("error", number, "garbled_text", None, found[0], message))
        elif REPLACEMENT in line:
            findings.add(_broken_letter(number))


def _note_foreign_letters(
    block: bytes, encoding: str, lines_before: int, findings: FindingList
) -> None:
    """Note the lines whose letters are of another character set than the file's, as where a text was pasted in."""
    if not any(byte in block for byte in _FOREIGN[encoding] + b"\xc3"):
        return
    found: dict[int, str] = {}
    for match in _FOREIGN_LETTERS[encoding].finditer(block):
        found.setdefault(
            block.count(b"\n", 0, match.start()) + 1, match[0].decode(encoding, "replace")
        )
    for line, letter in found.items():
        message = f"The line has {letter!r} within a word: it is not in the character set of the rest of the file."
        findings.add(
            Finding("warning", lines_before + line, "foreign_letter", None, letter, message)
        )


def _broken_letter(line: int) -> Finding:
    message = (
        "A letter was lost here: it is U+FFFD, which a program writes for a letter that it cannot read, or some of its"
        " bytes are missing, as when a text is cut to a fixed length."
    )
    return Finding("error", line, "broken_letter", None, None, message)


def _without_controls(block: bytes, lines_before: int, findings: FindingList) -> bytes:
    """Return a block of UTF-8 with a question mark for each control character and turn of direction beyond ASCII."""
    found: dict[int, str] = {}
    for match in FORBIDDEN_BYTES.finditer(block):
        found.setdefault(block.count(b"\n", 0, match.start()) + 1, match[0].decode())
    for line, character in found.items():
        findings.add(control_character(lines_before + line, character))
    return FORBIDDEN_BYTES.sub(b"?", block) if found else block


def control_character(line: int, character: str) -> Finding:
    """Return the finding that a line has a character that no text may have; ``character`` is the first one."""
    code = f"U+{ord(character):04X}"
    message = f"The line has the control character {code}, which a SIE file may not have."
    return Finding("error", line, "control_character", None, code, message)


def _note_oddities(normal: NormalBlock, lines_before: int, findings: FindingList) -> None:
    for line, oddity in normal.oddities:
        # Braces decide what an object list is; quotation marks only where a text ends, behind every number.
        is_list = oddity in (tokens.STRAY_BRACE, tokens.OPEN_LIST)
        severity: Severity = "error" if is_list else "warning"
        code = "object_list" if is_list else "quoting"
        findings.add(
            Finding(severity, lines_before + line, code, None, None, f"The line {oddity}.")
        )
    for line, character in normal.control_characters:
        findings.add(control_character(lines_before + line, character))


def _blocks_of_lines(
    named: Path, source: BinaryIO, nesting: Nesting, findings: FindingList
) -> Iterator[bytes]:
    """Yield the file in blocks that end where a line ends; a last line without a line feed gets one.

    The nesting has followed the earlier blocks, so that it knows how many lines they had.
    """
    rest = b""
    while block := source.read(BLOCK_SIZE):
        block = rest + block
        end = block.rfind(b"\n") + 1
        if not end and len(block) > LONGEST_LINE:
            raise NotSieError(
                f"{named}: line {nesting.line_count + 1} is longer than {LONGEST_LINE} bytes; a SIE file has one"
                " short record a line.",
                "check that it is the whole file as the ledger exported it",
            )
        rest = block[end:]
        if end:
            yield block[:end]
    # Programs of the time of MS-DOS end a text file by a control-Z.
    ended = rest.rstrip(b"\x1a")
    if ended != rest:
        message = "The file ends in the end-of-file mark of MS-DOS (control-Z), which was skipped."
        findings.add(
            Finding("warning", nesting.line_count + 1, "end_of_file_mark", None, None, message)
        )
    if ended:
        message = "The last line does not end in a line feed; every record must."
        findings.add(
            Finding("warning", nesting.line_count + 1, "last_line_feed", None, None, message)
        )
        yield ended + b"\n"
