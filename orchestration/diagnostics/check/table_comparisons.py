"""What a column says of others: the difference of two, a change in per cent, or the share of a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.findings import Finding, finding, ref, verdict_of
from orchestration.diagnostics.check.number_tables import NumberTable
from orchestration.diagnostics.check.spans import Span, span_of

# Two figures, what is printed of them, what it should be, and whether the two agree.
Comparison = tuple[Figure, Figure, Figure, Span, bool]

_HUNDRED = Decimal(100)


def comparisons(table: NumberTable) -> Iterator[Finding]:
    """Yield the comparisons of each column of a table; of percentages and shares those that do not agree."""
    for column in table.columns:
        yield from _differences(table, column)
        yield from _percentages(table, column)
        yield from _shares(table, column)


def _differences(table: NumberTable, column: int) -> Iterator[Finding]:
    head = table.heads[column]
    is_percent = table.is_percent(column)
    says = bool(words.DEVIATION.search(head)) and not is_percent
    # A column that is called a difference is one; only where none is may a column without the name be.
    if is_percent or (not says and table.has_named_difference):
        return

    def way(a: Span, b: Span) -> Span:
        return a - b

    best = _best_pair(table, column, way)
    if best is None:
        return
    holds, of, results = best
    enough = (holds >= 1 and holds * 3 >= of) if says else (holds >= 3 and holds * 4 >= of * 3)
    if enough and any(result[2].amount for result in results):
        for i, (a, b, target, expected, agrees) in enumerate(results):
            if agrees and a.amount < 0 and b.amount < 0 and _is_turned(results, i, always=True):
                # Where costs have a minus the difference goes the same way in every row: this one's sign is wrong.
                expected, agrees = -expected, False
            elif not agrees and _is_turned(results, i):
                expected = -expected
            first, second = (a, b) if expected.value == a.amount - b.amount else (b, a)
            text = f"{target.label}, {target.column or 'difference'}: {a.number.text} and {b.number.text}"
            verdict = verdict_of(agrees=agrees, is_exact=expected.value == target.amount)
            predicate = f"{ref(first)} - {ref(second)} = {ref(target)}"
            yield finding("difference", [a, b, target], expected, text, verdict, predicate)


def _percentages(table: NumberTable, column: int) -> Iterator[Finding]:
    is_change = re.search(
        r"förändring|ökning|minskning|change|increase|utveckling|avvikelse|variance|diff",
        table.heads[column],
    )
    if not table.is_percent(column) or not is_change:
        return

    def way(a: Span, b: Span) -> Span | None:
        quotient = (b - a).over(a)
        return None if quotient is None else quotient.times(_HUNDRED)

    best = _best_pair(table, column, way)
    if best is not None and best[0] >= 2 and best[0] * 2 >= best[1]:
        for a, b, target, expected, agrees in _exactly(best[2]):
            if not agrees:
                text = f"{target.label}, {target.column}: from {a.number.text} to {b.number.text}"
                yield finding("percentage", [a, b, target], expected, text)


def _shares(table: NumberTable, column: int) -> Iterator[Finding]:
    if not table.is_percent(column) or not re.search(
        r"andel|share|% av|procent av|fördelning|^%$", table.heads[column]
    ):
        return
    best: tuple[int, list[Comparison]] | None = None
    for base in (c for c in table.columns if c != column and not table.is_percent(c)):
        for whole_row in table.total_rows:
            whole = table.cells.get((whole_row, base))
            results = []
            for row in table.rows:
                part, target = table.cells.get((row, base)), table.cells.get((row, column))
                if whole is None or part is None or target is None:
                    continue
                quotient = span_of(part).over(span_of(whole))
                if quotient is not None:
                    expected = quotient.times(_HUNDRED)
                    results.append(
                        (part, whole, target, expected, expected.agrees(span_of(target)))
                    )
            holds = sum(result[4] for result in results)
            if holds >= 2 and holds * 2 >= len(results) and (best is None or holds > best[0]):
                best = (holds, results)
    for part, whole, target, expected, agrees in _exactly(best[1]) if best else ():
        if not agrees:
            text = f"{target.label}, {target.column}: {part.number.text} of {whole.number.text}"
            yield finding("share", [part, whole, target], expected, text)


def _is_turned(
    results: Sequence[Comparison],
    index: int,
    *,
    always: bool = False,
) -> bool:
    """Say whether the nearest row that holds, or all others, at least three, go the other way than one does."""

    def is_forward(row: Comparison) -> bool:
        return row[3].value == row[0].amount - row[1].amount

    mine = is_forward(results[index])
    near = sorted(range(len(results)), key=lambda i: abs(i - index))
    others = [results[i] for i in near if i != index and results[i][4] and results[i][3].value]
    if always:
        return len(others) > 2 and all(is_forward(row) != mine for row in others)
    return bool(others) and is_forward(others[0]) != mine


def _best_pair(
    table: NumberTable, column: int, way: Callable[[Span, Span], Span | None]
) -> tuple[int, int, list[Comparison]] | None:
    """Return the pair of columns of which most rows hold in ``way``: how many hold, of how many, and every row."""
    best = None
    others = [c for c in table.columns if c != column and not table.is_percent(c)]
    for a, b in permutations(others, 2):
        if a > b:
            continue
        results = []
        for row in table.rows:
            three = [table.cells.get((row, c)) for c in (a, b, column)]
            if any(figure is None for figure in three):
                continue
            first, second, target = (figure for figure in three if figure is not None)
            if first.number.unit != second.number.unit or first.number.kind != "quantity":
                continue
            ways = [way(span_of(first), span_of(second)), way(span_of(second), span_of(first))]
            printed = span_of(target)
            known = [w for w in ways if w is not None]
            if not known:
                continue
            fits = [w for w in known if w.agrees(printed)]
            nearest = min(fits or known, key=lambda w: abs(w.value - target.amount))
            results.append((first, second, target, nearest, bool(fits)))
        # A row of zeros holds for every pair and says nothing.
        holds = sum(
            result[4] and (bool(result[2].amount) or result[3].value == 0) for result in results
        )
        is_role = {
            table.cells.get((r, c)) and table.cells[r, c].role
            for r in table.rows
            for c in (a, b)
            if (r, c) in table.cells
        }
        rank = (holds, len(is_role & {"deviation", "target", "owner_target"}) == 0)
        if results and (best is None or rank > best[0]):
            best = (rank, len(results), results)
    return None if best is None else (best[0][0], best[1], best[2])


def _exactly(
    results: Sequence[Comparison],
) -> list[Comparison]:
    """Return quotients judged by the printed figures, where nearly all rows show that these are not rounded.

    Small counts leave room for nearly any quotient if each may be off by a half; but counts are exact.
    """

    def off(target: Figure, expected: Span) -> Decimal:
        return abs(expected.value - target.amount) / target.number.step

    exact = sum(off(target, expected) <= 1 for _, _, target, expected, _ in results)
    if exact < 2 or exact * 4 < len(results) * 3:
        return list(results)
    return [
        (a, b, target, expected, agrees and off(target, expected) <= 2)
        for a, b, target, expected, agrees in results
    ]
