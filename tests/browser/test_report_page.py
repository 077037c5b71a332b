"""The report as readers meet it in a browser: from a figure to its definition, by anyone, on any width, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, requests_of, violations
from tests.commands import bokslut
from tests.warehouse import Warehouse

# Without a browser, nothing is made for it either.
pytestmark = pytest.mark.usefixtures("browser")


@pytest.fixture
def reports(audited_report: Path, tertial_report: Path) -> dict[str, Path]:
    """The HTML files of the annual report for those who examine it, and of a tertial's for the public."""
    folders = {"VB": audited_report, "T1": tertial_report}
    return {
        f"{edition} {path.stem}": path
        for edition, folder in folders.items()
        for path in sorted(folder.glob("*.html"))
    }


@pytest.fixture(params=["VB report", "T1 report", "T1 tracing"])
def file(request: pytest.FixtureRequest, reports: dict[str, Path]) -> Path:
    return reports[request.param]


@pytest.fixture
def annual(reports: dict[str, Path]) -> Path:
    return reports["VB report"]


SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# Definitions, traces and rows of a table are alike, and axe is slow: a few of each are left.
THIN_OUT = """
    for (const table of document.querySelectorAll('tbody'))
        [...table.rows].slice(4).forEach(row => row.remove());
    for (const chapter of document.querySelectorAll('[id^=definitioner-], [id^=sparning-]'))
        [...chapter.querySelectorAll(':scope > section')].slice(3).forEach(section => section.remove());
"""


def test_it_has_no_violation_of_wcag_2_1_aa_on_a_desk_and_a_phone_in_daylight_and_the_dark(
    page: Page, file: Path
) -> None:
    page.goto(file.as_uri())
    page.evaluate(THIN_OUT)
    found: list[tuple[ViewportSize, str, list[str]]] = []
    for viewport in (DESKTOP, PHONE):
        for scheme in SCHEMES:
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            found.append((viewport, scheme, violations(page)))
    assert [variant for variant in found if variant[-1]] == []


@pytest.mark.parametrize("name", ["VB report", "VB tracing", "T1 report", "T1 tracing"])
def test_a_phone_shows_all_of_it_without_moving_sideways(
    page: Page, reports: dict[str, Path], name: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(reports[name].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    # A box that scrolls would hide the last column of a table without a hint.
    outside = page.evaluate(
        "[...document.querySelectorAll('.badge, .bullet, .chart svg, th, td')]"
        ".filter(one => one.getBoundingClientRect().right > innerWidth).map(one => one.outerHTML.slice(0, 120))"
    )
    assert outside == []


def test_charts_are_readable_on_a_phone_and_dark_on_a_dark_screen_but_never_on_paper(
    page: Page, annual: Path
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(annual.as_uri())
    ink = "getComputedStyle(document.querySelector('.chart svg text')).fill"
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(f"[{ink}, {paper}]")
    page.emulate_media(media="print", color_scheme="dark")
    printed = page.evaluate(f"[{ink}, {paper}]")
    assert printed == ["rgb(31, 42, 51)", "rgb(255, 255, 255)"]
    assert dark[0] != printed[0]
    assert dark[1] != printed[1]
    page.emulate_media(media="screen", color_scheme="light")
    page.set_viewport_size(PHONE)
    sizes = page.evaluate(
        "[...document.querySelectorAll('.chart svg text')].filter(one => one.getBoundingClientRect().height)"
        ".map(one => parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a)"
    )
    assert len(sizes) > 50
    assert min(sizes) >= 10


def test_the_check_of_accessibility_would_find_a_fault(page: Page, annual: Path) -> None:
    page.goto(annual.as_uri())
    assert violations(page, "#k-resultatenheter, #k-analys-av-resultatrakningen") == []
    page.evaluate(
        "document.querySelector('#k-analys-av-resultatrakningen [role=img]').removeAttribute('aria-label')"
    )
    page.evaluate("document.querySelector('#k-resultatenheter .remark').style.color = '#bbb'")
    found = " ".join(violations(page, "#k-resultatenheter, #k-analys-av-resultatrakningen"))
    assert "role-img-alt" in found
    assert "color-contrast" in found


def test_it_asks_nothing_of_any_network_and_runs_no_script(page: Page, file: Path) -> None:
    with requests_of(page) as asked:
        page.goto(file.as_uri())
        page.wait_for_load_state("networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    expect(page.locator("script")).to_have_count(0)


def test_no_link_is_dead_and_no_name_is_given_twice(page: Page, file: Path) -> None:
    page.goto(file.as_uri())
    dead = page.evaluate(
        "[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))"
        ".filter(href => href.startsWith('#') && !document.getElementById(href.slice(1)))"
    )
    assert dead == []
    other = "report" if file.stem == "tracing" else "tracing"
    outward = page.evaluate(
        "[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))"
        ".filter(href => !href.startsWith('#') && !href.startsWith('data:'))"
    )
    page.goto(file.with_stem(other).as_uri())
    ids = {*page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)"), ""}
    assert outward
    assert {href.partition("#")[0] for href in outward} == {f"{other}.html"}
    assert {href.partition("#")[2] for href in outward} <= ids
    assert (
        page.evaluate(
            "(ids => ids.filter((id, place) => ids.indexOf(id) !== place))"
            "([...document.querySelectorAll('[id]')].filter(each => !each.closest('svg')).map(each => each.id))"
        )
        == []
    )


def test_the_contents_show_where_the_reader_is(page: Page, annual: Path) -> None:
    page.goto(annual.as_uri())
    link = page.get_by_role("navigation").get_by_role("link", name="3.1 Budgeten är i balans")
    weight = "(link) => getComputedStyle(link).fontWeight"
    assert link.evaluate(weight) == "400"
    page.locator("#t-resultatrakning").scroll_into_view_if_needed()
    page.wait_for_function(
        f"({weight})([...document.links].find(a => a.text.startsWith('3.1'))) == '600'"
    )
    current = "[...document.querySelectorAll('nav a:target-current')].map(a => a.text)"
    assert page.evaluate(current) == ["3.1 Budgeten är i balans"]


def test_a_reader_goes_from_the_contents_to_a_figure_its_definition_and_its_rows(
    page: Page, annual: Path, warehouse: Warehouse
) -> None:
    page.goto(annual.as_uri())
    page.get_by_role("navigation").get_by_role("link", name="3.1 Budgeten är i balans").click()
    row = page.locator("#t-resultatrakning tr", has_text="Intäkter")
    row.get_by_role("link", name="+14,4").click()
    target = page.locator("tr:target")
    expect(target).to_be_visible()
    assert page.url.partition("#")[0] == annual.with_stem("tracing").as_uri()
    assert "14\u00a0385\u00a0818,34" in target.inner_text()
    command = target.locator("code").inner_text().split()
    assert command[:2] == ["bokslut", "trace"]
    traced = bokslut(*command[1:], "--limit", "1", "--warehouse", warehouse.settings.warehouse)
    assert traced.returncode == 0
    assert "14 385 818.34" in traced.stdout
    assert ".se, line " in traced.stdout
    target.get_by_role("link").click()
    expect(page.locator("#t-resultatrakning:target")).to_be_visible()


def test_the_public_goes_from_a_figure_to_its_definition_and_back(
    page: Page, reports: dict[str, Path]
) -> None:
    page.goto(reports["T1 report"].as_uri())
    page.locator("#t-resultat-hittills a.figure").first.click()
    definition = page.locator("section:target")
    expect(definition).to_be_visible()
    heading = definition.get_by_role("heading").bounding_box()
    assert heading is not None
    assert 0 <= heading["y"] < DESKTOP["height"]
    definition.get_by_role("link", name="Resultat per verksamhetsområde").click()
    expect(page.locator("#t-resultat-hittills:target")).to_be_visible()


def test_a_contradiction_is_in_the_margin_beside_its_table(page: Page, annual: Path) -> None:
    page.goto(annual.as_uri())
    table = page.locator("#t-resultatrakning")
    note = page.locator("#k-analys-av-resultatrakningen .notes", has_text="Tryckt: 13,5 mnkr")
    assert "beräknat 14,4\u00a0mnkr" in note.inner_text()
    beside, below = note.bounding_box(), table.bounding_box()
    assert beside is not None
    assert below is not None
    assert beside["x"] >= below["x"] + below["width"]
    page.set_viewport_size(PHONE)
    under = note.bounding_box()
    assert under is not None
    assert under["x"] < PHONE["width"] / 2
    note.get_by_role("link", name="Tryckt: 13,5 mnkr").first.click()
    assert "13,5" in page.locator("tr:target").inner_text()


def test_a_keyboard_passes_the_menu_and_every_chart_has_its_text_and_table(
    page: Page, annual: Path
) -> None:
    page.goto(annual.as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "innehall"
    charts = page.locator("figure.chart")
    assert charts.count() >= 10
    for chart in charts.all():
        assert len(chart.get_by_role("img").get_attribute("aria-label") or "") > 40
        table = chart.get_by_role("link", name="Talen i en tabell").get_attribute("href")
        expect(page.locator(f"table{table}")).to_have_count(1)
