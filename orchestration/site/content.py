"""All that the site shows, gathered once: the project, a release, the rows behind it, and how they connect."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from orchestration.contracts import Contract, read_contracts
from orchestration.core.settings import Settings
from orchestration.diagnostics.comparison import Comparison
from orchestration.gate import Control, read_controls
from orchestration.releases.release import Release
from orchestration.site.arrivals import Arrivals, read_arrivals
from orchestration.site.changes import changes_from
from orchestration.site.compiling import compiled_manifest
from orchestration.site.downloads import Sample, read_samples
from orchestration.site.gate_history import Audit, read_audits
from orchestration.site.lineage import Lineage, read_lineage
from orchestration.site.project import Project, Table, read_project
from orchestration.site.questions import Question, read_questions
from orchestration.site.release_facts import ReleaseFacts, last_whole_year, read_release_facts
from orchestration.site.rows import Row, Rows, Side, read_rows

# The table that has every measure, a row for each value.
MEASURES = "fct_measures"
_LITERAL = re.compile(r"'(\w+)'")

GLOSSARY = Path(__file__).with_name("glossary.csv")


@dataclass(frozen=True)
class Content:
    """What the pages are made of."""

    project: Project
    lineage: Lineage
    facts: ReleaseFacts
    rows: Rows
    audits: tuple[Audit, ...]
    changes: tuple[Comparison, ...]
    contracts: Mapping[tuple[str, str], Contract]
    controls: tuple[Control, ...]
    glossary: tuple[Mapping[str, str], ...]
    samples: Mapping[str, Sample]
    arrivals: Mapping[tuple[str, str], Arrivals]
    questions: tuple[Question, ...]

    @cached_property
    def tables_by_name(self) -> dict[str, Table]:
        """Return the tables by name; of two with the same name the model."""
        found: dict[str, Table] = {}
        for table in sorted(self.project.tables.values(), key=lambda table: table.kind != "model"):
            found.setdefault(table.name, table)
        return found

    @cached_property
    def children(self) -> dict[str, list[str]]:
        """Return what is made of each table directly."""
        return self.project.children()

    @cached_property
    def contract_of(self) -> dict[str, Contract]:
        """Return the contract that each source is loaded by; the ledger's tables share theirs."""
        by_table = {contract.table: contract for contract in self.contracts.values()}
        by_standard = {
            contract.system: contract for contract in self.contracts.values() if not contract.fields
        }
        found = {}
        for table in self.project.tables.values():
            if table.kind == "source":
                contract = by_table.get(table.name) or by_standard.get(table.subject)
                if contract is not None:
                    found[table.unique_id] = contract
        return found

    def sources_of(self, contract: Contract) -> list[Table]:
        """Return the raw tables that a contract's files are loaded into."""
        return [
            self.project.tables[unique_id]
            for unique_id, each in self.contract_of.items()
            if each is contract
        ]

    def delivers(self, contract: Contract, delivery: Mapping[str, Any]) -> bool:
        """Return whether a delivery of the release's manifest holds files of a contract's extract.

        A file is named after its extract; one that is named after no extract of its system, such as a workbook, may
        hold any of them.
        """
        if delivery["system"] != contract.system:
            return False
        entities = [entity for system, entity in self.contracts if system == contract.system]
        return any(
            _entity_of(path, entities) in (contract.entity, None) for path in delivery["files"]
        )

    @cached_property
    def extracts_below(self) -> dict[str, tuple[Contract, ...]]:
        """Return the contracts of the extracts that each table rests on, directly or not, by the table's name."""
        found = {}
        for name, table in self.tables_by_name.items():
            below = {table.unique_id, *self.project.ancestors(table.unique_id)}
            contracts = [
                self.contract_of[unique_id] for unique_id in below if unique_id in self.contract_of
            ]
            unique = {(contract.system, contract.entity): contract for contract in contracts}
            found[name] = tuple(unique[key] for key in sorted(unique))
        return found

    def leads_to(self, table: Table) -> list[Table]:
        """Return the published tables that are made of a table, directly or not.

        All measures pass through the same few tables. Beyond these, a table that takes some measures by name is made
        only of what these measures count.
        """
        is_measured = table.unique_id in self._measure_tables
        shared = frozenset[str]() if is_measured else self._measure_tables
        before = self._below({table.unique_id}, shared)
        own = {self.project.tables[unique_id].name for unique_id in before - shared} | {table.name}
        counted = {measure for name in own for measure in self.measures_of.get(name, ())}

        def concerns(unique_id: str) -> bool:
            taken = self.measures_taken.get(unique_id)
            return not taken or not counted or bool(taken & counted)

        beyond = self._below(shared & before, frozenset(), concerns)
        found = (self.project.tables[unique_id] for unique_id in before | beyond)
        return sorted((one for one in found if one.is_public), key=lambda one: one.name)

    @cached_property
    def _measure_tables(self) -> frozenset[str]:
        """Return the tables that all measures pass through."""
        return frozenset(
            table.unique_id
            for table in self.project.tables.values()
            if table.layer == "measures" or table.name == MEASURES
        )

    def _below(
        self,
        starts: Set[str],
        stop: Set[str],
        concerns: Callable[[str], bool] = lambda _: True,
    ) -> set[str]:
        """Return what is made of some tables, directly or not, without passing ``stop``, if ``concerns`` accepts it."""
        seen: set[str] = set()
        to_see = [child for start in starts for child in self.children[start]]
        while to_see:
            unique_id = to_see.pop()
            if unique_id not in seen and concerns(unique_id):
                seen.add(unique_id)
                if unique_id not in stop:
                    to_see += self.children[unique_id]
        return seen

    @cached_property
    def measures_taken(self) -> dict[str, frozenset[str]]:
        """Return the measures that a table takes by name, by its unique id; one that takes every measure is left out.

        The tables of all measures take every one, even if a rule in them names some.
        """
        measures = self.facts.measures.keys()
        found = {
            table.unique_id: frozenset(_LITERAL.findall(table.sql)) & measures
            for table in self.project.tables.values()
            if table.layer in ("marts", "assessment") and table.subject != "measures"
        }
        return {unique_id: taken for unique_id, taken in found.items() if taken}

    def taken_by(self, measure_id: str) -> list[Table]:
        """Return the published tables that take a measure by its name."""
        tables = (
            self.project.tables[key]
            for key, ids in self.measures_taken.items()
            if measure_id in ids
        )
        return sorted((table for table in tables if table.is_public), key=lambda one: one.name)

    @cached_property
    def _personal_contracts(self) -> set[tuple[str, str]]:
        """Return the contracts whose rows are about persons.

        They hold personal data, or the key of an extract of the same system that does, such as an employment.
        """
        keys = {
            (contract.system, field.name)
            for contract in self.contracts.values()
            for field in contract.fields
            if contract.personal and field.name in contract.primary_key and field.type == "string"
        }
        return {
            place
            for place, contract in self.contracts.items()
            if contract.personal
            or any((contract.system, field.name) in keys for field in contract.fields)
        }

    def is_personal(self, side: Side) -> bool:
        """Return whether the rows of a side are about persons, because an extract below them is."""
        return any(
            (contract.system, contract.entity) in self._personal_contracts
            for model in side.source_models
            for contract in self.extracts_below.get(model, ())
        )

    def contract_of_row(self, row: Row) -> Contract | None:
        """Return the contract of the file that a row is in; None for a rule, or if it is unknown."""
        if row.file_name is None:
            return None
        path = PurePosixPath(row.file_name)
        below = [
            contract
            for contract in self.extracts_below.get(row.source_model, ())
            if contract.system == path.parts[0]
        ]
        named = [contract for contract in below if path.name.startswith(f"{contract.entity}_")]
        found = below if len(below) == 1 else named
        return max(found, key=lambda contract: len(contract.entity), default=None)

    @cached_property
    def measures_of(self) -> dict[str, list[str]]:
        """Return the measures whose quantities count rows or cells of each table, by the table's name.

        A published table that reads a table of cells shows those cells, and so has their measures too.
        """
        found: dict[str, set[str]] = defaultdict(set)
        for value_id, sides in self.rows.sides.items():
            value = self.facts.values.get(value_id)
            if value is not None:
                for side in sides:
                    cells = self.rows.cells.get(side.quantity_id, ())
                    shown = (name for cell in cells for name in self._published_children(cell))
                    for name in (*side.source_models, *cells, *shown):
                        found[name].add(value.measure_id)
        order = list(self.facts.measures)
        return {name: sorted(measures, key=order.index) for name, measures in found.items()}

    def _published_children(self, name: str) -> list[str]:
        """Return the published tables that read a table, by their names."""
        table = self.tables_by_name.get(name)
        if table is None:
            return []
        children = (self.project.tables[child] for child in self.children[table.unique_id])
        return [child.name for child in children if child.is_public]

    @cached_property
    def controls_of(self) -> dict[str, list[Control]]:
        """Return the gate's controls that guard each table, by its name."""
        found: dict[str, list[Control]] = defaultdict(list)
        for control in self.controls:
            found[control.protects].append(control)
        return found


def _entity_of(path: str, entities: Sequence[str]) -> str | None:
    """Return the entity that a file is named after: of several, the longest."""
    name = PurePosixPath(path).name
    found = (entity for entity in entities if name.startswith(f"{entity}_"))
    return max(found, key=len, default=None)


def read_content(settings: Settings, release: Release) -> Content:
    """Return what the site of a release shows.

    Raises
    ------
    RefusedError
        When the project cannot be compiled, or the release is older than docs sites.
    ExternalError
        When the release or the build cannot be read.
    """
    facts = read_release_facts(release)
    project = read_project(compiled_manifest(settings))
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        glossary = tuple(csv.DictReader(file))
    contracts = read_contracts(*settings.contract_folders)
    return Content(
        project,
        read_lineage(project, settings.dbt_project),
        facts,
        read_rows(settings, release),
        read_audits(settings, release),
        changes_from(settings, release),
        contracts,
        read_controls(),
        glossary,
        read_samples(release),
        read_arrivals(settings, release, contracts),
        read_questions(release, last_whole_year(facts.editions)) if facts.editions else (),
    )
