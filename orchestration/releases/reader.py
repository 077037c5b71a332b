"""Finding a release to read: report, docs site, serving and comparison get it here, verified by default."""

from __future__ import annotations

from pathlib import Path

from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.settings import Settings
from orchestration.releases.release import (
    CURRENT,
    MANIFEST_NAME,
    Release,
    current_release,
    name_of,
    released_numbers,
)
from orchestration.releases.verification import verify


def find_release(settings: Settings, number: int | None = None) -> Release:
    """Return a release by its number, by default the current one, once it is proven to be what was published.

    Raises
    ------
    RefusedError
        When nothing is published, or the release does not verify.
    UsageError
        When there is no release of that number; the message names those that there are.
    """
    release = locate_release(settings, number)
    verify(release, settings.evidence)
    return release


def locate_release(settings: Settings, number: int | None = None) -> Release:
    """Return a release by its number, by default the current one, without verifying it.

    Raises
    ------
    RefusedError
        When nothing is published, or ``current`` points at no release.
    UsageError
        When there is no release of that number; the message names those that there are.
    """
    known = ", ".join(map(name_of, released_numbers(settings)))
    if not known:
        raise RefusedError(f"Nothing is published in {settings.published}.", "Run `bokslut run`.")
    if number is None:
        release = current_release(settings)
        if release is None:
            raise RefusedError(
                f"{settings.published / CURRENT} points at no release; there are {known}.",
                "Name one: `bokslut rollback N` makes it current.",
            )
        return release
    folder = settings.published / name_of(number)
    if not folder.is_dir():
        raise UsageError(f"There is no {folder.name} in {settings.published}; there are {known}.")
    return Release(folder.resolve())


def release_named(settings: Settings, name: str) -> Release:
    """Return the release that a number, ``current`` or the path of a release's folder names, verified.

    A release of a folder elsewhere is verified by what lies in and around that folder.

    Raises
    ------
    RefusedError
        When nothing is published, or the release does not verify.
    UsageError
        When the name is not that of a release.
    """
    release, evidence = locate_named(settings, name)
    verify(release, evidence)
    return release


def locate_named(settings: Settings, name: str) -> tuple[Release, Path | None]:
    """Return the release that a name means, unverified, and the folder of its warehouse's records, if there is one.

    Raises
    ------
    RefusedError
        When nothing is published.
    UsageError
        When the name is not that of a release.
    """
    if name == CURRENT or name.isdecimal():
        number = None if name == CURRENT else int(name)
        return locate_release(settings, number), settings.evidence
    folder = Path(name).resolve()
    if not (folder / MANIFEST_NAME).exists():
        raise UsageError(
            f"{name} is neither the number of a release nor a folder with a {MANIFEST_NAME}.",
            "Give a number such as 1, `current`, or the path of a release's folder.",
        )
    if folder.parent == settings.published:
        return Release(folder), settings.evidence
    # Another warehouse keeps its releases in one folder and their records in the one beside it.
    evidence = folder.parent.parent / settings.evidence.name
    return Release(folder), evidence if evidence.is_dir() else None
