"""Files of an extract of notes, as tests of the readers write them: its contract, and what reading one gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.contracts import read_contract
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.reading import open_connection, read_rows
from orchestration.loading.rows import Origin, WrittenRows

CONTRACT: dict[str, Any] = {
    "title": "Notes",
    "description": "One row per note.",
    "owner": "somebody",
    "frequency": "year",
    "due_days": 5,
    "format": "csv",
    "encoding": "utf-8",
    "bad_row": "quarantine",
    "bad_rows_at_most_pct": 100,
    "schema": {
        "primaryKey": ["id"],
        "fields": [
            {
                "name": "id",
                "type": "integer",
                "description": "x",
                "constraints": {"required": True},
            },
            {
                "name": "text",
                "type": "string",
                "description": "x",
                "constraints": {"required": True},
            },
            {"name": "more", "type": "string", "description": "x"},
            {"name": "share", "type": "number", "description": "x"},
            {"name": "first", "type": "date", "description": "x"},
            {
                "name": "last",
                "type": "date",
                "description": "x",
                "constraints": {"notBefore": "first"},
            },
            {"name": "at", "type": "datetime", "description": "x"},
        ],
    },
}
HEADER = "id;text;more;share;first;last;at"
RIGHT = "1;a;b;1,5;2013-01-01;2013-01-02;2013-01-01T10:00:00+01:00"


class Reader:
    """Reads a file of notes in a folder, by the contract with some changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, content: bytes, *, name: str = "x.csv", **changes: Any) -> WrittenRows:
        path = self.folder / "notes" / "note.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(CONTRACT | changes), "utf-8")
        (self.folder / name).write_bytes(content)
        origin = Origin("load", name, self.folder / name, self.folder / name, None)
        target = self.folder / "out"
        target.mkdir(exist_ok=True)
        with open_connection(target, 512, 1) as connection:
            return read_rows(connection, read_contract(path), origin, target)

    def code(self, content: bytes, **changes: Any) -> str:
        """Return the one reason of the one rejected row, or the code that the file is refused by."""
        try:
            ((code, _, _),) = self(content, **changes).reasons
        except DeliveryError as error:
            return error.code
        return code

    def refusal(self, content: bytes, **changes: Any) -> DeliveryError:
        with pytest.raises(DeliveryError) as caught:
            self(content, **changes)
        return caught.value
