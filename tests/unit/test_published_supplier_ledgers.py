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
    with open_connection(tmp_path, 512, 1) as connection:
        origin = Origin("load", "postings.csv", path, path, None)
        written = read_rows(connection, read_contract(*layers), origin, tmp_path)
    assert written.rejected == 0, written.findings
    loaded = tmp_path / "supplier_ledger_postings.parquet"
    query = f"select kopare_id, leverantor_id, belopp from '{loaded}' order by line_number"
    assert duckdb.sql(query).fetchall() == expected
