"""A document as blocks: headings, paragraphs and tables, each with its place. Readers make it, checks read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Where a block, or a part of it, is: page and line where the format has them."""

    block: int
    page: int | None = None
    line: int | None = None
    row: int | None = None
    column: int | None = None
    table: int | None = None

    def __str__(self) -> str:
        """Return the place in words, such as ``page 3, line 41`` or ``table 2, row 4, column 3``."""
        parts = []
        if self.page is not None:
            parts.append(f"page {self.page}")
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.table is not None:
            parts.append(f"table {self.table}, row {self.row}, column {self.column}")
        return ", ".join(parts) or f"paragraph {self.block + 1}"


@dataclass(frozen=True)
class Text:
    """A heading (``level`` 1 to 6) or a paragraph (``level`` 0), as one line of text.

    ``lines`` are (offset in ``text``, line of the file) for each line that was joined, in order.
    """

    text: str
    level: int = 0
    page: int | None = None
    lines: tuple[tuple[int, int], ...] = ()

    def line_at(self, offset: int) -> int | None:
        """Return the line of the file that a character of the text was read from."""
        found = None
        for start, line in self.lines:
            if start > offset:
                break
            found = line
        return found


@dataclass(frozen=True)
class Table:
    """A table: rows of cells, all of one length, the first ``header_rows`` of them column headings.

    ``row_lines`` are the lines of the file that the rows were read from, where there are lines.
    ``guessed_rows`` have fewer values than columns in a text that has lost its columns: values may be in wrong ones.
    """

    rows: tuple[tuple[str, ...], ...]
    header_rows: int
    caption: str = ""
    page: int | None = None
    row_lines: tuple[int | None, ...] = ()
    guessed_rows: frozenset[int] = frozenset()

    def line_of(self, row: int) -> int | None:
        """Return the line of the file that a row was read from."""
        return self.row_lines[row] if row < len(self.row_lines) else None


Block = Text | Table


@dataclass(frozen=True)
class Document:
    """A document's blocks in reading order, and its language, ``sv`` or ``en``."""

    name: str
    blocks: tuple[Block, ...]
    language: str
    sections: tuple[tuple[str, ...], ...] = field(default=())

    def texts(self) -> Iterator[tuple[int, Text]]:
        """Yield the headings and paragraphs with their block numbers."""
        for index, block in enumerate(self.blocks):
            if isinstance(block, Text):
                yield index, block

    def tables(self) -> Iterator[tuple[int, Table]]:
        """Yield the tables with their block numbers."""
        for index, block in enumerate(self.blocks):
            if isinstance(block, Table):
                yield index, block

    def section(self, block: int) -> tuple[str, ...]:
        """Return the headings above a block, outermost first."""
        return self.sections[block]


def as_document(name: str, blocks: list[Block], language: str) -> Document:
    """Return blocks as a document, with the headings above each block."""
    stack: list[tuple[int, str]] = []
    sections = []
    for block in blocks:
        if isinstance(block, Text) and block.level:
            while stack and stack[-1][0] >= block.level:
                stack.pop()
            stack.append((block.level, block.text))
        sections.append(tuple(text for _, text in stack))
    return Document(name, tuple(blocks), language, tuple(sections))
