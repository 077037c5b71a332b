"""The doc block that is made from reference data: the printed figures that no extract gives, and why."""

from __future__ import annotations

import csv
import io


def render_not_computed(figures: str) -> str:
    """Return the doc block: how many of the printed figures no measure computes, and why, one row per figure.

    Parameters
    ----------
    figures
        The content of ``published_figures.csv``.
    """
    printed = list(csv.DictReader(io.StringIO(figures)))
    lacking = [figure for figure in printed if not figure["measure_id"]]
    lines = [
        "{% docs not_computed %}",
        f"{len(lacking)} of the {len(printed)} printed figures are computed from no extract:",
        "",
        "| Figure | Where | Printed | Why no extract gives it |",
        "|---|---|---|---|",
        *(
            f"| {figure['label_sv']} (`{figure['figure_id']}`) | {figure['section']}, {figure['place']} "
            f"| {figure['printed']} | {figure['not_computed_reason']} |"
            for figure in lacking
        ),
        "{% enddocs %}",
    ]
    return "\n".join(lines) + "\n"
