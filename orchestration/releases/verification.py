"""Proving that a release is what was published: its database, each Parquet file, its manifest and its record.

It needs the release's folder alone, on any machine; the warehouse's chain of records is proven too if it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.errors import RefusedError
from orchestration.core.files import sha256
from orchestration.releases.evidence import Record, read_chain, record_path
from orchestration.releases.files import content_digest
from orchestration.releases.product_schema import Version
from orchestration.releases.release import (
    DATABASE_NAME,
    EVIDENCE_NAME,
    MANIFEST_NAME,
    Release,
)

_SHOWN = 10


@dataclass(frozen=True)
class Certificate:
    """What was proven of a release.

    ``fingerprint`` is the digest of its record, which fixes all the rest; ``chain`` counts the records of the
    warehouse that were proven with it, 0 where only the release's own folder was there.
    """

    release: int
    published_at: str
    schema_version: str
    tables: int
    rows: int
    deliveries: int
    controls: str
    build_sha256: str
    content_sha256: str
    manifest_sha256: str
    database_sha256: str
    package_sha256: str
    version: str
    previous_fingerprint: str
    fingerprint: str
    chain: int

    def lines(self) -> Iterator[str]:
        """Yield the certificate in lines for a person."""
        yield f"Release {self.release} is what was published at {self.published_at}."
        yield f"  tables       {self.tables} with {self.rows} rows, as database and Parquet: every file as published"
        yield f"  schema       {self.schema_version}"
        yield f"  deliveries   {self.deliveries}"
        yield f"  gate         PASS: {self.controls}"
        yield f"  made by      bokslut {self.version}, package sha256 {self.package_sha256}"
        yield f"  build        sha256 {self.build_sha256}"
        yield f"  database     sha256 {self.database_sha256}"
        yield f"  content      sha256 {self.content_sha256}"
        yield f"  manifest     sha256 {self.manifest_sha256}"
        if self.chain:
            yield f"  chain        {self.chain} records of this warehouse follow one from another"
        else:
            yield "  chain        not proven: only the release's own folder is here"
            if self.previous_fingerprint:
                yield f"               the record before it has the fingerprint {self.previous_fingerprint}"
        yield f"  fingerprint  {self.fingerprint}"


def verify(release: Release, evidence: Path | None = None) -> Certificate:
    """Prove that a release is what was published.

    Parameters
    ----------
    release
        The release, in a warehouse or copied from one.
    evidence
        The folder of the warehouse's records, which must have this release's; None for a release that was copied
        elsewhere, which is proven by the record in its own folder.

    Raises
    ------
    RefusedError
        When anything differs from what was published; the message lists what.
    """
    faults = list(_faults(release, evidence))
    if faults:
        more = [f"and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
        listed = "\n  ".join([*faults[:_SHOWN], *more])
        raise RefusedError(
            f"{release.folder} is not what was published:\n  {listed}",
            "Restore it from a backup, go back to another release (`bokslut rollback N`), or publish again with"
            " `bokslut run`.",
        )
    record = Record((release.folder / EVIDENCE_NAME).read_bytes())
    manifest, fields = release.manifest, record.fields
    return Certificate(
        release=release.number,
        published_at=release.published_at,
        schema_version=manifest["schema_version"],
        tables=len(manifest["tables"]),
        rows=sum(table["rows"] for table in manifest["tables"]),
        deliveries=len(manifest["deliveries"]),
        controls=release.verdict.summary,
        build_sha256=release.verdict.build_sha256,
        content_sha256=release.content_sha256,
        manifest_sha256=fields["manifest_sha256"],
        database_sha256=manifest["database"]["sha256"],
        package_sha256=fields["code"]["package_sha256"],
        version=fields["code"]["versions"]["bokslut"],
        previous_fingerprint=fields["previous_sha256"],
        fingerprint=record.sha256,
        chain=len(read_chain(evidence, release.number)) if evidence else 0,
    )


def first_fault(release: Release, evidence: Path) -> str | None:
    """Return the first difference between a release and what was published, or None."""
    return next(_faults(release, evidence), None)


def _faults(release: Release, evidence: Path | None) -> Iterator[str]:
    """Yield how a release differs from what was published, the record first, since the rest depends on it."""
    folder = release.folder
    try:
        record = _record(release, evidence)
        manifest_sha256, content_sha256 = (
            record.fields["manifest_sha256"],
            record.fields["content_sha256"],
        )
        if record.fields["release"] != release.number:
            yield f"{EVIDENCE_NAME}: it is the record of release {record.fields['release']}"
    except RefusedError as error:
        yield error.message
        return
    except (OSError, ValueError, KeyError, RecursionError) as error:
        yield f"{EVIDENCE_NAME} cannot be read: {getattr(error, 'strerror', None) or error}"
        return
    if fault := next(_differing(folder, {MANIFEST_NAME: manifest_sha256}), None):
        yield fault
        return
    manifest = release.manifest
    version = Version.parse(manifest["schema_version"])
    if not (
        content_sha256 == release.content_sha256 == content_digest(manifest["tables"], version)
    ):
        yield f"{MANIFEST_NAME}: the digest of its content is another"
    if not release.verdict.passed:
        yield f"{MANIFEST_NAME}: the gate did not pass the build"
    published = {DATABASE_NAME: manifest["database"]["sha256"]} | {
        table["parquet"]: table["parquet_sha256"] for table in manifest["tables"]
    }
    yield from _differing(folder, published)
    known = published.keys() | {MANIFEST_NAME, EVIDENCE_NAME}
    for found in sorted(folder.rglob("*")):
        name = found.relative_to(folder).as_posix()
        if not found.is_dir() and name not in known:
            yield f"{name} was not published"


def _record(release: Release, evidence: Path | None) -> Record:
    """Return the record of a release: the warehouse's, which the release's own copy must equal.

    Raises
    ------
    RefusedError
        When the release has none, the chain is broken, or the two differ.
    """
    copy = release.folder / EVIDENCE_NAME
    has_copy = copy.is_file()
    if evidence is None:
        if not has_copy:
            raise RefusedError(_NO_RECORD)
        return Record(copy.read_bytes())
    record = read_chain(evidence, release.number).get(release.number)
    if record is None:
        raise RefusedError(
            f"{record_path(evidence, release.number)}, its record, is missing"
            if has_copy
            else _NO_RECORD
        )
    if not has_copy or copy.read_bytes() != record.content:
        raise RefusedError(f"{EVIDENCE_NAME} is not its record in {evidence}")
    return record


_NO_RECORD = (
    "it has no record: it was published before releases had one, or the record was taken away"
)


def _differing(folder: Path, published: dict[str, str]) -> Iterator[str]:
    """Yield the files that are missing or have other bytes than were published."""

    def fault(name: str, digest: str) -> str | None:
        try:
            return None if sha256(folder / name) == digest else f"{name} has been changed"
        except OSError as error:
            missing = isinstance(error, FileNotFoundError)
            return f"{name} is missing" if missing else f"{name} cannot be read: {error.strerror}"

    with ThreadPoolExecutor() as pool:
        yield from filter(None, pool.map(fault, published.keys(), published.values()))
