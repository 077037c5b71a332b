"""The controls of the gate: one SQL file each, in the folder ``controls`` beside this module or in one below it.

A folder is a family of controls of one kind: ``recomputed`` computes published numbers a second way;
``completeness``, ``across_systems``, ``row_logic``, ``roll_forward`` and ``plausibility`` check the extracts.
A control is named after its file; names are unique over all families.

A control is a query over the finished build that returns one row per compared item, in three columns:

``subject``  what is compared, in words a controller understands (the year, the account, the area)
``expected`` what it must be, DECIMAL
``actual``   what it is, DECIMAL

and a header of ``-- key: value`` lines, each of which may go on in lines that begin with ``--   ``:

``title``          one sentence: what holds when the control passes
``protects``       the model whose publication it guards; its asset check is on that model
``comparison``     ``equal``, ``at_most`` or ``at_least``: how *actual* must compare with *expected*
``at_least_rows``  the least number of items, 1 or more; a control that compares nothing does not pass

A control whose subject some installations do not have (no payroll, no printed report) also says when it applies:

``applies_where``   an SQL condition over the build, true where the subject exists
``not_applicable``  why the control does not apply where the condition is false, in words that follow *because*

A control that compares the build with what was published before says so:

``reads``     ``release``: the query reads the current release, as catalog ``published``; where nothing has been
              published the control does not apply

A control may also say how bad a finding is:

``severity``  ``blocks`` (the default): the build is wrong until somebody shows otherwise; ``explain``: the build may
              be right, and a person has to say why; ``forbidden``: publishing would break a law

A finding of either of the first two may be accepted in ``accepted_findings.csv`` of the reference data, for the exact
difference, by a role and until a day (``acceptances``); one of the third may not.

There is no tolerance: money is compared to the öre. A NULL on either side fails, so a ``full join``
shows what one side lacks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path

CONTROLS_DIR = Path(__file__).parent / "controls"

_BREACHES = {
    "equal": "actual <> expected",
    "at_most": "actual > expected",
    "at_least": "actual < expected",
}


class Severity(StrEnum):
    """How bad a finding of a control is; the module's docstring says what each means."""

    BLOCKS = "blocks"
    EXPLAIN = "explain"
    FORBIDDEN = "forbidden"


_REQUIRED = {"title", "protects", "comparison", "at_least_rows"}
_WHERE_IT_APPLIES = {"applies_where", "not_applicable"}
_KNOWN = _REQUIRED | _WHERE_IT_APPLIES | {"severity", "reads"}


@dataclass(frozen=True)
class Control:
    """One control of the gate; the module's docstring says what the fields mean."""

    name: str
    title: str
    protects: str
    comparison: str
    at_least_rows: int
    query: str
    applies_where: str | None = None
    not_applicable: str | None = None
    severity: Severity = Severity.BLOCKS
    reads_release: bool = False
    family: str = ""

    @property
    def breach(self) -> str:
        """The SQL condition, never NULL, under which a row of the query breaks the control."""
        return f"(expected is null or actual is null or {_BREACHES[self.comparison]})"


@cache
def read_controls(folder: Path = CONTROLS_DIR) -> tuple[Control, ...]:
    """Return all controls of a folder and those below it, in order of name.

    Raises
    ------
    ValueError
        When two files have one name, or a header lacks a key, has an unknown one or a value that is not
        allowed: a fault of this program, not of the data. The message names the file and the key.
    """
    paths = sorted(folder.rglob("*.sql"), key=lambda path: path.stem)
    for path, next_path in pairwise(paths):
        if path.stem == next_path.stem:
            raise ValueError(
                f"{path} and {next_path} have the same name; a control's name is unique"
            )
    return tuple(_read(path, folder) for path in paths)


def controls_sha256(controls: Sequence[Control]) -> str:
    """Return a digest of controls: a verdict holds only for the controls that it was made with."""
    return hashlib.sha256("\n".join(map(repr, controls)).encode()).hexdigest()


def _read(path: Path, folder: Path) -> Control:
    header, query = _split(path.read_text("utf-8"))
    if missing := sorted(_REQUIRED - header.keys()):
        raise ValueError(f"{path.name}: the header has no '{missing[0]}'")
    if unknown := sorted(header.keys() - _KNOWN):
        raise ValueError(
            f"{path.name}: the header has an unknown key '{unknown[0]}'; known are"
            f" {', '.join(sorted(_KNOWN))}"
        )
    if empty := sorted(key for key, value in header.items() if not value):
        raise ValueError(f"{path.name}: '{empty[0]}' is empty")
    if header["comparison"] not in _BREACHES:
        raise ValueError(
            f"{path.name}: comparison '{header['comparison']}' is not one of {', '.join(_BREACHES)}"
        )
    if not header["at_least_rows"].isdecimal() or int(header["at_least_rows"]) < 1:
        raise ValueError(
            f"{path.name}: at_least_rows '{header['at_least_rows']}' is not a number from 1 up"
        )
    if len(header.keys() & _WHERE_IT_APPLIES) == 1:
        raise ValueError(
            f"{path.name}: 'applies_where' and 'not_applicable' go together; the header has only one of them"
        )
    if header.get("severity", Severity.BLOCKS) not in [*Severity]:
        raise ValueError(
            f"{path.name}: severity '{header['severity']}' is not one of {', '.join(Severity)}"
        )
    if header.get("reads", "release") != "release":
        raise ValueError(f"{path.name}: reads '{header['reads']}' is not 'release'")
    return Control(
        name=path.stem,
        title=header["title"],
        protects=header["protects"],
        comparison=header["comparison"],
        at_least_rows=int(header["at_least_rows"]),
        query=query,
        applies_where=header.get("applies_where"),
        not_applicable=header.get("not_applicable"),
        severity=Severity(header.get("severity", Severity.BLOCKS)),
        reads_release="reads" in header,
        family=path.parent.name if path.parent != folder else "",
    )


def _split(text: str) -> tuple[dict[str, str], str]:
    """Return the header of a control's file by key, and its query."""
    lines = text.splitlines()
    header: dict[str, str] = {}
    key = ""
    for number, line in enumerate(lines):
        found, colon, value = line.removeprefix("-- ").partition(":")
        if key and line.startswith("--   "):
            header[key] += f" {line.removeprefix('--').strip()}"
        elif line.startswith("-- ") and colon and found.replace("_", "").isalpha():
            key = found
            header[key] = value.strip()
        else:
            return header, "\n".join(lines[number:]).strip()
    return header, ""
