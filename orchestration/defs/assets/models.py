"""The dbt project as assets: seeds, staging, intermediate and marts, with every dbt data test as an asset check."""

import os
from collections.abc import Generator, Iterator, Mapping, Set
from dataclasses import replace
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliInvocation,
    DbtCliResource,
    dbt_assets,
)

from orchestration.boards import read_editions
from orchestration.boards.checking import require_sound
from orchestration.boards.unmapped import require_mapped, rules_of_last_year
from orchestration.contracts import read_contracts
from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError
from orchestration.core.files import private_folder
from orchestration.core.lock import writing
from orchestration.core.pseudonyms import register_key
from orchestration.core.settings import Engine, Settings
from orchestration.dbt import spark
from orchestration.dbt.builds import Plan, begin, current_inputs, finish, read_build_record
from orchestration.dbt.parsed import PARTIAL_PARSE
from orchestration.dbt.project import (
    DBT_EXECUTABLE,
    RUN_RESULTS,
    descendants,
    environment,
    explain_failures,
    nodes_of,
    project_to_build,
    read_manifest,
    unmade_models,
)
from orchestration.defs.assets.check_descriptions import sentence_of
from orchestration.defs.assets.data_tests import (
    changed_assets,
    run_and_report,
    say_unchanged,
    tests_of,
)
from orchestration.defs.assets.raw import group_of
from orchestration.defs.assets.warehouse import (
    SCOPE_TAG,
    WRITER,
    WarehouseResource,
    refusals_explained,
)
from orchestration.defs.console import HANDLER
from orchestration.defs.docs_pages import link_to_table
from orchestration.defs.speed import DbtCommandLine, import_meanwhile
from orchestration.loading import store
from orchestration.loading.views import register_views
from orchestration.releases.withheld import register_withheld_groups


class Translator(DagsterDbtTranslator):
    """Names dbt's nodes in Dagster, and groups them so that the graph is readable."""

    def __init__(self) -> None:
        super().__init__(
            DagsterDbtTranslatorSettings(
                enable_asset_checks=True, enable_duplicate_source_asset_keys=False
            )
        )

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return ``<schema>/<name>``, the place of the table in the build."""
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: Any
    ) -> dg.AssetCheckSpec | None:
        """Return a data test as a check that blocks nothing by itself: the step that runs dbt fails with it.

        A check that blocks would have to be evaluated again for the models that a run leaves as they are.
        """
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        said = sentence_of(manifest["nodes"][unique_id])
        return spec and spec._replace(blocking=False, description=said)

    def get_metadata(self, dbt_resource_props: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return dbt's metadata, and the link to the table's page on the docs site."""
        page = link_to_table(dbt_resource_props["resource_type"], dbt_resource_props["name"])
        return {**super().get_metadata(dbt_resource_props), "docs_page": page}

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return the schema, but for staging the system, and for the layers before the marts the subject."""
        schema, folders = dbt_resource_props["schema"], dbt_resource_props["fqn"][1:-1]
        if not folders or folders[0] == "marts":
            return schema
        layer, subject = folders[0], folders[-1]
        if layer == "staging":
            return group_of(subject)
        return f"int_{subject}"


def dbt_resource(settings: Settings) -> DbtCommandLine:
    """Return the dbt command line of the rendered project."""
    return DbtCommandLine(
        project_dir=str(settings.dbt_project),
        profiles_dir=str(settings.dbt_project),
        dbt_executable=DBT_EXECUTABLE,
    )


class BuildConfig(dg.Config):
    """What a run may override: the engine, by its name."""

    engine: str | None = None

    def of(self, settings: Settings) -> Settings:
        """Return the installation's settings with this run's override.

        Raises
        ------
        UsageError
            When there is no such engine.
        """
        return replace(settings, engine=Engine.named(self.engine)) if self.engine else settings


def model_assets(manifest_path: Path) -> dg.AssetsDefinition:
    """Build the assets of the dbt project from its manifest.

    A run of all of them builds what depends on inputs that changed since the last complete build, and
    reports the rest as unchanged; a run of some of them builds these.
    """

    @dbt_assets(
        manifest=manifest_path, dagster_dbt_translator=Translator(), name="dbt_build", pool=WRITER
    )
    def dbt_build(
        context: dg.AssetExecutionContext,
        dbt: DbtCliResource,
        warehouse: WarehouseResource,
        config: BuildConfig,
    ) -> Iterator[Any]:
        with (
            refusals_explained(),
            writing(Path(warehouse.warehouse), "dbt build"),
            project_to_build(warehouse.settings) as project,
        ):
            settings = config.of(warehouse.settings)
            inputs, built = current_inputs(settings, project), read_build_record(settings)
            is_chosen = context.is_subset and not context.has_tag(SCOPE_TAG)
            plan = Plan.of_subset() if is_chosen else Plan.of_changes(inputs, built)
            context.log.info(plan.explanation)
            if plan.is_nothing:
                yield from _outputs(context, settings, plan, {})
                say_unchanged(context, plan, run=set())
                return
            # Codes that the board lacks are reported before minutes of building, all at once.
            tables = store.files_of_tables(store.current_loads(settings.raw))
            read_editions(settings.board)
            require_sound(settings.board)
            require_mapped(settings.board, tables)
            for rule in rules_of_last_year(settings.board, tables):
                context.log.warning(str(rule))
            begin(settings)
            _prepare_build(settings, from_scratch=plan.from_scratch)
            if not is_chosen:
                import_meanwhile()
            if settings.engine is Engine.SPARK:
                context.log.info(f"computed by {inputs.engine}, then brought into the build")
                spark.compute_tables(settings, HANDLER.progress)
            yield from _build(context, dbt, settings, plan)
            # Some of the models, built from other inputs than the rest: not a complete build.
            if not is_chosen or (built and built.inputs == inputs):
                finish(settings, inputs)

    return dbt_build


def _build(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: Settings, plan: Plan
) -> Iterator[Any]:
    """Build the models of a plan, run their data tests, and yield the events of both for Dagster.

    Models are reported once dbt has closed the file, so that their rows can be counted.

    Raises
    ------
    RefusedError
        When a model or a data test failed; what was made has been reported.
    """
    target = settings.build_file.parent / "dbt"
    (target / RUN_RESULTS).unlink(missing_ok=True)
    computed = [spark.results(settings)] if settings.engine is Engine.SPARK else []
    affected = descendants(settings, nodes_of(settings, plan.changed or ()))
    made: dict[str, Mapping[str, Any]] = {}
    last_words = ""
    if _makes_models(context, settings, plan, affected):
        last_words = yield from _run_dbt(context, dbt, settings, plan, target, made)
    unmade = set[str]().union(*map(unmade_models, [*computed, target]))
    results, reasons = [], []
    if not last_words or (target / RUN_RESULTS).exists():
        tests = tests_of(context, settings, plan, affected)
        results = list(run_and_report(context, settings, tests, unmade))
    yield from _outputs(context, settings, plan, made)
    failed = [result for result in results if result.reason]
    if failed or last_words or unmade:
        # What is made of wrong rows fails because of them, and is not reported again.
        behind = descendants(settings, {node for result in failed for node in result.test.reads})
        reasons = [result.reason for result in failed]
        reasons += explain_failures([*computed, target], settings, leave_out=behind)
        raise RefusedError(
            "\n  ".join(["dbt could not build the warehouse:", *(reasons or [last_words])]),
            "Fix the input or the reference data in seeds that the rows point at, then run again.",
        )
    say_unchanged(context, plan, {result.test.unique_id for result in results})


def _makes_models(
    context: dg.AssetExecutionContext, settings: Settings, plan: Plan, affected: Set[str]
) -> bool:
    """Return whether a plan has anything for dbt to make.

    A run may select checks alone, and a view shows new rows without being made again.
    """
    if plan.changed is None:
        return bool(context.selected_asset_keys)
    nodes = read_manifest(settings)["nodes"]
    return any(
        nodes[node]["resource_type"] in ("model", "seed")
        and nodes[node]["config"]["materialized"] != "view"
        for node in affected & nodes.keys()
    )


def _run_dbt(
    context: dg.AssetExecutionContext,
    dbt: DbtCliResource,
    settings: Settings,
    plan: Plan,
    target: Path,
    made: dict[str, Mapping[str, Any]],
) -> Generator[Any, None, str]:
    """Run dbt, pass on its events, and return its last words if it failed; ``made`` gets the metadata of each model."""
    os.environ.update(environment(settings))
    # dagster-dbt puts the latest parse of the project in its place.
    (target / PARTIAL_PARSE).unlink(missing_ok=True)
    # With its context, dagster-dbt would add the whole project to what the plan selects.
    invocation = dbt.cli(
        plan.arguments,
        context=None if plan.changed else context,
        manifest=read_manifest(settings),
        dagster_dbt_translator=Translator(),
        target_path=target,
        raise_on_error=False,
    )
    _show_progress(invocation)
    for event in invocation.stream():
        if isinstance(event, dg.Output):
            made[event.output_name] = event.metadata
        elif isinstance(event, dg.AssetMaterialization):
            made[event.asset_key.to_python_identifier()] = event.metadata
        else:
            yield event
    return "" if invocation.is_successful() else _last_words(invocation)


def _show_progress(invocation: DbtCliInvocation) -> None:
    """Show each node that dbt begins on the console, with its number; dagster-dbt passes on only what has ended."""

    def heard() -> Iterator[Any]:
        done = 0
        for line in invocation._stream_stdout():
            said = line.get("data", {}) if isinstance(line, dict) else {}
            # dbt numbers nodes as they begin, several at a time; what has a status has ended.
            if "index" in said and "total" in said:
                done += "status" in said
                HANDLER.progress(done, said["total"], said["node_info"]["node_name"])
            yield line

    # Where it has the lines of dbt already, dagster-dbt reads them instead of the process; pinned with its version.
    invocation._stdout = heard()  # pyrefly: ignore[bad-assignment]


def _last_words(invocation: DbtCliInvocation) -> str:
    """Return what dbt said when it could not start."""
    error = invocation.get_error()
    return str(error) if error else f"see {invocation.target_path / 'dbt.log'}"


def _outputs(
    context: dg.AssetExecutionContext,
    settings: Settings,
    plan: Plan,
    made: Mapping[str, Mapping[str, Any]],
) -> Iterator[dg.Output[None]]:
    """Yield the outputs of the models that were made, and of those that the plan left unchanged, in graph order.

    The latter are needed, since Dagster skips what waits for a missing output, and shows it as failed if the run
    fails later. A view counts as made if what it reads was made.
    """
    dependencies = context.assets_def.asset_deps
    order = [key for key in TopologicalSorter(dependencies).static_order() if key in dependencies]
    changed = changed_assets(plan, dependencies)
    views = {
        dg.AssetKey([node["schema"], node["name"]])
        for node in read_manifest(settings)["nodes"].values()
        if node["config"]["materialized"] == "view"
    }
    rows = _row_counts(settings)
    selected = context.selected_asset_keys
    for key in order:
        # What was loaded since the run was requested is built, but is not in this run's selection.
        if key not in selected:
            continue
        name = key.to_python_identifier()
        if name in made:
            metadata: dict[str, Any] = dict(made[name])
        elif plan.changed is not None and key not in changed:
            metadata = {"is_unchanged": True}
        elif plan.changed is not None and key in changed & views:
            metadata = {}
        else:
            continue
        if name in rows:
            metadata["dagster/row_count"] = rows[name]
        yield dg.Output(None, name, metadata=metadata)


def _row_counts(settings: Settings) -> dict[str, int]:
    """Return the rows of each table and staging view of the build, by output; other views are not worth computing."""
    with connect(settings.build_file, read_only=True) as connection:
        relations = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_type = 'BASE TABLE' or table_schema = 'staging'"
        ).fetchall()
        counts = " union all ".join(
            f'select \'{schema}__{name}\', count(*) from "{schema}"."{name}"'
            for schema, name in relations
        )
        return dict(connection.execute(counts).fetchall())


def _prepare_build(settings: Settings, *, from_scratch: bool) -> None:
    """Make the build file show the current loads; a complete build starts from an empty file.

    It holds the key of the pseudonyms, so that its owner alone may read it.
    """
    build_file = settings.build_file
    private_folder(build_file.parent)
    if from_scratch:
        for path in (build_file, build_file.with_name(f"{build_file.name}.wal")):
            path.unlink(missing_ok=True)
    with connect(build_file) as connection:
        build_file.chmod(0o600)
        register_views(
            connection, settings.raw, read_contracts(*settings.contract_folders).values()
        )
        register_key(connection, settings.warehouse)
        register_withheld_groups(connection, settings)
