"""Great Expectations' judgement of all controls at once: that each compared enough items, and that none is broken.

Great Expectations gets counts, never amounts, since it would add and compare those as floats. It gets one DataFrame
with one row per control, since validating one per control costs it twenty times as much as DuckDB's arithmetic.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from orchestration.gate.compared import Counts


@dataclass(frozen=True)
class Judgement:
    """The names of the controls that Great Expectations did not pass, or why it could judge none."""

    not_passed: frozenset[str] = frozenset()
    problem: str | None = None


def import_great_expectations() -> None:
    """Import the library, which takes seconds, with its calls home switched off.

    Call it ahead of the audit, while something else is waited for.
    """
    os.environ.update(GX_ANALYTICS_ENABLED="false", DO_NOT_TRACK="1")
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import_module("great_expectations")


def judge(counts: Sequence[Counts]) -> Judgement:
    """Return which controls Great Expectations does not pass, by what each of them counted.

    A control passes if it compared as many items as it must and none of them is broken.
    """
    import_great_expectations()
    import great_expectations as gx
    import pandas as pd
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.expectations.core.expect_column_pair_values_a_to_be_greater_than_b import (
        ExpectColumnPairValuesAToBeGreaterThanB,
    )
    from great_expectations.expectations.core.expect_column_values_to_be_in_set import (
        ExpectColumnValuesToBeInSet,
    )
    from great_expectations.expectations.core.expect_table_row_count_to_equal import (
        ExpectTableRowCountToEqual,
    )

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("compared")
    whole = source.add_dataframe_asset("controls").add_batch_definition_whole_dataframe("all")
    suite = gx.ExpectationSuite(
        "gate",
        expectations=[
            ExpectTableRowCountToEqual(value=len(counts)),
            ExpectColumnPairValuesAToBeGreaterThanB(
                column_A="rows", column_B="at_least_rows", or_equal=True
            ),
            ExpectColumnValuesToBeInSet(column="broken_rows", value_set=[0]),
        ],
    )
    result = whole.get_batch({"dataframe": pd.DataFrame(counts, columns=Counts._fields)}).validate(
        suite,
        result_format={
            "result_format": "COMPLETE",
            "unexpected_index_column_names": ["control"],
        },
    )
    return _judgement(result)


def _judgement(validation: Any) -> Judgement:
    not_passed: set[str] = set()
    for result in validation.results:
        if problem := _problem(result.exception_info):
            return Judgement(problem=f"it could not be evaluated: {problem.splitlines()[0]}")
        named = {item["control"] for item in result.result.get("unexpected_index_list") or ()}
        if not result.success and not named:
            return Judgement(problem="Great Expectations did not pass it, and names no control")
        not_passed |= named
    if not validation.results:
        return Judgement(problem="Great Expectations has judged nothing")
    return Judgement(frozenset(not_passed))


def _problem(exception_info: dict[str, Any]) -> str | None:
    """Return the message of an exception that Great Expectations caught, nested by metric or not; None without one."""
    if "raised_exception" in exception_info:
        return exception_info["exception_message"] if exception_info["raised_exception"] else None
    return next(filter(None, map(_problem, exception_info.values())), None)
