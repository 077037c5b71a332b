"""What a board says of its report's text in ``board.yml``: what a false claim does, and names of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CLAIMS = ("block", "mark")
NOT_PLACED = ("append", "leave_out")
_KEYS = ("claims", "not_placed", "names")
_OWN_NAME = re.compile(r"[a-zåäö][a-z0-9åäö_]*")


@dataclass(frozen=True)
class TextRules:
    """How a board's chapters are treated.

    ``claims`` says what happens when a claim does not hold: ``block`` the report, or only ``mark`` the sentence.
    ``not_placed`` says what happens to tables and charts that no chapter places: ``append`` them after the chapters, or
    ``leave_out``. ``names`` are short names of measures, such as ``revenue: income_statement_sek/revenue``.
    """

    claims: str = "block"
    not_placed: str = "append"
    names: Mapping[str, str] = field(default_factory=dict)


def text_rules(content: Any) -> TextRules:
    """Return the rules that the key ``report`` of ``board.yml`` says.

    Raises
    ------
    ValueError
        When it says something unknown; the message says what was found and what is allowed.
    """
    if content is None:
        return TextRules()
    if not isinstance(content, dict):
        raise ValueError(f"report is {content!r}; expected {', '.join(_KEYS)}")
    if unknown := sorted(map(str, content.keys() - {*_KEYS})):
        raise ValueError(f"report: unknown key {unknown[0]!r}; known keys: {', '.join(_KEYS)}")
    rules = TextRules(
        content.get("claims", "block"),
        content.get("not_placed", "append"),
        content.get("names") or {},
    )
    for key, allowed in (("claims", CLAIMS), ("not_placed", NOT_PLACED)):
        if getattr(rules, key) not in allowed:
            raise ValueError(
                f"report: {key} is {getattr(rules, key)!r}; expected {' or '.join(allowed)}"
            )
    if not isinstance(rules.names, dict):
        raise ValueError(
            f"report: names is {rules.names!r}; expected names with the measures they are short for"
        )
    for name, meant in rules.names.items():
        if not isinstance(name, str) or not _OWN_NAME.fullmatch(name):
            raise ValueError(
                f"report: the name {name!r} has other characters than small letters, digits and _"
            )
        if not isinstance(meant, str) or not meant:
            raise ValueError(f"report: {name} is {meant!r}; expected a measure, such as cases")
    return rules
