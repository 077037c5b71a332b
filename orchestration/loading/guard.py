"""One guard per delivery: whatever goes wrong while reading it refuses that delivery alone."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Generator
from pathlib import Path

from orchestration.core.characters import shown
from orchestration.core.errors import BokslutError
from orchestration.core.files import disk_errors_explained
from orchestration.loading.delivery_error import DeliveryError

UNREADABLE = "unreadable"


@contextlib.contextmanager
def guarded(folder: Path, written: Path) -> Generator[None]:
    """Turn an error that no reader foresees into the refusal of the delivery.

    Parameters
    ----------
    folder
        The delivery's folder.
    written
        Where the work writes; a full disk there ends all loading, since no delivery caused it.

    Raises
    ------
    DeliveryError
        Any refusal by the work itself; or, with code ``unreadable``, any other exception, as its cause.
    ExternalError
        When ``written`` is full or cannot be written to.
    """
    try:
        with disk_errors_explained(written):
            yield
    except BokslutError:
        raise
    except Exception as error:
        raise DeliveryError(
            UNREADABLE,
            f"{shown(folder)} cannot be read: {type(error).__name__} at {steps(error)[-1]}.",
            "Check that its files are whole and of the format that their contract says. The log has the traceback: "
            "please report it, since every fault of a file should have a message of its own.",
        ) from error


def steps(error: BaseException) -> list[str]:
    """Return where an error was raised, outermost first, as ``file:line function``; its text may quote data."""
    return [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
