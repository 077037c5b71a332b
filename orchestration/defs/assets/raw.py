"""The raw layer: deliveries in landing, and the typed Parquet that loading makes of them.

A table is partitioned as its extract comes: by month, or by fiscal year. The periods are those that
have been delivered, so that a board starts where its extracts do. A run of everything loads what is
new, of whatever period, and says so of each; a backfill loads the periods that somebody chose.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import dagster as dg

from orchestration.contracts import Contract, Contracts, read_contracts
from orchestration.defs.assets.warehouse import (
    ENGINEERING,
    WRITER,
    WarehouseResource,
    refusals_explained,
)

RAW = "raw"

PERIODS = {
    "month": dg.DynamicPartitionsDefinition(name="month"),
    "year": dg.DynamicPartitionsDefinition(name="fiscal_year"),
}

# Tables about the loads, the installation and the releases, which no period has.
REGISTERS = ("loads", "rejected_rows", "installation", "withheld_groups")


def landing_specs(contracts: Contracts) -> list[dg.AssetSpec]:
    """Return the assets that others make: the deliveries of each system that has a contract."""
    return [
        dg.AssetSpec(
            _landing(system),
            group_name="landing",
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
        The step that loads all that is new, and one for each system and length of period, which
        loads a period that is asked for.
    """
    sources = {
        source["name"]: source["description"]
        for source in manifest["sources"].values()
        if source["source_name"] == "raw"
    }
    by_system = _by_system(contracts)
    tables = {
        table: contract_of_table(table, contracts) for table in sources if table not in REGISTERS
    }
    return [
        _everything_new(sources, by_system),
        *(
            _one_period(
                system,
                frequency,
                {
                    table: sources[table]
                    for table, contract in tables.items()
                    if (contract.system, contract.frequency) == (system, frequency)
                },
            )
            for system, group in by_system.items()
            for frequency in dict.fromkeys(contract.frequency for contract in group)
        ),
    ]


def table_key(table: str) -> dg.AssetKey:
    """Return the asset of a raw table."""
    return dg.AssetKey([RAW, table])


def contract_of_table(table: str, contracts: Contracts) -> Contract:
    """Return the contract that a raw table is read by; a ledger's file gives several tables by one."""
    (found,) = [contract for contract in contracts.values() if contract.table == table] or [
        contract
        for contract in contracts.values()
        if table.startswith(f"{contract.system}_") and not contract.fields
    ]
    return found


def _spec(table: str, description: str, systems: Iterable[str]) -> dg.AssetSpec:
    return dg.AssetSpec(
        table_key(table),
        deps=[_landing(system) for system in systems],
        group_name=RAW,
        description=description,
        kinds={"parquet"},
        owners=[ENGINEERING],
    )


def _everything_new(sources: Mapping[str, str], systems: Iterable[str]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name="load_deliveries",
        pool=WRITER,
        specs=[_spec(table, sources[table], systems) for table in REGISTERS],
    )
    def load_deliveries(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.MaterializeResult]:
        from orchestration.loading import load_deliveries, store

        with refusals_explained():
            summary = load_deliveries(warehouse.settings, context.log.info)
        contracts = read_contracts(*warehouse.settings.contract_folders)
        for event in _materializations(
            context.instance, contracts, summary.current, summary.loaded
        ):
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


def _one_period(system: str, frequency: str, tables: Mapping[str, str]) -> dg.AssetsDefinition:
    @dg.multi_asset(
        name=f"load_{system}_by_{frequency}",
        pool=WRITER,
        partitions_def=PERIODS[frequency],
        specs=[_spec(table, description, [system]) for table, description in tables.items()],
    )
    def load_period(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.MaterializeResult]:
        from orchestration.loading import load_deliveries, store

        with refusals_explained():
            summary = load_deliveries(
                warehouse.settings, context.log.info, only=(system, context.partition_key)
            )
        rows = store.rows_of_tables(summary.current)
        for table in tables:
            yield dg.MaterializeResult(
                asset_key=table_key(table), metadata={"dagster/row_count": rows.get(table, 0)}
            )

    return load_period


def _materializations(
    instance: dg.DagsterInstance, contracts: Contracts, current: list[Any], loaded: list[Any]
) -> Iterator[dg.AssetMaterialization]:
    """Return an event for each table and period of loads that were made now, or that this instance has not heard of.

    A restored warehouse, or one that moves to a server, has such; their periods become known to
    Dagster.
    """
    new = {(load.system, load.load_id) for load in loaded}
    known = {
        table: instance.get_materialized_partitions(table_key(table))
        for table in {table for load in current for table in load.tables}
    }
    events: dict[str, list[dg.AssetMaterialization]] = {frequency: [] for frequency in PERIODS}
    for load in current:
        for file in load.files:
            contract = contracts[load.system, file.entity]
            period = contract.period_name(load.period_from)
            events[contract.frequency] += [
                dg.AssetMaterialization(
                    table_key(table),
                    partition=period,
                    metadata={
                        "dagster/row_count": rows,
                        "load": load.load_id,
                        "rejected_rows": file.rejected_rows,
                    },
                )
                for table, rows in file.tables.items()
                if (load.system, load.load_id) in new or period not in known[table]
            ]
    for frequency, partitions in PERIODS.items():
        periods = sorted({event.partition for event in events[frequency] if event.partition})
        if periods and partitions.name:
            instance.add_dynamic_partitions(partitions.name, periods)
        yield from events[frequency]


def _by_system(contracts: Contracts) -> dict[str, list[Contract]]:
    groups = groupby(contracts.values(), key=lambda contract: contract.system)
    return {system: list(group) for system, group in groups}


def _landing(system: str) -> dg.AssetKey:
    return dg.AssetKey(["landing", system])
