"""A published release: its folder, its manifest and its database. Nothing else reads a release's manifest.

``publishing`` makes releases, ``verification`` proves that one is what was published, and ``reader`` finds one
for those who read it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError
from orchestration.core.settings import Settings
from orchestration.gate import Verdict

CURRENT = "current"
DATABASE_NAME = "bokslut.duckdb"
MANIFEST_NAME = "manifest.json"
EVIDENCE_NAME = "evidence.json"

_FOLDER = re.compile(r"release-(?P<number>[0-9]{4,})")


@dataclass(frozen=True)
class Release:
    """A release's folder, with its manifest and its database.

    ``is_new`` is true if ``publish`` has just published it; comparisons ignore it.
    """

    folder: Path
    is_new: bool = field(default=False, compare=False)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the release says of itself: tables, deliveries, the gate's verdict, hashes.

        Raises
        ------
        RefusedError
            When the file is missing, cut off or not a manifest.
        """
        path = self.folder / MANIFEST_NAME
        try:
            content = json.loads(path.read_bytes())
            if not isinstance(content, dict) or "release" not in content:
                raise ValueError("it is not the manifest of a release")
        except (OSError, ValueError, RecursionError) as error:
            raise RefusedError(
                f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.",
                "Go back to another release (`bokslut rollback N`), or restore the file from a backup.",
            ) from error
        return content

    @cached_property
    def evidence(self) -> dict[str, Any] | None:
        """What its record says: reference data, code, deliveries and acceptances; None where it has no record."""
        path = self.folder / EVIDENCE_NAME
        try:
            return json.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise RefusedError(
                f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.",
                "Restore the file from a backup; `bokslut verify` says what else was altered.",
            ) from error

    @property
    def number(self) -> int:
        """The number of the release, which its folder's name says, or in a copy its manifest."""
        found = _FOLDER.fullmatch(self.folder.name)
        return int(found["number"]) if found else int(self.manifest["release"])

    @property
    def name(self) -> str:
        """``release-0001``, which is also the name of its folder in the warehouse."""
        return name_of(self.number)

    @property
    def content_sha256(self) -> str:
        """The digest of the schema's version and of all tables."""
        return self.manifest["content_sha256"]

    @property
    def published_at(self) -> str:
        """When it was published, in UTC, as ISO 8601."""
        return self.manifest["published_at"]

    @property
    def published_moment(self) -> datetime:
        """When it was published, in UTC without a zone, as files made of the release state it."""
        return datetime.fromisoformat(self.published_at).replace(tzinfo=None)

    @cached_property
    def verdict(self) -> Verdict:
        """The gate's verdict on the build that the release was made from."""
        return Verdict.of(self.manifest["verdict"])

    @property
    def samples(self) -> list[str]:
        """The extracts with a delivery that was a sample, as ``system/entity``; empty if all rows are there."""
        return sorted(
            {
                f"{load['system']}/{entity}"
                for load in self.manifest["deliveries"]
                for entity in load.get("samples", ())
            }
        )

    @property
    def database(self) -> Path:
        """The DuckDB file."""
        return self.folder / DATABASE_NAME

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """The tables by ``schema.name``, as the manifest describes them."""
        return {f"{table['schema']}.{table['name']}": table for table in self.manifest["tables"]}

    @contextmanager
    def connect(self) -> Generator[duckdb.DuckDBPyConnection]:
        """Open the database for reading.

        Raises
        ------
        ExternalError
            When the file is missing, in use or damaged.
        """
        with connect(self.database, read_only=True) as connection:
            yield connection


def name_of(number: int) -> str:
    """Return the name of a release's folder."""
    return f"release-{number:04d}"


def released_numbers(settings: Settings) -> list[int]:
    """Return the numbers of all releases that the warehouse has, in order."""
    found = (_FOLDER.fullmatch(path.name) for path in settings.published.glob("release-*"))
    return sorted(int(name["number"]) for name in found if name)


def current_release(settings: Settings) -> Release | None:
    """Return the release that ``current`` points at, or None where it points at none.

    The release is not verified, and its manifest not read: ``reader.find_release`` does that.
    """
    link = settings.published / CURRENT
    return Release(link.resolve()) if link.exists() else None
