"""Published releases as their readers see them: found by number or folder, opened read-only, never changed.

Publishing makes them (``publishing``); whatever reads one, the report or a comparison, comes this way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.settings import Settings
from orchestration.gate import Verdict
from orchestration.releases.files import DATABASE_NAME, MANIFEST_NAME
from orchestration.releases.publishing import CURRENT


@dataclass(frozen=True)
class PublishedRelease:
    """A release's folder, with its manifest and its database."""

    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Return what the release says of itself: tables, deliveries, the gate's verdict, hashes."""
        return json.loads((self.folder / MANIFEST_NAME).read_text("utf-8"))

    @property
    def number(self) -> int:
        """Return the number of the release."""
        return self.manifest["release"]

    @property
    def name(self) -> str:
        """Return ``release-0001``, which is the folder's name where the warehouse has it."""
        return f"release-{self.number:04d}"

    @cached_property
    def verdict(self) -> Verdict:
        """The gate's verdict on the build that the release was made from."""
        return Verdict.of(self.manifest["verdict"])

    @property
    def database(self) -> Path:
        """Return the DuckDB file."""
        return self.folder / DATABASE_NAME

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """Return the tables by ``schema.name``, as the manifest describes them."""
        return {f"{table['schema']}.{table['name']}": table for table in self.manifest["tables"]}

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the database for reading.

        Raises
        ------
        ExternalError
            When the file is missing, in use or damaged.
        """
        with connect(self.database, read_only=True) as connection:
            yield connection


def find_release(settings: Settings, number: int | None = None) -> PublishedRelease:
    """Return a release by its number, by default the current one.

    Raises
    ------
    RefusedError
        When nothing is published.
    UsageError
        When there is no release of that number; those that there are are named.
    """
    name = CURRENT if number is None else f"release-{number:04d}"
    folder = settings.published / name
    if not (folder / MANIFEST_NAME).exists():
        known = sorted(path.name for path in settings.published.glob("release-*"))
        if not known:
            raise RefusedError(
                f"Nothing is published in {settings.published}.", "Run `bokslut run`."
            )
        raise UsageError(
            f"There is no {name} in {settings.published}; there are {', '.join(known)}."
        )
    return PublishedRelease(folder.resolve())


def release_named(settings: Settings, name: str) -> PublishedRelease:
    """Return the release that a number, ``current`` or the path of a release's folder names.

    Raises
    ------
    RefusedError
        When nothing is published.
    UsageError
        When the name is of no release.
    """
    if name == CURRENT:
        return find_release(settings)
    if name.isdecimal():
        return find_release(settings, int(name))
    folder = Path(name)
    if not (folder / MANIFEST_NAME).exists():
        raise UsageError(
            f"{name} is neither the number of a release nor a folder with a {MANIFEST_NAME}.",
            "Give a number such as 1, `current`, or the path of a release's folder.",
        )
    return PublishedRelease(folder.resolve())
