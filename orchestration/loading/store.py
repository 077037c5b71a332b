"""The raw layer on disk: one folder per load, complete or absent.

``raw/<system>/<load id>/`` holds a Parquet file per table, one of rejected rows where a file had
any, and ``load.json``. The load id is a digest of the delivered content and of the contracts it was
read by, and the folder appears in one rename, so loading a delivery twice, or being killed while
loading it, can neither lose nor double a row. Which load of a period counts is decided when
reading, entity by entity, never by deleting.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from orchestration.contracts import Contract
from orchestration.core.errors import RefusedError
from orchestration.core.files import sha256, write_json
from orchestration.loading.deliveries import Delivery, Resource
from orchestration.loading.reading import ReadFile

LOAD_FILE = "load.json"
LOADS = "loads"
REJECTED = "rejected_rows"
_SHOWN = 10


@dataclass(frozen=True)
class LoadedFile:
    """One entity of a load: what its manifest declared, and what was loaded and rejected.

    ``control_totals`` are the manifest's sums, ``read_totals`` those of the rows read, rejected
    ones too; ``tables`` counts the rows of each raw table. ``sample_share`` is the share of the rows that
    were delivered, where they are a sample.
    """

    path: str
    entity: str
    sha256: str
    declared_rows: int
    loaded_rows: int
    rejected_rows: int
    control_totals: dict[str, str]
    read_totals: dict[str, str]
    tables: dict[str, int]
    sample_share: str | None = None


@dataclass(frozen=True)
class ParquetFile:
    """What a Parquet file of a load was when it was written."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Load:
    """One delivery in the raw layer; from ``current_loads``, with only those of its files that count.

    ``parquet`` has the size and checksum of every Parquet file of the load, by name; it is empty in a load of a
    version that kept no checksums.
    """

    load_id: str
    content_digest: str
    system: str
    delivery: str
    created: datetime
    loaded: datetime
    period_from: date
    period_to: date
    corrects: str | None
    files: tuple[LoadedFile, ...]
    folder: Path
    parquet: Mapping[str, ParquetFile]

    @property
    def tables(self) -> dict[str, int]:
        """Return the row count of each raw table."""
        return {table: rows for file in self.files for table, rows in file.tables.items()}

    @property
    def rows(self) -> int:
        """Return the number of rows in all tables of the load."""
        return sum(self.tables.values())

    @property
    def rejected_rows(self) -> int:
        """Return the number of rows that were kept aside."""
        return sum(file.rejected_rows for file in self.files)

    def slot(self, file: LoadedFile) -> tuple[str, str, date]:
        """Return the slot that a file of the load fills: system, entity, and first day of the period."""
        return self.system, file.entity, self.period_from

    def fills(self, system: str, entity: str, period_from: date) -> bool:
        """Return whether the load holds an entity's period."""
        return any(self.slot(file) == (system, entity, period_from) for file in self.files)


def load_id(delivery: str, content_digest: str, contracts: Iterable[Contract]) -> str:
    """Return the name of a load: its delivery's, and a digest of its content and contracts.

    So a changed contract makes a new load.
    """
    digests = [content_digest, *sorted(contract.digest for contract in contracts)]
    return f"{delivery}-{hashlib.sha256(' '.join(digests).encode()).hexdigest()[:12]}"


def write_load_file(
    folder: Path, delivery: Delivery, load_id: str, files: Sequence[tuple[Resource, ReadFile]]
) -> None:
    """Write ``load.json``: what was loaded from which delivery."""
    content = {
        "load_id": load_id,
        "content_digest": delivery.content_digest,
        "system": delivery.system,
        "delivery": delivery.name,
        "created": delivery.created.isoformat(),
        "loaded": _now(),
        "period_from": delivery.period_from.isoformat(),
        "period_to": delivery.period_to.isoformat(),
        "corrects": delivery.corrects,
        "files": [
            asdict(
                LoadedFile(
                    path=resource.path,
                    entity=resource.entity,
                    sha256=resource.sha256,
                    declared_rows=resource.rows,
                    loaded_rows=read.loaded_rows,
                    rejected_rows=read.rejected_rows,
                    control_totals=dict(resource.control_totals),
                    read_totals=read.totals,
                    tables=read.tables,
                    sample_share=None
                    if resource.sample_share is None
                    else str(resource.sample_share),
                )
            )
            for resource, read in files
        ],
        "parquet": {
            path.name: asdict(ParquetFile(path.stat().st_size, sha256(path)))
            for path in sorted(folder.glob("*.parquet"))
        },
    }
    write_json(folder / LOAD_FILE, content)


def read_load(folder: Path) -> Load:
    """Read back a load that has been committed.

    Raises
    ------
    RefusedError
        When its ``load.json`` is damaged.
    """
    path = folder / LOAD_FILE
    try:
        return _load(json.loads(path.read_bytes()), folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = f"it has no {error}" if isinstance(error, KeyError) else error
        raise RefusedError(
            f"{path} is not what was written when the delivery was loaded: {reason}.",
            f"Restore {folder} from a backup, or remove it and run again with the delivery in landing.",
        ) from error


def require_whole(loads: Iterable[Load]) -> None:
    """Prove that every Parquet file of some loads is what was written when they were loaded.

    Raises
    ------
    RefusedError
        When a file is missing or altered; the message names each of the first ones.
    """
    files = [(load, name) for load in loads for name in _names(load)]
    with ThreadPoolExecutor() as pool:
        faults = list(filter(None, pool.map(_fault, files)))
    if faults:
        more = [f"and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
        raise RefusedError(
            "\n  ".join(["The raw layer is not what was loaded:", *faults[:_SHOWN], *more]),
            "Restore the files from a backup, or remove the folder of the load and run again with the delivery in"
            " landing.",
        )


def _names(load: Load) -> Iterable[str]:
    """Return the names of a load's Parquet files; a load without checksums has those of its tables."""
    return load.parquet or [f"{table}.parquet" for table in load.tables]


def _fault(file: tuple[Load, str]) -> str | None:
    """Return what is wrong with a Parquet file of a load; None if it is what was written."""
    load, name = file
    path, written = load.folder / name, load.parquet.get(name)
    try:
        size = path.stat().st_size
        if written is None or (size == written.bytes and sha256(path) == written.sha256):
            return None
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        return f"{path} is missing" if missing else f"{path} cannot be read: {error.strerror}"
    return f"{path} has been changed since it was loaded"


def _load(content: dict[str, Any], folder: Path) -> Load:
    return Load(
        load_id=content["load_id"],
        content_digest=content["content_digest"],
        system=content["system"],
        delivery=content["delivery"],
        created=datetime.fromisoformat(content["created"]),
        loaded=datetime.fromisoformat(content["loaded"]),
        period_from=date.fromisoformat(content["period_from"]),
        period_to=date.fromisoformat(content["period_to"]),
        corrects=content["corrects"],
        files=tuple(LoadedFile(**file) for file in content["files"]),
        folder=folder,
        parquet={name: ParquetFile(**file) for name, file in content.get("parquet", {}).items()},
    )


def count_again(load: Load) -> Load:
    """Return a load marked as loaded now: its contract was changed and changed back, and another load made between."""
    path = load.folder / LOAD_FILE
    write_json(path, json.loads(path.read_text("utf-8")) | {"loaded": _now()})
    return read_load(load.folder)


def all_loads(raw: Path) -> list[Load]:
    """Return every committed load in the order in which they count: by the delivery's creation, then by loading."""
    folders = (path.parent for path in raw.glob(f"*/[!.]*/{LOAD_FILE}"))
    return in_order(map(read_load, folders))


def in_order(loads: Iterable[Load]) -> list[Load]:
    """Return loads in the order in which they count."""
    return sorted(loads, key=lambda load: (load.created, load.loaded, load.load_id))


def current_loads(raw: Path) -> list[Load]:
    """Return the loads that count, each with only those files that do: the last one of each entity and period."""
    return in_period_order(counting(all_loads(raw)))


def in_period_order(loads: Iterable[Load]) -> list[Load]:
    """Return loads by system and period."""
    return sorted(loads, key=lambda load: (load.system, load.period_from, load.created))


def counting(loads: Sequence[Load]) -> list[Load]:
    """Return the loads that count, each with only those files that do; ``loads`` are as ``in_order`` returns them."""
    latest = {load.slot(file): load.load_id for load in loads for file in load.files}
    current = []
    for load in loads:
        files = tuple(file for file in load.files if latest[load.slot(file)] == load.load_id)
        if files:
            current.append(replace(load, files=files))
    return current


def files_of_tables(loads: Iterable[Load]) -> dict[str, list[Path]]:
    """Return the Parquet files of each raw table, including that of rejected rows, in the order of the loads."""
    files: dict[str, list[Path]] = {}
    for load in loads:
        for file in load.files:
            for table in file.tables:
                files.setdefault(table, []).append(load.folder / f"{table}.parquet")
                if file.rejected_rows:
                    files.setdefault(REJECTED, []).append(load.folder / f"{table}.rejected.parquet")
    return files


def rows_of_tables(loads: Iterable[Load]) -> dict[str, int]:
    """Return the row count of each raw table, including ``raw.loads`` and ``raw.rejected_rows``."""
    rows = {LOADS: 0, REJECTED: 0}
    for load in loads:
        rows[LOADS] += len(load.files)
        rows[REJECTED] += load.rejected_rows
        for table, count in load.tables.items():
            rows[table] = rows.get(table, 0) + count
    return rows


def _now() -> str:
    return datetime.now(UTC).isoformat()
