"""What is made once a session, however many workers ask for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock


def made_once(folder: Path, make: Callable[[], str]) -> str:
    """Return what ``make`` returned to the worker that asked first; the others wait for it.

    Parameters
    ----------
    folder
        A folder that all workers of the session share, for what is made. It is created where it is missing.
    make
        Makes it, and returns a text about it.

    Raises
    ------
    AssertionError
        When it cannot be made; those who waited are told the same, and do not try again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    output, failure = folder / "output.txt", folder / "failure.txt"
    with FileLock(folder / "lock"):
        assert not failure.exists(), failure.read_text("utf-8")
        if not output.exists():
            try:
                output.write_text(make(), "utf-8")
            except AssertionError as error:
                failure.write_text(str(error), "utf-8")
                raise
    return output.read_text("utf-8")
