"""Numbers, dates and units as Swedes write them: ``1 756 993``, ``184,3``, with spaces that do not break.

Rounding is half away from zero, and only for display; the exact value is in the report's tracing.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

from orchestration.core.settings import TIMEZONE

NO_VALUE = "–"
NO_BREAK_SPACE = "\u00a0"
MINUS = "−"

_LOCALE = "sv_SE"


@dataclass(frozen=True)
class _Unit:
    """A unit of amounts: how many kronor it is, the decimals that are shown of it, and how text names it."""

    kronor: Decimal
    decimals: int
    in_words: str


_UNITS = {
    "kr": _Unit(Decimal(1), 0, "kronor (kr)"),
    "tkr": _Unit(Decimal(1_000), 0, "tusental kronor (tkr)"),
    "mnkr": _Unit(Decimal(1_000_000), 1, "miljoner kronor (mnkr)"),
}

# A report has one unit throughout, which its edition states.
_UNIT = ContextVar("unit of amounts", default="mnkr")


def number(value: Decimal | int | None, decimals: int = 0, *, signed: bool = False) -> str:
    """Return a number rounded to so many decimals; an en dash where there is none.

    Parameters
    ----------
    signed
        Whether a positive number has its sign, as a deviation or a change has.
    """
    if value is None:
        return NO_VALUE
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    if not rounded:
        rounded = abs(rounded)  # minus zero is zero
    pattern = "#,##0." + "0" * decimals if decimals else "#,##0"
    text = format_decimal(rounded, pattern, _LOCALE, decimal_quantization=False).replace("-", MINUS)
    return f"+{text}" if signed and rounded > 0 else text


def exact(value: Decimal | int | None) -> str:
    """Return a value with all the decimals that it has."""
    if value is None:
        return NO_VALUE
    digits = Decimal(value).normalize().as_tuple()
    assert isinstance(digits.exponent, int)
    return number(value, max(0, -digits.exponent))


def at_least(value: Decimal | int | None, decimals: int) -> str:
    """Return a value with so many decimals, or with its own where it has more."""
    is_longer = value is not None and value != round(Decimal(value), decimals)
    return exact(value) if is_longer else number(value, decimals)


@contextmanager
def amounts_in(unit: str) -> Generator[None]:
    """Print amounts in kronor (kr), thousands (tkr) or millions of them (mnkr) while a report is made."""
    token = _UNIT.set(unit)
    try:
        yield
    finally:
        _UNIT.reset(token)


def unit() -> str:
    """Return the unit of amounts in the report that is being made: kr, tkr or mnkr."""
    return _UNIT.get()


def unit_in_words() -> str:
    """Return the unit of amounts as running text names it."""
    return _UNITS[unit()].in_words


def in_unit(value: Decimal) -> Decimal:
    """Return kronor converted to the report's unit, exactly."""
    return value / _UNITS[unit()].kronor


def amount(value: Decimal | None, *, signed: bool = False) -> str:
    """Return kronor in the report's unit: millions with one decimal, thousands and kronor with none."""
    decimals = _UNITS[unit()].decimals
    return number(None if value is None else in_unit(value), decimals, signed=signed)


def with_unit(text: str, unit: str | None) -> str:
    """Return a number followed by its unit; a missing value has none."""
    return text if text == NO_VALUE or not unit else f"{text}{NO_BREAK_SPACE}{unit}"


def against(deviation: Decimal, what: str) -> str:
    """Return a deviation in kronor in words: ``0,6 mnkr sämre än budgeten``, or ``i nivå med budgeten``."""
    size = amount(abs(deviation))
    if size == amount(Decimal(0)):
        return f"i nivå med {what}"
    return f"{with_unit(size, unit())} {'bättre' if deviation > 0 else 'sämre'} än {what}"


def printed(text: str) -> str:
    """Return a number as a page printed it, with a minus for its hyphen before a digit or in ``+/-``.

    A date such as ``2013-12-31`` keeps its hyphens.
    """
    return re.sub(r"(?<![\w-])-(?=\d)|(?<=\+/)-(?= ?\d)", MINUS, text)


def long_date(day: date) -> str:
    """Return a day as ``31 december 2013``."""
    return format_date(day, "d MMMM y", _LOCALE).replace(" ", NO_BREAK_SPACE)


def moment(at: datetime) -> str:
    """Return a moment in Swedish time as ``28 november 2026 kl. 18.08``."""
    local = at.astimezone(ZoneInfo(TIMEZONE))
    return f"{long_date(local.date())} kl. {local:%H.%M}".replace(" ", NO_BREAK_SPACE)


def month_name(day: date) -> str:
    """Return a month as ``dec 2012``."""
    return format_date(day, "MMM y", _LOCALE).replace(".", "")
