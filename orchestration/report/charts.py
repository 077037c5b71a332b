"""Charts as SVG, by Vega-Lite: wide for a page, narrow for a phone. Each has its numbers written in it.

No colour says anything alone. The SVG holds text, not outlines, in the report's own font, so that it is sharp in print
and can be searched. A dark screen shows other colours in the places of these (``templates/report.css``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from orchestration.report.document import Drawing
from orchestration.report.drawing import (
    BLUE,
    GREEN,
    GREY,
    INK,
    RULE,
    RUST,
    Form,
    Spec,
    drawing,
    names_axis,
    names_written_above,
    rows_named,
)


@dataclass(frozen=True)
class Bar:
    """A bar with its name, its series and the number that is written at it."""

    name: str
    value: Decimal
    written: str
    series: str = ""


@dataclass(frozen=True)
class Interval:
    """A share with its margin of error, and the share of the year before and the target where there is one."""

    name: str
    value: Decimal
    margin: Decimal
    written: str
    prior: Decimal | None
    target: Decimal | None = None


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


def by_size(bars: Iterable[Bar]) -> list[Bar]:
    """Return bars in the order of their values, the least favourable first."""
    return sorted(bars, key=lambda bar: bar.value)


def grouped_bars(bars: Sequence[Bar], series: Sequence[str]) -> Drawing:
    """Return bars side by side of each name, a colour and a row for each series, whose name is at its bar."""
    several = len(series) > 1
    values = [
        _bar(bar) | {"label": f"{bar.series}: {bar.written}" if several else bar.written}
        for bar in bars
    ]
    names = list(dict.fromkeys(bar.name for bar in bars))

    def spec(form: Form) -> Spec:
        base = {
            "y": {
                "field": "name",
                "type": "nominal",
                "sort": names,
                "axis": names_axis(form),
                "scale": {"paddingInner": 0.45 if form.names_above else 0.2},
            },
            "yOffset": {"field": "series", "sort": list(series)},
        }
        x = {
            "field": "value",
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": _with_room([bar.value for bar in bars], form, 0.30)},
        }
        colour = {
            "field": "series",
            "scale": {"domain": list(series), "range": [BLUE, GREY]},
            "legend": None,
        }
        label = {"type": "text", "align": "left", "dx": 4, "color": INK}
        layers: list[Spec] = [
            {"mark": {"type": "bar"}, "encoding": base | {"x": x, "color": colour}},
            {"mark": label, "encoding": base | {"x": x, "text": {"field": "label"}}},
        ]
        if form.names_above:
            above = {"type": "text", "align": "left", "fontWeight": 600, "color": INK, "dy": -38}
            layers.append(
                {
                    "transform": [{"filter": {"field": "series", "equal": series[0]}}],
                    "mark": above,
                    "encoding": {"y": base["y"], "x": {"value": 0}, "text": {"field": "name"}},
                }
            )
        return {
            "data": {"values": values},
            "height": {"step": 21 if not form.names_above else 26},
            "layer": layers,
        }

    return drawing(spec)


def diverging_bars(bars: Sequence[Bar]) -> Drawing:
    """Return bars to the left and right of zero, what is favourable to the right."""
    values = [_bar(bar) | {"good": bar.value >= 0} for bar in bars]

    def spec(form: Form) -> Spec:
        y = rows_named([bar.name for bar in bars], form)
        x = {
            "field": "value",
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": _with_room([bar.value for bar in bars], form, 0.14)},
        }
        base = {"y": y, "x": x}
        colour = {"condition": {"test": "datum.good", "value": BLUE}, "value": RUST}
        shift = form.bar_shift
        return {
            "data": {"values": values},
            "height": {"step": form.step(24)},
            "layer": [
                {
                    "mark": {"type": "bar", "size": 15, "yOffset": shift},
                    "encoding": base | {"color": colour},
                },
                {
                    "mark": {
                        "type": "tick",
                        "orient": "vertical",
                        "size": 24,
                        "thickness": 1,
                        "opacity": 1,
                        "color": INK,
                        "yOffset": shift,
                    },
                    "encoding": {"y": y, "x": {"datum": 0, "axis": None}},
                },
                *(
                    {
                        "transform": [{"filter": f"datum.good == {good}"}],
                        "mark": {
                            "type": "text",
                            "color": INK,
                            "align": align,
                            "dx": dx,
                            "dy": shift,
                        },
                        "encoding": base | {"text": {"field": "written"}},
                    }
                    for good, align, dx in (("true", "left", 4), ("false", "right", -4))
                ),
                *names_written_above(y, form),
            ],
        }

    return drawing(spec)


def waterfall(start: Bar, steps: Sequence[Bar], end: Bar) -> Drawing:
    """Return a bridge from one total to another; each step begins where the one before ended.

    A step is a bar as long as its amount. The totals are lines across their rows, not bars: the axis begins near them,
    where a bar would be cut and its length would say nothing.
    """
    totals: list[Spec] = [
        {"name": total.name, "level": float(total.value), "written": total.written}
        for total in (start, end)
    ]
    bars: list[Spec] = []
    level = start.value
    for step in steps:
        after = level + step.value
        bars.append(
            {
                "name": step.name,
                "before": float(level),
                "after": float(after),
                "end": float(max(level, after)),
                "written": step.written,
                "kind": "up" if step.value >= 0 else "down",
            }
        )
        level = after
    names = [start.name, *(step.name for step in steps), end.name]
    levels = [total["level"] for total in totals] + [
        bar[side] for bar in bars for side in ("before", "after")
    ]
    low, high = min(levels), max(levels)
    width = high - low or 1.0

    def spec(form: Form) -> Spec:
        y = rows_named(names, form)
        room = width * (0.32 if form.names_above else 0.18)
        scale = {"domain": [low - width * 0.04, high + room], "zero": False}
        colour = {"domain": ["up", "down"], "range": [RUST, GREEN]}
        shift = form.bar_shift

        def at(field: str) -> Spec:
            return {
                "y": y,
                "x": {"field": field, "type": "quantitative", "scale": scale, "axis": None},
            }

        written = {"type": "text", "align": "left", "dy": shift, "color": INK}
        return {
            "data": {"values": [{"name": name} for name in names]},
            "height": {"step": form.step(26)},
            "layer": [
                {
                    "data": {"values": totals},
                    "mark": {
                        "type": "tick",
                        "size": 20,
                        "thickness": 4,
                        "yOffset": shift,
                        "color": BLUE,
                        "opacity": 1,
                    },
                    "encoding": at("level"),
                },
                {
                    "data": {"values": totals},
                    "mark": written | {"dx": 8},
                    "encoding": at("level") | {"text": {"field": "written"}},
                },
                {
                    "data": {"values": bars},
                    "mark": {"type": "bar", "size": 16, "yOffset": shift},
                    "encoding": at("before")
                    | {
                        "x2": {"field": "after"},
                        "color": {"field": "kind", "scale": colour, "legend": None},
                    },
                },
                {
                    "data": {"values": bars},
                    "mark": written | {"dx": 4},
                    "encoding": at("end") | {"text": {"field": "written"}},
                },
                *names_written_above(y, form),
            ],
        }

    return drawing(spec)


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


def intervals(shares: Sequence[Interval], this_year: str, prior_year: str) -> Drawing:
    """Return shares in per cent, each a dot within its margin of error, beside the year before and the target."""
    values = [
        {
            "name": share.name,
            "value": float(share.value),
            "low": float(max(share.value - share.margin, Decimal(0))),
            "high": float(min(share.value + share.margin, Decimal(100))),
            "written": share.written,
            "prior": None if share.prior is None else float(share.prior),
            "target": None if share.target is None else float(share.target),
        }
        for share in shares
    ]
    names = {"target": "Årsmål", "prior": prior_year, "value": this_year}
    known = [
        column
        for column in ("value", "prior", "target")
        if any(value[column] is not None for value in values)
    ]
    shown = {"value": (BLUE, "circle"), "prior": (GREY, "diamond"), "target": (GREEN, "stroke")}
    domain = [names[column] for column in known]

    def spec(form: Form) -> Spec:
        y = rows_named([share.name for share in shares], form)
        axis = {"title": "procent", "grid": True, "gridColor": RULE, "tickCount": 5}
        scale = {"domain": _share_domain(values)}
        x = {"field": "value", "type": "quantitative", "scale": scale, "axis": axis}
        legend = _legend()
        colours = {"domain": domain, "range": [shown[column][0] for column in known]}
        shapes = {"domain": domain, "range": [shown[column][1] for column in known]}
        shift = form.bar_shift

        def dots(column: str) -> Spec:
            mark: Spec = {
                "type": "point",
                "filled": True,
                "size": 60,
                "opacity": 1,
                "yOffset": shift,
            }
            if column == "target":
                mark |= {"filled": False, "size": 130, "strokeWidth": 2.4, "angle": 90}
            return {
                "transform": [
                    {"filter": f"datum.{column} != null"},
                    {"calculate": f"'{names[column]}'", "as": "what"},
                ],
                "mark": mark,
                "encoding": {
                    "y": y,
                    "x": x | {"field": column},
                    "color": {"field": "what", "scale": colours, "legend": legend},
                    "shape": {"field": "what", "scale": shapes, "legend": legend},
                },
            }

        written = {"type": "text", "align": "left", "dx": 5, "dy": shift, "color": INK}
        return {
            "data": {"values": values},
            "height": {"step": form.step(22)},
            "padding": {"left": 2, "top": 2, "bottom": 2, "right": 22},
            "layer": [
                {
                    "mark": {"type": "rule", "color": BLUE, "strokeWidth": 2, "yOffset": shift},
                    "encoding": {"y": y, "x": x | {"field": "low"}, "x2": {"field": "high"}},
                },
                *(dots(column) for column in reversed(known)),
                {
                    "transform": [
                        {"calculate": "max(datum.high, datum.prior, datum.target)", "as": "end"}
                    ],
                    "mark": written,
                    "encoding": {"y": y, "x": x | {"field": "end"}, "text": {"field": "written"}},
                },
                *names_written_above(y, form),
            ],
        }

    return drawing(spec)


def _bar(bar: Bar) -> Spec:
    return {
        "name": bar.name,
        "value": float(bar.value),
        "written": bar.written,
        "series": bar.series,
    }


def _with_room(values: Iterable[Decimal], form: Form, share: float) -> list[float]:
    """Return a domain around zero with room for what is written at the bars' ends."""
    known = [float(value) for value in values]
    low, high = min([*known, 0.0]), max([*known, 0.0])
    room = (high - low or 1.0) * share * (1.6 if form.names_above else 1)
    return [low - room if low < 0 else 0.0, high + room]


def _share_domain(values: Sequence[Spec]) -> list[float]:
    """Return the shares that a chart spans, in whole tens: all of its dots and margins, and not what is empty."""
    known = [
        value[column]
        for value in values
        for column in ("low", "high", "prior", "target")
        if value[column] is not None
    ]
    low, high = min(known), max(known)
    return [max(0, 10 * (int(low) // 10) - 10), min(100, 10 * (int(high) // 10) + 10)]


def _apart(ends: Sequence[Spec], highest: float) -> list[Spec]:
    """Return the ends of lines with the height at which each is named, so that no two names cover each other."""
    least = highest * 0.1
    made: list[Spec] = []
    for end in sorted(ends, key=lambda one: one["value"]):
        at = end["value"] if not made else max(end["value"], made[-1]["at"] + least)
        made.append(end | {"at": at})
    return made


def _legend() -> Spec:
    return {"title": None, "orient": "top"}
