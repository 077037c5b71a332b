"""The rules of a board as the models read them: their declaration, and the one row that ``board.yml`` gives.

``seeds/board_rules.yml`` declares each rule with the values that it may have, and with the default of a parameter,
which ``board.yml`` may leave out.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from orchestration.core.settings import SEEDS_DIR

BOARD_RULES = "board_rules"


@dataclass(frozen=True)
class Rule:
    """A rule: ``allowed`` are its values, if they are listed; ``default`` is None if ``board.yml`` has it elsewhere."""

    allowed: tuple[str, ...]
    default: int | str | None


@cache
def declared_rules() -> Mapping[str, Rule]:
    """Return every rule by its name, in the order of the table's columns."""
    text = (SEEDS_DIR / f"{BOARD_RULES}.yml").read_text("utf-8")
    (seed,) = yaml.load(text, yaml.CSafeLoader)["seeds"]
    return {column["name"]: _rule(column) for column in seed["columns"]}


def _rule(column: Mapping[str, Any]) -> Rule:
    listed = (
        test["accepted_values"]["arguments"]["values"] for test in column.get("data_tests", ())
    )
    return Rule(
        tuple(value for values in listed for value in values),
        column.get("config", {}).get("meta", {}).get("default"),
    )


def parameter_defaults() -> dict[str, int | str]:
    """Return the rules that a board may leave out, each with what it then is."""
    return {
        name: rule.default for name, rule in declared_rules().items() if rule.default is not None
    }


def rules_as_csv(values: Mapping[str, Any]) -> bytes:
    """Return the table of rules with its one row; ``values`` has a value for each rule."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(declared_rules()), lineterminator="\n")
    writer.writeheader()
    writer.writerow(values)
    return text.getvalue().encode()
