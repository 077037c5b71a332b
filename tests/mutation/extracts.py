"""Faults in what source systems deliver, each with a manifest that agrees with the faulty file, and what finds it.

A faulty file is written in its extract's own format and goes through the real loader. What it loads takes the place
of the right rows in a copy of a finished build; the models and data tests below are run as dbt compiled them, and the
gate's controls are asked by their own breach condition. That proves what a whole run would, in seconds instead of a
minute. Each fault is undone by rolling its transaction back.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import re
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
from orchestration.simulator.extracts import resource_of
from orchestration.simulator.ledger.bookkeeping import BookedYear, book_year
from orchestration.simulator.ledger.deliveries import deliver_year
from orchestration.simulator.ledger.reference import read_reference
from orchestration.simulator.targets import YEARS
from tests.mutation.extract_faults import ExtractFault, faults_of
from tests.mutation.extract_files import ENDINGS, written
from tests.mutation.ledger_faults import LEDGER_FAULTS, Amend, LedgerFault

# The month and the year that faults are seeded in.
MONTH, YEAR = date(2013, 5, 1), date(2013, 1, 1)

NO_EFFECT = "changes nothing published"
ESCAPED = "escaped"


# A book at a fiftieth of the vouchers has the same sums.
LEDGER = ("ledger", "ledger")
LEDGER_SCALE, SEED = 0.02, 2013

Fault = ExtractFault | LedgerFault


@dataclass(frozen=True)
class Result:
    """What became of one fault: where it was found, by what, and whether that knows a printed report."""

    fault: Fault
    where: str
    by: str = ""
    without_register: bool = True


def mutate_extracts(warehouse: Path, only: str = "", every: int = 1, jobs: int = 2) -> str:
    """Seed faults in deliveries and return the table of what was found, as Markdown.

    Parameters
    ----------
    warehouse
        The folder of a warehouse whose build passed; it is only read.
    only
        Seed only in extracts whose name contains this text.
    every
        Seed each n-th fault only, for a quick look.
    jobs
        How many processes to use.
    """
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        parts = pool.starmap(
            _mutate, [(warehouse, only, every, jobs, part) for part in range(jobs)]
        )
    return _report([result for part in parts for result in part])


def _mutate(warehouse: Path, only: str, every: int, jobs: int, part: int) -> list[Result]:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(warehouse, Path(folder))
        faults = [fault for fault in bench.faults() if only in fault.extract][::every][part::jobs]
        # The ledger's come first; what only the ledger changes is computed once for all others.
        of_ledger = [fault for fault in faults if isinstance(fault, LedgerFault)]
        results = [bench.tried(fault) for fault in of_ledger]
        bench.settle()
        return results + [bench.tried(fault) for fault in faults[len(of_ledger) :]]


class Bench:
    """A copy of a finished build in which faults are seeded one at a time."""

    def __init__(self, warehouse: Path, folder: Path) -> None:
        """Copy the build and open it."""
        self.folder = folder
        build = warehouse / "build" / "bokslut.duckdb"
        # The views in a build name it by its file's stem.
        shutil.copyfile(build, folder / build.name)
        self.connection = duckdb.connect(str(folder / build.name))
        self.connection.execute("set preserve_insertion_order = true")
        self.manifest = json.loads(
            (warehouse / "build" / "dbt" / "manifest.json").read_text("utf-8")
        )
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

    def faults(self) -> Iterator[Fault]:
        """Yield the faults of every extract that has rows and a delivery of the month or the year."""
        yield from LEDGER_FAULTS
        for contract in read_contracts().values():
            load = self._load(contract)
            if not contract.fields or load is None:
                continue
            rows = self._rows(contract, load)
            codes = {}
            for field in contract.fields:
                if field.type == "string":
                    found = self.connection.execute(
                        f"select {name(field.name)} from ({rows}) where {name(field.name)} is not null"
                        " group by all order by count(*) desc, 1 limit 61"
                    ).fetchall()
                    codes[field.name] = [value for (value,) in found]
            ((count,),) = self.connection.execute(f"select count(*) from ({rows})").fetchall()
            yield from faults_of(contract, codes, count)

    def settle(self) -> None:
        """Put tables in the place of the views that no extract changes, which saves computing them for each fault."""
        nodes = self.manifest["nodes"]
        extracts = [
            contract.table for contract in read_contracts().values() if contract.format != "sie"
        ]
        below = set(self._below([*extracts, "loads"], with_loads=False))
        for unique_id in self.order:
            node = nodes[unique_id]
            is_view = node["resource_type"] == "model" and node["config"]["materialized"] == "view"
            if is_view and unique_id not in below:
                relation = _relation(node)
                self.connection.execute(f"create table settled as from {relation}")
                self.connection.execute(f"drop view {relation}")
                self.connection.execute(f"create table {relation} as from settled")
                self.connection.execute("drop table settled")

    def tried(self, fault: Fault) -> Result:
        """Seed a fault and return what found it."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        try:
            load, delivery = self._delivery(fault)
            loaded = None if delivery is None else _loaded(delivery, folder)
            self.connection.execute("begin transaction")
            self._replace(fault, load, loaded)
            return self._judged(fault, load, loaded)
        except BokslutError as error:
            return Result(fault, "loading", str(error).split("[")[-1].split("]")[0][:40])
        finally:
            with contextlib.suppress(duckdb.TransactionException):
                self.connection.execute("rollback")
            shutil.rmtree(folder)

    def _judged(self, fault: Fault, load: Load, loaded: Load | None) -> Result:
        """Build what lies below the fault, and return what found it."""
        changed = self._below(_tables(load, fault), with_loads=loaded is None)
        try:
            failed_test = self._rebuild(changed, load, loaded)
        except duckdb.Error as error:
            return Result(fault, "building", str(error).split("\n", 1)[0][:60])
        if failed_test:
            return Result(fault, "data tests", failed_test)
        if self._published(changed).items() <= self.published.items():
            return Result(fault, NO_EFFECT)
        control = self._first_to_stop(_tables(load, fault), changed)
        if control is None:
            return Result(fault, ESCAPED)
        where = "explained" if control.severity is Severity.EXPLAIN else "gate"
        return Result(fault, where, control.name, not _knows_a_report(control))

    def _load(self, contract: Contract) -> Load | None:
        start = MONTH if contract.frequency == "month" else YEAR
        return self.loads.get((contract.system, contract.entity, start))

    def _rows(self, contract: Contract, load: Load) -> str:
        columns = ", ".join(name(field.name) for field in contract.fields)
        return (
            f"select {columns} from read_parquet({literal(load.folder / f'{contract.table}.parquet')})"
            " order by line_number"
        )

    def _delivery(self, fault: Fault) -> tuple[Load, Delivery | None]:
        """Return the load that a fault takes the place of, and what is delivered instead, if anything."""
        if isinstance(fault, LedgerFault):
            return self.loads[*LEDGER, YEAR], faulty_ledger(fault.amend)
        contract = fault.contract
        load = self._load(contract)
        assert load is not None
        if fault.query is None:
            return load, None
        a_year_before = load.period_from.replace(year=load.period_from.year - 1)
        before = self.loads.get((contract.system, contract.entity, a_year_before), load)
        dated = [
            f"({name(field.name)} + interval 1 year)::{field.sql_type} as {name(field.name)}"
            for field in contract.fields
            if field.name == contract.period_field
        ]
        earlier = self._rows(contract, before)
        if dated:
            earlier = f"select * replace ({', '.join(dated)}) from ({earlier})"
        rows = f"with rows as ({self._rows(contract, load)}), earlier as ({earlier}) {fault.query}"
        with duckdb.connect() as scratch:
            scratch.execute("set timezone = 'Europe/Stockholm'")
            scratch.execute(f"create table extract as {rows}")
            content, count, totals = written(scratch, contract)
        return load, Delivery(
            system=contract.system,
            name=load.delivery,
            title="A faulty delivery",
            created=load.created.isoformat(),
            source="mutation",
            period=(load.period_from.isoformat(), load.period_to.isoformat()),
            resources=[
                resource_of(
                    contract,
                    f"{contract.entity}.{ENDINGS[contract.format]}",
                    content,
                    count,
                    totals,
                )
            ],
        )

    def _replace(self, fault: Fault, load: Load, loaded: Load | None) -> None:
        """Let the raw tables, and the register of loads, show the faulty load in the place of the right one."""
        system, _, entity = fault.extract.partition(".")
        for table in _tables(load, fault):
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
                    name(column)
                    for column in node["columns"]
                    if column
                    not in ("load_id", "file_name", "line_number", "posting_id", "budget_id")
                )
                relation = _relation(node)
                digests[relation] = self.connection.execute(
                    f"select count(*), sum(hash({columns})::hugeint) from {relation}"
                ).fetchall()[0]
        return digests


def _tables(load: Load, fault: Fault) -> list[str]:
    """Return the raw tables of the extract that a fault is in."""
    entity = fault.extract.partition(".")[2]
    return [table for file in load.files if file.entity == entity for table in file.tables]


def _loaded(delivery: Delivery, folder: Path) -> Load:
    """Return the load of a delivery, made in a warehouse of its own."""
    settings = Settings(folder / "landing", folder / "warehouse")
    write_delivery(settings.landing, delivery)
    (load,) = load_deliveries(settings).loaded
    return load


def faulty_ledger(amend: Amend) -> Delivery:
    """Return the ledger's delivery of the year from a book that was amended before it was closed."""
    previous: BookedYear | None = None
    for year in YEARS:
        amendments = (amend,) if year == YEAR.year else ()
        booked = book_year(
            year, previous, read_reference(), seed=SEED, scale=LEDGER_SCALE, amendments=amendments
        )
        if year == YEAR.year:
            return deliver_year(booked, previous)
        previous = booked
    raise AssertionError("the year is not simulated")


def _relation(node: dict[str, Any]) -> str:
    return f"{name(node['schema'])}.{name(node['alias'])}"


_RELATION = re.compile(r"\b\w+\.\w+\b")


def _knows_a_report(control: Control) -> bool:
    return any(table in control.query for table in ("tie_out.", "reference.published_"))


def _report(results: Sequence[Result]) -> str:
    """Return the table by family, the one by system, and the list of what escaped."""
    lines = []
    for title, key in (
        ("family", lambda result: result.fault.family),
        ("extract", lambda result: result.fault.extract),
    ):
        groups: dict[str, list[Result]] = defaultdict(list)
        for result in results:
            groups[key(result)].append(result)
        groups["all"] = list(results)
        lines += [
            f"| {title} | tried | without effect | loading | tests | gate | to a person | by the register |"
            " escaped | found without the register |",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        ]
        for group, found in groups.items():
            where = Counter(
                result.where if result.without_register else "register" for result in found
            )
            effective = len(found) - where[NO_EFFECT]
            without = effective - where["register"] - where[ESCAPED]
            share = f"{without / effective:.0%}" if effective else "–"
            lines.append(
                f"| {group} | {len(found)} | {where[NO_EFFECT]} | {where['loading']} |"
                f" {where['data tests'] + where['building']} | {where['gate']} | {where['explained']} |"
                f" {where['register']} | {where[ESCAPED]} | {share} |"
            )
        lines.append("")
    escaped = [
        result for result in results if result.where == ESCAPED or not result.without_register
    ]
    lines.append("What no control finds, or only one that knows a printed report:")
    lines += [
        f"- {result.fault.extract}: {result.fault.what}"
        + (f" (found by {result.by})" if result.by else "")
        for result in escaped
    ]
    return "\n".join(lines)
