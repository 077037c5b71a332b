"""What is wrong with a board's folder, all at once: ``bokslut board check``.

Each kind of file is held against its form: the board's own YAML here, its reference data in ``reference_checks``, its
contracts and quantities where they are read. What several files say is held together in ``integrity`` and ``measures``.
Nothing is built. ``fix`` brings an older version's folder up to date.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from orchestration.boards import quantities
from orchestration.boards.board import FILE_NAME, FORMAT, BoardError, read_board
from orchestration.boards.editions import read_editions
from orchestration.boards.integrity import disagreements
from orchestration.boards.measures import measure_problems
from orchestration.boards.problem import Problem
from orchestration.boards.reference import records_of, reference_files
from orchestration.boards.reference_checks import reference_problems
from orchestration.contracts import contract_faults, read_contracts
from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError
from orchestration.core.files import disk_errors_explained, write_text
from orchestration.core.settings import CONTRACTS_DIR

# So many of them say what went wrong.
_SHOWN = 20
_FORMAT_LINE = re.compile(r"^format:[ \t]*(\d+)", re.MULTILINE)


def problems(folder: Path) -> list[Problem]:
    """Return what is wrong with the files of a board's folder, in order of file and line.

    Raises
    ------
    BoardError
        When there is no ``board.yml``, or it names no format.
    """
    found = []
    if (number := _format(folder)) < FORMAT:
        found.append(
            Problem(
                FILE_NAME, 0, f"format {number} is older than {FORMAT}, this version's own", True
            )
        )
    with connect() as connection:
        for path in sorted(folder.glob("*.csv")):
            if file := reference_files().get(path.stem):
                found += reference_problems(connection, path, file)
            else:
                known = ", ".join(sorted(reference_files()))
                found.append(
                    Problem(path.name, 0, f"no reference data is named so; known files: {known}")
                )
    if number == FORMAT:
        try:
            read_board(folder)
        except BoardError as error:
            said = error.message.removeprefix(f"{folder / FILE_NAME}: ")
            found.append(Problem(FILE_NAME, 0, f"{said} {error.remedy}"))
    if not any(problem.file == "report_editions.csv" for problem in found):
        try:
            read_editions(folder)
        except BoardError as error:
            said = error.message.removeprefix(str(folder / "report_editions.csv")).lstrip(", ")
            found.append(Problem("report_editions.csv", 0, f"{said} {error.remedy}"))
    if any(problem.file.endswith(".csv") for problem in found):
        return found + _wrong_contracts_and_quantities(folder)
    found += disagreements(folder)
    wrong = _wrong_contracts_and_quantities(folder)
    return found + (wrong or _measures_without_values(folder))


def _wrong_contracts_and_quantities(folder: Path) -> list[Problem]:
    """Return what is wrong with a board's contracts; if nothing is, what is wrong with its quantities."""
    own = folder / "contracts"
    if faults := list(contract_faults(CONTRACTS_DIR, own)):
        return [Problem(str(path.relative_to(folder)), line, why) for path, line, why in faults]
    contracts = read_contracts(CONTRACTS_DIR, own)
    return [
        Problem(quantities.FILE_NAME, fault.line, str(fault))
        for fault in quantities.quantity_faults(folder, contracts)
    ]


def _measures_without_values(folder: Path) -> list[Problem]:
    contracts = read_contracts(CONTRACTS_DIR, folder / "contracts")
    own = quantities.read_quantities(folder, contracts)
    return list(measure_problems(folder, contracts, own))


def require_sound(folder: Path) -> None:
    """Refuse a board whose files have anything wrong, before minutes of building.

    Raises
    ------
    BoardError
        When there is no ``board.yml``, or it names no format.
    RefusedError
        The message names what is wrong, with file and line.
    """
    if found := problems(folder):
        listed = "\n  ".join(map(str, found[:_SHOWN]))
        more = f"\n  … and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise RefusedError(
            f"The files of {folder} are wrong:\n  {listed}{more}",
            "Correct them, then run again. `bokslut board check` shows all in seconds.",
        )


def fix(folder: Path) -> list[Problem]:
    """Bring the folder of an older version up to date, keep every row, and return what was fixed.

    Columns that are missing are added, with empty values; the rest of every line stays as it is.

    Raises
    ------
    BoardError
        When there is no ``board.yml``, or it names no format.
    ExternalError
        When the folder cannot be written to.
    """
    fixed = [problem for problem in problems(folder) if problem.is_fixable]
    with disk_errors_explained(folder):
        for name in {problem.file for problem in fixed}:
            path = folder / name
            if name == FILE_NAME:
                text = _FORMAT_LINE.sub(f"format: {FORMAT}", path.read_text("utf-8"), count=1)
                write_text(path, text)
                continue
            file = reference_files()[path.stem]
            header, *rows = records_of(path)
            columns = [*header[1], *(name for name in file.columns if name not in header[1])]
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(columns)
            for _, values in rows:
                padding = [""] * (len(columns) - len(header[1]))
                writer.writerow([*values, *padding] if len(values) == len(header[1]) else values)
            write_text(path, text.getvalue())
    return fixed


def _format(folder: Path) -> int:
    path = folder / FILE_NAME
    if not path.is_file():
        raise BoardError(
            f"{folder} is not a board's folder: it has no {FILE_NAME}.",
            "Give --board (or BOKSLUT_BOARD) the folder that holds it; `bokslut board init` writes one.",
        )
    found = _FORMAT_LINE.search(path.read_text("utf-8", errors="replace"))
    if found is None:
        raise BoardError(f"{path}: it names no format.", f"Write the line: format: {FORMAT}")
    return int(found[1])
