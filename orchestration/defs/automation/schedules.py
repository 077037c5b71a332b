"""The calendar: a job for each time of the year at which the warehouse is run, and its schedule, in Swedish time.

Every schedule is off until somebody switches it on in Dagster, or the installation says
``BOKSLUT_AUTOMATION=on``: a fresh clone starts nothing by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import dagster as dg

from orchestration.core.settings import TIMEZONE, is_automated
from orchestration.defs.assets.raw import RAW, REGISTERS, table_key
from orchestration.defs.assets.report import REPORT
from orchestration.defs.assets.site import SITE
from orchestration.defs.assets.warehouse import WarehouseResource
from orchestration.defs.automation.scope import NIGHTLY, nightly_request


@dataclass(frozen=True)
class ScheduledJob:
    """A job's name, its time as a cron expression, and whether it makes the report and the docs site too."""

    name: str
    cron: str
    description: str
    makes_documents: bool


# At half past four, away from the hour that daylight saving skips or repeats (two to three).
SCHEDULED_JOBS = (
    ScheduledJob(
        NIGHTLY, "30 4 * * *", "Every night: what has been delivered, to a release.", False
    ),
    ScheduledJob("month_end", "30 5 6 * *", "The month's last extracts are in by the fifth.", True),
    ScheduledJob("tertial", "30 6 10 5,9 *", "Each tertial, with its edition of the report.", True),
    ScheduledJob("year_end", "30 6 21 1 *", "The year, when the ledger is closed.", True),
)


def schedule_jobs() -> list[dg.UnresolvedAssetJobDefinition]:
    """Return the scheduled jobs: all assets, or all but the report and the docs site.

    Loading takes everything new, of any period, so the steps that load a chosen one are left out.
    """
    periods = dg.AssetSelection.key_prefixes(RAW) - dg.AssetSelection.assets(
        *map(table_key, REGISTERS)
    )
    # Whether an extract is late is checked every time, for every table.
    everything = (dg.AssetSelection.all() - periods) | dg.AssetSelection.all_asset_checks()
    return [
        dg.define_asset_job(
            job.name,
            selection=everything
            if job.makes_documents
            else everything - dg.AssetSelection.assets(REPORT, SITE),
            description=job.description,
            executor_def=dg.in_process_executor,
        )
        for job in SCHEDULED_JOBS
    ]


def schedules() -> list[dg.ScheduleDefinition]:
    """Return the schedule of each job; the nightly one requests what has changed, the others everything."""
    return [_schedule(job) for job in SCHEDULED_JOBS]


def _schedule(job: ScheduledJob) -> dg.ScheduleDefinition:
    @dg.schedule(
        name=f"{job.name}_schedule",
        job_name=job.name,
        cron_schedule=job.cron,
        execution_timezone=TIMEZONE,
        description=job.description,
        default_status=(
            dg.DefaultScheduleStatus.RUNNING if is_automated() else dg.DefaultScheduleStatus.STOPPED
        ),
    )
    def schedule(
        context: dg.ScheduleEvaluationContext, warehouse: WarehouseResource
    ) -> dg.RunRequest:
        if job.name != NIGHTLY:
            return dg.RunRequest()
        return nightly_request(warehouse.settings, context.repository_def)

    return schedule
