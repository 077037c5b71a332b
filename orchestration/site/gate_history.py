"""What the gate has found over time: of every release up to one, and in audits that let nothing through."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from orchestration.core.settings import Settings
from orchestration.gate import ControlResult, Verdict, read_history
from orchestration.releases.reader import PublishedRelease


@dataclass(frozen=True)
class Audit:
    """An audit: when, of which release if it led to one, and its verdict."""

    audited_at: str
    release: int | None
    published_at: str
    schema_version: str
    deliveries: int
    verdict: Verdict

    @property
    def controls(self) -> Mapping[str, ControlResult]:
        """What each control found, by its name."""
        return {control.name: control for control in self.verdict.controls}


def read_audits(settings: Settings, release: PublishedRelease) -> tuple[Audit, ...]:
    """Return the audits of all releases up to one, and those up to then that blocked, the last first."""
    audits = []
    for path in settings.published.glob("release-*/manifest.json"):
        manifest = json.loads(path.read_text("utf-8"))
        if manifest["release"] <= release.number:
            audits.append(
                Audit(
                    manifest["verdict"]["audited_at"],
                    manifest["release"],
                    manifest["published_at"],
                    manifest.get("schema_version", ""),
                    len(manifest["deliveries"]),
                    Verdict.of(manifest["verdict"]),
                )
            )
    last = release.verdict.audited_at
    audits += [
        Audit(verdict.audited_at, None, "", "", 0, verdict)
        for verdict in read_history(settings.gate)
        if not verdict.passed and verdict.audited_at <= last
    ]
    return tuple(
        sorted(audits, key=lambda audit: (audit.audited_at, audit.release or 0), reverse=True)
    )
