"""The evidence of releases: one record per release, outside the build, each chained to the one before.

``<warehouse>/evidence/release-0001.json`` says from what a release was made and why it was let through. It holds
the SHA-256 of the release's manifest, which holds those of its files, and of the record before it. The release's
own folder has a copy, so that it can be proven without the warehouse. A record is never changed; the chain
shows that one was altered or taken out. It cannot show that its owner rewrote all of it: whoever must prove more
keeps the certificate of `bokslut verify`, or its fingerprint, elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from orchestration.core.errors import RefusedError
from orchestration.core.files import sha256, write_bytes
from orchestration.core.settings import PROJECT_ROOT, SEEDS_DIR, Settings
from orchestration.dbt.builds import read_build_record
from orchestration.gate import Verdict, read_history
from orchestration.loading import store
from orchestration.loading.periods import record_head
from orchestration.releases.release import (
    EVIDENCE_NAME,
    MANIFEST_NAME,
    Release,
    name_of,
    released_numbers,
)

_FORMAT = 1
_TOOLS = ("bokslut", "dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations")
_ACCEPTANCES = "tie_out.mart_tie_out__accepted_variances"


@dataclass(frozen=True)
class Record:
    """A record as its bytes, of which its digest is made."""

    content: bytes

    @cached_property
    def sha256(self) -> str:
        """The record's digest: the fingerprint of the release and of all that came before."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def fields(self) -> dict[str, Any]:
        """What the record says.

        Raises
        ------
        ValueError
            When it is not a record.
        """
        fields = json.loads(self.content)
        if not isinstance(fields, dict) or fields.get("format") != _FORMAT:
            raise ValueError("it is not a record of a release, or of a later version")
        return fields


def make_record(
    settings: Settings,
    release: Release,
    verdict: Verdict,
    loads: Sequence[store.Load],
    previous: Record | None,
) -> Record:
    """Return the record of a release whose files and manifest are in its folder.

    Parameters
    ----------
    settings
        Where the build, the gate's history and the record of periods are.
    release
        The release, in the folder where it is being made.
    verdict
        The gate's, on the build that the release was made from.
    loads
        The loads that counted.
    previous
        The record of the release before, if there is one.
    """
    built = read_build_record(settings)
    since = previous.fields["verdict"]["audited_at"] if previous else ""
    fields = {
        "format": _FORMAT,
        "previous_sha256": previous.sha256 if previous else "",
        "release": release.manifest["release"],
        "recorded_at": datetime.now(UTC).isoformat("T", "seconds"),
        "manifest_sha256": sha256(release.folder / MANIFEST_NAME),
        "content_sha256": release.content_sha256,
        "code": {
            "package_sha256": _package_sha256(),
            "project_sha256": built.inputs.project if built else None,
            "engine": built.inputs.engine if built else None,
            "versions": {tool: version(tool) for tool in _TOOLS},
        },
        "reference_data": {
            f"{folder.name}/{path.relative_to(folder).as_posix()}": sha256(path)
            for folder in dict.fromkeys((SEEDS_DIR, settings.board))
            for path in sorted(folder.rglob("*"))
            if path.suffix in (".csv", ".yml")
        },
        "deliveries": [_delivery(load) for load in loads],
        "periods": record_head(settings.periods),
        "acceptances": _acceptances(release),
        "verdict": verdict.as_dict(),
        "blocked_since": [
            blocked.as_dict()
            for blocked in read_history(settings.gate)
            if not blocked.passed and since < blocked.audited_at <= verdict.audited_at
        ],
    }
    return Record((json.dumps(fields, ensure_ascii=False) + "\n").encode())


def add_record(evidence: Path, number: int, record: Record) -> None:
    """Write a record for good, before its release appears: a release without one would not verify."""
    write_bytes(record_path(evidence, number), record.content)


def record_path(evidence: Path, number: int) -> Path:
    """Return where the record of a release is kept."""
    return evidence / f"{name_of(number)}.json"


def read_chain(evidence: Path, up_to: int | None = None) -> dict[int, Record]:
    """Return the records of a warehouse by their release, in order, proven to follow one from another.

    Parameters
    ----------
    evidence
        The folder of records.
    up_to
        The last release wanted; the record after it, which holds its digest, is then read too.

    Raises
    ------
    RefusedError
        When a record was altered or taken out; the message names the file.
    """
    records: dict[int, Record] = {}
    previous = ""
    for path in sorted(
        evidence.glob("release-*.json"), key=lambda path: (len(path.name), path.name)
    ):
        record = Record(path.read_bytes())
        try:
            number, follows = record.fields["release"], record.fields["previous_sha256"] == previous
        except (ValueError, KeyError, RecursionError):
            number, follows = 0, False
        if not follows or path != record_path(evidence, number):
            raise RefusedError(
                f"{path} does not follow from the record before it: one of the two has been altered, or one between"
                " them is missing.",
                f"Restore {evidence} from a backup; nobody changes what is in it.",
            )
        if up_to is not None and number > up_to:
            break
        records[number], previous = record, record.sha256
    return records


def last_record(settings: Settings) -> Record | None:
    """Return the record that the next one follows, or None before the first.

    Raises
    ------
    RefusedError
        When the chain is broken, or its end is missing: a release has a record that is not in the chain.
    """
    chain = read_chain(settings.evidence)
    for number in released_numbers(settings):
        copy = settings.published / name_of(number) / EVIDENCE_NAME
        if number not in chain and copy.exists():
            raise RefusedError(
                f"{record_path(settings.evidence, number)} is missing, the record of {name_of(number)}.",
                f"Restore {settings.evidence} from a backup, or put {copy} in its place if its fingerprint is that of"
                " the release's certificate.",
            )
    return chain[max(chain)] if chain else None


def _delivery(load: store.Load) -> dict[str, Any]:
    return {
        "system": load.system,
        "delivery": load.delivery,
        "load_id": load.load_id,
        "content_digest": load.content_digest,
        "files": {file.path: file.sha256 for file in load.files},
        "parquet": {name: file.sha256 for name, file in load.parquet.items()},
    }


def _acceptances(release: Release) -> list[dict[str, str | None]]:
    """Return the accepted variances that the release has, each column as text."""
    if _ACCEPTANCES not in release.tables:
        return []
    with release.connect() as connection:
        rows = connection.execute(f"select columns(*)::varchar from {_ACCEPTANCES}")
        columns = [column[0] for column in rows.description]
        return [dict(zip(columns, row, strict=True)) for row in rows.fetchall()]


def _package_sha256() -> str:
    """Return a digest of this program's own files: its modules, the gate's controls, the contracts."""
    package = PROJECT_ROOT / "orchestration"
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.suffix in (".py", ".sql", ".yml") and path.is_file():
            digest.update(f"{path.relative_to(package).as_posix()} {sha256(path)}\n".encode())
    return digest.hexdigest()
