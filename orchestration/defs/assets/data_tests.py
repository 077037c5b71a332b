"""The data tests of the models as Dagster's checks: which a plan asks, what each has found, and which still hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from graphlib import TopologicalSorter

import dagster as dg
from dagster_dbt.asset_utils import DAGSTER_DBT_UNIQUE_ID_METADATA_KEY

from orchestration.core.personal_data import without_personal_numbers
from orchestration.core.settings import Settings
from orchestration.dbt.builds import Plan
from orchestration.dbt.data_tests import Answer, DataTest, ask, data_tests
from orchestration.defs.assets.checks import say_of_check
from orchestration.defs.assets.raw import table_key
from orchestration.defs.console import HANDLER


def tests_of(
    context: dg.AssetExecutionContext, settings: Settings, plan: Plan, affected: Set[str]
) -> list[DataTest]:
    """Return the data tests of what a plan builds, or those that somebody has chosen."""
    tests = data_tests(settings)
    if plan.afresh:
        return tests
    asked = affected if plan.sources else _chosen_checks(context).keys()
    return [test for test in tests if test.unique_id in asked]


def _chosen_checks(context: dg.AssetExecutionContext) -> dict[str, dg.AssetCheckKey]:
    """Return the checks that Dagster has asked for, by the id of their data test."""
    return {
        spec.metadata[DAGSTER_DBT_UNIQUE_ID_METADATA_KEY]: spec.key
        for spec in context.assets_def.check_specs
        if spec.key in context.selected_asset_check_keys
    }


def ask_and_tell(
    context: dg.AssetExecutionContext,
    settings: Settings,
    tests: list[DataTest],
    unmade: Set[str],
) -> Iterator[Answer]:
    """Ask data tests, and tell Dagster what each has found."""
    checks = _chosen_checks(context)
    for number, answer in enumerate(ask(settings, tests, unmade), start=1):
        test = answer.test
        HANDLER.progress(number, len(tests), test.name)
        if test.unique_id in checks:
            say_of_check(
                context,
                checks[test.unique_id],
                {"failing_rows": answer.failing},
                dg.AssetCheckSeverity.ERROR if test.is_error else dg.AssetCheckSeverity.WARN,
                # Markdown on Dagster's pages: two spaces keep the lines apart.
                without_personal_numbers(answer.reason).replace("\n", "  \n"),
                passed=not answer.reason,
            )
        yield answer


def unchanged_checks(
    plan: Plan,
    dependencies: Mapping[dg.AssetKey, Set[dg.AssetKey]],
    checks: Set[dg.AssetCheckKey],
) -> set[dg.AssetCheckKey]:
    """Return the checks, of some, whose tables a plan leaves as they are, so that what they found still holds.

    Where a plan builds all, or what somebody chose, none is: what was not asked then is not known.

    Parameters
    ----------
    plan
        What was built.
    dependencies
        What each model is made of.
    checks
        Those that have not been asked.
    """
    if plan.sources is None:
        return set()
    changed = changed_assets(plan, dependencies)
    return {key for key in checks if key.asset_key not in changed}


def changed_assets(
    plan: Plan, dependencies: Mapping[dg.AssetKey, Set[dg.AssetKey]]
) -> set[dg.AssetKey]:
    """Return the raw tables that a plan builds on, with the models that depend on them."""
    changed = {table_key(name) for name in plan.sources or ()}
    for key in TopologicalSorter(dependencies).static_order():
        if dependencies.get(key, frozenset()) & changed:
            changed.add(key)
    return changed


def say_unchanged(context: dg.AssetExecutionContext, plan: Plan, asked: Set[str]) -> None:
    """Tell Dagster that the checks hold which there was no need to ask; ``asked`` has the ids of the others.

    A check that a run has planned and says nothing of would be shown as failed.
    """
    unasked = {key for test, key in _chosen_checks(context).items() if test not in asked}
    holding = unchanged_checks(plan, context.assets_def.asset_deps, unasked)
    for key in sorted(holding, key=str):
        say_of_check(context, key, {"is_unchanged": dg.MetadataValue.bool(True)}, passed=True)
