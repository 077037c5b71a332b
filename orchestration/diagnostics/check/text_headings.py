"""Column headings in lines of text: which lines they are, and which words are the heading of which column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from orchestration.diagnostics.check.broken_words import joined_lines, joined_words
from orchestration.diagnostics.check.text_rows import YEAR, Row, column_ends, row_of

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
_BESIDE_HEADS = frozenset(["periodens", "nämndens", "årets", "föregående"])
_AFTER_HEAD = re.compile(r"VB|VP|T[123]|kv\d|\(?(?:tkr|mnkr|mkr|kr|%|procent)\)?|mellan|åren")
_STUB = re.compile(r"(?:indikator|aktivitet|nyckeltal|mått|indicator|activity|measure|post)\b")


def is_header_line(text: str) -> bool:
    """Say whether a line is column headings: two or more of them, and no value."""
    words = re.findall(r"\w+", text.lower())
    heads = sum(word in _HEADS or bool(YEAR.fullmatch(word)) for word in words)
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
    words = _joined(re.findall(r"\w+", text))
    known = _HEADS | {"periodens", "perioden", "s", "vb", "kf", "nämndens", "anm", "noter"}
    return bool(words) and all(word.lower() in known or YEAR.fullmatch(word) for word in words)


def is_stub(text: str) -> bool:
    """Say whether a line starts a table's headings with the name of what its rows are."""
    return bool(_STUB.match(text.lower()))


def laid_out_headings(
    lines: Sequence[str], rows: Sequence[Row], width: int
) -> tuple[list[str], str]:
    """Return the headings over columns that blanks part, by which values they stand over; the caption over these."""
    ends = column_ends(rows, width)
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


def headings_by_words(lines: Sequence[str], vocabulary: Counter[str]) -> tuple[list[str], str, str]:
    """Return headings that have lost their columns, by the words of headings; the words after and before them."""
    words = _joined([word for line in lines for word in line.split()])
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
            YEAR.fullmatch(words[index]) or _AFTER_HEAD.fullmatch(words[index])
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
    return word in _HEADS or bool(YEAR.fullmatch(words[index]))


def _joined(words: Sequence[str]) -> list[str]:
    """Return words with those joined again that a narrow column broke, where the whole is a heading's word."""
    return joined_words(words, _HEADS | _BESIDE_HEADS)
