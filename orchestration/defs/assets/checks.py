"""How a step tells Dagster what a check found, where nothing waits for it."""

from collections.abc import Mapping
from typing import Any

import dagster as dg


def say_of_check(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext,
    key: dg.AssetCheckKey,
    metadata: Mapping[str, Any],
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR,
    description: str = "",
    *,
    passed: bool,
) -> None:
    """Store what a check found as one event, where a result that the step returns takes two and a search."""
    context.op_execution_context.log_event(
        # Dagster takes it, though its signature does not say so.
        dg.AssetCheckEvaluation(  # pyright: ignore[reportArgumentType]
            asset_key=key.asset_key,
            check_name=key.name,
            passed=passed,
            severity=severity,
            description=description,
            metadata=metadata,
        )
    )
