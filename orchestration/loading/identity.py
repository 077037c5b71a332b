"""Check that a ledger belongs to the expected organisation.

A ledger of another organisation may have the same accounts, balance as well and pass every control, so nothing later
would notice. ``board.yml`` says which organisation is expected, or else the earlier loads do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.boards import FILE_NAME, read_board
from orchestration.core.duckdb import connect
from orchestration.core.settings import Settings
from orchestration.core.sql import file_literal
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.store import Load

FILES_TABLE = "ledger_files"
_CENTURIES = ("16", "18", "19", "20")


@dataclass(frozen=True)
class Identity:
    """An organisation's number and name, and the source that they are read from.

    ``ledger_names`` are the names (#FNAMN) that the board's ledger goes by: all boards of a city share one number.
    """

    org_number: str | None
    name: str | None
    said_by: str
    ledger_names: tuple[str, ...] = ()


def expected_identity(settings: Settings) -> Identity:
    """Return the organisation that ``board.yml`` names; its number is None if the file gives none.

    Raises
    ------
    BoardError
        When the board's folder cannot be used.
    """
    board = read_board(settings.board)
    number = board.org_number if digits_of(board.org_number) else None
    return Identity(number, board.name_sv, str(settings.board / FILE_NAME), board.ledger_names)


def digits_of(org_number: str | None) -> str | None:
    """Return the ten digits of an organisation number, however it is written; None if it does not have ten.

    ``212000-9999``, ``2120009999`` and ``16212000-9999``, with the century that a personal number
    has, are one number (SIE 4B chapter 11, #ORGNR; lag 1974:174 om identitetsbeteckning).
    """
    digits = "".join(character for character in org_number or "" if character in "0123456789")
    if len(digits) == 12 and digits.startswith(_CENTURIES):
        digits = digits[2:]
    return digits if len(digits) == 10 else None


def check_organisation(path: Path, read: Path, loads: Sequence[Load], expected: Identity) -> None:
    """Prove that a ledger belongs to the expected organisation.

    Parameters
    ----------
    path
        The delivered file, named in the message.
    read
        The folder with what was read of it.
    loads
        All loads. If the board gives no number, the last ledger with a number is compared with.
    expected
        What the board says.

    Raises
    ------
    DeliveryError
        When it has another number or name, or has no number although one is expected.
    """
    found = _identity_of(read, str(path))
    _check_name(path, found, expected)
    if expected.org_number is None:
        earlier = [load for load in loads if (load.folder / f"{FILES_TABLE}.parquet").exists()]
        told = (
            _identity_of(load.folder, f"delivery {load.delivery}") for load in reversed(earlier)
        )
        known = next((identity for identity in told if digits_of(identity.org_number)), None)
        if known is None:
            return
        expected = known
    if digits_of(found.org_number) == digits_of(expected.org_number):
        return
    raise DeliveryError(
        "other_organisation",
        f"{path} is the ledger of {_called(found)}; this warehouse is that of {_called(expected)}, "
        f"by {expected.said_by}.",
        "Deliver the board's own ledger. If it is, its #ORGNR is wrong or missing: correct that in the ledger system."
        " For another body, give --board its own folder; `bokslut board init` makes one.",
    )


def _check_name(path: Path, found: Identity, expected: Identity) -> None:
    names = {_folded(name) for name in expected.ledger_names}
    same_number = digits_of(found.org_number) in (None, digits_of(expected.org_number))
    if not names or not found.name or not same_number or _folded(found.name) in names:
        return
    raise DeliveryError(
        "other_board",
        f"{path} is the ledger of {_called(found)}; this warehouse is that of {_called(expected)}, whose ledger is"
        f" named {' or '.join(repr(name) for name in expected.ledger_names)}, by {expected.said_by}.",
        "Deliver the board's own ledger. If it is, and its name has changed, add the name to ledger_names in"
        f" {FILE_NAME}. For another board, give --board its own folder; `bokslut board init` makes one.",
    )


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _identity_of(folder: Path, said_by: str) -> Identity:
    scan = f"read_parquet({file_literal(folder / f'{FILES_TABLE}.parquet')})"
    with connect() as connection:
        row = connection.execute(f"select org_number, company_name from {scan}").fetchone()
    return Identity(*(row or (None, None)), said_by=said_by)


def _called(identity: Identity) -> str:
    number = identity.org_number or "no organisation number (#ORGNR)"
    return f"{identity.name or 'no name (#FNAMN)'}, {number}"
