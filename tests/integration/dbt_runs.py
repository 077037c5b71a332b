"""How tests run dbt: as a process of its own, on a file of its own, never in the project's target.

A run of the worked example's project starts from one parse of it, which the tests of all sessions share.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from orchestration.core.settings import Settings
from orchestration.dbt.parsed import PARTIAL_PARSE
from orchestration.dbt.project import DBT_EXECUTABLE, ensure_manifest


@cache
def project_dir() -> Path:
    """Return the project as it is rendered and parsed for the worked example, once a session."""
    folder = Path(mkdtemp(prefix="bokslut-project-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = Settings(folder / "landing", folder / "warehouse")
    ensure_manifest(settings)
    return settings.dbt_project


def run_dbt(
    *arguments: str, build_file: Path, target: Path, project: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run dbt on a build file; what it compiles, finds and logs goes to ``target``."""
    project = project or project_dir()
    parsed = project / "target" / PARTIAL_PARSE
    if parsed.exists() and not (target / PARTIAL_PARSE).exists():
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(parsed, target / PARTIAL_PARSE)
    return subprocess.run(
        [
            DBT_EXECUTABLE,
            *arguments,
            *("--project-dir", str(project), "--profiles-dir", str(project)),
            *("--target-path", str(target), "--log-path", str(target)),
        ],
        env=os.environ | {"BOKSLUT_BUILD_FILE": str(build_file), "DBT_LOG_LEVEL_FILE": "info"},
        capture_output=True,
        text=True,
        check=False,
    )


def read_results(target: Path) -> dict[str, dict[str, Any]]:
    """Return the results of the last run of a target, by the name of the model, data test or unit test."""
    found = json.loads((target / "run_results.json").read_text("utf-8"))["results"]
    # unit_test.<project>.<model>.<name>; model.<project>.<name>; test.<project>.<name>.<hash>
    return {
        result["unique_id"].split(".")[
            3 if result["unique_id"].startswith("unit_test.") else 2
        ]: result
        for result in found
    }


@cache
def manifest() -> dict[str, Any]:
    """Return the manifest of the project."""
    return json.loads((project_dir() / "target" / "manifest.json").read_text("utf-8"))


def models(folder: str = "") -> list[dict[str, Any]]:
    """Return the models whose file is in a folder of ``models/``."""
    return [
        node
        for node in manifest()["nodes"].values()
        if node["resource_type"] == "model" and node["path"].startswith(folder)
    ]
