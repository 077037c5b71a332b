"""Blocks of plain text, also of what ``pdftotext`` makes of a PDF, with or without its columns kept.

A line is a row of a table when two values or more end it with only blanks between them; short lines above and between
rows are column headings and row labels. All other lines are joined into paragraphs; a short line without a full stop is
a heading.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestration.diagnostics.check.document import Block, Table, Text
from orchestration.diagnostics.check.language import VERDICT_LINE
from orchestration.diagnostics.check.text_headings import is_head_word, is_header_line, is_stub
from orchestration.diagnostics.check.text_rows import Row, row_of
from orchestration.diagnostics.check.text_tables import as_table, goes_on

_NUMBERED = re.compile(r"^(\d+(?:\.\d+)*)\.?\s+\D")
_SENTENCE_END = re.compile(r"[.,;:!?]$")
_UNIT_LINE = re.compile(r"%|st|kr|tkr|mnkr|mkr|kWh/kvm|procent|dagar")
_LABEL_LINES = 20  # a row's label in a narrow column is at most so many lines


@dataclass(frozen=True)
class Line:
    """A line that is not empty: its number, its raw text, and how many empty lines are above it."""

    number: int
    page: int
    raw: str
    gap: int

    @property
    def text(self) -> str:
        """The line without blanks at its ends."""
        return self.raw.strip()


def read_pages(pages: Sequence[str], *, has_pages: bool) -> list[Block]:
    """Return the blocks of pages of text.

    Parameters
    ----------
    pages
        The text of each page, its lines as they stand.
    has_pages
        Whether places name the page and the line on it, rather than the line of the file.
    """
    lines = _lines(pages, has_pages=has_pages)
    return _Reader(lines, has_pages=has_pages).blocks() if lines else []


def _lines(pages: Sequence[str], *, has_pages: bool) -> list[Line]:
    lines: list[Line] = []
    number = 0
    for page, text in enumerate(pages, 1):
        number = 0 if has_pages else number
        gap = 1 if page > 1 else 0
        for raw in text.expandtabs(4).split("\n"):
            number += 1
            if raw.strip():
                lines.append(Line(number, page, raw.rstrip("\r"), gap))
                gap = 0
            else:
                gap += 1
    return lines


class _Reader:
    def __init__(self, lines: list[Line], *, has_pages: bool) -> None:
        self.lines = lines
        self.has_pages = has_pages
        lengths = sorted(len(line.text) for line in lines)
        self.width = max(lengths[int(len(lengths) * 0.9)], 30)
        pairs = itertools.pairwise(lines)
        long = [b.gap for a, b in pairs if min(len(a.text), len(b.text)) > self.width * 0.65]
        self.vocabulary = Counter(
            word for line in lines for word in re.findall(r"[^\W\d_]+", line.text.lower())
        )
        self.base_gap = Counter(long).most_common(1)[0][0] if long else 0

    def blocks(self) -> list[Block]:
        blocks: list[Block] = []
        at = 0
        above: list[str] = []
        rows: list[Row] = []
        while at < len(self.lines):
            zone = self._table_at(at)
            if zone is not None:
                end, found = zone
                lead = [line.raw for line in self.lines[at : found[0].at]]
                is_part = (
                    bool(blocks) and isinstance(blocks[-1], Table) and goes_on(rows, lead, found)
                )
                if is_part:
                    found = [*rows, replace(found[0], above=tuple(lead)), *found[1:]]
                    lead = above
                table = as_table(found, lead, self.vocabulary)
                if table is not None:
                    page = found[0].page if self.has_pages else None
                    blocks[len(blocks) - is_part :] = [replace(table, page=page)]
                    at, above, rows = end, lead, found
                    continue
            text, at = self._paragraph(at)
            blocks.append(text)
        return blocks

    def _is_short(self, line: Line) -> bool:
        return len(line.text) < self.width * 0.62 or is_header_line(line.text)

    def _table_at(self, at: int) -> tuple[int, list[Row]] | None:
        """Return the end and the rows of the table whose first line this is; None where no table starts here."""
        rows: list[Row] = []
        pending: list[Line] = []
        lone: Line | None = None  # the first of several values that have a line each
        end = index = at
        while index < len(self.lines):
            line = self.lines[index]
            cells = row_of(line.raw)
            if (
                index > at
                and line.gap > self._allowed_gap(index, pending, has_rows=bool(rows))
                and not (rows and cells)
            ):
                break
            if rows and (is_header_line(line.text) or _again(line.text, self.lines[at].text)):
                break
            if rows and re.fullmatch(r"(?:19|20)\d\d", line.text):
                # The period that ends the row above, on a line of its own with the words that lead to it.
                lead = " ".join(before.text for before in pending)
                values = rows[-1].values
                joined = (
                    (*values[:-1], f"{values[-1]} {line.text}")
                    if not lead and values[-1].isalpha()
                    else (*values, line.text)
                )
                rows[-1] = replace(rows[-1], values=joined, starts=())
                pending, lone, end = [], None, index + 1
            elif (
                lone is not None
                and cells is not None
                and not cells.label
                and len(cells.values) == 1
            ):
                value = cells.values[0] + self._unit_below(index)
                rows[-1] = replace(rows[-1], values=(*rows[-1].values, value))
                end = index + 1
            elif lone is not None and _UNIT_LINE.fullmatch(line.text):
                end = index + 1
            elif cells is not None and (len(cells.values) > 1 or rows or self._goes_on(index)):
                is_lone = not cells.label and len(cells.values) == 1
                values = (
                    ("".join(cells.values) + self._unit_below(index),) if is_lone else cells.values
                )
                starts = () if is_lone else cells.starts
                above = tuple(before.raw for before in pending)
                rows.append(
                    Row(
                        index,
                        above,
                        cells.label,
                        values,
                        starts,
                        cells.is_layout,
                        line.number,
                        line.page,
                    )
                )
                lone = line if is_lone else None
                pending, end = [], index + 1
            else:
                if not self._is_short(line) or len(pending) >= _LABEL_LINES:
                    break
                if _SENTENCE_END.search(line.text) and len(line.text.split()) > 3:
                    break
                pending.append(line)
                lone = None
            index += 1
        if not rows or (len(rows) == 1 and len(rows[0].values) < 2):
            return None
        return end, rows

    def _allowed_gap(self, index: int, pending: list[Line], *, has_rows: bool) -> int:
        """Return how many empty lines may be above a line that is not a row: more between column headings."""
        is_spread = self.base_gap > 0  # pdftotext may part every two lines by an empty one
        if has_rows:
            return self.base_gap + 2 * is_spread
        above = pending[-1].text if pending else ""
        is_heading = (
            is_head_word(above) or is_head_word(self.lines[index].text) or _is_parted(above)
        )
        return self.base_gap + (3 if is_heading else is_spread)

    def _unit_below(self, index: int) -> str:
        below = self.lines[index + 1].text if index + 1 < len(self.lines) else ""
        return f" {below}" if _UNIT_LINE.fullmatch(below) else ""

    def _goes_on(self, index: int) -> bool:
        """Return whether a value that is all of a line is one of several, each on a line of its own."""
        seen = 0
        for line in self.lines[index : index + 6]:
            cells = row_of(line.raw)
            if cells is not None and not cells.label:
                seen += 1
            elif not _UNIT_LINE.fullmatch(line.text):
                break
        return seen > 1

    def _paragraph(self, at: int) -> tuple[Text, int]:
        first = self.lines[at]
        text, lines = first.text, [(0, first.number)]
        end = at + 1
        while end < len(self.lines):
            line, before = self.lines[end], self.lines[end - 1]
            is_new = line.gap > self.base_gap or self._starts_again(end)
            if _is_parted(line.text) or _is_parted(before.text):
                is_new = True
            elif line.page != before.page and not self._is_short(before):
                is_new = bool(re.search(r"[.!?:]$", before.text))
            if (
                is_new
                or self._table_starts(end)
                or (_NUMBERED.match(line.text) and self._is_short(before))
            ):
                break
            text, offset = _joined(text, line.text)
            lines.append((offset, line.number))
            end += 1
        page = first.page if self.has_pages else None
        return Text(text, _level(text), page, tuple(lines)), end

    def _starts_again(self, index: int) -> bool:
        """Return whether a line starts a paragraph or a heading, though no empty line is above it."""
        line, before = self.lines[index].text, self.lines[index - 1].text
        if not re.match(r"[A-ZÅÄÖ\d•–*]", line) or re.search(r"[,–-]$", before):
            return False
        if len(before) < self.width * 0.62:
            # A short line ends a paragraph, unless it is a part of a sentence that goes on with a number.
            return not (
                line[0].isdigit() and before[:1].islower() and not _SENTENCE_END.search(before)
            )
        following = self.lines[index + 1] if index + 1 < len(self.lines) else None
        is_short = (
            len(line) < self.width * 0.4 and not _SENTENCE_END.search(line) and line[0].isalpha()
        )
        return is_short and (
            following is None
            or following.gap > self.base_gap
            or bool(re.match(r"[A-ZÅÄÖ\d]", following.text))
        )

    def _table_starts(self, index: int) -> bool:
        line = self.lines[index]
        cells = row_of(line.raw)
        return (cells is not None and len(cells.values) > 1) or is_header_line(line.text)


def _is_parted(text: str) -> bool:
    """Return whether wide blanks divide a line, as in a table that could not be read, or in a list of contents."""
    return bool(re.search(r"\S {3,}\S|\. ?\. ?\. ?\.", text))


def _again(line: str, first: str) -> bool:
    """Return whether a line repeats the first of a table's headings, as at the top of the next page."""
    return line.split()[:1] == first.split()[:1] and is_stub(line)


def _joined(text: str, line: str) -> tuple[str, int]:
    """Return a line joined to the text above it, and the offset where it starts."""
    if re.search(r"\d[-–]$", text) and line[:1].isdigit():
        return text + line, len(text)
    if (
        re.search(r"\w-$", text)
        and line[:1].islower()
        and not re.match(r"(?:och|eller|and|or)\b", line)
    ):
        text = text[:-1]
        return text + line, len(text)
    return f"{text} {line}", len(text) + 1


def _level(text: str) -> int:
    """Return the level of a heading, 0 for a paragraph: a numbered one has as many as its number has parts."""
    if VERDICT_LINE.match(text.lower()):
        return 0
    if len(text) > 160 or not re.match(r"[A-ZÅÄÖ\d]", text) or re.search(r"[.,;]$", text):
        return 0
    if numbered := _NUMBERED.match(text):
        parts = numbered[1].count(".") + 1
        return min(parts, 5) if parts > 1 or re.match(r"\d{1,2}\.? ", text) else 0
    return (
        6
        if len(text.split()) <= 20 and not re.search(r"\d[\d ,.]*(?:%|procent|mnkr|kr)\b", text)
        else 0
    )
