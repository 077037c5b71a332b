"""Durable files: content hashes, writes that are complete or absent, and who may read them.

What the warehouse holds is personal data and bookkeeping: a folder that is made here is its owner's
alone, whatever the process's umask. Only a release is for others.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import stat
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.errors import ExternalError, UsageError

_CHUNK_BYTES = 1 << 20

# A folder that is younger may not be locked yet.
_NEW_SECONDS = 60

_DISK_ERRORS = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EIO,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
        errno.ENOTDIR,
        errno.EISDIR,
        errno.ELOOP,
    }
)
_DISK_WORDS = (
    *map(os.strerror, sorted(_DISK_ERRORS)),
    "database or disk is full",
    "disk I/O error",
    "attempt to write a readonly database",
    "unable to open database file",
)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal, read in chunks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def private_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, that its owner alone can enter.

    One that is there already keeps its rights: they are the owner's to widen.

    Raises
    ------
    OSError
        When a file is in its place, or the disk refuses.
    """
    if not path.is_dir():
        private_folder(path.parent)
        try:
            path.mkdir(mode=0o700, exist_ok=True)
        except FileExistsError:
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path)) from None


def write_json(path: Path, content: Any) -> None:
    """Write JSON as ``write_text`` does."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write text as ``write_bytes`` does, in UTF-8."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file atomically and durably: a reader sees the old file or the new one, after a power cut too.

    Raises
    ------
    ExternalError
        When the disk is full or the folder cannot be written to.
    """
    with disk_errors_explained(path.parent):
        private_folder(path.parent)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


@contextlib.contextmanager
def scratch_folder(
    parent: Path, *, for_others: bool = False, prefix: str = ".unfinished-"
) -> Generator[Path]:
    """Yield an empty folder in ``parent`` that vanishes when the block ends, unless ``commit_folder`` has taken it.

    A process that is killed inside the block leaves only a folder whose name starts with a dot,
    which nothing reads; ``clear_unfinished`` removes it.

    Parameters
    ----------
    parent
        Where it is made; made where it is missing.
    for_others
        Whether others than its owner may enter a ``parent`` that is made here.
    prefix
        What its name begins with.

    Raises
    ------
    ExternalError
        When the disk is full or cannot be written to.
    """
    with disk_errors_explained(parent):
        if for_others:
            parent.mkdir(parents=True, exist_ok=True)
        else:
            private_folder(parent)
        scratch = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


@contextlib.contextmanager
def temporary_folder(prefix: str) -> Generator[Path]:
    """Yield an empty folder among the machine's temporary files, and remove what killed processes left of its kind.

    The folder is locked while it is in use; a lock ends with its process, however that ends.

    Parameters
    ----------
    prefix
        What the folders of this kind begin with.

    Raises
    ------
    ExternalError
        When the disk is full or cannot be written to.
    """
    for path in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            _remove_abandoned(path)
    with scratch_folder(Path(tempfile.gettempdir()), prefix=prefix) as folder:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield folder
        finally:
            os.close(descriptor)


def _remove_abandoned(path: Path) -> None:
    """Remove a folder of ours that no process has locked, unless it is so new that its process may be about to."""
    found = path.lstat()
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    if not is_ours or time.time() - found.st_mtime < _NEW_SECONDS:
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(path)
    finally:
        os.close(descriptor)


def commit_folder(scratch: Path, target: Path, *, for_others: bool = False) -> None:
    """Make a scratch folder, durably and in one rename, the folder ``target`` beside it.

    Parameters
    ----------
    scratch, target
        The folder as it is made, and its place.
    for_others
        Whether everybody may read it, and nobody write its files; else its owner alone may do either.
    """
    folder_mode, file_mode = (0o755, 0o444) if for_others else (0o700, 0o600)
    for path in (scratch, *scratch.rglob("*")):
        path.chmod(folder_mode if path.is_dir() else file_mode)
        if path.is_file():
            sync_file(path)
    scratch.rename(target)
    sync_folder(target.parent)


def require_replaceable(folder: Path, *, expected: str) -> None:
    """Check that a folder may be made in this place: there is none, an empty one, or one that was made before.

    Parameters
    ----------
    folder
        The folder.
    expected
        A file that one made before holds.

    Raises
    ------
    UsageError
        When it holds something, and not that file.
    """
    if folder.is_dir():
        is_replaceable = (folder / expected).exists() or not any(folder.iterdir())
    else:
        is_replaceable = not folder.exists()
    if not is_replaceable:
        raise UsageError(
            f"{folder} is there and holds no {expected}.",
            "Name a folder that is new, empty or of this kind.",
        )


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed process left unfinished in a folder; the caller holds the warehouse's lock."""
    for path in folder.glob(".*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def point_link(link: Path, target_name: str) -> None:
    """Make a symbolic link point at a neighbour, atomically: readers see the old target or the new one."""
    replacement = link.with_name(f".{link.name}.new")
    replacement.unlink(missing_ok=True)
    replacement.symlink_to(target_name, target_is_directory=True)
    replacement.replace(link)
    sync_folder(link.parent)


def sync_folder(folder: Path) -> None:
    """Make a folder's entries, new or renamed, survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def disk_errors_explained(folder: Path) -> Generator[None]:
    """Turn the system's refusal to write in a folder into an error that says so.

    Raises
    ------
    ExternalError
        When the disk is full or cannot be written to.
    """
    try:
        yield
    except ExternalError:
        raise  # what is explained already
    except Exception as error:
        reason = disk_refusal(error)
        if reason is None:
            raise
        raise ExternalError(
            f"{folder} could not be written to: {reason}.",
            "Free space or fix the rights there, then run again; nothing half-written was kept.",
        ) from error


def disk_refusal(error: BaseException) -> str | None:
    """Return in one line how the disk refused, if an error or one of its causes is about that; else None.

    DuckDB and SQLite report the system's errors in words only.
    """
    behind: BaseException | None = error
    while behind is not None:
        text = " ".join(str(behind).split())
        if isinstance(behind, OSError) and behind.errno in _DISK_ERRORS:
            return text
        if isinstance(behind, duckdb.Error | sqlite3.Error) and any(
            words in text for words in _DISK_WORDS
        ):
            return text
        behind = behind.__cause__ or behind.__context__
    return None


def disk_refusal_in(output: str) -> str | None:
    """Return the first line of a program's output that says how the disk refused, or None."""
    return next(
        (line.strip() for line in output.splitlines() if any(map(line.__contains__, _DISK_WORDS))),
        None,
    )


def sync_file(path: Path) -> None:
    """Make a file's content survive a power cut."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
