"""Which characters no name, manifest or field may hold, how a name is shown that holds one, and garbled letters.

Control characters (C0, DEL and C1) but tab and line ends have no meaning in a text: NUL ends a string in PostgreSQL,
ESC and CSI command a terminal. The marks that turn the direction of writing make a text read as another than it is
(Unicode Technical Report 36, 3.6). Lone surrogates are not characters, nor is what Unicode has set apart
(U+FDD0 to U+FDEF, U+FFFE, U+FFFF): XML, and so a workbook, cannot hold the last two.
"""

from __future__ import annotations

import re

_TURNS = r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_NO_CHARACTERS = r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_FORBIDDEN_IN_NAMES = re.compile(rf"[\x00-\x1f\x7f-\x9f{_TURNS}{_NO_CHARACTERS}]")
_FORBIDDEN_IN_LINES = re.compile(rf"[\x00-\x09\x0b-\x1f\x7f-\x9f{_TURNS}{_NO_CHARACTERS}]")

# A text may have tabs and line ends.
FORBIDDEN_IN_TEXTS = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{_TURNS}{_NO_CHARACTERS}]")

# The same in RE2, DuckDB's own, which knows no surrogates.
FORBIDDEN_IN_FIELDS = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}"
    r"\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}\x{fdd0}-\x{fdef}\x{fffe}\x{ffff}]"
)

# The same beyond ASCII as bytes of UTF-8, with the bytes that they begin with; and all of them as JSON's escapes, with
# those of the characters that garbled letters begin with.
FORBIDDEN_BYTES = re.compile(
    rb"\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]"
    rb"|\xef\xb7[\x90-\xaf]|\xef\xbf[\xbe\xbf]"
)
FORBIDDEN_LEADS = (0xC2, 0xD8, 0xE2, 0xEF)
FORBIDDEN_ESCAPES = re.compile(
    rb"\\u(00(0[0-8bcef]|1[0-9a-f]|7f|[89][0-9a-f])|061c|20(0[ef]|2[89a-e]|6[6-9])|d[89a-f]|fd[de]|fff[d-f]|00c3|251c|221a)"
    rb"|\\[bf]",
    re.IGNORECASE,
)
LONGEST_FORBIDDEN = 6
"""Bytes of the longest of them."""

# Å, ä and ö of UTF-8 that were decoded as Windows-1252, IBM code page 437 or 850, or Mac OS Roman; these and a letter
# that was lost.
DECODED_TWICE = (
    "\u00c3[\u00a4\u00a5\u00b6\u2026\u201e\u2013]"
    "|\u251c[\u00d1\u00f1\u2562\u00c2\u00e0\u00e4\u00fb]|\u221a[\u2022\u00a7\u2202\u00d6\u00d1\u00f1]"
)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
GARBLED = f"{REPLACEMENT}|{DECODED_TWICE}"
_GARBLED_BYTES = (b"\xef\xbf\xbd", b"\xc3\x83", b"\xe2\x94\x9c", b"\xe2\x88\x9a")
# Each of them has one of these, which Swedish text has not: one byte is found in a fiftieth of the time.
_RARE_BYTES = (0xEF, 0x83, 0xE2)

# What nobody sees (Unicode's Default_Ignorable_Code_Point, and what is drawn as a blank), in a class of RE2; and these
# with blanks.
INVISIBLE = (
    r"\x{ad}\x{34f}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{200b}-\x{200d}\x{2060}-\x{2064}"
    r"\x{206a}-\x{206f}\x{2800}\x{3164}\x{fe00}-\x{fe0f}\x{feff}\x{ffa0}\x{fff0}-\x{fffb}\x{1bca0}-\x{1bca3}"
    r"\x{1d173}-\x{1d17a}\x{e0000}-\x{e0fff}"
)
UNSEEN = r"\s\x{a0}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}" + INVISIBLE


def may_be_garbled(content: bytes) -> bool:
    """Return whether some UTF-8 has bytes without which no letter in it is garbled."""
    if not any(byte in content for byte in _RARE_BYTES):
        return False
    return any(garbled in content for garbled in _GARBLED_BYTES)


def unfit_in(text: str) -> str | None:
    """Return what no text of a board may hold, in words, or None: a control character, or garbled letters."""
    if found := FORBIDDEN_IN_TEXTS.search(text):
        return f"the control character U+{ord(found[0]):04X}"
    if found := re.search(GARBLED, text):
        return f"{found[0]!r}, a letter that was lost or decoded in another encoding than its own"
    return None


def is_plain(text: str) -> bool:
    """Return whether a name, or a text of one line, holds no control character, turn of direction or surrogate."""
    return _FORBIDDEN_IN_NAMES.search(text) is None


def shown(name: object) -> str:
    r"""Return a name or path for a message on one line: what ``is_plain`` forbids is written as ``\x1b``."""
    return _FORBIDDEN_IN_NAMES.sub(_escaped, str(name))


def shown_lines(message: str) -> str:
    """Return a message of several lines as ``shown`` does each of them."""
    return _FORBIDDEN_IN_LINES.sub(_escaped, message)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "surrogatepass").decode("ascii")
