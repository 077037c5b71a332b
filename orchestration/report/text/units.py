"""The unit of an expression: kronor and persons cannot be added, and a difference of per cent is percentage points."""

from __future__ import annotations

from collections.abc import Callable

from orchestration.core.expressions import Comparison, Expression, ExpressionError, Name, Number
from orchestration.report.text.formats import ANY, NUMBER, RATIO

_FREE = (ANY, NUMBER)
_POINTS = "percentage_points"
# Money divided by one of these units is kronor per unit.
_COUNTED = ("count", "fte")


def unit_of(expression: Expression, unit_of_name: Callable[[Name], str]) -> str:
    """Return the unit of an expression: a base unit, ``number``, ``ratio`` or, of products, one that has no name.

    Raises
    ------
    ExpressionError
        When values of different units are added or subtracted.
    """
    if isinstance(expression, Number):
        return NUMBER
    if isinstance(expression, Name):
        return unit_of_name(expression)
    left = unit_of(expression.left, unit_of_name)
    right = unit_of(expression.right, unit_of_name)
    if expression.operator == "*":
        return right if left in (NUMBER, RATIO) else left if right in (NUMBER, RATIO) else "product"
    if expression.operator == "/":
        return _quotient(left, right)
    return _sum(left, right, expression.operator, expression.position)


def require_same_unit(comparison: Comparison, unit_of_name: Callable[[Name], str]) -> None:
    """Refuse a comparison of values of different units.

    Raises
    ------
    ExpressionError
        When they are, or one side has values of different units.
    """
    left = unit_of(comparison.left, unit_of_name)
    right = unit_of(comparison.right, unit_of_name)
    if left != right and left not in _FREE and right not in _FREE:
        raise ExpressionError(f"{left} cannot be compared with {right}", comparison.position)


def _sum(left: str, right: str, operator: str, position: int) -> str:
    if left == right == "date":
        if operator == "-":
            return "days"
    elif left == "date" and right in ("days", "count", *_FREE):
        return "date"
    elif left == right or left in _FREE or right in _FREE:
        unit = right if left in _FREE else left
        return _POINTS if unit == "pct" and operator == "-" else unit
    elif {left, right} == {"pct", _POINTS}:
        return "pct"
    word = "added to" if operator == "+" else "subtracted from"
    raise ExpressionError(f"{right} cannot be {word} {left}", position)


def _quotient(left: str, right: str) -> str:
    if right in _FREE:
        return left if right == NUMBER else RATIO if left == ANY else "quotient"
    if left == right:
        return RATIO
    return "sek_each" if left == "sek" and right in _COUNTED else "quotient"
