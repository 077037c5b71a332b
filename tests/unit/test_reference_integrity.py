"""Rows of a board's files that do not agree are named with file, line, value and what may stand there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.boards.checking import problems
from orchestration.boards.integrity import CHECKED_TESTS
from orchestration.boards.reference import reference_files
from orchestration.core.settings import SEEDS_DIR
from tests.boards.culture_board import OWN_FILES

MEASURE = "{id},Mått,{unit},{numerator},{denominator},1,false,calendar_year,{decimals},{system},A measure.,Ett mått.,\n"
GOOD = {
    "id": "new",
    "unit": "count",
    "numerator": "library_visits",
    "denominator": "",
    "decimals": "0",
    "system": "library",
}


@pytest.fixture
def board(tmp_path: Path) -> Path:
    folder = tmp_path / "board"
    shutil.copytree(OWN_FILES, folder)
    (folder / "board.yml").write_text("format: 1\nname_sv: Kulturnämnden\n", "utf-8")
    return folder


def added(path: Path, row: str) -> int:
    """Add a row to a file, and return its line."""
    text = path.read_text("utf-8")
    path.write_text(text + row, "utf-8")
    return text.count("\n") + 1


def declared_tests() -> Iterator[Any]:
    for file in reference_files().values():
        for owner in (file.declaration, *file.declaration["columns"]):
            yield from owner.get("data_tests", ())


def test_every_declared_test_of_reference_data_is_checked_in_the_files_too() -> None:
    kinds = set()
    for test in declared_tests():
        ((kind, said),) = test.items() if isinstance(test, dict) else ((test, {}),)
        assert said.keys() <= {"arguments"}, (
            f"{test} has what the check of the files knows nothing of"
        )
        kinds.add(kind)
    assert kinds == CHECKED_TESTS


@pytest.mark.slow
def test_the_shipped_reference_data_and_a_whole_board_agree(board: Path) -> None:
    assert problems(SEEDS_DIR) == []
    assert problems(board) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"unit": "cuont"}, "unit 'cuont' is not in units.csv; closest there: count"),
        ({"unit": ""}, "unit is empty; it must have a value"),
        ({"id": ""}, "measure_id is empty; it must have a value"),
        ({"id": "library_visits"}, "measure_id 'library_visits' is on line 2 already; it may be there once"),
        ({"decimals": "9"}, "decimals is '9'; expected one of 0, 1, 2, 3, 4, 5, 6, 7"),
        (
            {"numerator": "library_visit"},
            "numerator: there is no quantity 'library_visit'; closest: library_visits, ",
        ),
        ({"denominator": "payslip"}, "denominator: there is no quantity 'payslip'; closest: payslips"),
        (
            {"system": "libary"},
            "source_system: no contract is of a system 'libary'; closest: library; ",
        ),
        (
            {"numerator": "visits_by_library", "denominator": "library_visits"},
            "visits_by_library has values by bibliotek and library_visits has one of all, so that they cannot be",
        ),
    ],
)  # fmt: skip
def test_a_measure_that_would_have_no_value_is_named_with_its_line(
    board: Path, wrong: dict[str, str], said: str
) -> None:
    line = added(board / "measures.csv", MEASURE.format(**GOOD | wrong))
    (problem,) = problems(board)
    assert (problem.file, problem.line) == ("measures.csv", line)
    assert problem.text.startswith(said), problem.text


@pytest.mark.slow
def test_a_system_without_a_name_is_named_with_the_row_that_gives_it_one(board: Path) -> None:
    path = board / "code_labels.csv"
    labels = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in labels if not row.startswith("source_system,")), "utf-8")
    found = [str(problem) for problem in problems(board)]
    said = "source_system: library has no name; add it to code_labels.csv: source_system,library,NAMN,NAME,80,"
    assert found[0] == f"measures.csv, line 2: {said}"


@pytest.mark.slow
def test_a_shipped_quantity_and_a_shipped_system_may_be_in_a_measure_of_ones_own(
    board: Path,
) -> None:
    row = MEASURE.format(**GOOD | {"numerator": "payslips", "system": "payroll"})
    added(board / "measures.csv", row)
    assert problems(board) == []


@pytest.mark.slow
def test_a_row_that_refers_to_what_another_file_lacks_is_named_by_the_boards_own_rows(
    board: Path,
) -> None:
    line = added(board / "indicator_measures.csv", "A1-1,no_such_measure,\n")
    found = [str(problem) for problem in problems(board)]
    # The key is there already, and what it refers to is not.
    assert len(found) == 2
    assert all(text.startswith(f"indicator_measures.csv, line {line}: ") for text in found)
    assert any("indicator_id 'A1-1'" in text and "already" in text for text in found)
    assert any("measure_id 'no_such_measure' is not in measures.csv" in text for text in found)


@pytest.mark.slow
def test_a_text_in_one_language_alone_is_named(board: Path) -> None:
    header = reference_files()["published_figures"].header
    names = header.split(",")
    values = dict.fromkeys(names, "")
    values["not_computed_reason_sv"] = "Det finns inga rader."
    (board / "published_figures.csv").write_text(
        f"{header}\n{','.join(values[name] for name in names)}\n", "utf-8"
    )
    said = "not_computed_reason is empty and not_computed_reason_sv is not; fill both, or leave both empty"
    assert f"published_figures.csv, line 2: {said}" in [str(problem) for problem in problems(board)]


@pytest.mark.slow
def test_the_line_of_a_row_is_where_it_ends_in_the_file(board: Path) -> None:
    path = board / "measures.csv"
    line = added(path, MEASURE.format(**GOOD).replace("Ett mått.", '"Ett\nmått."'))
    wrong = added(path, MEASURE.format(**GOOD | {"id": "other", "unit": "sik"}))
    assert wrong == line + 2
    assert [problem.line for problem in problems(board)] == [wrong]
