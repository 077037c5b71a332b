"""Analysts' questions on the site: answered for the release's year, and only from what all may read as a whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from orchestration.core.settings import Settings
from orchestration.dbt.public_models import PublicModel
from orchestration.releases.product_schema import Version
from orchestration.releases.publishing import publish
from orchestration.releases.release import Release
from orchestration.site.questions import Question, read_questions
from orchestration.site.release_facts import last_whole_year, short_years
from tests.small_release import MODELS, approve, build

PAGE = """# Questions

## What is the sum?

```sql
select sum(amount_sek) as total, 2013 as year, 201212 as month, 120130 as other, round(4.0::double) as rounded
from economics.fct_sums
```

| total |
|---|
| 1 |

More in [Privacy](privacy.md).
"""


def answered(tmp_path: Path, model: PublicModel, year: int = 2021) -> Question:
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    build(settings, "3.50")
    approve(settings)
    release = Release(publish(settings, [model], Version.parse("1.0.0")).folder)
    page = tmp_path / "questions.md"
    page.write_text(PAGE, "utf-8")
    (question,) = read_questions(release, year, page)
    return question


def test_a_question_has_the_releases_answer_for_the_releases_year(tmp_path: Path) -> None:
    question = answered(tmp_path, MODELS[0])
    assert question.title == "What is the sum?"
    assert question.columns == ("total", "year", "month", "other", "rounded")
    assert question.rows == (("5.50", "2021", "202012", "120130", "4"),)
    assert question.numbers == {0, 1, 2, 3, 4}
    assert "2021 as year" in question.query


@pytest.mark.parametrize("year", [2011, 2012, 2014])
def test_a_release_of_a_year_near_the_examples_is_asked_for_its_own_years(
    year: int, tmp_path: Path
) -> None:
    """A year that has taken the place of another is not taken for it in turn."""
    rows = answered(tmp_path, MODELS[0], year).rows
    assert rows == (("5.50", str(year), f"{year - 1}12", "120130", "4"),)


@pytest.mark.parametrize(
    ("booked", "year"),
    [
        ({2013: date(2013, 12, 31), 2014: date(2014, 4, 30)}, 2013),
        ({2014: date(2014, 12, 31)}, 2014),
        ({2014: date(2014, 4, 30)}, 2014),
    ],
)
def test_questions_are_of_the_last_year_that_is_booked_to_its_end(
    booked: dict[int, date], year: int
) -> None:
    editions = tuple(
        SimpleNamespace(fiscal_year=of, end_date=date(of, month, 28), is_booked=last.month >= month)
        for of, last in booked.items()
        for month in (4, 12)
    )
    assert last_whole_year(editions) == year


def test_a_year_that_begins_late_is_named_with_its_months() -> None:
    editions = [
        SimpleNamespace(
            fiscal_year=year,
            start_date=date(year, month, 1),
            end_date=date(year, last, 28),
            period_label_sv=f"{month}–{last}",
        )
        for year, month, last in ((2012, 3, 4), (2012, 3, 12), (2013, 1, 12))
    ]
    assert short_years(editions) == {2012: "3–12"}


def test_a_remark_has_no_link_to_a_page_that_the_site_lacks(tmp_path: Path) -> None:
    assert answered(tmp_path, MODELS[0]).remark == "More in Privacy."


@pytest.mark.parametrize("reader_rows", ["", "item = 'a'"])
def test_a_sum_over_rows_that_not_all_may_read_is_not_answered(
    tmp_path: Path, reader_rows: str
) -> None:
    """Not even from the open rows: part of a sum would pass for the whole."""
    question = answered(tmp_path, replace(MODELS[0], audience="hr", reader_rows=reader_rows))
    assert question.rows is None


def test_without_the_documentation_there_is_no_question(tmp_path: Path) -> None:
    assert read_questions(Release(tmp_path), 2013, tmp_path / "missing.md") == ()
