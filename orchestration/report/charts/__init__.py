"""Charts as SVG, by Vega-Lite: wide for a page, narrow for a phone. Each has its numbers written in it.

No meaning depends on colour alone. The SVG contains text, not outlines, in the report's own font, so that it is sharp
in print and can be searched. A dark screen replaces these colours (``templates/report.css``). Each kind of chart has a
module; what they share is in ``drawing``. What a chart says in its title is in ``chapters.findings``.
"""

from orchestration.report.charts.bars import Bar, by_size, diverging_bars, grouped_bars, waterfall
from orchestration.report.charts.intervals import Interval, intervals
from orchestration.report.charts.lines import Point, Target, lines

__all__ = [
    "Bar",
    "Interval",
    "Point",
    "Target",
    "by_size",
    "diverging_bars",
    "grouped_bars",
    "intervals",
    "lines",
    "waterfall",
]
