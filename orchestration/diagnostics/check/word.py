"""Blocks of a Word document (.docx, ISO/IEC 29500): the text as it reads with every tracked change accepted."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from orchestration.core.errors import UsageError
from orchestration.diagnostics.check.document import Block, Table, Text
from orchestration.diagnostics.check.grids import count_header_rows, rectangular

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# A document of a thousand pages is about 20 MB of XML; a member that unpacks to more is refused before it is read.
MAX_MEMBER_BYTES = 64 * 2**20
_BROKEN = "Open it in Word, save it again as .docx, and check that."


def read_word(path: Path) -> list[Block]:
    """Return the blocks of a Word document, its footnotes last.

    Raises
    ------
    UsageError
        When the file is not a Word document, is damaged, unpacks to too much, or declares entities.
    """
    try:
        with zipfile.ZipFile(path) as package:
            body = _parse(package, "word/document.xml", path)
            if body is None:
                raise UsageError(f"{path}: the file holds no Word document.", _BROKEN)
            levels = _heading_levels(_parse(package, "word/styles.xml", path))
            notes = _parse(package, "word/footnotes.xml", path)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise UsageError(
            f"{path}: the file cannot be read as a Word document: {error}.", _BROKEN
        ) from error
    blocks: list[Block] = []
    for root in (body.find(f"{_W}body"), notes):
        if root is not None:
            blocks += _blocks(root, levels)
    return blocks


def _parse(package: zipfile.ZipFile, name: str, path: Path) -> Any:
    try:
        member = package.getinfo(name)
    except KeyError:
        return None
    if member.file_size > MAX_MEMBER_BYTES:
        raise UsageError(
            f"{path}: {name} unpacks to {member.file_size // 2**20} MiB; at most {MAX_MEMBER_BYTES // 2**20} are read.",
            "Check that it is the right file; a report that is so large can be checked chapter by chapter.",
        )
    content = package.read(member)
    # Word writes no document type; one is there only to declare entities that expand.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UsageError(f"{path}: {name} declares entities, which no Word document does.", _BROKEN)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(f"{path}: {name} is not well-formed XML: {error}.", _BROKEN) from error


def _heading_levels(styles: Any) -> dict[str, int]:
    """Return the heading level of every paragraph style that has one."""
    levels: dict[str, int] = {}
    for style in () if styles is None else styles.iter(f"{_W}style"):
        key = style.get(f"{_W}styleId", "")
        name = style.find(f"{_W}name")
        named = re.match(
            r"(?:heading|rubrik) ?([1-9])",
            "" if name is None else name.get(f"{_W}val", ""),
            re.IGNORECASE,
        )
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        if named:
            levels[key] = min(int(named[1]), 6)
        elif (
            outline is not None
            and outline.get(f"{_W}val", "").isdecimal()
            and int(outline.get(f"{_W}val")) < 6
        ):
            levels[key] = int(outline.get(f"{_W}val")) + 1
        elif name is not None and name.get(f"{_W}val", "").lower() in ("title", "titel"):
            levels[key] = 1
    return levels


def _blocks(root: Any, levels: dict[str, int]) -> Iterator[Block]:
    """Yield the paragraphs and tables below an element, in order; what is inside a table is the table's."""
    waiting = list(reversed(root))
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_W}p":
            text = _text(element)
            if text:
                style = element.find(f"{_W}pPr/{_W}pStyle")
                level = 0 if style is None else levels.get(style.get(f"{_W}val", ""), 0)
                yield Text(text, level)
        elif element.tag == f"{_W}tbl":
            rows = [cells for row in element.iterchildren(f"{_W}tr") if any(cells := _cells(row))]
            if rows:
                grid = rectangular(rows)
                yield Table(grid, count_header_rows(grid))
        elif element.tag not in (f"{_W}del", f"{_W}sectPr", _FALLBACK):
            waiting.extend(reversed(element))


def _cells(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren(f"{_W}tc"):
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        said = "1" if span is None else span.get(f"{_W}val", "1")
        count = min(int(said), 63) if said.isdecimal() and len(said) < 4 else 1
        text = " ".join(part for paragraph in cell.iter(f"{_W}p") if (part := _text(paragraph)))
        cells += [text] + [""] * (count - 1)
    return cells


def _text(paragraph: Any) -> str:
    """Return a paragraph's text: runs and insertions, but not what a tracked change deletes or a field's code."""
    pieces = []
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if any(
            parent.tag in (f"{_W}del", f"{_W}moveFrom", _FALLBACK)
            for parent in _parents(element, paragraph)
        ):
            continue
        name = element.tag[len(_W) :]
        pieces.append({"t": element.text or "", "noBreakHyphen": "-"}.get(name, " "))
    return re.sub(r"[ \t\r\n]+", " ", "".join(pieces)).strip()


def _parents(element: Any, top: Any) -> Iterator[Any]:
    parent = element.getparent()
    while parent is not None and parent is not top:
        yield parent
        parent = parent.getparent()
