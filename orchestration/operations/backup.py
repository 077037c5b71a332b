"""Backing up what cannot be made again, content-addressed, so that a daily backup costs only what is new.

A backup folder holds ``objects/<first two digits>/<sha256>``, each file's content once, and
``backups/<number>-<time>-<digest>.json``, one manifest per backup: every path with its length, SHA-256 and
rights. A backup exists once its manifest does, which is renamed into place after all that it
names; the manifest's name holds the digest of its own bytes. Backups are in the order of their numbers, whatever the
clock said. Nothing in the folder is ever changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.event_log import log_event
from orchestration.core.files import (
    clear_unfinished,
    disk_errors_explained,
    private_folder,
    sha256,
    sync_file,
    sync_folder,
    write_text,
)
from orchestration.core.lock import LOCK_FILE, writing
from orchestration.core.pseudonyms import KEY_FILE
from orchestration.core.settings import Settings
from orchestration.loading import store
from orchestration.releases.evidence import record_path
from orchestration.releases.release import EVIDENCE_NAME, Release, name_of, released_numbers
from orchestration.releases.verification import first_fault

OBJECTS, BACKUPS = "objects", "backups"
_FORMAT = 1

# Rights of the owner, and of others to read alone.
_RIGHTS = re.compile(r"0[0-7][0145][0145]")
_DIGEST = re.compile(r"[0-9a-f]{64}")

# What SQLite keeps beside a database; a copy of the database holds it already.
_BESIDE_DATABASE = (".db-wal", ".db-shm", ".db-journal")


@dataclass(frozen=True)
class Backup:
    """A backup in its folder.

    ``files`` counts what it holds and ``bytes`` how much that is; ``new_bytes`` is what it added to
    the folder, 0 where an earlier backup holds exactly the same and none was made. ``damaged`` lists
    each release that is not what was published, with the difference: an earlier backup may have it whole.
    """

    path: Path
    files: int
    bytes: int
    new_bytes: int
    has_key: bool
    is_new: bool
    damaged: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the name that a restore takes."""
        return self.path.stem


def back_up(
    settings: Settings, target: Path, *, with_key: bool = False, with_history: bool = False
) -> Backup:
    """Back up the warehouse while nothing writes to it.

    Parameters
    ----------
    settings
        Where the warehouse is.
    target
        The backup folder; made where it is missing, for its owner alone.
    with_key
        Whether the key of the pseudonyms goes along. It is a secret: whoever has it and the raw
        layer, or a personal number, can make the pseudonyms. Without it a restored warehouse gets new ones.
    with_history
        Whether Dagster's history of runs goes along, where it is kept in the warehouse.

    Raises
    ------
    UsageError
        When there is no warehouse, or ``target`` lies in it.
    RefusedError
        When a file of the raw layer is missing or is not what was loaded: what cannot be made again is not
        replaced by what is wrong.
    ExternalError
        When another process writes to the warehouse or to ``target``, or the disk is full.
    """
    warehouse, target = settings.warehouse, target.resolve()
    if not warehouse.is_dir():
        raise UsageError(f"There is no warehouse at {warehouse}.", "Name it with --warehouse.")
    if target.is_relative_to(warehouse):
        raise UsageError(
            f"{target} lies in the warehouse that it is to save.", "Name a folder on another disk."
        )
    left_out = _left_out(settings, with_key=with_key, with_history=with_history)
    with (
        writing(warehouse, "backup"),
        writing(target, "backup"),
        disk_errors_explained(target),
    ):
        objects = target / OBJECTS
        private_folder(objects)
        clear_unfinished(objects)
        store.require_whole(store.all_loads(settings.raw))
        damaged = tuple(_damaged_releases(settings))
        folders, files, links, new_bytes = [], [], [], 0
        for path in _tree(warehouse, left_out):
            name = path.relative_to(warehouse).as_posix()
            if path.is_symlink():
                links.append({"path": name, "target": str(path.readlink())})
                require_neighbour(links[-1])
            elif path.is_dir():
                folders.append({"path": name, "mode": _mode(path)})
            else:
                with _at_rest(path, objects) as content:
                    digest, added = _add_object(content, objects)
                    size = content.stat().st_size
                new_bytes += added
                files.append({"path": name, "bytes": size, "sha256": digest, "mode": _mode(path)})
        holds = {"folders": folders, "files": files, "links": links}
        total = sum(file["bytes"] for file in files)
        has_key = any(file["path"] == KEY_FILE for file in files)
        latest = next(iter(list_backups(target)[::-1]), None)
        if latest is not None and _holds(json.loads(latest.read_text("utf-8"))) == holds:
            return Backup(
                latest, len(files), total, new_bytes, has_key, is_new=False, damaged=damaged
            )
        made = datetime.now(UTC)
        content = {
            "format": _FORMAT,
            "made_at": made.isoformat("T", "seconds"),
            "made_by": f"bokslut {version('bokslut')}",
        }
        text = json.dumps(content | holds, ensure_ascii=False, indent=1) + "\n"
        digest = hashlib.sha256(text.encode()).hexdigest()
        number = 1 + (_number(latest) if latest else 0)
        path = target / BACKUPS / f"{number:06d}-{made:%Y%m%dT%H%M%S%f}Z-{digest[:16]}.json"
        write_text(path, text)
        log_event(settings.logs, "backed_up", backup=path.stem, files=len(files), bytes=total)
        return Backup(path, len(files), total, new_bytes, has_key, is_new=True, damaged=damaged)


def _damaged_releases(settings: Settings) -> Iterator[str]:
    """Yield the name and the first fault of each release that is not what was published.

    One that was published before releases had records cannot be proven, and is left out.
    """
    for number in released_numbers(settings):
        release = Release(settings.published / name_of(number))
        has_record = (release.folder / EVIDENCE_NAME).is_file()
        if has_record or record_path(settings.evidence, number).is_file():
            fault = first_fault(release, settings.evidence)
            if fault is not None:
                yield f"{release.name}: {fault}"


def list_backups(folder: Path) -> list[Path]:
    """Return the manifests of the backups in a folder, oldest first."""
    return sorted(
        (folder / BACKUPS).glob("[!.]*.json"), key=lambda path: (_number(path), path.name)
    )


def prune(folder: Path, keep: int) -> int:
    """Remove all backups but the last ones, and the content that no other holds; return how many were removed.

    Raises
    ------
    RefusedError
        When a backup that is kept is damaged, so that what it holds is unknown.
    ExternalError
        When another process writes to the folder.
    """
    with writing(folder.resolve(), "prune"):
        backups = list_backups(folder)
        removed = backups[:-keep]
        held = {file["sha256"] for path in backups[-keep:] for file in read_manifest(path)["files"]}
        for path in removed:
            path.unlink()
        if removed:
            for path in (folder / OBJECTS).glob("[!.]*/*"):
                if path.name not in held:
                    path.unlink()
        return len(removed)


def read_manifest(path: Path) -> dict[str, Any]:
    """Read the manifest of a backup.

    Raises
    ------
    RefusedError
        When it is not what was written.
    """
    text = path.read_bytes()
    if hashlib.sha256(text).hexdigest()[:16] != path.stem.rpartition("-")[2]:
        raise RefusedError(
            f"{path} has been changed since it was written: its bytes do not have the digest in its name.",
            "Take another copy of the backup folder, or an older backup (--backup NAME).",
        )
    content = json.loads(text)
    if content.get("format") != _FORMAT:
        raise RefusedError(
            f"{path} is of format {content.get('format')}; this version reads {_FORMAT}.",
            f"Restore it with the version that made it, {content.get('made_by')}.",
        )
    _require_inside(path, content)
    return content


def require_neighbour(link: dict[str, str]) -> None:
    """Check that a link points at a neighbour, which a backup holds too.

    Raises
    ------
    RefusedError
        When it points anywhere else.
    """
    if "/" in link["target"] or link["target"] in ("", ".", ".."):
        raise RefusedError(
            f"{link['path']} is a link to {link['target']!r}, which is not beside it: a backup holds links to"
            " neighbours alone.",
            "Put the folder itself in the warehouse, or mount its disk there.",
        )


def object_path(folder: Path, digest: str) -> Path:
    """Return where a backup folder keeps the content of a digest."""
    return folder / OBJECTS / digest[:2] / digest


def _require_inside(path: Path, manifest: dict[str, Any]) -> None:
    """Check that a manifest names only places in the warehouse, so that a restore writes nowhere else.

    Raises
    ------
    RefusedError
        When a path is absolute, leads out or into no folder of the backup, or a right, a digest or a link is not one
        that a backup has.
    """
    folders = {folder["path"] for folder in manifest["folders"]} | {"."}
    for entry in (*manifest["folders"], *manifest["files"], *manifest["links"]):
        place = PurePosixPath(entry["path"])
        is_inside = (
            str(place) == entry["path"]
            and not place.is_absolute()
            and ".." not in place.parts
            and "\0" not in entry["path"]
            and str(place.parent) in folders
        )
        has_known_rights = "mode" not in entry or _RIGHTS.fullmatch(entry["mode"])
        has_digest = "sha256" not in entry or _DIGEST.fullmatch(entry["sha256"])
        if not (is_inside and has_known_rights and has_digest):
            raise RefusedError(
                f"{path} names {entry}, which no backup of a warehouse holds.",
                "Do not restore it; take another copy of the backup folder, and find out who made this one.",
            )
    for link in manifest["links"]:
        require_neighbour(link)


def damaged_objects(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Return the files of a backup whose content is missing or changed."""
    damaged = []
    for file in manifest["files"]:
        path = object_path(folder, file["sha256"])
        if not path.is_file() or sha256(path) != file["sha256"]:
            damaged.append(f"{file['path']} ({path.relative_to(folder)})")
    return damaged


def _left_out(settings: Settings, *, with_key: bool, with_history: bool) -> set[Path]:
    """Return what a backup leaves out: what `bokslut run` makes again, and what was not asked for."""
    warehouse = settings.warehouse
    left_out = {
        settings.build_file.parent,
        settings.logs,
        warehouse / "docs",
        warehouse / LOCK_FILE,
    }
    if not with_key:
        left_out.add(warehouse / KEY_FILE)
    if not with_history:
        left_out.add(settings.dagster_home)
    return left_out


def _tree(folder: Path, left_out: set[Path]) -> Iterator[Path]:
    """Yield a folder and what is in it, in order of path, but for what is left out or unfinished (hidden)."""
    yield folder
    for path in sorted(folder.iterdir()):
        if path in left_out or path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _tree(path, left_out)
        elif path.is_symlink() or (path.is_file() and not path.name.endswith(_BESIDE_DATABASE)):
            yield path


@contextmanager
def _at_rest(path: Path, scratch: Path) -> Generator[Path]:
    """Yield a file that nothing writes to: itself, or a copy of a SQLite database, which Dagster may be writing to."""
    if path.suffix != ".db":
        yield path
        return
    with tempfile.TemporaryDirectory(prefix=".database-", dir=scratch) as folder:
        copied = Path(folder) / path.name
        with (
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copied)) as copy,
        ):
            source.backup(copy)
        yield copied


def _add_object(path: Path, objects: Path) -> tuple[str, int]:
    """Keep a file's content, if it is not kept yet; return its digest and the bytes that were added."""
    digest = sha256(path)
    kept = objects / digest[:2] / digest
    if kept.is_file() and kept.stat().st_size == path.stat().st_size:
        return digest, 0
    private_folder(kept.parent)
    handle, name = tempfile.mkstemp(prefix=".unfinished-", dir=objects)
    os.close(handle)
    shutil.copyfile(path, name)
    copy = Path(name)
    if sha256(copy) != digest:
        copy.unlink()
        raise RefusedError(
            f"{path} changed while it was read, or the disk of {objects} does not keep what is written.",
            "Find the process that writes there, then make the backup again.",
        )
    sync_file(copy)
    copy.replace(kept)
    sync_folder(kept.parent)
    return digest, kept.stat().st_size


def _number(manifest: Path) -> int:
    """Return the number in a backup's name; names of earlier versions begin with the time and have none."""
    number, _, rest = manifest.stem.partition("-")
    return int(number) if number.isdecimal() and rest.count("-") == 1 else 0


def _holds(manifest: dict[str, Any]) -> dict[str, Any]:
    return {key: manifest[key] for key in ("folders", "files", "links")}


def _mode(path: Path) -> str:
    """Return a file's rights as octal digits, without write permission for group and others."""
    return f"{stat.S_IMODE(path.stat().st_mode) & 0o755:04o}"
