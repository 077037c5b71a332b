"""A faulty delivery's rows, written in the format of its extract's contract."""

from __future__ import annotations

import gzip
import io
import tempfile
from pathlib import Path

import duckdb
from openpyxl import Workbook

from orchestration.contracts import Contract
from orchestration.core.sql import literal, name

# A time as the contracts of NDJSON want it, with its offset written +02:00.
_WITH_OFFSET = "strftime({0}, '%Y-%m-%dT%H:%M:%S') || regexp_replace(strftime({0}, '%z'), '^(...)(..)?$', '\\1:00')"
ENDINGS = {"csv": "csv", "ndjson": "ndjson.gz", "xlsx": "xlsx"}


def written(
    connection: duckdb.DuckDBPyConnection, contract: Contract
) -> tuple[bytes, int, dict[str, object]]:
    """Return the table ``extract`` in the format of its contract, its number of rows and its control totals."""
    sums = "".join(f", coalesce(sum({name(column)}), 0)" for column in contract.control_totals)
    count, *totals = connection.execute(f"select count(*){sums} from extract").fetchall()[0]
    declared = dict(zip(contract.control_totals, totals, strict=True))
    if contract.format == "xlsx":
        workbook = Workbook()
        sheet = workbook.worksheets[0]
        sheet.title = contract.sheet or "Sheet"
        sheet.append([field.name for field in contract.fields])
        for row in connection.execute("from extract").fetchall():
            sheet.append(list(row))
        content = io.BytesIO()
        workbook.save(content)
        return content.getvalue(), count, declared
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        if contract.format == "ndjson":
            shown = ", ".join(
                f"{_WITH_OFFSET.format(name(field.name))} as {name(field.name)}"
                if field.type == "datetime"
                else name(field.name)
                for field in contract.fields
            )
            connection.execute(
                f"copy (select {shown} from extract) to {literal(path)} (format json)"
            )
            return gzip.compress(path.read_bytes(), 1), count, declared
        shown = ", ".join(
            f"replace({name(field.name)}::varchar, '.', ',') as {name(field.name)}"
            if field.type == "number"
            else f"strftime({name(field.name)}, '%Y-%m-%dT%H:%M:%S') as {name(field.name)}"
            if field.type == "datetime"
            else name(field.name)
            for field in contract.fields
        )
        connection.execute(
            f"copy (select {shown} from extract) to {literal(path)}"
            f" (format csv, header, delimiter {literal(contract.delimiter)})"
        )
        text = path.read_text("utf-8").replace("\n", "\r\n")
        return text.encode(contract.encoding), count, declared
