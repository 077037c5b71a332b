"""The code as a server has it: in a folder that belongs to somebody else and that nobody may write to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from orchestration.core.settings import PROJECT_ROOT

_FOLDERS = ("orchestration", "dbt_project", "seeds")
_MADE_BY_DBT = ("target", "logs")
_SOMEBODY_ELSE = 65534
_LONGEST_SECONDS = 1200
_RUN = """
import orchestration, sys
from orchestration.cli.main import main
assert orchestration.__file__.startswith(sys.argv.pop(1)), orchestration.__file__
main()
"""


class InstalledCode:
    """A copy of the code, whose command line is run from it alone."""

    def __init__(self, folder: Path) -> None:
        """Copy the code into a folder, as Python has compiled it, and take the right to write there from everybody."""
        self.folder = folder
        for name in _FOLDERS:
            shutil.copytree(
                PROJECT_ROOT / name, folder / name, ignore=shutil.ignore_patterns(*_MADE_BY_DBT)
            )
        for path in (folder, *folder.rglob("*")):
            path.chmod(path.stat().st_mode & ~0o222)
            if os.geteuid() == 0:
                os.chown(path, _SOMEBODY_ELSE, _SOMEBODY_ELSE)

    def listing(self) -> dict[str, tuple[int, int]]:
        """Return every file and folder of the code, with its length and when it was written."""
        return {
            str(path.relative_to(self.folder)): (status.st_size, status.st_mtime_ns)
            for path in (self.folder, *self.folder.rglob("*"))
            if (status := path.stat())
        }

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the command line as it is in the copy."""
        machine = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        # Python would keep what it compiles beside the code where it may, as root always may.
        own = {"LANG": "C.UTF-8", "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            [sys.executable, "-c", _RUN, str(self.folder), *map(str, arguments)],
            env=machine | own,
            cwd=self.folder.parent,
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST_SECONDS,
        )
