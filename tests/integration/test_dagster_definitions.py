"""What a data engineer sees in Dagster: every asset described, every check there, no way round the gate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from orchestration.contracts import read_contracts
from orchestration.core.settings import Settings
from orchestration.dbt.project import ensure_manifest
from orchestration.definitions import build_definitions
from orchestration.defs.assets.freshness import ON_TIME, freshness_checks
from orchestration.defs.assets.gate import VERDICT
from orchestration.defs.assets.raw import REGISTERS, landing_specs, periods_of, raw_assets
from orchestration.defs.assets.report import REPORT
from orchestration.defs.assets.site import SITE
from orchestration.defs.assets.warehouse import WarehouseResource
from orchestration.defs.automation.scope import NIGHTLY
from orchestration.gate import read_controls
from orchestration.simulator import simulate

RELEASE = dg.AssetKey(["published", "release"])

PARKING = """
title: Parking permits
description: One row per permit.
owner: parking system manager
frequency: year
due_days: 5
format: csv
schema:
  primaryKey: [permit]
  fields:
    - {name: permit, type: string, description: The permit.}
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("installation")
    return Settings(folder / "landing", folder / "warehouse")


@pytest.fixture(scope="module")
def manifest(settings: Settings) -> dict:
    return json.loads(ensure_manifest(settings).read_text("utf-8"))


@pytest.fixture(scope="module")
def definitions(manifest: dict, settings: Settings) -> dg.Definitions:
    del manifest
    return build_definitions(settings)


def test_every_asset_has_description_owner_group_and_kind(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    nodes = [graph.get(key) for key in graph.get_all_asset_keys()]
    assert len(nodes) > 50
    lacking = [
        node.key.to_user_string()
        for node in nodes
        if not (node.description and node.owners and node.group_name != "default" and node.kinds)
    ]
    assert lacking == []


def test_every_dbt_test_and_every_control_is_an_asset_check(
    definitions: dg.Definitions, manifest: dict
) -> None:
    checks = {key.name for key in definitions.resolve_asset_graph().asset_check_keys}
    tests = {node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "test"}
    controls = {control.name for control in read_controls()}
    assert len(tests) > 100
    assert (tests | controls) - checks == set()


def test_the_graph_leads_from_landing_to_the_release_without_a_gap(
    definitions: dg.Definitions,
) -> None:
    graph = definitions.resolve_asset_graph()
    ancestors = graph.get_ancestor_asset_keys(RELEASE)
    assert dg.AssetKey(["landing", "ledger"]) in ancestors
    assert dg.AssetKey(["raw", "ledger_transactions"]) in ancestors


def test_the_job_covers_every_asset_that_can_be_made_and_loads_whatever_is_new(
    definitions: dg.Definitions,
) -> None:
    graph = definitions.resolve_asset_graph()
    job = definitions.resolve_job_def(NIGHTLY)
    made = set(job.asset_layer.executable_asset_keys)
    periods = {key for key in graph.executable_asset_keys if graph.get(key).partitions_def}
    # Report and docs site are made of the release when it is there, and a run does not wait for them.
    assert made == set(graph.executable_asset_keys) - {REPORT, SITE} - periods
    assert {key.path[0] for key in periods} == {"raw"}
    assert {dg.AssetKey(["raw", table]) for table in REGISTERS} <= made
    for document in (REPORT, SITE):
        assert RELEASE in graph.get(document).parent_keys
    assert graph.asset_check_keys == job.asset_layer.asset_graph.asset_check_keys


def test_every_extract_has_periods_of_its_own(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    names = set()
    for (system, entity), contract in read_contracts().items():
        table = f"{system}_transactions" if contract.format == "sie" else f"{system}_{entity}"
        periods = graph.get(dg.AssetKey(["raw", table])).partitions_def
        assert isinstance(periods, dg.DynamicPartitionsDefinition)
        names.add(periods.name)
    assert len(names) == len(read_contracts())


def test_a_raw_table_shows_its_columns_its_owner_and_where_to_read_more(
    definitions: dg.Definitions,
) -> None:
    graph = definitions.resolve_asset_graph()
    for contract in read_contracts().values():
        if contract.format == "sie":
            continue
        calls = graph.get(dg.AssetKey(["raw", contract.table]))
        shown = {column.name: column for column in calls.metadata["dagster/column_schema"].columns}
        assert {field.name for field in contract.fields} <= set(shown)
        assert all(column.type and column.description for column in shown.values())
        assert calls.owners == [f"team:{contract.owner}"]
        assert calls.metadata["contract"].url == (
            f"/docs/contracts/{contract.system}.{contract.entity}.html"
        )
        assert calls.metadata["docs_page"].url == f"/docs/sources/{contract.table}.html"


def test_an_extract_of_the_boards_own_has_its_asset_its_periods_and_its_check(
    manifest: dict, tmp_path: Path
) -> None:
    contract = tmp_path / "board" / "contracts" / "parking" / "permits.yml"
    contract.parent.mkdir(parents=True)
    contract.write_text(PARKING, "utf-8")
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", board=tmp_path / "board")
    columns = {"permit": {"name": "permit", "data_type": "varchar", "description": "The permit."}}
    source = {
        "source_name": "raw",
        "name": "parking_permits",
        "description": "Permits.",
        "columns": columns,
    }
    manifest = {"sources": manifest["sources"] | {"source.bokslut.raw.parking_permits": source}}
    contracts = read_contracts(*settings.contract_folders)
    key = dg.AssetKey(["raw", "parking_permits"])
    (loaded,) = [asset for asset in raw_assets(manifest, contracts) if key in asset.keys]
    assert loaded.partitions_def == periods_of(contracts["parking", "permits"])
    assert dg.AssetKey(["landing", "parking"]) in {spec.key for spec in landing_specs(contracts)}
    assert dg.AssetCheckKey(key, ON_TIME) in freshness_checks(manifest, contracts).check_keys


def test_every_extract_has_a_check_that_it_has_come_in_time(definitions: dg.Definitions) -> None:
    checks = definitions.resolve_asset_graph().asset_check_keys
    assert sum(key.name == ON_TIME for key in checks) == len(read_contracts())


def test_publishing_alone_refuses_a_build_that_was_not_audited(
    definitions: dg.Definitions, settings: Settings
) -> None:
    duckdb.connect(str(settings.build_file)).close()
    assets: list[Any] = list(definitions.assets or [])
    result = dg.materialize(
        assets,
        selection=dg.AssetSelection.assets(RELEASE).without_checks(),
        resources=definitions.resources,
        instance=dg.DagsterInstance.ephemeral(),
        raise_on_error=False,
    )
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_failure_data.user_failure_data is not None
    assert "has not been audited" in (failure.step_failure_data.user_failure_data.description or "")


def test_only_the_periods_that_an_extract_has_been_delivered_for_are_there(
    definitions: dg.Definitions, tmp_path: Path
) -> None:
    """Seeded fault: a period that nobody delivered, added by hand, which would be missing for ever."""
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    simulate(settings.landing, systems=("payroll",), scale=0.02)
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("payroll.payslips", ["2031-01"])
        assets: list[Any] = list(definitions.assets or [])
        result = dg.materialize(
            assets,
            selection=dg.AssetSelection.assets(
                *(["raw", table] for table in REGISTERS)
            ).without_checks(),
            resources={
                **(definitions.resources or {}),
                "warehouse": WarehouseResource.of(settings),
            },
            instance=instance,
        )
        assert result.success
        for (system, entity), contract in read_contracts().items():
            periods = set(instance.get_dynamic_partitions(f"{system}.{entity}"))
            assert periods == instance.get_materialized_partitions(
                dg.AssetKey(["raw", contract.table])
            )
            assert bool(periods) == (system == "payroll")
        # Absence begins a month before the first payslips.
        assert "2011-12" in instance.get_dynamic_partitions("payroll.absence_spells")
        assert "2011-12" not in instance.get_dynamic_partitions("payroll.payslips")


def test_the_verdict_stands_between_the_marts_and_the_release(settings: Settings) -> None:
    ensure_manifest(settings)
    graph = build_definitions(settings).resolve_asset_graph()
    assert VERDICT in graph.get(RELEASE).parent_keys
    assert dg.AssetKey(["measures", "fct_measures"]) in graph.get(VERDICT).parent_keys
    assert not graph.get(VERDICT).is_executable


def test_every_check_says_in_a_sentence_what_holds(settings: Settings) -> None:
    ensure_manifest(settings)
    graph = build_definitions(settings).resolve_asset_graph()
    said = {key: graph.get_check_spec(key).description or "" for key in graph.asset_check_keys}
    assert len(said) > 500
    assert [key for key, words in said.items() if " " not in words or "{{" in words] == []
    assert any(" is one of " in words for words in said.values())
