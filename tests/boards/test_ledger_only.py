"""A ledger's files of any program become a published release by three commands, with nothing edited."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from tests.boards.sie_programs import write_files
from tests.warehouse import bokslut


@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "years"),
    [("agresso", 2), ("norstedts", 1)],
)
def test_three_commands_lead_from_sie_files_to_a_release_of_ones_own(
    program: str, years: int, tmp_path: Path
) -> None:
    files = write_files(program, tmp_path / "files", years=years)
    board, landing, warehouse = (tmp_path / name for name in ("board", "landing", "warehouse"))
    for command in (
        ("board", "init", "--to", board, *files),
        ("deliver", "--board", board, "--landing", landing, *files),
        ("run", "--board", board, "--landing", landing, "--warehouse", warehouse),
    ):
        done = bokslut(*command, timeout=1200)
        assert done.returncode == 0, done.stdout + done.stderr
    current = warehouse / "published" / "current"
    manifest = json.loads((current / "manifest.json").read_text("utf-8"))
    assert manifest["verdict"]["verdict"] == "PASS"
    with duckdb.connect(str(current / "bokslut.duckdb"), read_only=True) as connection:
        organisations = connection.execute(
            "select distinct organisation_sv from common.dim_report_edition"
        ).fetchall()
        accepted = connection.execute(
            "select count(*) from tie_out.mart_tie_out__accepted_variances"
        ).fetchone()
    assert organisations == [("Provkommun kulturnämnden",)]
    assert accepted == (0,)
