"""What the warehouse holds of persons and books is readable by its owner alone, whatever the umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.core.errors import RefusedError
from orchestration.core.pseudonyms import KEY_VARIABLE, pseudonym_key
from orchestration.core.settings import Settings
from orchestration.loading import load_deliveries
from orchestration.simulator import simulate
from tests.warehouse import Warehouse

EVERYBODY = stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture
def _open_umask() -> Iterator[None]:
    """The umask of most machines, which lets everybody read new files."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("_open_umask")
def test_what_is_loaded_or_refused_and_the_key_can_be_read_by_the_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    simulate(settings.landing, systems=["registers"], faults=["wrong_hash", "unknown_code"])
    simulate(settings.landing, systems=["surveys"], faults=["duplicate_row"])
    with pytest.raises(RefusedError):
        load_deliveries(settings)
    pseudonym_key(settings.warehouse)

    paths = [settings.warehouse, *settings.warehouse.rglob("*")]
    names = {path.name for path in paths}
    assert {"raw", "quarantine", "pseudonym.key", "surveys_answers.parquet"} <= names
    assert {"surveys_answers.rejected.parquet", "load.json", "reason.json"} <= names
    files = [path for path in paths if path.is_file() and path.name != ".lock"]
    assert {mode(path) for path in files} == {0o600}
    assert {mode(path) for path in paths if path.is_dir()} == {0o700}


def test_after_a_run_others_can_enter_nothing_but_the_releases(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    assert mode(settings.warehouse) == 0o700
    opened = [
        path.name
        for path in settings.warehouse.iterdir()
        if path.is_dir() and mode(path) & EVERYBODY
    ]
    assert opened == ["published"]
    assert mode(settings.build_file) == 0o600
    assert mode(warehouse.current.parent) == 0o755
    assert mode(warehouse.current) == 0o444
