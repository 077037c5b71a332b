"""The raw layer as a build sees it: schema ``raw`` with a view per table, and tables of the loads and profiles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb

from orchestration.contracts import Contract
from orchestration.core.sql import name
from orchestration.loading.parquet import parquet_files
from orchestration.loading.profiles import Delivered, make_profiles
from orchestration.loading.store import (
    REJECTED,
    Load,
    all_loads,
    counting,
    files_of_tables,
    in_period_order,
    load_id,
    require_whole,
)

PROFILES = "profiles"

# The register of loads is data too: the gate compares what senders promised with what the marts hold.
_LOADS_COLUMNS = """
    load_id varchar, system varchar, delivery varchar, created_at timestamptz, period_from date, period_to date,
    corrects varchar, file_name varchar, entity varchar, file_sha256 varchar, declared_rows bigint, loaded_rows bigint,
    rejected_rows bigint, control_totals map(varchar, varchar), read_totals map(varchar, varchar),
    sample_share decimal(9, 8)
"""
_REJECTED_COLUMNS = """
    load_id varchar, system varchar, entity varchar, file_name varchar, line_number bigint, reason_code varchar,
    field varchar, value varchar, expected varchar, raw_text varchar
"""


def register_views(
    connection: duckdb.DuckDBPyConnection,
    raw: Path,
    contracts: Iterable[Contract],
) -> None:
    """Make schema ``raw`` show the current loads, in one transaction.

    It gets a view per table, ``raw.rejected_rows`` with the rows kept aside, ``raw.loads`` with one row per file and
    entity, and ``raw.profiles`` with statistics of each file's columns. An extract that has a contract but no delivery
    has an empty view.

    Parameters
    ----------
    contracts
        The contracts of the installation.

    Raises
    ------
    RefusedError
        When a Parquet file is not what was loaded.
    """
    every, known = all_loads(raw), list(contracts)
    loads = in_period_order(counting(every))
    require_whole(loads)
    connection.begin()
    connection.execute("create schema if not exists raw")
    shapes = {REJECTED: _REJECTED_COLUMNS}
    for contract in known:
        if contract.fields:
            columns = (f"{name(field.name)} {field.sql_type}" for field in contract.fields)
            shapes[contract.table] = ", ".join(
                ("load_id varchar", "file_name varchar", "line_number bigint", *columns)
            )
    files = files_of_tables(loads)
    for table in sorted(shapes.keys() | files.keys()):
        if table in files:
            query = f"select * from {parquet_files(files[table])}"
        else:
            connection.execute(f"create or replace temp table shape ({shapes[table]})")
            described = connection.execute("describe shape").fetchall()
            columns = ", ".join(f"null::{kind} as {name(column)}" for column, kind, *_ in described)
            query = f"select {columns} where false"
        connection.execute(f"create or replace view raw.{name(table)} as {query}")
    connection.execute(f"create or replace table raw.loads ({_LOADS_COLUMNS})")
    rows = [
        [
            load.load_id, load.system, load.delivery, load.created, load.period_from, load.period_to, load.corrects,
            file.path, file.entity, file.sha256, file.declared_rows, file.loaded_rows, file.rejected_rows,
            file.control_totals, file.read_totals, file.sample_share,
        ]
        for load in loads
        for file in load.files
    ]  # fmt: skip
    if rows:
        connection.executemany(
            f"insert into raw.loads values ({', '.join('?' * len(rows[0]))})", rows
        )
    make_profiles(
        connection,
        f"raw.{PROFILES}",
        _delivered(loads, every, known),
        raw,
    )
    connection.commit()


def _delivered(
    loads: Iterable[Load], every: Iterable[Load], contracts: Iterable[Contract]
) -> Iterator[Delivered]:
    """Yield the extracts to profile: those of the loads that count that were read by the contracts of today."""
    by_extract = {(contract.system, contract.entity): contract for contract in contracts}
    read_by_these = set()
    for load in every:
        own = [by_extract.get((load.system, file.entity)) for file in load.files]
        known = [contract for contract in own if contract is not None]
        if len(known) == len(own) and load.load_id == load_id(
            load.delivery, load.content_digest, known
        ):
            read_by_these.add((load.system, load.load_id))
    for load in loads:
        for file in load.files:
            contract = by_extract.get((load.system, file.entity))
            if contract and contract.fields and (load.system, load.load_id) in read_by_these:
                rows = load.folder / f"{contract.table}.parquet"
                yield Delivered(load.load_id, contract, load.period_from, rows, file.loaded_rows)
