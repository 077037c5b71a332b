"""A small valid file of each type, and the reading of it after a change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.sie import Finding, SieReport, parse

# Line numbers are those of the finished file and are relied on by the tests.
VALID_4E = """\
#FLAGGA 0
#PROGRAM "Bokslut test" 1.0
#FORMAT PC8
#GEN 20140115 AN
#SIETYP 4
#FNAMN "Servicenämnden"
#ORGNR 212000-0142
#RAR 0 20130101 20131231
#RAR -1 20120101 20121231
#KONTO 1930 "Bank"
#KONTO 2440 "Leverantörsskulder"
#KONTO 3010 "Försäljning"
#KONTO 5010 "Löner"
#DIM 1 "Kostnadsställe"
#DIM 20 "Motpart"
#OBJEKT 1 "4010" "Lön"
#OBJEKT 20 "87" "Stockholms stad"
#UB -1 1930 100.00
#UB -1 2440 -100.00
#IB 0 1930 100.00
#IB 0 2440 -100.00
#UB 0 1930 150.00
#UB 0 2440 -100.00
#RES 0 3010 -250.00
#RES 0 5010 200.00
#PSALDO 0 201301 3010 {} -250.00
#PSALDO 0 201301 3010 {1 "4010"} -250.00
#PBUDGET 0 201301 3010 {1 "4010"} -300.00
#VER A 1 20130115 "Faktura till staden" 20130116 "AN"
{
#TRANS 1930 {} 250.00
#TRANS 3010 {1 "4010" 20 "87"} -250.00 20130114 "Lönehantering" 12.5 "AN"
}
#VER A 2 20130125 "Lön"
{
#TRANS 5010 {1 "4010"} 200.00
#TRANS 1930 {} -200.00
}
"""


@pytest.fixture
def connection():
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


@pytest.fixture
def valid() -> str:
    """The text of a valid file of type 4E."""
    return VALID_4E


@pytest.fixture
def read(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> Callable[..., SieReport]:
    """Read a text (encoded as CP437 unless told) or bytes as a file."""

    def read(
        content: str | bytes, *, name: str = "ledger.se", encoding: str = "cp437"
    ) -> SieReport:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return parse(path, connection)

    return read


@pytest.fixture
def rows(connection: duckdb.DuckDBPyConnection) -> Callable[[str], list[tuple[Any, ...]]]:
    """Run a query over the reader's tables."""
    return lambda query: connection.execute(query).fetchall()


@pytest.fixture
def only(read: Callable[..., SieReport]) -> Callable[..., Finding]:
    """Read a file in which a piece of the valid one was replaced, and return the one finding of the given code."""

    def only(
        code: str, old: str, new: str, *, content: str = VALID_4E, name: str = "ledger.se"
    ) -> Finding:
        assert content.count(old) >= 1, f"{old!r} is not in the file"
        report = read(content.replace(old, new, 1), name=name)
        found = [finding for finding in report.findings if finding.code == code]
        assert len(found) == 1, report.findings
        return found[0]

    return only
