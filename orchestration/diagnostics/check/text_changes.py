"""Check the changes that a sentence states: from, to and by, two years and their difference, and the direction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.findings import Finding, finding, ref, verdict_of
from orchestration.diagnostics.check.spans import Span, rounds_to, span_of

_HUNDRED = Decimal(100)
_FROM = re.compile(r"\b(?:från|from)\b[^,;.]{0,25}$")
_TO = re.compile(r"\b(?:till|to)\b[^,;.]{0,15}$")
_BY = re.compile(r"\b(?:med|om|på|by|of)(?: drygt| knappt| ca| cirka| about)?(?: £| €)?\s*$")
_VERB = re.compile(
    r"\b(?:ök|minsk|sjunk|sjönk|steg|stig|fell|fall|rose|rise|grew|drop|increas|decreas|reduc|declin|gick)\w*",
    re.IGNORECASE,
)
_THAT_IS = re.compile(
    r"(?:Det|Detta|Vilket|That|This|It) (?:är|var|innebär|motsvarar|is|was|means|represents)\b"
)
_NEGATED = re.compile(r"\b(?:inte|ej|icke|aldrig|not|no)\b", re.IGNORECASE)


def check_changes(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
    """Yield the findings on a sentence's changes; ``near`` are the figures of the sentence before it."""
    yield from _from_to_by(sentence)
    yield from _from_to(sentence)
    yield from _value_prior_change(sentence)
    yield from _change_of_the_sentence_before(sentence, near)
    yield from _direction(sentence, near)


def _agrees(expected: Span, figure: Figure) -> bool:
    return expected.without_sign().agrees(span_of(figure).without_sign())


def _change(before: Figure, after: Figure, by: Figure) -> Span | None:
    """Return the change between two figures in the unit of the figure that states it; None if it has another."""
    a, b = span_of(before), span_of(after)
    if before.number.unit != after.number.unit:
        return None
    unit = by.number.unit
    if unit == "pct" and before.number.unit != "pct":
        quotient = (b - a).over(a)
        return None if quotient is None else quotient.times(_HUNDRED)
    if unit == before.number.unit or (unit == "percentage_points" and before.number.unit == "pct"):
        return b - a
    if not by.number.has_unit and unit == "count" and before.number.unit != "pct":
        return b - a
    return None


def _changed(before: Figure, after: Figure, by: Figure, expected: Span) -> Finding:
    """Return the finding on a change: whether it is what its two figures give."""
    sizes = expected.without_sign()
    verdict = verdict_of(agrees=_agrees(expected, by), is_exact=rounds_to(sizes, by))
    more, less = (after, before) if expected.value >= 0 else (before, after)
    is_linear = by.number.unit != "pct" or before.number.unit == "pct"
    predicate = f"{ref(more)} - {ref(less)} = {ref(by)}" if is_linear else ""
    text = f"from {before.number.text} to {after.number.text}"
    return finding("change", [before, after, by], sizes, text, verdict, predicate)


def _from_to_by(sentence: list[Figure]) -> Iterator[Finding]:
    if not _VERB.search(sentence[0].label):
        return
    for one, two in pairwise(sentence):
        if not (_FROM.search(one.before) and _TO.search(two.before)):
            continue
        for by in sentence:
            if by is one or by is two or not (by.role == "change" or _BY.search(by.before)):
                continue
            expected = _change(one, two, by)
            if expected is not None:
                yield _changed(one, two, by, expected)


def _from_to(sentence: list[Figure]) -> Iterator[Finding]:
    """Check "sick leave fell from 6.1 to 6.4 per cent": the direction that the clause states against its figures."""
    for one, two in pairwise(sentence):
        if not (_FROM.search(one.before) and _TO.fullmatch(two.before.strip())):
            continue
        if not one.has_unit_of(two):
            continue
        clause = re.split(r"[,;:]| men | medan | while | but ", one.before.lower())[-1]
        up, down = words.UP.search(clause), words.DOWN.search(clause)
        said = up or down
        if said is not None and not (up and down) and not _NEGATED.search(clause):
            yield from _moved(one, two, said[0], is_up=bool(up))


def _moved(then: Figure, now: Figure, word: str, *, is_up: bool) -> Iterator[Finding]:
    """Yield the finding on whether a figure rose or fell as a word says; none if the two may be the same."""
    rose, fell = span_of(now).low > span_of(then).high, span_of(now).high < span_of(then).low
    if rose or fell:
        verdict = verdict_of(agrees=rose if is_up else fell, is_exact=True)
        text = f"“{word}”: from {then.number.text} to {now.number.text}"
        predicate = f"{ref(now)} {'>' if is_up else '<'} {ref(then)}"
        yield finding(
            "direction", [then, now], f"a change that is “{word}”", text, verdict, predicate
        )


def _value_prior_change(sentence: list[Figure]) -> Iterator[Finding]:
    """Check a figure, the same of the year before in brackets, and the change between them."""
    yield from _two_years_and_change(sentence)
    for now, then in pairwise(sentence):
        if (
            now.role != "outcome"
            or then.role != "outcome"
            or then.year is None
            or now.year != then.year + 1
        ):
            continue
        if not re.search(r"\(\s*$", then.before) or not then.after.startswith(")"):
            continue
        following = sentence[sentence.index(then) + 1 :]
        by = following[0] if following and following[0].role == "change" else None
        expected = _change(then, now, by) if by else None
        if by is not None and expected is not None:
            yield _changed(then, now, by, expected)


def _change_of_the_sentence_before(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
    """Check "There were 4 215 pupils (4 310 in 2022). That is 85 fewer": a change, and two years just before it."""
    if len(sentence) != 1 or sentence[0].role != "change" or not _THAT_IS.match(sentence[0].label):
        return
    values = [f for f in near if f.role == "outcome" and f.year is not None]
    if len(values) == 2:
        now, then = sorted(values, key=lambda f: -(f.year or 0))
        expected = _change(then, now, sentence[0])
        if (then.year or 0) + 1 == now.year and expected is not None:
            yield _changed(then, now, sentence[0], expected)


def _two_years_and_change(sentence: list[Figure]) -> Iterator[Finding]:
    """Check "revenue grew by 4.2 % to 31.5 (2016: 30.2)": one change, and one figure of each of two years."""
    changes = [f for f in sentence if f.role == "change"]
    values = [f for f in sentence if f.role == "outcome"]
    if len(changes) != 1 or len(values) != 2 or values[0].year is None or values[1].year is None:
        return
    now, then = sorted(values, key=lambda f: -(f.year or 0))
    if (then.year or 0) + 1 == now.year and _VERB.search(sentence[0].label):
        expected = _change(then, now, changes[0])
        if expected is not None:
            yield _changed(then, now, changes[0], expected)


def _direction(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
    """Check that what is said to have risen has risen: the figure now against the one that it is compared with."""
    label = sentence[0].label
    text = label.lower()
    up, down = list(words.UP.finditer(text)), list(words.DOWN.finditer(text))
    if bool(up) == bool(down) or _NEGATED.search(text):
        return
    values = [f for f in sentence if f.role == "outcome" and not f.number.qualifier]
    if len(values) == 1 and values[0].year is not None and near:
        # "6 300 persons were trained. The number has risen compared with last year, when it was 6 850."
        shared = set(words.stems(values[0].before + values[0].after))
        earlier = [f for f in near if f.role == "outcome" and f.has_unit_of(values[0]) and f.year == values[0].year + 1
                   and shared & set(words.stems(f.after[:40]))]  # fmt: skip
        values = [*earlier[:1], *values]
    if (
        len(values) != 2
        or not values[0].has_unit_of(values[1])
        or None in (values[0].year, values[1].year)
    ):
        return
    if values[0].year == values[1].year:
        return
    now, then = sorted(values, key=lambda f: -(f.year or 0))
    if (then.year or 0) + 1 != now.year:
        return
    yield from _moved(then, now, (up or down)[0][0], is_up=bool(up))
