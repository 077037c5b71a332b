"""What is fuzzed: for each kind of file a reader that takes any bytes, and a seed that it reads as it should.

A reader returns ``accepted`` or the code that the file was refused by, and lets every other exception through: that is
a crash. All work in this process, in memory and in a folder in memory, so that an input costs what its reader costs.
"""

from __future__ import annotations

import functools
import gzip
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

import docx
import duckdb
import openpyxl
import typst

from orchestration.boards import BoardError, read_board, reference_files
from orchestration.boards.quantities import quantity_faults
from orchestration.boards.reference_checks import reference_problems
from orchestration.contracts import (
    Contract,
    ContractError,
    Contracts,
    read_contract,
    read_contracts,
)
from orchestration.core.duckdb import connect
from orchestration.core.errors import UsageError
from orchestration.core.settings import CONTRACTS_DIR, SEEDS_DIR
from orchestration.diagnostics.check.checking import check
from orchestration.loading import reading
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.manifest import read_manifest
from orchestration.loading.rows import Origin
from orchestration.report.document import Block, Paragraph
from orchestration.report.text.checking import DeclaredNames
from orchestration.report.text.figures import TextFigures
from orchestration.report.text.files import read_chapters
from orchestration.report.text.inline import Surroundings
from orchestration.report.text.placing import require_known
from orchestration.report.text.writing import Writer, headings_of
from orchestration.sie import NotSieError, parse
from tests.fuzz.mutations import mutated, mutated_gzip, mutated_zip

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


_BOARD = b"""format: 1
name_sv: N\xc3\xa4mnden
organisation: {name_sv: Staden, number: 212000-0142}
ledger_names: [A]
amounts_in: mnkr
result_is_carried: by_voucher
parameters: {undisclosed_up_to_persons: 10}
owners: {economics: {name: E, email: e@example.se}}
report: {claims: mark, not_placed: append, names: {calls: calls_handled}}
"""
_REGISTER = b"""report_id,statement_id,section,quote_sv,predicate,not_checked_reason,not_checked_reason_sv
vb_2013,a,1,"Antalet, 184,3, \xc3\xb6kade",figure:a > figure:b + 0.5,,
vb_2013,b,2,B,,Why,Varf\xc3\xb6r
"""
_QUANTITIES = b"""quantities:
  - {name: contacts, model: own.rows, agg: sum, expr: amount, filter: id > 0, agg_time_dimension: day}
"""
_CHAPTER = """---
reports: VB-2013
---
# Året

Vi hade {{ cases | antal }} ärenden, {% claim cases > cases@2012 %}fler än {{ cases@2012 }}{% endclaim %};
`kod` och **fet**.

{% table resultatrakning %}

| a | b |
|---|---|
| {{ income_statement_sek/revenue | mnkr }} | [länk](#aret) |

- {{ (cases - cases@-1) / cases@-1 | andel 1 signed }}
""".encode()
_MARKDOWN = """# Årsrapport 2013

Kostnaderna ökade med 2,4 mnkr till 312,8 mnkr (310,4), det vill säga 0,8 %. Målet 95 % uppnåddes inte: 93,5 %.

## Resultat

| Mnkr | Utfall 2013 | Budget 2013 | Avvikelse | Utfall 2012 |
|---|---:|---:|---:|---:|
| Intäkter | 184,3 | 180,0 | 4,3 | 170,0 |
| Kostnader | -312,8 | -310,0 | -2,8 | -310,4 |
| Summa | -128,5 | -130,0 | 1,5 | -140,4 |

Ärendet behandlades den 4 februari 2014. Bokslutsdag 2013-12-31. Kostnaderna blev 312,8 mnkr.
""".encode()
_HTML = (
    "<!doctype html><html lang=sv><meta charset=utf-8><title>Rapport 2013</title><h1>Årsrapport 2013</h1>"
    "<p>Kostnaderna ökade till 312,8 mnkr (310,4).<table><caption>Mnkr</caption><tr><th>Rad<th>2013<th>2012"
    "<tr><td rowspan=1>A<td>1,5<td>2<tr><td>B<td>2,5<td>3<tr><th>Summa<td colspan=1>4,0<td>5</table></html>"
).encode()
_TEXT = (
    "Årsrapport 2013\n\nMnkr              Utfall 2013   Budget 2013\nIntäkter                184,3         180,0\n"
    "Kostnader              -312,8        -310,0\nSumma                  -128,5        -130,0\n\f"
    "Sjukfrånvaron sjönk från 5,1 procent till 4,9 procent.\n"
).encode()


def _word() -> bytes:
    document = docx.Document()
    document.add_heading("Årsrapport 2013")
    document.add_paragraph("Kostnaderna ökade till 312,8 mnkr (310,4).")
    table = document.add_table(rows=3, cols=2)
    for row, cells in zip(
        table.rows, (("Mnkr", "2013"), ("A", "1,5"), ("Summa", "1,5")), strict=True
    ):
        for cell, value in zip(row.cells, cells, strict=True):
            cell.text = value
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


@functools.cache
def _pdf() -> bytes:
    source = scratch() / "report.typ"
    source.write_text(
        "= Årsrapport 2013\nKostnaderna ökade till 312,8 mnkr (310,4).\n#table(columns: 2)[A][1,5][B][2]"
    )
    return typst.compile(source)


@functools.cache
def scratch() -> Path:
    """Return this process's folder, in memory where the system has one."""
    memory = Path("/dev/shm")  # noqa: S108 (it is in memory; the folder in it has a name of its own)
    return Path(tempfile.mkdtemp(prefix="bokslut-fuzz-", dir=memory if memory.is_dir() else None))


def _written(name: str, content: bytes) -> Path:
    path = scratch() / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_bytes(content)
    return path


@functools.cache
def _database() -> duckdb.DuckDBPyConnection:
    return reading.open_connection(scratch(), 512, 1)


def sie(content: bytes) -> str:
    """Read a SIE file."""
    path = _written("fuzzed.se", content)
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
    path = _written("fuzzed/contract.yml", content)
    try:
        read_contract(path)
    except ContractError:
        return "contract"
    return ACCEPTED


@functools.cache
def _contract(kind: str) -> Contract:
    return read_contract(_written(f"fuzz/{kind}.yml", _CONTRACTS[kind].encode()))


def _rows(kind: str, content: bytes) -> str:
    path = _written("fuzzed.rows", content)
    folder = scratch() / "rows"
    folder.mkdir(exist_ok=True)
    origin = Origin("load", path.name, path, path, None)

    def read() -> None:
        with _database().cursor() as connection:
            written = reading.read_rows(connection, _contract(kind), origin, folder)
        if written.refusal:
            raise written.refusal

    return _code(read)


def board(content: bytes) -> str:
    """Read a board's ``board.yml``."""
    path = _written("board/board.yml", content)
    try:
        _ = read_board(path.parent).rules
    except BoardError:
        return "board"
    return ACCEPTED


def register(content: bytes) -> str:
    """Check a CSV file of a board's reference data."""
    path = _written("board/published_statements.csv", content)
    with connect() as connection:
        found = list(reference_problems(connection, path, reference_files()[path.stem]))
    return "register" if found else ACCEPTED


def quantities(content: bytes) -> str:
    """Check a board's own quantities."""
    path = _written("quantities/quantities.yml", content)
    return "quantities" if quantity_faults(path.parent, _contracts()) else ACCEPTED


@functools.cache
def _contracts() -> Contracts:
    own = _written("contracts/own/rows.yml", _CONTRACTS["csv"].encode())
    return read_contracts(CONTRACTS_DIR, own.parent.parent)


@functools.cache
def _names() -> DeclaredNames:
    return DeclaredNames(read_board(SEEDS_DIR))


class _AnyBlock:
    def take(self, kind: str, name: str, place: str) -> Block:
        require_known(kind, name)
        return Paragraph(())


def chapter(content: bytes) -> str:
    """Read a chapter of a board's report, and write it with the names that are declared."""
    path = _written("texts/report/chapter.md", content)
    chapters, problems = read_chapters(path.parent, None)
    for read in chapters:
        headings = list(headings_of(read))
        around = Surroundings(
            TextFigures(_names(), None, "mnkr"),
            _AnyBlock(),
            {name: name for name in headings},
            False,
        )
        writer = Writer(read, headings, around)
        writer.section()
        problems += writer.problems
    return "chapter" if problems else ACCEPTED


def _document(suffix: str, content: bytes) -> str:
    """Check a report's numbers."""
    try:
        check(_written(f"report.{suffix}", content))
    except UsageError:
        return "document"
    return ACCEPTED


def _code(read: Callable[[], object]) -> str:
    try:
        read()
    except DeliveryError as error:
        return error.code
    return ACCEPTED


class Kind(NamedTuple):
    """A kind of file: its reader, a file that it accepts, how such a file is changed, and its share of the inputs.

    A reader that takes milliseconds gets fewer inputs than one that takes microseconds.
    """

    read: Callable[[bytes], str]
    seed: Callable[[], bytes]
    share: int
    change: Callable[[Random, bytes], bytes] = mutated


def _of(read: Callable[[str, bytes], str], name: str) -> Callable[[bytes], str]:
    return functools.partial(read, name)


KINDS: dict[str, Kind] = {
    "sie": Kind(sie, _SIE, 1),
    "sie5": Kind(sie, _SIE_5, 1),
    "manifest": Kind(manifest, lambda: _MANIFEST, 422),
    "csv": Kind(_of(_rows, "csv"), lambda: _CSV, 4),
    "ndjson": Kind(_of(_rows, "ndjson"), lambda: _NDJSON, 3),
    "packed": Kind(_of(_rows, "packed"), lambda: gzip.compress(_NDJSON, mtime=0), 5, mutated_gzip),
    "workbook": Kind(_of(_rows, "workbook"), _workbook, 2, mutated_zip),
    "contract": Kind(contract, lambda: _CONTRACTS["csv"].encode(), 250),
    "board": Kind(board, lambda: _BOARD, 200),
    "register": Kind(register, lambda: _REGISTER, 2),
    "quantities": Kind(quantities, lambda: _QUANTITIES, 2),
    "chapter": Kind(chapter, lambda: _CHAPTER, 60),
    "markdown": Kind(_of(_document, "md"), lambda: _MARKDOWN, 5),
    "html": Kind(_of(_document, "html"), lambda: _HTML, 30),
    "text": Kind(_of(_document, "txt"), lambda: _TEXT, 10),
    "word": Kind(_of(_document, "docx"), _word, 2, mutated_zip),
    "pdf": Kind(_of(_document, "pdf"), _pdf, 1),
}
