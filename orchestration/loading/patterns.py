"""The SQL condition that a whole text matches a contract's pattern, a regular expression.

Most patterns are keys of a fixed length, such as ``L[0-9]{9}``. A GLOB matches the same texts in
half the time, which matters over millions of rows.
"""

from __future__ import annotations

import re

from orchestration.core.sql import literal

# A class of letters and digits or a literal character, with its repeat count: GLOB gives these the same meaning.
_PART = re.compile(
    r"(?P<one>\[(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_])+\]|[A-Za-z0-9_ /:-]|\\(?P<escaped>[./-]))"
    r"(?:\{(?P<times>[0-9]+)\})?"
)


def is_of_pattern(text: str, pattern: str) -> str:
    """Return the condition that ``text``, an SQL expression, matches a pattern; null where ``text`` is null."""
    glob = _glob(pattern)
    if glob is None:
        return f"regexp_full_match({text}, {literal(pattern)})"
    return f"{text} glob {literal(glob)}"


def _glob(pattern: str) -> str | None:
    parts, end = [], 0
    while end < len(pattern):
        part = _PART.match(pattern, end)
        if part is None:
            return None
        parts.append((part["escaped"] or part["one"]) * int(part["times"] or 1))
        end = part.end()
    return "".join(parts)
