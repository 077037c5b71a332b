"""The reference data of a board: which files there are, their columns and types, and which the product ships.

The YAML files of ``seeds/`` declare each file; they belong to the code. A board has the CSV files. For one that it
lacks it gets the shipped one if all boards share it (units, measures, labels of codes), else an empty one. Of a shared
file a board writes only the rows that it adds or changes; they are laid over the shipped ones. Only the editions of
the report are replaced as a whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.boards.board import FILE_NAME
from orchestration.boards.rules import BOARD_RULES
from orchestration.core.settings import SEEDS_DIR


@dataclass(frozen=True)
class ReferenceFile:
    """One file of the reference data: ``columns`` with their declared types, in order, and the tests of its YAML.

    ``is_shared`` says that a board without it gets the shipped one; ``is_whole`` that a board's own replaces that as a
    whole, instead of being laid over it row by row.
    """

    name: str
    columns: Mapping[str, str]
    is_shared: bool
    is_whole: bool
    declaration: Mapping[str, Any]

    def written(self, rows: Iterable[Mapping[str, Any]]) -> str:
        """Return rows as the content of the file; a column that a row does not have is empty."""
        text = io.StringIO()
        writer = csv.DictWriter(
            text, list(self.columns), restval="", extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue()

    @property
    def header(self) -> str:
        """The first line of the CSV file, without its end."""
        return ",".join(self.columns)

    def path_in(self, board: Path) -> Path | None:
        """Return the file that a board uses, or None if there is none, and so no rows."""
        own = board / f"{self.name}.csv"
        if own.is_file():
            return own
        return SEEDS_DIR / own.name if self.is_shared else None

    def content_in(self, board: Path) -> bytes:
        """Return the content that a board uses; of a shared file, the board's rows laid over the shipped ones."""
        path, shipped = self.path_in(board), SEEDS_DIR / f"{self.name}.csv"
        if path is None:
            return f"{self.header}\n".encode()
        if path == shipped or not self.is_shared or self.is_whole:
            return path.read_bytes()
        return self._laid_over(shipped.read_bytes(), path.read_bytes())

    def rows_in(self, board: Path) -> list[dict[str, str]]:
        """Return the rows of the file that holds for a board, each with its values by column."""
        content = self.content_in(board).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(content)))

    @property
    def unique(self) -> tuple[tuple[str, ...], ...]:
        """The columns that are unique by the declared tests: each key, and each column that is unique alone."""
        tests = [test for test in self.declaration.get("data_tests", ()) if isinstance(test, dict)]
        keys = [test["key_is_unique"] for test in tests if "key_is_unique" in test]
        alone = [
            (column["name"],)
            for column in self.declaration["columns"]
            if "unique" in column.get("data_tests", ())
        ]
        return (*(tuple(key["arguments"]["columns"]) for key in keys), *alone)

    def _laid_over(self, shipped: bytes, own: bytes) -> bytes:
        """Return the shipped rows that the board does not replace, followed by the board's own."""
        rows = list(csv.DictReader(io.StringIO(own.decode("utf-8-sig"))))
        header = rows[0].keys() if rows else self.columns.keys()
        if not self.columns.keys() >= header or not all(self.unique):
            return own  # The check of the board, or dbt, says what is wrong with it.
        taken = {value for row in rows for value in self._unique_values(row)}
        kept = [
            row
            for row in csv.DictReader(io.StringIO(shipped.decode("utf-8")))
            if taken.isdisjoint(self._unique_values(row))
        ]
        text = io.StringIO()
        writer = csv.DictWriter(text, self.columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {name: value for name, value in row.items() if name} for row in (*kept, *rows)
        )
        return text.getvalue().encode()

    def _unique_values(
        self, row: Mapping[str, str]
    ) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Yield the values that no other row may have: a key whole, a column alone where it is not empty."""
        for columns in self.unique:
            values = tuple(row.get(column) or "" for column in columns)
            if any(values):
                yield columns, values


def records_of(path: Path) -> list[tuple[int, list[str]]]:
    """Return the records of a CSV file, each with the number of its last line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        return [(reader.line_num, values) for values in reader if values]


@cache
def reference_files() -> Mapping[str, ReferenceFile]:
    """Return all files of reference data, by name; the rules of ``board.yml`` are no file of their own."""
    found = {}
    for path in declarations():
        if path.stem == BOARD_RULES:
            continue
        for seed in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["seeds"]:
            found[seed["name"]] = ReferenceFile(
                seed["name"],
                seed["config"]["column_types"],
                bool(seed["config"].get("meta", {}).get("is_shared")),
                bool(seed["config"].get("meta", {}).get("is_whole")),
                seed,
            )
    return found


def declarations() -> list[Path]:
    """Return the YAML files that declare the reference data."""
    return sorted(path for path in SEEDS_DIR.glob("*.yml") if path.name != FILE_NAME)
