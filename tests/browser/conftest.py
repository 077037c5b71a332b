"""A headless Chromium that tests drive.

Where there is none, tests of this folder are skipped with the reason; in CI, which installs one, they fail.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, ViewportSize

from tests.browser.chromium import NAMES, chromium_path, running_chromium

# WCAG 2.1, levels A and AA, and what axe's makers hold for good practice.
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser, once a session."""
    path = chromium_path()
    if path is None:
        reason = (
            f"no browser: none of {', '.join(NAMES)} is installed (Debian: apt install chromium)"
        )
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with running_chromium(path) as browser:
        yield browser


@pytest.fixture(scope="module")
def _tab(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def page(_tab: Page) -> Page:
    """An empty page on a desk in daylight. A file's tests share its tab: a new one has to compile all scripts again."""
    _tab.goto("about:blank")
    _tab.set_viewport_size(DESKTOP)
    _tab.emulate_media(media="screen", color_scheme="light", reduced_motion="reduce")
    return _tab


@contextmanager
def requests_of(page: Page) -> Generator[list[str]]:
    """Yield the addresses that a page asks for from now on, a list that grows."""
    asked: list[str] = []

    def ask(request: Request) -> None:
        asked.append(request.url)

    page.on("request", ask)
    yield asked
    page.remove_listener("request", ask)


def violations(page: Page, within: str = "html") -> list[str]:
    """Return what axe finds against the rules in a part of a page, each with the first element that it is found on."""
    # What passes is not described, element by element: that takes half of the time on a long page.
    options = {"runOnly": _RULES, "resultTypes": ["violations"]}
    found: Any = Axe().run(page, within, options=options).response
    return [
        f"{each['id']} ({each['impact']}): {each['nodes'][0]['html'][:200]}"
        for each in found["violations"]
    ]
