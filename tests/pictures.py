"""The pictures of the report and the docs site in the README: ``make pictures``, after ``make run``.

Each is of a file made of the current release and read from disk, in a browser without motion, once its fonts are
there: the same release gives the same picture. Superset's and Dagster's are taken by hand, since they need servers.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser

from orchestration.core.errors import ExternalError
from orchestration.core.settings import PROJECT_ROOT, Settings
from orchestration.report import make_report
from orchestration.site.build import make_site
from tests.browser.chromium import chromium_path, running_chromium

FOLDER = PROJECT_ROOT / "docs"


@dataclass(frozen=True)
class Picture:
    """A picture: its name, the page, the place on the page where it begins, and its size in CSS pixels."""

    name: str
    page: str
    begins_at: str
    width: int
    height: int
    scheme: str = "light"


PICTURES = (
    Picture("report", "report/report.html", "#k-analys-av-resultatrakningen", 1440, 900),
    Picture(
        "report-phone",
        "report/report.html",
        "#k-2-4-stockholms-stad-ar-en-attraktiv-arbetsgivare",
        390,
        844,
        "dark",
    ),
    Picture("tertial", "tertial/report.html", "#helarsprognos", 1440, 900),
    Picture("site", "site/figures/2_4.text.sick_leave.html", "main", 1440, 900),
)


def take_pictures(settings: Settings, folder: Path = FOLDER) -> list[Path]:
    """Make the report, a tertial's and the site of the current release, and write their pictures into a folder."""
    browser_path = chromium_path()
    if browser_path is None:
        raise ExternalError("There is no Chromium to take pictures with.", "apt install chromium")
    with TemporaryDirectory() as scratch:
        pages = Path(scratch)
        make_report(settings, edition="VB", to=pages / "report")
        make_report(settings, edition="T1", to=pages / "tertial")
        make_site(settings, to=pages / "site")
        with running_chromium(browser_path) as browser:
            return [_take(browser, picture, pages, folder) for picture in PICTURES]


def _take(browser: Browser, picture: Picture, pages: Path, folder: Path) -> Path:
    page = browser.new_page(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page.goto((pages / picture.page).as_uri())
    page.evaluate("document.fonts.ready")
    page.evaluate(
        "place => window.scrollTo({top: document.querySelector(place).getBoundingClientRect().top - 24,"
        " behavior: 'instant'})",
        picture.begins_at,
    )
    path = folder / f"{picture.name}.png"
    page.screenshot(path=path, animations="disabled")
    page.close()
    return path


if __name__ == "__main__":
    for made in take_pictures(Settings.from_environment(None, None)):
        print(made)
