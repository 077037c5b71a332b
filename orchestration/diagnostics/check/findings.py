"""What the check finds: relations between figures, and whether each holds, holds by rounding, or does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.numbers import Number
from orchestration.diagnostics.check.spans import Span

UNIT_WORDS = {
    ("pct", Decimal(1)): " %", ("percentage_points", Decimal(1)): " procentenheter", ("sek", Decimal(1)): " kr",
    ("sek", Decimal(1000)): " tkr", ("sek", Decimal(10**6)): " mnkr", ("sek", Decimal(10**9)): " mdkr",
}  # fmt: skip


class Verdict(StrEnum):
    """What a relation between figures turned out to be."""

    CONTRADICTS = "contradicts"
    ROUNDING = "rounding"
    HOLDS = "holds"


@dataclass(frozen=True)
class Finding:
    """A relation between figures.

    ``figures`` are their ids, last the one that was to be expected; ``printed`` and ``expected`` are texts.
    ``predicate`` says the relation in the language of ``published_statements.csv``, with ``{id}`` for a figure; it
    is empty where that language has no words for it, such as for a quotient.
    """

    kind: str
    figures: tuple[int, ...]
    places: tuple[str, ...]
    printed: str
    expected: str
    explanation: str
    verdict: Verdict = Verdict.CONTRADICTS
    predicate: str = ""
    quote: str = ""

    @property
    def is_contradiction(self) -> bool:
        """Whether the document contradicts itself, or the release, here."""
        return self.verdict is Verdict.CONTRADICTS


def verdict_of(*, agrees: bool, is_exact: bool) -> Verdict:
    """Return the verdict of a comparison that agrees within rounding or not, and to the last place or not."""
    if not agrees:
        return Verdict.CONTRADICTS
    return Verdict.HOLDS if is_exact else Verdict.ROUNDING


_ENGLISH_UNIT_WORDS = {
    **UNIT_WORDS,
    ("percentage_points", Decimal(1)): " percentage points",
    ("sek", Decimal(1)): "",
    ("sek", Decimal(1000)): " thousand",
    ("sek", Decimal(10**6)): " million",
    ("sek", Decimal(10**9)): " billion",
}


def in_unit_of(value: Decimal, figure: Figure) -> str:
    """Return a value in base units as the figure prints its own: its unit and its number of decimals."""
    number = figure.number
    places = max(number.decimals, 0)
    scaled = (value / number.scale).quantize(Decimal(1).scaleb(-places))
    text = f"{scaled:,}"
    if number.language == "sv":
        text = text.replace(",", " ").replace(".", ",")
    return text + _unit_words(number)


def printed(figure: Figure) -> str:
    """Return a figure as printed, with its unit where the text or the table states one."""
    number = figure.number
    return number.text + _unit_words(number)


def _unit_words(number: Number) -> str:
    known = UNIT_WORDS if number.language == "sv" else _ENGLISH_UNIT_WORDS
    return known.get((number.unit, number.scale), "")


def finding(
    kind: str,
    figures: Sequence[Figure],
    expected: Span | str,
    explanation: str,
    verdict: Verdict = Verdict.CONTRADICTS,
    predicate: str = "",
) -> Finding:
    """Return a finding on figures; the last of them is the one that ``expected`` is about."""
    last = figures[-1]
    text = expected if isinstance(expected, str) else in_unit_of(expected.value, last)
    quote = f"{last.label}: {last.column}".strip(": ") if last.is_cell else last.label
    return Finding(
        kind,
        tuple(figure.id for figure in figures),
        tuple(str(figure.place) for figure in figures),
        printed(last),
        text,
        explanation,
        verdict,
        predicate,
        quote,
    )


def ref(figure: Figure) -> str:
    """Return a figure as a term of a predicate, to be given its name in the register later."""
    return f"figure:{{{figure.id}}}"
