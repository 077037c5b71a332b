"""A small delivery of both years, and a reader of its own: the simulator is judged without ours."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from orchestration.simulator import simulate

SMALL = 0.02


@dataclass
class Row:
    account: str
    objects: dict[str, str]
    amount: Decimal


@dataclass
class Voucher:
    series: str
    number: int
    day: date
    text: str
    rows: list[Row] = field(default_factory=list)


@dataclass
class SieFile:
    """A SIE file as plain Python, read line by line; as slow as it is easy to trust."""

    content: bytes
    labels: list[str] = field(default_factory=list)
    records: dict[str, list[list[str]]] = field(default_factory=dict)
    vouchers: list[Voucher] = field(default_factory=list)

    def amounts(self, label: str, year: int = 0) -> dict[str, Decimal]:
        """Account totals of #IB, #UB or #RES."""
        return {f[1]: Decimal(f[2]) for f in self.records.get(label, []) if f[0] == str(year)}

    def periods(self, label: str, dimension: str | None) -> dict[tuple[str, ...], Decimal]:
        """#PSALDO or #PBUDGET: account totals (None), or one dimension's rows by object."""
        found: dict[tuple[str, ...], Decimal] = {}
        for year, period, account, *rest in self.records.get(label, []):
            objects, amount = rest[:-1], rest[-1]
            if year == "0" and (objects[0] if objects else None) == dimension:
                found[period, account, *objects[1:]] = Decimal(amount)
        return found

    def rows(self) -> list[tuple[Voucher, Row]]:
        return [(voucher, row) for voucher in self.vouchers for row in voucher.rows]


FIELD = re.compile(r'"((?:\\"|[^"])*)"|([^\s{}"]+)')


def fields_of(line: str) -> list[str]:
    """The label and fields of a record, without quotes, braces and escapes."""
    return [
        (match[1] or "").replace('\\"', '"') if match[2] is None else match[2]
        for match in FIELD.finditer(line)
    ]


def read_sie(content: bytes) -> SieFile:
    sie = SieFile(content)
    for line in content.decode("cp437").splitlines():
        fields = fields_of(line)
        if not fields:
            continue
        label, *values = fields
        sie.labels.append(label)
        if label == "#VER":
            sie.vouchers.append(
                Voucher(values[0], int(values[1]), date.fromisoformat(values[2]), values[3])
            )
        elif label == "#TRANS":
            before, _, after = line.partition("}")
            pairs = fields_of(before)[2:]
            objects = dict(zip(pairs[::2], pairs[1::2], strict=True))
            sie.vouchers[-1].rows.append(Row(values[0], objects, Decimal(fields_of(after)[0])))
        else:
            sie.records.setdefault(label, []).append(values)
    return sie


def checksum_of(content: bytes) -> int:
    """CRC-32 by section 10.14 of the standard, field by field."""
    lines = content.decode("cp437").splitlines()
    first = lines.index("#KSUMMA")
    covered = "".join("".join(fields_of(line)) for line in lines[first + 1 : -1])
    return zlib.crc32(covered.encode("cp437"))


@dataclass
class Delivered:
    folder: Path

    @property
    def manifest(self) -> dict[str, Any]:
        return json.loads((self.folder / "datapackage.json").read_text("utf-8"))

    @property
    def resource(self) -> dict[str, Any]:
        return self.manifest["resources"][0]

    @property
    def content(self) -> bytes:
        return (self.folder / self.resource["path"]).read_bytes()


@pytest.fixture(scope="session")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Delivered]:
    landing = tmp_path_factory.mktemp("landing")
    return {
        year: Delivered(folder)
        for year, folder in zip((2012, 2013), simulate(landing, scale=SMALL), strict=True)
    }


@pytest.fixture(scope="session")
def ledgers(delivered: dict[int, Delivered]) -> dict[int, SieFile]:
    return {year: read_sie(delivery.content) for year, delivery in delivered.items()}


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], list[Delivered]]:
    """The deliveries with one fault, made once a session."""

    @cache
    def deliver(fault: str) -> list[Delivered]:
        landing = tmp_path_factory.mktemp(fault)
        return [Delivered(folder) for folder in simulate(landing, scale=SMALL, faults=[fault])]

    return deliver
