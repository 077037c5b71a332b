"""Blocks of HTML, and of Markdown as the HTML that it stands for."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from orchestration.core.errors import UsageError
from orchestration.diagnostics.check.document import Block, Table, Text
from orchestration.diagnostics.check.grids import count_header_rows, rectangular

_IGNORED = frozenset({"script", "style", "head", "template", "noscript", "svg", "iframe", "object"})
_BREAKS = frozenset(
    {"p", "div", "li", "ul", "ol", "section", "article", "main", "header", "footer", "br", "dt", "dd", "blockquote",
     "pre", "figure", "figcaption", "body", "aside", "nav", "h1", "h2", "h3", "h4", "h5", "h6", "address", "hr", "form"}
)  # fmt: skip


def read_markdown(text: str) -> list[Block]:
    """Return the blocks of Markdown with tables."""
    from markdown_it import MarkdownIt

    return read_html(MarkdownIt("commonmark").enable("table").render(text))


def read_html(source: str | bytes) -> list[Block]:
    """Return the blocks of an HTML page; what a browser does not show as text is left out.

    Raises
    ------
    UsageError
        When there is nothing in it that can be read.
    """
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = lxml_html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UsageError(
            "The file holds no HTML that can be read.", "Check that it is the right file."
        ) from error
    return _Walk().blocks_of(root)


class _Walk:
    """One walk over a page, without recursion, so that nesting costs no stack."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.level = 0

    def blocks_of(self, root: Any) -> list[Block]:
        skipped: Any = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            name = element.tag if isinstance(element.tag, str) else ""
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                    self.pieces.append(element.tail or "")
                continue
            if event == "start":
                if name in _IGNORED or name == "table":
                    if name == "table":
                        self._flush()
                        self._add_table(element)
                    skipped = element
                    continue
                if name in _BREAKS:
                    self._flush()
                    self.level = int(name[1]) if re.fullmatch(r"h[1-6]", name) else 0
                self.pieces.append(element.text or "")
            else:
                if name in _BREAKS:
                    self._flush()
                    self.level = 0
                self.pieces.append(element.tail or "")
        self._flush()
        return self.blocks

    def _flush(self) -> None:
        text = _tidy("".join(self.pieces))
        self.pieces = []
        if text:
            self.blocks.append(Text(text, self.level))

    def _add_table(self, element: Any) -> None:
        rows: list[list[str]] = []
        spans: dict[int, tuple[int, str]] = {}
        caption = ""
        headed = 0
        for row in element.iter("tr", "caption"):
            if row.tag == "caption":
                caption = _tidy(row.text_content())
                continue
            cells: list[str] = []
            is_head = True
            for cell in row.iterchildren("td", "th"):
                while len(cells) in spans:
                    self._continue_span(spans, cells)
                text = _tidy(cell.text_content())
                is_head &= cell.tag == "th"
                for _ in range(_span(cell, "colspan")):
                    if (down := _span(cell, "rowspan")) > 1:
                        spans[len(cells)] = (down - 1, text)
                    cells.append(text)
            while len(cells) in spans:
                self._continue_span(spans, cells)
            if any(cells):
                headed += is_head and headed == len(rows)
                rows.append(cells)
        if rows:
            grid = rectangular(rows)
            self.blocks.append(Table(grid, max(headed, count_header_rows(grid)), caption))

    @staticmethod
    def _continue_span(spans: dict[int, tuple[int, str]], cells: list[str]) -> None:
        left, text = spans.pop(len(cells))
        if left > 1:
            spans[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: Any, name: str) -> int:
    """Return a colspan or rowspan, at most 100, as browsers bound it too."""
    said = (cell.get(name) or "1").strip()
    return min(max(int(said), 1), 100) if said.isdecimal() and len(said) < 6 else 1


def _tidy(text: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text).strip()
