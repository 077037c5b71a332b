"""The editions of a board's report, as ``report_editions.csv`` lists them: T1, T2 and VB, or Q1 to Q4, or VB alone.

An edition accounts for the months of its window (``measure_windows.csv``); one to December accounts for the whole year.
Periods of the books and names in chapters are read by them, so that no code knows an edition by its name.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path

from orchestration.boards.board import BoardError
from orchestration.boards.reference import reference_files

# A letter first, so that an edition is neither a month nor a year; no hyphen, which separates it from its year.
EDITION = r"[^\W\d_]\w*"
_FILE = "report_editions"


def read_editions(board: Path) -> dict[str, int]:
    """Return the editions of a board's report in the order of the year, each with the last month it accounts for.

    Raises
    ------
    BoardError
        When the file lists no edition, none or several to December, one whose name is not a word, or one whose window
        is not declared or does not begin in January.
    """
    place = board / f"{_FILE}.csv"
    windows = {row["measure_window"]: row for row in _rows(board, "measure_windows")}
    months: dict[str, int] = {}
    for number, row in enumerate(_rows(board, _FILE), start=2):
        name, window = row.get("edition") or "", windows.get(row.get("measure_window") or "")
        if not re.fullmatch(EDITION, name):
            raise BoardError(
                f"{place}, line {number}: {name!r} is not the name of an edition.",
                "Write a letter first, then letters and digits, such as T1, Q3 or VB.",
            )
        if window is None or window["first_month"] != "1":
            begin = [key for key, one in windows.items() if one["first_month"] == "1"]
            raise BoardError(
                f"{place}, line {number}: the window {row.get('measure_window')!r} of {name} is not one of"
                f" measure_windows.csv that begins in January.",
                f"Use {', '.join(begin)}, or add a window to measure_windows.csv.",
            )
        months[name] = int(window["last_month"])
    annual = [name for name, last in months.items() if last == 12]
    if len(annual) != 1:
        raise BoardError(
            f"{place} lists {', '.join(annual) or 'no edition'} as of the whole year; expected one edition.",
            "Give one edition the window calendar_year, and no other.",
        )
    return dict(sorted(months.items(), key=lambda item: item[1]))


def _rows(board: Path, name: str) -> list[Mapping[str, str]]:
    content = reference_files()[name].content_in(board).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))
