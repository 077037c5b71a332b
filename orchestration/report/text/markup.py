"""Chapters as Markdown with figures, claims and places for blocks, read by markdown-it.

``{{ … }}`` prints a figure, ``{% claim … %}…{% endclaim %}`` wraps a sentence of one paragraph, and a line of its own
such as ``{% table balansrakning %}`` places a block. Within a code span, or after a backslash, they are text. HTML is
never markup here: a tag is shown as it is typed.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from orchestration.core.characters import FORBIDDEN_IN_TEXTS

FIGURE, CLAIM, CLAIM_END, PLACED, BROKEN = "figure", "claim", "claim_end", "placed", "broken"
BLOCKS = ("table", "chart", "indicators", "facts")

# No expression or predicate is so long; a search that goes farther would make a text of openings take minutes.
_LONGEST = 5_000
_DIRECTIVE = re.compile(r"\{%(?P<said>(?:(?!%\}|\{%).)*)%\}")
_FIGURE_IN_ROW = re.compile(r"\{\{[^{}\n]*\}\}")


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a chapter's Markdown.

    Beside those of CommonMark and its tables, an inline token may have children of type ``figure`` (its ``content`` is
    the expression and the format), ``claim`` (the predicate), ``claim_end`` and ``broken`` (what was expected);
    their ``meta`` has the ``offset`` in the inline token's content. A ``placed`` token is a block's.
    """
    return _parser().parse(FORBIDDEN_IN_TEXTS.sub("\ufffd", text.replace("\r\n", "\n")))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.core.ruler.after("normalize", "figures_in_rows", _keep_bars)
    parser.inline.ruler.before("escape", "report_figure", _figure)
    parser.inline.ruler.before("escape", "report_directive", _directive)
    interrupted = ["paragraph", "reference", "blockquote", "list"]
    parser.block.ruler.before("table", "report_placed", _placed, {"alt": interrupted})
    return parser


def _keep_bars(state: StateCore) -> None:
    """Put a backslash before the bar of a format, so that it does not split the cells of a table's row."""

    def kept(line: str) -> str:
        if "|" not in _FIGURE_IN_ROW.sub("", line):
            return line
        return _FIGURE_IN_ROW.sub(lambda found: re.sub(r"(?<!\\)\|", r"\\|", found[0]), line)

    state.src = "\n".join(map(kept, state.src.split("\n")))


def _push(state: StateInline, kind: str, content: str, end: int) -> bool:
    token = state.push(kind, "", 0)
    token.content = content
    token.meta = {"offset": state.pos}
    state.pos = end
    return True


def _figure(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{{", state.pos):
        return False
    end = state.src.find("}}", state.pos + 2, min(state.posMax, state.pos + _LONGEST))
    content = state.src[state.pos + 2 : end]
    if end < 0 or "{{" in content:
        if silent:
            state.pos += 2
            return True
        return _push(state, BROKEN, "expected `}}` after `{{`", state.pos + 2)
    if silent:
        state.pos = end + 2
        return True
    return _push(state, FIGURE, content.replace(r"\|", "|"), end + 2)


def _directive(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{%", state.pos):
        return False
    said = state.src[state.pos : min(state.posMax, state.pos + _LONGEST)].replace("\n", " ")
    found = _DIRECTIVE.match(said)
    end = state.pos + (found.end() if found else 2)
    if silent:
        state.pos = end
        return True
    if not found:
        return _push(state, BROKEN, "expected `%}` after `{%`", end)
    word, _, rest = found["said"].strip().partition(" ")
    if word == "claim":
        if not rest.strip():
            return _push(state, BROKEN, "expected a predicate after `claim`", end)
        return _push(state, CLAIM, rest.strip(), end)
    if word == "endclaim" and not rest:
        return _push(state, CLAIM_END, "", end)
    if word in BLOCKS:
        message = f"`{{% {word} … %}}` is a line of its own, with an empty line before and after"
    else:
        message = (
            f"unknown directive {word!r}; expected one of claim, endclaim, {', '.join(BLOCKS)}"
        )
    return _push(state, BROKEN, message, end)


def _placed(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    begin = state.bMarks[start_line] + state.tShift[start_line]
    line = state.src[begin : state.eMarks[start_line]].strip()
    found = _DIRECTIVE.fullmatch(line)
    if not found or found["said"].split()[:1] in (["claim"], ["endclaim"]):
        return False
    if silent:
        return True
    token = state.push(PLACED, "", 0)
    token.content = found["said"].strip()
    token.map = [start_line, start_line + 1]
    state.line = start_line + 1
    return True
