"""dbt as runs start it does what dbt does: same output, same exit codes, nothing left open."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from orchestration.dbt.project import DBT_EXECUTABLE


def dbt(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DBT_EXECUTABLE, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "dbt_project.yml").write_text(
        "{name: small, profile: small, models: {small: {+materialized: table}}}\n"
    )
    (tmp_path / "profiles.yml").write_text(
        f"small: {{target: dev, outputs: {{dev: {{type: duckdb, path: '{tmp_path / 'small.duckdb'}'}}}}}}\n"
    )
    (tmp_path / "models").mkdir()
    return tmp_path


@pytest.mark.slow
def test_a_build_that_succeeds_ends_with_0_and_leaves_one_whole_file(project: Path) -> None:
    (project / "models/one.sql").write_text("select 1 as one")
    ran = dbt("build", cwd=project)
    assert (ran.returncode, "Completed successfully" in ran.stdout) == (0, True)
    assert [path.name for path in project.glob("small.duckdb*")] == ["small.duckdb"]


@pytest.mark.slow
def test_a_model_that_fails_ends_with_1(project: Path) -> None:
    (project / "models/one.sql").write_text("select nothing from nowhere")
    ran = dbt("build", cwd=project)
    assert (ran.returncode, "nowhere does not exist" in ran.stdout) == (1, True)


@pytest.mark.slow
def test_wrong_use_ends_with_2(project: Path) -> None:
    assert dbt("build", "--no-such-option", cwd=project).returncode == 2
