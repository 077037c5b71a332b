"""Check what a text computes from the rows of a table: a share of the total below a row, a change between two years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.findings import Finding, finding, ref, verdict_of
from orchestration.diagnostics.check.spans import rounds_to, span_of

# Begins what is a part of what is said before it, or is more than that.
PART = re.compile(
    r"\b(?:varav|därav|of which|därutöver|härutöver|ytterligare)\b[^.;]{0,30}$|^\s*\S*\s*(?:och|and)\s*$",
    re.IGNORECASE,
)


def check_against_tables(texts: Sequence[Figure], cells: Sequence[Figure]) -> Iterator[Finding]:
    """Yield the findings on the shares and changes that a text computes from the cells of tables."""
    yield from _shares_of_totals(texts, cells)
    yield from _increases(texts, cells)


def stems_of_cell(cell: Figure) -> set[str]:
    """Return the words of a row's label; a bare total is of what the corner over the labels names."""
    return set(words.stems(cell.label) or words.stems(words.UNIT_STATED.sub("", cell.corner)))


def names_row(stems: set[str], said: Sequence[str]) -> bool:
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


_PRONOUN = re.compile(r"(?:De|Dessa|Detta|Den|Det|Denna|They|These|This|It)\b(?: \w+){0,2}\s*$")


def _shares_of_totals(texts: Sequence[Figure], cells: Sequence[Figure]) -> Iterator[Finding]:
    """Check "staff costs were 64 per cent of expenditure" against the row of the table and the total below it."""
    for place, text in enumerate(texts):
        if (
            text.number.unit != "pct"
            or text.role != "outcome"
            or not words.SHARE_OF.match(text.after)
        ):
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
            stems = stems_of_cell(part)
            is_named = names_row(stems, clause) and not words.TOTAL.search(part.label.lower())
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
        if text.role != "change" or text.year is None or PART.search(text.before):
            continue
        clause = words.stems(text.before[-90:])
        results = []
        for row in rows.values():
            stems = stems_of_cell(row[0])
            if not names_row(stems, clause):
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
