"""The controls of the gate: one SQL file each, in the folder ``controls`` beside this module.

A control is a query over the finished build that returns one row per compared item, in three columns:

``subject``  what is compared, in words a controller understands (the year, the account, the area)
``expected`` what it must be, DECIMAL
``actual``   what it is, DECIMAL

and a header of ``-- key: value`` lines:

``title``          one sentence: what holds when the control passes
``protects``       the model whose publication it guards; its asset check hangs there
``comparison``     ``equal``, ``at_most`` or ``at_least``: how *actual* must stand to *expected*
``at_least_rows``  the least number of items; a control that compares nothing has not passed

There is no tolerance: money is compared to the öre. A NULL on either side fails, so a ``full join``
shows what one side lacks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CONTROLS_DIR = Path(__file__).parent / "controls"

_BREACHES = {
    "equal": "actual <> expected",
    "at_most": "actual > expected",
    "at_least": "actual < expected",
}


@dataclass(frozen=True)
class Control:
    """One control of the gate; see the module for what the fields mean."""

    name: str
    title: str
    protects: str
    comparison: str
    at_least_rows: int
    query: str

    @property
    def breach(self) -> str:
        """Return the SQL condition under which a row of the query breaks the control."""
        return f"expected is null or actual is null or {_BREACHES[self.comparison]}"


@cache
def read_controls(folder: Path = CONTROLS_DIR) -> tuple[Control, ...]:
    """Read all controls of a folder, in order of name.

    Raises
    ------
    ValueError
        When a file's header lacks a key or has an unknown one: a fault of this program, not of the
        data.
    """
    return tuple(_read(path) for path in sorted(folder.glob("*.sql")))


def controls_sha256(controls: Sequence[Control]) -> str:
    """Return a digest of what controls ask: a verdict holds for the controls that it was made with."""
    return hashlib.sha256("\n".join(map(repr, controls)).encode()).hexdigest()


def _read(path: Path) -> Control:
    header, query = {}, []
    for line in path.read_text("utf-8").splitlines():
        key, colon, value = line.removeprefix("-- ").partition(": ")
        if line.startswith("-- ") and colon and not query:
            header[key] = value.strip()
        else:
            query.append(line)
    if (
        set(header) != {"title", "protects", "comparison", "at_least_rows"}
        or header["comparison"] not in _BREACHES
    ):
        raise ValueError(f"{path.name}: the header {header} is not that of a control")
    return Control(
        name=path.stem,
        title=header["title"],
        protects=header["protects"],
        comparison=header["comparison"],
        at_least_rows=int(header["at_least_rows"]),
        query="\n".join(query).strip(),
    )
