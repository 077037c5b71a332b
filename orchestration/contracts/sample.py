"""A first look into a file that no contract describes yet: its format, how it is written, its columns and some rows."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from orchestration.core.character_set import character_set
from orchestration.core.errors import UsageError

_DELIMITERS = ";,\t|"
ROWS = 2000
_BYTES = 8 << 20
_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Sample:
    """What a file is and the texts of its first rows.

    Parameters
    ----------
    form
        The keys of a contract that say how the file is written: ``format``, ``encoding``, ``dialect``, ``sheet``.
    columns
        The names of its columns, in order.
    rows
        The texts of the first rows, '' where a cell is empty.
    """

    form: dict[str, Any]
    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]] = field(repr=False)

    def texts(self, column: str) -> list[str]:
        """Return the texts of a column that are not empty."""
        place = self.columns.index(column)
        return [row[place] for row in self.rows if len(row) > place and row[place]]


def read_sample(path: Path) -> Sample:
    """Return a first look into a CSV, NDJSON or Excel file.

    Raises
    ------
    UsageError
        When it is not such a file, or has no header.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head == _ZIP:
        return _of_workbook(path)
    form: dict[str, Any] = {}
    if head[:2] == _GZIP:
        form["dialect"] = {"compression": "gzip"}
        with gzip.open(path) as packed:
            raw = packed.read(_BYTES)
    else:
        with path.open("rb") as file:
            raw = file.read(_BYTES)
    text, encoding, has_mark = _decoded(path, raw)
    form["encoding"] = encoding
    dialect = form.setdefault("dialect", {})
    if has_mark:
        dialect["byteOrderMark"] = True
    # What follows the last line end may be cut off.
    lines = text[: text.rfind("\n") + 1] or text
    if lines.lstrip().startswith("{"):
        return _of_ndjson(path, lines, form)
    return _of_csv(path, lines, form)


def _decoded(path: Path, raw: bytes) -> tuple[str, str, bool]:
    """Return a text, its encoding, and whether it begins with UTF-8's mark."""
    if raw.startswith(_UTF_16):
        return raw[: len(raw) // 2 * 2].decode("utf-16", "replace"), "utf-16", False
    if raw.startswith(codecs.BOM_UTF8):
        return raw.decode("utf-8-sig", "replace"), "utf-8", True
    if not raw or b"\0" in raw:
        raise UsageError(
            f"{path} is not a text or a workbook.",
            "Export CSV, NDJSON or Excel's xlsx from the system.",
        )
    found = _encoding(path, raw)
    encoding = {"ascii": "utf-8", "cp1252": "iso-8859-1"}.get(found, found)
    if found == "cp1252" and any(0x80 <= byte < 0xA0 for byte in raw):
        encoding = "windows-1252"
    return raw.decode(encoding, "replace"), encoding, False


def _encoding(path: Path, raw: bytes) -> str:
    """Return the encoding of a text; that of a packed one is UTF-8 or Windows-1252."""
    with path.open("rb") as file:
        is_packed = file.read(2) == _GZIP
    if not is_packed:
        return character_set(path, 0).encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(raw)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _of_csv(path: Path, text: str, form: dict[str, Any]) -> Sample:
    first, _, rest = text.partition("\n")
    dialect = form["dialect"]
    if first.lower().strip().strip('"').startswith("sep=") and len(first.strip().strip('"')) == 5:
        dialect["separatorLine"], dialect["delimiter"] = True, first.strip().strip('"')[4]
        text = rest
    else:
        header = first.rstrip("\r")
        dialect["delimiter"] = max(_DELIMITERS, key=header.count)
    reader = csv.reader(io.StringIO(text), delimiter=dialect["delimiter"])
    columns = tuple(next(reader, []))
    if len(columns) < 2 or len(set(columns)) < len(columns) or not all(map(str.strip, columns)):
        raise UsageError(
            f"{path}: the first line is not a header of at least two columns, each with a name of its own.",
            "Export the file with the names of its columns first, and nothing above them.",
        )
    return Sample({"format": "csv", **form}, columns, list(islice(reader, ROWS)))


def _of_ndjson(path: Path, text: str, form: dict[str, Any]) -> Sample:
    objects = []
    for number, line in enumerate(islice(text.splitlines(), ROWS), start=1):
        try:
            found = json.loads(line, parse_float=str, parse_int=str)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise UsageError(
                f"{path}, line {number}: it is not one JSON object on one line.",
                "Export NDJSON: one object per line.",
            )
        objects.append(found)
    columns = tuple(dict.fromkeys(name for found in objects for name in found))
    rows = [[_json_text(found.get(name)) for name in columns] for found in objects]
    return Sample({"format": "ndjson", **form}, columns, rows)


def _json_text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _of_workbook(path: Path) -> Sample:
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever its parsers meet.
        raise UsageError(
            f"{path} is not a workbook that can be read: {error}", "Save it again as xlsx."
        ) from None
    try:
        sheet = workbook.worksheets[0]
        rows = sheet.iter_rows(max_row=ROWS + 1, values_only=True)
        columns = [_cell_text(value) for value in next(rows, ())]
        while columns and not columns[-1]:
            columns.pop()
        if not columns or not all(columns) or len(set(columns)) < len(columns):
            raise UsageError(
                f"{path}, sheet {sheet.title!r}: row 1 is not a header, each column with a name of its own.",
                "Put the names of the columns there, and nothing above them.",
            )
        texts = [[_cell_text(value) for value in row[: len(columns)]] for row in rows]
        form = {"format": "xlsx", "sheet": sheet.title}
        return Sample(form, tuple(columns), [row for row in texts if any(row)])
    finally:
        workbook.close()


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(value)
