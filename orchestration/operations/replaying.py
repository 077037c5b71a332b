"""A refused delivery tried again: put back into landing from quarantine, as it was delivered."""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration.core.errors import UsageError
from orchestration.core.files import commit_folder, scratch_folder, sha256
from orchestration.loading.deliveries import MANIFEST_NAME
from orchestration.loading.quarantine import Kept


def replay(kept: Kept, landing: Path) -> Path:
    """Put a delivery from quarantine into landing, where the next run reads it by the contracts of today.

    Parameters
    ----------
    kept
        The delivery in quarantine, which stays there.
    landing
        The landing folder; a delivery that is still there stays as it is.

    Returns
    -------
    Path
        The delivery's folder in landing.

    Raises
    ------
    UsageError
        When it has no manifest, was not copied whole, or landing has another delivery of its name.
    ExternalError
        When the landing folder cannot be written to.
    """
    source = kept.folder / "delivery"
    if not (source / MANIFEST_NAME).is_file():
        raise UsageError(
            f"{kept.name} has no {MANIFEST_NAME}, so it is not a delivery that can be read.",
            f"`bokslut deliver` makes a delivery of its files, which are in {source}.",
        )
    if kept.left_out:
        raise UsageError(
            f"{kept.name} was not kept whole: {', '.join(kept.left_out)} could not be copied.",
            "Deliver it again from its source.",
        )
    target = landing / kept.system / kept.delivery
    if target.exists():
        if _content(target) != _content(source):
            raise UsageError(
                f"{target} is another delivery of this name.",
                "Take it away, or give it another name, then try again.",
            )
        return target
    with scratch_folder(target.parent) as scratch:
        copy = scratch / "copy"
        shutil.copytree(source, copy)
        commit_folder(copy, target)
    return target


def _content(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path)
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }
