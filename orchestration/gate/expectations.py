"""Asking Great Expectations about one control: were enough items compared, and is none broken.

Great Expectations gets a DataFrame of flags, never of amounts, since it would add and compare those as floats.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from orchestration.gate.controls import Control


@dataclass(frozen=True)
class Findings:
    """What Great Expectations found: items seen, those broken, whether the suite passed, and any problem."""

    rows: int
    failed_rows: int
    success: bool
    problem: str | None = None


def import_great_expectations() -> None:
    """Import the library, which takes seconds, with its calls home switched off.

    Whoever waits for something else can do it ahead of the audit.
    """
    os.environ.update(GX_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1")
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import_module("great_expectations")


def validator() -> Callable[[Control, Any], Findings]:
    """Return a function that validates a control's DataFrame (``is_broken``, one row per compared item)."""
    import_great_expectations()
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.core.expect_column_values_to_be_in_set import (
        ExpectColumnValuesToBeInSet,
    )
    from great_expectations.expectations.core.expect_table_row_count_to_be_between import (
        ExpectTableRowCountToBeBetween,
    )

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("compared")
    whole = source.add_dataframe_asset("items").add_batch_definition_whole_dataframe("all")

    def validate(control: Control, frame: Any) -> Findings:
        suite = gx.ExpectationSuite(
            control.name,
            expectations=[
                ExpectTableRowCountToBeBetween(min_value=control.at_least_rows),
                ExpectColumnValuesToBeInSet(column="is_broken", value_set=[False]),
            ],
        )
        # Counts are enough: which items are broken, their own table says.
        result = whole.get_batch({"dataframe": frame}).validate(suite, result_format="BASIC")
        return _findings(result)

    return validate


def _findings(validation: Any) -> Findings:
    counts: dict[str, int] = {}
    for result in validation.results:
        if problem := _problem(result.exception_info):
            return Findings(0, 0, False, f"it could not be evaluated: {problem.splitlines()[0]}")
        counts |= {key: count for key, count in result.result.items() if isinstance(count, int)}
    try:
        # A NULL is left out of a set's unexpected values, but is not known to be whole.
        failed_rows = counts["unexpected_count"] + counts["missing_count"]
        return Findings(counts["observed_value"], failed_rows, bool(validation.success))
    except KeyError as error:
        return Findings(0, 0, False, f"Great Expectations returned no {error}")


def _problem(exception_info: dict[str, Any]) -> str | None:
    """Return the message of an exception that Great Expectations caught; it nests them by metric, or not."""
    if "raised_exception" in exception_info:
        return exception_info["exception_message"] if exception_info["raised_exception"] else None
    return next(filter(None, map(_problem, exception_info.values())), None)
