"""What makes a run faster leaves what the run says: Dagster's history holds every event, in order."""

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from time import monotonic

import dagster as dg
import pytest
import sqlalchemy
from sqlalchemy.exc import OperationalError

from orchestration.defs.speed import event_log_kept_open, import_when_asked


@dg.asset
def observed(context: dg.AssetExecutionContext) -> Iterator[dg.AssetObservation | dg.Output[None]]:
    for number in range(5):
        yield dg.AssetObservation(context.asset_key, metadata={"number": number})
    yield dg.Output(None)


@pytest.fixture
def job() -> dg.JobDefinition:
    return dg.Definitions([observed]).resolve_implicit_global_asset_job_def()


def events(instance: dg.DagsterInstance, run_id: str) -> list[tuple[str | None, object]]:
    return [
        (event.get_dagster_event().event_type_value, event.step_key)
        for event in instance.all_logs(run_id)
        if event.is_dagster_event
    ]


@pytest.mark.slow
def test_an_event_log_that_is_kept_open_has_the_events_of_one_that_is_not(
    job: dg.JobDefinition, tmp_path: Path
) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        plain = job.execute_in_process(instance=instance).run_id
        with event_log_kept_open(instance):
            kept = job.execute_in_process(instance=instance).run_id
            assert events(instance, kept) == events(instance, plain)
        again = job.execute_in_process(instance=instance).run_id
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        assert events(instance, kept) == events(instance, plain) == events(instance, again)
        observations = instance.fetch_observations(dg.AssetKey("observed"), limit=100).records
        assert [record.run_id for record in observations] == [again] * 5 + [kept] * 5 + [plain] * 5


@pytest.mark.slow
def test_another_process_reads_what_has_happened_within_seconds(
    job: dg.JobDefinition, tmp_path: Path
) -> None:
    with (
        dg.DagsterInstance.local_temp(str(tmp_path)) as instance,
        event_log_kept_open(instance),
        dg.DagsterInstance.local_temp(str(tmp_path)) as reader,
    ):
        run = job.execute_in_process(instance=instance).run_id
        until = monotonic() + 30
        while events(reader, run) != events(instance, run):
            assert monotonic() < until


@pytest.mark.slow
def test_another_process_writes_to_the_log_while_nothing_happens(
    job: dg.JobDefinition, tmp_path: Path
) -> None:
    with (
        dg.DagsterInstance.local_temp(str(tmp_path)) as instance,
        event_log_kept_open(instance),
        dg.DagsterInstance.local_temp(str(tmp_path)) as writer,
    ):
        assert job.execute_in_process(instance=instance).success
        assert job.execute_in_process(instance=writer).success


@pytest.mark.slow
def test_events_before_a_failure_are_kept(tmp_path: Path) -> None:
    @dg.asset
    def stops() -> None:
        raise SystemExit(3)

    job = dg.Definitions([stops]).resolve_implicit_global_asset_job_def()
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        with pytest.raises(SystemExit), event_log_kept_open(instance):
            job.execute_in_process(instance=instance)
        run = instance.get_run_records()[0].dagster_run.run_id
        assert ("STEP_START", "stops") in events(instance, run)


@pytest.mark.slow
def test_a_log_that_cannot_be_written_is_said(
    job: dg.JobDefinition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: sqlalchemy.Connection) -> None:
        raise OperationalError("commit", {}, OSError("database or disk is full"))

    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        log = event_log_kept_open(instance)
        log.__enter__()
        job.execute_in_process(instance=instance)
        monkeypatch.setattr(sqlalchemy.Connection, "commit", refuse)
        with pytest.raises(OperationalError, match="disk is full"):
            log.__exit__(None, None, None)
        monkeypatch.undo()
        assert job.execute_in_process(instance=instance).success


@pytest.mark.slow
def test_a_log_that_is_not_in_sqlite_is_left_as_it_is(job: dg.JobDefinition) -> None:
    with dg.DagsterInstance.ephemeral() as instance, event_log_kept_open(instance):
        assert job.execute_in_process(instance=instance).success


def test_a_module_that_is_imported_when_asked_is_imported_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "charts_to_come.py").write_text("drawn = 'a chart'\n")
    monkeypatch.syspath_prepend(tmp_path)
    import_when_asked("charts_to_come")
    charts = sys.modules["charts_to_come"]
    assert "drawn" not in vars(charts)
    assert charts.drawn == "a chart"
    assert vars(sys.modules["charts_to_come"])["drawn"] == "a chart"
    assert charts.drawn == "a chart"
    with pytest.raises(AttributeError, match="painted"):
        _ = charts.painted


def test_a_part_of_a_package_that_is_imported_when_asked_can_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "package_to_come").mkdir()
    (tmp_path / "package_to_come/__init__.py").touch()
    (tmp_path / "package_to_come/part.py").write_text("name = 'a part'\n")
    monkeypatch.syspath_prepend(tmp_path)
    import_when_asked("package_to_come")
    assert import_module("package_to_come.part").name == "a part"


def test_a_module_that_has_been_imported_stays() -> None:
    import_when_asked("sys")
    assert sys.modules["sys"] is sys


@pytest.mark.slow
def test_dbt_is_not_imported_where_its_command_line_runs() -> None:
    imported = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import sys, orchestration.definitions; print([m for m in sys.modules if m.startswith('dbt')])",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    assert imported.stdout == "[]\n"
