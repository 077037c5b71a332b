"""Dagster's instance: its home folder inside the warehouse, set up so that nothing phones home and one run writes.

``python -m orchestration.defs.instance`` sets it up before Dagster's own commands are started on it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import warnings
from collections.abc import Generator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.core.files import private_folder
from orchestration.core.settings import WAREHOUSE_VARIABLE, Settings

# The place of the code as Dagster's pages and daemon call it, on a server too (deploy/workspace.yaml).
CODE_LOCATION = "orchestration.definitions"

if TYPE_CHECKING:
    import dagster as dg

_CONFIGURATION = Path(__file__).with_name("dagster.yaml")


def prepare_dagster_home(settings: Settings) -> Path:
    """Make the warehouse's Dagster home, with this project's ``dagster.yaml``, and point ``DAGSTER_HOME`` at it.

    The environment then names the warehouse too, for the log of the run. A home that the environment names already is
    left as it is: it belongs to a larger installation.

    Returns
    -------
    Path
        The home in use.
    """
    # Versions are pinned, so a warning that Dagster may change in the next one is of no use to a user.
    warnings.filterwarnings("ignore", message="Handling yaml-defined logging configuration")
    os.environ[WAREHOUSE_VARIABLE] = str(settings.warehouse)
    configured = os.environ.get("DAGSTER_HOME")
    if configured:
        return Path(configured)
    home = settings.dagster_home
    private_folder(home)
    shutil.copyfile(_CONFIGURATION, home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)
    return home


@contextlib.contextmanager
def runs_recorded_as_the_jobs(instance: dg.DagsterInstance, job_name: str) -> Generator[None]:
    """Record the runs that this process starts as runs of a job of the installation's code.

    Dagster's job page and timeline show only runs whose record says which code they are of, which it leaves out where
    a process executes a job itself.
    """
    from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME
    from dagster._core.remote_origin import (
        RegisteredCodeLocationOrigin,
        RemoteJobOrigin,
        RemoteRepositoryOrigin,
    )

    origin = RemoteJobOrigin(
        RemoteRepositoryOrigin(
            RegisteredCodeLocationOrigin(CODE_LOCATION), SINGLETON_REPOSITORY_NAME
        ),
        job_name,
    )
    create = partial(instance.create_run_for_job, remote_job_origin=origin)
    setattr(instance, "create_run_for_job", create)  # noqa: B010
    try:
        yield
    finally:
        delattr(instance, "create_run_for_job")


def set_up_instance(settings: Settings) -> Path:
    """Prepare the home, and set in Dagster's storage that only one run at a time may write to the warehouse.

    The default in ``dagster.yaml`` applies to a pool only once a step of it has started, so on a new instance two
    could write. dbt's manifest is made too, so that the code servers of Dagster's pages and of its daemon, which start
    at the same time, only read it.

    Returns
    -------
    Path
        The home in use.
    """
    import dagster as dg

    from orchestration.dbt.project import ensure_manifest
    from orchestration.defs.assets.warehouse import WRITER

    ensure_manifest(settings)
    home = prepare_dagster_home(settings)
    with dg.DagsterInstance.get() as instance:
        instance.event_log_storage.set_concurrency_slots(WRITER, 1)
    return home


if __name__ == "__main__":
    set_up_instance(Settings.from_environment())
