"""`bokslut contract from --new` drafts a contract that loads the file it was drafted from, whole and with its types."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import yaml
from click.testing import CliRunner

from orchestration.cli.main import cli
from orchestration.contracts import read_contract
from orchestration.contracts.draft import draft_contract
from orchestration.core.errors import UsageError
from orchestration.loading.reading import open_connection, read_rows
from orchestration.loading.rows import Origin

TRIPS = """\
Datum;Linje;Påstigande;Andel i tid;Inställd;Postnr
01.02.2013;4 Södra;1 200;0,875;Ja;01234
01.02.2013;17;88;1,000;Nej;11122
28.02.2013;17;2 345;0,900;Nej;11122
"""


def drafted(path: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    proposal = draft_contract(path, "transit", "trips")
    return yaml.safe_load(proposal.text), proposal.guesses


def loaded(folder: Path, path: Path) -> list[tuple[Any, ...]]:
    """Return the rows of a file as the raw layer has them by the contract that is drafted from it."""
    own = folder / "trips.yml"
    own.write_text(draft_contract(path, "transit", "trips").text, "utf-8")
    contract = read_contract(own)
    with open_connection(folder, 512, 1) as connection:
        written = read_rows(connection, contract, Origin("l", "f", path, path, None), folder)
    assert written.refusal is None, written.refusal
    assert written.rejected == 0
    found = duckdb.sql(
        f"select * exclude (load_id, file_name, line_number) from '{folder / contract.table}.parquet'"
    )
    return found.fetchall()


def of(fields: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a field's keys without those that every field has."""
    (found,) = (field for field in fields["schema"]["fields"] if field["name"] == name)
    return {
        key: value
        for key, value in found.items()
        if key not in ("name", "source_name", "description")
    }


def test_types_forms_key_and_period_are_read_from_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "resor.csv"
    path.write_text(TRIPS, "windows-1252")
    content, guesses = drafted(path)
    assert content["encoding"] == "iso-8859-1"
    assert content["dialect"] == {"delimiter": ";", "decimalChar": ",", "groupChar": " "}
    assert content["schema"]["primaryKey"] == ["datum", "linje"]
    assert content["schema"]["periodField"] == "datum"
    assert content["frequency"] == "month"
    required = {"constraints": {"required": True}}
    assert of(content, "datum") == {"type": "date", "format": "%d.%m.%Y", **required}
    assert of(content, "linje") == {"type": "string", **required}
    assert of(content, "pastigande") == {"type": "integer", "control_total": True, **required}
    assert of(content, "andel_i_tid") == {
        "type": "number", "scale": 3, "control_total": True, **required,
    }  # fmt: skip
    assert of(content, "installd") == {
        "type": "boolean", "values": {"Ja": True, "Nej": False}, **required,
    }  # fmt: skip
    # A zero before a number is part of a name.
    assert of(content, "postnr") == {"type": "string", **required}
    assert any(guess.startswith("owner: ") for guess in guesses)
    assert any("tells the 3 rows apart" in guess for guess in guesses)
    assert [row[2] for row in loaded(tmp_path, path)] == [1200, 88, 2345]


def test_personal_numbers_are_marked_and_empty_and_unclear_columns_are_said(tmp_path: Path) -> None:
    path = tmp_path / "besok.csv"
    # A personal number of the Swedish Tax Agency's test series.
    path.write_text(
        "Id,Person,Dag,Anm,Slut\n1,19121212-1212,02/03/2013,,9999-12-31\n2,19121212-1212,04/03/2013,,2013-05-01\n"
    )
    content, guesses = drafted(path)
    assert of(content, "person")["personal"] is True
    assert of(content, "person")["constraints"] == {"required": True, "personnummer": True}
    assert of(content, "anm") == {"type": "string"}
    assert of(content, "slut") == {"type": "date", "missingValues": ["9999-12-31"]}
    assert content["schema"]["primaryKey"] == ["id"]
    said = " ".join(guesses)
    assert "dag: it is read as %d/%m/%Y; it could also be %m/%d/%Y." in said
    assert "anm: it is empty in the file" in said
    assert "slut: '9999-12-31' is taken for no value." in said
    assert loaded(tmp_path, path)[0][-1] is None


def test_columns_get_names_of_their_own_in_lower_case_ascii(tmp_path: Path) -> None:
    path = tmp_path / "namn.csv"
    path.write_text("År;år!;2013;load_id;Ö\na;b;c;d;e\nf;g;h;i;j\n", "utf-8")
    proposal = draft_contract(path, "transit", "trips")
    assert proposal.columns == {
        "ar": "År", "ar_2": "år!", "column_2013": "2013", "load_id_2": "load_id", "o": "Ö",
    }  # fmt: skip
    assert loaded(tmp_path, path) == [tuple("abcde"), tuple("fghij")]


def test_rows_that_nothing_tells_apart_have_their_lines_for_a_key(tmp_path: Path) -> None:
    path = tmp_path / "lika.csv"
    path.write_text("a;b\nx;1,5\nx;1,5\n", "utf-8")
    content, guesses = drafted(path)
    assert content["schema"]["primaryKey"] == ["line_number"]
    assert any("a doubled row will not be noticed" in guess for guess in guesses)
    assert "periodField" not in content["schema"]
    assert len(loaded(tmp_path, path)) == 2


@pytest.mark.parametrize("kind", ["xlsx", "ndjson"])
def test_workbooks_and_json_are_drafted_with_their_own_types(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"resor.{kind}"
    if kind == "xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.title = "Resor"
        for row in [
            ("Dag", "Antal", "Andel"), (date(2013, 1, 2), 3, 0.25), (date(2013, 6, 3), 4, 0.5),
        ]:  # fmt: skip
            book.active.append(row)
        book.save(path)
    else:
        path.write_text(
            '{"Dag": "2013-01-02", "Antal": 3, "Andel": 0.25}\n{"Dag": "2013-06-03", "Antal": 4, "Andel": 0.50}\n'
        )
    content, _ = drafted(path)
    assert content["format"] == kind
    assert [of(content, name)["type"] for name in ("dag", "antal", "andel")] == [
        "date", "integer", "number",
    ]  # fmt: skip
    assert content["frequency"] == "year"
    rows = [(day, count, float(share)) for day, count, share in loaded(tmp_path, path)]
    assert rows == [(date(2013, 1, 2), 3, 0.25), (date(2013, 6, 3), 4, 0.5)]


def test_times_are_read_with_their_offset_or_as_swedish_time(tmp_path: Path) -> None:
    path = tmp_path / "tider.csv"
    path.write_text(
        "Fran;Till\n2013-01-02T08:00:00+01:00;2013-01-02 08:30\n2013-07-02T08:00:00+02:00;2013-07-02 08:30\n"
    )
    content, guesses = drafted(path)
    assert of(content, "fran")["type"] == of(content, "till")["type"] == "datetime"
    assert "format" not in of(content, "fran")
    assert of(content, "till")["format"] == "%Y-%m-%d %H:%M"
    assert any(guess.startswith("till: its times have no offset") for guess in guesses)
    rows = [tuple(moment.timestamp() for moment in row) for row in loaded(tmp_path, path)]
    begin = datetime.fromisoformat("2013-01-02T07:00:00+00:00").timestamp()
    assert rows[0] == (begin, begin + 1800)


def test_the_command_drafts_only_when_told_and_of_no_shipped_extract(tmp_path: Path) -> None:
    path, board = tmp_path / "resor.csv", tmp_path / "board"
    path.write_text(TRIPS, "utf-8")
    runner = CliRunner(env={"BOKSLUT_BOARD": ""})

    def run(entity: str, *options: str) -> Any:
        return runner.invoke(
            cli,
            ["contract", "from", str(path), "--as", entity, "--board", str(board), *options],
            catch_exceptions=False,
        )

    with pytest.raises(UsageError, match="Give --new for an extract of your own"):
        run("transit.trips")
    with pytest.raises(UsageError, match=r"payroll\.employments is a shipped contract"):
        run("payroll.employments", "--new")
    with pytest.raises(UsageError, match=r"Write SYSTEM\.ENTITY, in lower case"):
        run("Transit/Trips", "--new")
    assert run("transit.trips", "--new", "--write").exit_code == 0
    assert read_contract(board / "contracts" / "transit" / "trips.yml").table == "transit_trips"
