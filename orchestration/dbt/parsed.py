"""A cache of what dbt makes of a project by parsing it, so that the same project need not be parsed again.

Parsing takes 8 seconds. Of the warehouse, its result names only the project's folder, when its files were written, and
digests of its seeds; of the board, only whom it names. So it is kept in the user's cache by what it depends on, and
written with these replaced into the next warehouse, of the same board or another, or into this one once rows of its
reference data have changed. A cache that cannot be read or written is ignored.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import msgpack
import yaml

from orchestration.core.files import private_folder, scratch_folder
from orchestration.core.settings import Settings, user_cache
from orchestration.dbt.rendering import EXPOSURES, GROUPS

PARTIAL_PARSE = "partial_parse.msgpack"

# What a cached parse has; one with another layout is made again.
LAYOUT = "2: data tests compiled"

_PROJECT = "bokslut"
_KEPT = 8
# dbt does not digest a larger seed.
_LARGEST_SEED_BYTES = 1024 * 1024


def keep_parsed(settings: Settings, digest: str) -> None:
    """Cache the parse of the rendered project under its digest, and drop the least recently used ones."""
    place = _place(digest)
    if place is None:
        return
    with contextlib.suppress(OSError):
        private_folder(place.parent)
        with scratch_folder(place.parent) as scratch:
            for name in (settings.manifest.name, PARTIAL_PARSE):
                shutil.copyfile(settings.manifest.with_name(name), scratch / name)
            scratch.rename(place)
        places = [path for path in place.parent.iterdir() if not path.name.startswith(".")]
        for path in sorted(places, key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def restore_parsed(settings: Settings, digest: str) -> bool:
    """Restore the cached parse of the rendered project by its digest; return whether there was one."""
    place = _place(digest)
    if place is None:
        return False
    try:
        os.utime(place)  # used last now; fails where nothing is kept
        manifest = json.loads((place / settings.manifest.name).read_bytes())
        partial = msgpack.unpackb((place / PARTIAL_PARSE).read_bytes())
        groups = _declared(settings.dbt_project / GROUPS, "groups")
        exposures = _declared(settings.dbt_project / EXPOSURES, "exposures")
        for parsed in (manifest, partial):
            for group in parsed["groups"].values():
                group["owner"] |= groups[group["name"]]["owner"]
            for exposure in parsed["exposures"].values():
                exposure["url"] = exposures[exposure["name"]]["url"]
            for node in parsed["nodes"].values():
                if "root_path" in node:
                    node["root_path"] = str(settings.dbt_project)
                # A file of the warehouse that was parsed; the SQL in it is in the manifest.
                node.pop("compiled_path", None)
                if node["resource_type"] == "seed":
                    node["checksum"] = _seed_checksum(
                        settings.dbt_project / node["original_file_path"]
                    )
        for file in partial["files"].values():
            # The macros that come with dbt have no place in the project.
            if file["project_name"] != _PROJECT:
                continue
            place_in_project = file["path"]
            place_in_project["project_root"] = str(settings.dbt_project)
            path = settings.dbt_project.joinpath(
                place_in_project["searched_path"], place_in_project["relative_path"]
            )
            # dbt reads a file again where its time differs, and a seed where its digest does.
            place_in_project["modification_time"] = path.stat().st_mtime
            if file["parse_file_type"] == "seed":
                file["checksum"] = _seed_checksum(path)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    private_folder(settings.manifest.parent)
    settings.manifest.write_text(json.dumps(manifest, ensure_ascii=False), "utf-8")
    settings.manifest.with_name(PARTIAL_PARSE).write_bytes(cast(bytes, msgpack.packb(partial)))
    return True


def _declared(path: Path, kind: str) -> dict[str, Any]:
    """Return what a YAML file of the rendered project declares, by name."""
    return {each["name"]: each for each in yaml.load(path.read_bytes(), yaml.CSafeLoader)[kind]}


def _seed_checksum(path: Path) -> dict[str, str]:
    """Return the checksum by which dbt knows a seed's rows.

    Raises
    ------
    ValueError
        When the seed is too large for dbt to digest its rows.
    """
    if path.stat().st_size > _LARGEST_SEED_BYTES:
        raise ValueError(path)
    content = path.read_text("utf-8").strip()
    return {"name": "sha256", "checksum": hashlib.sha256(content.encode()).hexdigest()}


def _place(digest: str) -> Path | None:
    """Return where the result of parsing is kept; it depends on the project, and on this installation of dbt."""
    cache = user_cache()
    versions = (version(package) for package in ("dbt-core", "dbt-duckdb"))
    key = hashlib.sha256("\n".join((LAYOUT, digest, sys.prefix, *versions)).encode())
    return cache and cache / "dbt" / key.hexdigest()
