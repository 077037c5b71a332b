"""The sensor of deliveries: a run starts when a delivery is complete, never while it is being copied.

A run also starts when a load, such as a backfill's, has not been built on.
"""

from __future__ import annotations

import hashlib

import dagster as dg

from orchestration.core.settings import is_automated
from orchestration.defs.assets.warehouse import WarehouseResource
from orchestration.defs.automation.scope import NIGHTLY, nightly_request

_INTERVAL_SECONDS = 60


def delivery_sensor() -> dg.SensorDefinition:
    """Build the sensor; one run loads all that is new, and a set of deliveries requests a run only once."""

    @dg.sensor(
        name="deliveries",
        job_name=NIGHTLY,
        minimum_interval_seconds=_INTERVAL_SECONDS,
        description="Starts a run when deliveries in landing are complete and have not been loaded, or loads, as of "
        "a backfill, have not been built on.",
        default_status=(
            dg.DefaultSensorStatus.RUNNING if is_automated() else dg.DefaultSensorStatus.STOPPED
        ),
    )
    def deliveries(
        context: dg.SensorEvaluationContext, warehouse: WarehouseResource
    ) -> dg.SensorResult | dg.SkipReason:
        from orchestration.dbt.builds import loaded_since
        from orchestration.loading.arrivals import arrivals

        settings = warehouse.settings
        found, loaded = arrivals(settings), loaded_since(settings)
        if not found.complete and not loaded:
            return dg.SkipReason("; ".join(found.waiting) or "nothing new in landing")
        names = sorted(
            [*(f"{delivery.system}/{delivery.name}" for delivery in found.complete), *loaded]
        )
        digests = sorted(
            [*(delivery.content_digest for delivery in found.complete), *loaded.values()]
        )
        return dg.SensorResult(
            run_requests=[
                nightly_request(
                    settings,
                    context.repository_def,
                    run_key=hashlib.sha256(" ".join(digests).encode()).hexdigest(),
                    tags={"bokslut/deliveries": ", ".join(names)[:255]},
                )
            ]
        )

    return deliveries
