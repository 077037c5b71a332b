"""What the gate has found over time: of every release up to one, and in audits that let nothing through."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orchestration.core.settings import Settings
from orchestration.gate import read_history
from orchestration.releases.reader import PublishedRelease


@dataclass(frozen=True)
class Audit:
    """An audit: when, of which release if it led to one, and what each control found by its name."""

    audited_at: str
    release: int | None
    published_at: str
    schema_version: str
    deliveries: int
    controls: Mapping[str, Mapping[str, Any]]

    @property
    def failed(self) -> list[Mapping[str, Any]]:
        """Return what the controls found that did not pass."""
        return [each for each in self.controls.values() if not each["passed"]]


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
                    _by_name(manifest["verdict"]["controls"]),
                )
            )
    last = release.manifest["verdict"]["audited_at"]
    audits += [
        Audit(each["audited_at"], None, "", "", 0, _by_name(each["controls"]))
        for each in read_history(settings.gate)
        if each["verdict"] != "PASS" and each["audited_at"] <= last
    ]
    return tuple(
        sorted(audits, key=lambda each: (each.audited_at, each.release or 0), reverse=True)
    )


def _by_name(controls: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {control["name"]: control for control in controls}
