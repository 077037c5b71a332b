"""The board that tests of a whole other body read, built once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.boards import read_board
from orchestration.core.settings import DBT_PROJECT_DIR, PROJECT_ROOT, SEEDS_DIR, Settings
from orchestration.releases.reader import find_release
from orchestration.report.build import documents_of
from orchestration.report.html import to_html
from orchestration.report.release_data import open_release
from orchestration.report.text import read_text
from tests.boards.culture_board import make_culture_board
from tests.commands import bokslut
from tests.once import made_once
from tests.warehouse import Warehouse


@pytest.fixture(scope="session")
def culture(shared: Path) -> Warehouse:
    """A culture board's warehouse with one release, which tests read and never write."""
    folder = shared / "culture"
    settings = Settings(folder / "landing", folder / "warehouse", board=folder / "board")

    def make() -> str:
        make_culture_board(folder)
        before = _checkout()
        done = bokslut("run", environment=environment_of(settings), timeout=1200)
        assert done.returncode == 0, done.stdout + done.stderr
        (folder / "written.txt").write_text("\n".join(sorted(_checkout() ^ before)), "utf-8")
        return done.stdout

    return Warehouse(settings, made_once(folder, make))


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


def html_of_report(settings: Settings, edition: str, year: int | None = None) -> str:
    """Return the public report of the current release as HTML; its PDF, which takes most of the time, is not made."""
    with open_release(find_release(settings), edition, year) as data:
        report, _ = documents_of(data, "public", read_text(read_board(settings.board), data))
    return to_html(report)
