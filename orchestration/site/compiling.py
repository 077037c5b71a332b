"""The dbt project with its SQL written out: one ``dbt compile`` for each change of the project, which reads no data."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from orchestration.core.errors import RefusedError
from orchestration.core.settings import DBT_PROJECT_DIR, PROJECT_ROOT, Settings
from orchestration.dbt.project import DBT_EXECUTABLE, MANIFEST_PATH, ensure_manifest, environment

_COMPILED = MANIFEST_PATH.with_name("compiled_manifest.json")


def compiled_manifest() -> dict[str, Any]:
    """Return dbt's manifest with every model's SQL as the engine gets it.

    It is kept beside the manifest, and made again where that one is newer.

    Raises
    ------
    RefusedError
        When the project cannot be parsed or compiled; the message is dbt's.
    """
    made_at = ensure_manifest().stat().st_mtime
    if not (_COMPILED.exists() and _COMPILED.stat().st_mtime >= made_at):
        with tempfile.TemporaryDirectory(dir=MANIFEST_PATH.parent, prefix=".compiling-") as folder:
            _compile(Path(folder))
            (Path(folder) / "manifest.json").replace(_COMPILED)
    return json.loads(_COMPILED.read_text("utf-8"))


def _compile(folder: Path) -> None:
    # An empty file stands for the build: what models are made of does not depend on what is built.
    settings = Settings(folder / "landing", folder)
    settings.build_file.parent.mkdir()
    compiled = subprocess.run(
        [
            *(DBT_EXECUTABLE, "compile", "--no-introspect", "--quiet"),
            *("--project-dir", str(DBT_PROJECT_DIR), "--profiles-dir", str(DBT_PROJECT_DIR)),
            *("--target-path", str(folder), "--log-path", str(folder / "logs")),
        ],
        env=os.environ | environment(settings),
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if compiled.returncode != 0:
        raise RefusedError(
            f"The dbt project cannot be compiled:\n{compiled.stdout[-3000:]}",
            "Fix the file it names.",
        )
