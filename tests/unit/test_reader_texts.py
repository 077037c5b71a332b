"""Swedish texts for readers hold no id of the warehouse, and a definition names only variables that are filled in."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import pytest

from orchestration.core.settings import DBT_PROJECT_DIR, SEEDS_DIR

ID = re.compile(r"\b[a-z]+_[a-z0-9_]+\b")
VARIABLE = re.compile(r"\{(\w+)\}")
MACRO = (DBT_PROJECT_DIR / "macros" / "with_parameters.sql").read_text("utf-8")


def swedish_texts(seed: str) -> Iterator[tuple[str, str]]:
    with (SEEDS_DIR / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for column, value in row.items():
                if column.endswith("_sv") and value:
                    yield f"{seed}.{column}", VARIABLE.sub("", value)


@pytest.mark.parametrize("seed", sorted(path.stem for path in SEEDS_DIR.glob("*.csv")))
def test_no_swedish_text_holds_an_id(seed: str) -> None:
    assert [(place, text) for place, text in swedish_texts(seed) if ID.search(text)] == []


def test_an_id_in_a_text_is_found() -> None:
    assert ID.search("Resultat 2013, intäkter: aldre_direkt")
    assert not ID.search("Resultat 2013, intäkter: Äldre Direkt")


def test_every_variable_in_a_definition_is_filled_in_by_the_macro() -> None:
    text = (SEEDS_DIR / "measures.csv").read_text("utf-8")
    named = set(VARIABLE.findall(text))
    assert len(named) == 5
    for name in named:
        assert f'"{name}"' in MACRO, name
