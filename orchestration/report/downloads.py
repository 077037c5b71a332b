"""The tables of a report to calculate with: each as CSV, and all of them as one Excel workbook.

A number is exact, in the unit that the table shows it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from orchestration.core import spreadsheets
from orchestration.report.document import Document, Figure, Inlines, Row, Section, Table


def tables_of(document: Document) -> tuple[Table, ...]:
    """Return the tables of a document, in its order; each chart's data is one of them."""
    return tuple(_tables(document.sections))


def csv_of(table: Table) -> bytes:
    """Return a table as CSV; a row that opens a group is a line with its name alone."""
    return spreadsheets.csv_of([column.title for column in table.columns], map(_values, table.rows))


def workbook_of(tables: Iterable[Table], title: str, made_at: datetime) -> bytes:
    """Return tables as an Excel workbook, a sheet for each, its caption above it.

    ``title`` is the workbook's, and ``made_at`` when it says that it was made: the same moment and tables give the
    same bytes.
    """
    sheets = (
        spreadsheets.Sheet(
            table.caption,
            [column.title for column in table.columns],
            map(_values, table.rows),
            caption=True,
        )
        for table in tables
    )
    return spreadsheets.workbook_of(sheets, title, made_at)


def _tables(sections: Iterable[Section]) -> Iterator[Table]:
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Table))
        yield from _tables(section.sections)


def _values(row: Row) -> tuple[Decimal | str, ...]:
    return tuple(_value(cell) for cell in row.cells)


def _value(cell: Inlines) -> Decimal | str:
    """Return what a cell holds: the exact number of a figure, else its words; a bar beside numbers adds nothing."""
    if len(cell) == 1 and isinstance(cell[0], Figure) and cell[0].exact is not None:
        return cell[0].exact
    return "".join(part.text for part in cell if part.kind != "bullet")
