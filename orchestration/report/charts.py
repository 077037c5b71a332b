"""Charts as SVG, by Vega-Lite. Each has its numbers written in it: no colour says anything alone.

The SVG holds text, not outlines, in the report's own font, so that it is sharp in print and can be searched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from orchestration.report.fonts import SANS, font_folders

# Each has a contrast of at least 4.5 to white.
INK = "#1f2a33"
BLUE = "#0b5a82"
RUST = "#a8481b"
GREEN = "#2f6b3c"
GREY = "#66727b"
_RULE = "#d4dade"

_WIDTH = 560
_VEGA_LITE = "5.20"


@dataclass(frozen=True)
class Bar:
    """A bar with its name, its series and the number that is written at it."""

    name: str
    value: Decimal
    written: str
    series: str = ""


@dataclass(frozen=True)
class Interval:
    """A share with its margin of error, and the share of the year before where there is one."""

    name: str
    value: Decimal
    margin: Decimal
    written: str
    prior: Decimal | None


@dataclass(frozen=True)
class Point:
    """A value of a month in a series."""

    month: str
    value: Decimal
    series: str


def grouped_bars(bars: Sequence[Bar], series: Sequence[str]) -> str:
    """Return bars side by side of each name, a colour and a row for each series."""
    values = [_bar(bar) for bar in bars]
    names = list(dict.fromkeys(bar.name for bar in bars))
    base = {
        "y": {"field": "name", "type": "nominal", "sort": names, "axis": _names_axis()},
        "yOffset": {"field": "series", "sort": list(series)},
        "x": {"field": "value", "type": "quantitative", "axis": None},
    }
    colour = {
        "field": "series",
        "scale": {"domain": list(series), "range": [BLUE, GREY]},
        "legend": _legend(),
    }
    return _svg(
        {
            "data": {"values": values},
            "height": {"step": 19},
            "layer": [
                {"mark": {"type": "bar"}, "encoding": base | {"color": colour}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 4, "color": INK},
                    "encoding": base | {"text": {"field": "written"}},
                },
            ],
        }
    )


def diverging_bars(bars: Sequence[Bar]) -> str:
    """Return bars to the left and right of zero, what is favourable to the right."""
    values = [_bar(bar) | {"good": bar.value >= 0} for bar in bars]
    y = {"field": "name", "type": "nominal", "sort": [bar.name for bar in bars]}
    text = {"type": "text", "color": INK}
    x = {
        "field": "value",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": _padded(bar.value for bar in bars)},
    }
    base = {"y": y | {"axis": _names_axis()}, "x": x}
    return _svg(
        {
            "data": {"values": values},
            "height": {"step": 24},
            "layer": [
                {
                    "mark": {"type": "bar", "size": 15},
                    "encoding": base
                    | {
                        "color": {"condition": {"test": "datum.good", "value": BLUE}, "value": RUST}
                    },
                },
                {
                    "mark": {"type": "rule", "color": INK},
                    "encoding": {"x": {"datum": 0, "axis": None}},
                },
                *(
                    {
                        "transform": [{"filter": f"datum.good == {good}"}],
                        "mark": text | {"align": align, "dx": dx},
                        "encoding": base | {"text": {"field": "written"}},
                    }
                    for good, align, dx in (("true", "left", 4), ("false", "right", -4))
                ),
            ],
        }
    )


def waterfall(start: Bar, steps: Sequence[Bar], end: Bar) -> str:
    """Return a bridge from one total to another; each step begins where the one before ended."""
    rows: list[dict[str, Any]] = [
        {
            "name": start.name,
            "from": 0,
            "to": float(start.value),
            "written": start.written,
            "kind": "total",
        }
    ]
    level = start.value
    for step in steps:
        after = level + step.value
        kind = "up" if step.value >= 0 else "down"
        rows.append(
            {
                "name": step.name,
                "from": float(level),
                "to": float(after),
                "written": step.written,
                "kind": kind,
            }
        )
        level = after
    rows.append(
        {
            "name": end.name,
            "from": 0,
            "to": float(end.value),
            "written": end.written,
            "kind": "total",
        }
    )
    floor = float(min(start.value, end.value)) * 0.88
    for row in rows:
        row["from"] = max(row["from"], floor)
        row["end"] = max(row["from"], row["to"])
    names = [row["name"] for row in rows]
    y = {"field": "name", "type": "nominal", "sort": names, "axis": _names_axis()}
    scale = {"domain": [floor, max(row["end"] for row in rows) * 1.02], "zero": False}
    colour = {"domain": ["total", "up", "down"], "range": [BLUE, RUST, GREEN]}
    x = {"field": "from", "type": "quantitative", "scale": scale, "axis": None}
    return _svg(
        {
            "data": {"values": rows},
            "height": {"step": 26},
            "layer": [
                {
                    "mark": {"type": "bar", "size": 16},
                    "encoding": {
                        "y": y,
                        "x": x,
                        "x2": {"field": "to"},
                        "color": {"field": "kind", "scale": colour, "legend": None},
                    },
                },
                {
                    "mark": {"type": "text", "align": "left", "dx": 4, "color": INK},
                    "encoding": {"y": y, "x": x | {"field": "end"}, "text": {"field": "written"}},
                },
            ],
        }
    )


def lines(points: Sequence[Point], unit: str) -> str:
    """Return a line of months for each series; the first is full, the second dashed, each named at its end."""
    values = [
        {"month": point.month, "value": float(point.value), "series": point.series}
        for point in points
    ]
    months = list(dict.fromkeys(point.month for point in points))
    series = list(dict.fromkeys(point.series for point in points))
    x = {
        "field": "month",
        "type": "ordinal",
        "sort": months,
        "axis": {"title": None, "labelAngle": 0, "grid": False},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "axis": {"title": unit, "format": ",.0f", "gridColor": _RULE, "tickCount": 5},
        "scale": {"zero": True},
    }
    base = {
        "x": x,
        "y": y,
        "color": {
            "field": "series",
            "scale": {"domain": series, "range": [BLUE, RUST][: len(series)]},
            "legend": _legend(),
        },
    }
    dash = {
        "field": "series",
        "scale": {"domain": series, "range": [[1, 0], [5, 4]]},
        "legend": _legend(),
    }
    return _svg(
        {
            "data": {"values": values},
            "height": 190,
            "layer": [
                {
                    "mark": {"type": "line", "strokeWidth": 2.2},
                    "encoding": base | {"strokeDash": dash},
                },
                {"mark": {"type": "point", "filled": True, "size": 34}, "encoding": base},
            ],
        }
    )


def intervals(shares: Sequence[Interval], this_year: str, prior_year: str) -> str:
    """Return shares in per cent, each a dot within its margin of error, beside that of the year before."""
    values = [
        {
            "name": share.name,
            "value": float(share.value),
            "low": float(max(share.value - share.margin, Decimal(0))),
            "high": float(min(share.value + share.margin, Decimal(100))),
            "written": share.written,
            "prior": None if share.prior is None else float(share.prior),
        }
        for share in shares
    ]
    y = {
        "field": "name",
        "type": "nominal",
        "sort": [share.name for share in shares],
        "axis": _names_axis(),
    }
    axis = {"title": "procent", "grid": True, "gridColor": _RULE, "tickCount": 6}
    scale = {"domain": [0, 100]}
    x = {"field": "value", "type": "quantitative", "scale": scale, "axis": axis}
    colours = {"domain": [this_year, prior_year], "range": [BLUE, GREY]}
    shapes = {"domain": [this_year, prior_year], "range": ["circle", "diamond"]}

    def dots(column: str, name: str) -> dict[str, Any]:
        return {
            "transform": [
                {"filter": f"datum.{column} != null"},
                {"calculate": f"'{name}'", "as": "year"},
            ],
            "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
            "encoding": {
                "y": y,
                "x": x | {"field": column},
                "color": {"field": "year", "scale": colours, "legend": _legend()},
                "shape": {"field": "year", "scale": shapes, "legend": _legend()},
            },
        }

    return _svg(
        {
            "data": {"values": values},
            "height": {"step": 22},
            "layer": [
                {
                    "mark": {"type": "rule", "color": BLUE, "strokeWidth": 2},
                    "encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}},
                },
                dots("prior", prior_year),
                dots("value", this_year),
            ],
        }
    )


def _svg(spec: dict[str, Any]) -> str:
    """Return a specification as SVG, which says nothing to a screen reader by itself: its place in a document does."""
    import vl_convert

    for folder in font_folders():
        vl_convert.register_font_directory(str(folder))
    config = {
        "font": SANS,
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelColor": INK,
            "titleColor": INK,
            "domainColor": GREY,
            "tickColor": GREY,
        },
        "text": {"fontSize": 12},
        "legend": {"labelFontSize": 12, "labelColor": INK},
    }
    whole = {
        "width": _WIDTH,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": 2,
        "config": config,
        **spec,
    }
    svg = vl_convert.vegalite_to_svg(whole, vl_version=_VEGA_LITE, format_locale="sv-SE")
    return re.sub(r' (?:aria-[a-z]+|role|aria-roledescription)="[^"]*"', "", svg)


def _bar(bar: Bar) -> dict[str, Any]:
    return {
        "name": bar.name,
        "value": float(bar.value),
        "written": bar.written,
        "series": bar.series,
    }


def _padded(values: Any) -> list[float]:
    """Return a domain around zero with room for what is written at the bars' ends."""
    known = [float(value) for value in values]
    low, high = min([*known, 0.0]), max([*known, 0.0])
    room = (high - low or 1.0) * 0.14
    return [low - room, high + room]


def _names_axis() -> dict[str, Any]:
    return {"title": None, "labelLimit": 330, "ticks": False, "domain": False, "labelPadding": 8}


def _legend() -> dict[str, Any]:
    return {"title": None, "orient": "top", "symbolType": "square"}
