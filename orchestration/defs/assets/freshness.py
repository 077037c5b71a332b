"""Whether each extract was delivered when its contract promises, as a check on its raw table."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration.contracts import Contracts
from orchestration.defs.assets.checks import say_of_check
from orchestration.defs.assets.raw import REGISTERS, contract_of_table, table_key
from orchestration.defs.assets.warehouse import WarehouseResource, refusals_explained

ON_TIME = "is_on_time"


def freshness_checks(manifest: Mapping[str, Any], contracts: Contracts) -> dg.AssetChecksDefinition:
    """Build one check per extract. None blocks: what was delivered is worth publishing, and the owner is alerted.

    Parameters
    ----------
    manifest
        dbt's manifest, which names the raw tables.
    contracts
        The installation's contracts.
    """
    # A file that gives several tables is one extract: its check is at the first of them.
    tables = {}
    for source in manifest["sources"].values():
        if source["source_name"] == "raw" and source["name"] not in REGISTERS:
            contract = contract_of_table(source["name"], contracts)
            tables.setdefault(f"{contract.system}.{contract.entity}", (source["name"], contract))

    @dg.multi_asset_check(
        name="freshness",
        can_subset=True,
        specs=[
            dg.AssetCheckSpec(
                ON_TIME,
                asset=table_key(table),
                description=f"Each {contract.frequency} has come within {contract.due_days} days of its end; "
                f"owner: {contract.owner}.",
                additional_deps=[table_key("loads")],
            )
            for table, contract in tables.values()
        ],
    )
    def freshness(
        context: dg.AssetCheckExecutionContext, warehouse: WarehouseResource
    ) -> Iterator[dg.AssetCheckResult]:
        from orchestration.alerts import late_alert
        from orchestration.loading.freshness import late_extracts

        with refusals_explained():
            late = {extract.extract: extract for extract in late_extracts(warehouse.settings)}
        late_alert(warehouse.settings, late.values())
        for extract, (table, contract) in tables.items():
            found = late.get(extract)
            key = dg.AssetCheckKey(table_key(table), ON_TIME)
            if key in context.selected_asset_check_keys:
                say_of_check(
                    context,
                    key,
                    {"owner": contract.owner} | ({"missing": list(found.missing)} if found else {}),
                    description=found.in_words() if found else "",
                    passed=found is None,
                )
        yield from ()

    return freshness
