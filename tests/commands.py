"""The command line as a user runs it, without waiting for Python's imports each time.

Each command is a process of its own, with its arguments, environment and output. It is forked from one that has
imported what the command line imports, which takes 5 seconds of processor time for ``bokslut run``.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.processes import PATIENCE_SECONDS

# As installed: what runs in tests of the program itself.
BOKSLUT = str(Path(sys.executable).with_name("bokslut"))

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["tests.preloaded"])


def bokslut(
    *arguments: str | Path,
    timeout: float | None = PATIENCE_SECONDS,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, in an environment without settings but those given."""
    words = ("bokslut", *map(str, arguments))
    with TemporaryDirectory(prefix="bokslut-command-") as name:
        output, errors = Path(name, "output"), Path(name, "errors")
        process = _start(words, environment or {}, output, errors)
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(words, timeout or 0)
        code = process.exitcode
        process.close()
        return subprocess.CompletedProcess(
            words, code, output.read_text("utf-8"), errors.read_text("utf-8")
        )


def started_bokslut(*arguments: str | Path, output: Path) -> ForkServerProcess:
    """Start the command line as ``bokslut`` does, and return its process, which leads a process group of its own.

    What it prints goes to the file ``output``; its messages of errors go nowhere.
    """
    return _start(("bokslut", *map(str, arguments)), {}, output, Path(os.devnull))


def installed_bokslut(
    *arguments: str | Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line as it is installed, with all that it imports: what a person waits for."""
    return subprocess.run(
        [BOKSLUT, *map(str, arguments)],
        env=_environment(environment or {}),
        capture_output=True,
        text=True,
        check=False,
    )


def _start(
    words: Sequence[str], environment: Mapping[str, str], output: Path, errors: Path
) -> ForkServerProcess:
    process = _processes.Process(
        target=_run, args=(words, _environment(environment), output, errors)
    )
    process.start()
    return process


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    machine = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return machine | {"LANG": "C.UTF-8"} | dict(given)


def _run(words: Sequence[str], environment: Mapping[str, str], output: Path, errors: Path) -> None:
    """Become the command, in a process that was forked for it, and that leads a group of its own."""
    os.setsid()
    for number, name, path in ((1, "stdout", output), (2, "stderr", errors)):
        with path.open("wb") as file:
            os.dup2(file.fileno(), number)
        setattr(sys, name, os.fdopen(number, "w", encoding="utf-8"))
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = list(words)

    from orchestration.cli.main import main

    main()
