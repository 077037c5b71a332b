"""The reference data of a board: which files there are, their columns and types, and which the product ships.

The YAML files of ``seeds/`` declare each file; they belong to the code. A board has the CSV files. One that it
lacks is the shipped one where the file is shared by all boards (units, measures, labels of codes), else empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.boards.board import FILE_NAME
from orchestration.core.settings import SEEDS_DIR


@dataclass(frozen=True)
class ReferenceFile:
    """One file of the reference data: ``columns`` with their declared types, in order, and the tests of its YAML."""

    name: str
    columns: Mapping[str, str]
    is_shared: bool
    declaration: Mapping[str, Any]

    @property
    def header(self) -> str:
        """The first line of the CSV file, without its end."""
        return ",".join(self.columns)

    def path_in(self, board: Path) -> Path | None:
        """Return the file that holds for a board, or None where it is empty for want of one."""
        own = board / f"{self.name}.csv"
        if own.is_file():
            return own
        return SEEDS_DIR / own.name if self.is_shared else None

    def content_in(self, board: Path) -> bytes:
        """Return the bytes of the file that holds for a board."""
        path = self.path_in(board)
        return path.read_bytes() if path else f"{self.header}\n".encode()


@cache
def reference_files() -> Mapping[str, ReferenceFile]:
    """Return all files of reference data, by name."""
    found = {}
    for path in declarations():
        for seed in yaml.safe_load(path.read_text("utf-8"))["seeds"]:
            found[seed["name"]] = ReferenceFile(
                seed["name"],
                seed["config"]["column_types"],
                bool(seed["config"].get("meta", {}).get("is_shared")),
                seed,
            )
    return found


def declarations() -> list[Path]:
    """Return the YAML files that declare the reference data."""
    return sorted(path for path in SEEDS_DIR.glob("*.yml") if path.name != FILE_NAME)
