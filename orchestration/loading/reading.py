"""Read one resource of a delivery into a load's folder by its contract, and check it against its manifest.

Nothing here knows the raw layer: the result does not depend on what has been loaded before.
"""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.contracts import Contract, Contracts
from orchestration.core.decimals import read_decimal
from orchestration.core.duckdb import connect
from orchestration.core.settings import TIMEZONE
from orchestration.loading import csv_files, ledger, ndjson_files, workbooks
from orchestration.loading.deliveries import Delivery, Resource
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.limits import beyond, limits
from orchestration.loading.rows import Origin, Total, WrittenRows, write_rows
from orchestration.loading.source import Source

TOTAL_PREFIX, HASH_PREFIX = "sum_", "hash_"

# DuckDB's share of the two gibibytes that reading may take; the rest is Python's and the files' buffers.
MEMORY_MIB = 1280


@dataclass(frozen=True)
class ReadFile:
    """What a reader made of one resource.

    Parameters
    ----------
    loaded_rows, rejected_rows
        Rows of the entity as the manifest counts them; together they are all that the file held.
    tables
        The row count of each raw table.
    totals
        The manifest's control totals as they were read, loaded and rejected rows together.
    unread
        For each control total that could not be compared: in how many rejected rows its field is not a
        number.
    reasons
        How many rows were rejected by each reason: its code, the field (None where it is the row's
        form), the rows.
    findings
        The first rejected rows, or what the SIE reader found: ``line``, ``code``, ``field``,
        ``message``, and SIE's ``severity`` and ``value``.
    """

    loaded_rows: int
    rejected_rows: int
    tables: dict[str, int]
    totals: dict[str, str]
    unread: dict[str, int] = field(default_factory=dict)
    reasons: tuple[tuple[str, str | None, int], ...] = ()
    findings: tuple[dict[str, Any], ...] = ()


def open_connection(folder: Path, memory_mib: int, threads: int) -> duckdb.DuckDBPyConnection:
    """Return an in-memory DuckDB that keeps within its memory and spills into ``folder`` only."""
    connection = connect(
        options={
            "memory_limit": f"{memory_mib}MiB",
            "threads": threads,
            "temp_directory": str(folder / ".spill"),
            # Each file is read once: a cache would only take memory.
            "enable_external_file_cache": False,
        }
    )
    # Global, since every reader has its own connection to this database.
    connection.execute(f"set global TimeZone = '{TIMEZONE}'")
    return connection


def contract_of(delivery: Delivery, resource: Resource, contracts: Contracts) -> Contract:
    """Return the contract of a resource.

    Raises
    ------
    DeliveryError
        When there is none, or the delivery's period is not one of the contract's.
    """
    contract = contracts.get((delivery.system, resource.entity))
    if contract is None:
        entities = [entity for system, entity in contracts if system == delivery.system]
        if not entities:
            raise DeliveryError(
                "unknown_system",
                f"{delivery.folder}: there is no contract for system {delivery.system!r}; "
                f"known: {', '.join(sorted({system for system, _ in contracts}))}.",
                "Check the folder's name and the manifest's field bokslut.system.",
            )
        raise DeliveryError(
            "unknown_entity",
            f"{delivery.folder / resource.path}: there is no contract for entity {resource.entity!r} of "
            f"{delivery.system}; known: {', '.join(entities)}.",
            "Check the manifest's field bokslut.entity, or add a contract.",
        )
    if contract.format != "sie" and (
        delivery.period_from,
        delivery.period_to,
    ) != contract.period_of(delivery.period_from):
        raise DeliveryError(
            "period_form",
            f"{delivery.folder}: the period {delivery.period_from} to {delivery.period_to} is not a whole "
            f"{contract.frequency}, as the contract of {resource.entity} requires.",
            f"Deliver one whole {contract.frequency}, and give its first and last day as the manifest's period.",
        )
    return contract


def read_resource(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    resource: Resource,
    contract: Contract,
    load_id: str,
    target: Path,
    copy: Path,
) -> ReadFile:
    """Read one resource into ``<table>.parquet`` and, where rows are rejected, ``<table>.rejected.parquet``.

    ``copy`` is the verified copy of its file, which is read in its place.

    Raises
    ------
    DeliveryError
        When the file is not what its contract and its manifest say; nothing of it counts then.
    """
    read, refusals = examine_resource(
        connection, delivery, resource, contract, load_id, target, copy
    )
    if refusals:
        raise refusals[0]
    return read


def examine_resource(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    resource: Resource,
    contract: Contract,
    load_id: str,
    target: Path,
    copy: Path,
) -> tuple[ReadFile, list[DeliveryError]]:
    """Read one resource as ``read_resource`` does, and return every reason to refuse it beside what was read.

    Raises
    ------
    DeliveryError
        When the file cannot be read at all by its contract.
    """
    path = delivery.folder / resource.path
    with _in_time(connection, path):
        return _examine(connection, delivery, resource, contract, load_id, target, copy)


def _examine(
    connection: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    resource: Resource,
    contract: Contract,
    load_id: str,
    target: Path,
    copy: Path,
) -> tuple[ReadFile, list[DeliveryError]]:
    path = delivery.folder / resource.path
    if contract.format == "sie":
        held = ledger.read_file(connection, copy, path, contract.encoding)
        refusals = list(ledger.refusals(connection, delivery, resource, held))
        tables = (
            {} if refusals else ledger.write_tables(connection, delivery, resource, load_id, target)
        )
        return ReadFile(held.rows, 0, tables, held.totals, findings=held.findings), refusals
    origin = Origin(
        load_id=load_id,
        file_name=f"{delivery.system}/{delivery.name}/{resource.path}",
        path=path,
        content=copy,
        period=(delivery.period_from, delivery.period_to),
    )
    written = read_rows(connection, contract, origin, target)
    refusals = [] if written.refusal is None else [written.refusal]
    refusals += _row_count_refusals(path, resource, contract, written)
    refusals += _total_refusals(path, resource, written.totals, contract.hash_total)
    refusals += _hash_refusals(path, resource, contract, written.hash_total)
    return read_file_of(contract, written), refusals


@contextlib.contextmanager
def _in_time(connection: duckdb.DuckDBPyConnection, path: Path) -> Generator[None]:
    """Refuse a file that DuckDB has not read within the time limit."""
    timer = threading.Timer(limits().seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException:
        raise beyond("seconds", path, "takes longer to read") from None
    finally:
        timer.cancel()


def read_rows(
    connection: duckdb.DuckDBPyConnection, contract: Contract, origin: Origin, target: Path
) -> WrittenRows:
    """Read the rows of one file of any format but SIE, by its contract alone.

    Raises
    ------
    DeliveryError
        When the file cannot be read by its contract.
    """
    with tempfile.TemporaryDirectory(prefix=".unpacked-", dir=target) as scratch:
        return write_rows(
            connection,
            _open(connection, origin, contract, Path(scratch)),
            contract,
            origin,
            target / f"{contract.table}.parquet",
            target / f"{contract.table}.rejected.parquet",
        )


def read_file_of(contract: Contract, written: WrittenRows) -> ReadFile:
    """Return the result of writing a file's rows, its sums under the names that a manifest gives them."""
    hash_totals = (
        {}
        if written.hash_total is None
        else {f"{HASH_PREFIX}{contract.hash_total}": str(written.hash_total)}
    )
    return ReadFile(
        loaded_rows=written.loaded,
        rejected_rows=written.rejected,
        tables={contract.table: written.loaded},
        totals={
            TOTAL_PREFIX + column: str(total.loaded + total.rejected)
            for column, total in written.totals.items()
        }
        | hash_totals,
        unread={
            TOTAL_PREFIX + column: total.unread_rows
            for column, total in written.totals.items()
            if total.unread_rows
        },
        reasons=written.reasons,
        findings=written.findings,
    )


def _open(
    connection: duckdb.DuckDBPyConnection, origin: Origin, contract: Contract, scratch: Path
) -> Source:
    match contract.format:
        case "csv":
            return csv_files.open_file(origin.content, origin.path, contract, scratch)
        case "ndjson":
            return ndjson_files.open_file(
                origin.content, origin.path, contract, scratch, connection
            )
        case _:
            return workbooks.open_file(origin.content, origin.path, contract, scratch)


def _row_count_refusals(
    path: Path, resource: Resource, contract: Contract, written: WrittenRows
) -> Iterator[DeliveryError]:
    rows = written.loaded + written.rejected
    if rows != resource.rows:
        yield DeliveryError(
            "row_count",
            f"{path}: the manifest says {resource.rows} rows of {resource.entity}, but the file has {rows}.",
            "The file and its manifest do not belong together, or rows were lost on the way: deliver both again.",
        )
    if rows == 0 and not contract.may_be_empty:
        yield DeliveryError(
            "no_rows",
            f"{path} has no row of {resource.entity}.",
            "Export it again; where an empty file is right, the contract says may_be_empty.",
        )


def _total_refusals(
    path: Path, resource: Resource, totals: Mapping[str, Total], hash_total: str | None
) -> Iterator[DeliveryError]:
    expected = {TOTAL_PREFIX + column: total for column, total in totals.items()}
    given = set(resource.control_totals) - {f"{HASH_PREFIX}{hash_total}"}
    if set(expected) != given:
        yield DeliveryError(
            "control_totals",
            f"{path}: the manifest gives the control totals {_listed(resource.control_totals)}; "
            f"the contract requires {_listed(expected)}.",
            "Give each control total of the contract, and no other, under bokslut.control_totals.",
        )
        return
    for total, read in expected.items():
        declared = read_decimal(resource.control_totals[total])
        # A rejected row whose amount cannot be read leaves the sum open; the row itself is counted and kept.
        if declared is None or (declared != read.loaded + read.rejected and not read.unread_rows):
            yield DeliveryError(
                "control_total",
                f"{path}: the manifest's control total {total} is {resource.control_totals[total]}, "
                f"but {read.loaded + read.rejected} was read.",
                "The file and its manifest do not belong together, or rows were lost on the way: deliver both again.",
            )


def _hash_refusals(
    path: Path, resource: Resource, contract: Contract, found: Decimal | None
) -> Iterator[DeliveryError]:
    """Yield the refusal of a file whose hash total differs from the one in its manifest, if that has one."""
    total = f"{HASH_PREFIX}{contract.hash_total}"
    declared = resource.control_totals.get(total)
    if declared is not None and found is not None and read_decimal(declared) != found:
        yield DeliveryError(
            "control_total",
            f"{path}: the manifest's hash total {total} is {declared}, but {found} was read: the numbers that"
            f" {contract.hash_total} ends with sum to another amount.",
            "The file and its manifest do not belong together, or rows were lost on the way: deliver both again.",
        )


def _listed(names: Mapping[str, Any]) -> str:
    return ", ".join(sorted(names)) or "(none)"
