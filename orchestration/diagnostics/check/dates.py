"""Whether dates are in order: an end after its start, and a report approved after the year that it reports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from orchestration.diagnostics.check.document import Document
from orchestration.diagnostics.check.figures import Figure, report_year
from orchestration.diagnostics.check.findings import Finding, ref

_START = re.compile(
    r"\b(?:start\w*|börja\w*|inled\w*|påbörja\w*|öppna\w*|began|begun|start\w*|opened|from|från)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
_END = re.compile(
    r"\b(?:avsluta\w*|slut\w*|upphör\w*|färdig\w*|stäng\w*|ended|closed|completed|finished)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
# What happens to a report when its year has ended.
_APPROVED = re.compile(
    r"\b(?:ärendet|rapporten|årsredovisningen|verksamhetsberättelsen|bokslutet"
    r"|the (?:annual )?report|the accounts|these accounts)\b[^.;]{0,60}"
    r"\b(?:behandla\w*|beslut\w*|faststäl\w*|godkän\w*|underteckna\w*|avge\w*|approved|adopted|signed)\b[^.;]{0,60}$",
    re.IGNORECASE,
)


def check_dates(document: Document, figures: Sequence[Figure]) -> list[Finding]:
    """Return dates that are not in the order that their words say."""
    days = [figure for figure in figures if figure.number.date is not None]
    return [*_in_rows(days), *_in_sentences(days), *_approvals(document, days)]


def _in_rows(days: Sequence[Figure]) -> Iterator[Finding]:
    cells = [figure for figure in days if figure.is_cell]
    for _, group in groupby(cells, key=lambda figure: (figure.place.block, figure.place.row)):
        row = list(group)
        starts = [f for f in row if re.search(r"start|från|from|begin", f.column.lower())]
        ends = [f for f in row if re.search(r"slut|till|end|to\b", f.column.lower())]
        if len(starts) == 1 and len(ends) == 1 and _day(ends[0]) < _day(starts[0]):
            yield _finding(starts[0], ends[0], f"{starts[0].label}: the end is before the start")


def _in_sentences(days: Sequence[Figure]) -> Iterator[Finding]:
    texts = [figure for figure in days if not figure.is_cell]
    for _, group in groupby(texts, key=lambda figure: (figure.place.block, figure.label)):
        for one, two in zip(ordered := list(group), ordered[1:], strict=False):
            between = two.label[
                two.label.find(one.number.text) + len(one.number.text) : two.label.rfind(
                    two.number.text
                )
            ]
            before = one.label[: one.label.find(one.number.text)]
            is_range = re.fullmatch(
                r"\s*(?:[-–—]|till(?: och med)?|t\.?o\.?m\.?|to|until)\s*(?:den )?",
                between,
                re.IGNORECASE,
            )
            if (is_range or (_START.search(before) and _END.search(between))) and _day(two) < _day(
                one
            ):
                yield _finding(one, two, "the end is before the start")


def _approvals(document: Document, days: Sequence[Figure]) -> Iterator[Finding]:
    """Check that a report is approved after the last day of its year, as the report itself states that day."""
    approvals = [
        f
        for f in days
        if not f.is_cell and _APPROVED.search(f.label[: f.label.find(f.number.text)])
    ]
    year = report_year(document) if approvals else None
    if year is None:
        return
    # The day that the text states, such as the balance sheet's, before one that only a table has.
    closing = sorted((f for f in days if _day(f) == date(year, 12, 31)), key=lambda f: f.is_cell)
    for figure in approvals:
        end = next((f for f in closing if f is not figure), None)
        if end is not None and _day(figure) <= _day(end):
            text = f"the report is dealt with before {end.number.text}, the end of the year that it reports"
            yield _finding(end, figure, text)


def _day(figure: Figure) -> date:
    day = figure.number.date
    assert day is not None
    return day


def _finding(one: Figure, two: Figure, explanation: str) -> Finding:
    return Finding(
        "dates", (one.id, two.id), (str(one.place), str(two.place)), two.number.text, f"a day after {one.number.text}",
        explanation, predicate=f"{ref(two)} > {ref(one)}", quote=two.label,
    )  # fmt: skip
