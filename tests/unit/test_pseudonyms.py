"""The key of the pseudonyms is one secret per installation."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest

from orchestration.core.pseudonyms import KEY_VARIABLE, pseudonym_key, register_key


def test_the_key_is_made_once_and_only_its_owner_can_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    key = pseudonym_key(tmp_path / "warehouse")
    assert pseudonym_key(tmp_path / "warehouse") == key
    assert len(key) == 64
    (path,) = (tmp_path / "warehouse").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_installations_have_two_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    assert pseudonym_key(tmp_path / "one") != pseudonym_key(tmp_path / "two")


def test_the_environments_key_goes_first_and_is_written_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "from the vault")
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        register_key(connection, tmp_path)
        assert connection.execute("from raw.installation").fetchall() == [("from the vault",)]
    assert list(tmp_path.iterdir()) == []
