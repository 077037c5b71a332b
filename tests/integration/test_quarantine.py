"""What was refused is listed with why, shown with its rows, and tried again from quarantine."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from orchestration.core.errors import RefusedError
from orchestration.core.settings import Settings
from orchestration.loading import load_deliveries
from orchestration.simulator import simulate
from tests.commands import bokslut

SCALE = 0.002


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation whose ledger of 2013 was refused."""
    folder = tmp_path_factory.mktemp("refused")
    settings = Settings(folder / "landing", folder / "warehouse")
    simulate(settings.landing, scale=SCALE, faults=["unbalanced_voucher"])
    with pytest.raises(RefusedError):
        load_deliveries(settings)
    return folder


@pytest.fixture
def settings(refused: Path, tmp_path: Path) -> Settings:
    """A copy of the installation, for one test to change."""
    shutil.copytree(refused, tmp_path, dirs_exist_ok=True)
    return Settings(tmp_path / "landing", tmp_path / "warehouse")


def quarantine(settings: Settings, *arguments: str) -> tuple[int, str]:
    done = bokslut(
        *("quarantine", *arguments),
        *("--landing", settings.landing, "--warehouse", settings.warehouse),
    )
    return done.returncode, done.stdout + done.stderr


def test_a_refused_delivery_is_listed_and_shown_with_its_lines(settings: Settings) -> None:
    code, said = quarantine(settings)
    assert code == 0
    assert "ledger/2013-VB-" in said
    assert "[sie_standard]" in said
    assert "what to do  Correct the voucher in the ledger" in said
    assert "1 in quarantine" in said
    code, said = quarantine(settings, "2013-VB")
    assert code == 0
    assert "does not sum to zero" in said
    assert str(settings.quarantine / "ledger") in said
    (listed,) = json.loads(quarantine(settings, "--json")[1])
    assert (listed["system"], listed["delivery"]) == ("ledger", "2013-VB")
    assert any(finding["code"] == "voucher_unbalanced" for finding in listed["findings"])


def test_a_refused_delivery_goes_back_into_landing_as_it_was(settings: Settings) -> None:
    delivery = settings.landing / "ledger" / "2013-VB"
    before = {path.name: path.read_bytes() for path in delivery.iterdir()}
    assert quarantine(settings, "ledger/2013-VB", "--replay")[0] == 0  # it is still there
    shutil.rmtree(delivery)
    code, said = quarantine(settings, "ledger/2013-VB", "--replay")
    assert code == 0
    assert f"in landing: {delivery}" in said
    assert {path.name: path.read_bytes() for path in delivery.iterdir()} == before
    # The fault is still in it, so that it is refused again, and kept once.
    with pytest.raises(RefusedError, match="does not sum to zero"):
        load_deliveries(settings)
    assert "1 in quarantine" in quarantine(settings)[1]


def test_another_delivery_of_the_name_is_never_written_over(settings: Settings) -> None:
    simulate(settings.landing, scale=SCALE)
    code, said = quarantine(settings, "2013-VB", "--replay")
    assert code == 2
    assert "is another delivery of this name" in said


def test_a_name_that_is_not_in_quarantine_is_refused_with_those_that_are(
    settings: Settings,
) -> None:
    code, said = quarantine(settings, "payroll/2013-05")
    assert code == 2
    assert "In quarantine: ledger/2013-VB-" in said


def test_an_empty_quarantine_says_so(tmp_path: Path) -> None:
    code, said = quarantine(Settings(tmp_path / "landing", tmp_path / "warehouse"))
    assert (code, said) == (0, "Quarantine is empty: no delivery was refused.\n")
