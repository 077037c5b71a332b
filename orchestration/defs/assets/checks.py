"""How a step reports a check's result to Dagster, if no other step waits for it."""

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
    """Store a check's result as one event; a result that the step returns takes two events and a search."""
    context.op_execution_context.log_event(
        # Dagster takes it, though its signature does not say so.
        dg.AssetCheckEvaluation(  # pyrefly: ignore[bad-argument-type]
            asset_key=key.asset_key,
            check_name=key.name,
            passed=passed,
            severity=severity,
            description=description,
            metadata=metadata,
        )
    )
