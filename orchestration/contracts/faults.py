"""How a fault of a contract is reported: with its file, its key, the value found there and what was expected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from orchestration.core.errors import UsageError

_SHOWN = 80

# What was expected, by pydantic's name of the error.
_EXPECTED = {
    "string_type": "text; put it in quotes",
    "string_too_short": "text of at least one character",
    "string_too_long": "one character",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "greater_than_equal": "a number of at least {ge}",
    "less_than_equal": "a number of at most {le}",
    "list_type": "a list",
    "too_short": "a list of at least one value",
}


class ContractError(UsageError):
    """A contract that cannot be used as it is; the message names the file, the key and its value."""


def fault(text: str, place: str = "") -> PydanticCustomError:
    """Return a fault in our own words, at a place below the model or value that is being read."""
    return PydanticCustomError("fault", "{text}", {"text": text, "place": place})


def contract_error(path: Path, place: str, why: str) -> ContractError:
    """Return the refusal of a contract at a place in it."""
    return ContractError(
        f"{path}{f', {place}' if place else ''}: {why}",
        "Fix the contract (docs/deliveries.md says how a contract is written) and run again.",
    )


def explained(path: Path, error: ValidationError) -> ContractError:
    """Return the first fault of a contract in our own words."""
    (place, why), *_ = explanations(error)
    return contract_error(path, shown(place), why)


def explanations(error: ValidationError) -> list[tuple[tuple[int | str, ...], str]]:
    """Return every fault of a contract in our own words: the keys that lead to it, and why it is one."""
    return [_explanation(found) for found in error.errors(include_url=False)]


def _explanation(found: Any) -> tuple[tuple[int | str, ...], str]:
    place, value, context = found["loc"], short(found["input"]), found.get("ctx", {})
    if found["type"] == "fault":
        below = re.findall(r"[^.\[\]]+", context["place"])
        return (*place, *(int(key) if key.isdecimal() else key for key in below)), context["text"]
    if found["type"] == "missing":
        *parent, key = place
        return tuple(parent), f"{key!r} is missing"
    if found["type"] == "literal_error":
        allowed = ", ".join(re.findall("'([^']*)'", context["expected"]))
        return place, f"{value} is not one of {allowed}"
    expected = _EXPECTED.get(found["type"])
    return (
        place,
        f"{value} is not {expected.format(**context)}" if expected else f"{value}: {found['msg']}",
    )


def shown(place: Sequence[int | str]) -> str:
    """Return the keys that lead to a place as a message shows them: ``schema.fields[3].type``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return "".join(parts).lstrip(".")


def short(value: Any) -> str:
    """Return a value as Python writes it, cut off where it is long."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"
