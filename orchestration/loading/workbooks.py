"""Excel workbooks: a sheet an entity, its header in the first row; small, so read by Python and checked in DuckDB.

A cell's text is what the sheet holds, not how it is shown: a number with a decimal point, a day as
YYYY-MM-DD.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from orchestration.contracts import Contract
from orchestration.core.sql import file_literal
from orchestration.loading.columns import check_columns
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.rules import text_of
from orchestration.loading.source import Source, problem

# Excel itself keeps fifteen significant digits; what is beyond them is the binary fraction's noise.
_DIGITS = ".15g"


def open_file(delivered: Path, path: Path, contract: Contract, scratch: Path) -> Source:
    """Open the contract's sheet of a workbook; rows without any value are no rows.

    Raises
    ------
    DeliveryError
        When it is no workbook, the sheet is not there, or its columns are not the contract's.
    """
    rows = _sheet(delivered, path, contract)
    _, header = next(rows, (1, []))
    while header and not header[-1]:
        header.pop()
    if not header:
        raise DeliveryError(
            "header_missing",
            f"{path}, sheet {contract.sheet!r}: there is no header in row 1.",
            f"Put the columns' names there: {', '.join(field.name for field in contract.fields)}.",
        )
    check_columns(header, path.with_name(f"{path.name}, sheet {contract.sheet!r}"), contract)
    taken = scratch / f"{contract.entity}.sheet"
    count = 0
    with taken.open("w", encoding="utf-8") as file:
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


def _sheet(delivered: Path, path: Path, contract: Contract) -> Iterator[tuple[int, list[str]]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        workbook = openpyxl.load_workbook(delivered, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise DeliveryError(
            "not_a_workbook",
            f"{path} is no Excel workbook (.xlsx) that can be read: {error}.",
            "Save the workbook again as .xlsx and deliver it.",
        ) from None
    try:
        if contract.sheet not in workbook.sheetnames:
            raise DeliveryError(
                "sheet_missing",
                f"{path} has no sheet {contract.sheet!r}; it has {', '.join(map(repr, workbook.sheetnames))}.",
                "Give the sheet the name that the contract says.",
            )
        for number, row in enumerate(workbook[contract.sheet].iter_rows(values_only=True), start=1):
            yield number, [_text(value) for value in row]
    finally:
        workbook.close()


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
    return str(value)


def _careful(taken: Path, contract: Contract, header: list[str]) -> str:
    texts = ", ".join(
        f"nullif(cells[{header.index(field.name) + 1}], '') as {text_of(field.name)}"
        for field in contract.fields
    )
    return f"""
        select line_number, array_to_string(cells, chr(9)) as raw, {texts},
            case when len(list_filter(cells[{len(header) + 1}:], c -> c <> '')) > 0 then 'too_many_fields' end
                as problem
        from read_json({file_literal(taken)}, format = 'newline_delimited',
            columns = {{'line_number': 'BIGINT', 'cells': 'VARCHAR[]'}})
        """
