"""The key of the pseudonyms is one secret per installation."""

from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest

from orchestration.core.errors import ExternalError, UsageError
from orchestration.core.pseudonyms import KEY_VARIABLE, pseudonym_key, register_key

KEY = "from the vault, and long enough for a key"


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
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        register_key(connection, tmp_path)
        assert connection.execute("from raw.installation").fetchall() == [(KEY,)]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["x", "abc\n", "31 bytes are not enough for one", " " * 40, ""])
def test_a_key_that_could_be_guessed_is_refused_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    path = tmp_path / "pseudonym.key"
    path.write_text(key)
    path.chmod(0o600)
    with pytest.raises(UsageError, match=r"pseudonym\.key has \d+ bytes") as refusal:
        pseudonym_key(tmp_path)
    if key:
        monkeypatch.setenv(KEY_VARIABLE, key)
        with pytest.raises(UsageError, match=f"{KEY_VARIABLE} has") as refusal:
            pseudonym_key(tmp_path / "other")
    assert "enough" not in refusal.value.message


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_that_others_can_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    pseudonym_key(tmp_path)
    (tmp_path / "pseudonym.key").chmod(mode)
    with pytest.raises(UsageError, match="can be read by others"):
        pseudonym_key(tmp_path)


def test_a_full_disk_leaves_no_empty_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(ExternalError, match="No space left"):
            pseudonym_key(tmp_path)
    assert not (tmp_path / "pseudonym.key").exists()
    assert len(pseudonym_key(tmp_path)) == 64
