"""The profile of each delivered extract: what its columns hold, counted once, so that nobody scans the rows again.

A profile says nothing about right or wrong. The gate compares it with those of the same extract's other periods, so a
column in another unit, a code that vanished or a delivery that repeats last year's is seen in any extract that has a
contract. A profile holds no personal data: columns so marked are counted, and their values are not.

All deliveries of an extract are counted at once, and the result is cached beside the raw layer. Without that file, or
when the statistics change, they are counted again.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration.contracts import Contract
from orchestration.core.files import scratch_folder, sha256
from orchestration.core.sql import file_literal, literal
from orchestration.loading import profile_statistics as statistics
from orchestration.loading.parquet import copy_to_parquet, parquet_files

_COLUMNS = """(
    load_id varchar, system varchar, entity varchar, column_name varchar, statistic varchar, code varchar,
    value decimal(28, 8), definition varchar
)"""


_KEPT = "profiles-{}.parquet"
_SMALL_ROWS = 10_000


@dataclass(frozen=True)
class Delivered:
    """A delivery of an extract: its load, the first day of its period, the file of its rows, and their count."""

    load_id: str
    contract: Contract
    period_from: date
    rows: Path
    count: int


def make_profiles(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    delivered: Iterable[Delivered],
    folder: Path,
) -> None:
    """Make a table of profiles, counting only deliveries that are not in the cache.

    One row per load, extract and statistic: ``load_id``, ``system``, ``entity``, ``column_name`` (empty for the rows as
    a whole), ``statistic`` (one of ``STATISTICS``), ``code`` (the value of a column or the month that is counted; else
    empty) and ``value``.

    Parameters
    ----------
    table
        The table's name, as SQL writes it.
    delivered
        The deliveries to profile.
    folder
        The folder of the cache.
    """
    extracts: dict[str, list[Delivered]] = defaultdict(list)
    for one in delivered:
        extracts[_definition(one.contract)].append(one)
    connection.execute(f"create or replace temp table counted {_COLUMNS}")
    known = _known(connection, folder)
    new = {
        definition: [one for one in ones if (one.load_id, definition) not in known]
        for definition, ones in extracts.items()
    }
    _count_all(connection, {definition: ones for definition, ones in new.items() if ones}, folder)
    wanted = {(one.load_id, definition) for definition, ones in extracts.items() for one in ones}
    connection.execute(
        "delete from counted where (load_id, definition) not in (select unnest($1), unnest($2))",
        [[load_id for load_id, _ in wanted], [definition for _, definition in wanted]],
    )
    if wanted != known:
        _keep(connection, folder)
    connection.execute(
        f"create or replace table {table} as select * exclude (definition) from counted"
    )
    connection.execute("drop table counted")


def _known(connection: duckdb.DuckDBPyConnection, folder: Path) -> set[tuple[str, str]]:
    """Read the cache into ``counted``, and return the loads in it, each with its definition."""
    for kept in folder.glob(_KEPT.format("*")):
        # A damaged file is ignored: its profiles are counted again.
        if kept.name == _KEPT.format(sha256(kept)):
            connection.execute(
                f"insert into counted by name from read_parquet({file_literal(kept)})"
            )
    return set(connection.execute("select distinct load_id, definition from counted").fetchall())


def _keep(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write ``counted`` to the cache, a file named by its checksum."""
    with scratch_folder(folder) as scratch:
        written = scratch / "counted.parquet"
        connection.execute(copy_to_parquet("select * from counted order by all", written))
        kept = folder / _KEPT.format(sha256(written))
        written.replace(kept)
    for other in set(folder.glob(_KEPT.format("*"))) - {kept}:
        other.unlink()


def _definition(contract: Contract) -> str:
    """Return the digest of an extract's statistics: when it changes, the extract is counted again."""
    names = [field.name for field in contract.fields]
    queries = [
        statistics.scan(contract, ""),
        *(statistics.seconds(field, "") for field in contract.fields),
        statistics.few_values(contract),
        statistics.value_counts(contract, names, ""),
        statistics.codes(),
        *statistics.signs(contract, [], ""),
    ]
    return hashlib.sha256("\n".join(queries).encode()).hexdigest()[:16]


def _count_all(
    connection: duckdb.DuckDBPyConnection, extracts: Mapping[str, Sequence[Delivered]], folder: Path
) -> None:
    """Count the rows of some extracts, by their definitions, into ``counted``; several at once, the largest first."""

    def count(definition: str) -> Path:
        result = scratch / f"{definition}.parquet"
        with connection.cursor() as own:
            own.execute(f"create temp table counted {_COLUMNS}")
            _count(own, extracts[definition], definition)
            own.execute(copy_to_parquet("select * from counted", result))
        return result

    def size(definition: str) -> int:
        return sum(one.rows.stat().st_size for one in extracts[definition])

    if not extracts:
        return
    with scratch_folder(folder) as scratch, ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(count, sorted(extracts, key=size, reverse=True)))
        connection.execute(f"insert into counted by name from {parquet_files(results)}")


def _count(
    connection: duckdb.DuckDBPyConnection, delivered: Sequence[Delivered], definition: str
) -> None:
    """Count the rows of some deliveries of one extract."""
    contract = delivered[0].contract
    rows = parquet_files(one.rows for one in delivered)
    load_ids = [one.load_id for one in delivered]

    def keep(query: str) -> None:
        connection.execute(
            f"insert into counted by name select {literal(contract.system)} as system,"
            f" {literal(contract.entity)} as entity, {literal(definition)} as definition, * from ({query})"
            " where value is not null"
        )

    connection.execute(
        "create or replace temp table delivered as select unnest($1) as load_id, unnest($2) as period_from",
        [load_ids, [one.period_from for one in delivered]],
    )
    scans = [
        statistics.scan(contract, parquet_files([one.rows]), (one.load_id, one.period_from))
        for one in delivered
        if not _is_small(one)
    ]
    if small := [one.rows for one in delivered if _is_small(one)]:
        scans.append(statistics.scan(contract, parquet_files(small)))
    keep(" union all ".join(scans))
    for field in contract.fields:
        if field.type == "datetime":
            keep(statistics.seconds(field, rows))
    connection.execute(f"create or replace temp table few as {statistics.few_values(contract)}")
    few = connection.execute(
        "select column_name, count(*) from few group by column_name"
    ).fetchall()
    counts = statistics.value_counts(contract, [column for column, _ in few], rows)
    connection.execute(f"create or replace temp table value_counts as {counts}")
    keep(statistics.codes())
    always_few = [column for column, loads in few if loads == len(load_ids)]
    for query in statistics.signs(contract, always_few, rows):
        keep(query)


def _is_small(one: Delivered) -> bool:
    """Return whether a delivery is scanned together with others: planning its own query takes longer than scanning it.

    Distinct values of many rows are counted faster file by file than grouped by load. A delivery without rows has no
    group.
    """
    return 0 < one.count <= _SMALL_ROWS
