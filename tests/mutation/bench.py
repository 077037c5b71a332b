"""A copy of a finished build in which faults of what source systems deliver are seeded one at a time.

A faulty file is written in its extract's own format and goes through the real loader. What it loads takes the place
of the right rows in the copy; the models and data tests below are run as dbt compiled them, and the gate's controls are
asked by their own breach condition. That proves what a whole run would, in seconds instead of a minute. Each fault is
undone by rolling its transaction back.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

from orchestration.contracts import Contract, read_contracts
from orchestration.core.errors import BokslutError
from orchestration.core.settings import Settings
from orchestration.core.sql import literal, name
from orchestration.gate import Control, Severity, read_controls
from orchestration.loading import load_deliveries
from orchestration.loading.store import Load, current_loads
from orchestration.simulator.delivery import Delivery, write_delivery
from orchestration.site.compiling import compiled_manifest
from tests.mutation.extract_faults import ExtractFault, faults_of
from tests.mutation.extract_files import faulty_delivery, rows_of
from tests.mutation.ledger_faults import LEDGER, LEDGER_FAULTS, YEAR, LedgerFault, faulty_ledger

# The month that faults of monthly extracts are seeded in.
MONTH = date(2013, 5, 1)

# A view of more rows is computed for each fault.
MOST_ROWS_SETTLED = 1_000_000

NO_EFFECT = "changes nothing published"
ESCAPED = "escaped"

Fault = ExtractFault | LedgerFault

# What a fault does not change, and what no reader is shown.
_WHERE_READ = ("load_id", "file_name", "line_number", "posting_id", "budget_id")

_RELATION = re.compile(r"\b\w+\.\w+\b")


@dataclass(frozen=True)
class Result:
    """What became of one fault: where it was found, by what, and whether that knows a printed report."""

    extract: str
    family: str
    what: str
    where: str
    by: str = ""
    without_register: bool = True


class Bench:
    """A copy of a finished build in which faults are seeded one at a time."""

    def __init__(self, warehouse: Path, folder: Path, threads: int) -> None:
        """Copy the build into a folder and open it, to be computed by a number of threads.

        Raises
        ------
        AssertionError
            When a control does not pass on the build as it is.
        """
        self.folder = folder
        build = warehouse / "build" / "bokslut.duckdb"
        # The views in a build name it by its file's stem.
        shutil.copyfile(build, folder / build.name)
        self.connection = duckdb.connect(str(folder / build.name), config={"threads": threads})
        self.connection.execute("set enable_progress_bar = false")
        self.manifest = compiled_manifest(Settings(folder / "landing", warehouse))
        self.loads = {
            (load.system, file.entity, load.period_from): load
            for load in current_loads(warehouse / "raw")
            for file in load.files
        }
        # No release is there to compare with: the fault is in the first report of its year. What only the gate has
        # beside the build, the published texts, no fault here changes.
        self.controls = self._in_order(
            control
            for control in read_controls()
            if not control.reads_release
            and "memory." not in control.query
            and self._applies(control)
        )
        self.order = self._order()
        self.published = self._published(self.order)
        self.views = self._views()
        self.worth_settling = [view for view in self._views_in_order() if self._has_few_rows(view)]
        self.settled: set[str] = set()
        self.faults = self._faults()

    def _faults(self) -> dict[str, list[Fault]]:
        """Return the faults of every extract that has rows and a delivery of the month or the year."""
        faults: dict[str, list[Fault]] = {LEDGER: list(LEDGER_FAULTS)}
        for contract in read_contracts().values():
            load = self._load(contract)
            if not contract.fields or load is None:
                continue
            rows = rows_of(contract, load)
            codes = {}
            for field in contract.fields:
                if field.type == "string":
                    found = self.connection.execute(
                        f"select {name(field.name)} from ({rows}) where {name(field.name)} is not null"
                        " group by all order by count(*) desc, 1 limit 61"
                    ).fetchall()
                    codes[field.name] = [value for (value,) in found]
            ((count,),) = self.connection.execute(f"select count(*) from ({rows})").fetchall()
            faults[f"{contract.system}.{contract.entity}"] = [*faults_of(contract, codes, count)]
        return faults

    def turn_to(self, extract: str) -> None:
        """Prepare for the faults of an extract: what it does not change is computed once, for all of them.

        Raises
        ------
        AssertionError
            When right rows, delivered again in the way of a fault, are not what is in the warehouse, or are stopped.
        """
        fault = self.faults[extract][0]
        load = self.loads[*_key_of(fault)]
        tables = _tables(load, extract)
        below = self._below([*tables, "loads"], with_loads=False)
        changed = {_relation(self.manifest["nodes"][key]) for key in below}
        changed |= {f"raw.{table}" for table in [*tables, "loads"]}
        for relation in self.worth_settling:
            if relation in changed and relation in self.settled:
                self.connection.execute(f"drop table {relation}")
                self.connection.execute(self.views[relation])
                self.settled.remove(relation)
            elif relation not in changed and relation not in self.settled:
                self.connection.execute(f"create table settled as from {relation}")
                self.connection.execute(f"drop view {relation}")
                self.connection.execute(f"create table {relation} as from settled")
                self.connection.execute("drop table settled")
                self.settled.add(relation)
        if isinstance(fault, LedgerFault):
            none = replace(fault, family="none", what="nothing is wrong", amend=lambda _: None)
        else:
            none = replace(fault, family="none", what="nothing is wrong", query="from rows")
        found = self.tried(none)
        assert found.where == NO_EFFECT, found

    def tried(self, fault: Fault) -> Result:
        """Seed a fault and return what found it."""

        def result(where: str, by: str = "", without_register: bool = True) -> Result:
            return Result(fault.extract, fault.family, fault.what, where, by, without_register)

        folder = Path(tempfile.mkdtemp(dir=self.folder))
        try:
            load, delivery = self._delivery(fault)
            loaded = None if delivery is None else _loaded(delivery, folder)
            self.connection.execute("begin transaction")
            self._replace(fault, load, loaded)
            return result(*self._judged(fault, load, loaded))
        except BokslutError as error:
            return result("loading", str(error).split("[")[-1].split("]")[0][:40])
        finally:
            with contextlib.suppress(duckdb.TransactionException):
                self.connection.execute("rollback")
            shutil.rmtree(folder)

    def _judged(self, fault: Fault, load: Load, loaded: Load | None) -> tuple[str, str, bool]:
        """Build what lies below the fault; return where it was found, by what, and whether without the register."""
        changed = self._below(_tables(load, fault.extract), with_loads=loaded is None)
        try:
            failed_test = self._rebuild(changed, load, loaded)
        except duckdb.Error as error:
            return "building", str(error).split("\n", 1)[0][:60], True
        if failed_test:
            return "data tests", failed_test, True
        if self._published(changed).items() <= self.published.items():
            return NO_EFFECT, "", True
        control = self._first_to_stop(_tables(load, fault.extract), changed)
        if control is None:
            return ESCAPED, "", True
        where = "explained" if control.severity is Severity.EXPLAIN else "gate"
        return where, control.name, not _knows_a_report(control)

    def _load(self, contract: Contract) -> Load | None:
        start = MONTH if contract.frequency == "month" else YEAR
        return self.loads.get((contract.system, contract.entity, start))

    def _delivery(self, fault: Fault) -> tuple[Load, Delivery | None]:
        """Return the load that a fault takes the place of, and what is delivered instead, if anything."""
        load = self.loads[*_key_of(fault)]
        if isinstance(fault, LedgerFault):
            return load, faulty_ledger(fault.amend, scale=1)
        if fault.query is None:
            return load, None
        system, entity, start = _key_of(fault)
        before = self.loads.get((system, entity, start.replace(year=start.year - 1)), load)
        return load, faulty_delivery(fault.contract, load, before, fault.query)

    def _replace(self, fault: Fault, load: Load, loaded: Load | None) -> None:
        """Let the raw tables, and the register of loads, show the faulty load in the place of the right one."""
        system, _, entity = fault.extract.partition(".")
        for table in _tables(load, fault.extract):
            kept = [
                other.folder / f"{table}.parquet"
                for (of_system, of_entity, _), other in self.loads.items()
                if (of_system, of_entity) == (system, entity) and other is not load
            ]
            new = [loaded.folder / f"{table}.parquet"] if loaded else []
            files = ", ".join(literal(path) for path in [*kept, *new])
            self.connection.execute(
                f"create or replace view raw.{name(table)} as from read_parquet([{files}])"
                if files
                else f"create or replace view raw.{name(table)} as from raw.{name(table)} where false"
            )
        of_load = "system = $1 and entity = $2 and period_from = $3"
        key: list[Any] = [system, entity, load.period_from]
        self.connection.execute(
            "delete from raw.profiles where load_id = $1 and entity = $2", [load.load_id, entity]
        )
        if loaded is None:
            self.connection.execute(f"delete from raw.loads where {of_load}", key)
            return
        (file,) = loaded.files
        for profile in loaded.folder.glob("*.profile.parquet"):
            self.connection.execute(
                "insert into raw.profiles by name"
                f" select $1 as load_id, $2 as system, * from read_parquet({literal(profile)})",
                [loaded.load_id, system],
            )
        self.connection.execute(
            "update raw.loads set load_id = $4, declared_rows = $5, loaded_rows = $6, rejected_rows = $7,"
            f" control_totals = $8, read_totals = $9 where {of_load}",
            [
                *key,
                loaded.load_id,
                file.declared_rows,
                file.loaded_rows,
                file.rejected_rows,
                file.control_totals,
                file.read_totals,
            ],
        )

    def _below(self, tables: Sequence[str], *, with_loads: bool) -> list[str]:
        """Return the models and tests below raw tables, models first and each after what it reads."""
        nodes, children = self.manifest["nodes"], self.manifest["child_map"]
        tables = [*tables, "loads"] if with_loads else tables
        below = {
            unique_id
            for unique_id, source in self.manifest["sources"].items()
            if source["name"] in tables
        }
        waiting = list(below)
        while waiting:
            found = {child for child in children.get(waiting.pop(), ()) if child in nodes}
            waiting += found - below
            below |= found
        return [unique_id for unique_id in self.order if unique_id in below]

    def _views(self) -> dict[str, str]:
        """Return what creates each view, by its name; for a model dbt's SQL, which DuckDB may not print whole."""
        views: dict[str, str] = dict(
            self.connection.execute(
                "select schema_name || '.' || view_name, sql from duckdb_views() where not internal"
            ).fetchall()
        )
        models = {
            _relation(node): node["compiled_code"]
            for node in self.manifest["nodes"].values()
            if node["resource_type"] == "model"
        }
        return {
            view: f"create view {view} as {models[view]}" if view in models else sql
            for view, sql in views.items()
        }

    def _views_in_order(self) -> list[str]:
        """Return the views of raw tables and models, each after those that it reads."""
        models = [
            _relation(self.manifest["nodes"][key])
            for key in self.order
            if key in self.manifest["nodes"]
        ]
        raw = [view for view in self.views if view.startswith("raw.")]
        return [*raw, *(view for view in models if view in self.views)]

    def _has_few_rows(self, view: str) -> bool:
        """Return whether a view is worth keeping as a table: the rows of all measures take longer than they save."""
        ((rows,),) = self.connection.execute(f"select count(*) from {view}").fetchall()
        return rows <= MOST_ROWS_SETTLED

    def _rebuild(self, changed: Sequence[str], load: Load, loaded: Load | None) -> str:
        """Run models and data tests as dbt compiled them; return the first test that fails."""
        nodes = self.manifest["nodes"]
        for unique_id in changed:
            node = nodes[unique_id]
            if node["resource_type"] != "model" or node["config"]["materialized"] == "view":
                continue
            relation = _relation(node)
            query = node["compiled_code"]
            if node["config"]["materialized"] == "incremental":
                # As in a run: only the sums of loads that came or went are made again.
                ids = ", ".join(
                    literal(made.load_id) for made in (load, loaded) if made is not None
                )
                self.connection.execute(f"delete from {relation} where load_id in ({ids})")
                query = f"from ({query}) where load_id in ({ids})"
            else:
                # Thrice as fast as deleting rows from an index; whether keys are unique, a data test asks.
                self.connection.execute(
                    f"create or replace table {relation} as from {relation} where false"
                )
            self.connection.execute(f"insert into {relation} by name {query}")
        for unique_id in changed:
            node = nodes[unique_id]
            if node["resource_type"] == "test" and node["config"]["severity"].lower() == "error":
                ((failing,),) = self.connection.execute(
                    f"select count(*) from ({node['compiled_code']})"
                ).fetchall()
                if failing:
                    return node["name"]
        return ""

    def _order(self) -> list[str]:
        """Return the models, each after what it reads, and then the tests."""
        nodes = self.manifest["nodes"]
        ordered: dict[str, None] = {}

        def visit(unique_id: str) -> None:
            if unique_id in ordered or nodes.get(unique_id, {}).get("resource_type") != "model":
                return
            for parent in nodes[unique_id]["depends_on"]["nodes"]:
                visit(parent)
            ordered[unique_id] = None

        for unique_id in nodes:
            visit(unique_id)
        tests = [key for key, node in nodes.items() if node["resource_type"] == "test"]
        return [*ordered, *tests]

    def _applies(self, control: Control) -> bool:
        condition = control.applies_where or "true"
        return self.connection.execute(f"select {condition}").fetchall() == [(True,)]

    def _first_to_stop(self, tables: Sequence[str], changed: Sequence[str]) -> Control | None:
        """Return the first control that stops the build as it is, of those that read what has changed.

        Those that know a printed report are asked last, and of the others the quickest first.
        """
        nodes = self.manifest["nodes"]
        relations = {f"{nodes[key]['schema']}.{nodes[key]['alias']}" for key in changed}
        relations |= {"raw.loads", "raw.profiles", *(f"raw.{table}" for table in tables)}
        for control in self.controls:
            if relations.isdisjoint(_RELATION.findall(control.query)):
                continue
            try:
                rows, failed = self._asked(control)
            except duckdb.Error:
                return control
            if failed or (rows < control.at_least_rows and self._applies(control)):
                return control
        return None

    def _asked(self, control: Control) -> tuple[int, int]:
        """Return how many items a control compares, and how many of them break it."""
        return self.connection.execute(
            f"select count(*), count(*) filter ({control.breach})"
            f" from (select subject, expected, actual from ({control.query}))"
        ).fetchall()[0]

    def _in_order(self, controls: Iterable[Control]) -> list[Control]:
        """Return controls as they are asked; they pass on the build as it is.

        Raises
        ------
        AssertionError
            When a control fails before there is a fault.
        """
        seconds = {}
        for control in controls:
            start = perf_counter()
            rows, failed = self._asked(control)
            assert not failed, f"{control.name} fails already"
            assert rows >= control.at_least_rows, f"{control.name} compares too little already"
            seconds[control] = perf_counter() - start
        return sorted(seconds, key=lambda control: (_knows_a_report(control), seconds[control]))

    def _published(self, changed: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        """Return a digest of the rows of those models that are published, without where they were read from."""
        digests = {}
        for node in map(self.manifest["nodes"].__getitem__, changed):
            if node["resource_type"] == "model" and node["access"] == "public":
                columns = ", ".join(
                    name(column) for column in node["columns"] if column not in _WHERE_READ
                )
                relation = _relation(node)
                digests[relation] = self.connection.execute(
                    f"select count(*), sum(hash({columns})::hugeint) from {relation}"
                ).fetchall()[0]
        return digests


def _tables(load: Load, extract: str) -> list[str]:
    """Return the raw tables of an extract."""
    entity = extract.partition(".")[2]
    return [table for file in load.files if file.entity == entity for table in file.tables]


def _loaded(delivery: Delivery, folder: Path) -> Load:
    """Return the load of a delivery, made in a warehouse of its own."""
    settings = Settings(folder / "landing", folder / "warehouse")
    write_delivery(settings.landing, delivery)
    (load,) = load_deliveries(settings).loaded
    return load


def _relation(node: dict[str, Any]) -> str:
    return f"{node['schema']}.{node['alias']}"


def _key_of(fault: Fault) -> tuple[str, str, date]:
    """Return system, entity and first day of the delivery that a fault takes the place of."""
    system, _, entity = fault.extract.partition(".")
    is_monthly = isinstance(fault, ExtractFault) and fault.contract.frequency == "month"
    return system, entity, MONTH if is_monthly else YEAR


def _knows_a_report(control: Control) -> bool:
    return any(table in control.query for table in ("tie_out.", "reference.published_"))
