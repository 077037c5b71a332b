"""A delivery that comes once more, as it was or changed, with a manifest that says what it now is."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any


def redeliver(
    source: Path,
    target: Path,
    change: Callable[[bytes, dict[str, Any]], bytes] | None = None,
    **said: object,
) -> Path:
    """Deliver a folder once more, a day later; return the new folder.

    Parameters
    ----------
    source, target
        The delivery, and the folder of the new one.
    change
        Makes a file's new content, unpacked, from the old and the file's entry in the manifest, whose rows and
        totals it may change too.
    said
        Properties added to the manifest's own, such as ``corrects`` and ``reason``.
    """
    shutil.copytree(source, target)
    manifest = json.loads((target / "datapackage.json").read_text("utf-8"))
    created = datetime.fromisoformat(manifest["created"]) + timedelta(days=1)
    manifest["created"] = created.isoformat()
    manifest["bokslut"] |= said
    for resource in manifest["resources"]:
        if change is None:
            break
        path = target / resource["path"]
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.compress(change(gzip.decompress(content), resource), mtime=0)
        else:
            content = change(content, resource)
        path.write_bytes(content)
        resource["bytes"] = len(content)
        resource["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    (target / "datapackage.json").write_text(json.dumps(manifest), "utf-8")
    return target
