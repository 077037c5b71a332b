"""Names and values put into SQL text where DuckDB takes no parameter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path


def name(text: str) -> str:
    """Return an identifier, quoted."""
    return '"' + text.replace('"', '""') + '"'


def literal(value: object) -> str:
    """Return a string literal of a value's text."""
    return "'" + str(value).replace("'", "''") + "'"


def literals(values: Iterable[object]) -> str:
    """Return string literals, separated by commas."""
    return ", ".join(map(literal, values))


def file_literal(path: Path) -> str:
    """Return a string literal of a file's path, for DuckDB's readers: they take ``*``, ``?`` and ``[`` for patterns."""
    return literal(re.sub(r"[*?[]", r"[\g<0>]", str(path)))


def file_literals(paths: Iterable[Path]) -> str:
    """Return literals of files' paths as ``file_literal`` does, separated by commas."""
    return ", ".join(map(file_literal, paths))
