"""Whether a board's measures can be computed: whether their quantities and their systems exist.

A measure of a quantity that does not exist has no value, and no build fails because of it: only the files can tell a
misspelled quantity from one whose system has not delivered.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from orchestration.boards.problem import Problem
from orchestration.boards.quantities import FILE_NAME, Quantity, shipped_quantities
from orchestration.contracts import Contracts

_MEASURES = "measures.csv"


def measure_problems(
    folder: Path, contracts: Contracts, quantities: Sequence[Quantity]
) -> Iterator[Problem]:
    """Yield why measures of the board's own file would have no value, in order of lines.

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
    own = {quantity.name: quantity for quantity in quantities}
    known = shipped_quantities() | own.keys()
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            for column in ("numerator", "denominator"):
                if row[column] and row[column] not in known:
                    said = f"{column}: there is no quantity {row[column]!r}"
                    hint = _closest(row[column], known)
                    yield Problem(
                        _MEASURES, reader.line_num, f"{said}; {hint}{FILE_NAME} declares your own"
                    )
            if row["source_system"] not in systems:
                said = f"source_system: no contract is of a system {row['source_system']!r}"
                hint = _closest(row["source_system"], systems)
                yield Problem(
                    _MEASURES,
                    reader.line_num,
                    f"{said}; {hint}the folder of a contract is its system",
                )
            parts, whole = own.get(row["numerator"]), own.get(row["denominator"])
            if parts and whole and (parts.dimension is None) != (whole.dimension is None):
                with_groups, without = (parts, whole) if parts.dimension else (whole, parts)
                yield Problem(
                    _MEASURES,
                    reader.line_num,
                    f"{with_groups.name} has values by {with_groups.dimension} and {without.name} has one of all, so"
                    f" that they cannot be divided; give both a dimension in {FILE_NAME}, or neither",
                )


def _closest(name: str, known: set[str]) -> str:
    close = get_close_matches(name, known, n=3)
    return f"closest: {', '.join(close)}; " if close else ""
