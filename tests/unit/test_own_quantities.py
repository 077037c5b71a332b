"""A board's own quantities: declared in YAML, checked against the extract's columns, and made into models."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.boards import BoardError
from orchestration.boards.quantities import MODEL, quantity_models, read_quantities
from orchestration.contracts import read_contracts
from orchestration.core.settings import CONTRACTS_DIR

CONTRACT = """
title: Library visits
description: One row per library and month.
owner: head of libraries
frequency: month
due_days: 5
format: csv
schema:
  primaryKey: [bibliotek, manad]
  fields:
    - {name: bibliotek, type: string, description: Library., constraints: {required: true}}
    - {name: manad, type: date, description: Month., constraints: {required: true}}
    - {name: besok, type: integer, description: Visits.}
    - {name: stangd, type: boolean, description: Whether it was closed.}
    - {name: raknare, type: string, personal: true, description: Who counted.}
"""
VISITS: dict[str, Any] = {
    "name": "library_visits",
    "model": "library.visits",
    "agg": "sum",
    "expr": "besok",
    "filter": "not stangd",
    "agg_time_dimension": "manad",
    "dimension": "bibliotek",
}


def board_of(folder: Path, *quantities: dict[str, Any]) -> Path:
    """Return a board's folder with a contract of its own and quantities."""
    contract = folder / "contracts" / "library" / "visits.yml"
    contract.parent.mkdir(parents=True)
    contract.write_text(CONTRACT, "utf-8")
    (folder / "quantities.yml").write_text(yaml.safe_dump({"quantities": list(quantities)}))
    return folder


def test_a_quantity_becomes_a_column_of_the_extract_that_it_counts(tmp_path: Path) -> None:
    contracts = read_contracts(CONTRACTS_DIR, board_of(tmp_path, VISITS) / "contracts")
    models = dict(quantity_models(read_quantities(tmp_path, contracts), contracts))
    sql = models[MODEL].decode()
    assert "case when (not stangd) then (besok) end as library_visits" in sql
    assert "ref('stg_library__visits')" in sql
    staging = {path.name: text.decode() for path, text in models.items()}
    assert "raknare" not in staging["stg_library__visits.sql"]
    assert "raknare" not in staging["_stg_library__visits.yml"]


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown column": ({"expr": "visits"}, "visits"),
    "a personal column": ({"expr": "raknare"}, "raknare"),
    "text that is summed": ({"expr": "bibliotek"}, "is VARCHAR, not a number"),
    "a number that is a condition": ({"filter": "besok"}, "is BIGINT, not true or false"),
    "an unknown day": ({"agg_time_dimension": "dag"}, "agg_time_dimension: 'dag' is not one of"),
    "a day that is a text": ({"agg_time_dimension": "bibliotek"}, "is not a date or a time"),
    "an unknown group": ({"dimension": "filial"}, "dimension: 'filial' is not one of bibliotek"),
    "a shipped name": ({"name": "payslips"}, "another quantity has this name"),
    "an unknown extract": ({"model": "library.loans"}, "there is no contract of library.loans"),
    "a shipped extract": ({"model": "payroll.payslips"}, "is a shipped extract"),
    "another language": ({"expr": "{{ var('x') }}"}, "is not an expression of columns"),
    "a query": ({"expr": "(select 1)"}, "is not an expression of columns"),
    "an aggregate that has no rows": ({"agg": "median"}, "agg"),
    "an unknown key": ({"sql": "1"}, "sql"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_quantity_that_cannot_be_is_refused_with_its_name_and_what_was_expected(
    tmp_path: Path, case: str
) -> None:
    change, said = WRONG[case]
    contracts = read_contracts(CONTRACTS_DIR, board_of(tmp_path, VISITS | change) / "contracts")
    with pytest.raises(BoardError) as caught:
        read_quantities(tmp_path, contracts)
    assert said in str(caught.value)
    named = change.get("name", "library_visits")
    assert re.search(rf"quantities\.yml, line [0-9]+, quantity {named}: ", str(caught.value))


def test_two_quantities_of_one_name_are_refused(tmp_path: Path) -> None:
    contracts = read_contracts(CONTRACTS_DIR, board_of(tmp_path, VISITS, VISITS) / "contracts")
    with pytest.raises(BoardError, match="another quantity has this name"):
        read_quantities(tmp_path, contracts)


def test_a_board_without_the_file_has_none(tmp_path: Path) -> None:
    assert read_quantities(tmp_path, read_contracts(CONTRACTS_DIR)) == ()
