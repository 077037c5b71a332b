"""Quarantine: what was refused is kept, with its reason, so that nothing delivered is ever lost.

A refused delivery is copied to ``quarantine/<system>/<name>-<digest>/`` beside a ``reason.json``.
The same refused content is kept once, however often it is met.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from orchestration.core.files import commit_folder, scratch_folder, sha256
from orchestration.loading.deliveries import DeliveryError

REASON_FILE = "reason.json"


def keep(quarantine: Path, folder: Path, error: DeliveryError) -> Path:
    """Keep a refused delivery.

    Parameters
    ----------
    quarantine
        The quarantine folder of the warehouse.
    folder
        The delivery's folder in landing, which stays as it is.
    error
        Why it was refused, with what a reader found in the file.

    Returns
    -------
    Path
        The folder in quarantine.
    """
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{sha256(path)}\n".encode())
    target = quarantine / folder.parent.name / f"{folder.name}-{digest.hexdigest()[:12]}"
    if target.exists():
        return target
    with scratch_folder(target.parent) as unfinished:
        shutil.copytree(folder, unfinished / "delivery")
        reason = {
            "delivery": folder.name,
            "code": error.code,
            "message": error.message,
            "remedy": error.remedy,
        }
        (unfinished / REASON_FILE).write_text(
            json.dumps(reason | {"findings": error.findings}, ensure_ascii=False, indent=2) + "\n",
            "utf-8",
        )
        commit_folder(unfinished, target)
    return target
