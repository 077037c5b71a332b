"""Every number in a line of text: value, precision, unit, qualifier and kind, at its offset.

Kinds are ``quantity``, ``date``, ``year`` and ``reference`` (the number of a chapter, annex, table or paragraph).
Swedish text has a decimal comma and groups digits by blanks, English a decimal point and groups by commas.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from decimal import Decimal

from orchestration.diagnostics.check import language as words

_BLANK = r"[ \u00a0\u202f\u2009]"
_SWEDISH = rf"(?:\d{{1,3}}(?:{_BLANK}\d{{3}})+(?!\d)(?:,\d+)?|\d{{1,3}}(?:\.\d{{3}}){{2,}}(?:,\d+)?|\d+(?:[.,]\d+)?)"
_ENGLISH = rf"(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d{{1,3}}(?:{_BLANK}\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
_SIGN = r"(?:[+]/[-−–] ?|± ?|[-−–+](?! ))?"
_MONTH = "|".join(sorted(words.MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(r"(?<![\d-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d-])"),
    re.compile(
        rf"(?<![\d,.])(?P<d>\d{{1,2}})(?::?e|:a|st|nd|rd"
        rf"|th)? (?P<n>{_MONTH})\b\.?(?: (?P<y>(?:19|20)\d\d)\b)?", re.IGNORECASE),
    re.compile(rf"\b(?P<n>{_MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)\b", re.IGNORECASE),
)  # fmt: skip
_YEAR = re.compile(
    r"(?<![\d.,/\u00a0])(?<![\D\d]-)(?:19|20)\d\d(?:/\d\d)?(?![\d]|[.,]\d|[ \u00a0]\d{3}(?!\d))"
    r"|(?<=(?:19|20)\d\d[-–])(?:19|20)\d\d(?!\d)"
)
_REFERENCE = re.compile(
    r"(?:\b(?:bilag\w*|tabell\w*|diagram\w*|figur\w*|not|sid(?:a|an|or)?|s\.|kap(?:itel"
    r"|\.)?|avsnitt\w*|mål|punkt|§|nr|dnr|blankett(?: nr)?|steg"
    r"|tertial\w*|table|figure|chart|note|page|annex|appendix|section|chapter|no\.?|vision"
    r"|agenda|version|iso|fas) ?(?:nr\.? )?)$",
    re.IGNORECASE,
)  # fmt: skip
_NOT_A_NUMBER = re.compile(r"^(?: ?§| kap\b|:\d|\.\d+\.\d|/\d{2,}|[a-zåäö]{1,2}\d)", re.IGNORECASE)
_WORDS = {
    language: re.compile(rf"\b(?:{'|'.join(known)})\b", re.IGNORECASE)
    for language, known in (("sv", words.NUMBER_WORDS), ("en", words.NUMBER_WORDS_EN))
}
_KNOWN = {"sv": words.NUMBER_WORDS, "en": words.NUMBER_WORDS_EN}
_NUMBERS = {
    language: re.compile(
        rf"(?<![\w.,/:-])(?P<sign>{_SIGN})(?P<digits>{digits})|(?<=\w[-–])(?P<joined>{digits})"
    )
    for language, digits in (("sv", _SWEDISH), ("en", _ENGLISH))
}
# How many characters before a number are searched for its currency, its qualifier and what it numbers.
_NEAR = 40
# More digits than any amount has, so it is an identifier, such as an account or a reference.
_MOST_DIGITS = 24
# The unit that a date or a year has in the register of published figures.
DATE, YEAR = "date", "year"


@dataclass(frozen=True)
class Number:
    """A number as printed at ``text[start:end]``.

    ``value`` is in units of ``unit`` times ``scale``; of a date it is None and ``day`` says it, where the year is
    printed too. ``below_pct`` and ``above_pct`` are how far the qualifier lets the true value be from it.
    """

    text: str
    start: int
    end: int
    value: Decimal | None
    decimals: int
    unit: str
    scale: Decimal = Decimal(1)
    kind: str = "quantity"
    qualifier: str = ""
    below_pct: Decimal = Decimal(0)
    above_pct: Decimal = Decimal(0)
    day: tuple[int | None, int, int] | None = None
    has_unit: bool = False
    is_word: bool = False
    is_band: bool = False
    language: str = "sv"

    @property
    def amount(self) -> Decimal:
        """The value in the base unit, such as kronor."""
        return (self.value or Decimal(0)) * self.scale

    @property
    def step(self) -> Decimal:
        """The last printed place, in the base unit; of a qualified round number the last place that is not zero."""
        step = Decimal(1).scaleb(-self.decimals)
        if self.qualifier not in ("", "minst", "hogst") and not self.decimals and self.value:
            while self.value % (step * 10) == 0:
                step *= 10
        return step * self.scale

    @property
    def date(self) -> datetime.date | None:
        """The day, where its year is printed and there is such a day."""
        if self.day is None or self.day[0] is None:
            return None
        try:
            return datetime.date(*self.day)  # pyrefly: ignore[bad-argument-type]
        except ValueError:
            return None


def read_numbers(text: str, language: str = "sv") -> list[Number]:
    """Return the numbers of a text in the order in which they stand."""
    found: list[Number] = []
    taken = bytearray(len(text))

    def take(number: Number) -> None:
        if not any(taken[number.start : number.end]):
            taken[number.start : number.end] = b"\1" * (number.end - number.start)
            found.append(number)

    for pattern in _DATES:
        for match in pattern.finditer(text):
            take(_date(match))
    for match in _YEAR.finditer(text):
        if not _is_amount(text, match):
            take(_year(text, match))
    for match in _NUMBERS[language].finditer(text):
        number = _quantity(text, match, language)
        if number is not None:
            take(number)
    for pattern in (_WORDS[language], words.ONE):
        for match in pattern.finditer(text):
            value = _KNOWN[language].get(match[0].lower(), 1)
            if match[0].lower() == "sex" and re.match(r"[- ]?ual|uell", text[match.end() :]):
                continue
            take(_with_unit(text, match.start(), match.end(), Decimal(value), 0, is_word=True))
    found.sort(key=lambda number: number.start)
    return found if language == "sv" else [replace(number, language=language) for number in found]


def _before(text: str, start: int) -> str:
    return text[max(start - _NEAR, 0) : start]


def _date(match: re.Match[str]) -> Number:
    parts = match.groupdict()
    month = int(parts["m"]) if parts.get("m") else words.MONTHS[parts["n"].lower()]
    year = int(parts["y"]) if parts["y"] else None
    day = (year, month, int(parts["d"]))
    return Number(match[0], match.start(), match.end(), None, 0, DATE, kind="date", day=day)


def _is_amount(text: str, match: re.Match[str]) -> bool:
    """Return whether four digits that could be a year are a quantity, by their unit or by a sign before them."""
    after = text[match.end() : match.end() + _NEAR]
    if any(
        pattern.match(after)
        for pattern, unit, _ in words.UNIT_AFTER
        if unit not in ("years", "periods")
    ):
        return True
    return bool(
        words.CURRENCY_BEFORE.search(_before(text, match.start()))
        or re.search(r"(?:^|[^\d\s])[-−–+±]$|\s[-−+±]$", text[: match.start()])
    )


def _year(text: str, match: re.Match[str]) -> Number:
    kind = "reference" if _REFERENCE.search(_before(text, match.start())) else "year"
    value = Decimal(match[0][:4]) + ("/" in match[0])  # 2020/21 ends in 2021
    return Number(match[0], match.start(), match.end(), value, 0, YEAR, kind=kind)


def _quantity(text: str, match: re.Match[str], language: str) -> Number | None:
    start = match.start("digits") if match["digits"] else match.start("joined")
    digits, sign = match["digits"] or match["joined"], match["sign"] or ""
    end = start + len(digits)
    plain = re.sub(_BLANK, "", digits)
    if language == "en":
        plain = plain.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?", plain):
        plain = plain.replace(".", "")
    plain = plain.replace(",", ".")
    decimals = len(plain.partition(".")[2])
    value = Decimal(plain)
    if set(sign) & set("-−–") and "+" not in sign:
        value = -value
    before, after = _before(text, match.start()), text[end : end + _NEAR]
    if before.endswith("(") and re.match(r"\)$", after) and text[0] == "(":
        value = -value  # accounting's negative, where it is all of a cell
    first = match.start() if sign else start
    number = _with_unit(text, first, end, value, decimals, is_band="±" in sign or "/" in sign)
    is_number_of = (
        _REFERENCE.search(before) or _NOT_A_NUMBER.match(after) or len(plain) > _MOST_DIGITS
    )
    is_chapter = language == "sv" and "." in digits and not number.has_unit and match.start() == 0
    is_list = len(digits) < 3 and match.start() == 0 and re.match(r"[.)](?: |$)", after)
    if is_number_of or is_chapter or is_list:
        return Number(number.text, first, end, value, decimals, "count", kind="reference")
    return number


def _with_unit(
    text: str,
    start: int,
    end: int,
    value: Decimal,
    decimals: int,
    *,
    is_word: bool = False,
    is_band: bool = False,
) -> Number:
    unit, scale, has_unit = "count", Decimal(1), False
    for pattern, name, size in words.UNIT_AFTER:
        if pattern.match(text, end):
            unit, scale, has_unit = name, size, True
            break
    before = _before(text, start)
    if words.CURRENCY_BEFORE.search(before):
        unit, has_unit = "sek", True
        before = words.CURRENCY_BEFORE.sub("", before)
    qualifier, below, above = "", Decimal(0), Decimal(0)
    for pattern, name, down, up in words.QUALIFIER_BEFORE:
        if pattern.search(before):
            qualifier, below, above = name, down, up
            break
    return Number(
        text[start:end], start, end, value, decimals, unit, scale, qualifier=qualifier, below_pct=below,
        above_pct=above, has_unit=has_unit, is_word=is_word, is_band=is_band,
    )  # fmt: skip
