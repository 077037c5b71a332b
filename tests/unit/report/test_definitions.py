"""A definition is called by its table's heading, else by what it holds, and by its column's name as a last resort."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from orchestration.report.chapters.definitions import _column
from orchestration.report.chapters.places import Place, Places
from orchestration.report.document import Paragraph
from orchestration.report.figures import column_name
from tests.document_parts import parts
from tests.unit.report.text_release import words


@pytest.mark.parametrize(
    ("column", "said", "title", "lead"),
    [
        ("Utfall", "Vad som hände. Och mer.", "Tabell: Utfall", "Vad som hände. Och mer."),
        ("", "Vad som hände. Och mer.", "Vad som hände", "Och mer."),
        ("", "Vad som hände.", "Vad som hände", ""),
        ("", "", "mart_a__b.met", "Kolumnen met i tabellen a.mart_a__b; utgåvan beskriver den på engelska."),
    ],
)  # fmt: skip
def test_a_definition_is_not_called_by_a_columns_name_where_the_release_says_what_it_holds(
    column: str, said: str, title: str, lead: str
) -> None:
    anchor = column_name("a.mart_a__b", "met")
    places = Places({anchor: [Place("t", "Tabell", column)]}, {})
    context = SimpleNamespace(
        figures=SimpleNamespace(anchor=lambda name: name),
        data=SimpleNamespace(description=lambda table, column: said),
    )
    section = _column(cast(Any, context), places, "a.mart_a__b", "met")
    leads = tuple(
        part for part in parts(section) if isinstance(part, Paragraph) and part.role == "lead"
    )
    assert (section.title, words(leads)) == (title, lead)
