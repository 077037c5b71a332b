"""The reading of a name in a text, or why there is no such name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from types import SimpleNamespace
from typing import Literal

from orchestration.core.expressions import Value
from orchestration.report.chapters.staff_marts import WITHHELD
from orchestration.report.figures import Cell

State = Literal["known", "withheld", "undelivered", "missing"]
# A day's value is the days since then.
EPOCH = date(1970, 1, 1)
# What is printed where there is no value.
WORDS: Mapping[State, str] = {
    "withheld": WITHHELD,
    "undelivered": "ej levererat",
    "missing": "uppgift saknas",
}


class UnknownNameError(Exception):
    """A name that the release does not have; the message says which part, and the closest ones."""


@dataclass(frozen=True)
class Reading:
    """What a name says: its value in the base unit if the state is ``known``, and how it is printed and defined.

    ``source`` is the row of a measure's value, or the cell with its exact value, that a printed figure leads to.
    """

    name: str
    state: State
    unit: str
    decimals: int = 0
    unit_word: str = ""
    value: Value | None = None
    source: SimpleNamespace | tuple[Cell, Decimal | int] | None = None


def closest(name: str, known: Iterable[str]) -> str:
    """Return the names that are spelled most like one, as the end of a message."""
    candidates = sorted(known)
    close = get_close_matches(name, candidates, n=4, cutoff=0.5)
    close += [one for one in candidates if name and name in one and one not in close][:3]
    shown = close or (candidates if len(candidates) <= 12 else [])
    if not shown:
        return "; `bokslut figures WORD` lists what there is"
    return f"; closest: {', '.join(shown)}" if close else f"; there are {', '.join(shown)}"
