"""Numbers that no measure of the release has, and the measure that they should have printed: the errors of a draft.

The words around a number, or the numbers beside it, tell which measure that is. A cell's row and column name it in
full. A clause of running text seldom does, so its number must be near the value as well: a slip.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.document import Place
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.findings import Finding, finding, in_unit_of
from orchestration.diagnostics.check.matching import (
    BALANCE,
    Proposal,
    context_of,
    has_value,
    naming,
    rarity_of,
    role_score,
)
from orchestration.diagnostics.check.measures import MeasureValue

# The values of measures by measure, member and year.
Values = Mapping[tuple[str, str, int], MeasureValue]
# How well a cell's words must name a measure for another value of it to contradict the cell.
_SURELY_NAMED = 0.8
# How much of a measure's name a clause must have, if the name has all words of the clause.
_OF_THE_NAME = 0.3
# A column shows one measure if so many cells print it, and so many in ten of those that print any.
_CELLS_OF_ONE, _OF_TEN = 3, 7
# "This can be compared with 43 in the city": a number of another body.
_OF_OTHERS = re.compile(r"\W*(?:här kan |this can )?(?:jämför|att jämföra|compare)", re.IGNORECASE)


def disagreements(
    figures: Sequence[Figure], measures: Sequence[MeasureValue], proposals: Mapping[int, Proposal]
) -> list[Finding]:
    """Return the numbers that are not the value of the measure that their words, or the numbers beside them, name."""
    rarity = rarity_of(measures)
    cells: list[tuple[Figure, MeasureValue, Finding]] = []
    found = []
    for figure in figures:
        if not figure.is_quantity or figure.id in proposals or not figure.number.value:
            continue
        of_its_kind = [
            measure
            for measure in measures
            if measure.year == figure.year
            and measure.unit != "date"
            and measure.value
            and _is_of_role(figure, measure)
            and measure.may_be_printed_in(figure.number.unit, is_stated=figure.number.has_unit)
        ]
        if figure.is_cell:
            cells += _of_cell(figure, of_its_kind, rarity)
        else:
            found += _of_text(figure, of_its_kind, rarity)
    named = [*_supported(cells, figures, proposals), *found]
    known = {figure for one in named for figure in one.figures}
    values = {(m.measure_id, m.member, m.year): m for m in measures}
    by_neighbours = (
        *_by_place(figures, values, proposals),
        *_by_sentence(figures, values, proposals),
    )
    return [*named, *(one for one in by_neighbours if known.isdisjoint(one.figures))]


# --- by the words of a number


def _is_of_role(figure: Figure, measure: MeasureValue) -> bool:
    """Return whether a number may be of a measure by their roles; a surplus is an outcome or a deviation."""
    is_balance = not figure.is_cell and BALANCE.search(figure.before.lower())
    return role_score(figure.role, measure.role) > 0 or bool(
        is_balance and measure.role in ("outcome", "deviation")
    )


def _of_cell(
    figure: Figure, measures: Sequence[MeasureValue], rarity: Mapping[str, float]
) -> Iterator[tuple[Figure, MeasureValue, Finding]]:
    """Yield a cell that has none of the values that its row and column name, with the measure that they name best."""
    if not figure.column or figure.is_guessed:
        return
    context = context_of(figure)
    named = [
        (score, measure)
        for measure in measures
        if (score := naming(measure, context, rarity)) >= _SURELY_NAMED
    ]
    if not named or any(has_value(figure, measure) for _, measure in named):
        return
    score, measure = max(named, key=lambda pair: pair[0])
    # Measures named equally well that have the same value, such as all costs and the sum of all areas', are one.
    is_one = len({in_unit_of(m.value, figure) for other, m in named if other > score - 0.05}) == 1
    # A distant value most likely belongs to something else.
    is_near = Decimal("0.5") < abs(figure.amount / measure.value) < Decimal(2)
    if is_one and (is_near or _is_slip(figure, measure.value)):
        yield figure, measure, _finding(figure, measure, f"{figure.label}, {figure.column}")


def _supported(
    cells: Sequence[tuple[Figure, MeasureValue, Finding]],
    figures: Sequence[Figure],
    proposals: Mapping[int, Proposal],
) -> Iterator[Finding]:
    """Yield the findings on cells whose row or column has as many cells that print the measure as cells that do not.

    A column in which no cell has its measure's value shows something else, such as staff costs in a table whose
    headings do not say so.
    """
    tied = [(figure, proposals[figure.id].measure) for figure in figures if figure.id in proposals]
    for figure, measure, found in cells:
        place = figure.place

        def is_beside(other: Figure, place: Place = place) -> bool:
            return other.place.block == place.block and (
                other.place.column == place.column or other.place.row == place.row
            )

        agreeing = sum(is_beside(f) and m.measure_id == measure.measure_id for f, m in tied)
        wrong = sum(is_beside(f) and m.measure_id == measure.measure_id for f, m, _ in cells)
        if agreeing >= wrong:
            yield found


def _of_text(
    figure: Figure, measures: Sequence[MeasureValue], rarity: Mapping[str, float]
) -> Iterator[Finding]:
    """Yield a number that is a slip for a measure with all words of its clause, where no such measure has its value."""
    is_limit = figure.number.qualifier in ("minst", "hogst")
    if not figure.role or figure.number.is_word or is_limit or _OF_OTHERS.match(figure.label):
        return
    clause = {stem for stem in words.stems(figure.clause) if stem not in words.SAYS}
    if not clause:
        return
    near: list[tuple[float, MeasureValue]] = []
    for measure in measures:
        for name in measure.names[1:]:
            if not all(
                words.SYNONYMS.get(stem, frozenset()) & name or stem in name for stem in clause
            ):
                continue
            if has_value(figure, measure):
                return
            said = sum(rarity[stem] for stem in name & clause) / (
                sum(rarity[stem] for stem in name) or 1.0
            )
            if said >= _OF_THE_NAME and _is_slip(figure, measure.value):
                near.append((said, measure))
    if near:
        _, measure = max(near, key=lambda pair: pair[0])
        yield _finding(figure, measure, figure.clause.strip())


# --- by what the numbers beside it print


def _by_place(
    figures: Sequence[Figure], values: Values, proposals: Mapping[int, Proposal]
) -> Iterator[Finding]:
    """Yield the cells that do not print what the other cells of their row and column imply.

    If a column shows one measure and a row one member, the cell shows that measure and member; if a column shows one
    year and another cell of the row prints a measure of another year, the cell shows that measure.
    """
    tables: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.is_cell and figure.is_quantity and not figure.is_guessed:
            tables[figure.place.block].append(figure)
    for cells in tables.values():
        columns: dict[int | None, list[MeasureValue]] = defaultdict(list)
        rows: dict[int | None, list[MeasureValue]] = defaultdict(list)
        for cell in cells:
            if cell.id in proposals:
                columns[cell.place.column].append(proposals[cell.id].measure)
                rows[cell.place.row].append(proposals[cell.id].measure)
        for cell in cells:
            if cell.id in proposals or not cell.number.value:
                continue
            measure = _expected(cell, columns[cell.place.column], rows[cell.place.row], values)
            if (
                measure is not None
                and measure.may_be_printed_in(cell.number.unit, is_stated=cell.number.has_unit)
                and not has_value(cell, measure)
            ):
                yield _finding(cell, measure, f"{cell.label}, {cell.column}")


def _expected(
    cell: Figure,
    column: Sequence[MeasureValue],
    row: Sequence[MeasureValue],
    values: Values,
) -> MeasureValue | None:
    """Return the measure that a cell should print, by those of its column and row; None if they do not tell."""
    if not column or not row:
        return None
    ((measure_id, year), count), *_ = Counter((m.measure_id, m.year) for m in column).most_common(1)
    members = {m.member for m in row}
    if count >= _CELLS_OF_ONE and count * 10 >= len(column) * _OF_TEN and len(members) == 1:
        return values.get((measure_id, members.pop(), year))
    years = {m.year for m in column}
    if len(column) >= _CELLS_OF_ONE - 1 and years == {cell.year}:
        return _of_another_year(cell, row, values)
    return None


def _by_sentence(
    figures: Sequence[Figure], values: Values, proposals: Mapping[int, Proposal]
) -> Iterator[Finding]:
    """Yield the numbers in text that are a slip for a measure of which their sentence prints another year."""
    texts = [figure for figure in figures if not figure.is_cell and figure.is_quantity]
    for _, group in groupby(texts, key=lambda figure: (figure.place.block, figure.label)):
        sentence = list(group)
        for figure in sentence:
            beside = [
                proposals[f.id].measure
                for f in sentence
                if f.id in proposals and f.number.unit == figure.number.unit
            ]
            if figure.id in proposals:
                continue
            measure = _of_another_year(figure, beside, values)
            if (
                measure is not None
                and not has_value(figure, measure)
                and _is_slip(figure, measure.value)
            ):
                yield _finding(figure, measure, figure.clause.strip())


def _of_another_year(
    figure: Figure, beside: Sequence[MeasureValue], values: Values
) -> MeasureValue | None:
    """Return, for a number's own year, the one measure of other years that numbers beside it print."""
    others = {
        (m.measure_id, m.member)
        for m in beside
        if m.year != figure.year and role_score(figure.role, m.role) > 0
    }
    if len(others) != 1 or figure.year is None:
        return None
    measure_id, member = others.pop()
    return values.get((measure_id, member, figure.year))


# --- for both


def _is_slip(figure: Figure, value: Decimal) -> bool:
    """Return whether a number of two digits or more is near a value, or has the digits of it in another order.

    Near is within a tenth, or within two in the last printed place.
    """
    if len(re.sub(r"\D", "", figure.number.text)) < 2:
        return False
    apart = abs(abs(figure.amount) - abs(value))
    if apart <= max(abs(value) / 10, 2 * figure.number.step + figure.half):
        return True
    printed, expected = (
        sorted(filter(str.isdigit, text))
        for text in (figure.number.text, in_unit_of(value, figure))
    )
    return printed == expected


def _finding(figure: Figure, measure: MeasureValue, where: str) -> Finding:
    expected = in_unit_of(measure.value, figure)
    return finding("release", [figure], expected, f"{where}: {measure.name} in the release")
