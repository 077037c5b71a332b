"""Contracts: what each extract promises, one YAML file per extract, ``<system>/<entity>.yml``.

A contract follows Frictionless Table Schema (fields, constraints, primary key) and adds what a
warehouse must know: the format and dialect, what to do with a row or a column that breaks it, who
owns it, and how often it comes. The loader reads files by it, the docs site shows it, and nothing else
describes an extract. ``read_contracts`` is the only way to read them.
"""

from orchestration.contracts.checking import contract_faults
from orchestration.contracts.contract import (
    Contract,
    Contracts,
    Field,
    read_contract,
    read_contracts,
)
from orchestration.contracts.faults import ContractError

__all__ = [
    "Contract",
    "ContractError",
    "Contracts",
    "Field",
    "contract_faults",
    "read_contract",
    "read_contracts",
]
