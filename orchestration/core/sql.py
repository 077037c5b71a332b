"""Names and values put into SQL text where DuckDB takes no parameter."""

from __future__ import annotations

from collections.abc import Iterable


def name(text: str) -> str:
    """Return an identifier, quoted."""
    return '"' + text.replace('"', '""') + '"'


def literal(value: object) -> str:
    """Return a string literal of a value's text."""
    return "'" + str(value).replace("'", "''") + "'"


def literals(values: Iterable[object]) -> str:
    """Return string literals, separated by commas."""
    return ", ".join(map(literal, values))
