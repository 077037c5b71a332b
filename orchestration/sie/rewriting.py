"""From the file to a temporary text file in normal form, in one pass and bounded memory; the checksum on the way.

What DuckDB then reads is UTF-8 with one record a line (see ``normalise``), so that line numbers stay those of the file.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from orchestration.sie.findings import Finding, FindingList, NotSieError
from orchestration.sie.nesting import Kind, Lines, Nesting
from orchestration.sie.normalise import NormalBlock, checksum_bytes, normalise
from orchestration.sie.survey import BLOCK_SIZE, LONGEST_LINE, Survey

_CHECKSUM_RECORD = re.compile(
    rb"^#KSUMMA(?:\x1f([^\x1f\n]*))?[^\n]*\n", re.MULTILINE | re.IGNORECASE
)


class Checksum:
    """The checksum of a file: CRC-32 over the records between the two ``#KSUMMA`` (SIE 4B sections 10.4-10.14)."""

    def __init__(self) -> None:
        self.first_line: int | None = None
        self.last_line: int | None = None
        self.stated: str | None = None
        self.extra_line: int | None = None
        self._value = 0

    @property
    def computed(self) -> int:
        """The checksum of what was read, as the unsigned number that the standard's example prints."""
        return self._value

    def read(self, normal_text: bytes, lines_before: int) -> None:
        """Take in the next lines.

        Parameters
        ----------
        normal_text
            Whole lines in normal form.
        lines_before
            Number of lines of the file before them.
        """
        position = 0
        if b"KSUMMA" in normal_text or b"ksumma" in normal_text:
            for match in _CHECKSUM_RECORD.finditer(normal_text):
                self._accumulate(normal_text[position : match.start()])
                position = match.end()
                line = lines_before + 1 + normal_text.count(b"\n", 0, match.start())
                self._take_record(line, match[1])
        self._accumulate(normal_text[position:])

    def _accumulate(self, normal_text: bytes) -> None:
        if self.first_line is not None and self.last_line is None:
            self._value = zlib.crc32(checksum_bytes(normal_text), self._value)

    def _take_record(self, line: int, value: bytes | None) -> None:
        if self.first_line is None and not value:
            self.first_line = line
        elif self.last_line is None:
            self.last_line, self.stated = line, (value or b"").decode("ascii", "replace")
        else:
            self.extra_line = line

    def check(self, findings: FindingList) -> None:
        """Add what is wrong with the checksum of a file that has been read to its end (SIE 4B sections 10.3, 10.6)."""

        def error(line: int | None, code: str, message: str) -> None:
            findings.add(Finding("error", line, code, "#KSUMMA", self.stated, message))

        if self.first_line is not None and self.last_line is None:
            message = (
                f"Line {self.first_line} announces a checksum but no closing #KSUMMA follows: the file is cut short;"
                " have it exported or sent anew."
            )
            error(self.first_line, "checksum_missing", message)
        elif self.first_line is None and self.last_line is not None:
            message = (
                f"#KSUMMA states the checksum {self.stated} but no #KSUMMA before it says where the summing begins;"
                " the checksum cannot be checked."
            )
            error(self.last_line, "checksum_start", message)
        elif self.last_line is not None and not self._agrees():
            message = (
                f"#KSUMMA states the checksum {self.stated} but the records give {self.computed}: the file was changed or"
                " damaged after it was exported."
            )
            error(self.last_line, "checksum", message)
        if self.extra_line is not None:
            message = "A third #KSUMMA was found; a file has one that begins the summing and one that ends it."
            error(self.extra_line, "checksum_extra", message)

    def _agrees(self) -> bool:
        try:
            # Some programs print the 32 bits as a signed number.
            return int(self.stated or "") % (1 << 32) == self.computed
        except ValueError:
            return False


BATCH_SIZE = 1 << 25
"""Bytes of normal text that are given on at a time: what the memory must hold, whatever the size of the file."""


def rewrite(path: Path, into: Path, survey: Survey, findings: FindingList) -> Iterator[Lines]:
    """Write the file's records to ``into`` in normal form, batch by batch.

    Parameters
    ----------
    path
        The file, in the character set that ``survey`` found.
    into
        At each step holds the next lines as UTF-8, one line a line of the file.
    survey
        Of the same file.
    findings
        Receives what is wrong with the bytes: character set, control characters, quoting, checksum.

    Yields
    ------
    Lines
        What each line of ``into`` is.
    """
    _note_character_set(survey, findings)
    checksum = Checksum()
    nesting = Nesting()
    line_count = 0
    batch: list[bytes] = []
    size = 0
    with path.open("rb") as source:
        if survey.has_byte_order_mark:
            source.seek(3)
        for block in _blocks_of_lines(path, source, findings):
            normal = normalise(block)
            checksum.read(normal.text, line_count)
            _note_oddities(normal, line_count, findings)
            line_count += normal.line_count
            batch.append(normal.text)
            size += len(normal.text)
            if size > BATCH_SIZE:
                yield _write(batch, into, survey.encoding, nesting)
                size = 0
        if batch:
            yield _write(batch, into, survey.encoding, nesting)
    checksum.check(findings)
    if nesting.state in (Kind.VOUCHER, Kind.OPEN):
        message = (
            "The file ends within a voucher, before the } that closes it: it seems to be cut short."
        )
        findings.add(Finding("error", nesting.line_count, "braces", None, None, message))


def _write(batch: list[bytes], into: Path, encoding: str, nesting: Nesting) -> Lines:
    """Write the batch as UTF-8, empty it, and return what its lines are."""
    with into.open("wb") as file:
        for text in batch:
            file.write(
                text if encoding == "utf-8" or text.isascii() else text.decode(encoding).encode()
            )
    lines = nesting.follow(b"".join(batch))
    batch.clear()
    return lines


def _note_character_set(survey: Survey, findings: FindingList) -> None:
    if survey.first_foreign_line is not None:
        names = {"utf-8": "UTF-8", "latin-1": "Latin-1 (Windows)"}
        message = (
            f"The text is written in {names[survey.encoding]}, first seen here, and was read so; a SIE file is written"
            " in IBM code page 437 (PC8)."
        )
        findings.add(
            Finding("error", survey.first_foreign_line, "encoding", None, survey.encoding, message)
        )
    if survey.has_byte_order_mark:
        message = "The file begins with a byte order mark of UTF-8, which was skipped."
        findings.add(Finding("warning", 1, "byte_order_mark", None, None, message))


def _note_oddities(normal: NormalBlock, lines_before: int, findings: FindingList) -> None:
    for line, oddity in normal.oddities:
        message = f"The line {oddity}."
        findings.add(Finding("error", lines_before + line, "quoting", None, None, message))
    for line in normal.control_lines:
        message = "The line has a control character, read as a question mark; none may stand in a SIE file."
        findings.add(
            Finding("error", lines_before + line, "control_character", None, None, message)
        )


def _blocks_of_lines(path: Path, source: BinaryIO, findings: FindingList) -> Iterator[bytes]:
    """Give the file in blocks that end where a line ends; a last line without a line feed is given one."""
    rest = b""
    line_count = 0
    while block := source.read(BLOCK_SIZE):
        block = rest + block
        end = block.rfind(b"\n") + 1
        if not end and len(block) > LONGEST_LINE:
            raise NotSieError(
                f"{path}: line {line_count + 1} is longer than {LONGEST_LINE} bytes; a SIE file has one short record"
                " a line.",
                "check that it is the whole file as the ledger exported it",
            )
        rest = block[end:]
        if end:
            line_count += block.count(b"\n", 0, end)
            yield block[:end]
    # Programs of the time of MS-DOS end a text file by a control-Z.
    ended = rest.rstrip(b"\x1a")
    if ended != rest:
        message = "The file ends in the end-of-file mark of MS-DOS (control-Z), which was skipped."
        findings.add(Finding("warning", line_count + 1, "end_of_file_mark", None, None, message))
    if ended:
        message = "The last line does not end in a line feed; every record must."
        findings.add(Finding("warning", line_count + 1, "last_line_feed", None, None, message))
        yield ended + b"\n"
