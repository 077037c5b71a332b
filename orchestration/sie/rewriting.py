"""From the file to temporary texts in normal form, in one pass and bounded memory; the checksum on the way.

What DuckDB then reads is UTF-8 with one record a line (see ``normalise``): the transactions in one text, all other
records in another, each beside the numbers of its lines in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from orchestration.sie.checksum import Checksum
from orchestration.sie.findings import Finding, FindingList, NotSieError
from orchestration.sie.nesting import Kind, Lines, Nesting
from orchestration.sie.normalise import NormalBlock, normalise
from orchestration.sie.survey import BLOCK_SIZE, LONGEST_LINE, Survey

BATCH_SIZE = 1 << 25
"""Bytes of normal text that are given on at a time: what the memory must hold, whatever the size of the file."""


@dataclass(frozen=True)
class Text:
    """Some lines of the file, as UTF-8 in normal form in a file of their own."""

    path: Path
    lines: Lines


@dataclass(frozen=True)
class Batch:
    """The next lines of the file: its transactions, and its other records."""

    line_count: int
    transactions: Text
    records: Text


def rewrite(path: Path, folder: Path, survey: Survey, findings: FindingList) -> Iterator[Batch]:
    """Write the file's records to ``folder`` in normal form, batch by batch.

    Parameters
    ----------
    path
        The file, in the character set that ``survey`` found.
    folder
        At each step holds the texts of the batch; the next step writes over them.
    survey
        Of the same file.
    findings
        Receives what is wrong with the bytes: character set, control characters, quoting, checksum.

    Yields
    ------
    Batch
        Until the file ends.
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
                yield _write(batch, folder, survey.encoding, nesting)
                size = 0
        if batch:
            yield _write(batch, folder, survey.encoding, nesting)
    checksum.check(findings)
    if nesting.state in (Kind.VOUCHER, Kind.OPEN):
        message = (
            "The file ends within a voucher, before the } that closes it: it seems to be cut short."
        )
        findings.add(Finding("error", nesting.line_count, "braces", None, None, message))


def _write(batch: list[bytes], folder: Path, encoding: str, nesting: Nesting) -> Batch:
    """Write the batch's texts and empty it."""
    text = b"".join(batch)
    batch.clear()
    lines = nesting.follow(text)
    parts = []
    for name, chosen in (("transactions", lines.is_transaction), ("records", lines.is_record)):
        part = _lines_where(text, lines, chosen)
        path = folder / f"{name}.txt"
        path.write_bytes(
            part if encoding == "utf-8" or part.isascii() else part.decode(encoding).encode()
        )
        parts.append(Text(path, lines.where(chosen)))
    return Batch(lines.line_number.size, *parts)


def _lines_where(text: bytes, lines: Lines, chosen: NDArray[np.bool_]) -> bytes:
    """Return the chosen lines of the text, copied run by run: what belongs together stands together."""
    turns = np.flatnonzero(np.diff(chosen, prepend=False, append=False))
    edges = np.concatenate(([0], lines.end + 1))[turns].tolist()
    return b"".join([text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)])


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
