"""dbt as runs start it does what dbt does: same output, same exit codes, nothing left open."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import duckdb
import pytest

from orchestration.core.errors import ExternalError, RefusedError
from orchestration.core.settings import Settings
from orchestration.dbt.data_tests import DataTest, DataTestResult, data_tests, run_data_tests
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
def test_a_build_ends_with_0_and_leaves_one_whole_file_and_a_log_as_whole_as_it_is_asked_for(
    project: Path,
) -> None:
    (project / "models/one.sql").write_text("select 1 as one")
    ran = dbt("build", cwd=project)
    assert (ran.returncode, "Completed successfully" in ran.stdout) == (0, True)
    assert [path.name for path in project.glob("small.duckdb*")] == ["small.duckdb"]
    log = project / "logs/dbt.log"
    assert "On model.small.one" in log.read_text("utf-8")
    log.unlink()
    dbt("--log-level-file", "info", "build", cwd=project)
    assert "On model.small.one" not in log.read_text("utf-8")
    assert "Completed successfully" in log.read_text("utf-8")


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


@pytest.mark.slow
def test_data_tests_find_what_dbts_own_command_finds(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    project = settings.dbt_project
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text(
        "{name: small, profile: small, models: {small: {+materialized: table}},"
        " flags: {warn_error_options: {error: all}}}\n"
    )
    (project / "profiles.yml").write_text(
        f"small: {{target: dev, outputs: {{dev: {{type: duckdb, path: '{settings.build_file}'}}}}}}\n"
    )
    (project / "models/one.sql").write_text(
        "select * from (values (1, 'a'), (2, 'a'), (2, null), (3, null), (null, 'b')) t(number, word)"
    )
    (project / "models/one.yml").write_text(TESTS)
    dbt("build", cwd=project, program=str(Path(DBT_EXECUTABLE).with_name("dbt")))
    by_dbt = {
        node["unique_id"]: (node["status"], node["failures"] or 0)
        for node in json.loads((project / "target/run_results.json").read_bytes())["results"]
        if node["unique_id"].startswith("test.")
    }
    compiled = dbt("compile", "--select", "resource_type:test", cwd=project)
    assert compiled.returncode == 0, compiled.stdout
    answers = {
        answer.test.unique_id: answer
        for answer in run_data_tests(settings, data_tests(settings), set())
    }
    assert {
        unique_id: (
            "error" if "no_such_column" in answer.reason else "fail" if answer.reason else "pass",
            answer.failing,
        )
        for unique_id, answer in answers.items()
    } == by_dbt
    assert {status for status, _ in by_dbt.values()} == {"pass", "fail", "error"}
    shown = {answer.test.name: answer.reason for answer in answers.values()}
    assert shown["unique_one_number"].splitlines()[1:] == ["    unique_field = 2, n_records = 2"]


def test_a_data_test_of_a_model_that_was_not_made_is_not_run(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    settings.build_file.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("create table made as select 1 as number")
    made, unmade = (
        DataTest(
            unique_id=f"test.{name}",
            name=name,
            description="",
            reads=(f"model.{name}",),
            sql=f"select number from {name}",
            counted="count(*)",
            warns="count(*) != 0",
            errs="count(*) != 0",
            is_error=True,
        )
        for name in ("made", "unmade")
    )
    (answer,) = run_data_tests(settings, [made, unmade], {"model.unmade"})
    assert answer == DataTestResult(made, 1, "made: 1 rows are wrong\n    number = 1")


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


def test_a_command_that_the_disk_refuses_says_so(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = project / "full"
    full.write_text(
        "#!/bin/sh\necho 'Traceback'\necho 'OSError: [Errno 28] No space left on device'\nexit 2\n"
    )
    full.chmod(0o755)
    monkeypatch.setattr("orchestration.dbt.project.DBT_EXECUTABLE", str(full))
    settings = Settings(project / "landing", project / "warehouse")
    settings.dbt_project.mkdir(parents=True)
    with pytest.raises(ExternalError, match=r"cannot be parsed: OSError.*No space left") as refused:
        run_dbt(
            settings, project, build=settings, refusal=("The project cannot be parsed", "Fix it.")
        )
    assert "\n" not in str(refused.value).split("What to do")[0].strip()
