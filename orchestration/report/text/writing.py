"""A chapter's tokens as a section of the document: headings, paragraphs, lists, tables, quotations, placed blocks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from markdown_it.token import Token

from orchestration.report.document import (
    Block,
    Code,
    Column,
    Inline,
    Inlines,
    Item,
    Link,
    Listing,
    Paragraph,
    Row,
    Section,
    Span,
    Table,
    Text,
    WebLink,
)
from orchestration.report.text.figures import Checked, FigureError, TextFigures
from orchestration.report.text.files import Chapter
from orchestration.report.text.markup import BROKEN, CLAIM, CLAIM_END, FIGURE, PLACED
from orchestration.report.text.problems import Problem
from orchestration.report.text.readings import UnknownNameError

_DEEPEST_HEADING = 4


@dataclass(frozen=True)
class Claim:
    """A sentence of a chapter, what it claims, and what the release says of that."""

    file: str
    line: int
    predicate: str
    sentence: str
    checked: Checked


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


@dataclass
class _Open:
    """Inline markup that has begun: what it is, where, and its parts so far."""

    kind: str
    token: Token | None
    line: int
    parts: list[Inline] = field(default_factory=list)


class Placeable(Protocol):
    """What has the blocks that a chapter may place."""

    def take(self, kind: str, name: str, place: str) -> Block:
        """Return a block, which is then placed there and nowhere else, or raise ``UnknownNameError``."""
        ...


@dataclass(frozen=True)
class Surroundings:
    """What all chapters of an edition share.

    ``anchors`` are the places that a link may lead to, by the name that a writer uses; ``is_partly_delivered`` is
    whether the release lacks a system, so that a block may be missing for want of its data.
    """

    figures: TextFigures
    blocks: Placeable
    anchors: Mapping[str, str]
    is_partly_delivered: bool


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
        self.problems: list[Problem] = []
        self.claims: list[Claim] = []

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
                self._problem(_line(token), "expected a heading `# …` before the first text")
        if not path and not said_untitled:
            self._problem(0, "the chapter is empty; expected a heading `# …`")
        return path[0].section() if path else None

    # Blocks

    def _heading(self, path: list[_Part]) -> None:
        token, content = self._take(), self._take()
        self._take()
        anchor = next(self._anchors)
        line, depth = _line(token), int(token.tag[1])
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
        title = "".join(part.text for part in self._inlines(content))
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
            self._problem(_line(token), f"{_WHAT.get(token.type, token.type)} has no place here")
            self._skip()

    def _paragraph(self) -> Inlines:
        self._take()
        content = self._inlines(self._take())
        self._take()
        return content

    def _quotation(self) -> Iterator[Block]:
        self._take()
        while self._tokens[self._at].type != "blockquote_close":
            if self._tokens[self._at].type == "paragraph_open":
                yield Paragraph(self._paragraph(), "quote")
            else:
                self._problem(
                    _line(self._tokens[self._at]), "expected paragraphs alone in a quotation"
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
                    self._problem(_line(token), "expected text and lists alone in a list")
                    self._skip()
            self._take()
            items.append(Item(tuple(content), tuple(below)))
        self._take()
        return Listing(tuple(items), is_ordered)

    def _table(self) -> Table:
        line = _line(self._take())
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
                content = self._inlines(self._take())
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
        line = _line(token)
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
                place = f"{self._chapter.file}, line {self._numbered(line)}"
                yield self._around.blocks.take(kind, name, place)
            except UnknownNameError as error:
                if self._around.is_partly_delivered:
                    said = _MISSING_BLOCKS[kind]
                    yield Paragraph((Text(f"{said} visas inte: underlaget är inte levererat."),))
                else:
                    self._problem(line, str(error))

    # Inline

    def _inlines(self, content: Token) -> Inlines:
        stack = [_Open("", None, _line(content))]
        passed, lines = 0, 0
        for token in content.children or ():
            if (offset := token.meta.get("offset", 0)) > passed:
                lines += content.content.count("\n", passed, offset)
                passed = offset
            line = _line(content) + (lines if offset else 0)
            if token.nesting == 1 or token.type == CLAIM:
                stack.append(_Open(token.type.removesuffix("_open"), token, line))
            elif token.type == CLAIM_END:
                self._close(stack, CLAIM, line)
            elif token.nesting == -1:
                self._close(stack, token.type.removesuffix("_close"), line)
            else:
                stack[-1].parts += self._inline(token, line)
        for left in stack[1:]:
            what = "`{% endclaim %}`" if left.kind == CLAIM else f"the end of {left.kind}"
            self._problem(
                left.line, f"expected {what} in the same paragraph, and not within other markup"
            )
        return tuple(stack[0].parts)

    def _inline(self, token: Token, line: int) -> Inlines:
        if token.type == "text":
            return (Text(token.content),) if token.content else ()
        if token.type in ("softbreak", "hardbreak"):
            return (Text(" "),)
        if token.type == "code_inline":
            return (Code(token.content),)
        if token.type == FIGURE:
            try:
                return self._around.figures.printed(token.content)
            except FigureError as error:
                said = " ".join(token.content.split())
                self._problem(line, f"{{{{ {said} }}}}: {error.message}", error.is_of_data)
        elif token.type == BROKEN:
            self._problem(line, token.content)
        else:
            self._problem(line, f"{_WHAT.get(token.type, token.type)} has no place here")
        return ()

    def _close(self, stack: list[_Open], kind: str, line: int) -> None:
        if stack[-1].kind != kind:
            if kind == CLAIM:
                self._problem(
                    line,
                    "`{% endclaim %}` without `{% claim … %}` before it in the same paragraph, or within other markup",
                )
            return
        done = stack.pop()
        assert done.token is not None
        content = tuple(done.parts)
        into = stack[-1].parts
        if kind == CLAIM:
            if any(one.kind == CLAIM for one in stack):
                self._problem(done.line, "a claim within a claim; end the first one before")
            into += self._claimed(done.token.content, content, done.line)
        elif kind == "link":
            into += self._linked(str(done.token.attrs.get("href", "")), content, done.line)
        else:
            into.append(Span(content, "strong" if kind == "strong" else "emphasis"))

    def _claimed(self, predicate: str, content: Inlines, line: int) -> Inlines:
        try:
            checked = self._around.figures.checked(predicate)
        except FigureError as error:
            self._problem(line, f"claim {predicate}: {error.message}", error.is_of_data)
            return content
        sentence = " ".join("".join(part.text for part in content).split())
        if not sentence:
            self._problem(line, f"claim {predicate}: expected a sentence before `{{% endclaim %}}`")
        self.claims.append(
            Claim(self._chapter.file, self._numbered(line), predicate, sentence, checked)
        )
        if checked.verdict in ("holds", "holds_within_rounding"):
            return content
        role = "contradicted" if checked.verdict == "contradicted" else "unchecked"
        return (Span(content, role, checked.remark),)

    def _linked(self, address: str, content: Inlines, line: int) -> Inlines:
        words = "".join(part.text for part in content)
        if address.startswith(("https://", "http://", "mailto:")):
            return (WebLink(words, address),)
        target = self._around.anchors.get(address.removeprefix("#"))
        if not address.startswith("#") or target is None:
            self._problem(
                line,
                f"a link to {address!r}; expected https://… or # and the heading of a chapter, such as"
                f" #{next(iter(self._around.anchors), 'resultat')}",
            )
            return content
        return (Link(words, target),)

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

    def _numbered(self, line: int) -> int:
        return self._chapter.first_line + line

    def _problem(self, line: int, message: str, is_of_data: bool = False) -> None:
        self.problems.append(Problem(self._chapter.file, self._numbered(line), message, is_of_data))


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
_WHAT = {
    "hr": "a line across the page",
    "fence": "a block of code",
    "code_block": "a block of code (text that begins with four blanks)",
    "image": "a picture",
    "blockquote_open": "a quotation",
    "table_open": "a table",
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


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0
