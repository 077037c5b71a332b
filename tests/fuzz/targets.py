"""What is fuzzed: for each kind of file a reader that takes any bytes, and seeds that it reads as they should be.

A target returns ``accepted`` or the code that the file was refused by, and lets every other exception through: that is
a crash.
"""

from __future__ import annotations

import functools
import gzip
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl

from orchestration.contracts import ContractError, read_contract
from orchestration.loading import reading
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.manifest import read_manifest
from orchestration.loading.rows import Origin
from orchestration.sie import NotSieError, parse

ACCEPTED = "accepted"

_FIELDS = """
schema:
  primaryKey: [id]
  fields:
    - {name: id, type: integer, description: x, constraints: {required: true, minimum: 0}}
    - {name: text, type: string, description: x, constraints: {required: true}}
    - {name: amount, type: number, description: x, control_total: true}
    - {name: day, type: date, description: x}
    - {name: at, type: datetime, description: x}
    - {name: done, type: boolean, description: x}
    - {name: person, type: string, personal: true, description: x, constraints: {personnummer: true}}
"""
_HEAD = "title: x\ndescription: x\nowner: x\nfrequency: year\ndue_days: 5\nbad_row: quarantine\n"
_CONTRACTS = {
    "csv": f"{_HEAD}format: csv\nencoding: iso-8859-1\n{_FIELDS}",
    "ndjson": f"{_HEAD}format: ndjson\n{_FIELDS}",
    "packed": f"{_HEAD}format: ndjson\ndialect: {{compression: gzip}}\n{_FIELDS}",
    "workbook": f"{_HEAD}format: xlsx\nsheet: S\n{_FIELDS}",
}
_SIE = (Path(__file__).parent / "corpus" / "ledger.se").read_bytes
_SIE_5 = (Path(__file__).parent / "corpus" / "ledger.sie").read_bytes
_CSV = (
    b"id;text;amount;day;at;done;person\r\n1;\xe5;1,50;2013-01-01;2013-01-01T10:00:00+01:00;true;19800708-2384\r\n"
    b'2;"a;""b""";-2;;;;\r\n'
)
_NDJSON = (
    b'{"id":1,"text":"\\u00e5","amount":1.5,"day":"2013-01-01","at":"2013-01-01T10:00:00Z","done":true,"person":null}\n'
    b'{"id":2,"text":"b","amount":null,"day":null,"at":null,"done":null,"person":null}\n'
)
_MANIFEST = (
    b'{"created":"2014-01-20T06:00:00+01:00","bokslut":{"system":"ledger","period":{"from":"2013-01-01",'
    b'"to":"2013-12-31"},"corrects":null},"resources":[{"path":"a.se","bytes":10,"hash":"sha256:'
    + b"0" * 64
    + b'","bokslut":{"entity":"ledger","rows":0,"control_totals":{"debit_sek":"1.50","vouchers":1}}}]}'
)


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("S", 0)
    sheet.append(["id", "text", "amount", "day", "at", "done", "person"])
    sheet.append([1, "a", 1.5, "2013-01-01", None, True, None])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@functools.cache
def _scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="bokslut-fuzz-"))


@functools.cache
def _database() -> duckdb.DuckDBPyConnection:
    return reading.open_connection(_scratch(), 512, 1)


def sie(content: bytes) -> str:
    """Read a SIE file."""
    path = _scratch() / "fuzzed.se"
    path.write_bytes(content)
    try:
        with _database().cursor() as connection:
            report = parse(path, connection)
    except NotSieError:
        return "not_sie"
    return "sie_standard" if report.has_errors else ACCEPTED


def manifest(content: bytes) -> str:
    """Read a manifest."""
    return _code(lambda: read_manifest(Path("datapackage.json"), content))


def contract(content: bytes) -> str:
    """Read a contract."""
    path = _scratch() / "fuzzed" / "contract.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    try:
        read_contract(path)
    except ContractError:
        return "contract"
    return ACCEPTED


def _rows(kind: str, content: bytes) -> str:
    folder = _scratch() / "fuzz"
    folder.mkdir(exist_ok=True)
    path = folder / f"{kind}.yml"
    if not path.exists():
        path.write_text(_CONTRACTS[kind], "utf-8")
    fuzzed = folder / "fuzzed"
    fuzzed.write_bytes(content)
    origin = Origin("load", "fuzzed", fuzzed, fuzzed, None)

    def read() -> None:
        with _database().cursor() as connection:
            written = reading.read_rows(connection, read_contract(path), origin, folder)
        if written.refusal:
            raise written.refusal

    return _code(read)


def _code(read: Callable[[], object]) -> str:
    try:
        read()
    except DeliveryError as error:
        return error.code
    return ACCEPTED


Target = Callable[[bytes], str]

TARGETS: dict[str, tuple[Target, Callable[[], bytes]]] = {
    "sie": (sie, _SIE),
    "sie5": (sie, _SIE_5),
    "manifest": (manifest, lambda: _MANIFEST),
    "csv": (functools.partial(_rows, "csv"), lambda: _CSV),
    "ndjson": (functools.partial(_rows, "ndjson"), lambda: _NDJSON),
    "packed": (functools.partial(_rows, "packed"), lambda: gzip.compress(_NDJSON, mtime=0)),
    "workbook": (functools.partial(_rows, "workbook"), _workbook),
    "contract": (contract, lambda: _CONTRACTS["csv"].encode()),
}
