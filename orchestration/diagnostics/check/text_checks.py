"""Whether the figures of a sentence agree: from, to and by; of which; shares of stated parts; direction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.document import Document
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.findings import Finding, finding, ref, verdict_of
from orchestration.diagnostics.check.spans import Span, rounds_to, span_of, total

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
_OF_WHICH = re.compile(r"\b(?:varav|därav|av vilka|of which|of whom)\b", re.IGNORECASE)
_SIDES = (
    (re.compile(r"(?:är |var |are |were )?\b(?:kvinnor|kvinnliga|flickor|women|female|girls)\b", re.IGNORECASE),
    re.compile(r"(?:är |var |are |were )?\b(?:män|manliga|pojkar|men|male|boys)\b", re.IGNORECASE)),
)  # fmt: skip
_IS_SHARE = re.compile(r"^\s*(?:%|procent|per cent|percent)?\s*(?:av|of)\b", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:inte|ej|icke|aldrig|not|no)\b", re.IGNORECASE)


def check_texts(document: Document, figures: Sequence[Figure]) -> list[Finding]:
    """Return what does not agree within a sentence, or between it and the sentence before it."""
    found: list[Finding] = []
    texts = [
        figure for figure in figures if not figure.is_cell and figure.role and figure.is_quantity
    ]
    previous: list[Figure] = []
    for _, group in groupby(texts, key=lambda figure: (figure.place.block, figure.label)):
        sentence = list(group)
        near = previous if previous and previous[0].place.block == sentence[0].place.block else []
        for check in (
            _from_to_by,
            _from_to,
            _value_prior_change,
            _change_of_the_sentence_before,
            _of_which,
            _sides,
            _share_of_whole,
            _direction,
            _per_month,
            _target,
        ):
            found += check(sentence, near)
        previous = sentence
    return found


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


def _from_to_by(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
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


def _from_to(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
    """Check "sick leave fell from 6.1 to 6.4 per cent": the direction that the clause states against its figures."""
    for one, two in pairwise(sentence):
        if not (_FROM.search(one.before) and _TO.fullmatch(two.before.strip())):
            continue
        if not _same_kind(one, two):
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


def _value_prior_change(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
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


def _of_which(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
    label = sentence[0].label
    for position, first in enumerate(sentence):
        if not position or not _OF_WHICH.search(first.before):
            continue
        # "1 020 of food (55 per cent), of which 112 …": the whole is the nearest of the kind, and no bracket's.
        before = (f for f in reversed(sentence[:position]) if _same_kind(f, first))
        whole = next((f for f in before if not f.before.rstrip().endswith("(")), None)
        if whole is not None:
            parts = [
                p for p in sentence[position:] if _same_kind(p, whole) and p.year == whole.year
            ]
            yield from _parts(whole, [p for p in parts if p.role not in ("target", "budget")])
        return
    if not re.match(r"(?:Av|Of)\b", label):
        return
    shares = [
        f
        for f in sentence
        if f.number.unit == "pct" and f.role == "outcome" and f.year == sentence[0].year
    ]
    if len(shares) == len(sentence) > 1 and total(map(span_of, shares)).low > _HUNDRED:
        text = "the shares of one whole are more than 100 %"
        yield finding("share", shares, "at most 100 %", text)
        return
    head = set(words.stems(sentence[0].before))
    wholes = [
        f for f in near if head & set(words.stems(f.label)) and f.role in ("outcome", "change")
    ]
    parts = [f for f in sentence if f.role in ("outcome", "change")]
    if wholes and parts and sentence[0].before.count(",") == 0:
        whole = max(
            (f for f in wholes if _same_kind(f, parts[0])),
            key=lambda f: abs(f.amount),
            default=None,
        )
        if whole is not None:
            yield from _parts(whole, [p for p in parts if _same_kind(p, whole)])


def _parts(whole: Figure, parts: list[Figure]) -> Iterator[Finding]:
    if not parts or whole.number.unit in ("years", "periods", "days", "seconds"):
        return
    together = total(span_of(part).without_sign() for part in parts)
    agrees = together.low <= span_of(whole).without_sign().high
    verdict = verdict_of(agrees=agrees, is_exact=together.value <= abs(whole.amount))
    text = (
        " + ".join(part.number.text for part in parts)
        + f" {'is' if len(parts) == 1 else 'are'} of {whole.number.text}"
    )
    yield finding(
        "of which",
        [*parts, whole],
        together,
        text,
        verdict,
        f"{' + '.join(map(ref, parts))} <= {ref(whole)}",
    )


def _same_kind(one: Figure, other: Figure) -> bool:
    return one.number.unit == other.number.unit


def _sides(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
    """Check two parts that are all of a whole, women and men, against the whole that the sentence names before them."""
    for one_side, other_side in _SIDES:
        ones = [f for f in sentence if one_side.match(f.after.strip())]
        others = [f for f in sentence if other_side.match(f.after.strip())]
        if len(ones) != 1 or len(others) != 1:
            continue
        pair = sorted((ones[0], others[0]), key=lambda f: f.id)
        before = [
            f
            for f in sentence
            if f.id < pair[0].id
            and _same_kind(f, pair[0])
            and f.role == "outcome"
            and f.year == pair[0].year
        ]
        together = total(map(span_of, pair))
        if pair[0].number.unit == "pct":
            if (
                not together.agrees(Span(_HUNDRED, _HUNDRED, _HUNDRED))
                and pair[1].number.unit == "pct"
            ):
                yield finding(
                    "of which", pair, "100 % together", "the two parts are all of the whole"
                )
        elif before:
            text = (
                f"{pair[0].number.text} + {pair[1].number.text} are all of {before[0].number.text}"
            )
            verdict = verdict_of(
                agrees=_exact(together, before[0]), is_exact=together.value == before[0].amount
            )
            predicate = f"{ref(pair[0])} + {ref(pair[1])} = {ref(before[0])}"
            yield finding("of which", [*pair, before[0]], together, text, verdict, predicate)


def _exact(span: Span, figure: Figure) -> bool:
    """Return whether whole counts agree: they are not rounded, unless the text says about."""
    if figure.number.unit == "count" and not figure.number.decimals and not figure.number.qualifier:
        return span.value == figure.amount
    return span.agrees(span_of(figure))


def _share_of_whole(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
    """Check "348, which is 87 per cent of the planned 400"."""
    for position, share in enumerate(sentence):
        if (
            share.number.unit != "pct"
            or not _IS_SHARE.match(share.after)
            or not 0 < position < len(sentence) - 1
        ):
            continue
        part, whole = sentence[position - 1], sentence[position + 1]
        says = re.search(
            r"\b(?:vilket (?:är|motsvarar|utgör)|motsvarande|motsvarar|d\.? ?v\.? ?s\.?|eller"
            r"|equal to|equivalent to|or|which is)\b[^.;]{0,20}$",
            share.before,
        )
        if (
            not says
            or not _same_kind(part, whole)
            or part.number.unit == "pct"
            or len(whole.before) > 45
        ):
            continue
        quotient = span_of(part).over(span_of(whole))
        if quotient is not None:
            agrees = quotient.times(_HUNDRED).agrees(span_of(share))
            text = f"{part.number.text} of {whole.number.text}"
            yield finding(
                "share",
                [part, whole, share],
                quotient.times(_HUNDRED),
                text,
                verdict_of(agrees=agrees, is_exact=True),
            )


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
        earlier = [f for f in near if f.role == "outcome" and _same_kind(f, values[0]) and f.year == values[0].year + 1
                   and shared & set(words.stems(f.after[:40]))]  # fmt: skip
        values = [*earlier[:1], *values]
    if len(values) != 2 or not _same_kind(*values) or None in (values[0].year, values[1].year):
        return
    if values[0].year == values[1].year:
        return
    now, then = sorted(values, key=lambda f: -(f.year or 0))
    if (then.year or 0) + 1 != now.year:
        return
    yield from _moved(then, now, (up or down)[0][0], is_up=bool(up))


def _per_month(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
    for year, month in pairwise(sentence):
        if re.match(
            r"\s*(?:\w+ )?(?:per månad|i månaden|per month|a month)\b", month.after
        ) and re.search(r"\b(?:motsvarar|vilket är|eller|equal to|or)\b[^.;]{0,15}$", month.before):
            expected = span_of(year).times(Decimal(1) / 12)
            if _same_kind(year, month):
                verdict = verdict_of(agrees=expected.agrees(span_of(month)), is_exact=True)
                predicate = f"12 * {ref(month)} = {ref(year)}"
                yield finding(
                    "share",
                    [year, month],
                    expected,
                    f"a twelfth of {year.number.text}",
                    verdict,
                    predicate,
                )


_MET = re.compile(
    r"\b(?:nåddes|uppnåddes|uppnåtts|nåtts|uppnås|uppfylldes|uppfyllts|uppfylls|klarades"
    r"|överträffades|was met|were met|has been met|achieved|reached)\b"
)
_MISSED = re.compile(
    r"\b(?:inte|ej|not|aldrig)\b[^.;]{0,30}\b(?:nådde|uppnå|nått|uppfyll|klara|met\b|achiev|reach)\w*"
)


def _target(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
    """Check a target that a sentence says was met against the outcome, in the sentence or the one before it."""
    targets = [f for f in sentence if f.role == "target"]
    if len(targets) != 1:
        return
    target = targets[0]
    text = target.label.lower()
    outcomes = [
        f
        for f in (*sentence, *near)
        if f.role == "outcome" and _same_kind(f, target) and f.year == target.year
    ]
    if len(outcomes) != 1 or _MISSED.search(text) or not _MET.search(text):
        return
    outcome = outcomes[0]
    is_ceiling = target.number.qualifier == "hogst" or (
        target.number.qualifier != "minst"
        and bool(words.LOWER_IS_BETTER.search(f"{text} {outcome.label.lower()}"))
    )
    value, aim = span_of(outcome), span_of(target)
    is_missed = value.low > aim.high if is_ceiling else value.high < aim.low
    if not words.TWO_SIDED.search(text):
        expected = f"{'at most' if is_ceiling else 'at least'} {target.number.text}"
        verdict = verdict_of(agrees=not is_missed, is_exact=True)
        predicate = f"{ref(outcome)} {'<=' if is_ceiling else '>='} {ref(target)}"
        yield finding(
            "target",
            [target, outcome],
            expected,
            "the target is said to be met",
            verdict,
            predicate,
        )
