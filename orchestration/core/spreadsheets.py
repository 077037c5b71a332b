"""Rows as files for spreadsheets: CSV as a Swedish Excel opens it, and Excel workbooks.

A number is exact, but that Excel keeps no more than the first 15 digits. A text is a text: what was delivered, such as
a comment that begins with ``=``, never becomes a formula (CWE-1236).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from orchestration.core.display import with_thousands
from orchestration.core.errors import UsageError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as ExcelCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | Decimal | bool | date | datetime | None

# A worksheet of Excel has no more rows; one is the columns' names.
MOST_ROWS = 1_048_575

# What a spreadsheet takes for the beginning of a formula, the wide forms included.
_BEGINS_A_FORMULA = re.compile(r"^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# XML 1.0 has no way to write these.
_NOT_IN_A_WORKBOOK = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# What openpyxl takes for a formula or an error's code, and what it refuses.
_NEEDS_A_CELL = re.compile(f"{_BEGINS_A_FORMULA.pattern}|^#|{_NOT_IN_A_WORKBOOK.pattern}")
_NOT_IN_A_SHEETS_NAME = re.compile(r"[\[\]:*?/\\]")
_SHEETS_NAME_LENGTH = 31
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its title, the columns' names and the rows.

    With ``caption`` the title is also the first line, in bold, above the columns' names.
    """

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    caption: bool = False


def safe_text(value: str) -> str:
    """Return a text as a CSV may hold it: what a spreadsheet would take for a formula has an apostrophe before it."""
    return f"'{value}" if _BEGINS_A_FORMULA.match(value) else value


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as a CSV file: UTF-8 with its mark, semicolons, decimal commas, one line per row."""
    buffer = io.StringIO(newline="")
    _write_lines(buffer, columns, rows)
    return buffer.getvalue().encode("utf-8-sig")


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write rows as ``csv_of`` does, a row at a time."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        _write_lines(file, columns, rows)


def workbook_of(sheets: Iterable[Sheet], title: str, made_at: datetime) -> bytes:
    """Return sheets as an Excel workbook; numbers are numbers, texts are texts.

    Parameters
    ----------
    sheets
        The sheets, in order; their titles become names that Excel allows, one of its own for each.
    title
        The title of the workbook.
    made_at
        When the workbook says that it was made: the same moment and rows give the same bytes.
    """
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    workbook.properties.title = title
    workbook.properties.creator = "Bokslut"
    workbook.properties.created = workbook.properties.modified = made_at
    names: set[str] = set()
    for sheet in sheets:
        _write_sheet(workbook.create_sheet(_sheet_name(sheet.title, names)), sheet)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return _of_one_moment(buffer.getvalue(), made_at)


def require_a_sheet_holds(rows: int, title: str) -> None:
    """Refuse what is too long for a sheet.

    Raises
    ------
    UsageError
        When there are more rows than Excel opens.
    """
    if rows > MOST_ROWS:
        raise UsageError(
            f"{title} has {with_thousands(rows)} rows, and a sheet of Excel holds {with_thousands(MOST_ROWS)}.",
            "Write it as CSV or Parquet.",
        )


def _write_lines(file: IO[str], columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(safe_text, columns))
    writer.writerows(map(_csv_cell, row) for row in rows)


def _csv_cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else str(value)


def _write_sheet(made: WriteOnlyWorksheet, sheet: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    bold = Font(bold=True)

    def written(value: Cell, *, is_heading: bool = False) -> Any:
        if isinstance(value, str):
            # A plain text needs no cell of its own, which takes most of the time of a large sheet.
            if not (is_heading or _NEEDS_A_CELL.search(value)):
                return value
            cell = _text_cell(WriteOnlyCell(made), value)
        elif isinstance(value, datetime) and value.tzinfo:
            # Excel has no time zones.
            cell = _text_cell(WriteOnlyCell(made), value.isoformat())
        else:
            return value
        if is_heading:
            cell.font = bold
        return cell

    headings: list[Sequence[str]] = [(sheet.title,)] if sheet.caption else []
    headings.append(sheet.columns)
    # The stubs of openpyxl leave out what a sheet inherits.
    made.column_dimensions["A"].width = 48  # pyright: ignore[reportAttributeAccessIssue]
    made.freeze_panes = f"B{len(headings) + 1}"
    for line in headings:
        made.append([written(value, is_heading=True) for value in line])
    for row in sheet.rows:
        made.append([written(value) for value in row])


def _text_cell(cell: ExcelCell, text: str) -> ExcelCell:
    """Return a cell that holds a text as text, also once somebody edits it."""
    cell.value = _NOT_IN_A_WORKBOOK.sub("\ufffd", text)
    cell.data_type = "s"
    if _BEGINS_A_FORMULA.match(text):
        cell.quotePrefix = True
    return cell


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that Excel allows, one of its own for each sheet."""
    whole = _NOT_IN_A_SHEETS_NAME.sub(" ", title).strip("' ")
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
