"""The order of loading: deliveries are read in parallel, then admitted and committed one by one.

Reading depends on nothing but the delivery and its contracts, so several are read at once; whether
one may join the raw layer depends on those before it, so that is decided in order.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.contracts import Contract, read_contracts
from orchestration.core.characters import shown
from orchestration.core.display import with_thousands
from orchestration.core.errors import RefusedError
from orchestration.core.event_log import log_event
from orchestration.core.files import clear_unfinished, commit_folder, private_folder, scratch_folder
from orchestration.core.lock import writing
from orchestration.core.settings import Settings
from orchestration.loading import quarantine, store
from orchestration.loading.admission import admit
from orchestration.loading.deliveries import (
    Delivery,
    Resource,
    check_created,
    find_deliveries,
    read_delivery,
    verify_files,
)
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.guard import guarded, steps
from orchestration.loading.identity import check_organisation, expected_identity
from orchestration.loading.keys import UsedKeys
from orchestration.loading.periods import closed_months
from orchestration.loading.reading import (
    MEMORY_MIB,
    Contracts,
    ReadFile,
    contract_of,
    open_connection,
    read_resource,
)

_READERS = 4


@dataclass
class LoadSummary:
    """What loading did: loads made now, deliveries that had been loaded before, and all loads that now count."""

    loaded: list[store.Load] = field(default_factory=list)
    unchanged: list[store.Load] = field(default_factory=list)
    current: list[store.Load] = field(default_factory=list)

    @property
    def rejected_rows(self) -> int:
        """Return the number of rejected rows in the loads that count."""
        return sum(load.rejected_rows for load in self.current)


@dataclass(frozen=True)
class _Task:
    """One delivery to load, with its contracts, its load id and the folder where the load is made."""

    delivery: Delivery
    contracts: dict[str, Contract]
    load_id: str
    folder: Path


def load_deliveries(
    settings: Settings,
    log: Callable[[str], None] = lambda _: None,
    only: tuple[str, str | None] | None = None,
) -> LoadSummary:
    """Load every delivery in landing that has not been loaded, in order of creation.

    Parameters
    ----------
    settings
        Where landing, the raw layer and the contracts are.
    log
        Called with one line for each delivery.
    only
        The only system to load, and its only period (``2013-05``, ``2013``) or None for all of them; the
        summary's ``current`` is then limited to these.

    Raises
    ------
    RefusedError
        When nothing of that period has been delivered, or any delivery was refused; the message
        names every one, each kept in quarantine. What could be loaded has been. Also when a file of an
        earlier load is missing or altered; nothing is loaded then.
    ExternalError
        When another process is loading, or the disk is full; no delivery is half loaded then.
    """
    with writing(settings.warehouse, "load"):
        if settings.raw.exists():
            for folder in (settings.raw, *settings.raw.glob("[!.]*")):
                clear_unfinished(folder)
        store.require_whole(store.current_loads(settings.raw))
        deliveries: list[Delivery] = []
        refused: list[str] = []
        for folder in find_deliveries(settings.landing):
            if only and folder.parent.name != only[0]:
                continue
            try:
                with guarded(folder, settings.warehouse):
                    deliveries.append(read_delivery(folder))
            except DeliveryError as error:
                refused.append(_refuse(settings, folder, error))
        is_chosen = _is_of(settings, *only) if only else lambda _: True
        deliveries = list(filter(is_chosen, deliveries))
        deliveries.sort(key=lambda delivery: (delivery.created, delivery.name))
        with scratch_folder(settings.raw) as scratch:
            summary = _load_all(settings, deliveries, scratch, refused, log)
        if refused:
            raise RefusedError("\n\n".join(refused))
        summary.current = list(filter(is_chosen, store.current_loads(settings.raw)))
        if only and only[1] and not summary.current:
            raise RefusedError(
                f"Nothing has been delivered of {only[0]} for {only[1]}.",
                f"Put the delivery into {settings.landing / only[0]}, with a manifest of that period.",
            )
        return summary


def _is_of(
    settings: Settings, system: str, period: str | None
) -> Callable[[Delivery | store.Load], bool]:
    """Return the test whether a delivery or a load is of a system's period; of any period if that is None."""
    if period is None:
        return lambda held: held.system == system
    contracts = read_contracts(*settings.contract_folders)

    def is_of(held: Delivery | store.Load) -> bool:
        files = held.resources if isinstance(held, Delivery) else held.files
        own = (contracts.get((held.system, file.entity)) for file in files)
        return held.system == system and any(
            contract.period_name(held.period_from) == period for contract in own if contract
        )

    return is_of


def _load_all(
    settings: Settings,
    deliveries: list[Delivery],
    scratch: Path,
    refused: list[str],
    log: Callable[[str], None],
) -> LoadSummary:
    summary, loads = LoadSummary(), store.all_loads(settings.raw)
    contracts, closed = read_contracts(*settings.contract_folders), closed_months(settings.periods)
    known = {(load.system, load.load_id): load for load in loads}
    processors = os.cpu_count() or 1
    database = open_connection(scratch, MEMORY_MIB, 1)
    used = UsedKeys(database.cursor())

    def prepare(delivery: Delivery) -> tuple[_Task, list[tuple[Resource, ReadFile]] | None]:
        task = _plan(delivery, contracts, scratch)
        if (delivery.system, task.load_id) in known:
            verify_files(delivery)
            return task, None
        check_created(delivery)
        return task, _read(task, database)

    with database, ThreadPoolExecutor(min(processors, _READERS), "read") as pool:
        try:
            prepared = {
                delivery.folder: pool.submit(prepare, delivery)
                for delivery in _reading_order(deliveries)
            }
            for delivery in deliveries:
                try:
                    with guarded(delivery.folder, settings.warehouse):
                        task, files = prepared[delivery.folder].result()
                        if files is None:
                            load = _counting(known[delivery.system, task.load_id], loads)
                            summary.unchanged.append(load)
                        else:
                            _check_organisation(settings, task, loads)
                            admit(delivery, contracts, task.folder, loads, closed, used)
                            load = _commit(settings.raw, task, files)
                            summary.loaded.append(load)
                except DeliveryError as error:
                    refused.append(_refuse(settings, delivery.folder, error))
                    continue
                loads = store.in_order(
                    [*(other for other in loads if other.folder != load.folder), load]
                )
                if files is not None:
                    log(_line(load, loads))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    if summary.unchanged:
        rows = sum(load.rows for load in summary.unchanged)
        log(f"already loaded: {len(summary.unchanged)} deliveries of {rows} rows")
    return summary


def _plan(delivery: Delivery, contracts: Contracts, scratch: Path) -> _Task:
    own = {
        resource.entity: contract_of(delivery, resource, contracts)
        for resource in delivery.resources
    }
    load_id = store.load_id(delivery.name, delivery.content_digest, own.values())
    return _Task(delivery, own, load_id, scratch / f"{delivery.system}-{load_id}")


def _reading_order(deliveries: list[Delivery]) -> list[Delivery]:
    """Return deliveries in the order to read them: the large ones first, then in the order of committing.

    Large is a twentieth of all bytes: read last, such a delivery would be read alone.
    """
    sizes = {
        delivery.folder: sum({file.path: file.bytes for file in delivery.resources}.values())
        for delivery in deliveries
    }
    large = sum(sizes.values()) / 20
    return sorted(deliveries, key=lambda delivery: sizes[delivery.folder] < large)


def _read(task: _Task, database: duckdb.DuckDBPyConnection) -> list[tuple[Resource, ReadFile]]:
    """Read copies of a delivery's files on a connection of its own, whose temporary tables end with it."""
    task.folder.mkdir()
    try:
        with database.cursor() as connection, scratch_folder(task.folder) as copies:
            copied = verify_files(task.delivery, copies)
            return [
                (
                    resource,
                    read_resource(
                        connection,
                        task.delivery,
                        resource,
                        task.contracts[resource.entity],
                        task.load_id,
                        task.folder,
                        copied[resource.path],
                    ),
                )
                for resource in task.delivery.resources
            ]
    except Exception:
        shutil.rmtree(task.folder, ignore_errors=True)
        raise


def _check_organisation(settings: Settings, task: _Task, loads: list[store.Load]) -> None:
    for resource in task.delivery.resources:
        if task.contracts[resource.entity].format == "sie":
            path = task.delivery.folder / resource.path
            check_organisation(path, task.folder, loads, expected_identity(settings))


def _commit(raw: Path, task: _Task, files: list[tuple[Resource, ReadFile]]) -> store.Load:
    store.write_load_file(task.folder, task.delivery, task.load_id, files)
    target = raw / task.delivery.system / task.load_id
    private_folder(target.parent)
    commit_folder(task.folder, target)
    return store.read_load(target)


def _counting(load: store.Load, loads: list[store.Load]) -> store.Load:
    """Return a load that was found again, made to count over any load of the same delivery by another contract."""
    same = [
        other
        for other in loads
        if (other.system, other.content_digest) == (load.system, load.content_digest)
    ]
    return load if same[-1].load_id == load.load_id else store.count_again(load)


def _line(load: store.Load, loads: list[store.Load]) -> str:
    rejected = (
        f", {load.rejected_rows} rejected (raw.{store.REJECTED})" if load.rejected_rows else ""
    )
    slots = {load.slot(file) for file in load.files}
    later = [
        other
        for other in loads[[known.folder for known in loads].index(load.folder) + 1 :]
        if slots <= {other.slot(file) for file in other.files}
    ]
    said = f"; they do not count, since {later[-1].delivery} was created later" if later else ""
    # What it corrects may arrive later, and does not count then.
    if load.corrects and (load.system, load.corrects) not in {
        (other.system, other.delivery) for other in loads
    }:
        said += (
            f"; they correct {load.corrects}, which has not been loaded: check the name"
            ' that the manifest gives ("corrects")'
        )
    return f"{load.system}/{load.delivery}: {with_thousands(load.rows)} rows loaded{rejected}{said}"


def _refuse(settings: Settings, folder: Path, error: DeliveryError) -> str:
    """Keep a refused delivery in quarantine, and return the message about it."""
    if error.__cause__ is not None:
        log_event(
            settings.logs,
            "delivery_unreadable",
            delivery=f"{shown(folder.parent.name)}/{shown(folder.name)}",
            error=type(error.__cause__).__name__,
            traceback=steps(error.__cause__),
        )
    try:
        with guarded(folder, settings.warehouse):
            kept = quarantine.keep(settings.quarantine, folder, error)
    except DeliveryError as failure:
        return f"{error}\n  It could not be kept in quarantine: {failure.message}"
    return f"{error}\n  Kept in quarantine: {kept}"
