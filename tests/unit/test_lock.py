"""One writer at a time, whoever starts it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.core.errors import ExternalError
from orchestration.core.lock import writing
from tests.processes import holding_process

HOLD = """
import sys
from pathlib import Path
from orchestration.core.lock import writing
with writing(Path(sys.argv[1]), "a long load"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_told_who_holds_the_lock_and_gets_it_when_that_process_is_killed(
    tmp_path: Path,
) -> None:
    with holding_process(HOLD, tmp_path) as holder:
        with (
            pytest.raises(ExternalError, match=rf"process {holder.pid} \(a long load"),
            writing(tmp_path, "test"),
        ):
            pass
        holder.kill()
        holder.wait()
        with writing(tmp_path, "test"):
            pass


def test_steps_of_one_run_share_its_lock(tmp_path: Path) -> None:
    with writing(tmp_path, "run"), writing(tmp_path, "step"):
        pass
    with writing(tmp_path, "run"):
        pass


def test_nobody_else_can_open_the_lock(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    path.touch(0o644)
    with writing(tmp_path, "run"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_lock_that_is_a_link_is_refused_and_its_target_left_as_it_is(tmp_path: Path) -> None:
    target = tmp_path / "dear"
    target.write_text("dear")
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / ".lock").symlink_to(target)
    with (
        pytest.raises(ExternalError, match=r"\.lock is a link"),
        writing(tmp_path / "warehouse", "run"),
    ):
        pass
    assert target.read_text() == "dear"


@pytest.mark.parametrize(("make", "kind"), [(os.mkfifo, "a pipe"), (os.mkdir, "a folder")])
def test_a_lock_that_is_not_a_file_is_named_and_not_waited_for(
    tmp_path: Path, make: Callable[[Path], None], kind: str
) -> None:
    make(tmp_path / ".lock")
    with pytest.raises(ExternalError, match=rf"\.lock is {kind}"), writing(tmp_path, "run"):
        pass


def test_a_disk_that_is_full_or_closed_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, os.strerror(28))

    for call in ("pwrite", "open"):
        with monkeypatch.context() as patched:
            patched.setattr(os, call, full)
            with pytest.raises(ExternalError, match="No space left"), writing(tmp_path, "run"):
                pass
    with writing(tmp_path, "run"):
        pass
