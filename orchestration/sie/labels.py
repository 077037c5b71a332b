"""The labels of the standard (SIE 4B chapters 6 and 11): which there are, and which a type of file must have."""

from __future__ import annotations

TRANSACTIONS = ("#TRANS", "#RTRANS", "#BTRANS")
ACCOUNT_TOTALS = ("#IB", "#UB", "#RES")
BALANCES = (*ACCOUNT_TOTALS, "#OIB", "#OUB", "#PSALDO", "#PBUDGET")
SINGLE = (
    "#FLAGGA", "#PROGRAM", "#FORMAT", "#GEN", "#SIETYP", "#PROSA", "#FTYP", "#FNR", "#ORGNR", "#BKOD", "#ADRESS",
    "#FNAMN", "#TAXAR", "#OMFATTN", "#KPTYP", "#VALUTA",
)  # fmt: skip
KNOWN = (
    *SINGLE, "#RAR", "#KONTO", "#KTYP", "#SRU", "#ENHET", "#DIM", "#UNDERDIM", "#OBJEKT", *BALANCES, "#VER",
    *TRANSACTIONS, "#KSUMMA",
)  # fmt: skip

SIE_TYPES = ("1", "2", "3", "4E", "4I", "5", "5I")
ENTRY_TYPES = ("4I", "5I")
"""Files of entries, which leave numbers, names and balances to the program that reads them."""

RESERVED_DIMENSIONS = tuple(range(1, 20))
"""Dimension numbers whose meaning the standard gives or reserves; they need no declaration (8.4, 8.17)."""

_IN_EVERY_FILE = ("#FLAGGA", "#PROGRAM", "#FORMAT", "#GEN", "#FNAMN")
_IN_EXPORTS = (*_IN_EVERY_FILE, "#RAR", "#KONTO")
MANDATORY = {
    "1": _IN_EXPORTS,
    "2": (*_IN_EXPORTS, "#SIETYP", "#OMFATTN"),
    "3": (*_IN_EXPORTS, "#SIETYP", "#OMFATTN"),
    "4E": (*_IN_EXPORTS, "#SIETYP"),
    "4I": (*_IN_EVERY_FILE, "#SIETYP"),
    "5": ("#PROGRAM", "#GEN", "#FNAMN", "#RAR", "#KONTO"),
    "5I": ("#PROGRAM", "#GEN"),
}
"""Records without which a file of the type breaks the standard (chapter 6). Balances may be left out when zero
(5.17)."""
ESSENTIAL = ("#RAR", "#SIETYP")
"""Mandatory records that figures rest on; without the others a file is still read safely."""

FORBIDDEN = {
    "1": (
        "#OMFATTN",
        "#DIM",
        "#UNDERDIM",
        "#OBJEKT",
        "#OIB",
        "#OUB",
        "#PSALDO",
        "#PBUDGET",
        "#VER",
    ),
    "2": ("#DIM", "#UNDERDIM", "#OBJEKT", "#OIB", "#OUB", "#VER"),
    "3": ("#VER",),
    "4E": (),
    "4I": (*BALANCES, "#OMFATTN", "#BKOD"),
    "5": (),
    "5I": (),
}
"""Records that a file of the type may not have (chapter 6)."""
