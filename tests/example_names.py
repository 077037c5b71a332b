"""What names the worked example: the body, and the units, areas, projects and printed figures of its seeds."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from orchestration.core.settings import SEEDS_DIR

# Words that are a unit's name in the example and anybody's word, or a kind of system that Bokslut knows.
COMMON = {
    "contact_centre", "procurement", "capital_costs", "kontaktcenter", "upphandling", "förvaltningsledning",
    "löneadministration", "ekonomiadministration", "redovisning", "löneservice", "kapitalkostnader", "kundfakturor",
    "leverantörsfakturor",
}  # fmt: skip

# What the example calls the body, its city and those around it.
NAMES = {
    "Stockholm", "Servicenämnden", "Serviceförvaltningen", "Jobbtorg", "Tyck till", "212000-0142", "2120000142",
}  # fmt: skip


def rows(name: str, column: str) -> Iterator[str]:
    with (SEEDS_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if len(row[column]) > 6 and row[column].lower() not in COMMON:
                yield row[column]


def names_of_the_example() -> set[str]:
    """Return what names the example: the body, and the units, areas, projects and printed figures of its seeds."""
    return {
        *NAMES,
        *rows("business_areas", "business_area_id"),
        *rows("business_areas", "label_sv"),
        *rows("cost_centres", "cost_centre_name_sv"),
        *rows("projects", "project_name_sv"),
        *rows("published_figures", "figure_id"),
        *rows("published_statements", "statement_id"),
    }


def pattern_of_the_example() -> re.Pattern[str]:
    """Return the pattern of a name of the example as a word of its own."""
    names = sorted(names_of_the_example(), key=len, reverse=True)
    return re.compile(rf"(?<![\w/])({'|'.join(map(re.escape, names))})(?!\w)")
