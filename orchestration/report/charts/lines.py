"""A chart of months as lines, with a target across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from orchestration.report.charts.drawing import BLUE, GREEN, INK, RULE, RUST, Form, Spec, drawing
from orchestration.report.document import Drawing


@dataclass(frozen=True)
class Point:
    """A value of a month in a series."""

    month: str
    value: Decimal
    series: str


@dataclass(frozen=True)
class Target:
    """A line that values should reach, or stay under, with what is written at it."""

    value: Decimal
    written: str


def lines(points: Sequence[Point], unit: str, target: Target | None = None) -> Drawing:
    """Return a line of months for each series, the first full, the second dashed, each named at its end.

    A target is a thin line across, named at its beginning.
    """
    values = [
        {"month": point.month, "value": float(point.value), "series": point.series}
        for point in points
    ]
    months = list(dict.fromkeys(point.month for point in points))
    series = list(dict.fromkeys(point.series for point in points))
    last = {name: [value for value in values if value["series"] == name][-1] for name in series}
    highest = max([value["value"] for value in values] + ([float(target.value)] if target else []))

    def spec(form: Form) -> Spec:
        x = {
            "field": "month",
            "type": "ordinal",
            "sort": months,
            "axis": {
                "title": None,
                "labelAngle": 0,
                "grid": False,
                "labelExpr": "slice(datum.label, 0, 1)" if form.names_above else "datum.label",
            },
        }
        y = {
            "field": "value",
            "type": "quantitative",
            "axis": {"title": None, "format": ",.0f", "gridColor": RULE, "tickCount": 5},
            "scale": {"domain": [0, highest * 1.08]},
        }
        colour = {"domain": series, "range": [BLUE, RUST][: len(series)]}
        base = {
            "x": x,
            "y": y,
            "color": {"field": "series", "scale": colour, "legend": None},
        }
        dash = {"domain": series, "range": [[1, 0], [5, 4]][: len(series)]}
        at_end = {"type": "text", "align": "left", "dx": 8, "fontWeight": 600}
        layers: list[Spec] = [
            {
                "mark": {"type": "line", "strokeWidth": 2.2},
                "encoding": base
                | {"strokeDash": {"field": "series", "scale": dash, "legend": None}},
            },
            {"mark": {"type": "point", "filled": True, "size": 34}, "encoding": base},
            {
                "data": {"values": _apart([last[name] for name in series], highest)},
                "mark": at_end,
                "encoding": base | {"y": y | {"field": "at"}, "text": {"field": "series"}},
            },
        ]
        if target is not None:
            level = {"datum": float(target.value)}
            layers += [
                {
                    "mark": {"type": "rule", "color": GREEN, "strokeWidth": 1.4},
                    "encoding": {"y": level},
                },
                {
                    "data": {"values": [{"written": target.written}]},
                    "mark": {"type": "text", "align": "left", "dx": 3, "dy": 10, "color": GREEN},
                    "encoding": {"x": {"value": 0}, "y": level, "text": {"field": "written"}},
                },
            ]
        return {
            "data": {"values": values},
            "height": 190,
            "padding": {"left": 2, "top": 4, "bottom": 2, "right": 44},
            "title": {
                "text": unit,
                "anchor": "start",
                "frame": "bounds",
                "fontSize": 12,
                "fontWeight": "normal",
                "color": INK,
            },
            "layer": layers,
        }

    return drawing(spec)


def _apart(ends: Sequence[Spec], highest: float) -> list[Spec]:
    """Return the ends of lines with the height at which each is named, so that no two names cover each other."""
    least = highest * 0.1
    made: list[Spec] = []
    for end in sorted(ends, key=lambda one: one["value"]):
        at = end["value"] if not made else max(end["value"], made[-1]["at"] + least)
        made.append(end | {"at": at})
    return made
