"""Durable files: content hashes, and writes that are either wholly there or not there at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from orchestration.errors import OutsideError

_CHUNK_BYTES = 1 << 20


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal, read in chunks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def write_json(path: Path, content: Any) -> None:
    """Write JSON atomically and durably: a reader sees the old file or the new one, after a power cut too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)
    _sync_folder(path.parent)


@contextlib.contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """Yield an empty folder in ``parent`` that vanishes when the block ends, unless ``commit_folder`` has taken it.

    A process that is killed inside the block leaves only a folder whose name starts with a dot,
    which nothing reads; ``clear_unfinished`` removes it.

    Raises
    ------
    OutsideError
        When the disk is full or cannot be written to.
    """
    with _disk_errors_explained(parent):
        parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=parent))
        scratch.chmod(0o755)
        try:
            yield scratch
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def commit_folder(scratch: Path, target: Path) -> None:
    """Make a scratch folder, durably and in one rename, the folder ``target`` beside it."""
    for path in scratch.rglob("*"):
        if path.is_file():
            _sync_file(path)
    scratch.rename(target)
    _sync_folder(target.parent)


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
    _sync_folder(link.parent)


@contextlib.contextmanager
def _disk_errors_explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        # DuckDB reports the system's errors in words only.
        full_or_closed = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES)
        reasons = [os.strerror(number) for number in full_or_closed]
        if not any(reason in str(error) for reason in reasons):
            raise
        raise OutsideError(
            f"{folder} could not be written to: {error}.",
            "Free space or mend the rights there, then run again; nothing half-written was kept.",
        ) from error


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
