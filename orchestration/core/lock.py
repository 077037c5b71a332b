"""One writer at a time: the warehouse's lock, held by every step that writes, whoever starts it.

Dagster's pools order runs inside one Dagster instance; this lock also covers the command line and
other instances.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from orchestration.core.errors import ExternalError
from orchestration.core.files import private_folder

LOCK_FILE = ".lock"

_held: dict[Path, int] = {}
_guard = threading.Lock()


@contextlib.contextmanager
def writing(warehouse: Path, purpose: str, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the warehouse's lock while the block runs; nested use in one process counts as one.

    Parameters
    ----------
    warehouse
        The warehouse folder; the lock is its file ``.lock`` and is freed by the system when the
        process dies.
    purpose
        What the holder does, shown to whoever finds the lock taken.
    wait_seconds
        How long to wait for another process before giving up.

    Raises
    ------
    ExternalError
        When another process holds the lock still; the message names it.
    """
    path = warehouse.resolve() / LOCK_FILE
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

    private_folder(path.parent)
    with path.open("a+", encoding="utf-8") as file:
        _acquire(file.fileno(), path, wait_seconds)
        file.seek(0)
        file.truncate()
        holder = {
            "pid": os.getpid(),
            "purpose": purpose,
            "since": datetime.now(UTC).isoformat("T", "seconds"),
        }
        json.dump(holder, file)
        file.flush()
        with _guard:
            _held[path] = 1
        try:
            yield
        finally:
            with _guard:
                _held[path] = 0
            file.seek(0)
            file.truncate()


def _acquire(descriptor: int, path: Path, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise ExternalError(
                    f"Another process is writing to this warehouse: {_holder(path)}.",
                    "Wait until it is done and run again; the lock is freed when that process ends.",
                ) from None
            time.sleep(0.1)


def _holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        return f"process {holder['pid']} ({holder['purpose']}, since {holder['since']})"
    except (OSError, ValueError, KeyError):
        return "a process that has just started"
