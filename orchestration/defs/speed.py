"""What makes a run faster at the cost of plainness: all of it, with what it was measured to save.

A trick that saves less than a second of a run is not worth its lines. The one that concerns dbt's own process is that
process's program, ``orchestration.dbt.command``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from threading import Thread
from typing import Any

from dagster_dbt import DbtCliResource
from dagster_dbt.compat import DBT_PYTHON_VERSION

from orchestration.gate import import_great_expectations


class DbtCommandLine(DbtCliResource):
    """dbt's command line, started at once. Saves the 2.7 seconds that ``dbt --version`` takes.

    dagster-dbt would first ask it for that, and open an adapter of its own to read the tables that dbt makes; nothing
    here reads them so.
    """

    @cached_property
    def _cli_version(self) -> Any:
        return DBT_PYTHON_VERSION

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        del args


def import_meanwhile() -> None:
    """Import Great Expectations in a thread while this process waits for dbt's. Saves the 3 seconds that it takes.

    The gate, which needs it, follows in the same process.
    """
    Thread(target=import_great_expectations).start()
