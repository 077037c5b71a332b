"""A ledger's file is taken however its program writes it, or refused with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.boards.beginning import begin_board
from orchestration.contracts import read_contracts
from orchestration.core.errors import BokslutError
from orchestration.core.settings import Settings
from orchestration.operations.delivering import content_of_ledger
from tests.boards.sie_programs import variant, write_files
from tests.boards.sie_quirks import ACCEPTED, REFUSED, Change

PROGRAM = variant("fortnox", voucher_gap=False)


def changed(folder: Path, change: Change) -> Path:
    """Write the file of the first year with a change, and return its path."""
    (path,) = write_files(PROGRAM, folder, years=1)
    text = path.read_bytes().decode("cp437")
    made = change(text)
    assert made != text
    path.write_bytes(made if isinstance(made, bytes) else made.encode("cp437"))
    return path


@pytest.mark.parametrize("quirk", ACCEPTED)
def test_a_file_with_a_programs_quirk_gives_a_board_and_a_delivery(
    quirk: str, tmp_path: Path
) -> None:
    path = changed(tmp_path / "files", ACCEPTED[quirk])
    board = begin_board(tmp_path / "board", [path]).folder
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", board=board)
    ledger = read_contracts(*settings.contract_folders)["ledger", "ledger"]
    made = content_of_ledger(path, ledger.encoding)
    assert made.rows >= 22
    assert made.control_totals["debit_sek"] == made.control_totals["credit_sek"]


@pytest.mark.parametrize("quirk", REFUSED)
def test_a_file_that_is_not_safe_is_refused_with_what_to_do(quirk: str, tmp_path: Path) -> None:
    change, said = REFUSED[quirk]
    path = changed(tmp_path / "files", change)
    with pytest.raises(BokslutError) as refused:
        begin_board(tmp_path / "board", [path])
    assert said in str(refused.value)
    assert refused.value.remedy
    assert not (tmp_path / "board").exists()
