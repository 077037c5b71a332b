"""Servers of tests end when they are asked to, whoever starts the tests, and leave no process behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.core.settings import PROJECT_ROOT
from tests import processes
from tests.processes import started, wait_for

# A server with a child; what it does with SIGTERM is given.
SERVER = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, {on_term})
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
print(child.pid, flush=True)
time.sleep(3600)
"""


def is_running(pid: int) -> bool:
    """Return whether a process runs; one that ended and waits for its parent to notice does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def child_of(log: Path) -> int | None:
    return int(log.read_text("utf-8") or 0) or None


@pytest.mark.parametrize("on_term", ["signal.SIG_DFL", "signal.SIG_IGN"])
def test_nothing_is_left_of_a_server_and_one_that_ignores_the_signal_fails_the_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_term: str
) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-c", SERVER.format(on_term=on_term)]
    ended, processes_left = "nothing", list[int]()
    try:
        with started(command, log, os.environ) as server:
            processes_left += [server.pid, wait_for(lambda: child_of(log), server, log)]
            monkeypatch.setattr(processes, "PATIENCE_SECONDS", 0.5)
    except pytest.fail.Exception as failure:
        ended = str(failure).splitlines()[0]
    assert ended == (
        "nothing" if on_term == "signal.SIG_DFL" else "the server did not end on SIGTERM:"
    )
    monkeypatch.undo()
    assert len(processes_left) == 2
    for process in processes_left:
        wait_for(lambda process=process: not is_running(process))


@pytest.mark.parametrize(
    ("first", "interrupted"),
    [("", "False"), ("from tests.processes import heed_interrupts; heed_interrupts()", "True")],
)
def test_tests_started_in_the_background_of_a_script_start_servers_that_can_be_interrupted(
    first: str, interrupted: str
) -> None:
    reports = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    ran = subprocess.run(
        [
            *(sys.executable, "-c"),
            f"{first}\nimport subprocess, sys; subprocess.run([sys.executable, '-c', {reports!r}])",
        ],
        cwd=PROJECT_ROOT,
        # What a shell without job control does to a command that ends in `&`.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == interrupted
