"""How a chart is drawn: its colours, its wide and narrow form, its axis of names, and Vega-Lite, which makes the SVG.

Which charts there are, and what each shows, is in the modules beside this one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.report.document import Drawing
from orchestration.report.fonts import SANS, font_folders

# Each has a contrast of at least 4.5 to white. A dark screen replaces them (templates/report.css).
INK = "#1f2a33"
BLUE = "#0b5a82"
RUST = "#a8481b"
GREEN = "#2f6b3c"
GREY = "#66727b"
RULE = "#d4dade"

_VEGA_LITE = "5.20"

Spec = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """How wide a chart is; on a narrow one the name of a bar is above it, not beside it."""

    width: int
    names_above: bool

    def step(self, height: int) -> int:
        """Return the height of a row: that of its bar, and of its name where that is above."""
        return height + (20 if self.names_above else 0)

    @property
    def bar_shift(self) -> int:
        """Return how far below the middle of its row a bar is."""
        return 9 if self.names_above else 0


WIDE = Form(560, names_above=False)
NARROW = Form(340, names_above=True)


def drawing(spec: Callable[[Form], Spec]) -> Drawing:
    """Return a chart in both forms; ``spec`` gives its specification in Vega-Lite for one of them."""
    return Drawing(*(_svg(spec(form), form) for form in (WIDE, NARROW)))


def _svg(spec: Spec, form: Form) -> str:
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
        "width": form.width,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": 2,
        "config": config,
        **spec,
    }
    svg = vl_convert.vegalite_to_svg(whole, vl_version=_VEGA_LITE, format_locale="sv-SE")
    return re.sub(r' (?:aria-[a-z]+|role|aria-roledescription)="[^"]*"', "", svg)


def rows_named(names: Sequence[str], form: Form) -> Spec:
    """Return the axis on which each name has a row."""
    return {"field": "name", "type": "nominal", "sort": list(names), "axis": names_axis(form)}


def names_written_above(y: Spec, form: Form) -> list[Spec]:
    """Return the layer that writes each name above its row; none if the names are beside their rows."""
    if not form.names_above:
        return []
    mark = {"type": "text", "align": "left", "dy": -10, "color": INK, "limit": form.width - 4}
    return [{"mark": mark, "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "name"}}}]


def names_axis(form: Form) -> Spec | None:
    """Return how names are placed beside their rows; None where they are above."""
    if form.names_above:
        return None
    return {"title": None, "labelLimit": 330, "ticks": False, "domain": False, "labelPadding": 8}
