"""How programs write values in files: days, times, numbers, yes and no, nothing; recognised from a column's texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from itertools import product
from typing import Any

DAYS = (
    "%Y-%m-%d", "%Y%m%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%-d/%-m/%Y", "%-d.%-m.%Y", "%y%m%d",
    "%m/%d/%Y", "%-m/%-d/%Y", "%Y-%m", "%Y%m",
)  # fmt: skip
ISO_DAY = DAYS[0]
_MONTHS = 2
_CLOCKS = ("%H:%M:%S", "%H:%M", "%H.%M")
TIMES = tuple(
    f"{day}{mark}{clock}" for day, mark, clock in product(DAYS[:-_MONTHS], (" ", "T"), _CLOCKS)
)

OFFSET = re.compile(r"(Z|[+-]\d{2}:\d{2})$")
PERSONAL_NUMBER = re.compile(r"(\d{2})?\d{6}[-+]?\d{4}")
NUMBER = re.compile(r"[+-]?\d[\d .,'\u00a0\u202f]*-?")
TRUE = ("ja", "j", "x", "sant", "true", "yes", "y", "1")
FALSE = ("nej", "n", "falskt", "false", "no", "0")
NEVER = ("9999-12-31", "99991231", "31/12/9999", "31.12.9999", "0000-00-00", "00000000")
NOTHING = ("-", "NULL", "null", "n/a", "N/A", "--")


def plain(text: str) -> str:
    """Return a name without case, blanks and signs, and å, ä, ö as a and o."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def share(pattern: re.Pattern[str], texts: Sequence[str]) -> float:
    """Return the share of some texts that match a pattern from beginning to end."""
    return sum(pattern.fullmatch(text) is not None for text in texts) / len(texts)


def share_of_form(texts: Sequence[str], form: str) -> float:
    """Return the share of some texts that are days or times of a form."""
    return sum(_is_of_form(text, form) for text in texts) / len(texts)


def _is_of_form(text: str, form: str) -> bool:
    bare = OFFSET.sub("", text) if "%H" in form else text
    try:
        return datetime.strptime(bare, form.replace("%-", "%")).strftime(form) == bare
    except ValueError:
        return False


def number_form(texts: Sequence[str], decimal_char: str) -> dict[str, Any]:
    """Return the decimal and thousands separators of numbers, as keys of a dialect: the plainest pair that fits all.

    ``decimal_char`` is tried first. Empty if no pair fits.
    """
    if not texts:
        return {}
    signs = [decimal_char, *({",", "."} - {decimal_char})]
    for group, sign in product(("", " ", ".", ",", "'"), signs):
        if group == sign:
            continue
        between = "[ \u00a0\u202f]" if group == " " else re.escape(group)
        digits = rf"(\d+|\d{{1,3}}({between}\d{{3}})+)" if group else r"\d+"
        form = re.compile(rf"[+-]?{digits}({re.escape(sign)}\d+)?-?")
        if share(form, texts) == 1:
            found: dict[str, Any] = {"decimalChar": sign}
            if group:
                found["groupChar"] = group
            if any(text.endswith("-") for text in texts):
                found["trailingMinus"] = True
            return found
    return {}
