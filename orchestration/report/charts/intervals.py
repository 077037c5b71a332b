"""A chart of shares as dots with their margins of error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from orchestration.report.charts.drawing import (
    BLUE,
    GREEN,
    GREY,
    INK,
    RULE,
    Form,
    Spec,
    drawing,
    names_written_above,
    rows_named,
)
from orchestration.report.document import Drawing


@dataclass(frozen=True)
class Interval:
    """A share with its margin of error, and the share of the year before and the target where there is one."""

    name: str
    value: Decimal
    margin: Decimal
    written: str
    prior: Decimal | None
    target: Decimal | None = None


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


def _share_domain(values: Sequence[Spec]) -> list[float]:
    """Return the range of a chart's axis, in whole tens: it covers all dots and margins without empty space."""
    known = [
        value[column]
        for value in values
        for column in ("low", "high", "prior", "target")
        if value[column] is not None
    ]
    low, high = min(known), max(known)
    return [max(0, 10 * (int(low) // 10) - 10), min(100, 10 * (int(high) // 10) + 10)]


def _legend() -> Spec:
    return {"title": None, "orient": "top"}
