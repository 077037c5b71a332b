"""The raw layer on disk: one folder a load, there wholly or not at all.

``raw/<system>/<load id>/`` holds a Parquet file per entity and ``load.json``. The load id is a
digest of the delivered content, and the folder appears in one rename, so loading a delivery twice,
or being killed while loading it, can neither lose nor double a row. Which load of a period counts
is decided when reading, never by deleting.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from orchestration.deliveries import Delivery

LOAD_FILE = "load.json"

# The register of loads is data too: the gate compares what senders promised with what the marts hold.
_LOADS_COLUMNS = """
    load_id varchar, system varchar, delivery varchar, created_at timestamptz, period_from date,
    period_to date, corrects varchar, file_name varchar, entity varchar, file_sha256 varchar,
    declared_rows bigint, loaded_rows bigint, control_totals map(varchar, varchar)
"""


@dataclass(frozen=True)
class ReadFile:
    """What a reader made of one file: rows of the entity as the manifest counts them, and rows per raw table."""

    rows: int
    tables: dict[str, int]


@dataclass(frozen=True)
class LoadedFile:
    """One file of a load: what its manifest declared and what was loaded from it."""

    path: str
    entity: str
    sha256: str
    declared_rows: int
    loaded_rows: int
    control_totals: dict[str, str]


@dataclass(frozen=True)
class Load:
    """One delivery in the raw layer. ``tables`` counts the rows of each raw table."""

    load_id: str
    system: str
    delivery: str
    created: datetime
    period_from: date
    period_to: date
    corrects: str | None
    files: tuple[LoadedFile, ...]
    tables: dict[str, int]
    folder: Path

    @property
    def rows(self) -> int:
        """Return the number of rows in all tables of the load."""
        return sum(self.tables.values())

    @property
    def slot(self) -> tuple[str, date]:
        """What the load fills: a system's period, by its first day. Cumulative extracts of a year share one slot."""
        return self.system, self.period_from


def folder_of(raw: Path, delivery: Delivery) -> Path:
    """Return where a delivery's load stands, or will stand."""
    return raw / delivery.system / delivery.load_id


def write_load_file(
    folder: Path, delivery: Delivery, files: list[LoadedFile], tables: dict[str, int]
) -> None:
    """Write ``load.json``: what was loaded from which delivery."""
    content = {
        "load_id": delivery.load_id,
        "system": delivery.system,
        "delivery": delivery.name,
        "created": delivery.created.isoformat(),
        "period_from": delivery.period_from.isoformat(),
        "period_to": delivery.period_to.isoformat(),
        "corrects": delivery.corrects,
        "files": [asdict(file) for file in files],
        "tables": tables,
    }
    (folder / LOAD_FILE).write_text(
        json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8"
    )


def read_load(folder: Path) -> Load:
    """Read back a load that has been committed."""
    content = json.loads((folder / LOAD_FILE).read_text("utf-8"))
    return Load(
        load_id=content["load_id"],
        system=content["system"],
        delivery=content["delivery"],
        created=datetime.fromisoformat(content["created"]),
        period_from=date.fromisoformat(content["period_from"]),
        period_to=date.fromisoformat(content["period_to"]),
        corrects=content["corrects"],
        files=tuple(LoadedFile(**file) for file in content["files"]),
        tables=content["tables"],
        folder=folder,
    )


def all_loads(raw: Path) -> list[Load]:
    """Return every committed load, in order of its delivery's creation."""
    folders = (path.parent for path in raw.glob(f"*/[!.]*/{LOAD_FILE}"))
    return sorted(map(read_load, folders), key=lambda load: (load.created, load.load_id))


def current_loads(raw: Path) -> list[Load]:
    """Return the loads that count: of each system and period the one whose delivery was created last."""
    latest = {load.slot: load for load in all_loads(raw)}
    return sorted(latest.values(), key=lambda load: load.slot)


def register_views(connection: duckdb.DuckDBPyConnection, raw: Path) -> None:
    """Make schema ``raw`` show the current loads: a view per table, and ``raw.loads``, one row a file."""
    connection.execute("create schema if not exists raw")
    loads = current_loads(raw)
    files: dict[str, list[str]] = {}
    for load in loads:
        for table in load.tables:
            files.setdefault(table, []).append(str(load.folder / f"{table}.parquet"))
    for table, paths in sorted(files.items()):
        quoted = ", ".join(f"'{path.replace(chr(39), chr(39) * 2)}'" for path in paths)
        connection.execute(
            f'create or replace view raw."{table}" as select * from read_parquet([{quoted}], union_by_name = true)'
        )
    connection.execute(f"create or replace table raw.loads ({_LOADS_COLUMNS})")
    rows = [
        [
            load.load_id, load.system, load.delivery, load.created, load.period_from, load.period_to, load.corrects,
            file.path, file.entity, file.sha256, file.declared_rows, file.loaded_rows, file.control_totals,
        ]
        for load in loads
        for file in load.files
    ]  # fmt: skip
    if rows:
        connection.executemany(
            f"insert into raw.loads values ({', '.join('?' * len(rows[0]))})", rows
        )
