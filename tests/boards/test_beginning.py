"""A board is begun from a ledger's own files."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.boards import read_board, reference_files
from orchestration.boards.beginning import begin_board
from orchestration.core.errors import ExternalError, RefusedError, UsageError
from orchestration.core.settings import Settings
from orchestration.loading import load_deliveries
from tests.boards.csv_rows import rows
from tests.boards.sie_programs import PROGRAMS, variant, write_files, write_sie_5
from tests.commands import bokslut


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_programs_files_give_a_board_whose_every_account_has_a_line(
    program: str, tmp_path: Path
) -> None:
    files = write_files(program, tmp_path / "files")
    made = begin_board(tmp_path / "board", files)
    board = read_board(made.folder)
    assert board.name_sv == "Provkommun kulturnämnden"
    assert board.org_number == "212000-9999"
    assert board.result_is_carried == PROGRAMS[program].carries_result
    lines = {row["statement_line_id"] for row in rows(made.folder / "statement_lines.csv")}
    accounts = rows(made.folder / "chart_of_accounts.csv")
    assert len(accounts) >= 16
    assert {account["statement_line_id"] for account in accounts} <= lines
    assert {account["valid_from_year"] for account in accounts} == {"2012"}
    assert "bokslut report --watch" in (made.folder / "report" / "01-ekonomi.md").read_text("utf-8")
    for name in made.rows:
        header = (made.folder / f"{name}.csv").read_text("utf-8").splitlines()[0]
        assert header == reference_files()[name].header


def test_what_was_guessed_is_listed(tmp_path: Path) -> None:
    made = begin_board(tmp_path / "board", write_files("agresso", tmp_path / "files"))
    text = "\n".join(made.guesses)
    for expected in ("kommun_bas", "cost_centres.csv: all 2", "projects.csv", "dimensions 20, 21"):
        assert expected in text


def test_a_gap_that_the_gate_will_ask_about_is_said(tmp_path: Path) -> None:
    gap = write_files("fortnox", tmp_path / "gap", years=1)
    made = begin_board(tmp_path / "board", gap)
    assert any("gaps (year 2012, series A); the gate will ask" in text for text in made.guesses)
    whole = begin_board(tmp_path / "whole", write_files("bokio", tmp_path / "files"))
    assert not any("gaps" in text for text in whole.guesses)


def test_the_files_of_two_bodies_make_no_board(tmp_path: Path) -> None:
    files = write_files("bokio", tmp_path / "a", years=1)
    files += write_files(
        "bokio", tmp_path / "b", years=1, org_number="212000-8888", first_year=2013
    )
    with pytest.raises(UsageError, match="212000-8888"):
        begin_board(tmp_path / "board", files)


def test_nothing_is_left_of_a_board_that_the_disk_has_no_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_files("bokio", tmp_path / "files", years=1)
    write_text = Path.write_text

    def full(path: Path, *arguments: Any) -> int:
        if path.suffix == ".csv":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write_text(path, *arguments)

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ExternalError, match="No space left"):
        begin_board(tmp_path / "boards" / "board", files)
    monkeypatch.undo()
    assert list((tmp_path / "boards").iterdir()) == []
    assert begin_board(tmp_path / "boards" / "board", files).folder.is_dir()


def test_a_board_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="is there already"):
        begin_board(tmp_path, write_files("bokio", tmp_path / "files"))


def test_a_first_year_without_dimensions_still_gives_one_area(tmp_path: Path) -> None:
    program = variant("agresso", dimensions=(), has_budget=False)
    made = begin_board(tmp_path / "board", write_files(program, tmp_path / "files", years=1))
    (area,) = rows(made.folder / "business_areas.csv")
    income = [
        row for row in rows(made.folder / "statement_lines.csv") if row["statement"] == "income"
    ]
    assert {row["business_area_id"] for row in income} == {area["business_area_id"]}
    assert yaml.safe_load((made.folder / "board.yml").read_text("utf-8"))["format"] == 1


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_file_in_another_character_set_gives_the_board_a_contract_that_says_so(
    encoding: str,
    tmp_path: Path,
) -> None:
    (file,) = write_files("bokio", tmp_path / "files", years=1)
    file.write_bytes(file.read_bytes().decode("cp437").encode(encoding))
    made = begin_board(tmp_path / "board", [file])
    assert read_board(made.folder).name_sv == "Provkommun kulturnämnden"
    delivered = bokslut("deliver", "--board", made.folder, "--landing", tmp_path / "landing", file)
    assert delivered.returncode == 0, delivered.stderr


def test_openings_that_lack_an_earlier_result_are_said_and_taken_as_not_carried(
    tmp_path: Path,
) -> None:
    program = variant("fortnox", carries_result="not")
    files = write_files(program, tmp_path / "files")
    made = begin_board(tmp_path / "board", files)
    assert read_board(made.folder).result_is_carried == "not"
    assert any("opening balances do not sum to zero" in guess for guess in made.guesses)
    first = begin_board(tmp_path / "first", files[:1])
    assert not any("opening balances" in guess for guess in first.guesses)


def test_a_voucher_that_carries_another_sum_than_the_result_is_asked_about(tmp_path: Path) -> None:
    (file,) = write_files("fortnox", tmp_path / "files", years=1)
    whole = file.read_bytes()
    (result,) = re.findall(rb"#RES 0 8999 (\S+)", whole)
    less = b"%.2f" % (float(result) - 1)
    part = whole.replace(b"8999 " + result, b"8999 " + less).replace(
        b"8999 {} " + result, b"8999 {} " + less
    )
    (carried,) = re.findall(rb"#UB 0 2099 (\S+)", whole)
    more = b"%.2f" % (float(carried) + 1)
    part = part.replace(b"2099 " + carried, b"2099 " + more)
    file.write_bytes(part.replace(b"2099 {} " + carried, b"2099 {} " + more))
    made = begin_board(tmp_path / "board", [file])
    assert read_board(made.folder).result_is_carried == "at_opening"
    assert any("carry another sum to equity" in guess for guess in made.guesses)


def test_a_ledger_without_revenue_gives_both_sides_of_the_income_statement(tmp_path: Path) -> None:
    file = tmp_path / "ledger.se"
    file.write_text(
        '#FLAGGA 0\n#PROGRAM "Prov" 1.0\n#FORMAT PC8\n#GEN 20130115\n#SIETYP 4\n#FNAMN "Prov"\n'
        "#RAR 0 20120101 20121231\n"
        "#KONTO 1930 Bank\n#KONTO 5010 Hyra\n#UB 0 1930 -5.00\n#RES 0 5010 5.00\n"
        "#VER A 1 20120115 Hyra\n{\n#TRANS 5010 {} 5.00\n#TRANS 1930 {} -5.00\n}\n",
        "cp437",
    )
    made = begin_board(tmp_path / "board", [file])
    sections = {row["section"] for row in rows(made.folder / "statement_lines.csv")}
    assert {"cost", "revenue"} <= sections


def test_a_year_in_which_nothing_was_booked_is_begun_and_delivered(tmp_path: Path) -> None:
    file = tmp_path / "ledger.se"
    head = (
        '#FLAGGA 0\n#PROGRAM "Prov" 1.0\n#FORMAT PC8\n#GEN 20130115\n#SIETYP 4\n#FNAMN "Prov"\n'
        "#RAR 0 20120101 20121231\n#KONTO 1930 Bank\n#KONTO 2010 Kapital\n"
        "#IB 0 1930 5.00\n#IB 0 2010 -5.00\n#UB 0 2010 -5.00\n"
    )
    file.write_text(f"{head}#UB 0 1930 5.00\n", "cp437")
    board = begin_board(tmp_path / "board", [file]).folder
    made = bokslut("deliver", "--board", board, "--landing", tmp_path / "landing", file)
    assert made.returncode == 0, made.stderr
    assert ": 0 rows, vouchers 0, debit_sek 0.00" in made.stdout
    file.write_text(f"{head}#UB 0 1930 4.00\n", "cp437")
    with pytest.raises(RefusedError, match="has no vouchers"):
        begin_board(tmp_path / "other", [file])


def test_how_a_file_states_an_account_decides_between_the_statements(tmp_path: Path) -> None:
    file = tmp_path / "ledger.se"
    # Of no number, of a number in another class, and of a type that the balances belie.
    file.write_text(
        '#FLAGGA 0\n#PROGRAM "Prov" 1.0\n#FORMAT PC8\n#GEN 20130115\n#SIETYP 4\n#FNAMN "Prov"\n'
        "#RAR 0 20120101 20121231\n#KONTO 11AF Annat\n#KONTO LÅN Lån\n#KONTO 1510 Kund\n#KTYP 1510 I\n"
        "#KONTO 1999 Avgift\n#KONTO OBS Obs\n#KONTO 8999 Resultat\n#KTYP 8999 S\n"
        "#UB 0 11AF 7.00\n#UB 0 LÅN -5.00\n#UB 0 1510 3.00\n#RES 0 1999 -6.00\n#RES 0 OBS 1.00\n"
        "#VER A 1 20120115 Allt\n{\n#TRANS 11AF {} 7\n#TRANS LÅN {} -5\n#TRANS 1510 {} 3\n#TRANS 1999 {} -6\n"
        "#TRANS OBS {} 1\n}\n",
        "cp437",
    )
    made = begin_board(tmp_path / "board", [file])
    lines = {
        row["account"]: row["statement_line_id"]
        for row in rows(made.folder / "chart_of_accounts.csv")
    }
    assert lines == {
        "11AF": "other_receivables",
        "LÅN": "other_liabilities",
        "1510": "customer_receivables",
        "1999": "other_revenue",
        "OBS": "other_external_costs",
        "8999": "result_transfer",
    }
    assert any(guess.endswith("such number: 11AF, 1999, LÅN, OBS") for guess in made.guesses)


def test_files_that_name_several_bodies_and_no_number_are_asked_about(tmp_path: Path) -> None:
    files = [
        *write_files("bokio", tmp_path / "a", years=1, company="Ena nämnden"),
        *write_files("bokio", tmp_path / "b", first_year=2013, years=1, company="Andra nämnden"),
    ]
    for file in files:
        content = file.read_bytes()
        file.write_bytes(content.replace(b"#ORGNR 212000-9999\r\n", b""))
    made = begin_board(tmp_path / "board", files)
    asked = (
        "board.yml: the files are of Ena nämnden and Andra nämnden; check that they are one body"
    )
    assert asked in made.guesses


def test_no_verb_accepts_a_file_that_another_refuses(tmp_path: Path) -> None:
    (file,) = write_files("bokio", tmp_path / "files", years=1)
    whole = file.read_bytes()
    for old, new, said in (
        (b"20120101 20121231", b"20120701 20130630", "broken fiscal year is not supported"),
        (b"#SIETYP 4", b"#SIETYP 4I", "is of type 4I"),
        (b"#FORMAT PC8", b"#VALUTA EUR\r\n#FORMAT PC8", "amounts are in EUR"),
        (b"20120215", b"20130215", "dated outside its fiscal year"),
        (b"} 3000.00", b"} 3001.00", "does not sum to zero"),
        (b"#UB 0 1930 ", b"#UB 0 1930 1", "vouchers do not make its closing balances"),
    ):
        file.write_bytes(whole.replace(old, new, 1))
        for command in (
            ("inspect", file),
            ("board", "init", "--to", tmp_path / "board", file),
            ("deliver", "--landing", tmp_path / "landing", file),
        ):
            refused = bokslut(*command)
            assert refused.returncode == 1, (command, new)
            assert said in refused.stdout + refused.stderr
            assert "Traceback" not in refused.stderr


def test_a_file_in_utf_8_is_accepted_where_the_boards_contract_says_so(tmp_path: Path) -> None:
    (file,) = write_files("bokio", tmp_path / "files", years=1)
    file.write_bytes(file.read_bytes().decode("cp437").encode("utf-8"))
    refused = bokslut("inspect", file)
    assert refused.returncode == 1
    assert "encoding: utf-8, as `bokslut board init` does" in refused.stdout
    board = begin_board(tmp_path / "board", [file]).folder
    accepted = bokslut("inspect", "--board", board, file)
    assert accepted.returncode == 0
    assert "warning" in accepted.stdout
    assert "written in UTF-8" in accepted.stdout


def test_files_in_two_foreign_character_sets_make_no_board(tmp_path: Path) -> None:
    files = write_files("bokio", tmp_path / "files")
    for file, encoding in zip(files, ("utf-8", "cp1252"), strict=True):
        file.write_bytes(file.read_bytes().decode("cp437").encode(encoding))
    with pytest.raises(UsageError, match="several character sets"):
        begin_board(tmp_path / "board", files)


def test_a_balance_date_of_no_meaning_is_passed_over(tmp_path: Path) -> None:
    (file,) = write_files("fortnox", tmp_path / "files", years=1)
    file.write_bytes(file.read_bytes().replace(b"#OMFATTN 20121231", b"#OMFATTN 19700101"))
    assert bokslut("deliver", "--landing", tmp_path / "landing", file).returncode == 0
    assert (tmp_path / "landing" / "ledger" / "2012").is_dir()


def test_a_ledger_as_sie_5_is_begun_and_delivered_as_one_of_sie_4(tmp_path: Path) -> None:
    (sie_4,) = write_files("fortnox", tmp_path / "files", years=1)
    sie_5 = write_sie_5("fortnox", tmp_path / "files" / "ledger.sie")
    boards = [begin_board(tmp_path / path.suffix[1:], [path]).folder for path in (sie_4, sie_5)]
    for name in ("statement_lines", "cost_centres", "projects", "ledger_dimensions", "board"):
        four, five = (next(board.glob(f"{name}.*")).read_text("utf-8") for board in boards)
        assert four == five
    for board, path in zip(boards, (sie_4, sie_5), strict=True):
        landing = tmp_path / f"landing {path.suffix}"
        made = bokslut("deliver", "--board", board, "--landing", landing, path)
        assert made.returncode == 0, made.stderr
        assert ": 22 rows, vouchers 10, debit_sek 40020.10" in made.stdout
        loaded = load_deliveries(Settings(landing, tmp_path / f"to {path.suffix}", board=board))
        assert (loaded.rejected_rows, len(loaded.loaded)) == (0, 1)


def test_of_two_files_of_a_year_the_one_that_covers_more_counts(tmp_path: Path) -> None:
    whole, part = (write_files("fortnox", tmp_path / name, years=1)[0] for name in ("a", "b"))
    head, *vouchers = part.read_bytes().split(b"#VER")
    kept = [text for text in vouchers if text.split()[2] < b"20120501"]
    lines = [line for line in head.splitlines(True) if not line.startswith((b"#UB", b"#RES"))]
    closing = b"#UB 0 1510 12500.00\r\n#UB 0 2611 -2500.00\r\n#UB 0 1930 32000.00\r\n"
    closing += b"#UB 0 1220 5000.00\r\n#UB 0 2010 -40000.00\r\n"
    closing += b"#RES 0 3010 -10000.00\r\n#RES 0 5010 3000.00\r\n"
    content = b"".join([*lines, closing, *(b"#VER" + text for text in kept)])
    part.write_bytes(content.replace(b"#OMFATTN 20121231", b"#OMFATTN 20120430"))
    board, landing = begin_board(tmp_path / "board", [whole, part]).folder, tmp_path / "landing"
    made = bokslut("deliver", "--board", board, "--landing", landing, whole, part)
    assert made.returncode == 0, made.stderr
    loaded = load_deliveries(Settings(landing, tmp_path / "warehouse", board=board))
    assert [load.delivery for load in loaded.current] == ["2012"]
    assert len(loaded.loaded) == 2


def test_a_project_that_only_balances_have_is_begun_too(tmp_path: Path) -> None:
    (file,) = write_files("fortnox", tmp_path / "files", years=1)
    balance = b'#OIB 0 1510 {6 "1234567891234567"} 0.00\r\n#VER'
    file.write_bytes(file.read_bytes().replace(b"#VER", balance, 1))
    board = begin_board(tmp_path / "board", [file]).folder
    assert "1234567891234567" in {row["project"] for row in rows(board / "projects.csv")}
    landing = tmp_path / "landing"
    made = bokslut("deliver", "--board", board, "--landing", landing, file)
    assert made.returncode == 0, made.stderr
    checking = ("board", "check", "--board", board, "--landing", landing)
    assert bokslut(*checking).returncode == 0
    path = board / "projects.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "1234567891234567" not in line), "utf-8")
    lacking = bokslut(*checking)
    assert (lacking.returncode, "1234567891234567" in lacking.stdout) == (1, True)
