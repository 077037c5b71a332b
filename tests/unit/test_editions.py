"""A board's report has the editions that its reference data list, and a list that cannot be used says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.boards import BoardError, read_editions
from orchestration.core.settings import SEEDS_DIR

HEADER = "edition,title_sv,period_label_sv,measure_window,sort_order"


def board_with(folder: Path, *rows: str) -> Path:
    content = "".join(f"{row}\n" for row in (HEADER, *rows))
    (folder / "report_editions.csv").write_text(content, "utf-8")
    return folder


def test_the_worked_example_reports_two_tertials_and_the_year() -> None:
    assert read_editions(SEEDS_DIR) == {"T1": 4, "T2": 8, "VB": 12}


def test_a_board_without_a_list_has_the_shipped_editions(tmp_path: Path) -> None:
    assert read_editions(tmp_path) == read_editions(SEEDS_DIR)


def test_a_boards_own_editions_and_windows_are_read_in_the_order_of_the_year(
    tmp_path: Path,
) -> None:
    (tmp_path / "measure_windows.csv").write_text(
        "measure_window,label_sv,first_month,last_month\nto_march,Kvartal 1,1,3\n", "utf-8"
    )
    board = board_with(
        tmp_path, "ÅR,År,hela,calendar_year,20", "Q1,Kvartal 1,till mars,to_march,10"
    )
    assert read_editions(board) == {"Q1": 3, "ÅR": 12}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((), "lists no edition as of the whole year"),
        (("T1,T,t,to_april,1",), "lists no edition as of the whole year"),
        (("A,A,a,calendar_year,1", "B,B,b,calendar_year,2"), "lists A, B as of the whole year"),
        (("03,Mars,m,calendar_year,1",), "line 2: '03' is not the name of an edition"),
        (("VB-1,V,v,calendar_year,1",), "line 2: 'VB-1' is not the name of an edition"),
        (("VB,V,v,to_mars,1",), "line 2: the window 'to_mars' of VB is not one of"),
        (("VB,V,v,december_to_november,1",), "line 2: the window 'december_to_november' of VB"),
    ],
)
def test_a_list_that_cannot_be_used_says_where_and_what_to_do(
    tmp_path: Path, rows: tuple[str, ...], said: str
) -> None:
    with pytest.raises(BoardError) as refused:
        read_editions(board_with(tmp_path, *rows))
    assert said in refused.value.message
    assert refused.value.remedy
