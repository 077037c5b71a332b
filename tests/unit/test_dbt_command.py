"""dbt as runs start it does what dbt does: same output, same exit codes, nothing left open."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from orchestration.core.errors import RefusedError
from orchestration.core.settings import Settings
from orchestration.dbt.project import DBT_EXECUTABLE, run_dbt


def dbt(
    *arguments: str, cwd: Path, program: str = DBT_EXECUTABLE
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program, *arguments], cwd=cwd, capture_output=True, text=True, check=False
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


TESTS = """
models:
  - name: one
    columns:
      - name: number
        data_tests:
          - not_null
          - unique: {config: {where: "number < 3"}}
          - accepted_values: {arguments: {values: [1, 2]}, config: {severity: warn}}
      - name: word
        data_tests:
          - not_null: {config: {limit: 1}}
          - unique: {config: {warn_if: ">5", error_if: ">9"}}
          - accepted_values: {arguments: {values: [a]}, config: {fail_calc: "sum(n_records)"}}
          - not_null: {name: stored, config: {store_failures: true}}
          - not_null: {name: broken, config: {where: "no_such_column = 1"}}
"""


def results(ran: subprocess.CompletedProcess[str], project: Path) -> dict[str, tuple[Any, ...]]:
    """Return the status, the number of failing rows and the message of each node of the last run, and the exit code."""
    found = json.loads((project / "target/run_results.json").read_text("utf-8"))["results"]
    return {"exit code": (ran.returncode,)} | {
        node["unique_id"]: (
            # DuckDB ends its message with the place in the statement.
            *(node["status"], node["failures"], (node["message"] or "").partition("LINE")[0]),
            *(node["compiled_code"], node["adapter_response"]),
        )
        for node in found
    }


@pytest.mark.slow
def test_data_tests_find_what_dbts_own_command_finds(project: Path) -> None:
    (project / "models/one.sql").write_text(
        "select * from (values (1, 'a'), (2, 'a'), (2, null), (3, null), (null, 'b')) t(number, word)"
    )
    (project / "models/one.yml").write_text(TESTS)
    ours = results(dbt("build", cwd=project), project)
    theirs = results(
        dbt("build", cwd=project, program=str(Path(DBT_EXECUTABLE).with_name("dbt"))), project
    )
    assert ours == theirs
    assert {"success", "pass", "fail", "warn", "error"} == {
        status for status, *rest in ours.values() if rest
    }


@pytest.mark.slow
def test_the_debugging_log_is_whole_where_it_is_asked_for(project: Path) -> None:
    (project / "models/one.sql").write_text("select 1 as one")
    dbt("build", cwd=project)
    log = project / "logs/dbt.log"
    assert "On model.small.one" in log.read_text("utf-8")
    log.unlink()
    dbt("--log-level-file", "info", "build", cwd=project)
    assert "On model.small.one" not in log.read_text("utf-8")
    assert "Completed successfully" in log.read_text("utf-8")


@pytest.mark.slow
def test_a_command_that_fails_is_refused_with_what_dbt_says_and_what_to_do(project: Path) -> None:
    settings = Settings(project / "landing", project / "warehouse")
    settings.dbt_project.parent.mkdir(parents=True)
    settings.dbt_project.symlink_to(project)
    (project / "models/one.sql").write_text("select {{ nothing(")
    with pytest.raises(RefusedError) as refused:
        run_dbt(
            settings,
            project / "target",
            "parse",
            build=settings,
            refusal=("The project cannot be parsed", "Fix the file it names."),
        )
    assert str(refused.value).startswith("The project cannot be parsed:\n")
    assert "models/one.sql" in str(refused.value)
    assert refused.value.remedy == "Fix the file it names."
