"""The rows of a finished file, taken out, changed and put back, so that all else in it stays as it was."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import openpyxl

from orchestration.contracts import Contract
from orchestration.simulator.extracts import number_at_end
from orchestration.simulator.faults.fault import Target
from orchestration.simulator.goals.workbook import write_workbook

Row = list[Any]


@dataclass
class Table:
    """A file's columns and rows; values are as its format has them, texts in CSV."""

    header: list[str]
    rows: list[Row]

    def column(self, name: str) -> int:
        """Return the place of a column."""
        return self.header.index(name)


def edit(target: Target, change: Callable[[Table], bool]) -> bool:
    """Change a file's table, with a manifest that fits it; return whether ``change`` found what to change.

    The manifest counts the rows as they now are. A control total that it states follows the values; where one of
    them is not a number, it stays what it was: the sender's sum of what was meant.
    """
    table = read_table(target.content, target.contract)
    before = _sums(table, target.contract)
    if not change(table):
        return False
    after = _sums(table, target.contract)
    target.replace(write_table(table, target.content, target.contract))
    own = target.resource.bokslut
    own["rows"] = len(table.rows)
    for name in before.keys() & after.keys() & own["control_totals"].keys():
        total = Decimal(own["control_totals"][name])
        own["control_totals"][name] = str(total + after[name] - before[name])
    return True


def unpack(content: bytes, contract: Contract) -> bytes:
    """Return a text file's bytes without the compression that its contract says."""
    return gzip.decompress(content) if contract.compression else content


def pack(content: bytes, contract: Contract) -> bytes:
    """Return a text file's bytes with the compression that its contract says."""
    return gzip.compress(content, mtime=0) if contract.compression else content


def read_table(content: bytes, contract: Contract) -> Table:
    """Return the table of a file, or of the contract's sheet of a workbook."""
    if contract.format == "xlsx":
        return read_sheets(content)[0][str(contract.sheet)]
    text = unpack(content, contract).decode(contract.encoding)
    if contract.format == "csv":
        header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=contract.delimiter)
        return Table(header, rows)
    objects = [json.loads(line) for line in text.splitlines()]
    header = list(objects[0]) if objects else [field.name for field in contract.fields]
    return Table(header, [list(record.values()) for record in objects])


def write_table(table: Table, content: bytes, contract: Contract) -> bytes:
    """Return the file again with another table; ``content`` is the file as it was, for a workbook's other sheets."""
    if contract.format == "xlsx":
        sheets, saved = read_sheets(content)
        return write_sheets(sheets | {str(contract.sheet): table}, saved)
    if contract.format == "csv":
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=contract.delimiter, lineterminator="\r\n")
        writer.writerows([table.header, *table.rows])
        return pack(text.getvalue().encode(contract.encoding), contract)
    lines = (
        json.dumps(
            dict(zip(table.header, row, strict=True)), ensure_ascii=False, separators=(",", ":")
        )
        for row in table.rows
    )
    return pack("".join(f"{line}\n" for line in lines).encode(contract.encoding), contract)


def read_sheets(content: bytes) -> tuple[dict[str, Table], datetime]:
    """Return a workbook's sheets by name, and when it says that it was saved."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    sheets = {}
    for name in workbook.sheetnames:
        header, *rows = ([_cell(value) for value in row] for row in workbook[name].values)
        sheets[name] = Table(header, rows)
    return sheets, workbook.properties.created


def write_sheets(sheets: dict[str, Table], saved: datetime) -> bytes:
    """Return a workbook of some sheets."""
    return write_workbook(
        {name: [table.header, *table.rows] for name, table in sheets.items()}, saved
    )


def _cell(value: Any) -> Any:
    is_day = isinstance(value, datetime) and value.time() == time()
    return value.date() if is_day else value


def _sums(table: Table, contract: Contract) -> dict[str, Decimal]:
    """Return each control total, by its name in the manifest, whose column is there and holds numbers only."""
    sums = {}
    if contract.hash_total in table.header:
        keys = [str(row[table.column(contract.hash_total)]) for row in table.rows]
        sums[f"hash_{contract.hash_total}"] = Decimal(sum(map(number_at_end, keys)))
    for name in contract.control_totals:
        if name in table.header:
            numbers = [_number(row[table.column(name)]) for row in table.rows]
            if None not in numbers:
                sums[f"sum_{name}"] = sum(filter(None, numbers), Decimal(0))
    return sums


def _number(value: Any) -> Decimal | None:
    if value is None or value == "":
        return Decimal(0)
    if isinstance(value, str):
        is_number = re.fullmatch(r"-?\d+(,\d+)?", value)
        return Decimal(value.replace(",", ".")) if is_number else None
    return Decimal(str(value))
