"""One writer at a time: the warehouse's lock, held by every step that writes, whoever starts it, and locks like it.

Dagster's pools order runs inside one Dagster instance; a lock also covers the command line and other instances.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import stat
import threading
import time
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.core.errors import ExternalError
from orchestration.core.files import disk_errors_explained, private_folder

LOCK_FILE = ".lock"

_OWNER_ALONE = 0o600
_NOT_FILES = {errno.ELOOP: "a link", errno.EISDIR: "a folder", errno.ENXIO: "a pipe or a device"}

_held: dict[Path, int] = {}
_guard = threading.Lock()


class LockedError(ExternalError):
    """A lock that another process holds; ``purpose`` is what that process does, as far as it has said."""

    def __init__(self, path: Path) -> None:
        holder = _holder(path)
        super().__init__(
            f"Another process is writing to this warehouse: {_described(holder)}.",
            "Wait until it is done and run again; the lock is freed when that process ends.",
        )
        self.purpose = holder.get("purpose", "")


def writing(
    warehouse: Path, purpose: str, wait_seconds: float = 0
) -> contextlib.AbstractContextManager[None]:
    """Hold the warehouse's lock, its file ``.lock``, as ``holding`` does."""
    return holding(warehouse / LOCK_FILE, purpose, wait_seconds)


@contextlib.contextmanager
def holding(path: Path, purpose: str, wait_seconds: float = 0) -> Generator[None]:
    """Hold a lock while the block runs; nested use in one process counts as one.

    Parameters
    ----------
    path
        The lock's file, which is made where it is missing; the system frees the lock when the process dies.
    purpose
        What the holder does, shown to whoever finds the lock taken.
    wait_seconds
        How long to wait for another process before giving up.

    Raises
    ------
    LockedError
        When another process still holds the lock, which the message names.
    ExternalError
        When the disk is full or may not be written to.
    """
    path = path.parent.resolve() / path.name
    with _guard:
        nested = _held.get(path, 0) > 0
        if nested:
            _held[path] += 1
    if nested:
        try:
            yield
        finally:
            with _guard:
                _held[path] -= 1
        return

    descriptor = _open(path)
    try:
        _acquire(descriptor, path, wait_seconds)
        with disk_errors_explained(path.parent):
            _say(descriptor, purpose)
        with _guard:
            _held[path] = 1
        try:
            yield
        finally:
            with _guard:
                _held[path] = 0
            with contextlib.suppress(OSError):
                os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    """Return the lock file, open, which its owner alone can open, so that nobody else can take the lock.

    Raises
    ------
    ExternalError
        When it is a link, whose target is left as it is, or another thing than a file, or cannot be written to.
    """
    with disk_errors_explained(path.parent):
        private_folder(path.parent)
        try:
            descriptor = os.open(
                path,
                os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC,
                _OWNER_ALONE,
            )
        except OSError as error:
            if error.errno not in _NOT_FILES:
                raise
            raise _not_a_file(path, _NOT_FILES[error.errno]) from error
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise _not_a_file(path, "a pipe or a device")
        if os.fstat(descriptor).st_uid == os.geteuid():
            os.fchmod(descriptor, _OWNER_ALONE)
    return descriptor


def _not_a_file(path: Path, kind: str) -> ExternalError:
    return ExternalError(
        f"{path} is {kind}, where the lock of the warehouse must be a file.",
        "Find out who made it, remove it, then run again.",
    )


def _say(descriptor: int, purpose: str) -> None:
    """Write who holds the lock, for those who find it taken."""
    holder = {
        "pid": os.getpid(),
        "purpose": purpose,
        "since": datetime.now(UTC).isoformat("T", "seconds"),
    }
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(holder).encode(), 0)


def _acquire(descriptor: int, path: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise LockedError(path) from None
            time.sleep(0.1)


def _holder(path: Path) -> dict[str, Any]:
    """Return what the holder of a lock has said of itself; nothing of one that has just started."""
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return holder if isinstance(holder, dict) else {}


def _described(holder: dict[str, Any]) -> str:
    try:
        return f"process {holder['pid']} ({holder['purpose']}, since {holder['since']})"
    except KeyError:
        return "a process that has just started"
