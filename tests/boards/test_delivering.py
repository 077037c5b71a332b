"""Files are delivered with a manifest that is made of them, and a delivery so made is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration.boards.beginning import begin_board
from orchestration.core.settings import Settings
from orchestration.loading import load_deliveries
from tests.boards.sie_programs import PROGRAMS, write_files
from tests.commands import bokslut


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_delivery_that_is_made_of_a_file_is_loaded(program: str, tmp_path: Path) -> None:
    files = write_files(program, tmp_path / "files")
    landing, board = tmp_path / "landing", begin_board(tmp_path / "board", files).folder
    made = bokslut("deliver", "--board", board, "--landing", landing, *files)
    assert made.returncode == 0, made.stderr
    settings = Settings(landing, tmp_path / "warehouse", board=board)
    loaded = load_deliveries(settings)
    assert loaded.rejected_rows == 0
    manifest = json.loads((landing / "ledger" / "2012" / "datapackage.json").read_text("utf-8"))
    assert manifest["bokslut"]["period"] == {"from": "2012-01-01", "to": "2012-12-31"}
    totals = manifest["resources"][0]["bokslut"]["control_totals"]
    assert totals["debit_sek"] == totals["credit_sek"] != "0.00"


def test_the_same_file_is_not_delivered_twice(tmp_path: Path) -> None:
    (file,) = write_files("bokio", tmp_path / "files", years=1)
    assert bokslut("deliver", "--landing", tmp_path / "landing", file).returncode == 0
    again = bokslut("deliver", "--landing", tmp_path / "landing", file)
    assert again.returncode == 2
    assert "already delivers" in again.stderr
    assert len(list((tmp_path / "landing" / "ledger").iterdir())) == 1


def test_a_fiscal_year_that_is_not_a_calendar_year_is_refused_with_its_dates(
    tmp_path: Path,
) -> None:
    (file,) = write_files("bokio", tmp_path / "files", years=1)
    head, vouchers = file.read_bytes().split(b"#VER", 1)
    head = head.replace(b"#RAR 0 20120101 20121231", b"#RAR 0 20120101 20130630")
    file.write_bytes(head + b"#VER" + vouchers)
    said = bokslut("deliver", "--landing", tmp_path / "landing", file)
    assert said.returncode == 1
    assert "2012-01-01 to 2013-06-30" in said.stderr
    assert "broken fiscal year is not supported" in said.stderr
    assert not (tmp_path / "landing").exists()


def test_other_extracts_are_delivered_with_the_rows_and_sums_that_the_contract_finds(
    tmp_path: Path,
) -> None:
    from orchestration.simulator import simulate

    simulate(tmp_path / "simulated", systems=("goals",), seed=2013, scale=1.0, faults=())
    source = tmp_path / "simulated" / "goals" / "2013"
    manifest = json.loads((source / "datapackage.json").read_text("utf-8"))
    said = {
        resource["bokslut"]["entity"]: resource["bokslut"]["rows"]
        for resource in manifest["resources"]
    }
    paths = sorted({source / resource["path"] for resource in manifest["resources"]})
    made = bokslut(
        *("deliver", "--landing", tmp_path / "landing", "--system", "goals", "--period", "2013"),
        *(
            argument
            for path in paths
            for argument in (
                "--as",
                next(
                    resource["bokslut"]["entity"]
                    for resource in manifest["resources"]
                    if source / resource["path"] == path
                ),
            )
        ),
        *paths,
    )
    assert made.returncode == 0, made.stderr
    found = json.loads(
        (tmp_path / "landing" / "goals" / "2013" / "datapackage.json").read_text("utf-8")
    )
    for resource in found["resources"]:
        assert resource["bokslut"]["rows"] == said[resource["bokslut"]["entity"]]
