"""Limits on what one delivery may use: far above any real extract, so that a small file cannot exhaust the machine.

Each limit can be raised or lowered by an environment variable, ``BOKSLUT_LIMIT_`` and its name in capitals, such as
``BOKSLUT_LIMIT_UNPACKED_BYTES=20000000000``. A refusal names the limit, its value and its variable.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from functools import cache

from orchestration.core.errors import UsageError
from orchestration.loading.delivery_error import DeliveryError

_PREFIX = "BOKSLUT_LIMIT_"


@dataclass(frozen=True)
class Limits:
    """The limits, each a whole number.

    Parameters
    ----------
    manifest_bytes
        Length of a manifest.
    delivery_files, folder_depth
        Files and folders in a delivery's folder, and how deep they are nested.
    file_bytes
        Length of a delivered file.
    unpacked_bytes, unpacked_ratio
        Length of an unpacked file, and its ratio to the packed length; the ratio is checked only beyond
        64 MiB.
    rows, columns
        Lines of a CSV or NDJSON file; columns of a CSV file or a workbook.
    line_bytes
        Length of a line, in CSV and NDJSON with all its fields.
    field_characters
        Length of a cell of a workbook.
    workbook_bytes, workbook_cells
        Unpacked length of a workbook's parts together, and its cells; a workbook is read in memory.
    row_objects
        Objects in the list of one SIE row.
    seconds
        Time that DuckDB may take to read one file.
    """

    manifest_bytes: int = 4 << 20
    delivery_files: int = 10_000
    folder_depth: int = 16
    file_bytes: int = 16 << 30
    unpacked_bytes: int = 16 << 30
    unpacked_ratio: int = 150
    rows: int = 200_000_000
    columns: int = 1_000
    line_bytes: int = 1 << 20
    field_characters: int = 32_767
    workbook_bytes: int = 64 << 20
    workbook_cells: int = 1_000_000
    row_objects: int = 64
    seconds: int = 900


@cache
def _read(given: tuple[tuple[str, str], ...]) -> Limits:
    known = {f"{_PREFIX}{field.name.upper()}": field.name for field in fields(Limits)}
    values: dict[str, int] = {}
    for variable, value in given:
        if variable not in known:
            raise UsageError(
                f"{variable} is not a limit.", f"Known limits: {', '.join(sorted(known))}."
            )
        if not (value.isascii() and value.isdigit() and len(value) <= 18 and int(value) > 0):
            raise UsageError(
                f"{variable} is {value!r}; a whole number from 1 was expected.",
                "Correct it, or unset it to use the default.",
            )
        values[known[variable]] = int(value)
    return Limits(**values)


def limits() -> Limits:
    """Return the limits in force.

    Raises
    ------
    UsageError
        When a variable ``BOKSLUT_LIMIT_…`` is not one of them, or its value is not a whole number.
    """
    given = sorted(variable for variable in os.environ if variable.startswith(_PREFIX))
    return _read(tuple((variable, os.environ[variable]) for variable in given))


def beyond(limit: str, place: object, found: str, remedy: str = "") -> DeliveryError:
    """Return the refusal of what is beyond a limit.

    Parameters
    ----------
    limit
        The limit's name.
    place
        The file or folder, with line or sheet.
    found
        What it has, as the end of a sentence: ``has 20 000 columns``.
    """
    variable = f"{_PREFIX}{limit.upper()}"
    return DeliveryError(
        "limit",
        f"{place} {found}; the limit {limit} is {getattr(limits(), limit)}.",
        remedy
        or f"Check that it is the right file, whole as it was exported; if it is, raise the limit with {variable}.",
    )
