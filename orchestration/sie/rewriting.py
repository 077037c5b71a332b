"""From the file to a temporary text file in normal form, in one pass and bounded memory; the checksum on the way.

What DuckDB then reads is UTF-8 with one record a line (see ``normalise``), so that line numbers stay those of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from orchestration.sie.checksum import Checksum
from orchestration.sie.findings import Finding, FindingList, NotSieError
from orchestration.sie.nesting import Kind, Lines, Nesting
from orchestration.sie.normalise import NormalBlock, normalise
from orchestration.sie.survey import BLOCK_SIZE, LONGEST_LINE, Survey

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
