"""Printed figures as the spans of values that they may have been rounded from, and arithmetic on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from orchestration.diagnostics.check.figures import Figure


@dataclass(frozen=True)
class Span:
    """What a value is at least and at most, and the value as printed or as computed from what is printed."""

    low: Decimal
    value: Decimal
    high: Decimal

    def __add__(self, other: Span) -> Span:
        """Return the sum."""
        return Span(self.low + other.low, self.value + other.value, self.high + other.high)

    def __neg__(self) -> Span:
        """Return the value with its sign turned."""
        return Span(-self.high, -self.value, -self.low)

    def __sub__(self, other: Span) -> Span:
        """Return the difference."""
        return self + -other

    def times(self, factor: Decimal) -> Span:
        """Return the value times a factor."""
        ends = sorted((self.low * factor, self.high * factor))
        return Span(ends[0], self.value * factor, ends[1])

    def over(self, other: Span) -> Span | None:
        """Return the quotient; None where the divisor may be zero."""
        if other.low <= 0 <= other.high or not other.value:
            return None
        ends = sorted(a / b for a in (self.low, self.high) for b in (other.low, other.high))
        return Span(ends[0], self.value / other.value, ends[-1])

    def agrees(self, other: Span) -> bool:
        """Return whether both may be the same value."""
        return self.low <= other.high and other.low <= self.high

    def without_sign(self) -> Span:
        """Return the size of the value, as text prints a decrease or a deficit."""
        return -self if self.value < 0 else self


def span_of(figure: Figure) -> Span:
    """Return what a printed figure may have been rounded from, with what its qualifier allows."""
    amount, half = figure.amount, figure.half
    number = figure.number
    size = abs(amount) / 100
    below, above = half, half
    if number.qualifier:
        below, above = max(half, size * number.below_pct), max(half, size * number.above_pct)
    if number.qualifier == "drygt":
        below = Decimal(0)
    elif number.qualifier == "nara":
        above = Decimal(0)
    return Span(amount - below, amount, amount + above)


def total(spans: Iterable[Span]) -> Span:
    """Return the sum of spans."""
    return reduce(Span.__add__, spans, Span(Decimal(0), Decimal(0), Decimal(0)))


def rounds_to(expected: Span, figure: Figure) -> bool:
    """Return whether a figure is what an expected size is at the figure's own last place, as text prints a change."""
    return abs(abs(expected.value) - abs(figure.amount)) <= figure.half
