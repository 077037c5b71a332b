"""A comparison of two releases as the rows of one table, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from orchestration.core.row_files import write_rows
from orchestration.core.spreadsheets import Cell, require_a_sheet_holds
from orchestration.diagnostics.compared_tables import CellChange, TableChange
from orchestration.diagnostics.comparison import Comparison

COLUMNS = ("change", "subject", "row", "column", "before", "after", "difference")


def rows_of(comparison: Comparison) -> Iterator[tuple[Cell, ...]]:
    """Yield a row per change that a comparison names.

    ``change`` says of what kind it is and ``subject`` what changed, such as a table or a delivery; ``row`` is the key
    of the row. Numbers are exact, and ``difference`` is after less before.
    """
    for delivery in comparison.deliveries:
        subject = f"{delivery.system}/{delivery.delivery}"
        loads = (delivery.load_before, delivery.load_after)
        yield (f"delivery {delivery.change}", subject, None, None, *loads, None)
    for kind, changes in (
        ("reference data", comparison.reference_data),
        ("code", comparison.code),
        ("schema", comparison.schema),
        ("control", comparison.verdict),
    ):
        yield from ((kind, change, None, None, None, None, None) for change in changes)
    for table in comparison.tables:
        yield from _of_table(table)


def write_comparison(comparison: Comparison, path: Path, made_at: datetime) -> int:
    """Write the changes of a comparison as CSV or as a workbook, and return how many they are.

    ``made_at`` is the time of creation that a workbook states.
    """
    rows = list(rows_of(comparison))
    if path.suffix == ".xlsx":
        require_a_sheet_holds(len(rows), path.stem)
    write_rows(path, COLUMNS, rows, made_at)
    return len(rows)


def _of_table(table: TableChange) -> Iterator[tuple[Cell, ...]]:
    for cell in table.cells:
        yield ("value", table.table, cell.row, cell.column, *_values(cell))
    for change, rows in (("row added", table.added), ("row removed", table.removed)):
        yield from ((change, table.table, row, None, None, None, None) for row in rows)


def _values(cell: CellChange) -> tuple[Cell, Cell, Cell]:
    if cell.difference is None:
        return cell.before, cell.after, None
    assert cell.before is not None
    assert cell.after is not None
    return Decimal(cell.before), Decimal(cell.after), Decimal(cell.difference)
