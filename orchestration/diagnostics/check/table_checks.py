"""Whether a table's own figures agree: totals of rows and columns, net rows, differences, percentages and shares.

No table says which of its figures follow from which. So a relation is taken for meant where its words say so and it
holds somewhere, or where it holds nearly everywhere; the cells where it does not hold are then found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.document import Document, Table
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.findings import Finding, finding, ref, verdict_of
from orchestration.diagnostics.check.spans import Span, span_of, total

_HUNDRED = Decimal(100)
# A larger table is a list, and comparing every pair of its columns and rows would take long.
MAX_COLUMNS, MAX_ROWS = 24, 1000
# How many totals above a row are tried as the start of what it sums.
_NEAREST = 8
Row = int
Cells = dict[tuple[int, int], Figure]


def check_tables(document: Document, figures: Sequence[Figure]) -> list[Finding]:
    """Return what does not agree within each table."""
    found: list[Finding] = []
    for index, table in document.tables():
        cells: Cells = {}
        for figure in figures:
            if figure.place.block == index and figure.is_cell and figure.is_quantity:
                key = ((figure.place.row or 0) - 1, (figure.place.column or 0) - 1)
                cells.setdefault(key, figure)
        is_of_size = len(table.rows[0]) <= MAX_COLUMNS and len(table.rows) <= MAX_ROWS
        if len(cells) > 3 and is_of_size:
            found += _Check(table, cells).findings()
    return found


class _Check:
    def __init__(self, table: Table, cells: Cells) -> None:
        self.cells = cells
        self.rows = range(table.header_rows, len(table.rows))
        self.columns = sorted({column for _, column in cells})
        self.labels = {r: table.rows[r][0].lower().strip("* ") for r in self.rows}
        self.heads = {
            c: " ".join(table.rows[r][c] for r in range(table.header_rows)).lower()
            for c in self.columns
        }
        self.total_rows = [r for r in self.rows if self._is_total(r)]
        self.has_named_difference = any(
            words.DEVIATION.search(head) and not self._is_percent(c)
            for c, head in self.heads.items()
        )
        self.group_rows = [r for r in self.rows if self.labels[r] and not any(table.rows[r][1:])]

    def _is_total(self, row: Row) -> bool:
        label = self.labels[row]
        return (
            bool(words.TOTAL.search(label))
            and not words.OF_WHICH.search(label)
            and any((row, c) in self.cells for c in self.columns)
        )

    def findings(self) -> list[Finding]:
        """Return what does not agree, a cell that breaks two relations once for each."""
        found = [
            *self._column_totals(),
            *self._net_rows(),
            *self._running_totals(),
            *self._row_totals(),
        ]
        for column in self.columns:
            found += self._differences(column)
            found += self._percentages(column)
            found += self._shares(column)
        return found

    # --- totals of columns

    def _column_totals(self) -> Iterator[Finding]:
        for row in self.total_rows:
            best: tuple[int, int, list[tuple[list[Figure], Figure, Span, bool]]] | None = None
            for parts in self._parts_of(row):
                results = []
                for column in self.columns:
                    target = self.cells.get((row, column))
                    addends = [self.cells[r, column] for r in parts if (r, column) in self.cells]
                    if target is None or len(addends) < 2 or not self._adds_up(column, target):
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
                yield from (self._total_finding("total", *result) for result in results)

    @staticmethod
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

    def _adds_up(self, column: int, target: Figure) -> bool:
        """Say whether a column's figures are of the kind that sums: amounts, counts, and shares of a whole of 100."""
        if (
            target.number.unit == "pct"
            or target.role in ("change_pct", "share")
            or "%" in self.heads[column]
        ):
            return abs(target.amount - _HUNDRED) < 2
        return not re.search(r"snitt|average|medel|index|per ", self.heads[column])

    def _parts_of(self, row: Row) -> list[list[Row]]:
        """Return the sets of rows that a total may be the total of, the likeliest first."""

        def plain(candidates: range) -> list[Row]:
            return [
                r for r in candidates
                if r not in self.total_rows and r not in self.group_rows and not words.OF_WHICH.search(self.labels[r])
                and not (words.NET.search(self.labels[r]) and not words.NET.search(self.labels[row]))
            ]  # fmt: skip

        start = self.rows.start
        earlier_totals = [r for r in self.total_rows if r < row][-_NEAREST:]
        marks = sorted([*earlier_totals, *(r for r in self.group_rows if r < row)])[-_NEAREST:]
        since = max(marks, default=start - 1) + 1
        sets = [plain(range(since, row)), plain(range(start, row)), earlier_totals]
        if row == start or not plain(range(since, row)):
            after = min(
                [
                    *(r for r in self.total_rows if r > row),
                    *(r for r in self.group_rows if r > row),
                ],
                default=self.rows.stop,
            )
            sets.append(plain(range(row + 1, after)))
        sets += [plain(range(mark + 1, row)) for mark in marks]
        return [
            candidate
            for i, candidate in enumerate(sets)
            if len(candidate) > 1 and candidate not in sets[:i]
        ]

    # --- a net row: one total less another

    def _net_rows(self) -> Iterator[Finding]:
        for row in self.rows:
            label = self.labels[row]
            if not words.NET.search(label) or row in self.total_rows:
                continue
            totals = [r for r in self.total_rows if r < row][-2:]
            plain = [r for r in self.rows if r < row and r not in self.group_rows]
            pair = totals if len(totals) == 2 else plain if len(plain) == 2 else []
            if len(pair) != 2:
                continue
            between = [r for r in range(pair[1] + 1, row) if r not in self.group_rows]
            results = []
            for column in self.columns:
                three = [self.cells.get((r, column)) for r in (*pair, row)]
                if any(figure is None for figure in three):
                    continue
                a, b, target = (figure for figure in three if figure is not None)
                if not self._adds_up(column, target):
                    continue
                more = total(
                    span_of(self.cells[r, column]) for r in between if (r, column) in self.cells
                )
                first, second = span_of(a), span_of(b)
                ways = [first + second + more, second - first + more, first - second + more]
                fits = [way for way in ways if way.agrees(span_of(target))]
                nearest = min(fits or ways, key=lambda way: abs(way.value - target.amount))
                results.append(([a, b], target, nearest, bool(fits)))
            holds = sum(result[3] for result in results)
            if holds >= 1 and holds * 2 >= len(results):
                yield from (self._total_finding("net", *result) for result in results)

    # --- a row that is the sum of those above it, and is called revenue, result or the like

    def _running_totals(self) -> Iterator[Finding]:
        for row in self.rows:
            if not words.SUBTOTAL.search(self.labels[row]) or row in self.total_rows:
                continue
            near = range(max(row - 2 * _NEAREST, self.rows.start), row)
            above = [
                r
                for r in near
                if r not in self.group_rows and not words.OF_WHICH.search(self.labels[r])
            ]
            best: tuple[int, list[tuple[list[Figure], Figure, Span, bool]]] | None = None
            for start in range(max(len(above) - 12, 0), len(above) - 1):
                results = []
                for column in self.columns:
                    target = self.cells.get((row, column))
                    addends = [
                        self.cells[r, column] for r in above[start:] if (r, column) in self.cells
                    ]
                    if (
                        target is None
                        or len(addends) < len(above) - start
                        or not self._adds_up(column, target)
                    ):
                        continue
                    expected = total(map(span_of, addends))
                    results.append((addends, target, expected, expected.agrees(span_of(target))))
                # A sum that is right by chance has few digits.
                holds = sum(
                    result[3] and len(result[1].number.text.strip("-−0,. ")) > 1
                    for result in results
                )
                if holds and (best is None or holds > best[0]):
                    best = (holds, results)
            if best is not None and best[0] * 2 >= len(best[1]) and len(best[1]) > 1:
                for result in best[1]:
                    size = abs(result[1].amount) or Decimal(1)
                    if result[3] or abs(result[2].value - result[1].amount) < size:
                        yield self._total_finding("total", *result)

    # --- totals of rows

    def _row_totals(self) -> Iterator[Finding]:
        for column in self.columns:
            if not words.TOTAL.search(self.heads[column].strip()) or len(self.columns) < 3:
                continue
            parts = [c for c in self.columns if c < column and "%" not in self.heads[c]]
            results = []
            for row in self.rows:
                target = self.cells.get((row, column))
                addends = [self.cells[row, c] for c in parts if (row, c) in self.cells]
                if target is None or len(addends) < 2 or target.number.unit == "pct":
                    continue
                expected = total(map(span_of, addends))
                results.append((addends, target, expected, expected.agrees(span_of(target))))
            holds = sum(result[3] for result in results)
            if holds >= 2 and holds * 3 >= len(results) * 2:
                yield from (self._total_finding("row total", *result) for result in results)

    # --- differences between columns

    def _differences(self, column: int) -> Iterator[Finding]:
        head = self.heads[column]
        is_percent = self._is_percent(column)
        says = bool(words.DEVIATION.search(head)) and not is_percent
        # A column that is called a difference is one; only where none is may a column without the name be.
        if is_percent or (not says and self.has_named_difference):
            return

        def way(a: Span, b: Span) -> Span:
            return a - b

        best = self._best_pair(column, way)
        if best is None:
            return
        holds, of, results = best
        enough = (holds >= 1 and holds * 3 >= of) if says else (holds >= 3 and holds * 4 >= of * 3)
        if enough and any(result[2].amount for result in results):
            for i, (a, b, target, expected, agrees) in enumerate(results):
                if (
                    agrees
                    and a.amount < 0
                    and b.amount < 0
                    and self._is_turned(results, i, always=True)
                ):
                    # Where costs have a minus the difference goes the same way in every row: this one's sign is wrong.
                    expected, agrees = -expected, False
                elif not agrees and self._is_turned(results, i):
                    expected = -expected
                first, second = (a, b) if expected.value == a.amount - b.amount else (b, a)
                text = f"{target.label}, {target.column or 'difference'}: {a.number.text} and {b.number.text}"
                verdict = verdict_of(agrees=agrees, is_exact=expected.value == target.amount)
                predicate = f"{ref(first)} - {ref(second)} = {ref(target)}"
                yield finding("difference", [a, b, target], expected, text, verdict, predicate)

    @staticmethod
    def _is_turned(
        results: Sequence[tuple[Figure, Figure, Figure, Span, bool]],
        index: int,
        *,
        always: bool = False,
    ) -> bool:
        """Say whether the nearest row that holds, or all others, at least three, go the other way than one does."""

        def is_forward(row: tuple[Figure, Figure, Figure, Span, bool]) -> bool:
            return row[3].value == row[0].amount - row[1].amount

        mine = is_forward(results[index])
        near = sorted(range(len(results)), key=lambda i: abs(i - index))
        others = [results[i] for i in near if i != index and results[i][4] and results[i][3].value]
        if always:
            return len(others) > 2 and all(is_forward(row) != mine for row in others)
        return bool(others) and is_forward(others[0]) != mine

    def _best_pair(
        self, column: int, way: Callable[[Span, Span], Span | None]
    ) -> tuple[int, int, list[tuple[Figure, Figure, Figure, Span, bool]]] | None:
        """Return the pair of columns of which most rows hold in ``way``: how many hold, of how many, and every row."""
        best = None
        others = [c for c in self.columns if c != column and not self._is_percent(c)]
        for a, b in permutations(others, 2):
            if a > b:
                continue
            results = []
            for row in self.rows:
                three = [self.cells.get((row, c)) for c in (a, b, column)]
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
                self.cells.get((r, c)) and self.cells[r, c].role
                for r in self.rows
                for c in (a, b)
                if (r, c) in self.cells
            }
            rank = (holds, len(is_role & {"deviation", "target", "owner_target"}) == 0)
            if results and (best is None or rank > best[0]):
                best = (rank, len(results), results)
        return None if best is None else (best[0][0], best[1], best[2])

    @staticmethod
    def _exactly(
        results: Sequence[tuple[Figure, Figure, Figure, Span, bool]],
    ) -> list[tuple[Figure, Figure, Figure, Span, bool]]:
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

    def _is_percent(self, column: int) -> bool:
        units = [self.cells[r, column].number.unit for r in self.rows if (r, column) in self.cells]
        return (
            "%" in self.heads[column]
            or units.count("pct") * 2 > len(units)
            or "procent" in self.heads[column]
        )

    def _percentages(self, column: int) -> Iterator[Finding]:
        is_change = re.search(
            r"förändring|ökning|minskning|change|increase|utveckling|avvikelse|variance|diff",
            self.heads[column],
        )
        if not self._is_percent(column) or not is_change:
            return

        def way(a: Span, b: Span) -> Span | None:
            quotient = (b - a).over(a)
            return None if quotient is None else quotient.times(_HUNDRED)

        best = self._best_pair(column, way)
        if best is not None and best[0] >= 2 and best[0] * 2 >= best[1]:
            for a, b, target, expected, agrees in self._exactly(best[2]):
                if not agrees:
                    text = (
                        f"{target.label}, {target.column}: from {a.number.text} to {b.number.text}"
                    )
                    yield finding("percentage", [a, b, target], expected, text)

    def _shares(self, column: int) -> Iterator[Finding]:
        if not self._is_percent(column) or not re.search(
            r"andel|share|% av|procent av|fördelning|^%$", self.heads[column]
        ):
            return
        best: tuple[int, list[tuple[Figure, Figure, Figure, Span, bool]]] | None = None
        for base in (c for c in self.columns if c != column and not self._is_percent(c)):
            for whole_row in self.total_rows:
                whole = self.cells.get((whole_row, base))
                results = []
                for row in self.rows:
                    part, target = self.cells.get((row, base)), self.cells.get((row, column))
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
        for part, whole, target, expected, agrees in self._exactly(best[1]) if best else ():
            if not agrees:
                text = f"{target.label}, {target.column}: {part.number.text} of {whole.number.text}"
                yield finding("share", [part, whole, target], expected, text)
