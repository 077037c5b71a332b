"""The tables of a report to calculate with: each as CSV, and all of them as one Excel workbook.

A number is exact, in the unit that the table shows it in. A text is a text: what was delivered, such as a comment that
begins with ``=``, never becomes a formula in a spreadsheet (CWE-1236).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from orchestration.report.document import Document, Figure, Inlines, Row, Section, Table

Value = Decimal | str

# What a spreadsheet takes for the beginning of a formula.
_BEGINS_A_FORMULA = re.compile(r"^[=+\-@\t\r\n]")
_NOT_IN_A_SHEETS_NAME = re.compile(r"[\[\]:*?/\\]")
_SHEETS_NAME_LENGTH = 31
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def tables_of(document: Document) -> tuple[Table, ...]:
    """Return the tables of a document, in its order."""
    return tuple(_tables(document.sections))


def safe_text(value: str) -> str:
    """Return a text as a CSV may hold it: what a spreadsheet would take for a formula has an apostrophe before it."""
    return f"'{value}" if _BEGINS_A_FORMULA.match(value) else value


def csv_of(table: Table) -> bytes:
    """Return a table as a Swedish Excel opens it: UTF-8 with its mark, semicolons, decimal commas, one line per row.

    A row that opens a group is a line with its name alone.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(safe_text(column.title) for column in table.columns)
    for row in table.rows:
        writer.writerow(
            str(value).replace(".", ",") if isinstance(value, Decimal) else safe_text(value)
            for value in _values(row)
        )
    return buffer.getvalue().encode("utf-8-sig")


def workbook_of(tables: Iterable[Table], title: str, made_at: datetime) -> bytes:
    """Return tables as an Excel workbook, a sheet for each, its caption above it; numbers are numbers, texts are texts.

    Parameters
    ----------
    tables
        The tables, in the order of the sheets.
    title
        The title of the workbook.
    made_at
        When the workbook says that it was made: the same moment and tables give the same bytes.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.title = title
    workbook.properties.creator = "Bokslut"
    workbook.properties.created = workbook.properties.modified = made_at
    names: set[str] = set()
    for table in tables:
        sheet = workbook.create_sheet(_sheet_name(table, names))
        lines = [(table.caption,), tuple(column.title for column in table.columns)]
        for place, values in enumerate([*lines, *map(_values, table.rows)], start=1):
            for column, value in enumerate(values, start=1):
                cell = sheet.cell(place, column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
                    cell.quotePrefix = bool(_BEGINS_A_FORMULA.match(value))
                cell.font = Font(bold=place <= len(lines))
        sheet.column_dimensions["A"].width = 48
        sheet.freeze_panes = "B3"
    buffer = io.BytesIO()
    workbook.save(buffer)
    return _of_one_moment(buffer.getvalue(), made_at)


def _tables(sections: Iterable[Section]) -> Iterator[Table]:
    for section in sections:
        yield from (block for block in section.blocks if isinstance(block, Table))
        yield from _tables(section.sections)


def _values(row: Row) -> tuple[Value, ...]:
    return tuple(_value(cell) for cell in row.cells)


def _value(cell: Inlines) -> Value:
    """Return what a cell holds: the exact number of a figure, else its words; a bar beside numbers adds nothing."""
    if len(cell) == 1 and isinstance(cell[0], Figure) and cell[0].exact is not None:
        return cell[0].exact
    return "".join(part.text for part in cell if part.kind != "bullet")


def _sheet_name(table: Table, taken: set[str]) -> str:
    """Return a name that Excel allows, one of its own for each table."""
    whole = _NOT_IN_A_SHEETS_NAME.sub(" ", table.caption).strip("' ")
    name, number = whole[:_SHEETS_NAME_LENGTH], 1
    while name.lower() in taken:
        number += 1
        suffix = f" {number}"
        name = whole[: _SHEETS_NAME_LENGTH - len(suffix)] + suffix
    taken.add(name.lower())
    return name


def _of_one_moment(content: bytes, made_at: datetime) -> bytes:
    """Return a workbook whose parts are all dated alike; openpyxl dates them, and the change, by the clock."""
    said = f"{made_at:%Y-%m-%dT%H:%M:%S}Z".encode()
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as again,
    ):
        for name in made.namelist():
            part = made.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + said, part)
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(entry, part)
    return buffer.getvalue()
