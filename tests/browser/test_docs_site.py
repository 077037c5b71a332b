"""The docs site as readers meet it in a browser: from the start to a figure's rows, on any width, from a disk."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from orchestration.site.rendering import TEMPLATES
from tests.browser.conftest import DESKTOP, PHONE, requests_of, violations
from tests.commands import bokslut
from tests.warehouse import Warehouse

# Without a browser, nothing is made for it either.
pytestmark = pytest.mark.usefixtures("browser")

# One page of each kind, by a name that the example has.
KINDS = (
    "index.html",
    "tables/index.html",
    "tables/mart_economics__income_statement.html",
    "tables/fct_measures.html",
    "seeds/published_figures.html",
    "sources/payroll_absence_spells.html",
    "measures/index.html",
    "measures/sick_leave_pct.html",
    "figures/index.html",
    "figures/3_1.income_statement.net.difference.html",
    "figures/2_4.text.sick_leave.html",
    "statements.html",
    "gate.html",
    "changes/index.html",
    "controls/months_follow_their_history.html",
    "contracts/index.html",
    "contracts/payroll.employments.html",
    "contracts/ledger.ledger.html",
    "questions.html",
    "glossary.html",
    "owners.html",
    "limits.html",
    "search.html?q=sick%20leave",
    "sv/index.html",
    "sv/figures/2_4.text.sick_leave.html",
    "sv/tables/mart_hr__sick_leave.html",
    "sv/gate.html",
    "sv/search.html?q=sjukfr%C3%A5nvaro",
)


def address(site: Path, kind: str) -> str:
    path, asked, query = kind.partition("?")
    return (site / path).as_uri() + asked + query


def test_a_reader_goes_from_the_start_to_a_mart_its_lineage_a_figure_and_its_rows(
    page: Page, docs_site: Path, warehouse: Warehouse
) -> None:
    page.goto(address(docs_site, "index.html"))
    page.get_by_role("link", name="mart_economics__income_statement").click()
    expect(page.locator("h1")).to_have_text("mart_economics__income_statement")

    column = page.locator("#column-outcome_sek")
    assert "decimal(18,2)" in column.inner_text()
    column.get_by_text("Rests on").click()
    expect(column.get_by_role("link", name="ledger_transactions.amount")).to_be_visible()
    column.get_by_role("link", name="int_economics__income_lines.outcome_sek").click()
    expect(page.locator("#column-outcome_sek:target")).to_have_count(1)
    page.locator("#column-outcome_sek").get_by_role(
        "link", name="mart_economics__income_statement.outcome_sek"
    ).click()

    page.get_by_role("link", name="Resultaträkning, utfall").click()
    value = page.locator("section", has_text="income_statement_sek/net@2013").last
    value.get_by_role("link", name="Netto").first.click()
    expect(page.locator(".facts")).to_contain_text("Reconciles")
    rows = page.locator("table.rows").first
    first = rows.locator("tbody tr").first.inner_text()
    assert "ledger_2013.se" in first
    line = first.split()[-2]

    page.get_by_role("link", name="Report").click()
    page.get_by_role("navigation").get_by_role("link", name="3.1 Budgeten är i balans").click()
    page.locator("#t-resultatrakning tr", has_text="Netto").locator("a.figure").first.click()
    page.locator("tr:target").get_by_role("link", name="bokslut trace").click()
    target = page.locator("section:target")
    target.locator("summary").click()
    assert line in target.locator("table.rows tbody tr").first.inner_text().split()
    assert "income_statement_sek/net@2013" in target.locator("summary").inner_text()
    traced = bokslut(
        *("trace", "income_statement_sek/net@2013", "--limit", "1"),
        *("--warehouse", warehouse.settings.warehouse),
    )
    assert f", line {line}\n" in traced.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_page_is_accessible_on_a_desk_and_a_dark_phone_and_asks_nothing_of_a_network(
    page: Page, docs_site: Path, kind: str
) -> None:
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    with requests_of(page) as asked:
        page.goto(address(docs_site, kind))
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        _open_all_and_thin_out(page)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert violations(page) == []
        page.set_viewport_size(DESKTOP)
        page.emulate_media(color_scheme="light")
        assert violations(page) == []
    assert of_a_network(asked) == []


def _open_all_and_thin_out(page: Page) -> None:
    """Open what is folded, and leave every twentieth row of a long list: rows are alike, and axe is slow."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.evaluate(
        "document.querySelectorAll('[data-row]').forEach((row, place) => place % 20 && row.remove())"
    )


def of_a_network(asked: list[str]) -> list[str]:
    return [url for url in asked if not url.startswith(("file:", "data:"))]


def test_the_report_asks_nothing_of_a_network(page: Page, docs_site: Path) -> None:
    with requests_of(page) as asked:
        page.goto(address(docs_site, "report/VB-2013.html"))
        page.wait_for_load_state("networkidle")
    assert of_a_network(asked) == []


def test_the_checks_would_find_a_fault(page: Page, docs_site: Path) -> None:
    page.goto(address(docs_site, "gate.html"))
    page.evaluate("document.querySelector('.search button').textContent = ''")
    page.evaluate("document.querySelector('footer p').style.color = '#bbb'")
    found = " ".join(violations(page, "header, footer"))
    assert "button-name" in found
    assert "color-contrast" in found
    with requests_of(page) as asked:
        page.evaluate(
            "document.body.append(Object.assign(new Image(), {src: 'https://127.0.0.1:9/x'}))"
        )
        page.wait_for_timeout(200)
    assert of_a_network(asked) == ["https://127.0.0.1:9/x"]


def test_a_keyboard_passes_the_menu_and_opens_what_is_folded(page: Page, docs_site: Path) -> None:
    page.goto(address(docs_site, "tables/mart_economics__income_statement.html"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    folded = page.locator("details").first
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    assert folded.get_attribute("open") is not None


def test_the_search_finds_names_and_words_in_both_languages(page: Page, docs_site: Path) -> None:
    def found(words: str) -> list[str]:
        page.goto(address(docs_site, f"search.html?q={quote(words)}"))
        return page.locator("#results li").all_inner_texts()

    assert "mart_hr__sick_leave" in found("mart_hr__sick_leave")[0]
    assert any("Sjukfrånvaro" in each for each in found("SJUKFRANVARO"))
    assert any("outcome_sek" in each for each in found("income_statement outcome"))
    assert found("zebra quagga") == []
    assert "Owners" in found("ägare")[0] + found("ägare")[1]
    assert all("kommun" not in each.lower() for each in found("kö"))
    assert any("sick_leave" in each for each in found("sick leave zebra"))
    # A word counts for more than the beginning of one, and what is published comes before what it is made of.
    assert "Contracts" in found("late")[0]
    assert "mart_" in found("deviation_sek")[0]
    for asked, page_name in (("excel download", "Tables"), ("vad har ändrats", "What changed")):
        assert page_name in found(asked)[0]
    assert "payroll" in found("payroll ägare")[0]
    page.get_by_role("searchbox").fill("result fund")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="mart_economics__result_fund", exact=True).click()
    expect(page.locator("h1")).to_have_text("mart_economics__result_fund")


def test_a_reader_of_swedish_stays_in_swedish(page: Page, docs_site: Path) -> None:
    page.goto(address(docs_site, "figures/2_4.text.sick_leave.html"))
    page.get_by_role("link", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.locator(".facts")).to_contain_text("Tryckt")
    page.get_by_role("navigation").get_by_role("link", name="Tal", exact=True).click()
    expect(page.locator("[role=status]")).to_contain_text(" av ")
    page.get_by_role("searchbox").first.fill("sjukfrånvaro")
    page.get_by_role("button", name="Sök").click()
    expect(page.locator("#found")).to_contain_text("träffar för ”sjukfrånvaro”")
    page.locator("#results a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_search_finds_a_computed_value_as_a_whole_number(page: Page, docs_site: Path) -> None:
    for words in ("14,4", "14.4", "14 385 818,34"):
        page.goto(address(docs_site, f"search.html?q={quote(words)}"))
        results = page.locator("#results li").all_inner_texts()
        assert any("differens mellan åren" in each and "14,4 mnkr" in each for each in results)
        assert all("114,4" not in each for each in results)
    marked = page.locator("#results mark").first.inner_text()
    assert " ".join(marked.split()) == "14 385 818,34"


def test_the_tie_out_is_filtered_by_verdict_and_words(page: Page, docs_site: Path) -> None:
    page.goto(address(docs_site, "figures/index.html"))
    rows = page.locator("tr[data-row]:visible")
    expect(rows).to_have_count(373)
    page.get_by_label("Verdict").select_option("Variance")
    expect(rows).to_have_count(5)
    expect(page.get_by_role("status")).to_have_text("5 of 373")
    page.get_by_label("Words").fill("netto differens")
    expect(rows).to_have_count(1)
    page.goto(address(docs_site, "statements.html"))
    page.get_by_label("Verdict").select_option("Contradicted")
    expect(page.locator("article[data-row]:visible")).to_have_count(27)


def test_dbts_own_docs_open_on_their_overview_lead_to_a_model_and_ask_nothing_of_a_network(
    page: Page, docs_site: Path
) -> None:
    with requests_of(page) as asked:
        page.goto(address(docs_site, "dbt/index.html"))
        page.wait_for_load_state("networkidle")
        assert page.url.endswith("#!/overview")
        page.evaluate("location.hash = '#!/model/model.bokslut.fct_measures'")
        page.get_by_text("a share of nobody is undefined").first.wait_for(timeout=15_000)
        expect(page.locator("h1", has_text="fct_measures")).to_have_count(1)
        page.wait_for_load_state("networkidle")
    assert of_a_network(asked) == []


@pytest.mark.parametrize(
    ("language", "due", "told"),
    [
        ("sv", "2014-01-10", "försenat, för 3 dagar sedan"),
        ("sv", "2014-01-13", "(om 0 dagar)"),
        ("en", "2014-01-14", "(in 1 day)"),
    ],
)
def test_an_extract_is_late_by_the_readers_clock_and_the_day_in_sweden(
    browser: Browser, language: str, due: str, told: str
) -> None:
    # A clock is a page's for good. Half past eleven on the twelfth in Greenwich is the thirteenth in Sweden.
    page = browser.new_page()
    page.clock.set_fixed_time("2014-01-12T23:30:00Z")
    page.set_content(
        f'<html lang="{language}"><time datetime="{due}" data-late="försenat">{due}</time></html>'
    )
    page.add_script_tag(path=TEMPLATES / "due.js")
    assert page.inner_text("html").split() == [due, *told.split()]
    page.close()
