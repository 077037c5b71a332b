"""Deliveries: a folder with a manifest and its files, appearing whole or not at all.

The manifest is a Frictionless Data Package (specs.frictionlessdata.io/data-package); what that
standard has no place for is under the key ``bokslut``.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.core.errors import ExternalError

MANIFEST = "datapackage.json"


@dataclass
class Resource:
    """One file of a delivery and what its manifest says of it.

    ``content`` None means that the file is named by the manifest but not delivered. ``encoding`` is
    None where the format has none. ``name`` is needed where resources share a file, as the sheets
    of a workbook do; else it follows from the file's.
    """

    path: str
    format: str
    encoding: str | None
    content: bytes | None
    described: bytes
    bokslut: dict[str, Any] = field(default_factory=dict)
    sha256: str | None = None
    name: str | None = None

    def descriptor(self) -> dict[str, Any]:
        """Return the resource's entry in the manifest; size and hash are of ``described``."""
        return {
            "name": self.name or Path(self.path).stem.replace("_", "-"),
            "path": self.path,
            "format": self.format,
            **({"encoding": self.encoding} if self.encoding else {}),
            "bytes": len(self.described),
            "hash": f"sha256:{self.sha256 or hashlib.sha256(self.described).hexdigest()}",
            "bokslut": self.bokslut,
        }


@dataclass
class Delivery:
    """One delivery of a system: ``landing/<system>/<name>/``.

    ``undescribed`` are files that the manifest does not name, and ``has_manifest`` is False where
    there is none.
    """

    system: str
    name: str
    title: str
    created: str
    source: str
    period: tuple[str, str]
    resources: list[Resource]
    corrects: str | None = None
    reason: str | None = None
    undescribed: dict[str, bytes] = field(default_factory=dict)
    has_manifest: bool = True

    def manifest(self) -> dict[str, Any]:
        """Return the data package descriptor."""
        correction = {"corrects": self.corrects}
        if self.reason:
            correction["reason"] = self.reason
        return {
            "name": f"{self.system}-{self.name.lower()}",
            "title": self.title,
            "created": self.created,
            "sources": [{"title": self.source}],
            "resources": [resource.descriptor() for resource in self.resources],
            "bokslut": {
                "system": self.system,
                "period": {"from": self.period[0], "to": self.period[1]},
                **correction,
            },
        }


def write_delivery(landing: Path, delivery: Delivery) -> Path:
    """Write a delivery, replacing an earlier one of the same name, and return its folder.

    Everything is written under a name that begins with a point and renamed last, so that a reader
    of the landing folder never sees a half-written delivery.

    Raises
    ------
    ExternalError
        When the landing folder cannot be written.
    """
    target = landing / delivery.system / delivery.name
    unfinished = target.with_name(f".{delivery.name}.unfinished")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for resource in delivery.resources:
            if resource.content is not None:
                (unfinished / resource.path).write_bytes(resource.content)
        for path, content in delivery.undescribed.items():
            (unfinished / path).write_bytes(content)
        if delivery.has_manifest:
            manifest = json.dumps(delivery.manifest(), ensure_ascii=False, indent=2) + "\n"
            (unfinished / MANIFEST).write_text(manifest, encoding="utf-8")
        if target.exists():
            shutil.rmtree(target)
        unfinished.rename(target)
    except OSError as error:
        raise ExternalError(
            f"The delivery {target} could not be written: {error.strerror or error}.",
            "See that the landing folder exists on a disk with room and may be written to.",
        ) from error
    return target
