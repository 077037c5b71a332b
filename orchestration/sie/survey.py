"""A first look at the bytes of a file: whether it is a SIE file at all, and what it is if not."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.character_set import UTF_8, CharacterSet, character_set
from orchestration.sie.findings import NotSieError

BLOCK_SIZE = 1 << 18
"""Bytes read at a time: the arrays made of it fit the processor's cache, which makes them several times faster."""

LONGEST_LINE = 1 << 18
"""A line longer than this many bytes is not a record of any program."""

_REMEDY = "check that it is the whole file as the ledger exported it"
_XML = re.compile(rb"\A\s*<(\?xml|!|([\w.-]+:)?Sie(Entry)?\b)", re.IGNORECASE)
_WEB_PAGE = re.compile(rb"\A\s*<(!doctype\s+)?html\b", re.IGNORECASE)
_RECORD = re.compile(rb"^\s*#[A-Za-z]+", re.MULTILINE)


@dataclass(frozen=True)
class Survey:
    """What the bytes are.

    Attributes
    ----------
    character_set
        How the text is to be decoded.
    has_byte_order_mark
        Whether the file begins with the mark of UTF-8, which is then not part of the first record.
    is_xml
        Whether it is SIE 5, or other XML, which says itself how it is to be decoded.
    """

    character_set: CharacterSet
    has_byte_order_mark: bool
    is_xml: bool


def survey(path: Path, named: Path) -> Survey:
    """Return what a file's bytes are, read as far as it takes to be sure of the character set.

    Parameters
    ----------
    path
        The file.
    named
        What messages call it.

    Raises
    ------
    NotSieError
        There is no such file, it cannot be read, it is empty, it is binary, or it has no record.
    """
    try:
        with path.open("rb") as file:
            head = file.read(BLOCK_SIZE)
        has_mark = head.startswith(codecs.BOM_UTF8)
        _refuse_empty_and_utf_16(named, head)
        if _WEB_PAGE.search(head.removeprefix(codecs.BOM_UTF8)):
            raise NotSieError(
                f"{named}: this is a web page, such as a message of an error or a page to log in on, not a SIE file.",
                "download the file again, and look at it before you deliver it",
            )
        if _XML.search(head.removeprefix(codecs.BOM_UTF8)):
            return Survey(CharacterSet(UTF_8, "XML", None), has_mark, is_xml=True)
        _refuse_other_files(named, head)
        return Survey(character_set(path, 3 if has_mark else 0), has_mark, is_xml=False)
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


def _refuse_empty_and_utf_16(path: Path, head: bytes) -> None:
    if not head.strip():
        state = "empty" if not head else "empty but for blanks"
        raise NotSieError(f"{path}: the file is {state}; a SIE file was expected.", _REMEDY)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf_16(head):
        raise NotSieError(
            f"{path}: the file is written in UTF-16; a SIE file is written in IBM code page 437 (PC8).",
            "set the program to export in PC8 (code page 437), or convert it: iconv -f UTF-16 -t CP437",
        )


def _refuse_other_files(path: Path, head: bytes) -> None:
    # A file that begins as a SIE file is one; the line of its NUL byte is an error like other control characters.
    if b"\0" in head and not _RECORD.match(head.removeprefix(codecs.BOM_UTF8)):
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
            f"{path}: no SIE file: none of #FLAGGA, #PROGRAM and #SIETYP is in its beginning.",
            _REMEDY,
        )


def _looks_like_utf_16(head: bytes) -> bool:
    """Return whether every other byte of the beginning is zero, as in UTF-16 without a byte order mark."""
    pairs = len(head) // 2
    return pairs > 1 and max(head[0::2].count(0), head[1::2].count(0)) > 0.9 * pairs
