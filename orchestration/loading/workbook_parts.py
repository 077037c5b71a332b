"""Checks of a workbook's bytes and parts before a sheet is read: that it is one, of the right kind, and not too large.

A workbook is a zip of XML parts (ECMA-376). Its parts are measured before they are read, since a few kilobytes may
unpack to gigabytes, and a part with a document type is refused, since entities there may do the same.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path

from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.limits import beyond, limits

_SAVE = "Save it in Excel as an Excel workbook (Excel-arbetsbok, .xlsx) without a password, and deliver that."
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_STRICT = b"http://purl.oclc.org/ooxml/"
# Only the rows of sheets and shared texts may have many elements; the rest is held in memory as a tree.
_LARGE = re.compile(r"xl/(worksheets/[^/]*|sharedStrings)\.xml", re.IGNORECASE)
_ROWS = re.compile(rb"</?(?:[\w.-]+:)?sheetData\b")
_MOST_ELEMENTS = 100_000
_HEAD_BYTES = 4096


def check_parts(delivered: Path, path: Path) -> None:
    """Prove that a file is an Excel workbook of a size that can be read.

    Parameters
    ----------
    delivered
        The verified copy of the file.
    path
        The delivered file, named in messages.

    Raises
    ------
    DeliveryError
        When it is something else (the message says what), is damaged, or is beyond a limit.
    """
    with delivered.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.startswith(b"PK"):
        raise _refused(path, f"it is {_kind(head)}")
    try:
        with zipfile.ZipFile(delivered) as parts:
            names = set(parts.namelist())
            if "xl/workbook.bin" in names:
                raise _refused(path, "it is a binary workbook (.xlsb)")
            if "mimetype" in names and parts.read("mimetype")[:200].startswith(
                b"application/vnd.oasis"
            ):
                raise _refused(path, "it is an OpenDocument file (.ods)")
            if "xl/workbook.xml" not in names:
                raise _refused(path, "it is a zip file without a workbook in it")
            listed = parts.infolist()
            # Programs read either of two parts of the same name; names ignore case (ECMA-376-2, 6.2.2.3).
            for name, count in Counter(part.filename.lower() for part in listed).items():
                if count > 1:
                    raise _refused(path, f"its part {name!r} is there twice")
            if (
                len(listed) > limits().delivery_files
                or sum(part.file_size for part in listed) > limits().workbook_bytes
            ):
                raise beyond("workbook_bytes", path, "unpacks to more bytes")
            for part in listed:
                if part.filename.lower().endswith((".xml", ".rels")):
                    _check_part(path, part.filename, parts.read(part))
    except DeliveryError:
        raise
    except Exception as error:  # A damaged zip raises whatever its parser meets.
        raise damaged(path, error) from None


def damaged(path: Path, error: Exception) -> DeliveryError:
    """Return the refusal of a workbook whose parts cannot be read."""
    return _refused(path, f"its parts are damaged ({type(error).__name__}: {str(error)[:200]})")


def _check_part(path: Path, name: str, content: bytes) -> None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:_HEAD_BYTES]:
        raise _refused(path, f"its part {name!r} is not in UTF-8")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _refused(
            path, f"its part {name!r} has a document type or entities, which no workbook has"
        )
    if _STRICT in content[:_HEAD_BYTES]:
        raise _refused(path, "it was saved as Strict Open XML", "strict_open_xml")
    elements = content.count(b"<")
    in_tree = elements
    if _LARGE.fullmatch(name):
        # What is outside the rows (merged cells, links, rules) is held as a tree.
        rows = [found.start() for found in _ROWS.finditer(content)]
        in_tree = elements - content.count(b"<", rows[0], rows[-1]) if rows else 0
    if in_tree > _MOST_ELEMENTS:
        raise beyond("workbook_cells", path, f"has {in_tree} elements in its part {name!r}")
    if (
        content.count(b"<c ") + content.count(b"<c>") + content.count(b"<si")
        > limits().workbook_cells
    ):
        raise beyond("workbook_cells", path, f"has more cells in its part {name!r}")
    elif elements > 12 * limits().workbook_cells:
        raise beyond("workbook_cells", path, f"has {elements} elements in its part {name!r}")


def _kind(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(_OLE):
        return "protected by a password or a sensitivity label, or an old workbook (.xls)"
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<div")):
        return "a web page (HTML) under another name"
    if start.startswith((b"<?xml", b"<workbook")):
        return "XML, such as an XML workbook of 2003"
    if not head:
        return "empty"
    if b"\0" not in head and any(mark in head for mark in (b";", b",", b"\t", b"|")):
        return "text, such as CSV, under another name"
    if b"\0" not in head and not any(byte < ord("\t") for byte in head):
        return "text under another name"
    return "of another kind"


def _refused(path: Path, said: str, code: str = "not_a_workbook") -> DeliveryError:
    return DeliveryError(
        code, f"{path} is not an Excel workbook (.xlsx) that can be read: {said}.", _SAVE
    )
