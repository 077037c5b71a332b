"""What municipalities and regions publish of their supplier invoices is read: a row per posting, masked and foreign."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.contracts import read_contract
from orchestration.core.settings import CONTRACTS_DIR
from orchestration.loading.reading import open_connection, read_rows
from orchestration.loading.rows import Origin
from orchestration.serving.exports.supplier_ledger import write_months

SHIPPED = CONTRACTS_DIR / "supplier_ledger" / "postings.yml"
HEADER = (
    "kopare;kopare_id;leverantor;leverantor_id;verifikationsnummer;datum;belopp;konto_nr;konto_text"
)

# The columns that the specification demands, and those that a publisher may add; two postings of one invoice alike.
AS_SPECIFIED = f"""\
{HEADER};kommun_id;fakturanummer;avtal
Kulturnämnden;212000-9999;Bok & Blad AB;556000-0001;L1001;2013-05-02;100,50;6410;Förbrukningsmaterial;0199;F-7;
Kulturnämnden;212000-9999;Bok & Blad AB;556000-0001;L1001;2013-05-02;100,50;6410;Förbrukningsmaterial;0199;F-7;
Kulturnämnden;212000-9999;Sekretess;;L1002;2013-05-03;-20,00;6410;;;;
Kulturnämnden;212000-9999;Verlag GmbH;DE123456789;L1003;2013-05-31;1200,00;6410;Material;0199;8;A1
"""
# Another publisher: columns, dates and numbers of its own.
OTHERWISE = """\
kopare,leverantor,leverantor_id,verifikationsnummer,bokforingsdatum,nettobelopp,konto_nr,konto_text
Regionen,Bok & Blad AB,556000-0001,1001,20130502,"1 100.50",6410,Material
Regionen,,,1002,20130503,-20.00,6410,Material
"""
OVERLAY = """
encoding: iso-8859-1
dialect: {delimiter: ",", decimalChar: ".", groupChar: " "}
schema:
  fields:
    - {name: kopare_id, optional: true, values: {"": 232100-0000}}
    - {name: datum, source_name: bokforingsdatum, format: "%Y%m%d"}
    - {name: belopp, source_name: nettobelopp}
"""


def load(path: Path, *layers: Path) -> Path:
    """Read a published file by its contract; return the raw layer's file."""
    with open_connection(path.parent, 512, 1) as connection:
        origin = Origin("load", path.name, path, path, None)
        written = read_rows(connection, read_contract(*layers or (SHIPPED,)), origin, path.parent)
    assert written.rejected == 0, written.findings
    return path.parent / "supplier_ledger_postings.parquet"


@pytest.mark.parametrize(
    ("content", "overlay", "expected"),
    [
        (AS_SPECIFIED.encode("utf-8-sig"), "", [
            ("212000-9999", "556000-0001", Decimal("100.50")), ("212000-9999", "556000-0001", Decimal("100.50")),
            ("212000-9999", None, Decimal("-20.00")), ("212000-9999", "DE123456789", Decimal("1200.00")),
        ]),
        (OTHERWISE.encode("iso-8859-1"), OVERLAY, [
            ("232100-0000", "556000-0001", Decimal("1100.50")), ("232100-0000", None, Decimal("-20.00")),
        ]),
    ],
    ids=["as the specification has it", "with columns of one's own"],
)  # fmt: skip
def test_a_published_file_is_read_posting_by_posting(
    tmp_path: Path, content: bytes, overlay: str, expected: list[tuple[str, str | None, Decimal]]
) -> None:
    path = tmp_path / "postings.csv"
    path.write_bytes(content)
    layers = [SHIPPED]
    if overlay:
        layers.append(tmp_path / "supplier_ledger" / "postings.yml")
        layers[-1].parent.mkdir()
        layers[-1].write_text(overlay, "utf-8")
    loaded = load(path, *layers)
    query = f"select kopare_id, leverantor_id, belopp from '{loaded}' order by line_number"
    assert duckdb.sql(query).fetchall() == expected


# A sole trader's number is a personal one, of Skatteverket's test range, in every way of writing it.
PERSONS = (
    "800101-2384",
    "8001012384",
    "19800101-2384",
    "198001012384",
    "SE800101238401",
    "800161-2380",
    "",
    "?",
)
ORGANISATIONS = (
    "556000-0001",
    "5560000001",
    "165560000001",
    "SE556000000101",
    "DE123456789",
    "NO 987654321 MVA",
)


def published(folder: Path, rows: str) -> str:
    """Return what is published of rows in the specification's columns, of May 2013."""
    path = folder / "postings.csv"
    path.write_text(f"{HEADER};kommun_id;fakturanummer\n{rows}", "utf-8")
    (month,) = write_months([load(path)], 2013, folder / "open")
    assert month.path.name == "leverantorsreskontra_2013-05.csv"
    return month.path.read_text("utf-8")


@pytest.mark.parametrize("number", PERSONS)
def test_a_private_person_is_masked_whatever_the_number_looks_like(
    tmp_path: Path, number: str
) -> None:
    text = published(
        tmp_path,
        f"Nämnden;212000-9999;Anna Andersson;{number};L1;2013-05-02;1,00;6410;Material;0199;{number}-1\n",
    )
    header, row = text.splitlines()
    assert header.split(";")[:9] == HEADER.split(";")
    assert row == "Nämnden;212000-9999;Maskerad;;L1;2013-05-02;1,00;6410;Material;;0199"


@pytest.mark.parametrize("number", ORGANISATIONS)
def test_an_organisation_keeps_its_name_and_number(tmp_path: Path, number: str) -> None:
    text = published(
        tmp_path,
        f"Nämnden;212000-9999;Bok & Blad AB;{number};L1;2013-05-02;-1,50;6410;Material;0199;7\n",
    )
    assert f"Bok & Blad AB;{number};L1;2013-05-02;-1,50;6410;Material;7;0199" in text


def test_a_personal_number_or_a_formula_in_a_text_is_not_published_as_it_is(tmp_path: Path) -> None:
    text = published(
        tmp_path,
        "Nämnden;212000-9999;=cmd|calc!A1;556000-0001;L1;2013-05-02;1,00;6410;Arvode 19800101-2384;0199;7\n",
    )
    assert ";'=cmd|calc!A1;" in text
    assert "Arvode (personnummer)" in text
    assert "2384" not in text


def test_what_is_published_is_read_again_to_the_same_sum(tmp_path: Path) -> None:
    path = tmp_path / "postings.csv"
    path.write_bytes(AS_SPECIFIED.encode("utf-8-sig"))
    (month,) = write_months([load(path)], 2013, tmp_path / "open")
    assert (month.rows, month.masked, month.amount_sek) == (4, 1, Decimal("1381.00"))
    again = load(month.path)
    assert duckdb.sql(f"select count(*), sum(belopp) from '{again}'").fetchall() == [
        (4, Decimal("1381.00"))
    ]
