"""A chapter's tokens as a section of the document: headings, paragraphs, lists, tables, quotations, placed blocks.

What is within a paragraph, a heading or a cell is written in ``inline``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from orchestration.report.document import (
    Block,
    Column,
    Inline,
    Inlines,
    Item,
    Listing,
    Paragraph,
    Row,
    Section,
    Table,
    Text,
)
from orchestration.report.text.files import Chapter
from orchestration.report.text.inline import Claim, InlineWriter, Surroundings, line_of, name_of
from orchestration.report.text.markup import PLACED
from orchestration.report.text.problems import Problem
from orchestration.report.text.readings import UnknownNameError

_DEEPEST_HEADING = 4


@dataclass
class _Part:
    """A section that is being written."""

    title: str
    anchor: str
    blocks: list[Block] = field(default_factory=list)
    below: list[_Part] = field(default_factory=list)

    def section(self) -> Section:
        below = tuple(part.section() for part in self.below)
        return Section(self.anchor, self.title, blocks=tuple(self.blocks), sections=below)


class Writer:
    """Writes one chapter; ``problems`` and ``claims`` are what it found while it wrote."""

    def __init__(
        self, chapter: Chapter, anchors: Iterable[str], surroundings: Surroundings
    ) -> None:
        """Begin a chapter; ``anchors`` are the places of its headings, one for each in their order."""
        self._chapter = chapter
        self._anchors = iter(anchors)
        self._around = surroundings
        self._tokens = chapter.tokens
        self._at = 0
        self._tables = 0
        self._inline = InlineWriter(chapter, surroundings)
        self._problem = self._inline.problem

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the chapter, in the order in which it was found."""
        return self._inline.problems

    @property
    def claims(self) -> list[Claim]:
        """What the chapter's sentences claim."""
        return self._inline.claims

    def section(self) -> Section | None:
        """Return the chapter as a section; None where it has no title."""
        path: list[_Part] = []
        said_untitled = False
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.type == "heading_open":
                self._heading(path)
                continue
            blocks = list(self._block())
            if path:
                path[-1].blocks += blocks
            elif not said_untitled:
                said_untitled = True
                self._problem(line_of(token), "expected a heading `# …` before the first text")
        if not path and not said_untitled:
            self._problem(0, "the chapter is empty; expected a heading `# …`")
        return path[0].section() if path else None

    # Blocks

    def _heading(self, path: list[_Part]) -> None:
        token, content = self._take(), self._take()
        self._take()
        anchor = next(self._anchors)
        line, depth = line_of(token), int(token.tag[1])
        if depth > len(path) + 1:
            expected = "#" * (len(path) + 1)
            self._problem(
                line, f"a heading of level {depth}; expected `{expected} …`, one level at a time"
            )
            return
        if depth == 1 and path:
            self._problem(
                line, "a second heading `# …`; a chapter has one, so begin a file of its own"
            )
            return
        if depth > _DEEPEST_HEADING:
            self._problem(line, f"a heading of level {depth}; the deepest is {_DEEPEST_HEADING}")
            return
        title = "".join(part.text for part in self._inline.written(content))
        part = _Part(title, anchor)
        del path[depth - 1 :]
        if path:
            path[-1].below.append(part)
            path.append(part)
        else:
            path.append(part)

    def _block(self) -> Iterator[Block]:
        token = self._tokens[self._at]
        if token.type == "paragraph_open":
            yield Paragraph(self._paragraph())
        elif token.type == "blockquote_open":
            yield from self._quotation()
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            yield self._listing()
        elif token.type == "table_open":
            yield self._table()
        elif token.type == PLACED:
            yield from self._placed(self._take())
        else:
            self._problem(line_of(token), f"{name_of(token)} has no place here")
            self._skip()

    def _paragraph(self) -> Inlines:
        self._take()
        content = self._inline.written(self._take())
        self._take()
        return content

    def _quotation(self) -> Iterator[Block]:
        self._take()
        while self._tokens[self._at].type != "blockquote_close":
            if self._tokens[self._at].type == "paragraph_open":
                yield Paragraph(self._paragraph(), "quote")
            else:
                self._problem(
                    line_of(self._tokens[self._at]), "expected paragraphs alone in a quotation"
                )
                self._skip()
        self._take()

    def _listing(self) -> Listing:
        is_ordered = self._take().type == "ordered_list_open"
        items = []
        while self._tokens[self._at].type == "list_item_open":
            self._take()
            content: list[Inline] = []
            below: list[Listing] = []
            while (token := self._tokens[self._at]).type != "list_item_close":
                if token.type == "paragraph_open":
                    content += [*([Text(" ")] if content else []), *self._paragraph()]
                elif token.type in ("bullet_list_open", "ordered_list_open"):
                    below.append(self._listing())
                else:
                    self._problem(line_of(token), "expected text and lists alone in a list")
                    self._skip()
            self._take()
            items.append(Item(tuple(content), tuple(below)))
        self._take()
        return Listing(tuple(items), is_ordered)

    def _table(self) -> Table:
        line = line_of(self._take())
        columns: list[Column] = []
        rows: list[Row] = []
        cells: list[Inlines] = []
        is_head = False
        while (token := self._take()).type != "table_close":
            if token.type == "thead_open":
                is_head = True
            elif token.type == "thead_close":
                is_head = False
            elif token.type in ("th_open", "td_open"):
                style = str(token.attrs.get("style", ""))
                content = self._inline.written(self._take())
                if is_head:
                    title = "".join(part.text for part in content)
                    columns.append(Column(title, "right" if "right" in style else "left"))
                cells.append(content)
            elif token.type == "tr_close":
                if not is_head:
                    rows.append(Row(tuple(cells)))
                cells = []
        if not rows:
            self._problem(line, "a table without rows")
        self._tables += 1
        caption = " – ".join(column.title for column in columns if column.title)
        anchor = f"t-{slug(self._chapter.file)}-{self._tables}"
        return Table(anchor, caption, tuple(columns), tuple(rows), is_caption_hidden=True)

    def _placed(self, token: Token) -> Iterator[Block]:
        line = line_of(token)
        kind, _, name = token.content.partition(" ")
        name = name.strip()
        if kind not in _PLACED_KINDS:
            self._problem(
                line,
                f"unknown directive {kind!r}; expected one of claim, {', '.join(_PLACED_KINDS)}",
            )
        elif bool(name) != (kind != "facts") or len(name.split()) > 1:
            self._problem(line, f"expected {_PLACED_KINDS[kind]}")
        else:
            try:
                place = f"{self._chapter.file}, line {self._inline.numbered(line)}"
                yield self._around.blocks.take(kind, name, place)
            except UnknownNameError as error:
                if self._around.is_partly_delivered:
                    said = _MISSING_BLOCKS[kind]
                    yield Paragraph((Text(f"{said} visas inte: underlaget är inte levererat."),))
                else:
                    self._problem(line, str(error))

    # Tokens and lines

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _skip(self) -> None:
        """Leave out a block with all that is in it."""
        depth = 0
        while True:
            depth += self._take().nesting
            if depth <= 0:
                return


_PLACED_KINDS = {
    "table": "the name of a table: `{% table balansrakning %}`",
    "chart": "the name of a chart: `{% chart nettoavvikelse %}`",
    "indicators": "the number of a goal: `{% indicators 2.4 %}`",
    "facts": "nothing after `facts`",
}
_MISSING_BLOCKS = {
    "table": "Tabellen",
    "chart": "Diagrammet",
    "indicators": "Indikatorerna",
    "facts": "Talen i korthet",
}


def headings_of(chapter: Chapter) -> Iterator[str]:
    """Yield the names of a chapter's headings, as links lead to them."""
    for token, content in zip(chapter.tokens, chapter.tokens[1:], strict=False):
        if token.type == "heading_open":
            yield slug(content.content)


def slug(words: str) -> str:
    """Return words as a name in an address: ``Året i korthet`` is ``aret-i-korthet``."""
    plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "kapitel"
