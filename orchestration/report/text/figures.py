"""The figures and claims of a chapter: read, computed from the release, and printed with a way to their definitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from orchestration.core.expressions import (
    Comparison,
    Expression,
    ExpressionError,
    Name,
    Value,
    Verdict,
    compare,
    evaluate,
    for_all,
    names_in,
    parse_expression,
    parse_predicate,
    worst,
)
from orchestration.report import numbers
from orchestration.report.document import Inlines, Text
from orchestration.report.figures import Figures
from orchestration.report.text.formats import (
    ANY,
    FormatError,
    default_format,
    formatted,
    read_format,
    require_suitable,
    round_half_away,
)
from orchestration.report.text.readings import WORDS, Reading, State, UnknownNameError
from orchestration.report.text.units import require_same_unit, unit_of

_EXACT_DECIMALS = 8
# The reasons for a missing value by precedence: of several, the first is printed, which must not be hidden.
_STATES: Sequence[State] = ("withheld", "undelivered", "missing")


class FigureError(Exception):
    """A figure or a claim that cannot be computed; ``is_of_data`` where the release is the reason, not the markup."""

    def __init__(self, message: str, *, is_of_data: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.is_of_data = is_of_data


@dataclass(frozen=True)
class Checked:
    """What a release says of a claim: the verdict, and the reason if it does not hold.

    ``remark`` says why in Swedish, for the report, and ``explanation`` in English, for who makes it.
    """

    verdict: Verdict
    remark: str = ""
    explanation: str = ""


class Names(Protocol):
    """What reads the names of a text."""

    def read(self, name: str) -> Reading:
        """Return what a name says, or raise ``UnknownNameError``."""
        ...

    def members(self, name: str) -> list[str]:
        """Return what a name with ``*`` is of, or raise ``UnknownNameError``."""
        ...

    @property
    def where_less_is_withheld(self) -> str:
        """The end of a sentence that names an earlier release which withholds less; empty without one."""
        ...


class TextFigures:
    """Prints the figures of an edition's text, and checks its claims.

    ``figures`` gives printed values their definitions; without it no name has a value.
    """

    def __init__(self, references: Names, figures: Figures | None, amounts_in: str) -> None:
        self._references = references
        self._figures = figures
        self._amounts_in = amounts_in

    def printed(self, content: str) -> Inlines:
        """Return a figure as printed; ``content`` is its expression and, after a bar, its format.

        Raises
        ------
        FigureError
            When it cannot be read, names something unknown, or has a format that does not suit its unit.
        """
        said, bar, form_said = content.partition("|")
        try:
            expression = parse_expression(said.strip())
            readings = self._readings(expression)
            unit = unit_of(expression, lambda name: readings[name.text].unit)
            form = read_format(form_said) if bar else default_format(unit, self._amounts_in)
            require_suitable(form, unit)
            if (state := _state(readings.values())) != "known":
                return (Text(WORDS[state]),)
            value = evaluate(expression, lambda name: readings[name.text].value)
            assert value is not None
            only = readings[expression.text] if isinstance(expression, Name) else None
            printed = formatted(
                value.amount,
                unit,
                form,
                decimals=_decimals(value.amount, unit, readings),
                unit_word=only.unit_word if only else "",
            )
        except (ExpressionError, UnknownNameError, FormatError) as error:
            raise FigureError(_said(error)) from None
        return self._with_definition(printed, readings)

    def checked(self, predicate: str) -> Checked:
        """Return the verdict on a claim.

        Raises
        ------
        FigureError
            When it cannot be read, names something unknown, compares different units, or rests on a figure that is
            withheld: its verdict would reveal something about a group that the law protects.
        """
        try:
            comparisons = [
                one
                for comparison in parse_predicate(predicate)
                for one in for_all(comparison, lambda name: self._references.members(name.text))
            ]
            verdicts: list[Verdict] = []
            reasons: list[tuple[str, str]] = []
            for comparison in comparisons:
                readings = {
                    **self._readings(comparison.left),
                    **self._readings(comparison.right),
                }
                if _state(readings.values()) == "withheld":
                    withheld = next(
                        name for name, one in readings.items() if one.state == "withheld"
                    )
                    raise FigureError(
                        f"{withheld} is withheld, so nothing may be claimed of it"
                        f"{self._references.where_less_is_withheld}",
                        is_of_data=True,
                    )
                require_same_unit(comparison, lambda name, known=readings: known[name.text].unit)
                verdict = compare(comparison, lambda name, known=readings: known[name.text].value)
                verdicts.append(verdict)
                reasons += _reasons(comparison, verdict, readings)
        except (ExpressionError, UnknownNameError, FormatError) as error:
            raise FigureError(_said(error)) from None
        remarks = "; ".join(dict.fromkeys(remark for remark, _ in reasons))
        explanations = "; ".join(dict.fromkeys(explanation for _, explanation in reasons))
        return Checked(worst(verdicts), remarks, explanations)

    def _readings(self, expression: Expression) -> dict[str, Reading]:
        return {name.text: self._references.read(name.text) for name in names_in(expression)}

    def _with_definition(self, printed: str, readings: Mapping[str, Reading]) -> Inlines:
        """Return a figure that leads to the definition of the first value in it that has one."""
        for reading in readings.values():
            if self._figures is None or reading.source is None:
                continue
            if isinstance(reading.source, tuple):
                return self._figures.cell(*reading.source, printed)
            return self._figures.value_of_row(reading.source, printed)
        return (Text(printed),)


def _state(readings: Iterable[Reading]) -> State:
    states = {reading.state for reading in readings}
    for state in _STATES:
        if state in states:
            return state
    return "known"


def _decimals(amount: Fraction, unit: str, readings: Mapping[str, Reading]) -> int:
    """Return the decimals of the measures in a figure; for a single target, as many as it needs."""
    most = max((reading.decimals for reading in readings.values()), default=0)
    if unit != ANY:
        return most
    return next((places for places in range(most) if (amount * 10**places).denominator == 1), most)


def _reasons(
    comparison: Comparison, verdict: Verdict, readings: Mapping[str, Reading]
) -> list[tuple[str, str]]:
    """Return why a comparison does not hold, in Swedish and in English; nothing where it does."""
    if verdict == "cannot_be_checked":
        missing: dict[str, State] = {
            name: one.state for name, one in readings.items() if one.state != "known"
        }
        states: list[State] = list(dict.fromkeys(missing.values()))
        names = [f"{name} is {state}" for name, state in missing.items()]
        return [
            (
                f"kan inte prövas: {', '.join(WORDS[state] for state in states)}",
                f"cannot be checked: {names[0]}"
                + (f" and {len(names) - 1} more" if names[1:] else ""),
            )
        ]
    if verdict != "contradicted":
        return []

    def value_of(name: Name) -> Value | None:
        return readings[name.text].value

    values = [evaluate(side, value_of) for side in (comparison.left, comparison.right)]
    left, right = (
        numbers.exact(round_half_away(value.amount, _EXACT_DECIMALS)) for value in values if value
    )
    return [
        (
            f"påståendet håller inte: {comparison.text} är {left} mot {right}",
            f"{comparison.text} does not hold: {left} against {right}",
        )
    ]


def _said(error: ExpressionError | UnknownNameError | FormatError) -> str:
    if isinstance(error, ExpressionError):
        return f"{error.message} (character {error.position + 1})"
    return str(error)
