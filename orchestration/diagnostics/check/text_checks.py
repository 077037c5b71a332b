"""Whether the figures of a sentence agree with one another, and with those of the sentence before it.

Changes are in ``text_changes``, parts of a whole in ``text_parts``; here are the sentences, and targets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.document import Document
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.findings import Finding, finding, ref, verdict_of
from orchestration.diagnostics.check.spans import span_of
from orchestration.diagnostics.check.text_changes import check_changes
from orchestration.diagnostics.check.text_parts import check_parts


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
        for check in (check_changes, check_parts, _target):
            found += check(sentence, near)
        previous = sentence
    return found


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
        if f.role == "outcome" and f.has_unit_of(target) and f.year == target.year
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
