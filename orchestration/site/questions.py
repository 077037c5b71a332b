"""Questions that analysts ask, each with its query and the answer of a release: those of ``docs/questions.md``.

There the queries name years of the worked example, here years of the release. A question is answered only if its query
reads nothing but tables that all may read as a whole, since whoever has the site can read the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from orchestration.core.duckdb import attach, connect
from orchestration.core.settings import PROJECT_ROOT
from orchestration.core.sql import name
from orchestration.releases.release import Release
from orchestration.releases.rows import open_rows
from orchestration.site.downloads import numbers_of, text_of

PAGE = PROJECT_ROOT / "docs" / "questions.md"
_QUESTION = re.compile(
    r"^## (?P<title>.+?)\n\n```sql\n(?P<query>.+?)\n```\n\n(?:\|[^\n]*\n)+\n?(?P<remark>[^#]*)",
    re.M | re.S,
)
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
# A year by itself, or with a month after it.
_YEAR = re.compile(r"\b(20\d\d)(?=(?:\d\d)?\b)")


@dataclass(frozen=True)
class Question:
    """A question with its query and a remark in Markdown; ``rows`` are the answer as text, None where it has none.

    ``numbers`` are the places of the columns that hold numbers.
    """

    title: str
    query: str
    remark: str
    columns: tuple[str, ...] = ()
    numbers: frozenset[int] = frozenset()
    rows: tuple[tuple[str, ...], ...] | None = None


def read_questions(release: Release, year: int, page: Path = PAGE) -> tuple[Question, ...]:
    """Return the questions with a release's answers for a fiscal year; none where the page is not installed.

    The years in the page's queries are shifted so that the latest of them becomes this one.
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
        return tuple(_answered(connection, questions_of(page.read_text("utf-8")), year))


def questions_of(text: str) -> tuple[Question, ...]:
    """Return the questions of a page in Markdown, without answers."""
    return tuple(
        # The page's links lead to other pages of the documentation.
        Question(found["title"], found["query"], _LINK.sub(r"\1", found["remark"].strip()))
        for found in _QUESTION.finditer(text)
    )


def _answered(
    connection: duckdb.DuckDBPyConnection, questions: Sequence[Question], year: int
) -> Iterator[Question]:
    named = [int(of) for question in questions for of in _YEAR.findall(question.query)]
    later = year - max(named, default=year)
    for asked in questions:
        query = _YEAR.sub(lambda of: str(int(of[1]) + later), asked.query)
        question = replace(asked, query=query)
        try:
            result = connection.execute(query)
        except duckdb.Error:
            yield question
            continue
        rows = result.fetchall()
        yield replace(
            question,
            columns=tuple(column[0] for column in result.description or ()),
            numbers=numbers_of(rows),
            rows=tuple(tuple(map(_shown, row)) for row in rows),
        )


def _shown(value: Any) -> str:
    """Return a value as text; a rounded number without the decimal that rounding leaves."""
    return text_of(int(value) if isinstance(value, float) and value.is_integer() else value)
