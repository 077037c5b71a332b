"""Quarantine: every refused delivery is kept, with its reason, so that nothing delivered is ever lost.

A refused delivery is copied to ``quarantine/<system>/<name>-<digest>/delivery`` beside a ``reason.json``. The same
content is kept once, however often it is refused. Only regular files are copied, no link is followed, and what
could not be copied is named in the reason.
"""

from __future__ import annotations

import hashlib
import json
import os
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.core.characters import shown
from orchestration.core.errors import RefusedError
from orchestration.core.files import commit_folder, private_folder, scratch_folder, write_json
from orchestration.loading.delivered_files import entries, measure
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.limits import limits

REASON_FILE = "reason.json"
_NAME_CHARACTERS = 60


@dataclass(frozen=True)
class Kept:
    """A refused delivery in quarantine: ``folder`` has its files, in ``delivery``, and the reason.

    ``findings`` are what a reader found, row by row; ``left_out`` names what could not be copied, with why.
    """

    folder: Path
    system: str
    delivery: str
    code: str
    message: str
    remedy: str
    findings: tuple[Mapping[str, Any], ...]
    left_out: Mapping[str, str]
    kept_at: datetime

    @property
    def name(self) -> str:
        """The name in quarantine, ``<system>/<delivery>-<digest>``."""
        return f"{self.system}/{self.folder.name}"


def kept_deliveries(quarantine: Path) -> list[Kept]:
    """Return all refused deliveries, by system and name.

    Raises
    ------
    RefusedError
        When a reason is damaged.
    """
    return [_read(path) for path in sorted(quarantine.glob(f"*/[!.]*/{REASON_FILE}"))]


def _read(path: Path) -> Kept:
    try:
        said = json.loads(path.read_text("utf-8"))
        return Kept(
            path.parent,
            path.parent.parent.name,
            said["delivery"],
            said["code"],
            said["message"],
            said["remedy"],
            tuple(said["findings"]),
            said.get("left_out", {}),
            datetime.fromtimestamp(path.stat().st_mtime, UTC),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RefusedError(
            f"{path} is not what was written when the delivery was refused: {error}.",
            f"Restore it from a backup, or look at the delivery itself, in {path.parent}.",
        ) from error


def keep(quarantine: Path, folder: Path, error: DeliveryError) -> Path:
    """Keep a refused delivery.

    Parameters
    ----------
    quarantine
        The quarantine folder of the warehouse.
    folder
        The delivery's folder in landing, or a file in its place, which stays as it is.
    error
        Why it was refused, with what a reader found in the file.

    Returns
    -------
    Path
        The folder in quarantine.
    """
    left_out: dict[str, str] = {}
    files = list(_files(folder, left_out))
    digest = hashlib.sha256()
    for base, path in files:
        digest.update(os.fsencode(path) + f"\0{_sha256(base, path, left_out)}\n".encode())
    digest.update("".join(sorted(left_out)).encode())
    system, name = _own_name(folder.parent.name), _own_name(folder.name)
    target = quarantine / system / f"{name}-{digest.hexdigest()[:12]}"
    if target.exists():
        return target
    with scratch_folder(target.parent) as unfinished:
        private_folder(unfinished / "delivery")
        for base, path in files:
            if shown(path) not in left_out:
                _copy(base, path, unfinished / "delivery" / path, left_out)
        reason: dict[str, Any] = {
            "delivery": shown(folder.name),
            "code": error.code,
            "message": error.message,
            "remedy": error.remedy,
            "findings": error.findings,
        }
        if left_out:
            reason["left_out"] = left_out
        if error.__cause__ is not None:
            reason["traceback"] = "".join(traceback.format_exception(error.__cause__))
        write_json(unfinished / REASON_FILE, reason)
        commit_folder(unfinished, target)
    return target


def _files(folder: Path, left_out: dict[str, str]) -> Iterator[tuple[Path, str]]:
    """Yield the folder and the path in it of each regular file; note everything else as left out."""
    if folder.is_symlink():
        left_out[shown(folder.name)] = "a symbolic link"
        return
    if not folder.is_dir():
        yield folder.parent, folder.name
        return
    try:
        for entry in entries(folder):
            if entry.other_kind:
                left_out[shown(entry.path)] = entry.other_kind
            else:
                yield folder, entry.path
    except (DeliveryError, OSError) as error:
        left_out["…"] = f"what could not be listed: {error}"


def _sha256(base: Path, path: str, left_out: dict[str, str]) -> str:
    try:
        return measure(base, path).sha256
    except (DeliveryError, OSError) as error:
        left_out[shown(path)] = str(error)
        return ""


def _copy(base: Path, path: str, target: Path, left_out: dict[str, str]) -> None:
    try:
        private_folder(target.parent)
        measure(base, path, target, limits().file_bytes)
    except (DeliveryError, FileNotFoundError) as error:
        left_out[shown(path)] = str(error)


def _own_name(name: str) -> str:
    """Return a folder's name that can be stored and shown: the name itself unless it is too long or unprintable."""
    if shown(name) == name and len(os.fsencode(name)) + len("-") + 12 <= 255:
        return name
    return shown(name)[:_NAME_CHARACTERS]
