"""The raw layer: deliveries in landing, and the typed Parquet that loading makes of them.

Each extract has periods of its own, months or years as its contract says: those that have been loaded, so that a board
starts where its extracts do and no period is missing that was never due. A full run loads everything new, of any
period, and reports each period; a backfill loads chosen periods.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import dagster as dg

from orchestration.contracts import Contract, Contracts, read_contracts
from orchestration.core.errors import RefusedError
from orchestration.defs.assets.warehouse import (
    ENGINEERING,
    WRITER,
    WarehouseResource,
    refusals_explained,
)
from orchestration.defs.docs_pages import link_to_contract, link_to_table
from orchestration.loading.store import Load

RAW = "raw"
# Folders of staging whose tables come from loading itself.
_OF_LOADING = ("loads", "releases")

# Tables about the loads, the installation and the releases, which have no periods.
REGISTERS = ("loads", "rejected_rows", "installation", "withheld_groups")


def landing_specs(contracts: Contracts) -> list[dg.AssetSpec]:
    """Return the assets that others make: the deliveries of each system that has a contract."""
    return [
        dg.AssetSpec(
            _landing(system),
            group_name=group_of(system),
            description="Deliveries with a Frictionless manifest: "
            + "; ".join(
                f"{contract.title} ({contract.format}, every {contract.frequency})"
                for contract in group
            ),
            kinds={"file"},
            owners=[ENGINEERING],
        )
        for system, group in _by_system(contracts).items()
    ]


def raw_assets(manifest: Mapping[str, Any], contracts: Contracts) -> list[dg.AssetsDefinition]:
    """Build the assets of the raw layer; dbt's sources say which tables there are and describe them.

    Parameters
    ----------
    manifest
        dbt's manifest.
    contracts
        The installation's contracts.

    Returns
    -------
    list
        The step that loads all that is new, and one for each extract, which loads a chosen period.
    """
    sources = {
        source["name"]: source
        for source in manifest["sources"].values()
        if source["source_name"] == RAW
    }
    tables: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for name, source in sources.items():
        if name not in REGISTERS:
            contract = contract_of_table(name, contracts)
            tables[contract.system, contract.entity].append(source)
    return [
        _everything_new([sources[table] for table in REGISTERS], _by_system(contracts)),
        *(_one_period(contracts[extract], own) for extract, own in tables.items()),
    ]


def periods_of(contract: Contract) -> dg.DynamicPartitionsDefinition:
    """Return the periods of an extract; they are dynamic, since its first delivery decides where they begin."""
    return dg.DynamicPartitionsDefinition(name=f"{contract.system}.{contract.entity}")


def table_key(table: str) -> dg.AssetKey:
    """Return the asset of a raw table."""
    return dg.AssetKey([RAW, table])


def group_of(system: str) -> str:
    """Return the group of a system's assets: its landing folder, its raw tables and its staging models."""
    return "from_loading" if system in _OF_LOADING else f"from_{system}"


def contract_of_table(table: str, contracts: Contracts) -> Contract:
    """Return the contract that a raw table is read by; a ledger's file gives several tables by one."""
    (found,) = [contract for contract in contracts.values() if contract.table == table] or [
        contract
        for contract in contracts.values()
        if table.startswith(f"{contract.system}_") and not contract.fields
    ]
    return found


def _spec(
    source: Mapping[str, Any], systems: Iterable[str], contract: Contract | None = None
) -> dg.AssetSpec:
    """Return a raw table as an asset, with its columns, its owner and where to read more of it."""
    columns = [
        dg.TableColumn(column["name"], column["data_type"], column["description"])
        for column in source["columns"].values()
    ]
    about: dict[str, Any] = {
        "dagster/column_schema": dg.TableSchema(columns),
        "docs_page": link_to_table("source", source["name"]),
    }
    if contract is not None:
        about |= {
            "contract": link_to_contract(contract),
            "comes": f"every {contract.frequency}, within {contract.due_days} days of its end",
        }
    return dg.AssetSpec(
        table_key(source["name"]),
        deps=[_landing(system) for system in systems],
        group_name=group_of(contract.system if contract else "loads"),
        description=source["description"],
        metadata=about,
        kinds={"parquet"},
        owners=[f"team:{contract.owner}" if contract else ENGINEERING],
    )


def _everything_new(
    registers: Sequence[Mapping[str, Any]], systems: Iterable[str]
) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="load_deliveries",
        pool=WRITER,
        specs=[_spec(source, systems) for source in registers],
    )
    def load_deliveries(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.MaterializeResult]:
        from orchestration.loading import load_deliveries, store

        with refusals_explained():
            summary = load_deliveries(warehouse.settings, context.log.info)
        contracts = read_contracts(*warehouse.settings.contract_folders)
        _keep_periods(context.instance, contracts, summary.current)
        for event in _new_events(context.instance, contracts, summary.current, summary.loaded):
            context.log_event(event)
        # What the releases have withheld is read when a build begins.
        rows = store.rows_of_tables(summary.current) | {"installation": 1}
        for table in REGISTERS:
            yield dg.MaterializeResult(
                asset_key=table_key(table),
                metadata={
                    **({"dagster/row_count": rows[table]} if table in rows else {}),
                    "loaded_now": [f"{load.system}/{load.load_id}" for load in summary.loaded],
                },
            )

    return load_deliveries


def _one_period(contract: Contract, sources: Sequence[Mapping[str, Any]]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"load_{contract.table}",
        pool=WRITER,
        partitions_def=periods_of(contract),
        specs=[_spec(source, [contract.system], contract) for source in sources],
    )
    def load_period(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.MaterializeResult]:
        from orchestration.loading import load_deliveries

        settings, period = warehouse.settings, context.partition_key
        with refusals_explained():
            summary = load_deliveries(settings, context.log.info, only=(contract.system, period))
            own = {
                event.asset_key: event
                for event in _events(
                    summary.current, {(contract.system, contract.entity): contract}
                )
                if event.partition == period
            }
            if not own:
                raise RefusedError(
                    f"The deliveries of {contract.system} for {period} have no {contract.entity}.",
                    "Choose a period that the extract has been delivered for.",
                )
        # A delivery is loaded as a whole, so that its other extracts have the period too.
        contracts = read_contracts(*settings.contract_folders)
        _add_periods(context.instance, contracts, summary.current)
        for event in _new_events(context.instance, contracts, summary.current, summary.loaded):
            if event.asset_key not in own:
                context.log_event(event)
        for key, event in own.items():
            yield dg.MaterializeResult(asset_key=key, metadata=event.metadata)

    return load_period


def _events(loads: Iterable[Load], contracts: Contracts) -> Iterator[dg.AssetMaterialization]:
    """Yield an event for each table and period of some loads, of the extracts that the contracts name."""
    for load in loads:
        for file in load.files:
            contract = contracts.get((load.system, file.entity))
            if contract is None:
                continue
            for table, rows in file.tables.items():
                yield dg.AssetMaterialization(
                    table_key(table),
                    partition=contract.period_name(load.period_from),
                    metadata={
                        "dagster/row_count": rows,
                        "load": load.load_id,
                        "rejected_rows": file.rejected_rows,
                    },
                )


def _new_events(
    instance: dg.DagsterInstance, contracts: Contracts, current: list[Load], loaded: list[Load]
) -> Iterator[dg.AssetMaterialization]:
    """Yield the events of loads that were made now, or that this instance does not know.

    A restored warehouse, or one that moves to a server, has the latter.
    """
    new = {load.load_id for load in loaded}
    known = {
        table: instance.get_materialized_partitions(table_key(table))
        for table in {table for load in current for table in load.tables}
    }
    for event in _events(current, contracts):
        is_new = event.metadata["load"].value in new
        if is_new or event.partition not in known[event.asset_key.path[-1]]:
            yield event


def _periods(contracts: Contracts, loads: Iterable[Load]) -> dict[str, set[str]]:
    """Return the periods that loads hold, by the name of each extract's partitions."""
    found: dict[str, set[str]] = {
        str(periods_of(contract).name): set() for contract in contracts.values()
    }
    for load in loads:
        for file in load.files:
            if contract := contracts.get((load.system, file.entity)):
                found[str(periods_of(contract).name)].add(contract.period_name(load.period_from))
    return found


def _add_periods(instance: dg.DagsterInstance, contracts: Contracts, loads: Iterable[Load]) -> None:
    """Make the periods of some loads known to Dagster."""
    for name, periods in _periods(contracts, loads).items():
        if periods:
            instance.add_dynamic_partitions(name, sorted(periods))


def _keep_periods(
    instance: dg.DagsterInstance, contracts: Contracts, loads: Iterable[Load]
) -> None:
    """Make Dagster's periods those of all loads that count, and no other.

    A period that was added by hand and never delivered would be shown as missing for ever.
    """
    for name, periods in _periods(contracts, loads).items():
        known = set(instance.get_dynamic_partitions(name))
        instance.add_dynamic_partitions(name, sorted(periods - known))
        for period in known - periods:
            instance.delete_dynamic_partition(name, period)


def _by_system(contracts: Contracts) -> dict[str, list[Contract]]:
    groups = groupby(contracts.values(), key=lambda contract: contract.system)
    return {system: list(group) for system, group in groups}


def _landing(system: str) -> dg.AssetKey:
    return dg.AssetKey(["landing", system])
