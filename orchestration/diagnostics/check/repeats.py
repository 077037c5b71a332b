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
from orchestration.diagnostics.check.findings import Finding, Verdict, finding, ref, verdict_of
from orchestration.diagnostics.check.spans import rounds_to, span_of

_LEADERS = re.compile(r"\S {3,}\S|\. ?\. ?\. ?\.|\t")
_CHANGES = frozenset({"change", "deviation"})
_PART = re.compile(
    r"\b(?:varav|därav|of which|därutöver|härutöver|ytterligare)\b[^.;]{0,30}$|^\s*\S*\s*(?:och|and)\s*$",
    re.IGNORECASE,
)
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
    """Return the facts that are printed twice, differently."""
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
        *_shares_of_totals(texts, cells),
        *_increases(texts, cells),
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


def _stems_of_cell(cell: Figure) -> set[str]:
    """Return the words of a row's label; a bare total is of what the corner over the labels names."""
    return set(words.stems(cell.label) or words.stems(words.UNIT_STATED.sub("", cell.corner)))


def _names(stems: set[str], said: Sequence[str]) -> bool:
    """Return whether a text has every word of a label.

    A word that starts a compound, such as kostnadssidan, counts, and so does what a table of costs leaves out: its
    row Personal is the text's personalkostnaderna.
    """
    return bool(stems) and all(
        any(
            other in (stem, f"{stem}kostnad", f"{stem}intäkt")
            or (len(stem) > 5 and other.startswith(stem + "s"))
            for other in said
        )
        for stem in stems
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
    labels = {cell.id: _stems_of_cell(cell) for cell in cells}
    alike: dict[tuple[int | None, str], list[Figure]] = defaultdict(list)
    for cell in cells:
        if labels[cell.id]:
            alike[cell.year, cell.number.unit].append(cell)
    for text in texts:
        if (
            text.role in ("share", "change_pct")
            or _PART.search(text.before)
            or text.number.qualifier in ("minst", "hogst")
        ):
            continue
        clause = words.stems(text.before[-110:] + " " + text.after[:60])
        heading = words.stems(" ".join(text.section[-1:]))
        same = [
            cell for cell in alike[text.year, text.number.unit]
            if _roles_agree(text, cell) and _names(labels[cell.id], [*clause, *heading])
        ]  # fmt: skip
        if agreeing := [cell for cell in same if _agrees(text, cell)]:
            yield _repeated(agreeing[0], text, Verdict.HOLDS)
            continue
        named = [cell for cell in same if _names(labels[cell.id], clause)]
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


_PRONOUN = re.compile(r"(?:De|Dessa|Detta|Den|Det|Denna|They|These|This|It)\b(?: \w+){0,2}\s*$")
_SHARE_OF = re.compile(r"^\s*(?:%|procent|per cent|percent)?\s*(?:av|of)\b", re.IGNORECASE)


def _shares_of_totals(texts: Sequence[Figure], cells: Sequence[Figure]) -> Iterator[Finding]:
    """Check "staff costs were 64 per cent of expenditure" against the row of the table and the total below it."""
    for place, text in enumerate(texts):
        if text.number.unit != "pct" or text.role != "outcome" or not _SHARE_OF.match(text.after):
            continue
        lead = text.label[: text.label.find(text.before) + len(text.before)] if text.before else ""
        if _PRONOUN.match(lead):
            # "They are 86 per cent of expenditure": what the sentence before is about.
            earlier = (f for f in reversed(texts[:place]) if f.place.block == text.place.block)
            lead = next((f.label for f in earlier if f.label != text.label), lead)
        clause = words.stems(re.split(r"[;:]| men | medan | while | but ", lead)[-1])
        of_what = words.stems(text.after[:60])
        results = []
        for part in cells:
            stems = _stems_of_cell(part)
            is_named = _names(stems, clause) and not words.TOTAL.search(part.label.lower())
            if (
                not is_named
                or part.role != "outcome"
                or part.year != text.year
                or part.number.unit == "pct"
            ):
                continue
            whole = _total_below(part, cells)
            if whole is None or not _is_the_whole(whole, of_what, text.after):
                continue
            quotient = span_of(part).over(span_of(whole))
            if quotient is not None:
                results.append(
                    (len(stems), quotient.times(Decimal(100)).without_sign(), part, whole)
                )
        if not results:
            continue
        agreeing = [result for result in results if result[1].agrees(span_of(text))]
        _, expected, part, whole = (
            agreeing[0] if agreeing else max(results, key=lambda result: result[0])
        )
        if agreeing or (
            expected.value and Decimal("0.5") < text.amount / expected.value < Decimal(2)
        ):
            explanation = f"{part.label.strip()} {part.number.text} of {whole.label.strip()} {whole.number.text}"
            verdict = verdict_of(agrees=bool(agreeing), is_exact=True)
            yield finding("share", [part, whole, text], expected, explanation, verdict)


def _is_the_whole(whole: Figure, of_what: Sequence[str], after: str) -> bool:
    """Return whether a total is what a share is said to be of: by its name, or a bare total by a word for all."""
    named = set(words.stems(f"{whole.label} {whole.caption} {whole.group}"))
    if not words.stems(whole.label) and re.search(
        r"\b(?:total\w*|summa\w*|samtliga|hela|alla|all)\b", after.lower()
    ):
        return True
    return bool(named & set(of_what))


def _total_below(part: Figure, cells: Sequence[Figure]) -> Figure | None:
    """Return the first total below a cell, in its column."""
    below = [
        cell
        for cell in cells
        if (cell.place.block, cell.place.column) == (part.place.block, part.place.column)
        and (cell.place.row or 0) > (part.place.row or 0)
        and words.TOTAL.search(cell.label.lower().strip("* "))
    ]
    return min(below, key=lambda cell: cell.place.row or 0, default=None)


def _increases(texts: Sequence[Figure], cells: Sequence[Figure]) -> Iterator[Finding]:
    """Check "revenue has increased by 13,5" against the two years that a table prints of revenue."""
    rows: dict[tuple[int, int], list[Figure]] = {}
    for cell in cells:
        rows.setdefault((cell.place.block, cell.place.row or 0), []).append(cell)
    for text in texts:
        if text.role != "change" or text.year is None or _PART.search(text.before):
            continue
        clause = words.stems(text.before[-90:])
        results = []
        for row in rows.values():
            stems = _stems_of_cell(row[0])
            if not _names(stems, clause):
                continue
            now = [c for c in row if c.role == "outcome" and c.year == text.year and c.amount >= 0]
            then = [c for c in row if c.role == "outcome" and c.year == text.year - 1]
            if len(now) != 1 or len(then) != 1 or now[0].number.unit != then[0].number.unit:
                continue
            if text.number.unit == now[0].number.unit:
                expected = (span_of(now[0]) - span_of(then[0])).without_sign()
            elif text.number.unit == "pct" and now[0].number.unit != "pct":
                quotient = (span_of(now[0]) - span_of(then[0])).over(span_of(then[0]))
                if quotient is None:
                    continue
                expected = quotient.times(Decimal(100)).without_sign()
            else:
                continue
            results.append((len(stems), expected, then[0], now[0]))
        if not results:
            continue
        agreeing = [result for result in results if result[1].agrees(span_of(text).without_sign())]
        _, expected, then, now = (
            agreeing[0] if agreeing else max(results, key=lambda result: result[0])
        )
        if agreeing or (
            expected.value and Decimal("0.6") < abs(text.amount) / expected.value < Decimal("1.7")
        ):
            explanation = (
                f"{now.label.strip()}: {then.number.text} and {now.number.text} in the table"
            )
            verdict = verdict_of(agrees=bool(agreeing), is_exact=rounds_to(expected, text))
            more, less = (now, then) if now.amount >= then.amount else (then, now)
            predicate = (
                f"{ref(more)} - {ref(less)} = {ref(text)}"
                if text.number.unit == now.number.unit
                else ""
            )
            yield finding("change", [then, now, text], expected, explanation, verdict, predicate)


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
