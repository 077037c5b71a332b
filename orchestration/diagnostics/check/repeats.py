"""Check that a fact printed twice is the same both times: in text and table, summary and chapter.

Two figures state one fact when their words, year, unit and role say so. Figures that differ widely state different
facts in the same words, so only a near miss is found: one within a tenth, or two whose digits are the same in another
order.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, permutations

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.document import Document
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.findings import Finding, Verdict, finding, ref
from orchestration.diagnostics.check.spans import span_of
from orchestration.diagnostics.check.text_and_tables import (
    PART,
    check_against_tables,
    names_row,
    stems_of_cell,
)

_LEADERS = re.compile(r"\S {3,}\S|\. ?\. ?\. ?\.|\t")
_CHANGES = frozenset({"change", "deviation"})
_GENERIC = frozenset(
    [
        "resultat",
        "kostnad",
        "intäkt",
        "verksamhet",
        "övrig",
        "summa",
        "result",
        "income",
        "cost",
        "other",
    ]
)


def check_repeats(document: Document, figures: Sequence[Figure]) -> list[Finding]:
    """Return the facts that are printed twice, and what a text computes from a table, with whether they agree."""
    headed = {index for index, table in document.tables() if table.header_rows}
    cells = [
        f
        for f in figures
        if f.is_cell and f.is_quantity and f.number.value and f.column and f.place.block in headed
    ]
    texts = [
        f
        for f in figures
        if not f.is_cell and f.role and f.is_quantity and f.number.value and not f.number.is_word
    ]
    texts = [f for f in texts if _is_prose(f.label) and not _is_of_others(f)]
    return [
        *_text_and_table(document, texts, cells),
        *_two_years_and_table(texts, cells),
        *check_against_tables(texts, cells),
        *_text_and_text(texts),
    ]


def _is_prose(sentence: str) -> bool:
    """Return whether a text is a sentence, and no line of a table or of a list of contents."""
    letters = re.findall(r"[^\W\d_]{2,}", sentence)
    return (
        len(letters) >= 3
        and not _LEADERS.search(sentence)
        and len(re.findall(r"\d+", sentence)) <= 2 * len(letters)
    )


def _is_of_others(figure: Figure) -> bool:
    """Return whether a figure is of another body or group, to compare with: "(compared with 43 in the city)"."""
    return bool(
        re.match(r"\W*(?:här kan |this can )?(?:jämför|att jämföra|compare)", figure.label.lower())
    )


def _agrees(one: Figure, other: Figure) -> bool:
    """Return whether both print one value: the same, or one of them rounded from the other."""
    if one.number.step == other.number.step and not (
        one.number.qualifier or other.number.qualifier
    ):
        return abs(one.amount) == abs(other.amount)
    return span_of(one).without_sign().agrees(span_of(other).without_sign())


# How far two figures of one fact may differ; further where the clause names the table's row and nothing else.
_TENTH, _HALF = Decimal("0.1"), Decimal("0.5")


def is_near_miss(one: Figure, other: Figure, part: Decimal = _TENTH) -> bool:
    """Return whether two figures differ so little, or in such a way, that one is likely a slip for the other."""
    a, b = abs(one.amount), abs(other.amount)
    if not a or not b:
        return False
    if abs(a - b) <= max(a, b) * part:
        return True
    digits = [re.sub(r"\D", "", f.number.text) for f in (one, other)]
    return (
        len(digits[0]) > 2
        and digits[0] != digits[1]
        and sorted(digits[0]) == sorted(digits[1])
        and one.number.decimals == other.number.decimals
    )


def _text_and_table(
    document: Document, texts: Sequence[Figure], cells: Sequence[Figure]
) -> Iterator[Finding]:
    labels = {cell.id: stems_of_cell(cell) for cell in cells}
    alike: dict[tuple[int | None, str], list[Figure]] = defaultdict(list)
    for cell in cells:
        if labels[cell.id]:
            alike[cell.year, cell.number.unit].append(cell)
    for text in texts:
        if (
            text.role in ("share", "change_pct")
            or PART.search(text.before)
            or text.number.qualifier in ("minst", "hogst")
        ):
            continue
        clause = words.stems(text.before[-110:] + " " + text.after[:60])
        heading = words.stems(" ".join(text.section[-1:]))
        same = [
            cell for cell in alike[text.year, text.number.unit]
            if _roles_agree(text, cell) and names_row(labels[cell.id], [*clause, *heading])
        ]  # fmt: skip
        if agreeing := [cell for cell in same if _agrees(text, cell)]:
            yield _repeated(agreeing[0], text, Verdict.HOLDS)
            continue
        named = [cell for cell in same if names_row(labels[cell.id], clause)]
        if not named:
            continue
        most = max(len(labels[cell.id]) for cell in named)
        own = set(words.stems(re.split(r"[,;:.]| men | medan | while | but ", text.before)[-1]))
        best = [
            cell
            for cell in named
            if len(labels[cell.id]) == most
            and is_near_miss(text, cell, _HALF if own == labels[cell.id] else _TENTH)
        ]
        if not best or _is_elsewhere(document, text, best[0], labels[best[0].id]):
            continue
        cell = min(best, key=lambda c: abs(abs(c.amount) - abs(text.amount)))
        yield _repeated(cell, text, Verdict.CONTRADICTS)


# So many digits do not agree by chance: a prior year's figure that a table prints too is the table's.
_TELLING_DIGITS = 4


def _two_years_and_table(texts: Sequence[Figure], cells: Sequence[Figure]) -> Iterator[Finding]:
    """Check "1 842 visits (1 645)" against the row of a table that has one of the two figures in its year.

    The text may use another name than the table: the other year's figure identifies the row.
    """
    rows: dict[tuple[int, int | None], list[Figure]] = defaultdict(list)
    for cell in cells:
        if cell.role == "outcome":
            rows[cell.place.block, cell.place.row].append(cell)
    pairs: dict[tuple[int | None, str, Decimal], list[Figure]] = defaultdict(list)
    for row in rows.values():
        for then, now in permutations(row, 2):
            if then.year is not None and now.year is not None and abs(now.year - then.year) == 1:
                pairs[then.year, then.number.unit, then.amount].append(now)
    for one, other in _neighbours(texts):
        if (
            len(re.sub(r"\D", "", one.number.text).strip("0")) < _TELLING_DIGITS
            or one.number.qualifier
        ):
            continue
        beside = [
            cell
            for cell in pairs[one.year, one.number.unit, one.amount]
            if (cell.year, cell.number.unit) == (other.year, other.number.unit)
        ]
        if not beside or any(_agrees(other, cell) for cell in beside):
            continue
        if is_near_miss(other, beside[0]):
            yield _repeated(beside[0], other, Verdict.CONTRADICTS)


def _neighbours(texts: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Yield the figures of one sentence that are of two years that follow one another, both ways."""
    for _, group in groupby(texts, key=lambda figure: (figure.place.block, figure.label)):
        outcomes = [
            figure for figure in group if figure.role == "outcome" and figure.year is not None
        ]
        for one, other in permutations(outcomes, 2):
            if (
                abs((one.year or 0) - (other.year or 0)) == 1
                and one.number.unit == other.number.unit
            ):
                yield one, other


def _repeated(one: Figure, other: Figure, verdict: Verdict) -> Finding:
    """Return the finding on a repeated figure: equal to the last place, unless one is printed in coarser steps."""
    relation = "==" if one.number.step == other.number.step else "="
    is_turned = one.amount * other.amount < 0
    predicate = (
        f"{ref(one)} + {ref(other)} {relation} 0"
        if is_turned
        else f"{ref(one)} {relation} {ref(other)}"
    )
    where = (
        f"{one.label.strip()}, {one.column}: {one.number.text} in the table"
        if one.is_cell
        else f"{one.number.text} before: {one.label[:90]}"
    )
    return finding("repeated", [one, other], one.number.text, where, verdict, predicate)


def _roles_agree(text: Figure, cell: Figure) -> bool:
    if text.role in _CHANGES:
        return cell.role in _CHANGES or (cell.role == "outcome" and cell.amount < 0)
    if text.role == "outcome" and re.search(
        r"\b(?:under|över)skott\w*\b[^.;\d]{0,25}$", text.before.lower()
    ):
        return cell.role in (*_CHANGES, "outcome")
    return text.role == cell.role


def _is_elsewhere(document: Document, text: Figure, cell: Figure, stems: set[str]) -> bool:
    """Return whether a label of one general word, in another chapter than a summary, may be of something else."""
    if len(stems) > 1:
        return False
    mine, its = text.section, document.section(cell.place.block)
    is_summary = any(words.SUMMARY.search(heading.lower()) for heading in (*mine, *its))
    return not is_summary and mine[:2] != its[:2] and (bool(stems & _GENERIC) or len(mine) > 1)


def _text_and_text(texts: Sequence[Figure]) -> Iterator[Finding]:
    """Yield a finding on each figure that contradicts an earlier one of the same thing: the first such pair."""
    alike: dict[tuple[str, int | None, str], deque[Figure]] = defaultdict(lambda: deque(maxlen=300))
    subjects: dict[int, tuple[set[str], set[str]]] = {}
    for text in texts:
        if text.number.qualifier:
            continue
        subjects[text.id] = _subject(text)
        earlier = alike[text.number.unit, text.year, text.role]
        for one in earlier:
            if one.label == text.label or _agrees(one, text) or not is_near_miss(one, text):
                continue
            if _related(one, text) and _one_thing(subjects[one.id], subjects[text.id], one, text):
                yield _repeated(one, text, Verdict.CONTRADICTS)
                break
        earlier.append(text)


def _one_thing(
    mine: tuple[set[str], set[str]], its: tuple[set[str], set[str]], one: Figure, other: Figure
) -> bool:
    """Return whether two figures in text are of one thing: their words agree, fewer if their digits are the same."""
    (clause, lead), (its_clause, its_lead) = mine, its
    if not clause or not its_clause:
        return False
    shared = clause & its_clause
    if _digits(one) == _digits(other):
        return bool(shared) and shared in (clause, its_clause)
    both = lead & its_lead
    return (
        len(shared) >= len(clause | its_clause) * 0.75 and len(both) >= len(lead | its_lead) * 0.6
    )


def _digits(figure: Figure) -> list[str]:
    return sorted(re.sub(r"\D", "", figure.number.text))


def _subject(text: Figure) -> tuple[set[str], set[str]]:
    """Return the words of a figure's clause with the noun after it, and those of its sentence up to there."""
    lead = text.label[: text.label.find(text.number.text)]
    return set(words.stems(text.clause)), set(words.stems(f"{lead} {text.noun}"))


def _related(one: Figure, other: Figure) -> bool:
    """Return whether two figures may be of one thing: in the same section, or one of them in a summary."""
    if any(
        words.SUMMARY.search(heading.lower())
        for heading in (*one.section[-1:], *other.section[-1:])
    ):
        return True
    return one.section == other.section
