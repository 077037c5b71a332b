"""Servers that a test starts: each in a process group of its own, of which nothing is left when the test is over."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

# A machine under load takes its time: this ends a test that would never end, and measures nothing.
PATIENCE_SECONDS = 600

T = TypeVar("T")


@contextlib.contextmanager
def holding_process(code: str, *words: str | Path) -> Generator[subprocess.Popen[str]]:
    """Run Python that prints ``held`` and then reads to the end of its input, which comes when the block ends."""
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.communicate()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def heed_interrupts() -> None:
    """Let this process and those that it starts be interrupted, whoever started it.

    A shell that runs a command in the background (``pytest &`` in a script) makes it ignore SIGINT, which its children
    inherit. Dagster's servers then ignore SIGTERM too: they give it the handler that SIGINT has
    (``dagster._utils.interrupts.setup_interrupt_handlers``), and never end when asked to.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@contextlib.contextmanager
def started(
    command: Sequence[str | Path],
    log: Path,
    environment: Mapping[str, str],
    *,
    cwd: Path | None = None,
    stop: signal.Signals = signal.SIGTERM,
) -> Generator[subprocess.Popen[bytes]]:
    """Start a server; in the end stop it, and kill what is left of its process group.

    Parameters
    ----------
    command, environment, cwd
        As ``subprocess.Popen`` takes them.
    log
        The file to which what the server prints is appended.
    stop
        The signal that ends it. A server that does not end when asked to fails the test.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        try:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, stop)
            process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            pytest.fail(f"the server did not end on {stop.name}:\n{_end_of(log)}")
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(
    what: Callable[[], T | None],
    process: subprocess.Popen[bytes] | None = None,
    log: Path | None = None,
) -> T:
    """Return what ``what`` finds, once it finds it; fail when the process that should make it has ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and (process is None or process.poll() is None):
        found = what()
        if found:
            return found
        time.sleep(0.2)
    pytest.fail("what the test waits for did not come" + (f":\n{_end_of(log)}" if log else ""))


def _end_of(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-3000:]
