"""What each of dbt's generic tests says of its table, in a sentence for Dagster's pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_MODEL = re.compile(r"(?:ref|source)\((?:'\w+', )?'(\w+)'\)")


def sentence_of(test: Mapping[str, Any]) -> str:
    """Return what holds when a test passes: its own description, or a sentence of its kind.

    Parameters
    ----------
    test
        The test's node in dbt's manifest.

    Raises
    ------
    ValueError
        When it is of a kind that has no sentence here.
    """
    if test["description"]:
        return test["description"].strip()
    metadata = test["test_metadata"]
    said = metadata["kwargs"]
    columns = ", ".join(said.get("columns") or [said.get("column_name", "")])
    where = f", where {condition}" if (condition := test["config"].get("where")) else ""
    match metadata["name"]:
        case "key_is_unique" | "unique":
            sentence = f"No two rows have the same {columns}"
        case "never_null" | "not_null":
            sentence = f"Every row has a value in {columns}"
        case "relationships":
            sentence = f"Every {columns} is a {said['field']} of {_model(said['to'])}"
        case "accepted_values":
            sentence = f"Every {columns} is one of {', '.join(map(str, said['values']))}"
        case "not_empty":
            sentence = "The table has rows"
        case "not_empty_beside":
            sentence = f"The table has rows where {_model(said['to'])} has any"
        case "filled_together":
            sentence = f"A row has a value in all of {columns}, or in none"
        case name:
            raise ValueError(f"{test['name']}: the test {name} has no sentence")
    return f"{sentence}{where}."


def _model(reference: str) -> str:
    found = _MODEL.search(reference)
    return found[1] if found else reference
