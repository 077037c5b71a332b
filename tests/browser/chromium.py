"""The Chromium that tests and pictures drive: Debian's or the machine's own, found by its name."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path() -> str | None:
    """Return where a Chromium is installed; None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def running_chromium(path: str) -> Generator[Browser]:
    """Start the Chromium of a path without a window, and end it."""
    with sync_playwright() as playwright:
        # Chromium's own sandbox needs rights that containers and root do not have; the pages are our own.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
