"""Tables out of rows of text: the rows in their columns, below the headings that the lines above them say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from orchestration.diagnostics.check.broken_words import joined_lines
from orchestration.diagnostics.check.document import Table
from orchestration.diagnostics.check.grids import rectangular
from orchestration.diagnostics.check.text_headings import (
    headings_by_words,
    is_header_line,
    is_stub,
    laid_out_headings,
)
from orchestration.diagnostics.check.text_rows import Row, column_ends


def goes_on(before: Sequence[Row], lead: Sequence[str], rows: Sequence[Row]) -> bool:
    """Say whether rows below a blank line are the table's above it: one heading at most leads to the same columns."""
    if len(lead) > 1 or before[-1].page != rows[0].page:
        return False
    if lead and (is_header_line(lead[0]) or re.search(r"\S {3,}\S", lead[0])):
        return False
    widths = [max(len(row.values) for row in part) for part in (before, rows)]
    if widths[0] != widths[1] or widths[0] < 2:
        return False
    first, second = (
        [row for row in part if row.is_layout and len(row.starts) == widths[0]]
        for part in (before, rows)
    )
    if not first or not second:
        return False
    ends = zip(column_ends(first, widths[0]), column_ends(second, widths[0]), strict=True)
    return all(abs(one - other) <= 1 for one, other in ends)


def as_table(rows: Sequence[Row], above: Sequence[str], vocabulary: Counter[str]) -> Table | None:
    """Return rows as a table with column headings, from the lines above the first row; None where they make no sense.

    ``vocabulary`` are the words of the document, by which words that a narrow column broke are joined again.
    """
    width = max(len(row.values) for row in rows)
    head_lines = list(above)
    caption = ""
    if head_lines and re.match(r"\s*(?:tabell|table|diagram)\b", head_lines[0], re.IGNORECASE):
        caption = head_lines.pop(0).strip()
    laid_out = sum(row.is_layout for row in rows) > len(rows) / 2 and any(
        len(row.starts) == width for row in rows
    )
    if laid_out:
        heads, before = laid_out_headings(head_lines, rows, width)
        first_label = ""
    else:
        heads, first_label, before = headings_by_words(head_lines, vocabulary)
    caption = caption or before
    stub = ""
    stubs = [i for i, head in enumerate(heads) if is_stub(head)]
    if laid_out or stubs:
        stub = heads[stubs[-1] if stubs else 0]
        heads = heads[(stubs[-1] if stubs else 0) + 1 :]
    elif len(heads) > width:
        stub, heads = " ".join(heads[:-width]), heads[-width:]
    columns = max(width, len(heads))
    rows = [_split(row, columns) for row in rows]
    grid = [[stub, *heads, *[""] * (columns - len(heads))]]
    lines: list[int | None] = [None]
    guessed: set[int] = set()
    ends = column_ends(rows, width) if laid_out else None
    for index, row in enumerate(rows):
        over = (
            [first_label]
            if index == 0 and first_label
            else ([] if index == 0 else [line.rstrip("\n") for line in row.above])
        )
        label = row.label
        if over and label and (label[0].isupper() or label[0].isdigit()):
            for section in over if index else []:
                grid.append([section.strip(), *[""] * columns])
                lines.append(row.line)
            if index == 0:
                grid.append([first_label, *[""] * columns])
                lines.append(row.line)
        else:
            label = joined_lines([*(line.strip() for line in over), label], vocabulary)
        if ends is None and len(row.values) < columns:
            guessed.add(len(grid))
        grid.append([label, *_placed(row, columns, heads, ends)])
        lines.append(row.line)
    if not any(heads):
        grid, lines, guessed = grid[1:], lines[1:], {row - 1 for row in guessed}
    return Table(
        rectangular(grid),
        int(any(heads)),
        caption,
        row_lines=tuple(lines),
        guessed_rows=frozenset(guessed),
    )


def _split(row: Row, columns: int) -> Row:
    """Return a row whose values were read as one grouped number, where its columns show that they are several."""
    values: list[str] = []
    for value in row.values:
        parts = re.split(r"[ \u00a0]", value)
        is_grouped = len(parts) > 2 and all(part.isdigit() and len(part) == 3 for part in parts)
        room = columns - (len(row.values) - 1)
        values += (
            parts
            if is_grouped and len(row.values) * 2 <= columns and len(parts) <= room
            else [value]
        )
    if len(values) == len(row.values):
        return row
    return replace(row, values=tuple(values), starts=())


def _placed(
    row: Row, columns: int, heads: Sequence[str], ends: Sequence[float] | None
) -> list[str]:
    """Return a row's values in their columns; where some are missing, by where on the line the values end."""
    values = list(row.values)
    missing = columns - len(values)
    if missing <= 0:
        return values
    placed = [""] * columns
    if ends is not None and row.starts:
        free = list(range(columns))
        for value, end in zip(values, row.starts, strict=True):
            nearest = min(
                free, key=lambda column: abs((ends[column] if column < len(ends) else 999) - end)
            )
            placed[nearest] = value
            free = [column for column in free if column > nearest] or free
        return placed
    # A year ends the row where the last heading is the period; what is missing is missing at the widest gap.
    if len(values) == 1:
        placed[-1] = values[0]
        return [*placed[:-1], values[0]] if not heads else _single(values[0], heads, columns)
    gaps = [
        b - a - len(value)
        for a, b, value in zip(row.starts, row.starts[1:], values[1:], strict=False)
    ]
    widest = (
        max(range(len(gaps)), key=lambda i: gaps[i]) if gaps and max(gaps) > 1 else len(values) - 1
    )
    if (
        re.search(r"(?:19|20)\d\d$", values[-1])
        and heads[-1:]
        and heads[-1].lower() == "period"
        and (not gaps or max(gaps) < 2)
    ):
        widest = len(values) - 2
    return [*values[: widest + 1], *[""] * missing, *values[widest + 1 :]]


def _single(value: str, heads: Sequence[str], columns: int) -> list[str]:
    """Place a value that is alone in its row under the outcome, which such a row nearly always shows."""
    outcome = [
        i
        for i, head in enumerate(heads)
        if re.search(r"utfall|bokslut|outturn|actual", head.lower())
    ]
    placed = [""] * columns
    placed[outcome[0] if outcome else 0] = value
    return placed
