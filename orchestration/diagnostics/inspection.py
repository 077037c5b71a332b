"""What a delivery, or one of its files, holds and what is wrong with it, without loading it: ``bokslut inspect``.

The loader's own code reads and checks it, so a load refuses what is accepted here only for its
place among earlier deliveries. A load stops at the first refusal; this reports every one.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration import sie
from orchestration.contracts import Contract, Contracts, read_contracts
from orchestration.core.duckdb import connect
from orchestration.core.errors import UsageError
from orchestration.core.files import sha256, temporary_folder
from orchestration.core.settings import Settings
from orchestration.diagnostics.inspection_text import render
from orchestration.loading.admission import admit
from orchestration.loading.deliveries import (
    MANIFEST_NAME,
    Delivery,
    Resource,
    read_delivery,
    verify_file,
    verify_nothing_else,
)
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.guard import guarded
from orchestration.loading.keys import UsedKeys
from orchestration.loading.reading import (
    MEMORY_MIB,
    ReadFile,
    contract_of,
    examine_resource,
    open_connection,
    read_file_of,
    read_rows,
)
from orchestration.loading.rows import Origin

# The load id of what is only inspected.
_NO_LOAD = "inspected"
# The prefix of the folders that files are unpacked into.
_SCRATCH = ".bokslut-inspect-"
LEDGER = ("ledger", "ledger")


@dataclass(frozen=True)
class Inspection:
    """What was found: one JSON object, the same for a person, and whether the data is refused."""

    content: dict[str, Any]
    text: str
    is_refused: bool


def inspect(path: Path, named: str | None = None, contracts: Contracts | None = None) -> Inspection:
    """Read a delivery folder, one file of a delivery, or a file by itself, and describe it.

    Parameters
    ----------
    path
        A folder with a manifest, or a file. A SIE file is described as ``sie.inspect`` does; any
        other by the contract that the manifest beside it says.
    named
        ``system.entity``: the contract to read a file by, whatever a manifest says of it. Its
        period and control totals are not judged then.
    contracts
        The installation's contracts; by default those of the environment, a board's laid over the shipped ones.

    Returns
    -------
    Inspection
        Of a SIE file what ``sie.inspect`` returns; else an object with the keys ``path``,
        ``delivery`` (None where no manifest was read), ``verdict`` (``accepted`` or ``refused``),
        ``refusals`` of the delivery as a whole, and ``files``, one for each entity.

    Raises
    ------
    UsageError
        When there is no such path, a folder is not a delivery, or a file is of an unknown kind.
    """
    if contracts is None:
        contracts = read_contracts(*Settings.from_environment().contract_folders)
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder.", "Check the path.")
    if path.is_dir():
        if named is not None:
            raise UsageError(
                f"{path} is a folder; its manifest says by which contracts its files are read.",
                "Give --as with a file only.",
            )
        return _inspect_delivery(path, contracts)
    if named is not None:
        contract = _named_contract(named, contracts)
        if contract.format == "sie":
            return _inspect_sie(path, contract)
        return _inspect_alone(path, contract)
    if (path.parent / MANIFEST_NAME).is_file() and not _is_sie(path):
        return _inspect_delivery(path.parent, contracts, only=path)
    return _inspect_sie(path, contracts[LEDGER])


def _is_sie(path: Path) -> bool:
    return path.suffix.lower() in (".se", ".si", ".sie")


def _inspect_sie(path: Path, contract: Contract) -> Inspection:
    try:
        report = sie.inspect(path, contract.encoding)
    except sie.NotSieError as error:
        if _is_sie(path):
            raise
        raise UsageError(
            f"{path}: no manifest beside it says what it is, and it is not a SIE file.",
            "Name its contract with --as system.entity, such as --as surveys.answers.",
        ) from error
    return Inspection(report, sie.render(report), bool(report["refusals"]))


def _named_contract(named: str, contracts: Contracts) -> Contract:
    system, _, entity = named.partition(".")
    if (system, entity) not in contracts:
        own = sorted(entity for of_system, entity in contracts if of_system == system)
        systems = sorted({of_system for of_system, _ in contracts})
        raise UsageError(
            f"There is no contract {named!r}.",
            f"Name it with --as; {system} has {', '.join(own)}."
            if own
            else f"The systems that have contracts are {', '.join(systems)}.",
        )
    return contracts[system, entity]


def _inspect_delivery(folder: Path, contracts: Contracts, only: Path | None = None) -> Inspection:
    """Inspect a delivery's files and itself, or ``only`` one of its files."""
    try:
        with guarded(folder, Path(tempfile.gettempdir())):
            delivery = read_delivery(folder.resolve(), in_landing=False)
    except DeliveryError as error:
        if error.code == "manifest_missing":
            raise UsageError(
                f"{folder} is not a delivery: it has no {MANIFEST_NAME}.",
                "Name a folder <landing>/<system>/<delivery>, or a file.",
            ) from None
        return _inspection(only or folder, None, [error], [])
    resources = [
        resource
        for resource in delivery.resources
        if only is None or delivery.folder / resource.path == only.resolve()
    ]
    if not resources:
        raise UsageError(
            f"{only} is not named in the {MANIFEST_NAME} beside it.",
            f"Name one of its files: {', '.join(sorted({resource.path for resource in delivery.resources}))}; "
            "or name the file's contract with --as system.entity.",
        )
    files = [_inspect_resource(delivery, resource, contracts) for resource in resources]
    refusals = []
    if only is None:
        checks: list[Callable[[], None]] = [lambda: verify_nothing_else(delivery)]
        if not any(file["refusals"] for file in files):
            checks.append(lambda: _check_by_itself(delivery, contracts))
        for check in checks:
            refusals += _refusals_of(check)
    return _inspection(only or folder, delivery, refusals, files)


def _check_by_itself(delivery: Delivery, contracts: Contracts) -> None:
    with connect() as connection:
        admit(delivery, contracts, delivery.folder, (), {}, UsedKeys(connection))


def _inspect_resource(
    delivery: Delivery, resource: Resource, contracts: Contracts
) -> dict[str, Any]:
    path = delivery.folder / resource.path
    contract = contracts.get((delivery.system, resource.entity))
    read, more = None, []
    with _reading() as (connection, scratch):
        copy = scratch / f"{_NO_LOAD}{path.suffix}"
        refusals = _refusals_of(lambda: verify_file(delivery, resource, copy))
        refusals += _refusals_of(lambda: contract_of(delivery, resource, contracts))
        if contract is not None and copy.exists() and copy.stat().st_size >= min(1, resource.bytes):
            try:
                with guarded(path, scratch):
                    read, more = examine_resource(
                        connection, delivery, resource, contract, _NO_LOAD, scratch, copy
                    )
            except DeliveryError as error:
                more = [error]
    refusals += more
    return _file(path, resource.entity, contract, resource, read, refusals)


def _inspect_alone(path: Path, contract: Contract) -> Inspection:
    """Inspect a file by a contract, without a manifest."""
    read, refusals = None, []
    origin = Origin(_NO_LOAD, path.name, path, path, period=None)
    try:
        with _reading() as (connection, scratch), guarded(path, scratch):
            written = read_rows(connection, contract, origin, scratch)
        read = read_file_of(contract, written)
        refusals = [] if written.refusal is None else [written.refusal]
    except DeliveryError as error:
        refusals = [error]
    file = _file(path, contract.entity, contract, None, read, refusals)
    return _inspection(path, None, [], [file])


@contextlib.contextmanager
def _reading() -> Generator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """Yield a connection and a folder to read a file with, both gone afterwards."""
    with (
        temporary_folder(_SCRATCH) as scratch,
        open_connection(scratch, MEMORY_MIB, os.cpu_count() or 1) as connection,
    ):
        yield connection, scratch


def _refusals_of(check: Callable[[], object]) -> list[DeliveryError]:
    try:
        check()
    except DeliveryError as error:
        return [error]
    return []


def _inspection(
    path: Path,
    delivery: Delivery | None,
    refusals: Sequence[DeliveryError],
    files: Sequence[dict[str, Any]],
) -> Inspection:
    is_refused = bool(refusals) or any(file["verdict"] == "refused" for file in files)
    content = {
        "path": str(path),
        "delivery": None if delivery is None else _describe(delivery),
        "verdict": "refused" if is_refused else "accepted",
        "refusals": [_refusal(error) for error in refusals],
        "files": list(files),
    }
    return Inspection(content, render(content), is_refused)


def _describe(delivery: Delivery) -> dict[str, Any]:
    return {
        "system": delivery.system,
        "name": delivery.name,
        "created": delivery.created.isoformat(),
        "period": {"from": str(delivery.period_from), "to": str(delivery.period_to)},
        "corrects": delivery.corrects,
        "reason": delivery.reason,
    }


def _refusal(error: DeliveryError) -> dict[str, str]:
    return {"code": error.code, "message": error.message, "remedy": error.remedy}


def _file(
    path: Path,
    entity: str,
    contract: Contract | None,
    resource: Resource | None,
    read: ReadFile | None,
    refusals: Sequence[DeliveryError],
) -> dict[str, Any]:
    """Describe one entity's file: what its manifest declares, what was read, and what is wrong.

    What is not known is None: what no manifest declares, and what a file that cannot be read holds.
    """
    there = path.is_file()
    declared_totals = {} if resource is None else resource.control_totals
    read_totals = {} if read is None else read.totals
    findings = [
        *(read.findings if read else ()),
        *(e for refusal in refusals for e in refusal.findings),
    ]
    unique = {(finding["line"], finding["code"], finding["field"]): finding for finding in findings}
    return {
        "path": path.name if resource is None else resource.path,
        "entity": entity,
        "contract": None if contract is None else f"{contract.system}.{contract.entity}",
        "format": None if contract is None else contract.format,
        "bytes": {
            "declared": None if resource is None else resource.bytes,
            "found": path.stat().st_size if there else None,
        },
        "sha256": {
            "declared": None if resource is None else resource.sha256,
            "found": sha256(path) if there else None,
        },
        "rows": {
            "declared": None if resource is None else resource.rows,
            "found": None if read is None else read.loaded_rows + read.rejected_rows,
            "accepted": None if read is None else read.loaded_rows,
            "rejected": None if read is None else read.rejected_rows,
        },
        "control_totals": [
            {
                "name": name,
                "declared": declared_totals.get(name),
                "found": read_totals.get(name),
                "unread_rows": 0 if read is None else read.unread.get(name, 0),
            }
            for name in dict.fromkeys((*declared_totals, *read_totals))
        ],
        "verdict": "refused" if refusals else "accepted",
        "refusals": [_refusal(error) for error in refusals],
        "rejected_by_reason": [
            {"code": code, "field": field, "rows": rows}
            for code, field, rows in (read.reasons if read else ())
        ],
        "findings": [_finding(finding) for finding in unique.values()],
    }


def _finding(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "severity": found.get("severity", "error"),
        "line": found["line"],
        "code": found["code"],
        "field": found["field"],
        "message": found["message"],
    }
