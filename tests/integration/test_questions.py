"""The analysts' questions of the documentation: on a published release, each query gives the answer printed below."""

from __future__ import annotations

import re
from decimal import Decimal

import duckdb
import pytest

from orchestration.core.settings import PROJECT_ROOT
from tests.warehouse import Warehouse

PAGE = PROJECT_ROOT / "docs" / "questions.md"
QUESTION = re.compile(
    r"^## (?P<title>.+?)\n\n```sql\n(?P<query>.+?)\n```\n\n(?P<answer>(?:\|[^\n]*\n)+)", re.M | re.S
)

QUESTIONS = {found["title"]: found for found in QUESTION.finditer(PAGE.read_text("utf-8"))}


def shown(value: object) -> str:
    """Return a value as the page prints it: plain numbers, without decimals that are zero."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        value = Decimal(str(value))
    if isinstance(value, Decimal) and value == int(value):
        value = int(value)
    return "" if value is None else str(value)


def test_the_page_has_ten_questions_each_with_a_query_and_an_answer() -> None:
    titles = re.findall(r"^## (.+)$", PAGE.read_text("utf-8"), re.M)
    assert len(titles) == 10
    assert [*QUESTIONS] == titles


@pytest.mark.parametrize("title", QUESTIONS)
def test_the_query_of_a_question_gives_the_answer_on_the_page(
    warehouse: Warehouse, title: str
) -> None:
    with duckdb.connect(str(warehouse.current), read_only=True) as release:
        answer = release.execute(QUESTIONS[title]["query"])
        columns = [column[0] for column in answer.description or ()]
        rows = [[shown(value) for value in row] for row in answer.fetchall()]
    printed = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in QUESTIONS[title]["answer"].splitlines()
    ]
    assert printed == [columns, ["---"] * len(columns), *rows]
