"""A ledger's files of any program become a published release by three commands, with nothing edited."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import duckdb
import pytest

from orchestration.core.settings import Settings
from tests.boards.installed_code import InstalledCode
from tests.boards.sie_programs import write_files
from tests.commands import bokslut

pytestmark = pytest.mark.slow


def succeeds(done: CompletedProcess[str]) -> str:
    """Return what a command said, which ended well."""
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def publish(
    run: Callable[..., CompletedProcess[str]], files: list[Path], folder: Path
) -> tuple[Settings, list[tuple[str, str]]]:
    """Lead a ledger's files to a release by three commands, and return where it is, and whose it says it is."""
    settings = Settings(folder / "landing", folder / "warehouse", board=folder / "board")
    landing = ("--board", settings.board, "--landing", settings.landing)
    succeeds(run("board", "init", "--to", settings.board, *files))
    succeeds(run("deliver", *landing, *files))
    succeeds(run("run", *landing, "--warehouse", settings.warehouse))
    current = settings.published / "current"
    manifest = json.loads((current / "manifest.json").read_text("utf-8"))
    assert manifest["verdict"]["verdict"] == "PASS"
    with duckdb.connect(str(current / "bokslut.duckdb"), read_only=True) as connection:
        organisations = connection.execute(
            "select distinct organisation_sv, org_number from common.dim_report_edition"
        ).fetchall()
        accepted = connection.execute(
            "select count(*) from tie_out.mart_tie_out__accepted_variances"
        ).fetchone()
        sides = connection.execute(
            """
            select fiscal_year, sum(amount_sek * if(line_id = 'total_assets', 1, -1))
            from economics.mart_economics__balance_sheet
            where line_id in ('total_assets', 'total_equity_and_liabilities')
            group by fiscal_year
            """
        ).fetchall()
    assert accepted == (0,)
    assert len(sides) == len(files)
    assert all(difference == 0 for _, difference in sides)
    return settings, organisations


def test_a_first_year_is_published_reported_and_shown_and_the_code_is_not_written_to(
    tmp_path: Path,
) -> None:
    # Of another user, as on a server, and read-only: what a run makes is in the warehouse.
    code = InstalledCode(tmp_path / "code")
    before = code.listing()
    files = write_files("agresso", tmp_path / "files", years=1, org_number="212000-9999")
    settings, organisations = publish(code.run, files, tmp_path)
    assert organisations == [("Provkommun kulturnämnden", "212000-9999")]
    options = ("--board", settings.board, "--warehouse", settings.warehouse)
    report, site = tmp_path / "report", tmp_path / "site"
    assert "2 claims of the text hold" in succeeds(code.run("report", *options, "--to", report))
    assert "Året före: uppgift saknas." in (report / "report.html").read_text("utf-8")
    succeeds(code.run("docs", *options, "--to", site))
    assert code.listing() == before


def test_a_sole_traders_ledger_is_published_without_its_personal_number(tmp_path: Path) -> None:
    # UTF-8, accounts of no chart, struck rows; the second year opens without the result of the first. The number
    # is of Skatteverket's test range.
    files = write_files("bl", tmp_path / "files", years=2, org_number="19800708-2384")
    # A program may leave the name out: the report of the year goes by the board's.
    text = files[-1].read_bytes()
    files[-1].write_bytes(re.sub(rb"(?m)^#FNAMN .*\r\n", b"", text))
    _, organisations = publish(bokslut, files, tmp_path)
    assert organisations == [("Provkommun kulturnämnden", "(personnummer)")]
