"""Restoring a backup: every checksum is checked before anything is replaced; the warehouse appears in one rename."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.core.errors import ExternalError, RefusedError, UsageError
from orchestration.core.event_log import log_event
from orchestration.core.files import (
    clear_unfinished,
    scratch_folder,
    sha256,
    sync_file,
    sync_folder,
)
from orchestration.core.lock import LOCK_FILE, writing
from orchestration.core.pseudonyms import KEY_FILE, has_key
from orchestration.core.settings import Settings
from orchestration.operations.backup import (
    damaged_objects,
    list_backups,
    object_path,
    read_manifest,
)

_SHOWN = 5


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    ``replaced`` is where the warehouse that was there has been put aside, if there was one;
    ``has_key`` whether the pseudonyms' key is there, so that they stay what they were.
    """

    backup: str
    files: int
    bytes: int
    replaced: Path | None
    has_key: bool


def check(folder: Path, name: str | None = None) -> tuple[str, int]:
    """Prove that a backup, by default the last, is intact; return its name and the number of its files.

    Raises
    ------
    UsageError
        When there is no such backup.
    RefusedError
        When a byte of it has changed or is missing; the message names the files.
    """
    path = _find(folder, name)
    manifest = read_manifest(path)
    if damaged := damaged_objects(folder, manifest):
        raise _damaged(path, damaged)
    return path.stem, len(manifest["files"])


def restore(
    settings: Settings, folder: Path, name: str | None = None, *, replace: bool = False
) -> Restored:
    """Make the warehouse what it was when a backup was made.

    Parameters
    ----------
    settings
        Where to restore the warehouse.
    folder
        The backup folder.
    name
        The backup; by default the last.
    replace
        Whether a warehouse that is there may be put aside. Its pseudonym key is kept if the backup
        has none.

    Raises
    ------
    UsageError
        When there is no such backup, or a warehouse with something in it and ``replace`` is false.
    RefusedError
        When a byte of the backup has changed or is missing. Nothing is replaced then.
    ExternalError
        When another process writes to the warehouse, or the disk is full.
    """
    path, warehouse = _find(folder, name), settings.warehouse
    manifest = read_manifest(path)
    if _entries(warehouse) and not replace:
        raise UsageError(
            f"There is a warehouse at {warehouse} already.",
            "Say --replace, which puts it aside under another name, or name another --warehouse.",
        )
    # Beside the warehouse, so that a rename moves it; in its own folder, where what a killed restore left is known.
    beside = warehouse.with_name(f".{warehouse.name}.restoring")
    with writing(warehouse, "restore"):
        if beside.exists():
            clear_unfinished(beside)
        with scratch_folder(beside) as scratch:
            replaced = _replace(warehouse, scratch, folder, path, manifest)
        beside.rmdir()
    log_event(settings.logs, "restored", backup=path.stem, files=len(manifest["files"]))
    return Restored(
        backup=path.stem,
        files=len(manifest["files"]),
        bytes=sum(file["bytes"] for file in manifest["files"]),
        replaced=replaced,
        has_key=has_key(warehouse),
    )


def _replace(
    warehouse: Path, scratch: Path, folder: Path, backup: Path, manifest: dict[str, Any]
) -> Path | None:
    """Build the warehouse in ``scratch`` and put it in place; return where the former one is, if any."""
    _fill(scratch, folder, backup, manifest)
    key = warehouse / KEY_FILE
    if key.exists() and not (scratch / KEY_FILE).exists():
        shutil.copy2(key, scratch / KEY_FILE)
        sync_file(scratch / KEY_FILE)
    _set_modes(scratch, manifest)
    with _put_aside(warehouse) as replaced:
        scratch.rename(warehouse)
        sync_folder(warehouse.parent)
    return replaced


def _find(folder: Path, name: str | None) -> Path:
    backups = list_backups(folder)
    if not backups:
        raise UsageError(f"There is no backup in {folder}.", "Make one with `bokslut backup`.")
    if name is None:
        return backups[-1]
    for path in backups:
        if path.stem == name:
            return path
    raise UsageError(
        f"There is no backup {name!r} in {folder}; there are {', '.join(path.stem for path in backups)}.",
        "Name one of these.",
    )


def _fill(scratch: Path, folder: Path, backup: Path, manifest: dict[str, Any]) -> None:
    """Write what a backup holds, proving the SHA-256 of every file as it has been written."""
    for subfolder in manifest["folders"]:
        (scratch / subfolder["path"]).mkdir(mode=0o700, exist_ok=True)
    damaged = []
    for file in manifest["files"]:
        content, target = object_path(folder, file["sha256"]), scratch / file["path"]
        if content.is_file():
            shutil.copyfile(content, target)
        if not target.is_file() or sha256(target) != file["sha256"]:
            damaged.append(f"{file['path']} ({content.relative_to(folder)})")
            continue
        sync_file(target)
    if damaged:
        raise _damaged(backup, damaged)
    for link in manifest["links"]:
        (scratch / link["path"]).symlink_to(link["target"])


def _set_modes(scratch: Path, manifest: dict[str, Any]) -> None:
    for file in manifest["files"]:
        (scratch / file["path"]).chmod(int(file["mode"], 8))
    # The deepest first, since a folder may deny its owner the right to write in it.
    for folder in reversed(manifest["folders"]):
        path = scratch / folder["path"]
        path.chmod(int(folder["mode"], 8))
        sync_folder(path)


@contextmanager
def _put_aside(warehouse: Path) -> Generator[Path | None]:
    """Move the warehouse aside and yield where it is; move it back if the block fails."""
    if not _entries(warehouse):
        (warehouse / LOCK_FILE).unlink()
        warehouse.rmdir()
        yield None
        return
    aside = warehouse.with_name(f"{warehouse.name}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    try:
        warehouse.rename(aside)
    except OSError as error:
        raise ExternalError(
            f"{warehouse} cannot be renamed: {error}.",
            "If a disk is mounted there, restore to a folder on that disk and name it with --warehouse.",
        ) from error
    try:
        yield aside
    except BaseException:
        if not warehouse.exists():
            aside.rename(warehouse)
        raise


def _entries(warehouse: Path) -> list[str]:
    if not warehouse.is_dir():
        return []
    return [path.name for path in warehouse.iterdir() if path.name != LOCK_FILE]


def _damaged(backup: Path, damaged: list[str]) -> RefusedError:
    more = f"\n  … and {len(damaged) - _SHOWN} more" if len(damaged) > _SHOWN else ""
    listed = "".join(f"\n  {file}" for file in damaged[:_SHOWN])
    return RefusedError(
        f"Backup {backup.stem} is damaged; missing or changed are:{listed}{more}",
        "Take them from another copy of the backup folder, or an older backup. A later `bokslut backup` saves their "
        "content again once the damaged files in objects have been removed.",
    )
