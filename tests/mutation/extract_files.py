"""A faulty delivery of an extract: what a query makes of the right rows, in the format of the extract's contract."""

from __future__ import annotations

import gzip
import io
import tempfile
from pathlib import Path

import duckdb
from openpyxl import Workbook

from orchestration.contracts import Contract
from orchestration.core.sql import literal, name
from orchestration.loading.store import Load
from orchestration.simulator.delivery import Delivery
from orchestration.simulator.extracts import resource_of

# A time as the contracts of NDJSON want it, with its offset written +02:00.
_WITH_OFFSET = "strftime({0}, '%Y-%m-%dT%H:%M:%S') || regexp_replace(strftime({0}, '%z'), '^(...)(..)?$', '\\1:00')"
_ENDINGS = {"csv": "csv", "ndjson": "ndjson.gz", "xlsx": "xlsx"}


def rows_of(contract: Contract, load: Load) -> str:
    """Return the query for the rows of a load, in the order of its file."""
    columns = ", ".join(name(field.name) for field in contract.fields)
    return (
        f"select {columns} from read_parquet({literal(load.folder / f'{contract.table}.parquet')})"
        " order by line_number"
    )


def faulty_delivery(
    contract: Contract, load: Load, before: Load, last_month: Load, query: str
) -> Delivery:
    """Return what is delivered in the place of a load, with a manifest that agrees.

    Parameters
    ----------
    before
        The load of the year before.
    last_month
        The load of the month before, of a monthly extract.
    query
        What the rows become: a query over ``rows`` of the load, ``earlier``, those of the year before, and
        ``last_month``, both with the dates of this period.
    """
    earlier = _dated(contract, before, "1 year")
    of_last_month = _dated(contract, last_month, "1 month")
    # As the system types them: of a day and an interval DuckDB makes a time.
    typed = ", ".join(
        f"{name(field.name)}::{field.sql_type} as {name(field.name)}" for field in contract.fields
    )
    with duckdb.connect() as scratch:
        scratch.execute("set timezone = 'Europe/Stockholm'")
        scratch.execute(
            "create table extract as"
            f" with rows as ({rows_of(contract, load)}), earlier as ({earlier}), last_month as ({of_last_month})"
            f" select {typed} from ({query})"
        )
        content, count, totals = _written(scratch, contract)
    file = f"{contract.entity}.{_ENDINGS[contract.format]}"
    return Delivery(
        system=contract.system,
        name=load.delivery,
        title="A faulty delivery",
        created=load.created.isoformat(),
        source="mutation",
        period=(load.period_from.isoformat(), load.period_to.isoformat()),
        resources=[resource_of(contract, file, content, count, totals)],
    )


def _dated(contract: Contract, load: Load, later: str) -> str:
    """Return the query for the rows of an earlier load, dated later by an interval."""
    dated = [
        f"({name(field.name)} + interval {later})::{field.sql_type} as {name(field.name)}"
        for field in contract.fields
        if field.name == contract.period_field
    ]
    rows = rows_of(contract, load)
    return f"select * replace ({', '.join(dated)}) from ({rows})" if dated else rows


def _written(
    connection: duckdb.DuckDBPyConnection, contract: Contract
) -> tuple[bytes, int, dict[str, object]]:
    """Return the table ``extract`` in the format of its contract, its number of rows and the totals of its manifest."""
    sums = {column: f"coalesce(sum({name(column)}), 0)" for column in contract.control_totals}
    if contract.hash_total:
        sums[contract.hash_total] = contract.hash_total_sql
    count, *totals = connection.execute(
        f"select count(*), {', '.join(sums.values()) or 'null'} from extract"
    ).fetchall()[0]
    declared = dict(zip(sums, totals, strict=False))
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
