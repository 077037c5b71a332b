"""A file of the raw layer that is missing or altered is noticed before anything is built, loaded or backed up."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.contracts import read_contracts
from orchestration.core.errors import RefusedError
from orchestration.core.files import sha256
from orchestration.core.settings import Settings
from orchestration.loading import load_deliveries, store
from orchestration.loading.views import register_views
from orchestration.operations.backup import back_up, list_backups
from orchestration.simulator import simulate
from tests.commands import bokslut


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("raw")
    settings = Settings(folder / "landing", folder / "warehouse")
    simulate(settings.landing, systems=["ledger", "registers"], scale=0.02)
    load_deliveries(settings)
    return settings


@pytest.fixture
def settings(good: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(good.warehouse, tmp_path / "warehouse")
    return Settings(good.landing, tmp_path / "warehouse")


def flip_a_bit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


DAMAGES = {
    "a flipped bit": (flip_a_bit, "has been changed since it was loaded"),
    "a byte less": (cut, "has been changed since it was loaded"),
    "a missing file": (Path.unlink, "is missing"),
}


@pytest.mark.parametrize("what", DAMAGES)
@pytest.mark.parametrize("table", ["ledger_transactions", "registers_advertised_procurements"])
def test_a_damaged_file_stops_loading_building_and_backup_and_is_named(
    settings: Settings, tmp_path: Path, table: str, what: str
) -> None:
    damage, said = DAMAGES[what]
    path = next(settings.raw.rglob(f"{table}.parquet"))
    damage(path)
    with duckdb.connect() as connection:
        for verb in (
            lambda: load_deliveries(settings),
            lambda: back_up(settings, tmp_path / "backup"),
            lambda: register_views(connection, settings.raw, read_contracts().values()),
        ):
            with pytest.raises(RefusedError, match="raw layer is not what was loaded") as refusal:
                verb()
            assert f"{path} {said}" in refusal.value.message
    assert list_backups(tmp_path / "backup") == []


@pytest.mark.parametrize(
    "damage",
    [cut, lambda path: path.write_text("{}"), lambda path: path.write_text("[]")],
)
def test_a_damaged_load_file_is_named(settings: Settings, damage: Callable[[Path], object]) -> None:
    path = next(settings.raw.rglob("load.json"))
    damage(path)
    with pytest.raises(RefusedError) as refusal:
        load_deliveries(settings)
    assert f"{path} is not what was written" in refusal.value.message


def test_a_load_has_the_checksum_of_each_of_its_files(settings: Settings) -> None:
    for load in store.all_loads(settings.raw):
        files = {path.name: sha256(path) for path in load.folder.glob("*.parquet")}
        assert files == {name: file.sha256 for name, file in load.parquet.items()}


def test_loads_of_a_version_without_checksums_are_still_read(settings: Settings) -> None:
    for path in settings.raw.rglob("load.json"):
        content = json.loads(path.read_text("utf-8"))
        del content["parquet"]
        path.write_text(json.dumps(content), "utf-8")
    assert load_deliveries(settings).loaded == []
    path = next(settings.raw.rglob("ledger_transactions.parquet"))
    path.unlink()
    with pytest.raises(RefusedError, match=f"{path} is missing"):
        load_deliveries(settings)


def test_a_run_on_a_damaged_file_ends_with_1_and_no_traceback(settings: Settings) -> None:
    path = next(settings.raw.rglob("ledger_transactions.parquet"))
    flip_a_bit(path)
    result = bokslut(
        "run", "--landing", str(settings.landing), "--warehouse", str(settings.warehouse)
    )
    assert result.returncode == 1
    assert f"{path} has been changed since it was loaded" in result.stderr
    assert "Traceback" not in result.stderr
