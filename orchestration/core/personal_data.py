"""No personal number leaves the raw layer and quarantine: the last net under messages, logs and alerts.

What a contract marks as personal is left out where a message is made; this net catches a number that
is in another field, such as one that slipped into a free text.
"""

from __future__ import annotations

import re
from calendar import monthrange

HIDDEN = "(personal number)"

# ÅÅÅÅMMDD-NNNN or ÅÅMMDD-NNNN, with or without its sign; not within a longer number, word or amount.
_CANDIDATE = re.compile(
    r"(?<![\w.,+-])(?:1[89]|20)?(\d{2})(\d{2})(\d{2})([-+ ]?)(\d{3})(\d)(?![\w]|[.,+-]\d)"
)
_COORDINATION_DAYS = 60
_LEAP_YEAR = 2000


def without_personal_numbers(text: str) -> str:
    """Return a text with each Swedish personal or coordination number in it replaced by a word.

    A number counts as one where its month and day exist and it is written with its sign, or its last
    digit is Luhn's over the nine before it (folkbokföringslagen 1991:481, 18 § and 18 b §). One with
    a mistyped digit is as much a person's; of other ten-digit numbers that begin like a day one in
    ten is hidden too.
    """
    return _CANDIDATE.sub(lambda found: HIDDEN if _is_one(found) else found[0], text)


def _is_one(found: re.Match[str]) -> bool:
    year, month, day, sign, serial, check = found.groups()
    if not 1 <= int(month) <= 12:
        return False
    if not 1 <= int(day) % _COORDINATION_DAYS <= monthrange(_LEAP_YEAR, int(month))[1]:
        return False
    if sign:
        return True
    doubled = (
        int(digit) * (2 - place % 2) for place, digit in enumerate(year + month + day + serial)
    )
    return (sum(product // 10 + product % 10 for product in doubled) + int(check)) % 10 == 0
