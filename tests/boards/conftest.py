"""The board that tests of a whole other body read, built once a session."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from orchestration.core.settings import DBT_PROJECT_DIR, PROJECT_ROOT, SEEDS_DIR, Settings
from tests.boards.culture_board import make_culture_board
from tests.commands import bokslut
from tests.warehouse import Warehouse


@pytest.fixture(scope="session")
def culture(shared: Path) -> Warehouse:
    """A culture board's warehouse with one release, which tests read and never write."""
    folder = shared / "culture"
    folder.mkdir(exist_ok=True)
    settings = Settings(folder / "landing", folder / "warehouse", board=folder / "board")
    output, failure = folder / "output.txt", folder / "failure.txt"
    with FileLock(folder / "lock"):
        assert not failure.exists(), failure.read_text("utf-8")
        if not output.exists():
            make_culture_board(folder)
            before = _checkout()
            done = bokslut("run", environment=environment_of(settings), timeout=1200)
            if done.returncode:
                failure.write_text(done.stdout + done.stderr, "utf-8")
                pytest.fail(done.stdout + done.stderr)
            (folder / "written.txt").write_text("\n".join(sorted(_checkout() ^ before)), "utf-8")
            output.write_text(done.stdout, "utf-8")
    return Warehouse(settings, output.read_text("utf-8"))


def _checkout() -> set[str]:
    """Return the files of the code as they are: path, length and when each was written."""
    return {
        f"{path} {status.st_size} {status.st_mtime_ns}"
        for folder in (PROJECT_ROOT / "orchestration", DBT_PROJECT_DIR, SEEDS_DIR)
        for path in folder.rglob("*")
        # Python keeps what it has compiled beside the code where it may; what tests of dbt itself write is theirs.
        if not {"__pycache__", "target", "logs"} & {*path.parts} and path.is_file()
        if (status := path.stat())
    }


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment in which every verb means this board."""
    return {
        "BOKSLUT_BOARD": str(settings.board),
        "BOKSLUT_LANDING": str(settings.landing),
        "BOKSLUT_WAREHOUSE": str(settings.warehouse),
    }
