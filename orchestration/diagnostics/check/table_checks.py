"""Whether a table's own figures agree: its sums, and what its columns say of one another.

No table says which of its figures follow from which. So a relation is taken for meant where its words say so and it
holds somewhere, or where it holds nearly everywhere; the cells where it does not hold are then found.
"""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.diagnostics.check.document import Document
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.findings import Finding
from orchestration.diagnostics.check.number_tables import NumberTable
from orchestration.diagnostics.check.table_comparisons import comparisons
from orchestration.diagnostics.check.table_sums import sums

# A larger table is a list, and comparing every pair of its columns and rows would take long.
MAX_COLUMNS, MAX_ROWS = 24, 1000


def check_tables(document: Document, figures: Sequence[Figure]) -> list[Finding]:
    """Return what does not agree within each table."""
    found: list[Finding] = []
    for index, table in document.tables():
        cells: dict[tuple[int, int], Figure] = {}
        for figure in figures:
            if figure.place.block == index and figure.is_cell and figure.is_quantity:
                key = ((figure.place.row or 0) - 1, (figure.place.column or 0) - 1)
                cells.setdefault(key, figure)
        is_of_size = len(table.rows[0]) <= MAX_COLUMNS and len(table.rows) <= MAX_ROWS
        if len(cells) > 3 and is_of_size:
            numbers = NumberTable(table, cells)
            found += [*sums(numbers), *comparisons(numbers)]
    return found
