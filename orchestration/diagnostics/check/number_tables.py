"""A table as the checks of its figures see it: figures by row and column, and what the words say of these."""

from __future__ import annotations

from collections.abc import Mapping

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.document import Table
from orchestration.diagnostics.check.figures import Figure

Row = int
Cells = Mapping[tuple[int, int], Figure]


class NumberTable:
    """A table whose figures are known by row and column, and which rows and columns its words make special.

    ``labels`` of rows and ``heads`` of columns are in small letters. ``total_rows`` are called totals, ``group_rows``
    open a group, and ``has_named_difference`` says that some column is called a difference.
    """

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
            words.DEVIATION.search(head) and not self.is_percent(c)
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

    def is_percent(self, column: int) -> bool:
        """Say whether a column is of percentages, by its heading or by most of its figures."""
        units = [self.cells[r, column].number.unit for r in self.rows if (r, column) in self.cells]
        return (
            "%" in self.heads[column]
            or units.count("pct") * 2 > len(units)
            or "procent" in self.heads[column]
        )
