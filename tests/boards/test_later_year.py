"""The year after the worked example's: its extracts alone, with nothing explained and no code changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.loading import store
from orchestration.simulator import SYSTEMS
from tests.boards.conftest import environment_of, html_of_report
from tests.commands import bokslut
from tests.warehouse import Warehouse

pytestmark = pytest.mark.slow


def succeeds(three_years: Warehouse, *words: str | Path) -> str:
    done = bokslut(*words, environment=environment_of(three_years.settings))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_next_year_is_published_without_an_explanation(three_years: Warehouse) -> None:
    loads = store.current_loads(three_years.settings.raw)
    assert {load.system for load in loads if load.period_from.year == 2014} == {*SYSTEMS}
    assert not any(load.rejected_rows for load in loads)
    assert "wage_revision has a rule for 2013 and none for 2014" in three_years.output
    assert "10,2014,activity,LR14,wage_revision" in three_years.output
    findings = three_years.settings.board / "accepted_findings.csv"
    assert findings.read_text("utf-8").count("\n") == 1


def test_the_next_year_has_its_reports(three_years: Warehouse, tmp_path: Path) -> None:
    succeeds(three_years, "report", "--edition", "T1", "--year", "2014", "--to", tmp_path / "T1")
    assert "Tertialrapport 1 2014" in (tmp_path / "T1" / "report.html").read_text("utf-8")
    assert "Verksamhetsberättelse 2014" in html_of_report(three_years.settings, "VB", 2014)


def test_a_measure_of_the_next_year_is_traced_to_its_rows(three_years: Warehouse) -> None:
    traced = succeeds(three_years, "trace", "sick_leave_pct@2014")
    assert "2014" in traced
    assert "agrees" in traced
