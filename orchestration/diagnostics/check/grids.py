"""What readers of tables share: rows of one length, and how many of them are column headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

# A cell that is a value and nothing else: a number with at most a sign, a currency and a unit.
_VALUE = re.compile(
    r"^\W*(?:(?:SEK|GBP|EUR)\s)?[(\-−–+±/ £€$]*\d[\d\s\u00a0\u202f.,]*\)?\s*(?:%"
    r"|[a-zåäö/²³.]{1,12}|procent(?:enheter)?|per cent)?\s*\)?\**$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"^\D{0,12}(?:19|20)\d\d(?:[/–-]\d{2,4})?\D{0,3}$")


def rectangular(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Return rows padded with empty cells to the length of the longest."""
    width = max(len(row) for row in rows)
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


def is_value(cell: str) -> bool:
    """Return whether a cell is a number, and not a bare year."""
    return bool(_VALUE.match(cell)) and not is_year(cell)


def is_year(cell: str) -> bool:
    """Return whether a cell is a year, or a word and a year, such as ``Utfall 2019``."""
    return bool(_YEAR.match(cell.strip()))


def count_header_rows(rows: Sequence[Sequence[str]]) -> int:
    """Return how many leading rows hold no value but in their first cell; 0 where all rows would be headings."""
    for index, row in enumerate(rows):
        if any(is_value(cell) or re.match(r"^\d{4}-\d\d-\d\d$", cell) for cell in row[1:]):
            return index
    return 0
