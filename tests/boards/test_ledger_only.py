"""A ledger's files of any program become a published release by three commands, with nothing edited."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest

from tests.boards.installed_code import InstalledCode
from tests.boards.sie_programs import write_files


@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "years", "org_number", "shown"),
    [
        ("agresso", 1, "212000-9999", "212000-9999"),
        # UTF-8, accounts of no chart, struck rows; the second year opens without the result of the first. The number
        # of a sole trader is a personal number (of Skatteverket's test range).
        ("bl", 2, "19800708-2384", "(personnummer)"),
    ],
    ids=["first year", "sole trader, result never carried"],
)
def test_three_commands_lead_from_sie_files_to_a_release_of_ones_own(
    program: str, years: int, org_number: str, shown: str, tmp_path: Path
) -> None:
    # Of another user, as on a server, and read-only: what a run makes is in the warehouse.
    code = InstalledCode(tmp_path / "code")
    before = code.listing()
    files = write_files(program, tmp_path / "files", years=years, org_number=org_number)
    # A program may leave the name out: the report of the year goes by the board's.
    text = files[-1].read_bytes()
    if years > 1:
        files[-1].write_bytes(re.sub(rb"(?m)^#FNAMN .*\r\n", b"", text))
    board, landing, warehouse = (tmp_path / name for name in ("board", "landing", "warehouse"))
    for command in (
        ("board", "init", "--to", board, *files),
        ("deliver", "--board", board, "--landing", landing, *files),
        ("run", "--board", board, "--landing", landing, "--warehouse", warehouse),
    ):
        done = code.run(*command)
        assert done.returncode == 0, done.stdout + done.stderr
    current = warehouse / "published" / "current"
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
    assert organisations == [("Provkommun kulturnämnden", shown)]
    assert accepted == (0,)
    assert len(sides) == years
    assert all(difference == 0 for _, difference in sides)
    if years == 1:
        made = code.run(
            *("report", "--board", board, "--warehouse", warehouse, "--to", tmp_path / "report")
        )
        assert made.returncode == 0, made.stderr
        assert "2 claims of the text hold" in made.stdout
        html = (tmp_path / "report" / "report.html").read_text("utf-8")
        assert "Året före: uppgift saknas." in html
        site = code.run(
            *("docs", "--board", board, "--warehouse", warehouse, "--to", tmp_path / "site")
        )
        assert site.returncode == 0, site.stderr
    assert code.listing() == before
