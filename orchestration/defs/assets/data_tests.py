"""The models' data tests as Dagster's checks: which ones a plan runs, what each has found, and which still hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from graphlib import TopologicalSorter

import dagster as dg
from dagster_dbt.asset_utils import DAGSTER_DBT_UNIQUE_ID_METADATA_KEY

from orchestration.core.personal_data import without_personal_numbers
from orchestration.core.settings import Settings
from orchestration.dbt.builds import Plan
from orchestration.dbt.data_tests import DataTest, DataTestResult, data_tests, run_data_tests
from orchestration.defs.assets.checks import say_of_check
from orchestration.defs.console import HANDLER


def tests_of(
    context: dg.AssetExecutionContext, settings: Settings, plan: Plan, affected: Set[str]
) -> list[DataTest]:
    """Return the data tests of what a plan builds, or those selected in Dagster."""
    tests = data_tests(settings)
    if plan.from_scratch:
        return tests
    chosen = affected if plan.changed else _chosen_checks(context).keys()
    return [test for test in tests if test.unique_id in chosen]


def _chosen_checks(context: dg.AssetExecutionContext) -> dict[str, dg.AssetCheckKey]:
    """Return the checks that the Dagster run has selected, by the id of their data test."""
    return {
        spec.metadata[DAGSTER_DBT_UNIQUE_ID_METADATA_KEY]: spec.key
        for spec in context.assets_def.check_specs
        if spec.key in context.selected_asset_check_keys
    }


def run_and_report(
    context: dg.AssetExecutionContext,
    settings: Settings,
    tests: list[DataTest],
    unmade: Set[str],
) -> Iterator[DataTestResult]:
    """Run data tests, report each result to Dagster, and yield it."""
    checks = _chosen_checks(context)
    for number, result in enumerate(run_data_tests(settings, tests, unmade), start=1):
        test = result.test
        HANDLER.progress(number, len(tests), test.name)
        if test.unique_id in checks:
            say_of_check(
                context,
                checks[test.unique_id],
                {"failing_rows": result.failing},
                dg.AssetCheckSeverity.ERROR if test.is_error else dg.AssetCheckSeverity.WARN,
                # Markdown on Dagster's pages: two spaces keep the lines apart.
                without_personal_numbers(result.reason).replace("\n", "  \n"),
                passed=not result.reason,
            )
        yield result


def unchanged_checks(
    plan: Plan,
    dependencies: Mapping[dg.AssetKey, Set[dg.AssetKey]],
    checks: Set[dg.AssetCheckKey],
) -> set[dg.AssetCheckKey]:
    """Return those of some checks whose tables a plan leaves unchanged, so that their last result still holds.

    If the plan builds everything, or a selection, that is none of them: a check that did not run is then unknown.

    Parameters
    ----------
    plan
        What was built.
    dependencies
        What each model is made of.
    checks
        The checks that have not run.
    """
    if plan.changed is None:
        return set()
    changed = changed_assets(plan, dependencies)
    return {key for key in checks if key.asset_key not in changed}


def changed_assets(
    plan: Plan, dependencies: Mapping[dg.AssetKey, Set[dg.AssetKey]]
) -> set[dg.AssetKey]:
    """Return the seeds and raw tables that a plan builds on, with the models that depend on them."""
    changed = changed_inputs(plan)
    for key in TopologicalSorter(dependencies).static_order():
        if dependencies.get(key, frozenset()) & changed:
            changed.add(key)
    return changed


def changed_inputs(plan: Plan) -> set[dg.AssetKey]:
    """Return the seeds and raw tables whose content has changed since the last build."""
    return {dg.AssetKey(name.split(".")) for name in plan.changed or ()}


def say_unchanged(context: dg.AssetExecutionContext, plan: Plan, run: Set[str]) -> None:
    """Report to Dagster that the checks that need not run still hold; ``run`` has the ids of those that ran.

    Dagster would show a check that a run has planned but not reported as failed.
    """
    not_run = {key for test, key in _chosen_checks(context).items() if test not in run}
    holding = unchanged_checks(plan, context.assets_def.asset_deps, not_run)
    for key in sorted(holding, key=str):
        say_of_check(context, key, {"is_unchanged": dg.MetadataValue.bool(True)}, passed=True)
