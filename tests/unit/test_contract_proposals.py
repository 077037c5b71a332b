"""`bokslut contract from` finds the columns and codes of a file of another make, and says what it did not find."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest
import yaml
from click.testing import CliRunner

from orchestration.cli.main import cli
from orchestration.contracts import read_contract, read_contracts
from orchestration.contracts.proposal import propose_contract
from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.settings import CONTRACTS_DIR
from orchestration.loading.reading import open_connection, read_rows
from orchestration.loading.rows import Origin

# Personal numbers of the Swedish Tax Agency's test series.
EMPLOYMENTS = """\
Anstnr,Uttagsdatum,Persnr,Kst,Befattning,Anst.form,Syssgrad,Fr.o.m.,T.o.m.,Lönegrupp
1001,31.01.2013,19121212-1212,736,Bibliotekarie,T,"75,00",01.02.2005,31.12.9999,A
1002,31.01.2013,19121212-1212,736,"Kurator, museum",V,"100,00",15.03.2011,30.06.2013,B
1003,31.01.2013,19121212-1212,740,Vaktmästare,Q,"1 00,00",15.03.2011,30.06.2013,B
"""
ABSENCES = (
    ("Löpnr", "Avser", "Anstnr", "Personnr", "Kst", "Orsak", "Från", "Till", "Tim", "Omf"),
    (1, date(2013, 1, 1), "1001", "19121212-1212", "736", "Sjukfrånvaro", date(2013, 1, 3), None, 8.5, 100),
    (2, date(2013, 1, 1), "1002", "19121212-1212", "736", "VAB", date(2013, 1, 4), date(2013, 1, 4), 4, 50),
)  # fmt: skip


def shipped(entity: str) -> Path:
    return CONTRACTS_DIR / f"{entity.replace('.', '/')}.yml"


def loaded(folder: Path, path: Path, entity: str, text: str) -> list[tuple[object, ...]]:
    """Return the rows of a file as the raw layer has them by a proposed contract."""
    own = folder / entity.replace(".", "/")
    own.parent.mkdir()
    own.with_suffix(".yml").write_text(text, "utf-8")
    contract = read_contract(shipped(entity), own.with_suffix(".yml"))
    with open_connection(folder, 512, 1) as connection:
        written = read_rows(connection, contract, Origin("l", "f", path, path, None), folder)
    assert written.refusal is None or written.loaded, written.refusal
    return duckdb.sql(
        f"select * exclude (load_id, file_name) from '{folder / contract.table}.parquet'"
    ).fetchall()


def test_a_payroll_file_of_another_make_is_mapped_and_what_is_unsure_is_said(
    tmp_path: Path,
) -> None:
    path = tmp_path / "anst.csv"
    path.write_text(EMPLOYMENTS, "windows-1252")
    proposal = propose_contract(path, read_contracts(CONTRACTS_DIR)["payroll", "employments"])
    assert proposal.columns == {
        "anstallning_id": "Anstnr",
        "per_datum": "Uttagsdatum",
        "personnummer": "Persnr",
        "kostnadsstalle": "Kst",
        "befattning": "Befattning",
        "anstallningsform": "Anst.form",
        "sysselsattningsgrad_pct": "Syssgrad",
        "fran_datum": "Fr.o.m.",
        "till_datum": "T.o.m.",
    }
    assert proposal.missing == ("deltid_ofrivillig", "heltid_erbjuden_datum")
    assert proposal.unused == ("Lönegrupp",)
    content = yaml.safe_load(proposal.text)
    fields = {field["name"]: field for field in content["schema"]["fields"]}
    assert content["dialect"]["delimiter"] == ","
    assert content["extra_column"] == "ignore"
    assert fields["fran_datum"] == {
        "name": "fran_datum", "source_name": "Fr.o.m.", "format": "%d.%m.%Y",
    }  # fmt: skip
    assert fields["till_datum"]["missingValues"] == ["31.12.9999"]
    assert fields["anstallningsform"]["values"] == {"V": "visstid"}
    said = " ".join(proposal.guesses)
    assert "what does 'Q', 'T' of column 'Anst.form' mean?" in said
    assert "19121212" not in proposal.text + said


def test_a_proposal_reads_the_file_that_it_was_made_of(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ABSENCES:
        book.worksheets[0].append(row)
    path = tmp_path / "franvaro.xlsx"
    book.save(path)
    entity = "payroll.absence_spells"
    proposal = propose_contract(path, read_contracts(CONTRACTS_DIR)["payroll", "absence_spells"])
    assert proposal.missing == ()
    rows = loaded(tmp_path, path, entity, proposal.text)
    assert [row[6] for row in rows] == ["sjuk", "vab"]
    assert [row[7] for row in rows] == [date(2013, 1, 3), date(2013, 1, 4)]


def test_a_file_of_another_kind_is_refused_with_the_names_of_both(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Sökord;Träffar\nbibliotek;4\n", "utf-8")
    with pytest.raises(
        RefusedError, match=r"Sökord, Träffar looks like one of payroll\.employments"
    ):
        propose_contract(path, read_contracts(CONTRACTS_DIR)["payroll", "employments"])
    path.write_bytes(b"\0\1\2")
    with pytest.raises(UsageError, match="not a text or a workbook"):
        propose_contract(path, read_contracts(CONTRACTS_DIR)["payroll", "employments"])


def test_the_command_writes_into_the_board_and_never_over_what_is_there(tmp_path: Path) -> None:
    path, board = tmp_path / "anst.csv", tmp_path / "board"
    path.write_text(EMPLOYMENTS, "utf-8")
    command = [
        "contract", "from", str(path), "--as", "payroll.employments", "--board", str(board), "--write",
    ]  # fmt: skip
    runner = CliRunner(env={"BOKSLUT_BOARD": ""})
    first = runner.invoke(cli, command)
    assert first.exit_code == 0, first.output
    own = board / "contracts" / "payroll" / "employments.yml"
    assert read_contract(shipped("payroll.employments"), own).delimiter == ","
    with pytest.raises(UsageError, match="is there already"):
        runner.invoke(cli, command, catch_exceptions=False)
    with pytest.raises(UsageError, match=r"Closest: payroll\.payslips\. Give --new"):
        runner.invoke(
            cli, ["contract", "from", str(path), "--as", "payroll.staff"], catch_exceptions=False
        )
    shown = runner.invoke(cli, [*command[:5], "--json"])
    assert json.loads(shown.output)["columns"]["kostnadsstalle"] == "Kst"
