"""What makes a run faster at the cost of simplicity: every trick, with its measured saving.

A trick that saves less than a second of a run is not worth its lines. The one that concerns dbt's own process is that
process's program, ``orchestration.dbt.command``.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Generator, Sequence
from functools import cache, cached_property
from importlib import import_module
from importlib.metadata import version
from threading import Event, Thread
from types import ModuleType
from typing import Any, cast

import dagster as dg
import sqlalchemy
from dagster._core.execution.context.system import StepExecutionContext
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from packaging.version import Version
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from orchestration.gate import import_great_expectations


def import_without_dbt(module: str) -> None:
    """Import a module as if dbt were not installed, unless either has been imported before.

    dagster-dbt needs dbt's command line alone, as with another engine of dbt, for a project that is not selected from.
    Saves 1.5 seconds of each run's start, however little it has to do.
    """
    modules = cast("dict[str, Any]", sys.modules)
    if "dbt.version" in modules:
        return
    modules["dbt.version"] = None
    try:
        import_module(module)
    finally:
        del modules["dbt.version"]


import_without_dbt("dagster_dbt")

from dagster_dbt import DbtCliResource  # noqa: E402


class DbtCommandLine(DbtCliResource):
    """dbt's command line, started at once. Saves the 2.7 seconds that ``dbt --version`` takes.

    dagster-dbt would first ask it for that, and open an adapter of its own to read the tables that dbt makes; nothing
    here reads them so.
    """

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:  # pyrefly: ignore[bad-override]
        del args


def import_meanwhile() -> None:
    """Import Great Expectations in a thread while this process waits for dbt's. Saves the 2 seconds that it takes.

    The gate, which needs it, follows in the same process.
    """
    put_off_charts()
    Thread(target=import_great_expectations).start()


def put_off_charts() -> None:
    """Let Great Expectations be imported without the libraries of its charts and of distributions. Saves a second.

    No control has an expectation about a distribution, and nothing draws its charts.
    """
    for module in ("altair", "scipy.stats"):
        import_when_asked(module)


def import_when_asked(module: str) -> None:
    """Put off a module's import until an attribute of it is read, unless it has been imported."""
    sys.modules.setdefault(module, _ModuleToCome(module))


class _ModuleToCome(ModuleType):
    """What importers of a module get instead; reading its first attribute imports the module itself."""

    def __getattr__(self, name: str) -> Any:
        # The import system asks for names of its own, and for the path where a part of a package is imported.
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def remember_outputs_of_steps() -> None:
    """Have Dagster find the assets that a step makes once, and not again for each of them. Saves a second of a run.

    dbt's step makes 230, and what it makes does not change while it runs.
    """
    setattr(  # noqa: B010
        StepExecutionContext,
        "get_output_asset_keys",
        cache(StepExecutionContext.get_output_asset_keys),
    )


remember_outputs_of_steps()

# What Dagster asks of the log's tables for each event, at the cost of a query; no run changes the answer.
_OF_TABLES = (
    "has_table",
    "has_secondary_index",
    "can_read_asset_status_cache",
    "_has_asset_key_col_on_connection",
)

# For so long at most, other processes do not see what has happened, and wait to write.
_COMMIT_SECONDS = 0.5


@contextlib.contextmanager
def event_log_kept_open(instance: dg.DagsterInstance) -> Generator[None]:
    """Keep the connections to Dagster's event log, and write the events of half a second in one transaction.

    Dagster opens and closes a connection, for a transaction of its own, up to three times for each of a run's 3 000
    events; SQLite then waits for the disk, and moves its journal into the database. Here it waits at the end: what a
    power cut may take of it are events, never the release. Saves 3 seconds of processor time, and the waiting. A log
    that is not in SQLite is left as it is.
    """
    storage = instance.event_log_storage
    if not isinstance(storage, SqliteEventLogStorage):
        yield
        return
    kept: dict[str, sqlalchemy.Connection] = {}
    refused: list[Exception] = []
    is_over = Event()

    @contextlib.contextmanager
    def connect(shard: str) -> Generator[sqlalchemy.Connection]:
        with storage._db_lock:
            if refused:
                raise refused[0]
            if shard not in kept:
                kept[shard] = _connect_to_shard(storage, shard)
            if not kept[shard].in_transaction():
                kept[shard].begin()
            yield kept[shard]

    def commit() -> None:
        with storage._db_lock:
            for connection in kept.values():
                connection.commit()

    def commit_now_and_then() -> None:
        while not is_over.wait(_COMMIT_SECONDS):
            try:
                commit()
            except SQLAlchemyError as error:
                refused.append(error)  # Said of the next event, which cannot be written either.
                return

    setattr(storage, "_connect", connect)  # noqa: B010
    for question in _OF_TABLES:
        setattr(storage, question, cache(getattr(storage, question)))
    committing = Thread(target=commit_now_and_then)
    committing.start()
    try:
        yield
    finally:
        for name in ("_connect", *_OF_TABLES):
            delattr(storage, name)
        is_over.set()
        committing.join()
        try:
            if refused:
                raise refused[0]
            commit()
        finally:
            for connection in kept.values():
                connection.close()
                connection.engine.dispose()


def _connect_to_shard(storage: SqliteEventLogStorage, shard: str) -> sqlalchemy.Connection:
    """Return a connection to one of the log's databases that waits for the disk at no event; made if it is new."""
    engine = sqlalchemy.create_engine(
        storage.conn_string_for_shard(shard),
        connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
    )
    event.listen(
        engine,
        "connect",
        lambda connection, _: connection.execute("pragma synchronous = normal"),
    )
    storage._initdb(engine)
    storage._initialized_dbs.add(shard)
    return engine.connect()
