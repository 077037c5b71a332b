"""The order of loading: each delivery is verified, read and committed, or refused and quarantined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.deliveries import (
    Delivery,
    DeliveryError,
    find_deliveries,
    read_delivery,
    verify_files,
)
from orchestration.errors import RefusedError
from orchestration.files import clear_unfinished, commit_folder, scratch_folder
from orchestration.loading import ledger, quarantine, store
from orchestration.lock import writing
from orchestration.settings import Settings

# The reader of each system's extracts. A system that is not here has no contract, and its deliveries are refused.
READERS = {"ledger": ledger.load_file}


@dataclass
class LoadSummary:
    """What loading did: loads made now, deliveries that had been loaded before, and all loads that now count."""

    loaded: list[store.Load] = field(default_factory=list)
    unchanged: list[store.Load] = field(default_factory=list)
    current: list[store.Load] = field(default_factory=list)

    def rows_per_table(self) -> dict[str, int]:
        """Return the rows of each raw table over the loads that count."""
        rows: dict[str, int] = {}
        for load in self.current:
            for table, count in load.tables.items():
                rows[table] = rows.get(table, 0) + count
        return rows


def load_deliveries(settings: Settings, say: Callable[[str], None] = lambda _: None) -> LoadSummary:
    """Load every delivery in landing that has not been loaded, in order of creation.

    Parameters
    ----------
    settings
        Where landing and the raw layer are.
    say
        Told of each delivery, in one line.

    Raises
    ------
    RefusedError
        When any delivery was refused; the message names every one, each kept in quarantine. What
        could be loaded has been.
    """
    with writing(settings.warehouse, "load"):
        for system in settings.raw.glob("*"):
            clear_unfinished(system)
        summary, refused = LoadSummary(), []
        deliveries = []
        for folder in find_deliveries(settings.landing):
            try:
                deliveries.append(read_delivery(folder))
            except DeliveryError as error:
                refused.append(_refuse(settings, folder, error))
        for delivery in sorted(deliveries, key=lambda each: (each.created, each.name)):
            try:
                load, is_new = _load(settings, delivery)
            except DeliveryError as error:
                refused.append(_refuse(settings, delivery.folder, error))
                continue
            (summary.loaded if is_new else summary.unchanged).append(load)
            say(
                f"{delivery.system}/{delivery.name}: {load.rows} rows {'loaded' if is_new else 'already loaded'}"
            )
        if refused:
            raise RefusedError("\n\n".join(refused))
        summary.current = store.current_loads(settings.raw)
        return summary


def _load(settings: Settings, delivery: Delivery) -> tuple[store.Load, bool]:
    target = store.folder_of(settings.raw, delivery)
    if delivery.system not in READERS:
        raise DeliveryError(
            "unknown_system",
            f"{delivery.folder}: there is no contract for system {delivery.system!r}; "
            f"known: {', '.join(sorted(READERS))}.",
            "Check the folder's name and the manifest's field bokslut.system.",
        )
    verify_files(delivery)
    if target.exists():
        return store.read_load(target), False
    same_slot = [
        load
        for load in store.all_loads(settings.raw)
        if load.slot == (delivery.system, delivery.period_from)
    ]
    for load in same_slot:
        if load.created == delivery.created:
            raise DeliveryError(
                "same_creation_time",
                f"{delivery.folder} differs from delivery {load.delivery} of the same period, which was "
                f"loaded before, but has the same time of creation, {delivery.created.isoformat()}: "
                "which of them counts cannot be told.",
                'Give the manifest the time at which this content was made (field "created").',
            )
    earlier = [load.folder for load in same_slot if load.created < delivery.created]
    with scratch_folder(target.parent) as unfinished:
        files, tables = [], {}
        for resource in delivery.resources:
            read = READERS[delivery.system](
                delivery, resource, unfinished, earlier[-1] if earlier else None
            )
            tables |= read.tables
            files.append(
                store.LoadedFile(
                    path=resource.path,
                    entity=resource.entity,
                    sha256=resource.sha256,
                    declared_rows=resource.rows,
                    loaded_rows=read.rows,
                    control_totals=dict(resource.control_totals),
                )
            )
        store.write_load_file(unfinished, delivery, files, tables)
        commit_folder(unfinished, target)
    return store.read_load(target), True


def _refuse(settings: Settings, folder: Path, error: DeliveryError) -> str:
    kept = quarantine.keep(settings.quarantine, folder, error, getattr(error, "findings", []))
    return f"{error}\n  Kept in quarantine: {kept}"
