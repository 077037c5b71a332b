"""Which characters no name, manifest or field may hold, and how a name is shown that holds one.

Control characters (C0, DEL and C1) but tab and line ends have no meaning in a text: NUL ends a string in PostgreSQL,
ESC and CSI command a terminal. The marks that turn the direction of writing make a text read as another than it is
(Unicode Technical Report 36, 3.6). Lone surrogates are no characters at all.
"""

from __future__ import annotations

import re

_TURNS = r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_FORBIDDEN_IN_NAMES = re.compile(rf"[\x00-\x1f\x7f-\x9f{_TURNS}\ud800-\udfff]")
_FORBIDDEN_IN_LINES = re.compile(rf"[\x00-\x09\x0b-\x1f\x7f-\x9f{_TURNS}\ud800-\udfff]")

# The same in RE2, DuckDB's own, which knows no surrogates; a field may have tabs and line ends.
FORBIDDEN_IN_FIELDS = (
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}"
    r"\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}]"
)


def is_plain(text: str) -> bool:
    """Tell whether a name, or a text of one line, holds no control character, turn of direction or surrogate."""
    return _FORBIDDEN_IN_NAMES.search(text) is None


def shown(name: object) -> str:
    r"""Return a name or path for a message on one line: what ``is_plain`` forbids is written as ``\x1b``."""
    return _FORBIDDEN_IN_NAMES.sub(_escaped, str(name))


def shown_lines(message: str) -> str:
    """Return a message of several lines as ``shown`` does each of them."""
    return _FORBIDDEN_IN_LINES.sub(_escaped, message)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "surrogatepass").decode("ascii")
