"""Which measure each number of a document most likely prints: by value, unit, year, role, words and neighbours.

A candidate must have the value, to the printed place. Candidates are ranked by how much of their name the number's
context has (words that few measures share count most), by how many digits the value has, and by whether year and role
agree. Numbers of one row or sentence are about one thing, so they vote.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import log

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.measures import MeasureValue
from orchestration.diagnostics.check.spans import span_of

# The least score of a proposal; on the worked example, nine of ten proposals are right.
LEAST_SCORE = 0.5
# A surplus or a deficit: of the year, or against the budget.
BALANCE = re.compile(
    r"(?:under|över)skott\w*\b[^.;\d]{0,30}$|\b(?:surplus|deficit|overspend|underspend)\b[^.;\d]{0,30}$"
)
_CHANGES = frozenset({"change", "deviation"})
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Proposal:
    """The measure that a number most likely prints, and how likely: 1 where value, words, year and role all say so."""

    figure_id: int
    measure: MeasureValue
    score: float
    sign: int


def match_measures(
    figures: Sequence[Figure], measures: Sequence[MeasureValue]
) -> dict[int, Proposal]:
    """Return the best proposal for each figure that has one, by the figure's id."""
    rarity = rarity_of(measures)
    scored: dict[int, dict[int, float]] = {}
    for figure in figures:
        if figure.number.kind not in ("quantity", "date"):
            continue
        candidates = [i for i, measure in enumerate(measures) if has_value(figure, measure)]
        if candidates:
            context = context_of(figure)
            scored[figure.id] = {
                i: _score(
                    figure, measures[i], naming(measures[i], context, rarity), len(candidates)
                )
                for i in candidates
            }
    _vote(figures, measures, scored)
    found: dict[int, Proposal] = {}
    for figure in figures:
        scores = scored.get(figure.id)
        if not scores:
            continue
        certainty, nth = max((score, -i) for i, score in scores.items())
        best = -nth
        if certainty >= LEAST_SCORE:
            is_turned = measures[best].value * figure.amount < 0
            found[figure.id] = Proposal(
                figure.id, measures[best], min(certainty, 1.0), -1 if is_turned else 1
            )
    return found


def has_value(figure: Figure, measure: MeasureValue) -> bool:
    """Return whether a number has a measure's value to the printed place, of either sign, in a fitting unit."""
    number = figure.number
    if number.kind == "date":
        if measure.unit != "date" or number.day is None:
            return False
        year, month, day = number.day
        try:
            days = (date(year if year is not None else measure.year, month, day) - _EPOCH).days
        except ValueError:
            return False
        return measure.value == days and (year is None or figure.is_cell or year == measure.year)
    if not measure.may_be_printed_in(number.unit, is_stated=number.has_unit):
        return False
    span = span_of(figure)
    return span.low <= measure.value <= span.high or -span.high <= measure.value <= -span.low


def rarity_of(measures: Sequence[MeasureValue]) -> dict[str, float]:
    """Return the weight of every word: the fewer measures' names have it, the more it says."""
    seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for measure in measures:
        for name in measure.names:
            for stem in name:
                seen[stem].add((measure.measure_id, measure.member))
    everything = len({(m.measure_id, m.member) for m in measures})
    return {stem: log(1 + everything / len(of)) for stem, of in seen.items()}


def context_of(figure: Figure) -> dict[str, float]:
    """Return the words around a number and how near they are: 1 for its row or clause, less for headings."""
    found: dict[str, float] = {}

    def add(text: str, weight: float) -> None:
        for stem in words.stems(text):
            found[stem] = max(found.get(stem, 0.0), weight)
            for other in words.SYNONYMS.get(stem, ()):
                found[other] = max(found.get(other, 0.0), weight * 0.7)

    if figure.is_cell:
        add(figure.label, 1.0)
        add(figure.group, 0.9)
        add(figure.column, 0.6)
        add(figure.caption, 0.4)
    else:
        add(figure.before[-80:], 1.0)
        add(figure.after[:60], 1.0)
        add(figure.label, 0.6)
    for depth, heading in enumerate(reversed(figure.section)):
        add(heading, 0.6 if depth == 0 else 0.25)
    return found


def nearness(stem: str, context: Mapping[str, float]) -> float:
    """Return how near a word is, whole or as a part of a compound, which says less."""
    if stem in context:
        return context[stem]
    best = 0.0
    if len(stem) >= 4:
        for other, weight in context.items():
            if len(other) >= 4 and (
                stem.startswith(other)
                or other.startswith(stem)
                or stem.endswith(other)
                or other.endswith(stem)
            ):
                best = max(best, weight * 0.75)
    return best


def naming(
    measure: MeasureValue, context: Mapping[str, float], rarity: Mapping[str, float]
) -> float:
    """Return how well the words around a number match the measure's name, 0 to 1; rare words count most."""
    named = 0.0
    near = {stem for stem, weight in context.items() if weight >= 1.0}
    said = sum(rarity.get(stem, 1.0) for stem in near) or 1.0
    for rank, name in enumerate(measure.names):
        weight = sum(rarity[stem] for stem in name) or 1.0
        matched = sum(rarity[stem] * nearness(stem, context) for stem in name) / weight
        whole = dict.fromkeys(name, 1.0)
        of_mine = sum(rarity.get(stem, 1.0) for stem in near if nearness(stem, whole) > 0) / said
        named = max(named, (0.6 * matched + 0.4 * of_mine) * (1.0 if rank else 0.9))
    return named


def _score(figure: Figure, measure: MeasureValue, named: float, rivals: int) -> float:
    digits = len(str(abs(figure.number.value or Decimal(0))).replace(".", "").strip("0"))
    score = 0.75 * named + 0.05 * min(digits, 6) - 0.03 * min(rivals, 6)
    if measure.unit != "date":
        is_balance = bool(BALANCE.search(figure.before.lower())) and measure.role in (
            "outcome",
            "deviation",
        )
        score += 0.1 if is_balance else role_score(figure.role, measure.role)
        if figure.year is not None:
            score += 0.12 if figure.year == measure.year else -0.3
    return score


def role_score(printed: str, role: str) -> float:
    """Return how well the role of a printed number fits that of a measure: above zero if it does."""
    if printed == role or (printed in _CHANGES and role in _CHANGES):
        return 0.15
    if {printed, role} <= {"outcome", "deviation", "change", "share"}:
        return -0.05  # a deficit, an "of which": text seldom says which
    if "budget" in (printed, role):
        return -0.2
    return -0.4


def _vote(
    figures: Sequence[Figure], measures: Sequence[MeasureValue], scored: dict[int, dict[int, float]]
) -> None:
    """Raise the candidates that the other numbers of a row or a sentence agree on: their measure, or their member."""
    groups: dict[tuple[int, object], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.id in scored:
            groups[figure.place.block, figure.place.row if figure.is_cell else figure.label].append(
                figure
            )
    for group in groups.values():
        if len(group) < 2:
            continue
        best = {f.id: max(scored[f.id].values()) for f in group}
        support: dict[int, dict[int, float]] = {}
        for figure in group:
            support[figure.id] = {}
            for i in scored[figure.id]:
                mine = measures[i]
                gain = 0.0
                for other in group:
                    if other.id == figure.id or (
                        not other.is_cell and other.number.unit != figure.number.unit
                    ):
                        continue
                    for j, score in scored[other.id].items():
                        its = measures[j]
                        if score < best[other.id] - 0.25 or mine.member != its.member:
                            continue
                        if (mine.measure_id == its.measure_id) == (other.year != figure.year):
                            gain = max(gain, 0.1)
                support[figure.id][i] = gain
        for figure_id, gains in support.items():
            for i, gain in gains.items():
                scored[figure_id][i] += gain
