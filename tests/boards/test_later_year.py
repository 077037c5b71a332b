"""The year after the worked example's: its extracts alone, with nothing explained and no code changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from orchestration.core.settings import SEEDS_DIR, Settings
from orchestration.loading import store
from orchestration.simulator import SYSTEMS
from tests.boards.conftest import environment_of, html_of_report
from tests.commands import bokslut
from tests.warehouse import SCALE

pytestmark = pytest.mark.slow

# What the printed report of 2013 is held against holds at the real volume only, and so does a share of invoices that
# a register counts, whose few rows do not scale.
PRINTED = ("accepted_variances", "published_figures", "published_reports", "published_statements")
NOT_SCALED = "svefaktura_connections"


def test_the_next_year_publishes_with_its_reports_and_without_an_explanation(
    tmp_path: Path,
) -> None:
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", board=tmp_path / "board")
    shutil.copytree(SEEDS_DIR, settings.board)
    for name in PRINTED:
        path = settings.board / f"{name}.csv"
        path.write_text(path.read_text("utf-8").partition("\n")[0] + "\n", "utf-8")

    def succeeds(*words: str | Path) -> str:
        done = bokslut(*words, environment=environment_of(settings))
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    succeeds("simulate", "--until", "2014", "--scale", str(SCALE))
    for path in (settings.landing / "registers").glob("*/datapackage.json"):
        manifest = json.loads(path.read_text("utf-8"))
        manifest["resources"] = [
            resource
            for resource in manifest["resources"]
            if resource["bokslut"]["entity"] != NOT_SCALED
        ]
        path.write_text(json.dumps(manifest), "utf-8")
        (path.parent / f"{NOT_SCALED}_{path.parent.name}.csv").unlink()
    ran = succeeds("run")
    loads = store.current_loads(settings.raw)
    assert {load.system for load in loads if load.period_from.year == 2014} == {*SYSTEMS}
    assert not any(load.rejected_rows for load in loads)
    assert "wage_revision has a rule for 2013 and none for 2014" in ran
    assert "10,2014,activity,LR14,wage_revision" in ran
    assert (settings.board / "accepted_findings.csv").read_text("utf-8").count("\n") == 1
    succeeds("report", "--edition", "T1", "--year", "2014", "--to", tmp_path / "T1")
    assert "Tertialrapport 1 2014" in (tmp_path / "T1" / "report.html").read_text("utf-8")
    assert "Verksamhetsberättelse 2014" in html_of_report(settings, "VB", 2014)
    traced = succeeds("trace", "sick_leave_pct@2014")
    assert "2014" in traced
    assert "agrees" in traced
