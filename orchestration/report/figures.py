"""The figures of a report: each is looked up in the release, printed as Swedes do, and remembered for the definitions.

A figure is either a value of a measure or a cell of a mart. A printed figure links to its
definition, and has a note for the margin if the tie-out found that the printed report contradicts it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from types import SimpleNamespace

from orchestration.report import numbers
from orchestration.report.contradictions import Contradictions
from orchestration.report.document import Figure, Inlines, Note, Text
from orchestration.report.release_data import ReleaseData


@dataclass(frozen=True)
class Cell:
    """A cell of a mart: table, column, and the primary key that finds its row."""

    table: str
    column: str
    key: tuple[tuple[str, str | int], ...]

    @property
    def name(self) -> str:
        """Return the name of its row: the values of the key."""
        return " ".join(str(value) for _, value in self.key)

    @property
    def full_name(self) -> str:
        """Return the name of its column and its row."""
        return f"{self.table}.{self.column} {self.name}"


class Figures:
    """The figures of an edition, and which of them the report has printed."""

    def __init__(self, data: ReleaseData, *, is_noted: bool = True) -> None:
        """Look up what the release has; without ``is_noted`` no figure has a note in the margin."""
        self._data = data
        self.measures = {row.measure_id: row for row in data.rows("from measures.dim_measure")}
        self.values = {(row.measure_id, row.member, row.fiscal_year): row for row in _values(data)}
        self.printed_values: dict[str, SimpleNamespace] = {}
        self.printed_cells: dict[Cell, Decimal | int] = {}
        self._anchors: dict[str, str] = {}
        self._taken: set[str] = set()
        self.contradictions = Contradictions(data, is_noted=is_noted)

    def value(self, measure_id: str, member: str = "", *, years_ago: int = 0) -> Decimal | None:
        """Return the exact value of a measure in the report's period; None where there is none."""
        row = self.values.get((measure_id, member, self._data.year - years_ago))
        return row.measure_value if row else None

    def measure(
        self,
        measure_id: str,
        member: str = "",
        *,
        years_ago: int = 0,
        unit: bool = False,
        signed: bool = False,
        to_the_ore: bool = False,
    ) -> Inlines:
        """Return a measure's value as printed.

        Kronor are printed in the report's unit, others with the measure's own decimals.

        Parameters
        ----------
        measure_id, member
            The measure, and its group.
        years_ago
            0 for the report's own year, 1 for the one before.
        unit
            Whether the unit follows the number.
        signed
            Whether a positive number has its sign.
        to_the_ore
            Whether kronor are printed in kronor with two decimals.
        """
        row = self.values.get((measure_id, member, self._data.year - years_ago))
        if row is None:
            return (Text(numbers.NO_VALUE),)
        defined = self.measures[measure_id]
        label = defined.unit_label_sv
        exact = row.measure_value
        if defined.base_unit == "sek" and not to_the_ore:
            printed, label = numbers.amount(exact, signed=signed), numbers.unit()
            exact = numbers.in_unit(exact)
        else:
            decimals = 2 if to_the_ore else defined.decimals
            printed = numbers.number(row.measure_value, decimals, signed=signed)
        if unit:
            printed = numbers.with_unit(printed, label)
        self.printed_values[row.value_id] = row
        marks = self.contradictions.marks_of(row.value_id)
        definition = self.anchor(measure_name(measure_id))
        return (Figure(printed, definition, self.anchor(row.value_id), " ".join(marks), exact),)

    def value_of_row(self, row: SimpleNamespace, printed: str) -> Inlines:
        """Return a measure's value of any period as printed, without notes; ``row`` is its row with a ``value_id``."""
        self.printed_values[row.value_id] = row
        definition = self.anchor(measure_name(row.measure_id))
        return (Figure(printed, definition, self.anchor(row.value_id)),)

    def cell(self, cell: Cell, value: Decimal | int | None, printed: str) -> Inlines:
        """Return a mart's cell as printed; ``value`` is the exact one, in the unit in which it is printed."""
        if value is None:
            return (Text(printed),)
        self.printed_cells[cell] = value
        definition = self.anchor(column_name(cell.table, cell.column))
        return (Figure(printed, definition, self.anchor(cell.full_name), exact=Decimal(value)),)

    def cell_of_amount(
        self, cell: Cell, value: Decimal | None, *, signed: bool = False, unit: bool = False
    ) -> Inlines:
        """Return a mart's cell of kronor as printed in the report's unit, which the definitions have in kronor."""
        printed = numbers.amount(value, signed=signed)
        made = self.cell(cell, value, numbers.with_unit(printed, numbers.unit() if unit else ""))
        return tuple(
            replace(part, exact=None if part.exact is None else numbers.in_unit(part.exact))
            if isinstance(part, Figure)
            else part
            for part in made
        )

    def anchor(self, name: str) -> str:
        """Return the anchor of a definition, a value or a cell, unique per name."""
        if name not in self._anchors:
            plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
            base = "d-" + re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
            taken, anchor = self._taken, base
            while anchor in taken:
                anchor += "x"
            taken.add(anchor)
            self._anchors[name] = anchor
        return self._anchors[name]

    def take_notes(self) -> tuple[Note, ...]:
        """Return the notes of the figures printed since the last call, for the margin beside them."""
        return self.contradictions.take_notes()


def measure_name(measure_id: str) -> str:
    """Return the name that a measure's definition is anchored by."""
    return f"measure {measure_id}"


def column_name(table: str, column: str) -> str:
    """Return the name that the definition of a mart's column is anchored by."""
    return f"column {table}.{column}"


def _values(data: ReleaseData) -> list[SimpleNamespace]:
    if data.edition.is_annual:
        return data.rows("select measure_value_id as value_id, * from measures.fct_measures")
    return data.rows(
        "select measure_to_date_id as value_id, * from measures.fct_measures_to_date where edition = $edition"
    )
