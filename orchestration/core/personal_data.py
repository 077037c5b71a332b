"""No personal number leaves the raw layer and quarantine: the last safeguard of messages, logs and alerts.

What a contract marks as personal is left out where a message is made; this catches a number that
is in another field, such as one that slipped into a free text.
"""

from __future__ import annotations

import re

HIDDEN = "(personal number)"

# What separates a day and its serial number: a sign, as it is typed or as programs replace it (other dashes, blanks,
# invisible characters), three at most.
_SIGN = "[-+ \u00a0\u00ad\u2002-\u200b\u2010-\u2015\u202f\u2060\u2212\ufe58\ufe63\uff0d]{0,3}"
_DAY = r"(\d{2})(\d{2})(\d{2})"
# ÅÅÅÅMMDD-NNNN or ÅÅMMDD-NNNN, with or without its sign; not within a longer number, word or amount.
_CANDIDATE = re.compile(
    rf"(?:(?<![\w.,+-])|(?<=[^\W\d_][.,+-]))(?:1[89]|20)?{_DAY}({_SIGN})(\d{{3}})(\d)(?![\w]|[.,+-]\d)"
)
_COORDINATION_DAYS = 60
_MOST_DAYS = 31


def without_personal_numbers(text: str) -> str:
    """Return a text with each Swedish personal or coordination number in it replaced by a word.

    A number counts as one if its month and day exist and it is written with its sign, or its last digit is
    Luhn's over the nine before it (folkbokföringslagen 1991:481, 18 § and 18 b §). So one with a sign and a
    mistyped digit is hidden, and so is one in ten of other ten-digit numbers that begin like a day.
    """
    return _CANDIDATE.sub(lambda found: HIDDEN if _is_one(found) else found[0], text)


def _is_one(found: re.Match[str]) -> bool:
    year, month, day, sign, serial, check = found.groups()
    if not 1 <= int(month) <= 12:
        return False
    if not 1 <= int(day) % _COORDINATION_DAYS <= _MOST_DAYS:
        return False
    if sign:
        return True
    doubled = (
        int(digit) * (2 - place % 2) for place, digit in enumerate(year + month + day + serial)
    )
    return (sum(product // 10 + product % 10 for product in doubled) + int(check)) % 10 == 0
