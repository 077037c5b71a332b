"""The resource that tells every asset which warehouse it works on, and how its refusals reach Dagster."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from pathlib import Path

import dagster as dg

from orchestration.core.errors import BokslutError, ExternalError
from orchestration.core.files import disk_refusal
from orchestration.core.personal_data import without_personal_numbers
from orchestration.core.settings import Engine, Settings

ENGINEERING = "team:data-engineering"

EXIT_CODE = "exit_code"

# Marks a run that was started for what has changed; without it, some assets of a job are a person's choice.
SCOPE_TAG = "bokslut/scope"

# The pool of the steps that write to the warehouse: one at a time, over all runs.
WRITER = "warehouse"


class WarehouseResource(dg.ConfigurableResource):
    """The folders of the installation that a run works on, and the engine that computes its tables."""

    landing: str
    warehouse: str
    contracts: str
    board: str
    engine: str = Engine.DUCKDB.value

    @classmethod
    def of(cls, settings: Settings) -> WarehouseResource:
        """Return the resource of an installation."""
        return cls(
            landing=str(settings.landing),
            warehouse=str(settings.warehouse),
            contracts=str(settings.contracts),
            board=str(settings.board),
            engine=settings.engine.value,
        )

    @property
    def settings(self) -> Settings:
        """Return the settings that the rest of the package uses."""
        return Settings(
            Path(self.landing),
            Path(self.warehouse),
            Path(self.contracts),
            Path(self.board),
            Engine.named(self.engine),
        )


@contextlib.contextmanager
def refusals_explained() -> Generator[None]:
    """Turn an error meant for a person, or a refusal of the disk, into a failure that shows its text.

    There is no traceback then, and no retry.

    Raises
    ------
    dagster.Failure
        With the error's message, and the command line's exit code in its metadata.
    """
    try:
        yield
    except Exception as error:
        refusal = error if isinstance(error, BokslutError) else None
        if refusal is None and (reason := disk_refusal(error)):
            refusal = ExternalError(
                f"The disk refuses: {reason}.",
                "Free space or fix the rights there, then run again.",
            )
        if refusal is None:
            raise
        raise dg.Failure(
            description=without_personal_numbers(str(refusal)),
            metadata={EXIT_CODE: refusal.exit_code},
            allow_retries=False,
        ) from None
