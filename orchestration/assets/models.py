"""The dbt project as assets: seeds, staging, intermediate and marts, with every dbt data test as an asset check."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    dbt_assets,
)

from orchestration.assets.warehouse import WarehouseResource, refusals_explained
from orchestration.dbt import BUILD_ARGUMENTS, DBT_EXECUTABLE, environment, explain_failures
from orchestration.errors import RefusedError
from orchestration.files import private_folder
from orchestration.loading import store
from orchestration.lock import writing
from orchestration.pseudonyms import register_key
from orchestration.settings import DBT_PROJECT_DIR, Settings


class Translator(DagsterDbtTranslator):
    """Names dbt's nodes in Dagster by layer: the group is the layer, or the subject of a mart."""

    def __init__(self) -> None:
        super().__init__(
            DagsterDbtTranslatorSettings(
                enable_asset_checks=True, enable_duplicate_source_asset_keys=False
            )
        )

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return ``<schema>/<name>``, the place of the table in the build."""
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Return the schema."""
        return dbt_resource_props["schema"]


def dbt_resource() -> DbtCliResource:
    """Return the dbt command line of this project."""
    return DbtCliResource(
        project_dir=str(DBT_PROJECT_DIR),
        profiles_dir=str(DBT_PROJECT_DIR),
        dbt_executable=DBT_EXECUTABLE,
    )


def model_assets(manifest_path: Path) -> dg.AssetsDefinition:
    """Build the assets of the dbt project from its manifest."""

    @dbt_assets(manifest=manifest_path, dagster_dbt_translator=Translator(), name="dbt_build")
    def dbt_build(
        context: dg.AssetExecutionContext, dbt: DbtCliResource, warehouse: WarehouseResource
    ) -> Iterator[Any]:
        settings = warehouse.settings
        target = settings.build_file.parent / "dbt"
        with refusals_explained(), writing(settings.warehouse, "dbt build"):
            _prepare_build(settings, afresh=not context.is_subset)
            os.environ.update(environment(settings))
            invocation = dbt.cli(
                list(BUILD_ARGUMENTS), context=context, target_path=target, raise_on_error=False
            )
            yield from invocation.stream()
            if not invocation.is_successful():
                reasons = explain_failures(target, settings) or f"see {target / 'dbt.log'}"
                raise RefusedError(
                    f"dbt could not build the warehouse:\n  {reasons}",
                    "Mend the input or the reference data in seeds that the rows point at, then run again.",
                )

    return dbt_build


def _prepare_build(settings: Settings, *, afresh: bool) -> None:
    """Make the build file show the current loads; a whole build starts from an empty file.

    It holds the key of the pseudonyms, so that its owner alone may read it.
    """
    build_file = settings.build_file
    private_folder(build_file.parent)
    if afresh:
        for path in (build_file, build_file.with_name(f"{build_file.name}.wal")):
            path.unlink(missing_ok=True)
    with duckdb.connect(str(build_file)) as connection:
        build_file.chmod(0o600)
        store.register_views(connection, settings.raw)
        register_key(connection, settings.warehouse)
