"""How much of a build is made again: what changed, and all of it where that cannot be told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.boards import BoardError
from orchestration.core.settings import Engine, Settings
from orchestration.dbt.builds import (
    TABLES,
    BuildRecord,
    Inputs,
    Plan,
    begin,
    current_inputs,
    finish,
    loaded_since,
    read_build_record,
)

INPUTS = Inputs(
    "project",
    {"accepted_findings": "s", "units": "u"},
    {"payroll_payslips": "a", "ledger_vouchers": "b", "loads": "c"},
    "duckdb 1.5.1",
)
BUILT = BuildRecord(INPUTS, "0" * 64, "2014-01-20T05:00:00+00:00")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    settings.build_file.parent.mkdir(parents=True)
    settings.build_file.write_bytes(b"a build")
    return settings


def test_the_same_inputs_leave_nothing_to_build() -> None:
    assert Plan.of_changes(INPUTS, BUILT).is_nothing


def test_a_changed_table_builds_what_depends_on_it_and_nothing_else() -> None:
    changed = replace(INPUTS, tables={**INPUTS.tables, "payroll_payslips": "z", "loads": "y"})
    plan = Plan.of_changes(changed, BUILT)
    assert not plan.from_scratch
    assert plan.changed == ("raw.loads", "raw.payroll_payslips")
    assert "source:raw.loads+ source:raw.payroll_payslips+" in plan.arguments
    # Sums that are kept by load are added to.
    assert "--full-refresh" not in plan.arguments


def test_changed_rows_of_reference_data_build_what_depends_on_them_and_nothing_else() -> None:
    changed = replace(INPUTS, seeds={**INPUTS.seeds, "accepted_findings": "z"})
    plan = Plan.of_changes(changed, BUILT)
    assert not plan.from_scratch
    assert plan.changed == ("reference.accepted_findings",)
    assert plan.explanation.startswith("what depends on accepted_findings (built ")
    assert "accepted_findings+" in plan.arguments
    # What is kept by load was made with the old rows.
    assert "--full-refresh" in plan.arguments


def test_a_plan_says_when_the_build_was_made_in_the_readers_time() -> None:
    built = replace(BUILT, built_at="2026-11-29T14:31:08+00:00")
    said = Plan.of_changes(INPUTS, built).explanation
    assert said == "nothing: no input changed (built 2026-11-29 15:31:08 CET)"


@pytest.mark.parametrize("tables", [{**INPUTS.tables, "goals_goals": "d"}, {"loads": "c"}])
def test_a_table_that_comes_or_goes_is_a_change(tables: dict[str, str]) -> None:
    plan = Plan.of_changes(replace(INPUTS, tables=tables), BUILT)
    assert set(plan.changed_in(TABLES)) == tables.keys() ^ INPUTS.tables.keys()


@pytest.mark.parametrize("built", [None, replace(BUILT, inputs=replace(INPUTS, project="older"))])
def test_without_a_whole_build_of_this_project_everything_is_built(
    built: BuildRecord | None,
) -> None:
    plan = Plan.of_changes(INPUTS, built)
    assert plan.from_scratch
    assert "--select" not in plan.arguments


def test_another_engine_builds_everything_and_says_from_which_to_which() -> None:
    plan = Plan.of_changes(replace(INPUTS, engine="spark 4.3.0"), BUILT)
    assert plan.from_scratch
    assert "built by duckdb 1.5.1, now to be built by spark 4.3.0" in plan.explanation
    # Whoever forgot the variable is told how to keep the build that is there.
    assert plan.explanation.endswith("; BOKSLUT_ENGINE=duckdb keeps the engine")
    newer = Plan.of_changes(replace(INPUTS, engine="duckdb 1.6.0"), BUILT)
    assert newer.explanation.endswith("now to be built by duckdb 1.6.0")


def test_spark_builds_everything_where_one_table_has_changed_and_nothing_where_none_has() -> None:
    by_spark = replace(INPUTS, engine="spark 4.3.0")
    built = replace(BUILT, inputs=by_spark)
    assert Plan.of_changes(by_spark, built).is_nothing
    plan = Plan.of_changes(replace(by_spark, tables={**INPUTS.tables, "loads": "y"}), built)
    assert plan.from_scratch
    assert plan.explanation == "all models: loads changed, and Spark always builds all"


@pytest.mark.slow
def test_the_engine_of_a_build_is_that_of_the_settings_with_its_version(
    settings: Settings,
) -> None:
    assert current_inputs(settings).engine == f"duckdb {duckdb.__version__}"
    by_spark = current_inputs(replace(settings, engine=Engine.SPARK)).engine
    assert by_spark.partition(" ")[0] == "spark"


@pytest.mark.slow
def test_rows_of_reference_data_are_no_part_of_the_projects_digest(settings: Settings) -> None:
    board = shutil.copytree(settings.board, settings.warehouse / "board")
    settings = replace(settings, board=board)
    before = current_inputs(settings)
    units = board / "units.csv"
    units.write_text(units.read_text("utf-8").rstrip("\n").rpartition("\n")[0] + "\n", "utf-8")
    after = current_inputs(settings)
    assert after.project == before.project
    assert {name for name in after.seeds if after.seeds[name] != before.seeds[name]} == {"units"}


@pytest.mark.slow
def test_a_rule_of_the_board_is_a_row_and_whom_it_names_is_part_of_the_project(
    settings: Settings,
) -> None:
    board = shutil.copytree(settings.board, settings.warehouse / "board")
    settings = replace(settings, board=board)
    before, path = current_inputs(settings), board / "board.yml"
    rules = path.read_text("utf-8").replace("amounts_in: mnkr", "amounts_in: tkr")
    path.write_text(rules, "utf-8")
    after = current_inputs(settings)
    assert after.project == before.project
    assert {name for name in after.seeds if after.seeds[name] != before.seeds[name]} == {
        "board_rules"
    }
    # A release says who owns its tables.
    path.write_text(rules.replace("owners: {}", "owners: {hr: {name: A}}"), "utf-8")
    with pytest.raises(BoardError, match="'hr' is unknown"):
        current_inputs(settings)
    path.write_text(rules.replace("owners: {}", "owners: {economics: {name: A}}"), "utf-8")
    assert current_inputs(settings).project != after.project


@pytest.mark.slow
def test_asking_what_a_build_would_be_made_from_writes_no_project(settings: Settings) -> None:
    current_inputs(settings)
    assert not settings.dbt_project.exists()


def test_a_build_that_was_begun_and_not_finished_does_not_count(settings: Settings) -> None:
    finish(settings, INPUTS)
    assert read_build_record(settings) is not None
    begin(settings)
    assert read_build_record(settings) is None


def test_a_build_that_was_altered_after_it_was_finished_does_not_count(settings: Settings) -> None:
    finish(settings, INPUTS)
    settings.build_file.write_bytes(b"a guild")
    assert read_build_record(settings) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"[" * 100_000])
def test_a_build_whose_record_is_damaged_does_not_count(settings: Settings, content: bytes) -> None:
    finish(settings, INPUTS)
    assert read_build_record(settings) is not None
    settings.build_file.with_name("built.json").write_bytes(content)
    assert read_build_record(settings) is None
    assert loaded_since(settings) == {}


def test_a_build_whose_record_cannot_be_read_does_not_count(settings: Settings) -> None:
    settings.build_file.with_name("built.json").mkdir()
    assert read_build_record(settings) is None


@pytest.mark.slow
def test_another_key_of_the_pseudonyms_is_another_input(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOKSLUT_PSEUDONYM_KEY", "one" * 20)
    one = current_inputs(settings)
    monkeypatch.setenv("BOKSLUT_PSEUDONYM_KEY", "other" * 20)
    assert current_inputs(settings).tables["installation"] != one.tables["installation"]
    assert current_inputs(settings).project == one.project
