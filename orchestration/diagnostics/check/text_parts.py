"""Check the parts of a whole that a sentence states: of which, women and men, a share of it, a twelfth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.findings import Finding, finding, ref, verdict_of
from orchestration.diagnostics.check.spans import Span, span_of, total

_HUNDRED = Decimal(100)
_OF_WHICH = re.compile(r"\b(?:varav|därav|av vilka|of which|of whom)\b", re.IGNORECASE)
_SIDES = (
    (re.compile(r"(?:är |var |are |were )?\b(?:kvinnor|kvinnliga|flickor|women|female|girls)\b", re.IGNORECASE),
    re.compile(r"(?:är |var |are |were )?\b(?:män|manliga|pojkar|men|male|boys)\b", re.IGNORECASE)),
)  # fmt: skip


def check_parts(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
    """Yield the findings on a sentence's parts of a whole; ``near`` are the figures of the sentence before it."""
    yield from _of_which(sentence, near)
    yield from _sides(sentence)
    yield from _share_of_whole(sentence)
    yield from _per_month(sentence)


def _of_which(sentence: list[Figure], near: list[Figure]) -> Iterator[Finding]:
    label = sentence[0].label
    for position, first in enumerate(sentence):
        if not position or not _OF_WHICH.search(first.before):
            continue
        # "1 020 of food (55 per cent), of which 112 …": the whole is the nearest of the kind, and no bracket's.
        before = (f for f in reversed(sentence[:position]) if f.has_unit_of(first))
        whole = next((f for f in before if not f.before.rstrip().endswith("(")), None)
        if whole is not None:
            parts = [
                p for p in sentence[position:] if p.has_unit_of(whole) and p.year == whole.year
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
            (f for f in wholes if f.has_unit_of(parts[0])),
            key=lambda f: abs(f.amount),
            default=None,
        )
        if whole is not None:
            yield from _parts(whole, [p for p in parts if p.has_unit_of(whole)])


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


def _sides(sentence: list[Figure]) -> Iterator[Finding]:
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
            and f.has_unit_of(pair[0])
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


def _share_of_whole(sentence: list[Figure]) -> Iterator[Finding]:
    """Check "348, which is 87 per cent of the planned 400"."""
    for position, share in enumerate(sentence):
        if (
            share.number.unit != "pct"
            or not words.SHARE_OF.match(share.after)
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
            or not part.has_unit_of(whole)
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


def _per_month(sentence: list[Figure]) -> Iterator[Finding]:
    for year, month in pairwise(sentence):
        if re.match(
            r"\s*(?:\w+ )?(?:per månad|i månaden|per month|a month)\b", month.after
        ) and re.search(r"\b(?:motsvarar|vilket är|eller|equal to|or)\b[^.;]{0,15}$", month.before):
            expected = span_of(year).times(Decimal(1) / 12)
            if year.has_unit_of(month):
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
