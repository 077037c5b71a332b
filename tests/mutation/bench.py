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
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
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
from orchestration.loading.profiles import Delivered, make_profiles
from orchestration.loading.store import Load, current_loads
from orchestration.simulator.delivery import Delivery, write_delivery
from orchestration.site.compiling import compiled_manifest
from tests.mutation.amendments import LEDGER, YEAR, LedgerFault, faulty_ledger, unchanged
from tests.mutation.batch_faults import BATCH_FAULTS
from tests.mutation.closing_faults import CLOSING_FAULTS
from tests.mutation.extract_faults import MONTH, ExtractFault, faults_of
from tests.mutation.extract_files import faulty_delivery, rows_of
from tests.mutation.ledger_faults import LEDGER_FAULTS
from tests.mutation.models import Change, Models
from tests.mutation.system_faults import system_faults
from tests.mutation.voucher_faults import VOUCHER_FAULTS

NO_EFFECT = "changes nothing published"
ESCAPED = "escaped"

Fault = ExtractFault | LedgerFault

# The loads that a fault takes the place of, each with the faulty one, if anything is delivered.
Swaps = Sequence[tuple[Load, Load | None]]

_RELATION = re.compile(r"\b\w+\.\w+\b")


@dataclass(frozen=True)
class Found:
    """Where a fault was found and by what, whether that knows a printed report, and whether it changed words only."""

    where: str
    by: str = ""
    without_register: bool = True
    is_of_words: bool = False


@dataclass(frozen=True)
class Result:
    """What became of one fault."""

    extract: str
    family: str
    what: str
    found: Found


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
        self.models = Models(
            self.connection, compiled_manifest(Settings(folder / "landing", warehouse))
        )

    def faults(self, extract: str) -> list[Fault]:
        """Return the faults of an extract; none where it has no rows, or no delivery of the month or the year."""
        if extract == LEDGER:
            return [*LEDGER_FAULTS, *CLOSING_FAULTS, *VOUCHER_FAULTS, *BATCH_FAULTS]
        system, _, entity = extract.partition(".")
        contract = read_contracts()[system, entity]
        load = self._load(contract)
        if not contract.fields or load is None:
            return []
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
        return [*faults_of(contract, codes, count), *system_faults(contract)]

    def turn_to(self, fault: Fault) -> None:
        """Prepare for the faults of a fault's extract: what it does not change is computed once, for all of them.

        Raises
        ------
        AssertionError
            When right rows, delivered again in the way of a fault, are not what is in the warehouse, or are stopped.
        """
        self.models.settle([*self._tables(fault), "loads"])
        if isinstance(fault, LedgerFault):
            none = replace(
                fault, family="none", what="nothing is wrong", amend=unchanged, rebudget=list
            )
        else:
            none = replace(fault, family="none", what="nothing is wrong", query="from rows")
        result = self.tried(none)
        assert result.found.where == NO_EFFECT, result

    def tried(self, fault: Fault) -> Result:
        """Seed a fault and return what found it."""
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        try:
            swaps = [
                (load, _loaded(delivery, folder / load.delivery) if delivery else None)
                for load, delivery in self._deliveries(fault)
            ]
            self.connection.execute("begin transaction")
            self._replace(fault, swaps)
            found = self._judged(fault, swaps)
        except BokslutError as error:
            found = Found("loading", str(error).split("[")[-1].split("]")[0][:40])
        finally:
            with contextlib.suppress(duckdb.TransactionException):
                self.connection.execute("rollback")
            shutil.rmtree(folder)
        return Result(fault.extract, fault.family, fault.what, found)

    def _judged(self, fault: Fault, swaps: Swaps) -> Found:
        """Build what lies below the fault, and return where it was found.

        What compares with a printed report is built where nothing else has found the fault.
        """
        models = self.models
        tables = self._tables(fault)
        changed = {f"raw.{table}" for table in tables}
        if any(loaded is None for _, loaded in swaps):
            tables.append("loads")
            changed.add("raw.loads")
        load_ids = [load.load_id for swap in swaps for load in swap if load is not None]
        below = models.below(tables)
        parts = {
            is_of_report: [key for key in below if models.is_of_a_report(key) == is_of_report]
            for is_of_report in (False, True)
        }
        change = Change.NOTHING
        for is_of_report, keys in parts.items():
            try:
                failed_test = models.rebuild(keys, changed, load_ids)
            except duckdb.Error as error:
                return Found("building", str(error).split("\n", 1)[0][:60], not is_of_report)
            if failed_test:
                return Found("data tests", failed_test, not is_of_report)
            change = max(change, models.changed_for_readers(changed), key=lambda one: one.value)
            # What only the tables of the tie-out show, other controls than theirs may find too.
            for knows_a_report in (False, True)[: 1 + is_of_report]:
                if change is Change.NOTHING:
                    break
                control = self._first_to_stop(changed, knows_a_report)
                if control is not None:
                    where = "explained" if control.severity is Severity.EXPLAIN else "gate"
                    return Found(where, control.name, not knows_a_report, change is Change.WORDS)
        where = NO_EFFECT if change is Change.NOTHING else ESCAPED
        return Found(where, is_of_words=change is Change.WORDS)

    def _load(self, contract: Contract) -> Load | None:
        start = YEAR.replace(month=MONTH) if contract.frequency == "month" else YEAR
        return self.loads.get((contract.system, contract.entity, start))

    def _deliveries(self, fault: Fault) -> list[tuple[Load, Delivery | None]]:
        """Return the loads that a fault takes the place of, each with what is delivered instead, if anything."""
        loads = [self.loads[key] for key in _keys_of(fault)]
        if isinstance(fault, LedgerFault):
            return [(loads[0], faulty_ledger(fault.amend, fault.rebudget, scale=1))]
        if fault.query is None:
            return [(load, None) for load in loads]
        return [
            (load, faulty_delivery(fault.contract, load, *self._before(key, load), fault.query))
            for key, load in zip(_keys_of(fault), loads, strict=True)
        ]

    def _before(self, key: tuple[str, str, date], load: Load) -> tuple[Load, Load]:
        """Return the loads of the year before and of the month before a load, or the load where there are none."""
        system, entity, start = key
        year_before = start.replace(year=start.year - 1)
        month_before = (start - timedelta(days=1)).replace(day=1)
        return (
            self.loads.get((system, entity, year_before), load),
            self.loads.get((system, entity, month_before), load),
        )

    def _tables(self, fault: Fault) -> list[str]:
        """Return the raw tables of a fault's extract."""
        load = self.loads[_keys_of(fault)[0]]
        entity = fault.extract.partition(".")[2]
        return [table for file in load.files if file.entity == entity for table in file.tables]

    def _replace(self, fault: Fault, swaps: Swaps) -> None:
        """Let the raw tables, and the register of loads, show the faulty loads in the place of the right ones."""
        system, _, entity = fault.extract.partition(".")
        for table in self._tables(fault):
            kept = [
                other.folder / f"{table}.parquet"
                for (of_system, of_entity, _), other in self.loads.items()
                if (of_system, of_entity) == (system, entity)
                and all(other is not load for load, _ in swaps)
            ]
            new = [loaded.folder / f"{table}.parquet" for _, loaded in swaps if loaded]
            files = ", ".join(literal(path) for path in [*kept, *new])
            self.connection.execute(
                f"create or replace view raw.{name(table)} as from read_parquet([{files}])"
                if files
                else f"create or replace view raw.{name(table)} as from raw.{name(table)} where false"
            )
        for load, loaded in swaps:
            self._register(system, entity, load, loaded)

    def _register(self, system: str, entity: str, load: Load, loaded: Load | None) -> None:
        """Let the register of loads, and the profiles, show a faulty load in the place of the right one."""
        of_load = "system = $1 and entity = $2 and period_from = $3"
        key: list[Any] = [system, entity, load.period_from]
        self.connection.execute(
            "delete from raw.profiles where load_id = $1 and entity = $2", [load.load_id, entity]
        )
        if loaded is None:
            self.connection.execute(f"delete from raw.loads where {of_load}", key)
            return
        (file,) = loaded.files
        contract = read_contracts()[system, entity]
        if contract.fields:
            rows = loaded.folder / f"{contract.table}.parquet"
            make_profiles(
                self.connection,
                "profiles_of_fault",
                [Delivered(loaded.load_id, contract, load.period_from, rows, file.loaded_rows)],
                loaded.folder.parent,
            )
            self.connection.execute("insert into raw.profiles by name from profiles_of_fault")
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

    def _applies(self, control: Control) -> bool:
        condition = control.applies_where or "true"
        return self.connection.execute(f"select {condition}").fetchall() == [(True,)]

    def _first_to_stop(self, changed: Collection[str], knows_a_report: bool) -> Control | None:
        """Return the first control that stops the build as it is, of those that read what has changed, quickest first.

        Only controls that know a printed report are asked, or only the others.
        """
        relations = {"raw.loads", "raw.profiles", *changed}
        for control in self.controls:
            if _knows_a_report(control) != knows_a_report or relations.isdisjoint(
                _RELATION.findall(control.query)
            ):
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


def _loaded(delivery: Delivery, folder: Path) -> Load:
    """Return the load of a delivery, made in a warehouse of its own."""
    settings = Settings(folder / "landing", folder / "warehouse")
    write_delivery(settings.landing, delivery)
    (load,) = load_deliveries(settings).loaded
    return load


def _keys_of(fault: Fault) -> list[tuple[str, str, date]]:
    """Return system, entity and first day of the deliveries that a fault takes the place of."""
    system, _, entity = fault.extract.partition(".")
    is_monthly = isinstance(fault, ExtractFault) and fault.contract.frequency == "month"
    months = fault.months if isinstance(fault, ExtractFault) and is_monthly else (1,)
    return [(system, entity, YEAR.replace(month=month)) for month in months]


def _knows_a_report(control: Control) -> bool:
    return any(table in control.query for table in ("tie_out.", "reference.published_"))
