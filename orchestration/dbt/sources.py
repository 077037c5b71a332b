"""dbt's sources, made from the contracts, so that an extract is described in one place only.

One file per system, ``models/staging/<system>/_<system>__sources.yml``, in the rendered project. The ledger's tables
come from the SIE standard and are described by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import yaml

from orchestration.contracts.contract import Contract, Field

_HEADER = "# Made from the contracts; change the contract instead.\n"

_PROVENANCE = (
    ("load_id", "varchar", "{{ doc('load_id') }}"),
    ("file_name", "varchar", "{{ doc('file_name') }}"),
    ("line_number", "bigint", "Line of the file, or row of the sheet, that the row was read from."),
)


def render_dbt_sources(contracts: Mapping[tuple[str, str], Contract]) -> dict[str, str]:
    """Return the text of each system's sources file, by system."""
    described = (contract for contract in contracts.values() if contract.fields)
    return {
        system: _HEADER
        + yaml.dump(
            {
                "sources": [
                    {
                        "name": "raw",
                        "schema": "raw",
                        "tables": [_table(contract) for contract in group],
                    }
                ]
            },
            Dumper=yaml.CSafeDumper,
            sort_keys=False,
            allow_unicode=True,
            width=100,
        )
        for system, group in groupby(described, key=lambda contract: contract.system)
    }


def _table(contract: Contract) -> dict[str, object]:
    provenance = [
        {"name": name, "data_type": data_type, "description": description}
        for name, data_type, description in _PROVENANCE
    ]
    return {
        "name": contract.table,
        "description": f"{contract.title}. {_one_line(contract.description)}",
        "config": {
            "meta": {
                "owner": contract.owner,
                "frequency": contract.frequency,
                "due_days": contract.due_days,
                "format": contract.format,
                "key": list(contract.primary_key),
            }
        },
        "columns": provenance + [_column(field) for field in contract.fields],
    }


def _column(field: Field) -> dict[str, object]:
    remarks = [_one_line(field.description)]
    if field.unit:
        remarks.append(f"Unit: {field.unit}.")
    if field.enum:
        remarks.append(f"One of: {', '.join(field.enum)}.")
    if field.personal:
        remarks.append("Personal data.")
    return {
        "name": field.name,
        "data_type": field.sql_type.lower(),
        "description": " ".join(remarks),
    }


def _one_line(text: str) -> str:
    return " ".join(text.split())
