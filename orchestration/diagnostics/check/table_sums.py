"""Sums within a table: totals of columns and of rows, rows that are called results, and one total less another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.findings import Finding, finding, ref, verdict_of
from orchestration.diagnostics.check.number_tables import NumberTable, Row
from orchestration.diagnostics.check.spans import Span, span_of, total

# The figures that are summed, the printed sum, what it should be, and whether the two agree.
Sum = tuple[list[Figure], Figure, Span, bool]

_WHOLE = Decimal(100)
# How many totals above a row are tried as the start of what it sums.
_NEAREST = 8


def sums(table: NumberTable) -> Iterator[Finding]:
    """Yield a finding for each sum that a table says, whether it agrees or not."""
    yield from _column_totals(table)
    yield from _net_rows(table)
    yield from _running_totals(table)
    yield from _row_totals(table)


def _column_totals(table: NumberTable) -> Iterator[Finding]:
    for row in table.total_rows:
        best: tuple[int, int, list[Sum]] | None = None
        for parts in _parts_of(table, row):
            results = []
            for column in table.columns:
                target = table.cells.get((row, column))
                addends = [table.cells[r, column] for r in parts if (r, column) in table.cells]
                if target is None or len(addends) < 2 or not _adds_up(table, column, target):
                    continue
                expected = total(map(span_of, addends))
                if len(addends) < len(parts) and not expected.agrees(span_of(target)):
                    continue  # a part is withheld or not printed, so that the sum says nothing
                results.append((addends, target, expected, expected.agrees(span_of(target))))
            holds = sum(result[3] for result in results)
            if results and (best is None or holds > best[0]):
                best = (holds, len(results), results)
        if best is None:
            continue
        holds, of, results = best
        is_close = (
            of == 1
            and abs(results[0][2].value - results[0][1].amount) < abs(results[0][1].amount) / 4
        )
        if holds * 2 >= of or (of == 1 and is_close and len(results[0][0]) > 2):
            yield from (_total_finding("total", *result) for result in results)


def _net_rows(table: NumberTable) -> Iterator[Finding]:
    for row in table.rows:
        label = table.labels[row]
        if not words.NET.search(label) or row in table.total_rows:
            continue
        totals = [r for r in table.total_rows if r < row][-2:]
        plain = [r for r in table.rows if r < row and r not in table.group_rows]
        pair = totals if len(totals) == 2 else plain if len(plain) == 2 else []
        if len(pair) != 2:
            continue
        between = [r for r in range(pair[1] + 1, row) if r not in table.group_rows]
        results = []
        for column in table.columns:
            three = [table.cells.get((r, column)) for r in (*pair, row)]
            if any(figure is None for figure in three):
                continue
            a, b, target = (figure for figure in three if figure is not None)
            if not _adds_up(table, column, target):
                continue
            more = total(
                span_of(table.cells[r, column]) for r in between if (r, column) in table.cells
            )
            first, second = span_of(a), span_of(b)
            ways = [first + second + more, second - first + more, first - second + more]
            fits = [way for way in ways if way.agrees(span_of(target))]
            nearest = min(fits or ways, key=lambda way: abs(way.value - target.amount))
            results.append(([a, b], target, nearest, bool(fits)))
        holds = sum(result[3] for result in results)
        if holds >= 1 and holds * 2 >= len(results):
            yield from (_total_finding("net", *result) for result in results)


def _running_totals(table: NumberTable) -> Iterator[Finding]:
    for row in table.rows:
        if not words.SUBTOTAL.search(table.labels[row]) or row in table.total_rows:
            continue
        near = range(max(row - 2 * _NEAREST, table.rows.start), row)
        above = [
            r
            for r in near
            if r not in table.group_rows and not words.OF_WHICH.search(table.labels[r])
        ]
        best: tuple[int, list[Sum]] | None = None
        for start in range(max(len(above) - 12, 0), len(above) - 1):
            results = []
            for column in table.columns:
                target = table.cells.get((row, column))
                addends = [
                    table.cells[r, column] for r in above[start:] if (r, column) in table.cells
                ]
                if (
                    target is None
                    or len(addends) < len(above) - start
                    or not _adds_up(table, column, target)
                ):
                    continue
                expected = total(map(span_of, addends))
                results.append((addends, target, expected, expected.agrees(span_of(target))))
            # A sum that is right by chance has few digits.
            holds = sum(
                result[3] and len(result[1].number.text.strip("-−0,. ")) > 1 for result in results
            )
            if holds and (best is None or holds > best[0]):
                best = (holds, results)
        if best is not None and best[0] * 2 >= len(best[1]) and len(best[1]) > 1:
            for result in best[1]:
                size = abs(result[1].amount) or Decimal(1)
                if result[3] or abs(result[2].value - result[1].amount) < size:
                    yield _total_finding("total", *result)


def _row_totals(table: NumberTable) -> Iterator[Finding]:
    for column in table.columns:
        if not words.TOTAL.search(table.heads[column].strip()) or len(table.columns) < 3:
            continue
        parts = [c for c in table.columns if c < column and "%" not in table.heads[c]]
        results = []
        for row in table.rows:
            target = table.cells.get((row, column))
            addends = [table.cells[row, c] for c in parts if (row, c) in table.cells]
            if target is None or len(addends) < 2 or target.number.unit == "pct":
                continue
            expected = total(map(span_of, addends))
            results.append((addends, target, expected, expected.agrees(span_of(target))))
        holds = sum(result[3] for result in results)
        if holds >= 2 and holds * 3 >= len(results) * 2:
            yield from (_total_finding("row total", *result) for result in results)


def _total_finding(
    kind: str, addends: list[Figure], target: Figure, expected: Span, agrees: bool
) -> Finding:
    terms = (
        " + ".join(f"{figure.number.text}" for figure in addends)
        if len(addends) < 7
        else f"{len(addends)} rows"
    )
    predicate = f"{' + '.join(map(ref, addends))} = {ref(target)}"
    if kind == "net":
        terms = f"{addends[0].number.text} and {addends[1].number.text}"
        a, b = addends
        signs = {
            a.amount + b.amount: "{0} + {1}",
            b.amount - a.amount: "{1} - {0}",
            a.amount - b.amount: "{0} - {1}",
        }
        said = signs.get(expected.value)
        predicate = f"{said.format(ref(a), ref(b))} = {ref(target)}" if said else ""
    verdict = verdict_of(agrees=agrees, is_exact=expected.value == target.amount)
    return finding(
        kind,
        [*addends, target],
        expected,
        f"{target.label}, {target.column}: {terms}",
        verdict,
        predicate,
    )


def _adds_up(table: NumberTable, column: int, target: Figure) -> bool:
    """Say whether a column's figures are of the kind that sums: amounts, counts, and shares of a whole of 100."""
    if (
        target.number.unit == "pct"
        or target.role in ("change_pct", "share")
        or "%" in table.heads[column]
    ):
        return abs(target.amount - _WHOLE) < 2
    return not re.search(r"snitt|average|medel|index|per ", table.heads[column])


def _parts_of(table: NumberTable, row: Row) -> list[list[Row]]:
    """Return the sets of rows that a total may be the total of, the likeliest first."""

    def plain(candidates: range) -> list[Row]:
        return [
            r for r in candidates
            if r not in table.total_rows and r not in table.group_rows and not words.OF_WHICH.search(table.labels[r])
            and not (words.NET.search(table.labels[r]) and not words.NET.search(table.labels[row]))
        ]  # fmt: skip

    start = table.rows.start
    earlier_totals = [r for r in table.total_rows if r < row][-_NEAREST:]
    marks = sorted([*earlier_totals, *(r for r in table.group_rows if r < row)])[-_NEAREST:]
    since = max(marks, default=start - 1) + 1
    sets = [plain(range(since, row)), plain(range(start, row)), earlier_totals]
    if row == start or not plain(range(since, row)):
        after = min(
            [
                *(r for r in table.total_rows if r > row),
                *(r for r in table.group_rows if r > row),
            ],
            default=table.rows.stop,
        )
        sets.append(plain(range(row + 1, after)))
    sets += [plain(range(mark + 1, row)) for mark in marks]
    return [
        candidate
        for i, candidate in enumerate(sets)
        if len(candidate) > 1 and candidate not in sets[:i]
    ]
