"""The recipes in docs/reading.md do what they say on what is published."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from orchestration.core.settings import PROJECT_ROOT

RECIPES = (PROJECT_ROOT / "docs" / "reading.md").read_text("utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", RECIPES, re.DOTALL)


@pytest.mark.parametrize("number", range(len(PROGRAMS)))
def test_a_program_prints_what_the_page_says(
    number: int, clients: Path, release: Path, tmp_path: Path
) -> None:
    published = tmp_path / "warehouse" / "published"
    published.mkdir(parents=True)
    (published / "current").symlink_to(release)
    done = subprocess.run(
        [clients / "superset" / "bin" / "python", "-c", PROGRAMS[number]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = re.findall(r"^print\(.*\)  # (.*)$", PROGRAMS[number], re.MULTILINE)
    assert all(text in done.stdout for text in said), done.stdout
    assert done.stdout.strip()


def test_the_locks_on_the_page_are_those_of_the_bundle(clients: Path) -> None:
    (stated,) = re.findall(r"```json\n(.*?)```", RECIPES, re.DOTALL)
    done = subprocess.run(
        [
            clients / "superset" / "bin" / "python",
            *("-c", "import json, make_bundle; print(json.dumps(make_bundle.DUCKDB_LOCKS))"),
        ],
        cwd=PROJECT_ROOT / "deploy" / "superset",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(stated) == json.loads(done.stdout)
