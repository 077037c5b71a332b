"""What makes dbt's own process faster, as ``bokslut-dbt`` starts it: each trick with what it was measured to save.

Every node is still one of dbt's: selected, ordered, run, reported and written to ``run_results.json`` by dbt.
Seconds are of processor time. A trick that saves less than one is not worth its lines.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.compilation import Linker
from dbt.parser import manifest as parsing
from dbt.task import runnable
from dbt_common.events.base_types import BaseEvent, DebugLevel, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.logger import _Logger


def make_faster() -> None:
    """Put all of it in place, before dbt starts."""
    parse_for_every_build_file()
    leave_debugging_out()
    if os.environ.get("DAGSTER_DBT_CLI"):
        write_results_alone()


def parse_for_every_build_file() -> None:
    """Leave the build file's path out of what dbt compares with its last parse; nothing in a project reads it."""
    keys = DuckDBCredentials._connection_keys
    _replace(
        DuckDBCredentials,
        _connection_keys=lambda self: tuple(key for key in keys(self) if key != "path"),
    )


def leave_debugging_out() -> None:
    """Skip every event, and every line of one, that no logger writes. Saves 2 seconds of a build."""

    def keep_arguments(event: DebugLevel, *args: Any, **kwargs: Any) -> None:
        event.__dict__["arguments"] = (args, kwargs)

    def make_when_read(event: DebugLevel, name: str) -> Any:
        if name == "pb_msg":
            args, kwargs = event.__dict__["arguments"]
            BaseEvent.__init__(event, *args, **kwargs)
            return event.__dict__["pb_msg"]
        return getattr(event.pb_msg, name)

    def fire_what_is_written(
        manager: EventManager,
        e: BaseEvent,
        level: EventLevel | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if (level or e.level_tag()) != EventLevel.DEBUG or any(map(_writes_all, manager.loggers)):
            fire_event(manager, e, level, *args, **kwargs)

    def write_what_is_due(logger: _Logger, msg: Any) -> None:
        if msg.info.level != EventLevel.DEBUG or _writes_all(logger):
            write_line(logger, msg)

    fire_event, write_line = EventManager.fire_event, _Logger.write_line
    _replace(DebugLevel, __init__=keep_arguments, __getattr__=make_when_read)
    _replace(EventManager, fire_event=fire_what_is_written)
    _replace(_Logger, write_line=write_what_is_due)


def _writes_all(logger: _Logger) -> bool:
    return logger.level == EventLevel.DEBUG


def write_results_alone() -> None:
    """Write no manifest and no graph: a run reads those of the parse, and the results. Saves a second of a build."""
    for module in (parsing, runnable):
        _replace(module, write_manifest=lambda *_, **__: None)
    _replace(Linker, write_graph=lambda *_: None, get_graph_summary=lambda *_: {})


def _replace(owner: Any, **functions: Callable[..., Any]) -> None:
    """Replace functions of a class or a module."""
    for name, function in functions.items():
        setattr(owner, name, function)
