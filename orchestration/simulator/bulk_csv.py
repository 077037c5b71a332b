"""Extracts in the dialect of the city's systems, from columns and not from rows: for files of many rows."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb
import numpy as np

from orchestration.contracts import Contract
from orchestration.simulator.delivery import Resource
from orchestration.simulator.extracts import contract_of, resource_of


def bulk_csv_resource(
    system: str, entity: str, path: str, columns: Mapping[str, np.ndarray], **values: str
) -> Resource:
    """Return an extract from the columns of its rows.

    Parameters
    ----------
    system, entity
        The extract; its contract says which columns there are, in which order and how written.
    path
        The file's name.
    columns
        The columns that ``values`` are made of, all of one length.
    values
        Field of the contract → its SQL expression over ``columns``; a field that is left out has the
        column of its own name. A single thread runs it, so that the order of the rows is kept.
    """
    contract = contract_of(system, entity)
    with _database().cursor() as connection, tempfile.TemporaryDirectory() as folder:
        connection.register("rows", dict(columns))
        typed = ", ".join(
            f"({values.get(field.name, field.name)})::{field.sql_type} AS {field.name}"
            for field in contract.fields
        )
        connection.execute(f"CREATE OR REPLACE TEMP TABLE extract AS SELECT {typed} FROM rows")
        sums = ", ".join(["count(*)", *(f"sum({name})" for name in contract.control_totals)])
        found = connection.execute(f"SELECT {sums} FROM extract").fetchall()[0]
        written = Path(folder) / "rows.csv"
        connection.execute(
            f"COPY (SELECT {_as_text(contract)} FROM extract) TO '{written}' "
            f"(FORMAT csv, HEADER, DELIMITER '{contract.delimiter}')"
        )
        text = written.read_bytes().decode("utf-8").replace("\n", "\r\n")
    totals = {
        name: total or 0 for name, total in zip(contract.control_totals, found[1:], strict=True)
    }
    return resource_of(contract, path, text.encode(contract.encoding), found[0], totals)


def _as_text(contract: Contract) -> str:
    """Return the columns of a contract as they are written: numbers with the contract's decimal sign."""
    return ", ".join(
        f"replace({field.name}::VARCHAR, '.', '{contract.decimal_char}') AS {field.name}"
        if field.type == "number"
        else field.name
        for field in contract.fields
    )


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})
