"""Excel workbooks: one sheet per entity, its header in the first row; small, so read by Python and checked in DuckDB.

A cell's text is what the sheet holds, not how it is shown: a number with a decimal point, a day as YYYY-MM-DD. A sheet
where the two differ is refused: a percentage is held a hundred times smaller than shown, a number in thousands a
thousand times larger, merged cells hold their value in one cell only, and a formula that was never computed holds
nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from orchestration.contracts import Contract
from orchestration.core.characters import is_plain
from orchestration.core.sql import file_literal
from orchestration.loading.columns import check_columns
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.limits import beyond, limits
from orchestration.loading.source import Source, problem
from orchestration.loading.values import texts_of
from orchestration.loading.workbook_parts import check_parts, damaged

# Excel itself keeps fifteen significant digits; what is beyond them is the binary fraction's noise.
_DIGITS = ".15g"
_SHOWN = 5
_FORMULA = "f"
# A number format's literal text, conditions and colours; and a comma that scales the number to thousands.
_FORMAT_TEXT = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_THOUSANDS_LEFT_OUT = re.compile(r"[0#?],+(?![0#?,])")
# Values that a cell may hold: openpyxl reads them by Python's rules, which take 1_5 for 15, and index -1 for the last.
_HELD = {
    "n": re.compile(r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,4})?\s*"),
    "s": re.compile(r"\s*[0-9]{1,9}\s*"),
}
# How a cell holds a character that XML cannot, such as a line end of an old Mac (ECMA-376-1, 22.9.2.19).
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_UNLIKE = {
    "formula_without_value": (
        "the formula has no stored value",
        "Open the workbook in Excel, save it again so that its formulas are computed, and deliver that.",
    ),
    "percent_format": (
        "the number is shown as a percentage and held a hundred times smaller",
        "Write 90 in a cell without percent format where 90 % is meant, since the unit has its own column.",
    ),
    "scaled_format": (
        "the number is shown in thousands or millions and held a thousand or a million times larger",
        "Give the cell a number format that shows the whole number, and see that it is in the unit of its column.",
    ),
    "merged_cells": (
        "the cells are merged: what they show in each row is in the first one alone",
        "Unmerge them in Excel, and write the value in every cell that it is meant for.",
    ),
}


def open_file(delivered: Path, path: Path, contract: Contract, scratch: Path) -> Source:
    """Open the contract's sheet of a workbook; rows without any value are skipped.

    Raises
    ------
    DeliveryError
        When it is not a workbook, the sheet is not there, its columns are not the contract's, or a cell
        holds something else than it shows.
    """
    check_parts(delivered, path)
    place = path.with_name(f"{path.name}, sheet {contract.sheet!r}")
    taken = scratch / f"{contract.entity}.sheet"
    count = 0
    with taken.open("w", encoding="utf-8") as file:
        rows = _rows(_Sheet(delivered, path, place, contract))
        number, header = next(rows, (1, []))
        while header and not header[-1]:
            header.pop()
        if not header or number != 1:
            raise DeliveryError(
                "header_missing",
                f"{place}: there is no header in row 1.",
                f"Put the columns' names there: {', '.join(field.source_name for field in contract.fields)}.",
            )
        if not all(map(is_plain, header)):
            raise DeliveryError(
                "control_character",
                f"{place}, row 1: the header has line ends or control characters.",
                "Give each column a plain name.",
            )
        check_columns(header, place, contract)
        for number, cells in rows:
            if any(cells):
                file.write(
                    json.dumps({"line_number": number, "cells": cells}, ensure_ascii=False) + "\n"
                )
                count += 1
    return Source(
        rows=count,
        first_line=2,
        careful=lambda: _careful(taken, contract, header),
        problems=(problem("too_many_fields", f"{len(header)} cells, as the header has"),),
    )


class _Sheet:
    """The cells of one sheet, row by row, as openpyxl's parser gives them.

    openpyxl's own iterator trusts the sheet's stated dimension, adds every row that is left out, and silently drops
    rows that are out of order.
    """

    def __init__(self, delivered: Path, path: Path, place: Path, contract: Contract) -> None:
        self._delivered, self._path, self._sheet = delivered, path, contract.sheet
        self.place = place
        self.merged: list[Any] = []
        self.numbers = {
            field.source_name for field in contract.fields if field.type in ("number", "integer")
        }

    def rows(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield each row that is there: its number and its cells.

        Raises
        ------
        DeliveryError
            When the sheet is not there, or the workbook is damaged.
        """
        try:
            yield from self._parsed()
        except (DeliveryError, GeneratorExit):
            raise
        except Exception as error:  # openpyxl raises whatever its parsers meet.
            raise damaged(self._path, error) from None

    def _parsed(self) -> Iterator[tuple[int, list[Any]]]:
        import openpyxl
        from openpyxl.cell.read_only import ReadOnlyCell
        from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

        class Parser(WorkSheetParser):
            """Tells a formula without a stored value from an empty cell, and takes only what the format allows."""

            def parse_cell(self, element: Any) -> dict[str, Any]:
                form, held = _HELD.get(element.get("t", "n")), element.findtext(VALUE_TAG)
                if form and held and not form.fullmatch(held):
                    raise ValueError(f"cell {element.get('r')} holds {held[:40]!r}")
                cell = super().parse_cell(element)
                if not 0 <= cell["style_id"] < styles:
                    raise ValueError(f"cell {element.get('r')} has style {cell['style_id']}")
                if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                    # Excel stores an empty text, such as that of =IF(A2="";"";A2), as an empty value of type str.
                    is_empty_text = (
                        element.get("t") == "str" and element.find(VALUE_TAG) is not None
                    )
                    cell["data_type"] = "s" if is_empty_text else _FORMULA
                return cell

        # Opened here, since openpyxl judges a file by the ending of its name.
        file = self._delivered.open("rb")
        workbook = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            if self._sheet not in workbook.sheetnames:
                raise DeliveryError(
                    "sheet_missing",
                    f"{self._path} has no sheet {self._sheet!r}; it has {', '.join(map(repr, workbook.sheetnames))}.",
                    "Give the sheet the name that the contract says.",
                )
            sheet: Any = workbook[self._sheet]
            if sheet in workbook.chartsheets:
                raise DeliveryError(
                    "sheet_missing",
                    f"{self._path}: {self._sheet!r} is a sheet of a chart, without cells.",
                    "Give the sheet that holds the rows the name that the contract says.",
                )
            styles = max(len(workbook._cell_styles), 1)  # pyrefly: ignore[missing-attribute]
            with sheet._get_source() as source:
                parser = Parser(
                    source,
                    sheet._shared_strings,
                    data_only=True,
                    epoch=workbook.epoch,
                    date_formats=workbook._date_formats,  # pyrefly: ignore[missing-attribute]
                    timedelta_formats=workbook._timedelta_formats,  # pyrefly: ignore[missing-attribute]
                )
                for number, cells in parser.parse():
                    yield number, [ReadOnlyCell(sheet, **cell) for cell in cells]
                # In the sheet they come after the rows.
                self.merged = [] if parser.merged_cells is None else parser.merged_cells.mergeCell
        finally:
            workbook.close()
            file.close()


def _rows(sheet: _Sheet) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the texts of each row; then refuse cells that hold another value than they show."""
    allowed = limits()
    before, last, header = 0, 0, []
    unlike: dict[str, list[str]] = {code: [] for code in _UNLIKE}
    for number, cells in sheet.rows():
        if number <= before:
            raise DeliveryError(
                "rows_out_of_order",
                f"{sheet.place}: row {number} follows row {before}.",
                "The workbook was written by a program that breaks the format: save it again in Excel.",
            )
        before, texts = number, []
        for cell in cells:
            if cell.column <= len(texts):
                raise DeliveryError(
                    "cells_out_of_order",
                    f"{sheet.place}: cell {cell.coordinate} appears twice, or after a cell to the right of it.",
                    "The workbook was written by a program that breaks the format: save it again in Excel.",
                )
            if cell.column > allowed.columns:
                if cell.value is None:
                    continue
                raise beyond(
                    "columns",
                    f"{sheet.place}, cell {cell.coordinate}",
                    "is in a column further right",
                )
            texts += [""] * (cell.column - 1 - len(texts))
            text = _text(cell.value)
            if len(text) > allowed.field_characters:
                raise beyond(
                    "field_characters", f"{sheet.place}, cell {cell.coordinate}", "is longer"
                )
            texts.append(text)
            if cell.data_type == _FORMULA:
                unlike["formula_without_value"].append(cell.coordinate)
            elif (
                isinstance(cell.value, int | float)
                and header[cell.column - 1 : cell.column]
                and header[cell.column - 1] in sheet.numbers
                and (scale := _scale(cell.number_format or ""))
            ):
                unlike[scale].append(cell.coordinate)
        header = header or texts
        last = number if any(texts) else last
        yield number, list(texts)
    unlike["merged_cells"] = [
        merged.coord
        for merged in sheet.merged
        if merged.size["rows"] * merged.size["columns"] > 1
        and merged.min_row <= last
        and merged.min_col <= len(header)
    ]
    _refuse_unlike(sheet, unlike)


def _scale(number_format: str) -> str | None:
    """Return the code of a format that shows a number scaled (ECMA-376-1, 18.8.31); None for any other."""
    placeholders = _FORMAT_TEXT.sub("", number_format)
    if "%" in placeholders:
        return "percent_format"
    return "scaled_format" if _THOUSANDS_LEFT_OUT.search(placeholders) else None


def _refuse_unlike(sheet: _Sheet, unlike: dict[str, list[str]]) -> None:
    for code, cells in unlike.items():
        if cells:
            what, remedy = _UNLIKE[code]
            more = f" and {len(cells) - _SHOWN} more" if len(cells) > _SHOWN else ""
            raise DeliveryError(
                code, f"{sheet.place}, cell {', '.join(cells[:_SHOWN])}{more}: {what}.", remedy
            )


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:{_DIGITS}}"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case str() if "_x" in value:
            return _unescaped(value)
    return str(value)


def _unescaped(text: str) -> str:
    """Return a text with its escapes resolved; half of a surrogate pair becomes the replacement character."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _careful(taken: Path, contract: Contract, header: list[str]) -> str:
    texts = texts_of(
        contract,
        {column: f"nullif(cells[{place}], '')" for place, column in enumerate(header, start=1)},
    )
    return f"""
        select line_number, array_to_string(cells, chr(9)) as raw, {texts},
            case when len(list_filter(cells[{len(header) + 1}:], c -> c <> '')) > 0 then 'too_many_fields' end
                as problem
        from read_json({file_literal(taken)}, format = 'newline_delimited',
            columns = {{'line_number': 'BIGINT', 'cells': 'VARCHAR[]'}})
        """
