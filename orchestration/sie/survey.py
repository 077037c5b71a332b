"""A first look at the bytes of a file: whether it is a SIE file at all, and which character set it is written in.

The standard knows one character set, IBM code page 437 (SIE 4B section 5.8). Programs that write another are common
enough that the reader recognises UTF-8 and Latin-1, reads the file by them, and says so as an error.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from orchestration.sie.findings import NotSieError

BLOCK_SIZE = 1 << 18
"""Bytes read at a time: the arrays made of it fit the processor's cache, which makes them several times faster."""

LONGEST_LINE = 1 << 18
"""A line longer than this many bytes is no record of any program."""

_REMEDY = "check that it is the whole file as the ledger exported it"
_HIGH = bytes(range(128, 256))
_ASCII = bytes(range(128))
_SWEDISH_CP437 = "åäöÅÄÖéüÉÜ".encode("cp437")
_SWEDISH_LATIN_1 = "åäöÅÄÖ".encode("latin-1")
_RECORD = re.compile(rb"^\s*#[A-Za-z]+", re.MULTILINE)


@dataclass(frozen=True)
class Survey:
    """What the bytes are.

    Attributes
    ----------
    encoding
        ``cp437``, ``utf-8`` or ``latin-1``: how the text is to be decoded.
    first_foreign_line
        1-based line of the first character that is not of code page 437; None when there is none.
    has_byte_order_mark
        Whether the file begins with the mark of UTF-8, which is then not part of the first record.
    """

    encoding: str
    first_foreign_line: int | None
    has_byte_order_mark: bool


def survey(path: Path, named: Path) -> Survey:
    """Look through the file, as far as it takes to be sure of its character set.

    Parameters
    ----------
    path
        The file.
    named
        What messages call it.

    Raises
    ------
    NotSieError
        There is no such file, it cannot be read, it is empty, it is binary, or no record stands in it.
    """
    try:
        with path.open("rb") as file:
            _refuse_other_files(named, file.read(BLOCK_SIZE))
            file.seek(0)
            has_mark = file.read(3) == codecs.BOM_UTF8
            file.seek(3 if has_mark else 0)
            return _survey_text(iter(lambda: file.read(BLOCK_SIZE), b""), has_mark)
    except FileNotFoundError:
        raise NotSieError(f"{named}: there is no such file.", "check the path") from None
    except IsADirectoryError:
        raise NotSieError(
            f"{named}: this is a folder; one SIE file was expected.", "name the file in it"
        ) from None
    except OSError as error:
        raise NotSieError(
            f"{named}: the file cannot be read ({error.strerror}).", "check its permissions"
        ) from None


def _refuse_other_files(path: Path, head: bytes) -> None:
    if not head.strip():
        state = "empty" if not head else "empty but for blanks"
        raise NotSieError(f"{path}: the file is {state}; a SIE file was expected.", _REMEDY)
    if b"\0" in head:
        raise NotSieError(
            f"{path}: the file is binary; a SIE file is text that begins with #FLAGGA.", _REMEDY
        )
    if not _RECORD.search(head.removeprefix(codecs.BOM_UTF8)):
        start = head[:40].decode("cp437", "replace").splitlines()[0] if head.splitlines() else ""
        raise NotSieError(
            f"{path}: no SIE file: it begins with {start!r} and no line begins with a label such as #FLAGGA.",
            _REMEDY,
        )
    if b"\n" not in head and b"\r" in head:
        raise NotSieError(
            f"{path}: the lines end in a carriage return alone; every record must end in a line feed (SIE 4B, 5.5).",
            "convert the line ends, or export the file again",
        )
    upper = head.upper()
    if b"#FLAGGA" not in upper and b"#SIETYP" not in upper and b"#PROGRAM" not in upper:
        raise NotSieError(
            f"{path}: no SIE file: none of #FLAGGA, #PROGRAM and #SIETYP stands in its beginning.",
            _REMEDY,
        )


def _survey_text(blocks, has_mark: bool) -> Survey:
    """Decide the character set from the bytes above 127, which are few kinds in any one file."""
    utf_8 = codecs.getincrementaldecoder("utf-8")()
    is_utf_8 = True
    seen: set[int] = set()
    lines_before = 0
    first_high: int | None = None
    first_latin: int | None = None
    for block in blocks:
        high = set(block.translate(None, _ASCII)) if not block.isascii() else set()
        if high and first_high is None:
            first_high = lines_before + 1 + _line_feeds_before(block, _HIGH)
        if first_latin is None and high & set(_SWEDISH_LATIN_1):
            first_latin = lines_before + 1 + _line_feeds_before(block, _SWEDISH_LATIN_1)
        seen |= high
        if is_utf_8 and (high or utf_8.getstate()[0]):
            try:
                utf_8.decode(block)
            except UnicodeDecodeError:
                is_utf_8 = False
        if not is_utf_8 and seen & set(_SWEDISH_CP437):
            break  # nothing that follows can change the answer
        lines_before += block.count(b"\n")
    if is_utf_8 and seen:
        return Survey("utf-8", first_high, has_mark)
    if first_latin and not seen & set(_SWEDISH_CP437):
        return Survey("latin-1", first_latin, has_mark)
    return Survey("cp437", None, has_mark)


def _line_feeds_before(block: bytes, members: bytes) -> int:
    position = min(found for member in set(members) if (found := block.find(member)) >= 0)
    return block.count(b"\n", 0, position)
