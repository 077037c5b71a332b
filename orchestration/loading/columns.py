"""Match a file's columns to its contract by name, and refuse a file whose columns do not fit."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.loading.delivery_error import DeliveryError

_LIKENESS = 0.6
# A file of the wrong kind may have thousands of columns; the first ones say what it is.
_SHOWN = 10


def check_columns(found: Sequence[str], path: Path, contract: Contract) -> None:
    """Prove that a file has the contract's columns, in whatever order.

    Raises
    ------
    DeliveryError
        When a column has no name, appears twice or is missing (the message names a column that looks
        like it), or when there is an extra column and the contract refuses that.
    """
    # A database treats names that differ only in case as the same name.
    before: set[str] = set()
    for index, name in enumerate(found):
        if not name.strip():
            raise _error("column_unnamed", path, [f"column {index + 1} has no name."])
        if name.lower() in before:
            raise _error("column_twice", path, [f"{_named(found, index, contract)} appears twice."])
        before.add(name.lower())
    names = [field.source_name for field in contract.fields]
    if contract.personal and not set(names) & set(found):
        # There is no header: the first line is data, which is not repeated.
        raise _error(
            "column_missing", path, ["none of the contract's columns is there."], _remedy(contract)
        )
    missing = [
        field.source_name
        for field in contract.fields
        if not field.optional and field.source_name not in found
    ]
    extra = [name for name in found if name not in names]
    if not missing:
        if extra and contract.extra_column == "refuse":
            raise _error(
                "column_added",
                path,
                _not_in_contract(found, extra, contract),
                "Add it to the contract, or let the contract say extra_column: ignore.",
            )
        return
    said = []
    for name in missing:
        likely = difflib.get_close_matches(
            name.lower(), [other.lower() for other in extra], 1, _LIKENESS
        )
        renamed = next((other for other in extra if likely and other.lower() == likely[0]), None)
        if renamed is None:
            said.append(f"column {name!r} is missing.")
        else:
            said.append(f"column {name!r} is missing; it looks renamed to {renamed!r}.")
            extra.remove(renamed)
    said += _not_in_contract(found, extra, contract)
    code = "column_renamed" if any("renamed" in text for text in said) else "column_missing"
    raise _error(
        code,
        path,
        said,
        _remedy(contract),
    )


def _not_in_contract(found: Sequence[str], extra: Sequence[str], contract: Contract) -> list[str]:
    """Return a sentence for each of the first columns that are not in the contract, and one for the rest."""
    said = [
        f"{_named(found, found.index(name), contract)} is not in the contract."
        for name in extra[:_SHOWN]
    ]
    return [*said, f"{len(extra) - _SHOWN} more are not either."] if len(extra) > _SHOWN else said


def _named(found: Sequence[str], index: int, contract: Contract) -> str:
    """Return a column as messages name it.

    In an extract with personal data, an unknown column is named by its position: where the header has run into the
    first row, its name may be a person's.
    """
    name = found[index]
    if contract.personal and name not in {field.source_name for field in contract.fields}:
        return f"column {index + 1} (its name is not repeated, since the extract has personal data)"
    return f"column {name!r}"


def _remedy(contract: Contract) -> str:
    names = ", ".join(field.source_name for field in contract.fields)
    return (
        "Deliver the columns under the names of the contract "
        f"{contract.system}/{contract.entity}.yml ({names}), or name the file's columns in your board's contract: "
        f"`bokslut contract from FILE --as {contract.system}.{contract.entity}` proposes it."
    )


def _error(code: str, path: Path, said: list[str], remedy: str = "") -> DeliveryError:
    return DeliveryError(
        code, f"{path}: " + " ".join(said), remedy or "Give every column a name of its own."
    )
