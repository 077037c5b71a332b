"""What is within a paragraph, a heading or a cell: text, markup, links, printed figures and claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from markdown_it.token import Token

from orchestration.report.document import Block, Code, Inline, Inlines, Link, Span, Text, WebLink
from orchestration.report.text.figures import Checked, FigureError, TextFigures
from orchestration.report.text.files import Chapter
from orchestration.report.text.markup import BROKEN, CLAIM, CLAIM_END, FIGURE
from orchestration.report.text.problems import Problem

_WHAT = {
    "hr": "a line across the page",
    "fence": "a block of code",
    "code_block": "a block of code (text that begins with four blanks)",
    "image": "a picture",
    "blockquote_open": "a quotation",
    "table_open": "a table",
}


@dataclass(frozen=True)
class Claim:
    """A sentence of a chapter, what it claims, and what the release says of that."""

    file: str
    line: int
    predicate: str
    sentence: str
    checked: Checked


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


class InlineWriter:
    """Writes what is within the blocks of one chapter; ``problems`` and ``claims`` are what it found meanwhile."""

    def __init__(self, chapter: Chapter, surroundings: Surroundings) -> None:
        """Begin a chapter."""
        self._chapter = chapter
        self._around = surroundings
        self.problems: list[Problem] = []
        self.claims: list[Claim] = []

    def written(self, content: Token) -> Inlines:
        """Return the parts of a paragraph, a heading or a cell."""
        stack = [_Open("", None, line_of(content))]
        passed, lines = 0, 0
        for token in content.children or ():
            if (offset := token.meta.get("offset", 0)) > passed:
                lines += content.content.count("\n", passed, offset)
                passed = offset
            line = line_of(content) + (lines if offset else 0)
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
            self.problem(
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
                self.problem(line, f"{{{{ {said} }}}}: {error.message}", error.is_of_data)
        elif token.type == BROKEN:
            self.problem(line, token.content)
        else:
            self.problem(line, f"{name_of(token)} has no place here")
        return ()

    def _close(self, stack: list[_Open], kind: str, line: int) -> None:
        if stack[-1].kind != kind:
            if kind == CLAIM:
                self.problem(
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
                self.problem(done.line, "a claim within a claim; end the first one before")
            into += self._claimed(done.token.content, content, done.line)
        elif kind == "link":
            into += self._linked(str(done.token.attrs.get("href", "")), content, done.line)
        else:
            into.append(Span(content, "strong" if kind == "strong" else "emphasis"))

    def _claimed(self, predicate: str, content: Inlines, line: int) -> Inlines:
        try:
            checked = self._around.figures.checked(predicate)
        except FigureError as error:
            self.problem(line, f"claim {predicate}: {error.message}", error.is_of_data)
            return content
        sentence = " ".join("".join(part.text for part in content).split())
        if not sentence:
            self.problem(line, f"claim {predicate}: expected a sentence before `{{% endclaim %}}`")
        self.claims.append(
            Claim(self._chapter.file, self.numbered(line), predicate, sentence, checked)
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
            self.problem(
                line,
                f"a link to {address!r}; expected https://… or # and the heading of a chapter, such as"
                f" #{next(iter(self._around.anchors), 'resultat')}",
            )
            return content
        return (Link(words, target),)

    def numbered(self, line: int) -> int:
        """Return a line's number in the chapter's file."""
        return self._chapter.first_line + line

    def problem(self, line: int, message: str, is_of_data: bool = False) -> None:
        """Note what is wrong on a line."""
        self.problems.append(Problem(self._chapter.file, self.numbered(line), message, is_of_data))


def name_of(token: Token) -> str:
    """Return what a writer calls a token that has no place where it stands."""
    return _WHAT.get(token.type, token.type)


def line_of(token: Token) -> int:
    """Return the line that a token begins on, from 0 at the chapter's first."""
    return token.map[0] if token.map else 0
