"""What a backup holds is restored to the byte, a changed byte is found, and no kill leaves a half of either."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.files import sha256
from orchestration.core.pseudonyms import KEY_FILE, pseudonym_key
from orchestration.core.settings import Settings
from orchestration.loading import load_deliveries
from orchestration.loading.periods import read_record
from orchestration.operations.backup import back_up, list_backups, prune
from orchestration.operations.closing import close
from orchestration.operations.restore import check, restore
from orchestration.releases.publishing import publish
from orchestration.releases.release import current_release
from orchestration.simulator import simulate
from tests.commands import bokslut
from tests.small_release import MODELS, approve, build

LEFT_OUT = {"build", "logs", "docs", "dagster", ".lock", KEY_FILE}

# Backs up or restores, and kills itself when the nth file has been written.
KILLED = """
import os, signal, sys
from pathlib import Path
from typing import Any
from orchestration.operations import backup
from orchestration.operations import restore as restoring
from orchestration.core.settings import Settings
verb, warehouse, folder, last = sys.argv[1], *map(Path, sys.argv[2:4]), int(sys.argv[4])
count = 0
def counted(function):
    def wrapper(*arguments):
        global count
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments)
    return wrapper
for module in (backup, restoring):
    module.sync_file, module.sync_folder = counted(module.sync_file), counted(module.sync_folder)
backup.write_text = counted(backup.write_text)
settings = Settings(Path("landing"), warehouse)
if verb == "backup":
    backup.back_up(settings, folder)
else:
    restoring.restore(settings, folder, replace=True)
print(count)
"""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse with all that a backup holds: loads, quarantine, verdicts, two releases, a closed period, a key."""
    folder = tmp_path_factory.mktemp("original")
    settings = Settings(folder / "landing", folder / "warehouse")
    simulate(settings.landing, systems=["ledger"], scale=0.02)
    load_deliveries(settings)
    simulate(settings.landing, systems=["registers"], faults=["wrong_hash"])
    with pytest.raises(RefusedError):
        load_deliveries(settings)
    for amount in ("10.00", "11.00"):
        build(settings, amount)
        approve(settings)
        publish(settings, MODELS)
    close(settings, "2012-05", "controller", ["ledger.ledger"])
    pseudonym_key(settings.warehouse)
    (settings.dagster_home / "history").mkdir(parents=True)
    with closing(sqlite3.connect(settings.dagster_home / "history" / "runs.db")) as history:
        history.execute("create table runs as select 1 as run")
        history.commit()
    return settings


@pytest.fixture
def settings(original: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(original.warehouse, tmp_path / "warehouse", symlinks=True)
    return Settings(original.landing, tmp_path / "warehouse")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "landing", tmp_path / "elsewhere" / "warehouse")


def content(warehouse: Path, left_out: set[str] = LEFT_OUT) -> dict[str, tuple[str, str]]:
    """Return what is in a warehouse: each path with its rights, and its SHA-256 or where it points."""
    found = {}
    for path in sorted(warehouse.rglob("*")):
        name = path.relative_to(warehouse).as_posix()
        # Restoring is itself logged, in the warehouse that it makes.
        if name.split("/")[0] in left_out | {"logs"}:
            continue
        what = sha256(path) if path.is_file() else "folder"
        if path.is_symlink():
            what = f"-> {path.readlink()}"
        found[name] = (oct(stat.S_IMODE(path.lstat().st_mode)), what)
    return found


def test_a_restored_warehouse_equals_the_one_that_was_saved(
    settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    made = back_up(settings, tmp_path / "backup")
    saved = content(settings.warehouse)
    assert {"published/current", "periods.jsonl", "gate/verdict.json"} <= saved.keys()
    assert any(name.startswith("quarantine/registers/") for name in saved)
    shutil.rmtree(settings.warehouse)

    done = restore(elsewhere, tmp_path / "backup")
    assert (done.backup, done.files, done.replaced) == (made.name, made.files, None)
    assert content(elsewhere.warehouse, set()) == saved
    assert stat.S_IMODE(elsewhere.warehouse.stat().st_mode) == 0o700
    release = current_release(elsewhere)
    assert release is not None
    assert release.number == 2
    assert [entry.period for entry in read_record(elsewhere.periods)] == ["2012-05"]
    assert list(elsewhere.warehouse.parent.iterdir()) == [elsewhere.warehouse]


def test_the_next_backup_adds_what_is_new_and_the_same_state_makes_none(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    first = back_up(settings, folder)
    again = back_up(settings, folder)
    assert (again.path, again.is_new, again.new_bytes) == (first.path, False, 0)
    close(settings, "2012-06", "controller", ["ledger.ledger"])
    second = back_up(settings, folder)
    assert second.is_new
    head = settings.evidence / "periods.json"
    assert second.new_bytes == settings.periods.stat().st_size + head.stat().st_size
    assert list_backups(folder) == [first.path, second.path]
    objects = [path for path in (folder / "objects").glob("*/*") if path.is_file()]
    assert sum(path.stat().st_size for path in objects) < second.bytes + 10_000


def test_pruning_keeps_the_last_backups_whole_and_removes_what_no_other_holds(
    settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    secret = settings.quarantine / "withdrawn.csv"
    secret.write_text("to be forgotten", "utf-8")
    back_up(settings, folder)
    digest = sha256(secret)
    secret.unlink()
    last = back_up(settings, folder)
    assert prune(folder, 1) == 1
    assert list_backups(folder) == [last.path]
    assert not list(folder.rglob(digest))
    restore(elsewhere, folder)
    assert content(elsewhere.warehouse, set()) == content(settings.warehouse)


def test_a_damaged_release_is_named_and_no_backup_that_has_it_whole_is_removed(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    whole = back_up(settings, folder)
    assert whole.damaged == ()
    release = current_release(settings)
    assert release is not None
    (path, *_) = sorted(release.folder.rglob("*.parquet"))
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    made = bokslut("backup", folder, "--keep", "1", "--warehouse", settings.warehouse)
    assert made.returncode == 1
    assert f"{path.relative_to(release.folder)} has been changed" in made.stderr
    assert "No backup was removed" in made.stderr
    assert len(list_backups(folder)) == 2
    assert whole.path in list_backups(folder)


def test_an_earlier_backup_can_be_named(
    settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    first = back_up(settings, tmp_path / "backup")
    saved = content(settings.warehouse)
    close(settings, "2012-06", "controller", ["ledger.ledger"])
    back_up(settings, tmp_path / "backup")
    restore(elsewhere, tmp_path / "backup", first.name)
    assert content(elsewhere.warehouse, set()) == saved
    with pytest.raises(UsageError, match=r"no backup 'another' in .*; there are 000001-"):
        restore(elsewhere, tmp_path / "backup", "another", replace=True)


class _ClockBack(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> _ClockBack:
        return cls(2001, 1, 1, tzinfo=tz)


def test_a_clock_that_went_back_makes_no_backup_older_than_those_before(
    settings: Settings, elsewhere: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backup"
    back_up(settings, folder)
    close(settings, "2012-06", "controller", ["ledger.ledger"])
    monkeypatch.setattr("orchestration.operations.backup.datetime", _ClockBack)
    last = back_up(settings, folder)
    assert prune(folder, 1) == 1
    assert list_backups(folder) == [last.path]
    assert restore(elsewhere, folder).backup == last.name


def test_backups_of_an_earlier_version_come_before_those_with_numbers(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    first = back_up(settings, folder).path
    old = first.with_name(first.name.partition("-")[2])
    first.rename(old)
    close(settings, "2012-06", "controller", ["ledger.ledger"])
    new = back_up(settings, folder).path
    assert list_backups(folder) == [old, new]


FORGED = {
    "a path that leads out": {"path": "../escaped.txt"},
    "an absolute path": {"path": "/escaped.txt"},
    "a path within that leads out": {"path": "raw/../../escaped.txt"},
    "no path": {"path": ""},
    "a folder that is not in the backup": {"path": "unknown/escaped.txt"},
    "a program that runs as its owner": {"mode": "4755"},
    "a file that others may write": {"mode": "0666"},
    "no digest": {"sha256": "../../../etc/passwd"},
}


def forge(folder: Path, made: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """Write a changed manifest under the name that its bytes ask for."""
    content = json.loads(made.read_text("utf-8"))
    change(content)
    text = json.dumps(content).encode()
    path = made.with_name(f"000002-20120101T000000000000Z-{sha256_of(text)[:16]}.json")
    path.write_bytes(text)
    return path


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_backup_writes_nothing_outside_the_warehouse(
    settings: Settings, elsewhere: Settings, tmp_path: Path, what: str
) -> None:
    folder = tmp_path / "backup"
    made = back_up(settings, folder).path
    forge(folder, made, lambda content: content["files"][0].update(FORGED[what]))
    for attempt in (lambda: check(folder), lambda: restore(elsewhere, folder)):
        with pytest.raises(RefusedError, match="which no backup of a warehouse holds"):
            attempt()
    assert not elsewhere.warehouse.exists()
    assert not list(tmp_path.rglob("escaped.txt"))


@pytest.mark.parametrize("target", ["/etc", "../..", "..", "raw/ledger", ""])
def test_a_link_to_anything_but_a_neighbour_is_neither_saved_nor_restored(
    settings: Settings, elsewhere: Settings, tmp_path: Path, target: str
) -> None:
    folder = tmp_path / "backup"
    made = back_up(settings, folder).path
    forge(folder, made, lambda content: content["links"].append({"path": "link", "target": target}))
    with pytest.raises(RefusedError, match="which is not beside it"):
        restore(elsewhere, folder)
    if target:
        (settings.warehouse / "link").symlink_to(target)
        with pytest.raises(RefusedError, match="which is not beside it"):
            back_up(settings, folder)


@pytest.mark.parametrize("what", ["flipped", "missing", "manifest"])
def test_a_changed_byte_is_found_before_anything_is_replaced(
    settings: Settings, tmp_path: Path, what: str
) -> None:
    folder = tmp_path / "backup"
    made = back_up(settings, folder)
    assert check(folder) == (made.name, made.files)
    manifest = json.loads(made.path.read_text("utf-8"))
    file = max(manifest["files"], key=lambda each: each["bytes"])
    path = folder / "objects" / file["sha256"][:2] / file["sha256"]
    if what == "manifest":
        path = made.path
    content_before = bytearray(path.read_bytes())
    content_before[len(content_before) // 2] ^= 1
    if what == "missing":
        path.unlink()
    else:
        path.write_bytes(content_before)
    before = content(settings.warehouse, {".lock"})
    expected = made.path.name if what == "manifest" else file["path"]
    for attempt in (
        lambda: check(folder),
        lambda: restore(settings, folder, replace=True),
    ):
        with pytest.raises(RefusedError) as caught:
            attempt()
        assert expected in str(caught.value)
    assert content(settings.warehouse, {".lock"}) == before
    assert [path.name for path in settings.warehouse.parent.glob("warehouse*")] == ["warehouse"]


def test_a_warehouse_that_is_there_is_put_aside_only_when_that_is_said(
    settings: Settings, tmp_path: Path
) -> None:
    back_up(settings, tmp_path / "backup")
    saved, key = content(settings.warehouse), pseudonym_key(settings.warehouse)
    close(settings, "2012-06", "controller", ["ledger.ledger"])
    changed = content(settings.warehouse)
    with pytest.raises(UsageError, match="Say --replace"):
        restore(settings, tmp_path / "backup")
    assert content(settings.warehouse) == changed
    done = restore(settings, tmp_path / "backup", replace=True)
    assert content(settings.warehouse) == saved
    assert done.replaced is not None
    assert content(done.replaced) == changed
    # The backup has no key; the one of the warehouse that was there goes on.
    assert done.has_key
    assert pseudonym_key(settings.warehouse) == key


def test_the_key_and_the_history_are_saved_when_that_is_said(
    settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    assert not back_up(settings, tmp_path / "without").has_key
    assert not list((tmp_path / "without").rglob(sha256(settings.warehouse / KEY_FILE)))
    # A writer that Dagster's daemon may be: what it has committed is in the copy, what it has not is not.
    with closing(sqlite3.connect(settings.dagster_home / "history" / "runs.db")) as history:
        history.execute("pragma journal_mode = wal")
        history.execute("insert into runs values (2)")
        history.commit()
        history.execute("insert into runs values (3)")
        made = back_up(settings, tmp_path / "with", with_key=True, with_history=True)
        history.rollback()
    assert made.has_key
    assert restore(elsewhere, tmp_path / "with").has_key
    assert pseudonym_key(elsewhere.warehouse) == pseudonym_key(settings.warehouse)
    assert stat.S_IMODE((elsewhere.warehouse / KEY_FILE).stat().st_mode) == 0o600
    with closing(sqlite3.connect(elsewhere.dagster_home / "history" / "runs.db")) as history:
        assert history.execute("select run from runs order by run").fetchall() == [(1,), (2,)]


def test_a_backup_can_be_read_by_its_owner_alone_and_not_lie_in_the_warehouse(
    settings: Settings, tmp_path: Path
) -> None:
    back_up(settings, tmp_path / "backup")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "backup").rglob("*")
             if path.name != ".lock"}  # fmt: skip
    assert modes == {0o700, 0o600}
    with pytest.raises(UsageError, match="lies in the warehouse"):
        back_up(settings, settings.warehouse / "backup")
    with pytest.raises(UsageError, match="no warehouse"):
        back_up(Settings(tmp_path, tmp_path / "nothing"), tmp_path / "backup")
    with pytest.raises(UsageError, match="no backup in"):
        restore(settings, tmp_path / "nothing")


def killed_at(verb: str, settings: Settings, folder: Path, last: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, verb, settings.warehouse, folder, str(last)],
        stdout=subprocess.PIPE,
        text=True,
    )
    process.wait()
    return process


@pytest.mark.kill
def test_a_backup_that_is_killed_at_any_file_leaves_the_earlier_ones_and_the_next_is_whole(
    settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    with killed_at("backup", settings, tmp_path / "counted", -1) as counted:
        assert counted.stdout is not None
        steps = int(counted.stdout.read())
    for last in sorted({1, 2, steps // 2, steps - 1, steps}):
        folder = tmp_path / f"killed-at-{last}"
        with killed_at("backup", settings, folder, last) as process:
            assert process.returncode == -9
        assert list_backups(folder) == []
        made = back_up(settings, folder)
        assert check(folder) == (made.name, made.files)
        assert [path.name for path in folder.rglob(".*")] == [".lock"]
    restore(elsewhere, tmp_path / f"killed-at-{steps}")
    assert content(elsewhere.warehouse, set()) == content(settings.warehouse)


@pytest.mark.kill
def test_a_restore_that_is_killed_at_any_file_leaves_the_old_whole_and_the_next_is_whole(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    back_up(settings, folder)
    saved = content(settings.warehouse)
    copy = Settings(settings.landing, tmp_path / "copy" / "warehouse")
    shutil.copytree(settings.warehouse, copy.warehouse, symlinks=True)
    close(copy, "2012-06", "controller", ["ledger.ledger"])
    changed = content(copy.warehouse)
    with killed_at("restore", copy, folder, -1) as counted:
        assert counted.stdout is not None
        steps = int(counted.stdout.read())
    (aside,) = copy.warehouse.parent.glob("warehouse.replaced-*")
    shutil.rmtree(copy.warehouse)
    for last in sorted({1, 2, steps // 2, steps - 1}):
        shutil.copytree(aside, copy.warehouse, symlinks=True)
        with killed_at("restore", copy, folder, last) as process:
            assert process.returncode == -9
        assert content(copy.warehouse) == changed
        shutil.rmtree(copy.warehouse)
    restore(copy, folder)
    assert content(copy.warehouse) == saved
    assert not list(copy.warehouse.parent.glob(".*"))
