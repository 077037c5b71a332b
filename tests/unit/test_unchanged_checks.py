"""Which checks a run may say to hold without asking them: those alone whose tables it has left as they were."""

from __future__ import annotations

from dataclasses import replace

import dagster as dg
import pytest

from orchestration.dbt.builds import BuildRecord, Inputs, Plan
from orchestration.defs.assets.data_tests import unchanged_checks


def key(schema: str, name: str) -> dg.AssetKey:
    return dg.AssetKey([schema, name])


CALLS, GOALS = key("staging", "stg_calls"), key("staging", "stg_goals")
SERVICE = key("services", "mart_service")
DEPENDENCIES = {
    CALLS: {key("raw", "calls")},
    GOALS: {key("raw", "goals")},
    SERVICE: {CALLS},
}
CHECKS = {dg.AssetCheckKey(asset, "is_unique") for asset in DEPENDENCIES}
BEFORE = BuildRecord(
    Inputs("project", {"goals": "1"}, {"calls": "1", "goals": "1"}, "duckdb 1"), "sha", "2014-01-20"
)


def held(plan: Plan) -> set[dg.AssetKey]:
    return {check.asset_key for check in unchanged_checks(plan, DEPENDENCIES, CHECKS)}


def test_a_check_below_a_table_that_changed_is_never_said_to_hold() -> None:
    plan = Plan.of_changes(replace(BEFORE.inputs, tables={"calls": "2", "goals": "1"}), BEFORE)
    assert held(plan) == {GOALS}


def test_where_nothing_changed_all_hold() -> None:
    assert held(Plan.of_changes(BEFORE.inputs, BEFORE)) == {CALLS, GOALS, SERVICE}


@pytest.mark.parametrize(
    "plan",
    [Plan.of_changes(None, None), Plan.of_subset()],
    ids=["all is built", "some were chosen"],
)
def test_where_all_is_built_or_somebody_chose_none_holds_unasked(plan: Plan) -> None:
    assert held(plan) == set()
