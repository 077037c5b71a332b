"""One writer at a time, whoever starts it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.core.errors import ExternalError
from orchestration.core.lock import writing

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
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
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
