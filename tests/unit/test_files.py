"""Files appear wholly or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

import pytest

from orchestration.core.errors import ExternalError, UsageError
from orchestration.core.files import (
    clear_unfinished,
    commit_folder,
    disk_errors_explained,
    point_link,
    private_folder,
    require_replaceable,
    scratch_folder,
    temporary_folder,
    write_json,
    write_text,
)


def test_a_file_where_a_folder_is_made_is_named_as_what_the_disk_refuses(tmp_path: Path) -> None:
    (tmp_path / "warehouse").touch()
    for folder in (tmp_path / "warehouse", tmp_path / "warehouse" / "raw"):
        with pytest.raises(ExternalError, match="Not a directory"), disk_errors_explained(folder):
            private_folder(folder)


def test_a_folder_where_a_file_is_written_is_named_as_what_the_disk_refuses(tmp_path: Path) -> None:
    (tmp_path / "note.json").mkdir()
    with pytest.raises(ExternalError, match="Is a directory"):
        write_json(tmp_path / "note.json", {})


def test_a_link_that_points_at_itself_is_named_as_what_the_disk_refuses(tmp_path: Path) -> None:
    (tmp_path / "note.json").symlink_to("note.json")
    with pytest.raises(ExternalError, match="symbolic links"), disk_errors_explained(tmp_path):
        (tmp_path / "note.json").read_bytes()


def test_a_folder_appears_only_when_it_is_committed(tmp_path: Path) -> None:
    target = tmp_path / "raw" / "load"
    with scratch_folder(target.parent) as scratch:
        (scratch / "rows").write_text("1")
        assert not target.exists()
        commit_folder(scratch, target)
    assert (target / "rows").read_text() == "1"
    assert [path.name for path in target.parent.iterdir()] == ["load"]


@pytest.mark.parametrize(
    ("for_others", "folder_mode", "file_mode"), [(False, 0o700, 0o600), (True, 0o755, 0o444)]
)
def test_a_folder_is_its_owners_alone_unless_it_is_for_others(
    tmp_path: Path, for_others: bool, folder_mode: int, file_mode: int
) -> None:
    target = tmp_path / "made" / "load"
    with scratch_folder(target.parent, for_others=for_others) as scratch:
        (scratch / "part").mkdir(mode=0o777)
        (scratch / "part" / "rows").write_text("1")
        (scratch / "part" / "rows").chmod(0o644)
        commit_folder(scratch, target, for_others=for_others)
    paths = [target, target / "part", target / "part" / "rows"]
    modes = [stat.S_IMODE(path.stat().st_mode) for path in paths]
    assert modes == [folder_mode, folder_mode, file_mode]


def test_a_folder_that_the_owner_has_opened_stays_open(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    private_folder(tmp_path / "raw" / "surveys")
    paths = (tmp_path, tmp_path / "raw", tmp_path / "raw" / "surveys")
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o711, 0o700, 0o700]


def test_nothing_is_left_of_a_folder_whose_making_failed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), scratch_folder(tmp_path):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_cleared_and_finished_folders_stay(tmp_path: Path) -> None:
    (tmp_path / ".unfinished-x").mkdir()
    (tmp_path / "load").mkdir()
    clear_unfinished(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["load"]


def test_a_full_disk_is_said_to_be_full(tmp_path: Path) -> None:
    with pytest.raises(ExternalError, match="No space left"), scratch_folder(tmp_path):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_the_pointer_moves_to_the_new_target(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        point_link(tmp_path / "current", name)
        assert (tmp_path / "current").resolve().name == name
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "one", "two"]


def test_json_is_replaced_in_one_step(tmp_path: Path) -> None:
    write_json(tmp_path / "verdict.json", {"a": "å"})
    write_json(tmp_path / "verdict.json", {"a": "ö"})
    assert (tmp_path / "verdict.json").read_text("utf-8") == '{\n  "a": "ö"\n}\n'
    assert [path.name for path in tmp_path.iterdir()] == ["verdict.json"]


def test_nothing_is_left_of_a_file_that_the_disk_has_no_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExternalError):
        write_text(tmp_path / "a", "text")
    assert list(tmp_path.iterdir()) == []


def test_a_place_is_free_where_nothing_else_is_there(tmp_path: Path) -> None:
    place = tmp_path / "place"
    require_replaceable(place, expected="index.html")
    place.mkdir()
    require_replaceable(place, expected="index.html")
    (place / "letter.txt").touch()
    with pytest.raises(UsageError, match=r"holds no index\.html"):
        require_replaceable(place, expected="index.html")
    (place / "index.html").touch()
    require_replaceable(place, expected="index.html")
    with pytest.raises(UsageError):
        require_replaceable(place / "letter.txt", expected="index.html")


def test_what_a_killed_process_left_among_temporary_files_is_removed_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, new, file = (tmp_path / f".kind-{name}" for name in ("left", "new", "file"))
    another = tmp_path / ".another-kind"
    for folder in (left, new, another):
        folder.mkdir()
        (folder / "unpacked").write_text("1")
    file.write_text("1")
    (tmp_path / ".kind-link").symlink_to(another)
    for path in (left, file, another):
        os.utime(path, (0, 0))
    with temporary_folder(".kind-") as in_use:
        os.utime(in_use, (0, 0))
        with temporary_folder(".kind-"):
            assert in_use.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [new.name, file.name, another.name, ".kind-link"]
    )
    assert (another / "unpacked").exists()
