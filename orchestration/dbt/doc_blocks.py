"""What the docs site says that follows from reference data: the printed figures that no extract bears, and why.

The text is made from the seed before dbt parses the project, and kept in git so that dbt can be run
by itself, as its sources are.
"""

from __future__ import annotations

import csv
from pathlib import Path

from orchestration.core.settings import DBT_PROJECT_DIR, SEEDS_DIR

NOT_COMPUTED = DBT_PROJECT_DIR / "models" / "not_computed.md"
_FIGURES = SEEDS_DIR / "published_figures.csv"


def write_not_computed(path: Path = NOT_COMPUTED, figures: Path = _FIGURES) -> None:
    """Write the doc block ``not_computed`` where it differs from the register of printed figures."""
    content = render_not_computed(figures)
    if not path.exists() or path.read_text("utf-8") != content:
        path.write_text(content, "utf-8")


def render_not_computed(figures: Path = _FIGURES) -> str:
    """Return the doc block: how many of the printed figures no measure computes, and why, one row per figure."""
    with figures.open(encoding="utf-8", newline="") as file:
        printed = list(csv.DictReader(file))
    lacking = [figure for figure in printed if not figure["measure_id"]]
    lines = [
        "{% docs not_computed %}",
        f"{len(lacking)} of the {len(printed)} printed figures are computed from no extract:",
        "",
        "| Figure | Where | Printed | Why no extract bears it |",
        "|---|---|---|---|",
        *(
            f"| {each['label_sv']} (`{each['figure_id']}`) | {each['section']}, {each['place']} "
            f"| {each['printed']} | {each['not_computed_reason']} |"
            for each in lacking
        ),
        "{% enddocs %}",
    ]
    return "\n".join(lines) + "\n"
