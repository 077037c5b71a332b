"""The context of every number of a document: its section, row and column or sentence, year, role and unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.document import Document, Place, Table, Text
from orchestration.diagnostics.check.grids import is_year
from orchestration.diagnostics.check.numbers import Number, read_numbers
from orchestration.diagnostics.check.surroundings import Surroundings, role_of, year_of

_LONGEST = 1500
_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\bca\.)(?<!\bbl\.)(?<!\bnr\.)(?<!\bkl\.)(?<!\bm\.)(?<!\bd\.)\s+(?=\(?[A-ZÅÄÖ\d£€$])"
)
# Between two numbers that share the second's unit: "from 6.1 to 6.4 per cent", "5–7 procent".
_TO_THE_NEXT = re.compile(r"\s*(?:till|to|respektive|[-–—])\s*")
# The unit and one or two words after a number, up to where another clause begins.
_NOUN = re.compile(
    r"\s*(?:%|procent|mnkr|mkr|kr|miljoner kronor|tkr)?\s*"
    r"((?:(?!(?:och|samt|eller|men|vilket|som|jämfört|mot|and|or|but|which|compared)\b)[^\W\d]+\s?){0,2})"
)
_SAME_IN_BRACKETS = re.compile(r"\s*(?:%|procent|per cent|[^\W\d]+(?: kronor)?)?\s*\((?:£|€|\$)?")


@dataclass(frozen=True)
class Figure:
    """A number in its context.

    For a cell, ``label`` is its row's label, ``column`` its column's heading, ``group`` the row that heads its part of
    the table, and ``corner`` the heading over the labels. For a number in text, ``label`` is its sentence, ``before``
    and ``after`` the sentence up to the numbers next to it. ``role`` is one of ``language.ROLES``, ``change`` or
    ``outcome``. ``is_guessed`` says that its column is uncertain.
    """

    id: int
    number: Number
    place: Place
    section: tuple[str, ...]
    label: str
    column: str = ""
    group: str = ""
    caption: str = ""
    corner: str = ""
    before: str = ""
    after: str = ""
    year: int | None = None
    role: str = "outcome"
    is_cell: bool = False
    is_guessed: bool = False

    @property
    def amount(self) -> Decimal:
        """The value in the base unit."""
        return self.number.amount

    @property
    def half(self) -> Decimal:
        """Half of the last printed place, in the base unit: how far rounding may have moved it."""
        return self.number.step / 2

    @property
    def noun(self) -> str:
        """The one or two words after a number in text: usually what it counts."""
        found = _NOUN.match(self.after)
        return found[1] if found else ""

    @property
    def clause(self) -> str:
        """The words of its clause of text that lead to a number, and its noun."""
        lead = re.split(r"[,;:(]| men | medan | while | but ", self.before)[-1]
        return f"{lead} {self.noun}"

    @property
    def is_quantity(self) -> bool:
        """Whether it counts or measures something, rather than naming a day, a year or a chapter."""
        return self.number.kind == "quantity"

    def has_unit_of(self, other: Figure) -> bool:
        """Return whether both are in one unit, so that they may be compared and added."""
        return self.number.unit == other.number.unit


def report_year(document: Document) -> int | None:
    """Return the year that a document reports: its title's, else the one that it names most; None if it names none."""
    for block in document.blocks[:6]:
        is_title = (
            isinstance(block, Text)
            and len(block.text) < 120
            and words.REPORT.search(block.text.lower())
        )
        if isinstance(block, Text) and is_title and (titled := year_in(block.text)):
            return titled
    seen: Counter[int] = Counter()
    for block in document.blocks:
        if isinstance(block, Text):
            weight = 5 if block.level in (1, 2) else 1
            for number in read_numbers(block.text, document.language):
                if number.kind == "year" and number.value is not None:
                    seen[int(number.value)] += weight
                elif number.day and number.day[0]:
                    seen[number.day[0]] += 1
        else:
            for row in block.rows:
                for cell in row:
                    if (year := year_in(cell)) and is_year(cell):
                        seen[year] += 1
    if not seen:
        return None
    most = max(seen.values())
    return max(year for year, count in seen.items() if count == most)


def year_in(text: str) -> int | None:
    """Return the last year that a heading or label names."""
    found = re.findall(r"(?<!\d)((?:19|20)\d\d)(/\d\d)?(?!\d)", text)
    return int(found[-1][0]) + bool(found[-1][1]) if found else None


def read_figures(document: Document) -> list[Figure]:
    """Return every number of a document in its context, in reading order."""
    year = report_year(document)
    found: list[Figure] = []
    tables = 0
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            tables += 1
            figures = _of_table(document, index, block, tables, year)
        else:
            figures = _of_text(document, index, block, year)
        for figure in figures:
            found.append(replace(figure, id=len(found)))
    return found


# --- in tables


def _of_table(
    document: Document, index: int, table: Table, order: int, year: int | None
) -> Iterator[Figure]:
    heads = [
        " ".join(dict.fromkeys(row[c] for row in table.rows[: table.header_rows] if row[c]))
        for c in range(len(table.rows[0]))
    ]
    before = document.blocks[index - 1] if index else None
    caption = table.caption or (
        before.text if isinstance(before, Text) and len(before.text) < 120 else ""
    )
    section = document.section(index)
    numeric = _quantity_columns(table)
    group = ""
    for r, row in enumerate(table.rows):
        is_head = r < table.header_rows
        if not is_head and row[0] and not any(row[1:]):
            group = row[0]
        elif (
            not is_head
            and words.TOTAL.search(row[0].lower())
            and group
            and not words.OF_WHICH.search(row[0].lower())
        ):
            pass
        for c, cell in enumerate(row):
            for number in read_numbers(cell, document.language):
                if (
                    number.kind == "year"
                    and not is_head
                    and c in numeric
                    and number.text == cell.strip()
                ):
                    number = replace(number, kind="quantity", unit="count")
                is_body = not is_head and c > 0
                if is_body:
                    number = _with_stated_unit(
                        number, (cell, row[0], heads[c], group, heads[0], caption, *section[-1:])
                    )
                place = Place(index, table.page, table.line_of(r), r + 1, c + 1, order)
                column = heads[c] if is_body else ""
                role, of_year = _role_of_column(column, row[0], year)
                yield Figure(
                    0, number, place, section, row[0] if c else cell, column, group if group != row[0] else "", caption,
                    corner=heads[0] if heads[0] != row[0] else "",
                    year=of_year, role=role if is_body else "", is_cell=is_body,
                    is_guessed=r in table.guessed_rows,
                )  # fmt: skip


def _quantity_columns(table: Table) -> set[int]:
    """Return the columns in which a bare year is a quantity: most cells are not years, and no heading says period."""
    columns = set()
    for c in range(1, len(table.rows[0])):
        cells = [row[c].strip() for row in table.rows[table.header_rows :] if row[c].strip()]
        years = sum(bool(re.fullmatch(r"(?:19|20)\d\d", cell)) for cell in cells)
        head = " ".join(row[c] for row in table.rows[: table.header_rows]).lower()
        if years * 2 < len(cells) and not re.search(r"period|\bår\b|year", head):
            columns.add(c)
    return columns


def _with_stated_unit(number: Number, said: tuple[str, ...]) -> Number:
    """Return a cell's number with the unit that its row, column, part, corner or caption states, the nearest first."""
    if number.has_unit or number.kind != "quantity":
        return number
    for text in said[1:]:
        if match := words.UNIT_STATED.search(text):
            unit, scale = words.STATED[match.lastgroup or "kr"]
            return replace(number, unit=unit, scale=scale)
    return number


def _role_of_column(column: str, label: str, year: int | None) -> tuple[str, int | None]:
    text = column.lower()
    named = year_in(column)
    if named is None and words.PRIOR_YEAR.search(text) and year is not None:
        named = year - 1
    of_year = named if named is not None else year_in(label) or year
    for role, pattern in words.ROLES:
        if pattern.search(text):
            return role, of_year
    return "outcome", of_year


# --- in text


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of a text with their offsets; one that is very long is cut."""
    start = 0
    for match in _SENTENCE.finditer(text):
        yield from _cut(start, text[start : match.start()])
        start = match.end()
    yield from _cut(start, text[start:])


def _cut(start: int, text: str) -> Iterator[tuple[int, str]]:
    """Yield a text in pieces of at most ``_LONGEST`` characters, each ending before a blank where there is one."""
    while len(text) > _LONGEST:
        end = text.rfind(" ", 0, _LONGEST)
        end = end if end > 0 else _LONGEST
        yield start, text[:end]
        start, text = start + end, text[end:]
    yield start, text


def _of_text(document: Document, index: int, block: Text, year: int | None) -> Iterator[Figure]:
    section = document.section(index)
    for offset, sentence in sentences(block.text):
        numbers = read_numbers(sentence, document.language)
        quantities = [n for n in numbers if n.kind == "quantity"]
        earlier: list[Figure] = []
        for number in numbers:
            previous = max((n.end for n in quantities if n.end <= number.start), default=0)
            following = min(
                (n.start for n in quantities if n.start >= number.end), default=len(sentence)
            )
            before, after = sentence[previous : number.start], sentence[number.end : following]
            role, of_year = "", None
            if number.kind == "quantity":
                about = Surroundings(sentence, number, before, after)
                of_year = year_of(about, numbers, year)
                role = role_of(about, earlier[-1].role if earlier else None)
            is_bare = not number.has_unit and number.kind == "quantity"
            if (
                is_bare
                and earlier
                and after.startswith(")")
                and _SAME_IN_BRACKETS.fullmatch(before)
            ):
                # "312,8 mkr (305,2)": the bracket repeats the figure of another year, in the same unit.
                of = earlier[-1]
                number = replace(number, unit=of.number.unit, scale=of.number.scale)
                before = of.before + before
            elif is_bare and _TO_THE_NEXT.fullmatch(after):
                of_next = next((n for n in quantities if n.start >= number.end), number)
                number = replace(number, unit=of_next.unit, scale=of_next.scale)
            place = Place(index, block.page, block.line_at(offset + number.start))
            moved = replace(number, start=number.start + offset, end=number.end + offset)
            figure = Figure(
                0,
                moved,
                place,
                section,
                sentence,
                before=before,
                after=after,
                year=of_year,
                role=role,
            )
            earlier.append(figure)
            yield figure
