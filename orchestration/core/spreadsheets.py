"""Rows as files for spreadsheets: CSV as a Swedish Excel opens it, and Excel workbooks.

A number is exact in CSV; a workbook has its first 16 digits, and Excel keeps 15. A text is a text: what was delivered,
such as a comment that begins with ``=``, never becomes a formula (CWE-1236). What a workbook cannot hold is seen there:
a longer text than a cell's ends in words that say so.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING

from orchestration.core.display import with_thousands
from orchestration.core.errors import UsageError

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | Decimal | bool | date | datetime | None

# A worksheet of Excel has no more rows; one is the columns' names.
MOST_ROWS = 1_048_575

# A cell of Excel holds no longer text, counted in the 16-bit units of UTF-16, of which a letter has one or two.
_LONGEST_TEXT = 32_767
_UNITS_OF_A_LETTER = 2

# Excel counts days from 1900 and shows none before.
_FIRST_YEAR = 1900

# What a spreadsheet takes for the beginning of a formula, the wide forms included.
_BEGINS_A_FORMULA = re.compile(r"^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# XML 1.0 has no way to write these.
_NOT_IN_A_WORKBOOK = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# What makes a text need care in a workbook: one search for the many texts that need none.
_NEEDS_CARE = re.compile(f"{_BEGINS_A_FORMULA.pattern}|{_NOT_IN_A_WORKBOOK.pattern}|\r")
_NOT_IN_A_SHEETS_NAME = re.compile(r"[\[\]:*?/\\]")
_SHEETS_NAME_LENGTH = 31
_FIRST_COLUMN_WIDTH = 48
"""Letters of the widest name of a row that is read without widening the column."""


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
    from xlsxwriter import Workbook

    written = list(sheets)
    # Rows that come one by one are written as they come; those of a list are in memory anyway.
    is_streamed = not all(isinstance(sheet.rows, Sequence) for sheet in written)
    buffer = io.BytesIO()
    with Workbook(
        buffer,
        {"constant_memory": is_streamed, "in_memory": not is_streamed, "nan_inf_to_errors": True},
    ) as workbook:
        workbook.set_properties({"title": title, "author": "Bokslut", "created": made_at})
        formats = _Formats(workbook)
        names: set[str] = set()
        for sheet in written:
            _write_sheet(workbook.add_worksheet(_sheet_name(sheet.title, names)), sheet, formats)
    return buffer.getvalue()


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


class _Formats:
    """The formats of a workbook's cells; ``quoted`` are texts that stay texts when somebody edits them."""

    def __init__(self, workbook: Workbook) -> None:
        self.bold = workbook.add_format({"bold": True})
        self.quoted = workbook.add_format({"quote_prefix": True})
        self.quoted_bold = workbook.add_format({"bold": True, "quote_prefix": True})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})


def _write_sheet(made: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    headings: list[Sequence[str]] = [(sheet.title,)] if sheet.caption else []
    headings.append(sheet.columns)
    made.set_column(0, 0, _FIRST_COLUMN_WIDTH)
    made.freeze_panes(len(headings), 1)
    for line, heading in enumerate(headings):
        for place, text in enumerate(heading):
            _write_text(made, line, place, text, formats.quoted_bold, formats.bold)
    for line, row in enumerate(sheet.rows, start=len(headings)):
        for place, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, str):
                _write_text(made, line, place, value, formats.quoted)
            elif isinstance(value, bool):
                made.write_boolean(line, place, value)
            elif isinstance(value, (int, float, Decimal)):
                made.write_number(line, place, float(value))
            elif value.year < _FIRST_YEAR:
                made.write_string(line, place, value.isoformat())
            elif isinstance(value, datetime):
                # Excel has no time zones.
                if value.tzinfo:
                    made.write_string(line, place, value.isoformat())
                else:
                    made.write_datetime(line, place, value, formats.moment)
            else:
                made.write_datetime(
                    line, place, datetime(value.year, value.month, value.day), formats.day
                )


def _write_text(
    made: Worksheet, line: int, place: int, text: str, quoted: Format, plain: Format | None = None
) -> None:
    """Write a text as text, also once somebody edits it."""
    is_short = len(text) * _UNITS_OF_A_LETTER <= _LONGEST_TEXT
    if is_short and not _NEEDS_CARE.search(text):
        made.write_string(line, place, text, plain)
        return
    # A line of a cell ends in a line feed.
    text = _NOT_IN_A_WORKBOOK.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
    text = text if is_short else _as_a_cell_holds(text)
    made.write_string(line, place, text, quoted if _BEGINS_A_FORMULA.match(text) else plain)


def _as_a_cell_holds(text: str) -> str:
    """Return a text that a cell holds; a longer one's beginning, and words that say where it is whole."""
    encoding, length = "utf-16-le", _LONGEST_TEXT * 2
    encoded = text.encode(encoding)
    if len(encoded) <= length:
        return text
    note = f" … [avkortad: texten har {with_thousands(len(text))} tecken, och finns hel i CSV]"
    return encoded[: length - len(note.encode(encoding))].decode(encoding, "ignore") + note


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that Excel allows, unique per sheet."""
    whole = _NOT_IN_A_SHEETS_NAME.sub(" ", title).strip("' ")
    name, number = whole[:_SHEETS_NAME_LENGTH].rstrip("'"), 1
    while name.lower() in taken:
        number += 1
        suffix = f" {number}"
        name = whole[: _SHEETS_NAME_LENGTH - len(suffix)] + suffix
    taken.add(name.lower())
    return name
