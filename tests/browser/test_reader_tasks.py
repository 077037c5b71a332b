"""What a reader of the start page alone looks for: words, a hit among the first, the answer on the screen.

Each task is done as one would: write in the search box, open one of the first three hits, read what is shown without
scrolling. Their words are those of people who do not know the names of tables.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_docs_site import address

pytestmark = pytest.mark.usefixtures("browser")

# What is written, what is opened, and what is then read.
TASKS = [
    ("where does sick leave 5.5 % come from?", "Sjukfrånvaro", "Computed from rows"),
    ("sjukfrånvaro 5,5", "Sjukfrånvaro", "absence_spells_2012-12.csv"),
    ("switchboard", "Calls to the city's switchboard", "fct_calls_by_month"),
    ("what changed between release 1 and 2?", "What changed", "There is no earlier release"),
    ("why 14,4 and not 13,5", "Intäkter, differens mellan åren", "14,4"),
    ("which controls passed last night", "Gate", "controls passed"),
    ("what does deviation_sek mean", "deviation_sek", "positive where it is favourable"),
    ("who owns payroll", "Calls to the payroll service", "payroll system manager"),
    ("is payroll late", "Calls to the payroll service", "5 days after its end at the latest"),
    ("download a table", "Tables", "to download as CSV or Excel"),
    (
        "income statement excel",
        "mart_economics__income_statement",
        "mart_economics__income_statement",
    ),
]
# What is written, and the question's title. Below it is its answer, or its query where not all may read the rows.
QUESTIONS = [
    ("budget per area", "Which area spent how much"),
    ("staff cost", "What did an area's staff cost"),
    ("accounts of a line", "Which accounts make up a line"),
    ("satisfied customers", "How satisfied are customers"),
    ("missed target", "Which indicators missed"),
    ("forecast august", "How good was the forecast"),
    ("service level weekday", "On which weekday"),
    ("scanned invoices", "How many invoices"),
    ("sick leave unit month", "What was sick leave in each unit"),
    ("employees year", "How has the number of employees changed"),
]


def open_hit(page: Page, docs_site: Path, words: str, name: str) -> None:
    """Search from the start page, and open the hit of a name, which is one of the first three."""
    page.goto(address(docs_site, "index.html"))
    page.get_by_role("searchbox").fill(words)
    page.keyboard.press("Enter")
    page.locator("#results li:nth-child(-n+3) a", has_text=name).first.click()


@pytest.mark.parametrize(("words", "name", "answer"), TASKS)
def test_three_steps_from_the_start_lead_to_the_answer(
    page: Page, docs_site: Path, words: str, name: str, answer: str
) -> None:
    open_hit(page, docs_site, words, name)
    place = page.locator("main :target" if "#" in page.url else "main")
    expect(place.get_by_text(answer).first).to_be_in_viewport()


@pytest.mark.parametrize(("words", "title"), QUESTIONS)
def test_an_analysts_question_is_found_with_its_answer(
    page: Page, docs_site: Path, words: str, title: str
) -> None:
    open_hit(page, docs_site, words, title)
    asked = page.locator("section:target")
    expect(asked.get_by_role("heading", name=title)).to_be_in_viewport()
    expect(asked.locator("tbody tr, details[open] code").first).to_be_in_viewport()
