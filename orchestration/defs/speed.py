"""What makes a run faster at the cost of plainness: all of it, with what it was measured to save.

A trick that saves less than a second of a run is not worth its lines. The one that concerns dbt's own process is that
process's program, ``orchestration.dbt.command``.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from importlib import import_module
from importlib.metadata import version
from threading import Thread
from types import ModuleType
from typing import Any, cast

import dagster as dg
import sqlalchemy
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from packaging.version import Version
from sqlalchemy import event

from orchestration.gate import import_great_expectations


def import_without_dbt(module: str) -> None:
    """Import a module as where dbt is not installed, if neither has been imported before.

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

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        del args


def import_meanwhile() -> None:
    """Import Great Expectations in a thread while this process waits for dbt's. Saves the 2 seconds that it takes.

    The gate, which needs it, follows in the same process. A third second would go to the libraries of its charts and
    of expectations about distributions, which no control has.
    """
    for module in ("altair", "scipy.stats"):
        import_when_asked(module)
    Thread(target=import_great_expectations).start()


def import_when_asked(module: str) -> None:
    """Put off a module's import until something of it is asked for, unless it has been imported."""
    sys.modules.setdefault(module, _ModuleToCome(module))


class _ModuleToCome(ModuleType):
    """What importers of a module get instead; the first name that is asked of it imports the module itself."""

    def __getattr__(self, name: str) -> Any:
        # The import system asks for names of its own, and for the path where a part of a package is imported.
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@contextlib.contextmanager
def event_log_kept_open(instance: dg.DagsterInstance) -> Iterator[None]:
    """Keep the connections to Dagster's event log, which opens and closes one or two for each of a run's 3 000 events.

    SQLite moves its journal into the database whenever the last connection is closed, and waits for the disk at each
    event. Here it waits at the end: what a power cut may take of it are events, never the release. A log that is not
    in SQLite is left as it is.
    """
    storage = instance.event_log_storage
    if not isinstance(storage, SqliteEventLogStorage):
        yield
        return
    engines: dict[str, sqlalchemy.Engine] = {}

    @contextlib.contextmanager
    def connect(shard: str) -> Iterator[sqlalchemy.Connection]:
        with storage._db_lock:
            if shard not in engines:
                engine = engines[shard] = sqlalchemy.create_engine(
                    storage.conn_string_for_shard(shard),
                    connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS},
                )
                event.listen(engine, "connect", _wait_for_no_event)
                storage._initdb(engine)
                storage._initialized_dbs.add(shard)
            with engines[shard].begin() as connection:
                yield connection

    setattr(storage, "_connect", connect)  # noqa: B010
    # Asked of each check's event, at the price of a connection.
    setattr(storage, "has_table", cache(storage.has_table))  # noqa: B010
    try:
        yield
    finally:
        delattr(storage, "_connect")
        delattr(storage, "has_table")
        for engine in engines.values():
            engine.dispose()


def _wait_for_no_event(connection: Any, _: Any) -> None:
    connection.execute("pragma synchronous = normal")
