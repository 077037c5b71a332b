"""The gate's controls as asset checks, each on the mart whose publication it guards, and its verdict as an asset."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.core.settings import Settings
from orchestration.dbt.public_models import public_models
from orchestration.defs.assets.warehouse import (
    ENGINEERING,
    WRITER,
    WarehouseResource,
    refusals_explained,
)
from orchestration.defs.speed import put_off_charts
from orchestration.gate import Outcome, Verdict
from orchestration.gate.controls import Control, read_controls

VERDICT = dg.AssetKey(["gate", "verdict"])


def verdict_spec(settings: Settings) -> dg.AssetSpec:
    """Return the verdict as an asset, between the marts and the release; the step that audits reports it.

    It is made whatever the verdict is, so that its history shows the refusals too.
    """
    return dg.AssetSpec(
        VERDICT,
        deps=[[model.schema, model.name] for model in public_models(settings)],
        group_name="gate",
        description="What the gate found in the build: PASS or BLOCKED, how many controls passed and failed, and how "
        "many items they compared. A release is published of a build that passed, and of no other. Each control is a "
        "check of the table that it protects.",
        kinds={"greatexpectations"},
        owners=[ENGINEERING],
    )


def gate_checks(manifest: dict[str, Any]) -> dg.AssetChecksDefinition:
    """Return one asset check per control; all run in one step, since importing Great Expectations takes seconds.

    A verdict is of all controls, so all run even if only some are selected; Dagster gets the results of those selected.

    Parameters
    ----------
    manifest
        dbt's manifest, which says in which schema a protected model is.
    """
    schemas = {
        node["name"]: node["schema"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }
    controls = read_controls()

    def key(control: Control) -> dg.AssetKey:
        return dg.AssetKey([schemas[control.protects], control.protects])

    @dg.multi_asset_check(
        name="gate",
        pool=WRITER,
        can_subset=True,
        specs=[
            dg.AssetCheckSpec(
                control.name, asset=key(control), description=control.title, blocking=True
            )
            for control in controls
        ],
    )
    def gate(
        context: dg.AssetCheckExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.AssetCheckResult]:
        from orchestration.gate import audit

        put_off_charts()
        with refusals_explained():
            verdict = audit(warehouse.settings, controls, context.log.info)
        context.op_execution_context.log_event(
            dg.AssetMaterialization(VERDICT, metadata=_in_numbers(verdict))
        )
        keys = {control.name: key(control) for control in controls}
        chosen = context.selected_asset_check_keys
        for result in verdict.controls:
            if dg.AssetCheckKey(keys[result.name], result.name) not in chosen:
                continue
            yield dg.AssetCheckResult(
                check_name=result.name,
                asset_key=keys[result.name],
                passed=result.passed,
                # Dagster knows no third outcome: what is not applicable warns, and blocks nothing.
                severity=dg.AssetCheckSeverity.ERROR
                if result.failed
                else dg.AssetCheckSeverity.WARN,
                # Markdown on Dagster's pages: two spaces keep the lines apart.
                description="" if result.passed else result.explanation().replace("\n", "  \n"),
                metadata={
                    "outcome": str(result.outcome),
                    "compared": result.rows,
                    "failed": result.failed_rows,
                },
            )

    return gate


def _in_numbers(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as metadata, whose numbers Dagster plots over time."""
    counts = {f"controls_{outcome}": len(verdict.with_outcome(outcome)) for outcome in Outcome}
    return {
        "verdict": verdict.decision,
        **counts,
        "items_compared": sum(control.rows for control in verdict.controls),
        "items_failed": sum(control.failed_rows for control in verdict.controls),
        "build_sha256": verdict.build_sha256,
    }
