"""Whether a board's measures can be computed and shown: whether their quantities and their systems exist.

A measure of a quantity that does not exist has no value, and no build fails because of it: only the files can tell a
misspelled quantity from one whose system has not delivered.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence, Set
from difflib import get_close_matches
from pathlib import Path

from orchestration.boards.problem import Problem
from orchestration.boards.quantities import FILE_NAME, Quantity, shipped_quantities
from orchestration.boards.reference import reference_files
from orchestration.contracts import Contracts

_MEASURES = "measures.csv"


def measure_problems(
    folder: Path, contracts: Contracts, quantities: Sequence[Quantity]
) -> Iterator[Problem]:
    """Yield why measures of the board's own file would have no value or no place in the report, in order of lines.

    Parameters
    ----------
    folder
        The board's folder, whose ``measures.csv`` has its columns.
    contracts
        The contracts that hold for the board.
    quantities
        The board's own quantities.
    """
    path = folder / _MEASURES
    if not path.is_file():
        return
    systems = {contract.system for contract in contracts.values()}
    named = _named_systems(folder)
    own = {quantity.name: quantity for quantity in quantities}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            for said in (*_of_quantities(row, own), *_of_system(row, systems, named)):
                yield Problem(_MEASURES, reader.line_num, said)
            # Said once.
            named.add(row["source_system"])


def _of_quantities(row: Mapping[str, str], own: Mapping[str, Quantity]) -> Iterator[str]:
    """Yield which quantity of a measure does not exist, and why two that do cannot be divided."""
    known = shipped_quantities() | own.keys()
    for column in ("numerator", "denominator"):
        if row[column] and row[column] not in known:
            hint = _closest(row[column], known)
            yield f"{column}: there is no quantity {row[column]!r}; {hint}{FILE_NAME} declares your own"
    parts, whole = own.get(row["numerator"]), own.get(row["denominator"])
    if parts and whole and (parts.dimension is None) != (whole.dimension is None):
        with_groups, without = (parts, whole) if parts.dimension else (whole, parts)
        yield (
            f"{with_groups.name} has values by {with_groups.dimension} and {without.name} has one of all, so that they"
            f" cannot be divided; give both a dimension in {FILE_NAME}, or neither"
        )


def _of_system(row: Mapping[str, str], systems: Set[str], named: Set[str]) -> Iterator[str]:
    """Yield that the system of a measure does not exist, or has no name to be shown by."""
    system = row["source_system"]
    if system not in systems:
        hint = _closest(system, systems)
        yield (
            f"source_system: no contract is of a system {system!r};"
            f" {hint}the folder of a contract is its system"
        )
    elif system not in named:
        added = f"source_system,{system},NAMN,NAME,80,"
        yield f"source_system: {system} has no name; add it to code_labels.csv: {added}"


def _named_systems(folder: Path) -> set[str]:
    """Return the systems that the board's code labels have a name for, which the report calls them by."""
    content = reference_files()["code_labels"].content_in(folder).decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(content))
    return {row["code"] for row in rows if row["code_set"] == "source_system"}


def _closest(name: str, known: Set[str]) -> str:
    close = get_close_matches(name, known, n=3)
    return f"closest: {', '.join(close)}; " if close else ""
