"""Numbers as a person reads them in a terminal.

What machines read (``--json``, manifests, logs) keeps exact decimals and ISO 8601 in UTC; only what is printed for a
person goes through here. The report writes Swedish and has its own module.
"""

from __future__ import annotations

import os
from datetime import date, timedelta
from decimal import Decimal

_DIGITS_OF_ORE = 2


def wants_colour() -> bool:
    """Return whether a terminal may be written to in colour: not with NO_COLOR (no-color.org), nor where it is dumb."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def with_thousands(number: int) -> str:
    """Return a whole number with a space between groups of three digits: ``1 756 993``."""
    return f"{number:,}".replace(",", " ")


def amount(value: Decimal, *, signed: bool = False, at_least: int = _DIGITS_OF_ORE) -> str:
    """Return an exact number with two decimals (or ``at_least`` so many), and spaces between thousands: ``3 049.26``.

    Zeros beyond them are left out; no digit that is not zero ever is. With ``signed``, a positive number has its sign.
    """
    exponent = value.normalize().as_tuple().exponent
    decimals = max(at_least, -exponent) if isinstance(exponent, int) else at_least
    return f"{value:{'+' if signed else ''},.{decimals}f}".replace(",", " ")


def measured(value: Decimal, base_unit: str | None) -> str:
    """Return a measure's value with its unit; a ``date``, which is counted in days since 1970, as the day it is.

    Kronor have at least two decimals, other units those that they need: ``12 count``, ``5.5 pct``.
    """
    if base_unit == "date":
        return str(date(1970, 1, 1) + timedelta(days=int(value)))
    decimals = _DIGITS_OF_ORE if (base_unit or "sek").startswith("sek") else 0
    return f"{amount(value, at_least=decimals)} {base_unit or ''}".rstrip()


def plain(value: Decimal) -> str:
    """Return an exact number as a CSV file has it: no spaces, and no zeros at the end: ``-3001259.86``."""
    return f"{value.normalize():f}"
