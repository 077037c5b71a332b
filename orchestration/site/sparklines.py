"""Sparklines: how a measure's value, or an extract's rows, went from period to period, as a small SVG in a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from markupsafe import Markup, escape

WIDTH, HEIGHT = 180, 36
_MARGIN = 4


@dataclass(frozen=True)
class Point:
    """A period, named as a reader reads it, and its value; None where there is none to show."""

    period: str
    value: Decimal | None


def sparkline(
    points: Sequence[Point], words: Callable[[Point, Point, Point, Point], str]
) -> Markup:
    """Return a line through the points, broken where a value is missing, with the last marked.

    Parameters
    ----------
    points
        The points in the order of their periods.
    words
        Describes what the line shows, by its first, its last, its least and its greatest point.

    Returns
    -------
    Markup
        An SVG of 180 by 36 units, or nothing where fewer than three points have a value.
    """
    shown = [point for point in points if point.value is not None]
    if len(shown) < 3:
        return Markup()
    places = _places(points)
    parts = [
        [place for place in run if place is not None]
        for is_there, run in groupby(places, key=lambda place: place is not None)
        if is_there
    ]
    lines = "".join(
        f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in part)}"/>'
        if len(part) > 1
        else f'<circle class="alone" cx="{part[0][0]:.1f}" cy="{part[0][1]:.1f}" r="1.5"/>'
        for part in parts
    )
    x, y = parts[-1][-1]
    value_of = {id(point): point.value or Decimal(0) for point in shown}
    said = words(
        shown[0],
        shown[-1],
        min(shown, key=lambda point: value_of[id(point)]),
        max(shown, key=lambda point: value_of[id(point)]),
    )
    return Markup(  # noqa: S704
        f'<svg class="sparkline" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"'
        f' aria-label="{escape(said)}"><title>{escape(said)}</title>{lines}'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/></svg>'
    )


def _places(points: Sequence[Point]) -> list[tuple[float, float] | None]:
    """Return where each point is drawn: the least value at the bottom, the greatest at the top, equal ones midway."""
    values = [point.value for point in points if point.value is not None]
    least, greatest = min(values), max(values)
    step = (WIDTH - 2 * _MARGIN) / max(len(points) - 1, 1)
    height = HEIGHT - 2 * _MARGIN

    def up(value: Decimal) -> float:
        return float((value - least) / (greatest - least)) if greatest > least else 0.5

    return [
        None
        if point.value is None
        else (_MARGIN + number * step, HEIGHT - _MARGIN - height * up(point.value))
        for number, point in enumerate(points)
    ]
