"""What every format's reader returns: the rows of one file as SQL relations of text, which ``rows`` checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orchestration.loading.rules import Rule

PROBLEM = "problem"


@dataclass(frozen=True)
class Source:
    """One file's rows, each field as text under ``rules.text_of`` (``NULL`` where empty).

    Parameters
    ----------
    rows
        How many rows the file has, counted independently of the parser, so that a row which the
        parser drops is noticed.
    first_line
        The line of the first row.
    careful
        Returns a relation with a row for *every* row of the file, however broken: ``line_number``,
        ``raw``, the texts, and ``problem``, the code of what is wrong with the row's form, or null.
        May refuse the file.
    problems
        The codes that ``problem`` may hold, each as a rule.
    fast
        A relation of the texts alone, in the file's order, which may fail or drop rows when a row's
        form is broken; None where the careful one is as good.
    fast_condition
        The condition on a row of ``fast``, in addition to the contract's rules.
    """

    rows: int
    first_line: int
    careful: Callable[[], str]
    problems: tuple[Rule, ...]
    fast: str | None = None
    fast_condition: str = "true"


def problem(code: str, expected: str) -> Rule:
    """Return a fault of a row's form, which belongs to no single field."""
    return Rule(code, "", f"{PROBLEM} = '{code}'", expected)
