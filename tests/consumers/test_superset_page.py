"""The starter dashboard as a person sees it in a browser: every chart is drawn, with the numbers of the release."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.conftest import browser as browser
from tests.consumers.starter_dashboard import EXPECTED, held_by, numbers, years
from tests.consumers.superset import Superset
from tests.consumers.test_superset import chart_ids

# The tabs in their order, and how many charts have been drawn when each has been opened.
TABS = {"Ekonomi": 6, "Mål": 11, "Tjänster": 16, "Personal": 22, "Verifikationer": len(EXPECTED)}


class ChartData:
    """What the page's charts were answered, by the chart's number."""

    def __init__(self, page: Page) -> None:
        self.rows: dict[int, list[dict[str, Any]]] = {}
        self.failed: list[str] = []
        self._page = page
        page.on("response", self._note)

    def wait_for(self, number: int) -> None:
        """Wait until so many charts are answered, at most a minute, and none is loading."""
        for _ in range(120):
            if len(self.rows) >= number or self.failed:
                break
            self._page.wait_for_timeout(500)
        expect(self._page.locator("[data-test=loading-indicator]")).to_have_count(0, timeout=60_000)

    def _note(self, response: Response) -> None:
        where = urlsplit(response.url)
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")
        elif where.path == "/api/v1/chart/data":
            asked = json.loads(parse_qs(where.query).get("form_data", ["{}"])[0])
            answer = json.loads(response.text(), parse_float=Decimal)
            # The list of years in the filter is asked for in the same way, by no chart.
            if "slice_id" in asked:
                self.rows[asked["slice_id"]] = answer["result"][0]["data"]


def test_every_chart_of_the_page_is_drawn_with_the_releases_numbers(
    connected: tuple[str, Superset], release: Path, browser: Browser
) -> None:
    _, superset = connected
    latest = years(release)[0]
    ids = chart_ids(superset)
    page = browser.new_page(viewport={"width": 1400, "height": 1150}, locale="sv-SE")
    cookie = {"name": "session", "value": superset.page_cookie(), "url": superset.address}
    page.context.add_cookies([cookie])
    try:
        charts = ChartData(page)
        page.goto(f"{superset.address}/superset/dashboard/bokslut/")
        for tab, drawn in TABS.items():
            page.locator("[role=tab]", has_text=tab).first.click()
            charts.wait_for(drawn)
        assert charts.failed == []
        assert charts.rows.keys() == set(ids.values())
        held = held_by(release, latest)
        for name in EXPECTED:
            assert numbers(charts.rows[ids[name]]) == numbers(held[name]), name
        (cost,) = held["kostnader"]
        page.locator("[role=tab]", has_text="Ekonomi").first.click()
        shown = f"{cost['outcome_mnkr']:.1f}".replace(".", ",")
        expect(page.get_by_text(shown, exact=True).first).to_be_visible()
        expect(page.get_by_text(str(latest), exact=True).first).to_be_visible()
    finally:
        page.close()
