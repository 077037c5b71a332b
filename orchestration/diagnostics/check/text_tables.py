"""Tables out of lines of text: which line is a row, and what the lines above and between rows say."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchestration.diagnostics.check.document import Table
from orchestration.diagnostics.check.grids import rectangular

_UNIT = r"(?: ?(?:%|procent|st|kr|tkr|mnkr|mkr|mdkr|kWh/kvm|dagar|år)(?![\wåäö]))?"
_PLAIN = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:[.,]\d+)?"
_VALUE = re.compile(
    rf"(?<!\S)(?:\d{{4}}-\d\d-\d\d|\({_PLAIN}\)|(?:[+]/[-−–] ?|± ?|[-−–+£€$]{{0,2}}){_PLAIN}{_UNIT})(?!\S)"
)
# A column's heading: what annual reports call their columns, with a year or a word that says whose.
_HEADS = frozenset(
    [
        "utfall",
        "bokslut",
        "budget",
        "prognos",
        "årsmål",
        "mål",
        "målvärde",
        "avvikelse",
        "differens",
        "resultat",
        "förändring",
        "period",
        "startdatum",
        "slutdatum",
        "start",
        "slut",
        "kommentar",
        "diff",
        "totalt",
        "summa",
        "outturn",
        "outcome",
        "actual",
        "variance",
        "change",
        "target",
        "year",
        "forecast",
        "share",
        "total",
        "status",
        "indikator",
        "aktivitet",
        "deviation",
    ]
)
_AFTER_HEAD = re.compile(r"VB|VP|T[123]|kv\d|\(?(?:tkr|mnkr|mkr|kr|%|procent)\)?|mellan|åren")
_STUB = re.compile(r"(?:indikator|aktivitet|nyckeltal|mått|indicator|activity|measure|post)\b")
_YEAR = re.compile(r"(?:19|20)\d\d(?:/\d\d)?")


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
    if not any(not _YEAR.fullmatch(match[0]) for match in run):
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


def is_header_line(text: str) -> bool:
    """Say whether a line is column headings: two or more of them, and no value."""
    words = re.findall(r"\w+", text.lower())
    heads = sum(word in _HEADS or bool(_YEAR.fullmatch(word)) for word in words)
    if heads >= 2 and len(words) > 5 and not any(word in _HEADS for word in words):
        return False  # a sentence or a heading on two years
    return (
        heads >= 2
        and len(words) <= 14
        and row_of(text) is None
        and not re.search(r"[.,;]$", text.strip())
    )


def is_head_word(text: str) -> bool:
    """Say whether a line is a part of column headings, such as ``Periodens``, ``Utfall`` or ``2012``."""
    words = _joined_headings(re.findall(r"\w+", text))
    known = _HEADS | {"periodens", "perioden", "s", "vb", "kf", "nämndens", "anm", "noter"}
    return bool(words) and all(word.lower() in known or _YEAR.fullmatch(word) for word in words)


def is_stub(text: str) -> bool:
    """Say whether a line starts a table's headings with the name of what its rows are."""
    return bool(_STUB.match(text.lower()))


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
    ends = zip(_column_ends(first, widths[0]), _column_ends(second, widths[0]), strict=True)
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
        heads, before = _laid_out_heads(head_lines, rows, width)
        first_label = ""
    else:
        heads, first_label, before = _heads(head_lines, vocabulary)
    caption = caption or before
    stub = ""
    stubs = [i for i, head in enumerate(heads) if _STUB.match(head.lower())]
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
    ends = _column_ends(rows, width) if laid_out else None
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


def _column_ends(rows: Sequence[Row], width: int) -> list[float]:
    full = [row.starts for row in rows if len(row.starts) == width]
    return [sum(starts[i] for starts in full) / len(full) for i in range(width)]


def _laid_out_heads(lines: Sequence[str], rows: Sequence[Row], width: int) -> tuple[list[str], str]:
    """Return the headings over columns that blanks part, by which values they stand over; the caption over these."""
    ends = _column_ends(rows, width)
    starts = [
        min(row.starts[i] - len(row.values[i]) for row in rows if len(row.starts) == width)
        for i in range(width)
    ]
    heads = [""] * width
    stub: list[str] = []
    left = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    caption: list[str] = []
    # A line of one text that starts over the labels and reaches over the values stands over the headings.
    while len(lines) > 1 and not re.search(r"\S {2,}\S", lines[0].strip()):
        indent = len(lines[0]) - len(lines[0].lstrip())
        if indent != left or len(lines[0].rstrip()) < starts[0]:
            break
        caption.append(lines[0].strip())
        lines = lines[1:]
    for line in lines:
        parts = list(re.finditer(r"\S+(?: \S+)*", line))
        for part in parts:
            middle = (part.start() + part.end()) / 2
            distance = [
                min(
                    abs(part.end() - ends[i]),
                    abs(part.start() - starts[i]),
                    abs(middle - (starts[i] + ends[i]) / 2),
                )
                for i in range(width)
            ]
            nearest = min(range(width), key=lambda i: distance[i])
            if distance[nearest] > 9 or (part.start() == left and part.end() < starts[0]):
                stub.append(part[0])
            else:
                heads[nearest] = f"{heads[nearest]} {part[0]}".strip()
    return [" ".join(stub), *heads], " ".join(caption)


def _heads(lines: Sequence[str], vocabulary: Counter[str]) -> tuple[list[str], str, str]:
    """Return headings that have lost their columns, by the words of headings; the words after and before them."""
    words = _joined_headings([word for line in lines for word in line.split()])
    heads: list[list[str]] = []
    first = next((i for i in range(len(words)) if _is_head(words, i)), len(words))
    start = max(first - 3, 0)
    index = start
    while index < len(words):
        ahead = next(
            (k for k in range(5) if index + k < len(words) and _is_head(words, index + k)), None
        )
        if ahead is None:
            break
        cell = words[index : index + ahead + 1]
        index += ahead + 1
        # What follows a heading and belongs to it: a year, whose it is, a unit in brackets.
        while index < len(words) and (
            _YEAR.fullmatch(words[index]) or _AFTER_HEAD.fullmatch(words[index])
        ):
            cell.append(words[index])
            index += 1
        # Words before a heading that are not its own end the heading before it, where they are no genitive.
        while (
            heads
            and len(cell) > 1
            and not _is_head(cell, 0)
            and not re.search(r"s$|^kf", cell[0].lower())
        ):
            heads[-1].append(cell.pop(0))
        if not heads:
            # What stands over the labels, not over the first column of values.
            over_labels = []
            while (
                len(cell) > 1
                and not _is_head(cell, 0)
                and not re.search(r"s$|^kf", cell[0].lower())
            ):
                over_labels.append(cell.pop(0))
            heads += [over_labels] if over_labels else []
        heads.append(cell)
    if not heads:
        return [], joined_lines(words, vocabulary), ""
    return (
        [" ".join(cell) for cell in heads],
        joined_lines(words[index:], vocabulary),
        " ".join(words[:start]),
    )


def _is_head(words: Sequence[str], index: int) -> bool:
    word = words[index].lower().strip("()%")
    return word in _HEADS or bool(_YEAR.fullmatch(words[index]))


def joined_lines(parts: Sequence[str], vocabulary: Counter[str]) -> str:
    """Return the lines of a narrow cell as one text; a broken word is joined if the document has it whole."""
    text = ""
    for part in parts:
        first, last = part.split(" ")[0], text.split(" ")[-1]
        whole = vocabulary[(last + first).lower().strip(".,")]
        if (
            text
            and first[:1].islower()
            and whole
            and whole * 5 >= min(vocabulary[last.lower()], vocabulary[first.lower()])
        ):
            text += part
        else:
            text = f"{text} {part}".strip()
    return text


def _joined_headings(words: list[str]) -> list[str]:
    """Return words with those joined again that a narrow column broke, where the whole is a heading's word."""
    known = Counter(_HEADS | {"periodens", "nämndens", "årets", "föregående"})
    rejoined: list[str] = []
    index = 0
    while index < len(words):
        pair = "".join(words[index : index + 2]).lower()
        if index + 1 < len(words) and pair in known and words[index].lower() not in known:
            rejoined.append(words[index] + words[index + 1])
            index += 2
        else:
            rejoined.append(words[index])
            index += 1
    return rejoined
