"""The parts of a report's document, for tests that look for some of them wherever they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def parts(of: Any) -> Iterator[Any]:
    """Yield a part of a document, and all parts within it."""
    yield of
    if isinstance(of, tuple):
        for item in of:
            yield from parts(item)
    elif hasattr(of, "__dataclass_fields__"):
        for name in of.__dataclass_fields__:
            yield from parts(getattr(of, name))
