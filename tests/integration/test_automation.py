"""What starts runs without a person: schedules in Swedish time, and a sensor that waits for whole deliveries."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from orchestration.core.files import private_folder
from orchestration.core.settings import TIMEZONE, Settings
from orchestration.dbt.builds import begin, current_inputs, finish
from orchestration.dbt.project import ensure_manifest
from orchestration.definitions import build_definitions
from orchestration.defs.assets.warehouse import WarehouseResource
from orchestration.defs.automation.schedules import SCHEDULED_JOBS, schedules
from orchestration.defs.automation.sensors import delivery_sensor
from orchestration.diagnostics.status import status
from orchestration.diagnostics.status_text import render
from orchestration.loading import load_deliveries


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    from orchestration.simulator import simulate

    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    simulate(settings.landing, systems=("goals",), seed=2013, scale=1.0, faults=())
    return settings


def requests(settings: Settings) -> dg.SensorResult | dg.SkipReason:
    found = delivery_sensor()(dg.build_sensor_context(), warehouse=WarehouseResource.of(settings))
    assert isinstance(found, dg.SensorResult | dg.SkipReason)
    return found


def stand_as_built(settings: Settings) -> None:
    """Load what is in landing, and say that the build is of it; its file need not hold anything for that."""
    load_deliveries(settings)
    private_folder(settings.build_file.parent)
    settings.build_file.touch()
    begin(settings)
    finish(settings, current_inputs(settings))


def asked_of(settings: Settings) -> dg.RunRequest:
    """Return the run that the sensor asks for in the real repository."""
    ensure_manifest(settings)
    repository = build_definitions(settings).get_repository_def()
    found = delivery_sensor()(
        dg.build_sensor_context(repository_def=repository), warehouse=WarehouseResource.of(settings)
    )
    assert isinstance(found, dg.SensorResult)
    (request,) = list(found.run_requests or ())
    return request


def test_a_new_delivery_asks_for_what_depends_on_its_system_alone(
    settings: Settings,
) -> None:
    from orchestration.simulator import simulate

    stand_as_built(settings)
    simulate(settings.landing, systems=("surveys",), seed=2013, scale=0.05, faults=())
    request = asked_of(settings)
    made = {key.to_user_string() for key in request.asset_selection or ()}
    assert {"raw/loads", "staging/stg_surveys__answers", "published/release"} <= made
    assert "staging/stg_goals__goals" not in made
    assert "economics/mart_economics__income_statement" not in made
    assert request.tags["bokslut/scope"] == "changes"
    checks = {key.name for key in request.asset_check_keys or ()}
    assert "published_figures_reconcile" in checks
    assert "net_is_carried_to_equity" not in checks
    assert "is_on_time" in checks


def test_what_a_backfill_has_loaded_asks_for_a_run_that_builds_on_it(settings: Settings) -> None:
    later = settings.landing / "goals" / "2013"
    aside = later.rename(settings.landing.parent / "2013")
    stand_as_built(settings)
    assert isinstance(requests(settings), dg.SkipReason)
    aside.rename(later)
    load_deliveries(settings, only=("goals", "2013"))
    request = asked_of(settings)
    assert "goals_goals" in request.tags["bokslut/deliveries"]
    made = {key.to_user_string() for key in request.asset_selection or ()}
    assert "goals/mart_goals__goals" in made
    assert "staging/stg_surveys__answers" not in made
    stand_as_built(settings)
    assert isinstance(requests(settings), dg.SkipReason)


def test_new_deliveries_ask_for_one_run_that_names_them(settings: Settings) -> None:
    found = requests(settings)
    assert isinstance(found, dg.SensorResult)
    (request,) = list(found.run_requests or ())
    assert request.tags["bokslut/deliveries"] == "goals/2012, goals/2013"
    again = requests(settings)
    assert isinstance(again, dg.SensorResult)
    assert [each.run_key for each in again.run_requests or ()] == [request.run_key]


def test_a_delivery_that_is_still_being_copied_starts_nothing(settings: Settings) -> None:
    for manifest in settings.landing.glob("goals/*/datapackage.json"):
        path = manifest.parent / json.loads(manifest.read_text("utf-8"))["resources"][0]["path"]
        path.write_bytes(path.read_bytes()[:-1])
    found = requests(settings)
    assert isinstance(found, dg.SkipReason)
    assert "goals/2013 is not complete yet" in (found.skip_message or "")


def test_what_has_been_loaded_starts_nothing(settings: Settings) -> None:
    load_deliveries(settings)
    found = requests(settings)
    assert isinstance(found, dg.SkipReason)
    assert found.skip_message == "nothing new in landing"


def test_an_empty_landing_folder_is_said_and_starts_nothing(tmp_path: Path) -> None:
    found = requests(Settings(tmp_path / "landing", tmp_path / "warehouse"))
    assert isinstance(found, dg.SkipReason)
    assert "There is no landing folder" in (found.skip_message or "")


@pytest.mark.parametrize("day", ["2026-03-28", "2026-10-24"])
def test_the_night_of_a_change_of_daylight_saving_has_one_run(day: str) -> None:
    nightly = next(each for each in SCHEDULED_JOBS if each.name == "nightly")
    ticks = schedule_execution_time_iterator(
        start_timestamp=datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp(),
        cron_schedule=nightly.cron,
        execution_timezone=TIMEZONE,
        ascending=True,
    )
    first, second = next(ticks), next(ticks)
    assert (first.strftime("%H:%M"), second.strftime("%H:%M")) == ("04:30", "04:30")
    assert (second.date() - first.date()).days == 1
    assert first.astimezone(UTC).date().isoformat() > day


def test_every_schedule_is_off_until_the_installation_says_otherwise(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("BOKSLUT_AUTOMATION", raising=False)
    assert {each.default_status for each in schedules()} == {dg.DefaultScheduleStatus.STOPPED}
    monkeypatch.setenv("BOKSLUT_AUTOMATION", "on")
    assert {each.default_status for each in schedules()} == {dg.DefaultScheduleStatus.RUNNING}
    assert {each.execution_timezone for each in schedules()} == {TIMEZONE}
    assert len({each.name for each in SCHEDULED_JOBS}) == len(schedules()) == 4


def test_status_says_what_has_arrived_what_is_loaded_and_what_is_to_be_built(
    settings: Settings,
) -> None:
    before = status(settings)
    assert before.arrived == ("goals/2012", "goals/2013")
    assert (before.release, before.verdict, before.built_at) == (None, None, None)
    load_deliveries(settings)
    after = status(settings)
    assert after.arrived == ()
    goals = next(
        each for each in after.extracts if (each.system, each.entity) == ("goals", "goals")
    )
    assert (goals.periods, goals.last_period) == (2, "2013-12-31")
    assert goals.rows > 0
    assert "goals/goals" in render(after, all_extracts=True)
    assert "goals  " in render(after)
    assert "there is no complete build" in render(after)
