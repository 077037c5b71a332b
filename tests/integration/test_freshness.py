"""What an extract promises: which periods are late, from which day, whom to ask, and who is notified."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import click
import dagster as dg
import pytest

from orchestration.alerts import late_alert
from orchestration.contracts import read_contracts
from orchestration.core.settings import AUTOMATION_VARIABLE, Settings
from orchestration.dbt.project import ensure_manifest, read_manifest
from orchestration.defs.assets.freshness import ON_TIME, freshness_checks
from orchestration.defs.assets.warehouse import WarehouseResource
from orchestration.diagnostics.status import status
from orchestration.diagnostics.status_text import render
from orchestration.loading import load_deliveries
from orchestration.loading.freshness import Late, Owed, late_extracts, next_owed
from orchestration.loading.store import current_loads
from orchestration.simulator import simulate
from tests.receivers import web_receiver

TODAY = date(2014, 2, 1)
OWNER = "contact centre system manager"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The contact centre's two years, delivered without a gap."""
    folder = tmp_path_factory.mktemp("fresh")
    settings = Settings(folder / "landing", folder / "warehouse")
    simulate(settings.landing, systems=("contact_centre",), scale=0.002)
    load_deliveries(settings)
    return settings


@pytest.fixture
def gap(whole: Settings, tmp_path: Path) -> Settings:
    """The same without May and December 2013."""
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    shutil.copytree(whole.landing, settings.landing)
    for month in ("2013-05", "2013-12"):
        shutil.rmtree(settings.landing / "contact_centre" / month)
    load_deliveries(settings)
    return settings


def test_years_that_have_been_delivered_whole_are_not_late_however_long_ago(
    whole: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(AUTOMATION_VARIABLE, raising=False)
    assert late_extracts(whole, date(2026, 1, 1)) == []
    assert [each.late_periods for each in status(whole).extracts if each.late_periods] == []


def test_what_is_owed_next_is_the_first_period_that_has_not_come_and_its_day(
    whole: Settings, gap: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (calls,) = (
        contract
        for (system, entity), contract in read_contracts(*gap.contract_folders).items()
        if (system, entity) == ("contact_centre", "calls")
    )
    monkeypatch.setenv(AUTOMATION_VARIABLE, "on")
    assert next_owed(current_loads(whole.raw), calls) == Owed("2014-01", date(2014, 2, 2))
    assert next_owed(current_loads(gap.raw), calls) == Owed("2013-05", date(2013, 6, 2))
    assert next_owed([], calls) is None
    # Without schedules the books end with their last year, which is there whole.
    monkeypatch.delenv(AUTOMATION_VARIABLE)
    assert next_owed(current_loads(whole.raw), calls) is None


def test_a_month_that_is_missing_is_late_from_the_day_after_it_was_due(gap: Settings) -> None:
    calls = Late("contact_centre.calls", OWNER, date(2013, 6, 2), "2013-11", ("2013-05",))
    assert calls in late_extracts(gap, date(2013, 6, 3))
    assert late_extracts(gap, date(2013, 6, 2)) == []


def test_a_year_that_has_begun_is_expected_to_its_end(gap: Settings) -> None:
    late = late_extracts(gap, TODAY)
    assert {each.extract for each in late} == {
        f"contact_centre.{entity}" for entity in ("calls", "cases", "switchboard_calls", "visits")
    }
    assert {each.missing for each in late} == {("2013-05", "2013-12")}


def test_an_installation_whose_schedules_are_on_expects_every_month_until_now(
    whole: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(AUTOMATION_VARIABLE, "on")
    late = late_extracts(whole, date(2014, 4, 2))
    assert {each.missing for each in late} == {("2014-01", "2014-02")}
    assert {each.due for each in late} == {date(2014, 2, 2)}


def test_an_extract_that_has_never_come_is_not_late_and_an_empty_warehouse_owes_nothing(
    gap: Settings, tmp_path: Path
) -> None:
    assert not [each for each in late_extracts(gap, TODAY) if "payroll" in each.extract]
    assert late_extracts(Settings(tmp_path / "none", tmp_path / "empty"), TODAY) == []


def test_late_data_is_a_failed_check_in_dagster_and_told_to_the_owner_once(
    gap: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_manifest(gap)
    checks = freshness_checks(read_manifest(gap), read_contracts(*gap.contract_folders))
    warehouse = WarehouseResource.of(gap)
    with web_receiver() as receiver:
        monkeypatch.setenv("BOKSLUT_ALERT_WEBHOOK", receiver.url)
        result = dg.materialize(
            [checks],
            selection=dg.AssetSelection.all_asset_checks(),
            resources={"warehouse": warehouse},
            instance=dg.DagsterInstance.ephemeral(),
        )
        assert late_alert(gap, late_extracts(gap)) == {}
    failed = {
        each.asset_key.path[-1]: each
        for each in result.get_asset_check_evaluations()
        if not each.passed
    }
    assert set(failed) == {
        f"contact_centre_{entity}" for entity in ("calls", "cases", "switchboard_calls", "visits")
    }
    found = failed["contact_centre_calls"]
    assert (found.check_name, found.severity) == (ON_TIME, dg.AssetCheckSeverity.ERROR)
    assert OWNER in (found.description or "")
    assert "due 2013-06-02" in (found.description or "")
    # Nothing is held up by it.
    assert result.success
    (told,) = receiver.posted
    assert "4 extracts are late" in told["text"]


def test_status_names_the_periods_that_are_late_and_whom_to_ask(gap: Settings) -> None:
    found = status(gap)
    calls = next(each for each in found.extracts if each.entity == "calls")
    assert calls.late_periods == ("2013-05", "2013-12")
    line = f"Late        contact_centre/calls: 2013-05, 2013-12; ask the {OWNER}"
    assert line in click.unstyle(render(found))
