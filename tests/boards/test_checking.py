"""A board's files are checked in seconds: against this version's columns, and against the ledgers' codes."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pytest

from orchestration.boards import checking, read_board, reference_files
from orchestration.boards.beginning import begin_board
from orchestration.core.settings import SEEDS_DIR
from orchestration.report.text import chapter_problems
from tests.boards.csv_rows import rows
from tests.boards.culture_board import OWN_FILES
from tests.boards.sie_programs import write_files
from tests.commands import bokslut


@pytest.fixture(scope="module")
def new_board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a board and, in ``landing`` beside it, its two ledgers."""
    folder = tmp_path_factory.mktemp("new")
    files = write_files("agresso", folder / "files")
    made = begin_board(folder / "board", files).folder
    delivered = bokslut("deliver", "--board", made, "--landing", folder / "landing", *files)
    assert delivered.returncode == 0, delivered.stderr
    return folder


@pytest.fixture
def board(new_board: Path, tmp_path: Path) -> Path:
    """A copy of the board, with its ledgers beside it, for one test to change."""
    shutil.copytree(new_board, tmp_path, dirs_exist_ok=True)
    return tmp_path / "board"


def check(board: Path, *options: str) -> tuple[int, str]:
    done = bokslut(
        "board", "check", "--board", board, "--landing", board.parent / "landing", *options
    )
    return done.returncode, done.stdout + done.stderr


def without_column(path: Path, column: str) -> list[dict[str, str]]:
    """Take a column out of a file, as an older version wrote it, and return the rows that are left."""
    kept = [{name: value for name, value in row.items() if name != column} for row in rows(path)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(kept[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    return kept


def test_a_new_board_has_nothing_wrong(board: Path) -> None:
    assert check(board) == (0, f"{board}: nothing is wrong\n")


def test_a_board_of_an_older_version_is_upgraded_and_keeps_every_row(board: Path) -> None:
    yaml = (board / "board.yml").read_text("utf-8")
    (board / "board.yml").write_text(yaml.replace("format: 1", "format: 0"), "utf-8")
    before = {
        name: without_column(board / f"{name}.csv", column)
        for name, column in (("statement_lines", "role"), ("cost_centres", "is_administration"))
    }
    code, said = check(board)
    assert code == 1
    assert "board.yml: format 0 is older" in said
    assert "statement_lines.csv, line 1: the columns role are missing" in said
    assert "board check --fix" in said
    check(board, "--fix")
    assert read_board(board).name_sv == "Provkommun kulturnämnden"
    assert (board / "board.yml").read_text("utf-8") == yaml
    for name, kept in before.items():
        after = rows(board / f"{name}.csv")
        assert set(after[0]) == set(reference_files()[name].columns)
        assert [{column: row[column] for column in kept[0]} for row in after] == kept


def test_codes_that_the_board_lacks_are_shown_as_rows_that_can_be_pasted(board: Path) -> None:
    lost: dict[str, list[str]] = {}
    for name, code in (("chart_of_accounts", "5010"), ("cost_centres", "741"), ("projects", "P1")):
        path = board / f"{name}.csv"
        lines = path.read_text("utf-8").splitlines()
        lost[name] = [line for line in lines if line.startswith(f"{code},")]
        path.write_text("".join(f"{line}\n" for line in lines if line not in lost[name]), "utf-8")
    code, said = check(board)
    assert code == 1
    for name, (line,) in lost.items():
        assert line in said.splitlines()
        place = len((board / f"{name}.csv").read_text("utf-8").splitlines()) + 1
        assert f"{board / name}.csv lacks 1" in said
        assert f"at line {place}" in said
        with (board / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    assert check(board)[0] == 0


def refused_run(board: Path) -> str:
    """Run, and return what a run says that stops before it builds."""
    done = bokslut(
        *("run", "--board", board, "--landing", board.parent / "landing"),
        *("--warehouse", board.parent / "warehouse"),
        timeout=600,
    )
    assert done.returncode == 1
    assert not (board.parent / "warehouse" / "build" / "bokslut.duckdb").exists()
    return done.stdout + done.stderr


def test_a_run_stops_before_it_builds_at_accounts_without_a_line_and_at_files_that_disagree(
    board: Path,
) -> None:
    path = board / "chart_of_accounts.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("5")), "utf-8")
    said = refused_run(board)
    assert f"{path} lacks 2 of the ledgers' codes" in said
    assert "5010,Löner,staff_costs,2012,,false" in said
    assert "5610,Arbetsgivaravgifter,staff_costs,2012,,false" in said
    with path.open("a", encoding="utf-8") as file:
        file.write("5010,Löner,staff_cost,2012,,false\n5610,Avgifter,,2012,,false\n")
    said = refused_run(board)
    line = len(path.read_text("utf-8").splitlines())
    wrong = f"chart_of_accounts.csv, line {line - 1}: statement_line_id 'staff_cost' is not in statement_lines.csv"
    assert f"{wrong}; closest there: staff_costs" in said
    assert (
        f"chart_of_accounts.csv, line {line}: statement_line_id is empty; it must have a value"
        in said
    )


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("chart_of_accounts", "9999,Prov,net,tvåtusen,,false", "valid_from_year is 'tvåtusen'"),
        ("chart_of_accounts", "9999,Prov,net,2_013,,false", "valid_from_year is '2_013'"),
        (
            "chart_of_accounts",
            "9999,Prov,net,2012.5,,false",
            "valid_from_year is '2012.5', which would",
        ),
        ("projects", "P9, \u00a0,,", "'project_name_sv' is of blanks alone"),
        ("projects", "P9,Prov", "it has 2 fields, the header 4"),
        ("projects", "P9,Pr\x1b[2Jov,,", "'project_name_sv' has the control character U+001B"),
        ("projects", "P9,Anna 19800708-2384,,", "'project_name_sv' has a personal number"),
        ("projects", "P9,Pr\x00ov,,", "'project_name_sv' has the control character U+0000"),
        (
            "projects",
            "P9,F\u00c3\u00b6r,,",
            "'project_name_sv' has 'Ã¶', a letter that was lost or decoded",
        ),
    ],
)
def test_a_value_that_cannot_be_read_is_named_with_file_and_line(
    board: Path, name: str, line: str, said: str
) -> None:
    path = board / f"{name}.csv"
    place = len(path.read_text("utf-8").splitlines()) + 1
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    code, text = check(board)
    assert code == 1
    assert f"{path.name}, line {place}: {said}" in text


@pytest.mark.parametrize(
    ("name", "column", "value", "kept"),
    [
        ("result_fund_rules", "annual_limit_pct", "4.125", "2 decimals"),
        ("units", "base_units", "0.001", "2 decimals"),
        ("measures", "decimals", "1.5", "a whole number"),
        ("measures", "decimals", "15e-1", "a whole number"),
        ("measures", "factor", "0.0000001", "6 decimals"),
        ("accepted_variances", "difference", "0.000000001", "8 decimals"),
    ],
)
def test_a_number_that_the_warehouse_would_round_is_named(
    tmp_path: Path, name: str, column: str, value: str, kept: str
) -> None:
    found = found_in(tmp_path, name, column, value)
    said = f"{name}.csv, line 2: {column} is '{value}', which would be rounded to {kept}"
    assert said in found


@pytest.mark.parametrize("value", ["4.10000", "4", "1e1", "", "four", "Infinity", "NaN"])
def test_a_number_that_is_kept_whole_is_not_said_to_be_rounded(tmp_path: Path, value: str) -> None:
    found = found_in(tmp_path, "result_fund_rules", "annual_limit_pct", value)
    assert [said for said in found if "rounded" in said] == []


@pytest.mark.parametrize("value", ["2014-12-31 12:00", "2014-12-31T23:59"])
def test_a_date_that_has_a_time_of_day_is_named(tmp_path: Path, value: str) -> None:
    found = found_in(tmp_path, "accepted_variances", "valid_until", value)
    assert f"accepted_variances.csv, line 2: valid_until is '{value}'; expected date" in found


@pytest.mark.parametrize("value", ["2014-12-31", "2014-12-31 00:00:00", ""])
def test_a_date_that_is_kept_whole_is_right(tmp_path: Path, value: str) -> None:
    found = found_in(tmp_path, "accepted_variances", "valid_until", value)
    assert [said for said in found if "valid_until" in said and "expected" in said] == []


def found_in(folder: Path, name: str, column: str, value: str) -> list[str]:
    """Return what is wrong in a board's folder with a file of one column and one row."""
    (folder / "board.yml").write_text("format: 1\nname_sv: Kulturnämnden\n", "utf-8")
    (folder / f"{name}.csv").write_text(f"{column}\n{value}\n", "utf-8")
    return [str(problem) for problem in checking.problems(folder)]


def test_an_unknown_file_or_column_is_named(board: Path) -> None:
    (board / "acounts.csv").write_text("account\n", "utf-8")
    path = board / "projects.csv"
    path.write_text(path.read_text("utf-8").replace("project_kind", "kind"), "utf-8")
    code, said = check(board)
    assert code == 1
    assert "acounts.csv: no reference data is named so" in said
    assert "projects.csv, line 1: the column 'kind' is unknown" in said


def test_a_rule_that_board_yml_cannot_have_is_said_with_those_that_it_can(board: Path) -> None:
    with (board / "board.yml").open("a", encoding="utf-8") as file:
        file.write("parameters: {abandoned_calls: short}\n")
    code, said = check(board)
    assert code == 1
    assert "board.yml: parameter abandoned_calls is 'short'. Write one of counts_against" in said


def test_a_predicate_that_the_warehouse_could_not_read_is_named_with_its_line(
    tmp_path: Path,
) -> None:
    (tmp_path / "board.yml").write_text("format: 1\nname_sv: Nämnden\n", "utf-8")
    header = ",".join(reference_files()["published_statements"].columns)
    register = f"{header}\nr,a,S,Q,figure:a >= 2 * figure:b,,\nr,b,S,Q,figure:a => figure:b,,\n"
    (tmp_path / "published_statements.csv").write_text(register, "utf-8")
    (problem,) = checking.problems(tmp_path)
    assert str(problem).startswith("published_statements.csv, line 3: predicate is ")
    assert "expected a relation (= == < > <= >=) or an operator, found '=>'" in str(problem)


def test_a_rule_that_last_year_had_and_this_year_lacks_is_told_and_stops_nothing(
    board: Path,
) -> None:
    path = board / "cost_driver_rules.csv"
    header, *kept = path.read_text("utf-8").splitlines()
    drivers = (board / "cost_drivers.csv").read_text("utf-8")
    (board / "cost_drivers.csv").write_text(
        f"{drivers}wage_revision,Lönerevision,Wage revision,10,\n", "utf-8"
    )
    path.write_text("\n".join([header, "10,2012,activity,LR12,wage_revision", *kept, ""]), "utf-8")
    code, said = check(board)
    assert code == 0
    assert (
        "Notice: cost_driver_rules.csv, line 2: wage_revision has a rule for 2012 and none for 2013"
        in said
    )
    assert "add the row, with the year's own code: 10,2013,activity,LR13,wage_revision\n" in said
    # A gap of more than one year is one of each year.
    path.write_text("\n".join([header, "10,2011,activity,LR11,wage_revision", *kept, ""]), "utf-8")
    said = check(board)[1]
    assert "wage_revision has a rule for 2011 and none for 2012" in said
    assert "add the row, with the year's own code: 10,2013,activity,LR13,wage_revision\n" in said
    path.write_text(
        "\n".join(
            [
                header,
                "10,2012,activity,LR12,wage_revision",
                "11,2013,activity,LR13,wage_revision",
                *kept,
                "",
            ]
        ),
        "utf-8",
    )
    assert "Notice" not in check(board)[1]


def test_editions_that_cannot_be_used_are_found_with_their_line(board: Path) -> None:
    header = "edition,title_sv,period_label_sv,measure_window,sort_order"
    path = board / "report_editions.csv"
    path.write_text(f"{header}\n03,Mars,mars,to_april,10\n", "utf-8")
    code, said = check(board)
    assert code == 1
    assert "report_editions.csv: line 2: '03' is not the name of an edition." in said
    path.write_text(f"{header}\nT1,Tertial,till april,to_april,10\n", "utf-8")
    assert "report_editions.csv: lists no edition as of the whole year" in check(board)[1]


@pytest.fixture
def own_files(tmp_path: Path) -> Path:
    """Return the folder of a board with contracts, quantities and two chapters of its own."""
    folder = tmp_path / "own"
    shutil.copytree(OWN_FILES, folder)
    (folder / "board.yml").write_text(
        "format: 1\nname_sv: Kulturnämnden\nreport:\n  names: {netto: income_statement_sek/net}\n",
        "utf-8",
    )
    (folder / "report").mkdir()
    (folder / "report" / "1.md").write_text(
        "# Året\n\n{% claim netto > netto@-1 %}Bättre: {{ library_visits }}.{% endclaim %}\n\n"
        "{% table balansrakning %}\n\n{% chart sick_leave %}\n\n"
        "Sedan {{ mart_hr__sick_leave.sick_leave_pct/calendar_year-total- | procent }}, [se](#aret).\n",
        "utf-8",
    )
    return folder


def changed(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text, before
    path.write_text(text.replace(before, after), "utf-8")


def test_own_contracts_quantities_and_chapters_that_are_right_have_no_problem(
    own_files: Path,
) -> None:
    assert checking.problems(own_files) == []
    assert chapter_problems(read_board(own_files)) == []
    assert chapter_problems(read_board(SEEDS_DIR)) == []


def test_every_fault_of_every_contract_is_named_with_its_line(own_files: Path) -> None:
    employments = own_files / "contracts" / "payroll" / "employments.yml"
    changed(employments, 'format: "%Y%m%d"}', 'format: "yyyymmdd"}')
    changed(employments, "extra_column: ignore", "extra_column: maybe")
    visits = own_files / "contracts" / "library" / "visits.yml"
    visits.write_text(visits.read_text("utf-8") + "colour: red\n", "utf-8")
    found = [str(problem) for problem in checking.problems(own_files)]
    lines = employments.read_text("utf-8").splitlines()
    wrong = [number for number, line in enumerate(lines, start=1) if "yyyymmdd" in line]
    assert len(wrong) > 1
    for line in (*wrong, lines.index("extra_column: maybe") + 1):
        (said,) = [
            one
            for one in found
            if one.startswith(f"contracts/payroll/employments.yml, line {line}: ")
        ]
        assert "'maybe' is not one of" in said or "'yyyymmdd' is not a form of dates" in said
    assert any(
        re.match(r"contracts/library/visits.yml, line 1: unknown key 'colour'", one)
        for one in found
    )
    assert len(found) == len(wrong) + 2


def test_every_fault_of_the_own_quantities_is_named_with_its_line(own_files: Path) -> None:
    path = own_files / "quantities.yml"
    changed(path, "expr: lan", "expr: loans")
    changed(path, "dimension: bibliotek", "dimension: filial")
    assert [(one.file, one.line) for one in checking.problems(own_files)] == [
        ("quantities.yml", 3),
        ("quantities.yml", 4),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{ library_visitz }}", "there is no measure 'library_visitz'; closest: library_visits"),
        ("{{ library_visits@2012-T4 }}", "@2012-T4 is not a period"),
        ("{{ mart_hr__sick.sick_leave_pct/x }}", "there is no published table 'mart_hr__sick'"),
        ("{{ mart_hr__sick_leave.percent/x }}", "mart_hr__sick_leave has no number 'percent'"),
        ("{{ figure:1.text }}", "there is no printed figure '1.text'"),
        ("{{ library_visits | mnkr }}", "mnkr does not suit a figure in count"),
        ("{{ library_visits | pct }}", "unknown format 'pct'"),
        ("{{ library_visits + netto }}", "count"),
        ("{% claim netto >> 1 %}Så.{% endclaim %}", "expected a relation"),
        ("{% claim netto > 1 %}Så.", "expected `{% endclaim %}`"),
        ("[där](#okänd)", "a link to '#ok"),
        ("{% table balans %}", "no report has a table 'balans'; closest: "),
        ("{% chart balansrakning %}", "no report has a chart 'balansrakning'"),
        ("### För djupt", "a heading of level 3"),
    ],
)
def test_what_a_chapter_names_that_is_not_declared_is_told_with_its_line(
    own_files: Path, line: str, said: str
) -> None:
    path = own_files / "report" / "1.md"
    written = path.read_text("utf-8")
    path.write_text(f"{written}\n{line}\n", "utf-8")
    (problem,) = chapter_problems(read_board(own_files))
    assert (problem.file, problem.line) == ("own/report/1.md", written.count("\n") + 2)
    assert said in problem.message


def test_the_check_of_a_board_shows_what_is_wrong_in_its_chapters_and_fails(
    own_files: Path,
) -> None:
    changed(own_files / "report" / "1.md", "library_visits", "visitz")
    code, said = check(own_files)
    assert code == 1
    assert "own/report/1.md, line 3: {{ visitz }}: there is no measure 'visitz'" in said
    assert "What to do: correct the lines" in said
