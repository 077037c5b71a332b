"""Who the board buys from: three hundred invented suppliers, and the city's own.

The buyers of the board's services are in ``plan/customers.csv``.
"""

from __future__ import annotations

from functools import cache

_PLACES = (
    *("Norrmalms", "Södermalms", "Vasastadens", "Kungsholmens", "Östermalms", "Årsta", "Kista"),
    *("Älvsjö", "Farsta", "Liljeholmens", "Mälarhöjdens", "Hägerstens", "Täby", "Solna", "Nacka"),
    *("Bromma", "Skärholmens", "Sundbybergs", "Västerorts", "Söderorts"),
)
# What a supplier calls itself, and the accounts that its invoices are posted on.
_TRADES = {
    "Kontorsmaterial": ("6510", "6410"),
    "Kontorsmöbler": ("6410", "1231"),
    "Städservice": ("6020",),
    "Bemanning": ("7510",),
    "Konsultbyrå": ("7410",),
    "Tryckeri": ("6520",),
    "Datakonsult": ("7410", "6820"),
    "Telekom": ("6810",),
    "Utbildning": ("5810",),
    "Företagshälsa": ("5820",),
    "Bud & Transport": ("6890",),
    "Resebyrå": ("7010",),
    "Systemutveckling": ("6820",),
    "Arkivtjänst": ("7510", "4610"),
    "Fastighetsservice": ("6020", "6410"),
}

# Which of the city's own administrations and companies sells what to the board.
INTERNAL_SUPPLIERS = {
    "6010": ("F100", "B320", "B330"),
    "6020": ("F100",),
    "6820": ("F010",),
    "6810": ("F010",),
    "4610": ("F010", "F020", "F030"),
    "5810": ("F010",),
    "7510": ("F050",),
    "6520": ("F010",),
}


@cache
def suppliers() -> dict[str, str]:
    """Return supplier code → name, in code order."""
    names = [f"{place} {trade} AB" for trade in _TRADES for place in _PLACES]
    return {f"L{1001 + n}": name for n, name in enumerate(names)}


@cache
def suppliers_of(account: str) -> tuple[str, ...]:
    """Return the codes of the suppliers that sell what an account is for, the largest first."""
    trades = [trade for trade, accounts in _TRADES.items() if account in accounts]
    return tuple(
        code
        for code, name in suppliers().items()
        if any(name.endswith(f" {trade} AB") for trade in trades)
    )
