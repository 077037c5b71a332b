"""The gate's results over time: for every release up to one, and for the audits that were blocked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.core.settings import Settings
from orchestration.diagnostics.comparison import delivery_changes
from orchestration.gate import ControlResult, Verdict, read_history
from orchestration.releases.release import Release, name_of, released_numbers
from orchestration.site.texts import Phrase


@dataclass(frozen=True)
class Audit:
    """An audit: when, its verdict, and the manifest of the release that it led to; None where it was blocked."""

    audited_at: str
    verdict: Verdict
    manifest: Mapping[str, Any] | None = None

    @property
    def release(self) -> int | None:
        """Return the number of the release; None where the audit was blocked."""
        return self.manifest["release"] if self.manifest else None

    @property
    def controls(self) -> Mapping[str, ControlResult]:
        """Return what each control found, by its name."""
        return {control.name: control for control in self.verdict.controls}


def read_audits(settings: Settings, release: Release) -> tuple[Audit, ...]:
    """Return the audits of all releases up to one, and the blocked audits until then, latest first."""
    audits = []
    for number in released_numbers(settings):
        if number <= release.number:
            earlier = Release(settings.published / name_of(number))
            audits.append(Audit(earlier.verdict.audited_at, earlier.verdict, earlier.manifest))
    last = release.verdict.audited_at
    audits += [
        Audit(verdict.audited_at, verdict)
        for verdict in read_history(settings.gate)
        if not verdict.passed and verdict.audited_at <= last
    ]
    return tuple(
        sorted(audits, key=lambda audit: (audit.audited_at, audit.release or 0), reverse=True)
    )


def changes_since(audit: Audit, earlier: Audit | None, released: Audit | None) -> Iterator[str]:
    """Yield what is new in an audit, one change at a time.

    Parameters
    ----------
    audit
        The audit.
    earlier
        The audit before it, blocked or not: its controls are compared.
    released
        The audit of the release before it: deliveries, schema and tables are compared.
    """
    for control in audit.verdict.failed_controls:
        yield Phrase(
            "failed: %(control)s (%(rows)s)", control=control.title, rows=str(control.failed_rows)
        )
    if audit.manifest and released and released.manifest:
        yield from _changes_of_release(released.manifest, audit.manifest)
    if earlier is not None:
        new = len(audit.controls.keys() - earlier.controls.keys())
        gone = len(earlier.controls.keys() - audit.controls.keys())
        if new:
            yield Phrase("%(number)s control added", "%(number)s controls added", new)
        if gone:
            yield Phrase("%(number)s control removed", "%(number)s controls removed", gone)


def _changes_of_release(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for change in delivery_changes(before, after):
        yield f"{change.change} {change.system}/{change.delivery}"
    if before.get("schema_version") != after.get("schema_version"):
        yield Phrase(
            "schema %(before)s → %(after)s",
            before=str(before.get("schema_version")),
            after=str(after.get("schema_version")),
        )
    old, new = (
        {(table["schema"], table["name"]): table["parquet_sha256"] for table in manifest["tables"]}
        for manifest in (before, after)
    )
    differing = sum(old[table] != new[table] for table in old.keys() & new.keys())
    if differing:
        yield Phrase(
            "%(number)s table with other content", "%(number)s tables with other content", differing
        )
