"""Amounts as text, such as a manifest's control totals, read as exact numbers."""

from __future__ import annotations

import re
from decimal import Decimal

# 38 digits are what DuckDB's widest DECIMAL holds.
_FORM = re.compile(r"[+-]?[0-9]{1,38}(\.[0-9]{1,38})?")


def read_decimal(text: str) -> Decimal | None:
    """Return the number that a text is, with digits and a point alone; None where it is anything else.

    Python would also read ``sNaN``, ``1_000`` and digits of other scripts.
    """
    return Decimal(text) if _FORM.fullmatch(text) else None
