"""Which line of text is a row of a table: its label, its values, and where on the line each value ends."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

_UNIT = r"(?: ?(?:%|procent|st|kr|tkr|mnkr|mkr|mdkr|kWh/kvm|dagar|år)(?![\wåäö]))?"
_PLAIN = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:[.,]\d+)?"
_VALUE = re.compile(
    rf"(?<!\S)(?:\d{{4}}-\d\d-\d\d|\({_PLAIN}\)|(?:[+]/[-−–] ?|± ?|[-−–+£€$]{{0,2}}){_PLAIN}{_UNIT})(?!\S)"
)
YEAR = re.compile(r"(?:19|20)\d\d(?:/\d\d)?")


@dataclass(frozen=True)
class Cells:
    """A line as a row: its label, its values, and the column that each value ends at."""

    label: str
    values: tuple[str, ...]
    starts: tuple[int, ...]
    is_layout: bool


@dataclass(frozen=True)
class Row:
    """A row of a table, and the lines of text above it since the row before."""

    at: int
    above: tuple[str, ...]
    label: str
    values: tuple[str, ...]
    starts: tuple[int, ...]
    is_layout: bool
    line: int
    page: int


def row_of(raw: str) -> Cells | None:
    """Return a line as a row of a table; None where it is not one.

    The values must end the line, but for one short text among them. A single value counts where wide blanks part it
    from its label or where it is all of the line.
    """
    text = raw.rstrip()
    found = list(_VALUE.finditer(text))
    if not found:
        return None
    # The longest run of values with nothing but blanks between them.
    runs: list[list[re.Match[str]]] = [[found[0]]]
    for match in found[1:]:
        between = text[runs[-1][-1].end() : match.start()]
        if not between.strip() or (
            re.search(r" {2}$", between) and len(between.strip()) < 14 and len(runs[-1]) > 1
        ):
            runs[-1].append(match)
        else:
            runs.append([match])
    run = max(runs, key=len)
    label, rest = text[: run[0].start()].strip(), text[run[-1].end() :]
    if label.endswith(("(", "–")) or re.match(r"\((?:19|20)\d\d\)$", run[-1][0]):
        return None
    is_layout = bool(re.search(r"\S {2,}$", text[: run[0].start()])) if label else False
    if rest.strip() and not (
        re.match(r" {2,}\S", rest)
        or re.fullmatch(r"VB|VP|T[123]|tas|[BV]|–|-|", rest.strip().split(" ")[0])
    ):
        return None
    if rest.strip() and (len(rest.strip()) > 24 or len(run) < 2):
        return None
    if len(run) == 1:
        wide = re.search(r" {3,}$", text[: run[0].start()])
        if label and not wide:
            return None
        if not label and re.fullmatch(r"(?:19|20)\d\d", run[0][0]):
            return None
    if len(run) < 3 and label and all(re.fullmatch(r"(?:19|20)\d\d", match[0]) for match in run):
        return None
    if not any(not YEAR.fullmatch(match[0]) for match in run):
        return None  # only years: a heading
    values, ends = [run[0][0]], [run[0].end()]
    for before, match in itertools.pairwise(run):
        if between := text[before.end() : match.start()].strip():
            values.append(between)
            ends.append(before.end() + len(text[before.end() : match.start()].rstrip()))
        values.append(match[0])
        ends.append(match.end())
    if rest.strip():
        values.append(rest.strip())
        ends.append(len(text))
    return Cells(label, tuple(values), tuple(ends), is_layout)


def column_ends(rows: Sequence[Row], width: int) -> list[float]:
    """Return where the values of each column end on the line, on average over the rows that have all columns."""
    full = [row.starts for row in rows if len(row.starts) == width]
    return [sum(starts[i] for starts in full) / len(full) for i in range(width)]
