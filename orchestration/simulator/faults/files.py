"""Faults of a file as a whole, or of what its manifest says of it, in whatever format it is."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal

from orchestration.contracts import Contract
from orchestration.simulator.faults.fault import Fault, Target, is_sie, is_table
from orchestration.simulator.faults.tables import pack, read_sheets, unpack, write_sheets

_TOTAL_CHANGE = 1000
# Long enough into a row, or a #TRANS, to have begun it, and too short to have ended it.
_BEGUN_BYTES = 3


def _any(_: Contract) -> bool:
    return True


def _is_encoded(contract: Contract) -> bool:
    return contract.format != "xlsx"


def _has_totals(contract: Contract) -> bool:
    return is_sie(contract) or bool(contract.control_totals)


# --- the file ------------------------------------------------------------------------------------


def _drop_file(target: Target) -> bool:
    for resource in target.sharing():
        resource.content = None
    return True


def _empty_file(target: Target) -> bool:
    for resource in target.sharing():
        resource.content = b""
    return True


def _truncate(target: Target) -> bool:
    contract = target.contract
    whole = target.content if contract.format == "xlsx" else unpack(target.content, contract)
    at = len(whole) * 6 // 10
    if is_sie(contract):
        at = whole.index(b"#TRANS", at) + len(b"#TRANS ")
    elif contract.format != "xlsx":
        at = whole.index(b"\n", at) + _BEGUN_BYTES
    target.replace(whole[:at] if contract.format == "xlsx" else pack(whole[:at], contract))
    return True


def _encode_otherwise(target: Target) -> bool:
    contract = target.contract
    text = unpack(target.content, contract).decode(contract.encoding)
    target.replace(pack(text.encode("iso-8859-1" if _is_utf_8(contract) else "utf-8"), contract))
    return not text.isascii()


def _is_utf_8(contract: Contract) -> bool:
    return contract.encoding == "utf-8"


def _break_gzip(target: Target) -> bool:
    target.replace(target.content[:-20])
    return True


def _drop_sheet(target: Target) -> bool:
    sheets, saved = read_sheets(target.content)
    del sheets[str(target.contract.sheet)]
    target.replace(write_sheets(sheets, saved))
    return True


def _repeat_file(target: Target) -> bool:
    """Deliver the file of the period before, as that of this one."""
    if target.earlier is None:
        return False
    before = {resource.bokslut["entity"]: resource for resource in target.earlier.resources}
    for resource in target.sharing():
        repeated = before[resource.bokslut["entity"]]
        resource.content = resource.described = repeated.described
        resource.bokslut = deepcopy(repeated.bokslut)
    return True


# --- the manifest --------------------------------------------------------------------------------


def _drop_manifest(target: Target) -> bool:
    target.delivery.has_manifest = False
    return True


def _add_file(target: Target) -> bool:
    target.delivery.undescribed["anteckningar.txt"] = b"Se filen fr\xe5n i fredags.\r\n"
    return True


def _change_hash(target: Target) -> bool:
    target.resource.sha256 = "0" * 64
    return True


def _change_row_count(target: Target) -> bool:
    target.resource.bokslut["rows"] += 1
    return True


def _change_control_total(target: Target) -> bool:
    totals = target.resource.bokslut["control_totals"]
    name = "debit_sek" if is_sie(target.contract) else next(iter(totals))
    totals[name] = str(Decimal(totals[name]) + _TOTAL_CHANGE)
    return True


# --- the table -----------------------------------------------------------------------------------

FILE_FAULTS: dict[str, Fault] = {
    "missing_file": Fault(
        "The manifest names a file that is not there.", suits=_any, file=_drop_file
    ),
    "missing_manifest": Fault(
        "The files are there, and no manifest that describes them.", suits=_any, file=_drop_manifest
    ),
    "file_not_in_manifest": Fault(
        "The folder holds a file more than the manifest names.", suits=_any, file=_add_file
    ),
    "empty_file": Fault(
        "The file has no bytes; the manifest describes the file that should be there.",
        suits=_any,
        file=_empty_file,
    ),
    "truncated_file": Fault(
        "The file ends in the middle of a row or voucher; the manifest describes the shorter file.",
        suits=_any,
        file=_truncate,
    ),
    "wrong_encoding": Fault(
        "The file is in UTF-8, or where its contract says UTF-8 in Latin-1.",
        suits=_is_encoded,
        file=_encode_otherwise,
    ),
    "broken_gzip": Fault(
        "The compressed file lacks its last bytes; the manifest describes the shorter file.",
        suits=lambda contract: contract.compression is not None,
        file=_break_gzip,
    ),
    "workbook_without_sheet": Fault(
        "The workbook lacks a sheet that the manifest names.",
        suits=lambda contract: contract.format == "xlsx",
        file=_drop_sheet,
    ),
    "duplicate_file": Fault(
        "The file of the period before is delivered as that of this one.",
        suits=is_table,
        file=_repeat_file,
    ),
    "wrong_hash": Fault(
        "The manifest's hash is not that of the file.", suits=_any, file=_change_hash
    ),
    "wrong_row_count": Fault(
        "The manifest counts one row more than the file has.", suits=_any, file=_change_row_count
    ),
    "wrong_control_total": Fault(
        "The manifest's debit turnover, or first control total, is 1 000 above the file's.",
        suits=_has_totals,
        file=_change_control_total,
    ),
}
"""Fault → what it does."""
