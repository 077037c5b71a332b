"""How a figure is printed in running text: ``| mnkr``, ``| procent 2``, ``| antal signed``.

A format has a name, perhaps a number of decimals, and perhaps ``signed`` (a positive number has its sign) and ``bare``
(no unit after it). Without a format a figure is printed in its unit's default format. A value is a fraction until it is
rounded, once, half away from zero.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from orchestration.report import numbers

MOST_DECIMALS = 8
_LARGEST = 10**24
_EPOCH = date(1970, 1, 1)

# Units of expressions that no measure has.
NUMBER, RATIO, ANY = "number", "ratio", "target"
# A target has the unit of its indicator, and a number that of what it is combined with.
_FREE = (ANY, NUMBER)


class FormatError(Exception):
    """A format that does not exist, or does not suit the unit of its figure; the message says which do."""


@dataclass(frozen=True)
class _Form:
    """What a format's name says: the units that it suits, the base units in one of its own, decimals, and the unit."""

    suits: Collection[str]
    size: Fraction
    decimals: int | None
    word: str = ""


_MONEY = ("sek", "sek_each")
_PERCENT = ("pct", "percentage_points")
# None as decimals: those of the measure.
FORMS: Final = {
    "kr": _Form((*_MONEY, *_FREE), Fraction(1), 0, "kr"),
    "tkr": _Form((*_MONEY, *_FREE), Fraction(1_000), 0, "tkr"),
    "mnkr": _Form((*_MONEY, *_FREE), Fraction(1_000_000), 1, "mnkr"),
    "antal": _Form(("count", "fte", "index", "days", "per_fte_month", *_FREE), Fraction(1), 0),
    "procent": _Form(("pct", *_FREE), Fraction(1), None, "procent"),
    "procentenheter": _Form((*_PERCENT, *_FREE), Fraction(1), None, "procentenheter"),
    "andel": _Form((RATIO, *_FREE), Fraction(1, 100), 0, "procent"),
    "tal": _Form((), Fraction(1), None),
    "datum": _Form(("date", *_FREE), Fraction(1), 0),
}
_DEFAULTS = {
    "sek_each": "kr",
    "pct": "procent",
    "percentage_points": "procentenheter",
    RATIO: "andel",
    "date": "datum",
}


@dataclass(frozen=True)
class Format:
    """A format as the text states it; None as decimals means those of the format or the measure."""

    name: str
    decimals: int | None = None
    is_signed: bool = False
    is_bare: bool = False


def read_format(text: str) -> Format:
    """Return the format that a text states, such as ``mnkr 2 signed``.

    Raises
    ------
    FormatError
        When there is no such format, or what follows the name is unknown.
    """
    name, *rest = text.split() or [""]
    if name not in FORMS:
        raise FormatError(f"unknown format {name!r}; the formats are {', '.join(FORMS)}")
    decimals, is_signed, is_bare = None, False, False
    for word in rest:
        if word.isascii() and word.isdigit() and int(word[:3]) <= MOST_DECIMALS and len(word) == 1:
            decimals = int(word)
        elif word == "signed":
            is_signed = True
        elif word == "bare":
            is_bare = True
        else:
            raise FormatError(
                f"{word!r} after {name}; expected a number of decimals (0 to {MOST_DECIMALS}), `signed` or `bare`"
            )
    return Format(name, decimals, is_signed, is_bare)


def default_format(unit: str, amounts_in: str) -> Format:
    """Return how a figure of a unit is printed where the text does not say; ``amounts_in`` is the board's for money."""
    return Format(amounts_in if unit == "sek" else _DEFAULTS.get(unit, "tal"))


def require_suitable(form: Format, unit: str) -> None:
    """Refuse a format of another unit.

    Raises
    ------
    FormatError
        The message names the formats that suit the unit.
    """
    if (suits := FORMS[form.name].suits) and unit not in suits:
        suiting = [name for name, other in FORMS.items() if not other.suits or unit in other.suits]
        raise FormatError(
            f"{form.name} does not suit a figure in {unit}; use {' or '.join(suiting)}"
        )


def formatted(
    amount: Fraction, unit: str, form: Format, *, decimals: int = 0, unit_word: str = ""
) -> str:
    """Return a figure as Swedes write it: ``184,3 mnkr``, ``5,5 procent``, ``31 december 2013``.

    Parameters
    ----------
    amount
        The exact value, in the unit's base: kronor, per cent, days since 1970-01-01.
    unit
        The base unit of the figure, ``number`` or ``ratio``.
    form
        The format.
    decimals
        The measure's own decimals, for a format that has none.
    unit_word
        What follows a number in the format ``tal``, such as ``kWh/kvm``.

    Raises
    ------
    FormatError
        When the format does not suit the unit, or the value is too large or not a day.
    """
    made = FORMS[form.name]
    require_suitable(form, unit)
    if form.name == "datum":
        return _day(amount)
    places = next(
        chosen for chosen in (form.decimals, made.decimals, decimals) if chosen is not None
    )
    rounded = round_half_away(amount / made.size, places)
    printed = numbers.number(rounded, places, signed=form.is_signed)
    word = made.word or (unit_word if form.name == "tal" else "")
    if word == "procentenheter" and abs(rounded) == 1:
        word = "procentenhet"
    return printed if form.is_bare else numbers.with_unit(printed, word)


def round_half_away(value: Fraction, places: int) -> Decimal:
    """Return a value rounded to so many decimals, half away from zero, from its exact fraction.

    Raises
    ------
    FormatError
        When it has more digits than any amount.
    """
    if abs(value) >= _LARGEST // 10**places:
        raise FormatError("the value is too large to be printed")
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def _day(amount: Fraction) -> str:
    if amount.denominator != 1:
        raise FormatError("the value is not a day")
    try:
        return numbers.long_date(_EPOCH + timedelta(days=int(amount)))
    except OverflowError:
        raise FormatError("the value is not a day") from None
