"""Questions that analysts ask, each with its query and the answer of a release: those of ``docs/questions.md``.

The queries there are of the years of the worked example; here they are of the release's. A question is answered where
its query reads only tables that all may read as a whole, since whoever has the site can read the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.duckdb import attach, connect
from orchestration.core.settings import PROJECT_ROOT
from orchestration.core.sql import name
from orchestration.releases.release import Release
from orchestration.releases.rows import open_rows
from orchestration.site.downloads import text_of

PAGE = PROJECT_ROOT / "docs" / "questions.md"
_QUESTION = re.compile(
    r"^## (?P<title>.+?)\n\n```sql\n(?P<query>.+?)\n```\n\n(?:\|[^\n]*\n)+\n?(?P<remark>[^#]*)",
    re.M | re.S,
)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
# A year by itself, or with a month behind it.
_YEAR = re.compile(r"\b(20\d\d)(?=(?:\d\d)?\b)")


@dataclass(frozen=True)
class Question:
    """A question with its query and a remark in Markdown; ``rows`` are the answer as text, None where it has none."""

    title: str
    query: str
    remark: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] | None = None


def read_questions(release: Release, year: int, page: Path = PAGE) -> tuple[Question, ...]:
    """Return the questions with a release's answers for a fiscal year; none where the page is not installed.

    The year takes the place of the latest that the page's queries name, and the year before it that of the one before.
    """
    if not page.exists():
        return ()
    with connect() as connection:
        attach(connection, release.database, "release")
        for full_name, table in release.tables.items():
            if open_rows(table) == "true":
                schema, _, own = full_name.partition(".")
                connection.execute(f"create schema if not exists {name(schema)}")
                connection.execute(
                    f"create view {name(schema)}.{name(own)} as from release.{name(schema)}.{name(own)}"
                )
        return tuple(_answered(connection, page.read_text("utf-8"), year))


def _answered(connection: duckdb.DuckDBPyConnection, text: str, year: int) -> Iterator[Question]:
    questions = list(_QUESTION.finditer(text))
    named = [int(of) for found in questions for of in _YEAR.findall(found["query"])]
    later = year - max(named, default=year)
    for found in questions:
        query = _YEAR.sub(lambda of: str(int(of[1]) + later), found["query"])
        # The page's links lead to other pages of the documentation.
        remark = _LINK.sub(r"\1", found["remark"].strip())
        question = Question(found["title"], query, remark)
        try:
            result = connection.execute(query)
        except duckdb.Error:
            yield question
            continue
        columns = tuple(column[0] for column in result.description or ())
        rows = tuple(tuple(map(_shown, row)) for row in result.fetchall())
        yield Question(question.title, query, question.remark, columns, rows)


def _shown(value: Any) -> str:
    """Return a value as text; a rounded number without the decimal that rounding leaves."""
    return text_of(int(value) if isinstance(value, float) and value.is_integer() else value)
