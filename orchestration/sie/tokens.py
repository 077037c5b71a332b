"""The careful reading of one line: its fields and object list, however they are spaced and quoted.

This is the meaning of a line (SIE 4B section 5.7 and 8.21). The set-wise reading in ``normalise`` must agree with it on
every well-formed line, and hands it every line that is not.
"""

from __future__ import annotations

import re

_BLANKS = b" \t"
_TOKEN = re.compile(
    rb"""
      [ \t]*
      (?: (?P<open>\{) | (?P<close>\})
        | (?P<bare> (?: \\" | [^ \t"{}] )+ )
        | " (?P<quoted> (?: \\" | [^"] )*? ) (?P<end> " | $ )
      )
    """,
    re.VERBOSE | re.DOTALL,
)


STRAY_BRACE = "has a brace that neither opens nor closes an object list"
OPEN_LIST = "opens an object list that is never closed"
_PLAIN_LABEL = re.compile(rb"#?\w+|[{}]")


class ObjectList(tuple[bytes, ...]):
    """The fields of an object list, dimension and object code by turns."""

    __slots__ = ()


def tokenize(line: bytes) -> tuple[list[bytes | ObjectList], str | None]:
    r"""Split a line into its fields, as liberally as is safe.

    Parameters
    ----------
    line
        One line without its line feed.

    Returns
    -------
    tokens
        The fields, quotes and escapes resolved, an object list as an :class:`ObjectList`.
    oddity
        What was wrong with the braces, else with the quoting, as the end of a sentence; None when nothing was.
    """
    line = line.rstrip(b"\r")
    if line.strip(_BLANKS) in (b"{", b"}"):
        return [line.strip(_BLANKS)], None
    oddity = None
    if _unescaped_quotes(line) % 2:
        # A field that ends in a backslash, such as a path, looks as if it never ended.
        fixed = re.sub(rb'\\"(?=[ \t}]|$)', b'"', line, count=1)
        if fixed != line and _unescaped_quotes(fixed) % 2 == 0:
            line, oddity = fixed, "has a backslash before a closing quotation mark"
        else:
            line, oddity = line + b'"', "has a quotation mark that is never closed"
    tokens: list[bytes | ObjectList] = []
    objects: list[bytes] | None = None
    position, touching = 0, False
    while match := _TOKEN.match(line, position):
        spaced = line[position : position + 1] in (b" ", b"\t")
        position = match.end()
        if match["open"]:
            if objects is not None or not tokens or any(isinstance(t, ObjectList) for t in tokens):
                oddity = STRAY_BRACE
                continue
            objects, touching = [], False
            continue
        if match["close"]:
            if objects is None:
                oddity = STRAY_BRACE
                continue
            tokens.append(ObjectList(objects))
            objects, touching = None, False
            continue
        value = (match["bare"] or match["quoted"] or b"").replace(b'\\"', b'"')
        into: list = tokens if objects is None else objects
        if touching and not spaced and into:
            into[-1] += value
            oddity = (
                oddity or "has a quotation mark inside a field that is not escaped by a backslash"
            )
        else:
            into.append(value)
        touching = True
    if objects is not None:
        oddity = OPEN_LIST
        tokens.append(ObjectList(objects))
    return tokens, oddity


def write(tokens: list[bytes | ObjectList]) -> bytes:
    """Return the fields as a well-formed line: every field quoted, one blank between fields.

    Parameters
    ----------
    tokens
        As :func:`tokenize` gives them.
    """
    return b" ".join(
        b"{" + b" ".join(map(_quote, token)) + b"}"
        if isinstance(token, ObjectList)
        else (token if index == 0 and _PLAIN_LABEL.fullmatch(token) else _quote(token))
        for index, token in enumerate(tokens)
    )


def _quote(value: bytes) -> bytes:
    # A backslash at the end would escape the closing quotation mark; the format has no way to write it.
    return b'"' + value.rstrip(b"\\").replace(b'"', b'\\"') + b'"'


def _unescaped_quotes(line: bytes) -> int:
    return line.count(b'"') - line.count(b'\\"')
