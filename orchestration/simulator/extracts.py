"""Extracts: rows put into the bytes of a file, as the extract's contract says, with what the manifest states.

The city's systems share one CSV dialect; the contact centre delivers newline-delimited JSON, gzip.
What the rows are is the business of each system's own package.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from orchestration.contracts import Contract, read_contracts
from orchestration.core.duckdb import connect
from orchestration.core.settings import CONTRACTS_DIR
from orchestration.core.sql import literals
from orchestration.simulator.delivery import Delivery, Resource

_SOURCE = "Bokslut simulator"
# Half as large as level 1 would leave it, and written in less time than the rows are made.
_GZIP_LEVEL = 4

Row = Mapping[str, Any]


def contract_of(system: str, entity: str) -> Contract:
    """Return the contract of an extract."""
    return read_contracts(CONTRACTS_DIR)[system, entity]


def resource_of(
    contract: Contract, path: str, content: bytes, rows: int, totals: Mapping[str, object]
) -> Resource:
    """Return a file of an extract with its row count, and its control totals or hash total (contract field → sum)."""
    encoded = contract.format in ("csv", "ndjson")
    return Resource(
        path=path,
        format=contract.format,
        encoding=contract.encoding if encoded else None,
        content=content,
        described=content,
        bokslut={
            "entity": contract.entity,
            "rows": rows,
            "control_totals": {f"sum_{name}": str(totals[name]) for name in contract.control_totals}
            | (
                {f"hash_{contract.hash_total}": str(totals[contract.hash_total])}
                if contract.hash_total
                else {}
            ),
        },
    )


def control_totals(contract: Contract, rows: Sequence[Row]) -> dict[str, object]:
    """Return the sum of each column that the contract wants one of, or its hash total; empty values count nothing."""
    if contract.hash_total:
        return {contract.hash_total: sum(number_at_end(row[contract.hash_total]) for row in rows)}
    return {
        name: sum(row[name] for row in rows if row[name] is not None)
        for name in contract.control_totals
    }


def number_at_end(text: str) -> int:
    """Return the number that a text ends with; zero where it ends with none."""
    found = re.search(r"[0-9]{1,18}$", text)
    return int(found[0]) if found else 0


def csv_resource(system: str, entity: str, path: str, rows: Sequence[Row]) -> Resource:
    """Return an extract in the dialect of the city's systems, from rows of Python values.

    Semicolons, decimal comma, ISO dates, CRLF, quotes only where needed; the encoding and the order
    of the columns are the contract's.

    Raises
    ------
    ValueError
        A row has a column that the contract does not have.
    """
    contract = contract_of(system, entity)
    names = [field.name for field in contract.fields]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, delimiter=contract.delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _as_text(value) for name, value in row.items()} for row in rows)
    content = text.getvalue().encode(contract.encoding)
    return resource_of(contract, path, content, len(rows), control_totals(contract, rows))


def csv_query_resource(
    system: str, entity: str, path: str, select: str, columns: Mapping[str, np.ndarray]
) -> Resource:
    """Return an extract in the dialect of the city's systems, from a query, for hundreds of thousands of rows.

    Parameters
    ----------
    select
        A SELECT over ``rows`` that gives the contract's columns in its order. A single thread runs
        it, as in ``ndjson_gz``.
    columns
        The columns of ``rows``, all of one length.

    Raises
    ------
    ValueError
        The query's columns are not the contract's.
    """
    contract = contract_of(system, entity)
    names = [field.name for field in contract.fields]
    summed = (contract.hash_total,) if contract.hash_total else contract.control_totals
    sums = (
        [f"({contract.hash_total_sql})::VARCHAR"]
        if contract.hash_total
        else [f"sum({name})::VARCHAR" for name in summed]
    )
    texts = [
        f"replace({field.name}::VARCHAR, '.', ',') AS {field.name}"
        if field.type == "number"
        else field.name
        for field in contract.fields
    ]
    with _database().cursor() as connection, tempfile.TemporaryDirectory() as folder:
        connection.register("rows", dict(columns))
        connection.execute(f"CREATE TEMP TABLE extract AS {select}")
        given = [name for name, *_ in connection.execute("DESCRIBE extract").fetchall()]
        if given != names:
            raise ValueError(f"{contract.table}: the query gives {given}, the contract has {names}")
        query = f"SELECT {', '.join(['count(*)', *sums])} FROM extract"
        rows, *totals = connection.execute(query).fetchall()[0]
        file = Path(folder) / "rows.csv"
        dialect = f"FORMAT csv, HEADER, DELIMITER '{contract.delimiter}'"
        connection.execute(f"COPY (SELECT {', '.join(texts)} FROM extract) TO '{file}' ({dialect})")
        # DuckDB writes UTF-8 and bare line feeds; no value has a line end in it.
        content = file.read_text("utf-8").encode(contract.encoding).replace(b"\n", b"\r\n")
    return resource_of(contract, path, content, rows, dict(zip(summed, totals, strict=True)))


def csv_column_resource(
    system: str, entity: str, path: str, columns: Mapping[str, np.ndarray], **values: str
) -> Resource:
    """Return an extract in the dialect of the city's systems, from the columns of its rows.

    Parameters
    ----------
    columns
        The columns that ``values`` are made of, all of one length.
    values
        Field of the contract → its SQL expression over ``columns``; a field that is left out has the
        column of its own name.
    """
    typed = ", ".join(
        f"({values.get(field.name, field.name)})::{field.sql_type} AS {field.name}"
        for field in contract_of(system, entity).fields
    )
    return csv_query_resource(system, entity, path, f"SELECT {typed} FROM rows", columns)


def sql_list(values: Iterable[str]) -> str:
    """Return texts as a list in SQL, whose places (from 1) a column of numbers can stand for."""
    return f"[{literals(values)}]"


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def ndjson_gz(select: str, columns: Mapping[str, np.ndarray]) -> bytes:
    """Return the rows of a query over ``rows`` as gzip NDJSON.

    Parameters
    ----------
    select
        A SELECT over ``rows``, whose columns become the objects' keys. A single thread runs it, so
        that the order of the rows, and with it the bytes, is the same on every machine.
    columns
        The columns of ``rows``, all of one length.
    """
    with _database().cursor() as connection, tempfile.TemporaryDirectory() as folder:
        connection.register("rows", dict(columns))
        path = Path(folder) / "rows.ndjson"
        connection.execute(f"COPY ({select}) TO '{path}' (FORMAT json)")
        return gzip.compress(path.read_bytes(), _GZIP_LEVEL, mtime=0)


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Return the one database in memory; opening one takes longer than writing a small file."""
    return connect(options={"threads": 1})


def yearly_delivery(system: str, year: int, title: str, resources: list[Resource]) -> Delivery:
    """Return a system's delivery of a year, made in the middle of the next January."""
    return Delivery(
        system=system,
        name=str(year),
        title=f"{title} {year}",
        created=f"{year + 1}-01-15T06:00:00+01:00",
        source=_SOURCE,
        period=(f"{year}-01-01", f"{year}-12-31"),
        resources=resources,
    )


def monthly_delivery(
    system: str, year: int, month: int, title: str, resources: list[Resource]
) -> Delivery:
    """Return a system's delivery of a month, made on the third of the next."""
    first = np.datetime64(f"{year}-{month:02}", "M")
    following = first + 1
    offset = "+02:00" if 3 <= month <= 9 else "+01:00"
    return Delivery(
        system=system,
        name=str(first),
        title=f"{title} {first}",
        created=f"{following}-03T06:00:00{offset}",
        source=_SOURCE,
        period=(f"{first}-01", str(following.astype("datetime64[D]") - 1)),
        resources=resources,
    )
