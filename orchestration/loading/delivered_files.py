"""Safe reading of landing, where others write: regular files only, no link followed, no blocking.

All reading of a delivery goes through here, so that a link, a FIFO, a device or a file that is replaced while it is
read can do no harm. A file to be loaded is copied while it is hashed, and only the copy is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import unicodedata
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from orchestration.core.characters import shown
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.limits import beyond, limits

_CHUNK_BYTES = 1 << 20
_FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# O_NONBLOCK: a FIFO that replaces the file between the two checks opens without blocking, and is refused.
_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC


@dataclass(frozen=True)
class Entry:
    """One entry of a delivery's folder: its path from there, and its kind (None for a regular file)."""

    path: str
    other_kind: str | None


@dataclass(frozen=True)
class Measured:
    """A file's length and SHA-256."""

    bytes: int
    sha256: str


def composed(name: str) -> str:
    """Return a name in Unicode's composed form (NFC); macOS writes the decomposed one of the same name."""
    return unicodedata.normalize("NFC", name)


def entries(folder: Path) -> Iterator[Entry]:
    """Yield everything in a delivery's folder but folders, folder by folder and sorted by name.

    Raises
    ------
    DeliveryError
        When there is more, or it lies deeper, than the limits allow.
    """
    allowed, seen, waiting = limits(), 0, [""]
    while waiting:
        inner = waiting.pop()
        if inner.count("/") > allowed.folder_depth:
            raise beyond("folder_depth", shown(folder), "has folders nested deeper")
        with os.scandir(folder / inner) as found:
            listed = []
            for entry in found:
                seen += 1
                if seen > allowed.delivery_files:
                    raise beyond("delivery_files", shown(folder), "has more files and folders")
                listed.append((entry.name, entry.stat(follow_symlinks=False).st_mode))
        folders = []
        for name, mode in sorted(listed):
            if stat.S_ISDIR(mode):
                folders.append(f"{inner}{name}/")
            else:
                yield Entry(f"{inner}{name}", _other_kind(mode))
        waiting += reversed(folders)


@contextlib.contextmanager
def opened(folder: Path, path: str) -> Generator[FileIO]:
    """Open a regular file by its path from a delivery's folder; a name matches in composed form too.

    Raises
    ------
    FileNotFoundError
        When there is none.
    DeliveryError
        When it is a link, lies behind one, is not a regular file, or may not be read.
    """
    try:
        handle = os.open(folder, _FOLDER_FLAGS)
        try:
            *folders, last = path.split("/")
            for part in folders:
                handle = _entered(handle, part)
            last = _name_there(handle, last)
            _require_regular(folder, path, os.stat(last, dir_fd=handle, follow_symlinks=False))
            descriptor = os.open(last, _FILE_FLAGS, dir_fd=handle)
        finally:
            os.close(handle)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise DeliveryError(
            "file_unreadable",
            f"{shown(folder / path)} cannot be read: {error.strerror}.",
            "Deliver regular files in regular folders, no links, that the user who loads may read.",
        ) from None
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        _require_regular(folder, path, os.fstat(descriptor))
        yield file


def length(folder: Path, path: str) -> int | None:
    """Return the length of a file in a delivery's folder; None where there is none."""
    try:
        with opened(folder, path) as file:
            return os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        return None


def measure(folder: Path, path: str, copy: Path | None = None, copied_bytes: int = 0) -> Measured:
    """Return a file's length and SHA-256, and write it to ``copy``, if given, in the same pass.

    The copy stops at ``copied_bytes``, the promised length: a longer file is refused anyway.

    Raises
    ------
    FileNotFoundError
        When there is none.
    DeliveryError
        When it is not a regular file, may not be read, or is longer than the limit.
    """
    digest, count, most = hashlib.sha256(), 0, limits().file_bytes
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(opened(folder, path))
        target = stack.enter_context(copy.open("xb", buffering=0)) if copy else None
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            count += len(chunk)
            if count > most:
                raise beyond("file_bytes", shown(folder / path), "is longer")
            if target and count <= copied_bytes:
                target.write(chunk)
    return Measured(count, digest.hexdigest())


def _entered(handle: int, name: str) -> int:
    """Return the open folder of that name in an open folder, and close the outer one."""
    inner = os.open(_name_there(handle, name), _FOLDER_FLAGS, dir_fd=handle)
    os.close(handle)
    return inner


def _name_there(handle: int, name: str) -> str:
    """Return a name as an open folder spells it, perhaps in another Unicode form."""
    try:
        os.stat(name, dir_fd=handle, follow_symlinks=False)
    except FileNotFoundError:
        same = (other for other in os.listdir(handle) if composed(other) == composed(name))
        return next(same, name)
    return name


def _require_regular(folder: Path, path: str, status: os.stat_result) -> None:
    if kind := _other_kind(status.st_mode):
        raise DeliveryError(
            "not_a_file",
            f"{shown(folder / path)} is {kind}; a regular file was expected.",
            "Deliver the file itself.",
        )


def _other_kind(mode: int) -> str | None:
    kinds = {
        stat.S_IFREG: None,
        stat.S_IFLNK: "a symbolic link",
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a FIFO",
        stat.S_IFSOCK: "a socket",
    }
    return kinds.get(stat.S_IFMT(mode), "a device")
