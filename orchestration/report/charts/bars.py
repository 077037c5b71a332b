"""Charts of amounts as bars: side by side, around zero, and as a bridge between two totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from orchestration.report.charts.drawing import (
    BLUE,
    GREEN,
    GREY,
    INK,
    RUST,
    Form,
    Spec,
    drawing,
    names_axis,
    names_written_above,
    rows_named,
)
from orchestration.report.document import Drawing


@dataclass(frozen=True)
class Bar:
    """A bar with its name, its series and the number that is written at it."""

    name: str
    value: Decimal
    written: str
    series: str = ""


def by_size(bars: Iterable[Bar]) -> list[Bar]:
    """Return bars in the order of their values, the least favourable first."""
    return sorted(bars, key=lambda bar: bar.value)


def grouped_bars(bars: Sequence[Bar], series: Sequence[str]) -> Drawing:
    """Return grouped bars: for each name one bar per series, in its own colour, with the series' name at it."""
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
    so a bar would be cut off and its length would mean nothing.
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
