"""The dbt project with its SQL written out: one ``dbt compile`` for each change of the project, which reads no data."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from orchestration.core.settings import Settings
from orchestration.dbt.parsed import PARTIAL_PARSE
from orchestration.dbt.project import ensure_manifest, run_dbt

_COMPILED = "compiled_manifest.json"


def compiled_manifest(settings: Settings) -> dict[str, Any]:
    """Return dbt's manifest with every model's SQL as the engine gets it.

    It is cached beside the manifest, and made again if the manifest is newer.

    Raises
    ------
    RefusedError
        When the project cannot be parsed or compiled; the message is dbt's.
    """
    made_at = ensure_manifest(settings).stat().st_mtime
    compiled = settings.manifest.with_name(_COMPILED)
    if not (compiled.exists() and compiled.stat().st_mtime >= made_at):
        with tempfile.TemporaryDirectory(dir=compiled.parent, prefix=".compiling-") as folder:
            _compile(settings, Path(folder))
            (Path(folder) / "manifest.json").replace(compiled)
    return json.loads(compiled.read_text("utf-8"))


def _compile(settings: Settings, folder: Path) -> None:
    # An empty file stands for the build: what models are made of does not depend on what is built.
    empty = Settings(folder / "landing", folder)
    empty.build_file.parent.mkdir()
    shutil.copyfile(settings.manifest.with_name(PARTIAL_PARSE), folder / PARTIAL_PARSE)
    run_dbt(
        settings,
        folder,
        *("compile", "--no-introspect", "--quiet"),
        build=empty,
        refusal=("The dbt project cannot be compiled", "Fix the file it names."),
    )
