"""Everything that Dagster knows, from one factory, so that tests build the real thing over other folders."""

from __future__ import annotations

import dagster as dg

from orchestration.contracts import read_contracts
from orchestration.core.settings import Settings
from orchestration.dbt.project import ensure_manifest, read_manifest
from orchestration.defs.assets.freshness import freshness_checks
from orchestration.defs.assets.gate import gate_checks, verdict_spec
from orchestration.defs.assets.models import dbt_resource, model_assets
from orchestration.defs.assets.postgresql import ADDRESS, PostgresqlResource, postgresql_assets
from orchestration.defs.assets.raw import landing_specs, raw_assets
from orchestration.defs.assets.release import release_asset
from orchestration.defs.assets.report import report_asset
from orchestration.defs.assets.site import site_asset
from orchestration.defs.assets.warehouse import WarehouseResource
from orchestration.defs.automation.alert_sensors import alert_sensors
from orchestration.defs.automation.schedules import schedule_jobs, schedules
from orchestration.defs.automation.sensors import delivery_sensor
from orchestration.defs.console import console_logger


def build_definitions(settings: Settings | None = None) -> dg.Definitions:
    """Build the asset graph from landing to the published release.

    Parameters
    ----------
    settings
        The installation's folders; by default those of the environment.

    Raises
    ------
    RefusedError
        When dbt's manifest is missing.
    """
    settings = settings or Settings.from_environment()
    manifest = read_manifest(settings)
    contracts = read_contracts(*settings.contract_folders)
    return dg.Definitions(
        assets=[
            *landing_specs(contracts),
            *raw_assets(manifest, contracts),
            model_assets(settings.manifest),
            verdict_spec(settings),
            release_asset(settings),
            *postgresql_assets(),
            report_asset(),
            site_asset(),
        ],
        asset_checks=[freshness_checks(manifest, contracts), gate_checks(manifest)],
        jobs=schedule_jobs(),
        schedules=schedules(),
        sensors=[delivery_sensor(), *alert_sensors()],
        resources={
            "dbt": dbt_resource(settings),
            "warehouse": WarehouseResource.of(settings),
            "postgresql_server": PostgresqlResource(url=dg.EnvVar(ADDRESS)),
        },
        loggers={"console": console_logger},
        executor=dg.in_process_executor,
    )


@dg.definitions
def definitions() -> dg.Definitions:
    """Return the definitions of this installation, for ``dagster dev`` and the daemon."""
    settings = Settings.from_environment()
    ensure_manifest(settings)
    return build_definitions(settings)
