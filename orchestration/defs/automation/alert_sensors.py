"""The sensors of alerts: one reports failed runs, one reports new releases."""

from __future__ import annotations

import dagster as dg

from orchestration.alerts.events import failure_alert, published_alert
from orchestration.alerts.sending import send
from orchestration.defs.assets.warehouse import WarehouseResource
from orchestration.defs.failures import failure_of

# Dagster's own tag on a run that it is about to try again: only the last attempt is reported.
_WILL_RETRY = "dagster/will_retry"
_RELEASE = dg.AssetKey(["published", "release"])


def alert_sensors() -> list[dg.SensorDefinition]:
    """Build the sensors, running by default; they send nothing if the environment names no receiver."""

    @dg.run_failure_sensor(
        name="alert_of_failed_runs",
        description="Reports each run that failed, or that the gate refused, by webhook and mail.",
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def alert_of_failed_runs(
        context: dg.RunFailureSensorContext, warehouse: WarehouseResource
    ) -> None:
        run, settings = context.dagster_run, warehouse.settings
        if run.tags.get(_WILL_RETRY) == "true":
            return
        error = failure_of(settings, context.get_step_failure_events(), run.run_id)
        send(settings, failure_alert(settings, error, run.run_id))

    @dg.run_status_sensor(
        name="alert_of_new_releases",
        description="Announces each new release, where BOKSLUT_ALERT_ON asks for it.",
        run_status=dg.DagsterRunStatus.SUCCESS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def alert_of_new_releases(
        context: dg.RunStatusSensorContext, warehouse: WarehouseResource
    ) -> None:
        run_id = context.dagster_run.run_id
        for entry in context.instance.all_logs(
            run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION
        ):
            made = entry.asset_materialization
            if made and made.asset_key == _RELEASE and made.metadata["is_new"].value:
                release, folder = (made.metadata[name].value for name in ("release", "folder"))
                send(warehouse.settings, published_alert(int(str(release)), str(folder), run_id))

    return [alert_of_failed_runs, alert_of_new_releases]
