"""Which controls of the gate protect a figure: those that read what it is made of, or the table that shows it.

It follows from the controls' SQL, so that no list has to be kept: a control that reads
``staging.stg_payroll__payslips`` protects whatever counts payslips.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from types import SimpleNamespace

from orchestration.gate import Control, Severity
from orchestration.site.content import Content
from orchestration.site.project import Group, Table
from orchestration.site.texts import Phrase

_TABLE = re.compile(
    r"\b(?:raw|staging|intermediate|reference|common|economics|goals|hr|measures|services|tie_out)\.(\w+)"
)
# Raw tables that are about every extract.
_OF_ALL_EXTRACTS = frozenset({"loads", "profiles"})
_TIE_OUT_OF_FIGURES = "mart_tie_out__figures"

FAMILIES = {
    "": Phrase("Totals of the ledger, the funds and the published tables reconcile"),
    "recomputed": Phrase("Published rows are worked out a second way, cell by cell"),
    "completeness": Phrase("Everything that is owed is delivered, and delivered whole"),
    "across_systems": Phrase("What one system says agrees with what another says of the same"),
    "row_logic": Phrase("Each row is possible"),
    "roll_forward": Phrase("The year follows the year before, and what was published of it"),
    "plausibility": Phrase("Each period follows its own history"),
    "judgement": Phrase("What only a person can judge has been signed off"),
}

WHAT_TO_DO = {
    Severity.BLOCKS: Phrase(
        "The build is wrong. Correct the delivery, the reference data or the rule that made the row, then run again."
        " Where it is right all the same, the role that answers for it accepts exactly that difference in"
        " accepted_findings.csv, until a day."
    ),
    Severity.EXPLAIN: Phrase(
        "The build may be right. Look at the row in its delivery; where the system delivered wrongly, let it deliver"
        " again, with what it corrects. Where it is right, the role that answers for it says why in"
        " accepted_findings.csv: for exactly this difference, until a day. `bokslut run` prints the line."
    ),
    Severity.FORBIDDEN: Phrase(
        "Publishing would break a law, so it can't be accepted. Correct the model or the data that shows what must be"
        " withheld, then run again."
    ),
}


class Protection:
    """The controls with what they read, and which of them protect each measure and each printed figure."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def tables_of(self, control: Control) -> list[Table]:
        """Return the tables that a control reads, in order of name; those that are not of the project are left out."""
        by_name = self.content.tables_by_name
        return [by_name[name] for name in sorted(self._read[control.name]) if name in by_name]

    def owner_of(self, control: Control) -> Group | None:
        """Return who answers for what a control protects."""
        table = self.content.tables_by_name.get(control.protects)
        return self.content.project.groups.get(table.group) if table and table.group else None

    def remarks(self, control: Control) -> str:
        """Return what the head of a control's SQL says of it, in sentences."""
        lines = []
        for line in control.query.splitlines():
            if not line.startswith("--"):
                break
            lines.append(line.removeprefix("--").strip())
        return " ".join(lines)

    def controls_of_measure(self, measure_id: str) -> list[Control]:
        """Return the controls that read what a measure is made of."""
        return self._of_measures.get(measure_id, [])

    def controls_of_figure(self, figure: SimpleNamespace) -> list[Control]:
        """Return the controls that protect a printed figure; none where no measure computes it."""
        return self.controls_of_measure(figure.measure_id) if figure.measure_value_id else []

    def unprotected(self) -> list[SimpleNamespace]:
        """Return the printed figures that no control protects."""
        return [
            figure
            for figure in self.content.facts.figures.values()
            if not self.controls_of_figure(figure)
        ]

    @cached_property
    def _read(self) -> dict[str, frozenset[str]]:
        return {
            control.name: frozenset(
                _TABLE.findall(f"{control.query} {control.applies_where or ''}")
            )
            for control in self.content.controls
        }

    @cached_property
    def _of_measures(self) -> dict[str, list[Control]]:
        below: dict[str, set[str]] = {}
        for name, measures in self.content.measures_of.items():
            for measure_id in measures:
                below.setdefault(measure_id, set()).update(self._made_of(name))
        return {
            measure_id: [
                control
                for control in self.content.controls
                if self._read[control.name] & tables
                or (self._read[control.name] <= _OF_ALL_EXTRACTS and "loads" in tables)
            ]
            for measure_id, tables in below.items()
        }

    def _made_of(self, name: str) -> Iterator[str]:
        """Yield a table and what it is made of down to the extracts, without the reference data."""
        yield name
        # Every measure is a row here, and its printed figures there.
        yield from ("fct_measures", _TIE_OUT_OF_FIGURES)
        table = self.content.tables_by_name.get(name)
        if table is None:
            return
        for unique_id in self.content.project.ancestors(table.unique_id):
            ancestor = self.content.project.tables[unique_id]
            if ancestor.kind == "source":
                yield from _OF_ALL_EXTRACTS
            if ancestor.kind != "seed":
                yield ancestor.name
