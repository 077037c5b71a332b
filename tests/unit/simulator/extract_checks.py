"""Extracts as a receiver sees them: files read plainly, and held against manifest and contract.

Judges the simulator with readers of its own, as slow as they are easy to trust.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from orchestration.contracts import Contract, Field, read_contracts

Row = dict[str, Any]

AS_TEXT = {
    "string": r".+",
    "integer": r"-?\d+",
    "number": r"-?\d+(,\d+)?",
    "boolean": r"true|false",
    "date": r"\d{4}-\d{2}-\d{2}",
    "datetime": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}",
}
AS_VALUE = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "date": datetime,
    "datetime": str,
}


@dataclass
class Extract:
    contract: Contract
    manifest: dict[str, Any]
    resource: dict[str, Any]
    header: list[str]
    rows: list[Row]


def extracts(landing: Path, system: str) -> Iterator[Extract]:
    """Every file of a system's deliveries, with its contract."""
    contracts = read_contracts()
    for folder in sorted((landing / system).iterdir()):
        manifest = json.loads((folder / "datapackage.json").read_text("utf-8"))
        for resource in manifest["resources"]:
            contract = contracts[system, resource["bokslut"]["entity"]]
            content = (folder / resource["path"]).read_bytes()
            header, rows = READERS[contract.format](content, contract)
            yield Extract(contract, manifest, resource, header, rows)


def read_csv(content: bytes, contract: Contract) -> tuple[list[str], list[Row]]:
    text = content.decode(contract.encoding)
    assert text.count("\n") == text.count("\r\n")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=contract.delimiter)
    return list(reader.fieldnames or ()), [
        {key: value or None for key, value in row.items()} for row in reader
    ]


def read_ndjson(content: bytes, contract: Contract) -> tuple[list[str], list[Row]]:
    rows = [json.loads(line) for line in gzip.decompress(content).decode("utf-8").splitlines()]
    (header,) = {tuple(row) for row in rows} or {tuple(field.name for field in contract.fields)}
    return list(header), rows


def read_xlsx(content: bytes, contract: Contract) -> tuple[list[str], list[Row]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content))[str(contract.sheet)]
    header, *rows = sheet.iter_rows(values_only=True)
    names = [str(name) for name in header]
    return names, [dict(zip(names, row, strict=True)) for row in rows]


READERS = {"csv": read_csv, "ndjson": read_ndjson, "xlsx": read_xlsx}


def assert_manifests_equal_the_files(landing: Path, system: str) -> None:
    for extract in extracts(landing, system):
        own = extract.resource["bokslut"]
        assert own["rows"] == len(extract.rows), extract.resource["path"]
        sums: dict[str, Decimal | int] = {
            f"sum_{name}": sum(
                Decimal(str(row[name]).replace(",", ".")) for row in extract.rows if row[name]
            )
            for name in extract.contract.control_totals
        }
        if hashed := extract.contract.hash_total:
            sums[f"hash_{hashed}"] = sum(
                int(number[0]) if (number := re.search(r"\d+$", str(row[hashed]))) else 0
                for row in extract.rows
            )
        assert {key: Decimal(value) for key, value in own["control_totals"].items()} == sums
        names = [resource["name"] for resource in extract.manifest["resources"]]
        assert len(names) == len(set(names))


def assert_files_satisfy_their_contracts(landing: Path, system: str) -> None:
    entities = {entity for owner, entity in read_contracts() if owner == system}
    keys: dict[str, set[tuple[Any, ...]]] = {entity: set() for entity in entities}
    for extract in extracts(landing, system):
        contract = extract.contract
        assert extract.header == [field.name for field in contract.fields]
        assert extract.rows or contract.may_be_empty, extract.resource["path"]
        for row in extract.rows:
            for field in contract.fields:
                fault = fault_of(row[field.name], field, contract.format)
                assert not fault, f"{extract.resource['path']}: {field.name} {fault} in {row}"
            key = tuple(row[name] for name in contract.primary_key)
            assert key not in keys[contract.entity], f"{contract.table}: {key} comes twice"
            keys[contract.entity].add(key)
    assert all(keys.values()), "an entity has no row in any delivery"


def assert_rows_lie_in_their_periods(landing: Path, system: str) -> None:
    for extract in extracts(landing, system):
        period = extract.manifest["bokslut"]["period"]
        name = extract.contract.period_field
        days = [str(row[name])[:10] for row in extract.rows] if name else []
        assert all(period["from"] <= day <= period["to"] for day in days)


def fault_of(value: Any, field: Field, format_: str) -> str | None:
    """What is wrong with a value by its field, in a word or two; None when nothing is."""
    if value is None:
        return "is missing" if field.required else None
    if format_ == "csv" and not re.fullmatch(AS_TEXT[field.type], str(value)):
        return f"is not of type {field.type}"
    if format_ != "csv" and type(value) is bool and field.type != "boolean":
        return f"is not of type {field.type}"
    if format_ != "csv" and not isinstance(value, AS_VALUE[field.type]):
        return f"is not of type {field.type}"
    if field.type == "date" and format_ == "csv":
        date.fromisoformat(str(value))
    if field.type == "datetime" and not re.fullmatch(AS_TEXT["datetime"], str(value)):
        return "is not a time with its offset"
    if field.enum and value not in field.enum:
        return f"is none of {field.enum}"
    if field.pattern and not re.fullmatch(field.pattern, str(value)):
        return f"does not match {field.pattern}"
    if field.type in ("integer", "number"):
        number = Decimal(str(value).replace(",", "."))
        if field.minimum is not None and number < field.minimum:
            return f"is below {field.minimum}"
        if field.maximum is not None and number > field.maximum:
            return f"is above {field.maximum}"
    return None


def digests(landing: Path) -> dict[str, str]:
    """Every file below a folder → the hash of its bytes."""
    return {
        path.relative_to(landing).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(landing.rglob("*"))
        if path.is_file()
    }
