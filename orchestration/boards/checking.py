"""What is wrong with a board's folder, all at once: ``bokslut board check``.

Its CSV files are held against the columns and types that this version declares, its contracts against their form, its
quantities against the extracts they count; the ledgers' accounts, cost centres and projects against the reference
data. Nothing is built. ``fix`` brings the folder of an older version up to date.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import duckdb

from orchestration.boards import chart, quantities
from orchestration.boards.board import FILE_NAME, FORMAT, BoardError, read_board
from orchestration.boards.editions import read_editions
from orchestration.boards.ledgers import COST_CENTRE, PROJECT
from orchestration.boards.reference import ReferenceFile, reference_files
from orchestration.contracts import contract_faults, read_contracts
from orchestration.core.characters import unfit_in
from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError
from orchestration.core.expressions import ExpressionError, parse_statement
from orchestration.core.files import disk_errors_explained, write_text
from orchestration.core.personal_data import without_personal_numbers
from orchestration.core.settings import CONTRACTS_DIR
from orchestration.core.sql import literal

# The column of statements that says what must hold.
_PREDICATE = "predicate"
# A type that keeps so many decimals, an integer none, and rounds the rest away.
_NUMBER = re.compile(r"decimal\(\d+, (?P<decimals>\d+)\)|integer")
_FORMAT_LINE = re.compile(r"^format:[ \t]*(\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: in which file, on which line (0 where it is the whole file), and what to do."""

    file: str
    line: int
    text: str
    is_fixable: bool = False

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.text}"


@dataclass(frozen=True)
class Unmapped:
    """Codes that the ledgers use and a file of reference data lacks, as rows ready to paste at its end."""

    file: Path
    line: int
    rows: tuple[Mapping[str, str], ...]

    def __str__(self) -> str:
        content = reference_files()[self.file.stem].written(self.rows).rstrip("\n")
        return (
            f"{self.file} lacks {len(self.rows)} of the ledgers' codes; check these rows and add them"
            f" at line {self.line}, below the same header:\n{content}"
        )


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
    for path in sorted(folder.glob("*.csv")):
        if file := reference_files().get(path.stem):
            found += reference_problems(path, file)
        else:
            known = ", ".join(sorted(reference_files()))
            found.append(
                Problem(path.name, 0, f"no reference data is named so; known files: {known}")
            )
    if number == FORMAT:
        try:
            read_board(folder)
        except BoardError as error:
            found.append(
                Problem(FILE_NAME, 0, error.message.removeprefix(f"{folder / FILE_NAME}: "))
            )
    if not any(problem.file == "report_editions.csv" for problem in found):
        try:
            read_editions(folder)
        except BoardError as error:
            said = error.message.removeprefix(str(folder / "report_editions.csv")).lstrip(", ")
            found.append(Problem("report_editions.csv", 0, f"{said} {error.remedy}"))
    return found + _wrong_contracts_and_quantities(folder)


def _wrong_contracts_and_quantities(folder: Path) -> list[Problem]:
    """Return what is wrong with a board's contracts; where nothing is, what is wrong with its quantities."""
    own = folder / "contracts"
    if faults := list(contract_faults(CONTRACTS_DIR, own)):
        return [Problem(str(path.relative_to(folder)), line, why) for path, line, why in faults]
    contracts = read_contracts(CONTRACTS_DIR, own)
    return [
        Problem(quantities.FILE_NAME, fault.line, str(fault))
        for fault in quantities.quantity_faults(folder, contracts)
    ]


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
            header, *rows = _lines(path)
            columns = [*header[1], *(name for name in file.columns if name not in header[1])]
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(columns)
            for _, values in rows:
                padding = [""] * (len(columns) - len(header[1]))
                writer.writerow([*values, *padding] if len(values) == len(header[1]) else values)
            write_text(path, text.getvalue())
    return fixed


def unmapped(folder: Path, tables: Mapping[str, Iterable[Path]]) -> list[Unmapped]:
    """Return the codes that ledgers use and the board's reference data lack.

    Parameters
    ----------
    folder
        The board's folder.
    tables
        The Parquet files of the raw layer's ledger tables, by table (``ledger_transactions`` and so on).
    """
    if "ledger_transactions" not in tables and "ledger_balances" not in tables:
        return []
    with connect() as connection:
        for table, paths in tables.items():
            if table.startswith("ledger_"):
                files = ", ".join(literal(path) for path in paths)
                connection.execute(
                    f"create view {table} as select * from read_parquet([{files}], union_by_name = true)"
                )
        return list(_unmapped(folder, connection))


def rules_of_last_year(folder: Path, tables: Mapping[str, Iterable[Path]]) -> list[Problem]:
    """Return the last rules of each cost driver that a later year of the ledgers has no rule for, once per such year.

    A cost driver that has a rule for one year alone, such as the year's wage revision, is otherwise zero in the next
    without a word. Whether it should be is the board's to say, so a run does not stop at it.
    """
    paths = list(tables.get("ledger_fiscal_years", ()))
    if not paths:
        return []
    with connect() as connection:
        files = ", ".join(literal(path) for path in paths)
        years = connection.execute(
            "select distinct year(end_date) as fiscal_year"
            f" from read_parquet([{files}]) where year_index = 0 order by fiscal_year"
        ).fetchall()
    path = folder / "cost_driver_rules.csv"
    rules = [
        (number, int(row["fiscal_year"]), row)
        for number, row in enumerate(_rows(folder, path.stem), start=2)
        if (row.get("fiscal_year") or "").isdecimal()
    ]
    problems = []
    for (year,) in years:
        last: dict[str, int] = {}
        for _, of_year, row in rules:
            if of_year <= year:
                driver = row["cost_driver_id"]
                last[driver] = max(of_year, last.get(driver, of_year))
        problems += [
            Problem(
                path.name,
                number,
                f"{row['cost_driver_id']} has a rule for {of_year} and none for {year}, so the year has no cost of it;"
                f" if it has, add the row, with the year's own code: {_rule_of(year, row)}",
            )
            for number, of_year, row in rules
            if of_year == last.get(row["cost_driver_id"]) and of_year < year
        ]
    return problems


def _rule_of(year: int, row: Mapping[str, str]) -> str:
    """Return an earlier year's rule as a year's: a code that ends with the digits of its year has those of the year."""
    code, ending = row["match_value"], f"{int(row['fiscal_year']) % 100:02}"
    if row["match_value"].endswith(ending):
        code = f"{row['match_value'].removesuffix(ending)}{year % 100:02}"
    own = {**row, "fiscal_year": str(year), "match_value": code}
    return reference_files()["cost_driver_rules"].written([own]).splitlines()[1]


def require_mapped(folder: Path, tables: Mapping[str, Iterable[Path]]) -> None:
    """Refuse ledgers that use an account which the chart of accounts lacks.

    Raises
    ------
    RefusedError
        The message has a row for each account, ready to paste.
    """
    lacking = [each for each in unmapped(folder, tables) if each.file.stem == "chart_of_accounts"]
    if lacking:
        raise RefusedError(
            str(lacking[0]),
            "Add the rows, with the right statement_line_id, then run again. `bokslut board check` shows all codes.",
        )


def require_exact(folder: Path) -> None:
    """Refuse reference data of a board with a number that the warehouse would round.

    Raises
    ------
    RefusedError
        The message names each number, with its file and line.
    """
    found = []
    for path in sorted(folder.glob("*.csv")):
        if file := reference_files().get(path.stem):
            # A file that is not CSV is refused where it is read.
            with contextlib.suppress(UnicodeDecodeError, csv.Error):
                (_, header), *rows = _lines(path) or [(1, [])]
                found += _rounded(path, file, header, rows)
    if found:
        listed = "\n  ".join(map(str, found))
        raise RefusedError(
            f"The reference data has numbers that would be rounded:\n  {listed}",
            "Write each as it is to be, then run again.",
        )


def _rounded(
    path: Path, file: ReferenceFile, header: Sequence[str], rows: Iterable[tuple[int, list[str]]]
) -> Iterator[Problem]:
    """Yield the numbers with more decimals than their column keeps."""
    kept = {
        column: int(number["decimals"] or 0)
        for column, kind in file.columns.items()
        if (number := _NUMBER.fullmatch(kind))
    }
    for line, values in rows:
        for column, value in zip(header, values, strict=False):
            if column in kept and _decimals(value) > kept[column]:
                most = f"{kept[column]} decimals" if kept[column] else "a whole number"
                yield Problem(
                    path.name, line, f"{column} is {value!r}, which would be rounded to {most}"
                )


def _decimals(value: str) -> int:
    """Return how many decimals a number has, without zeros at its end; 0 of what is not a number."""
    try:
        exponent = Decimal(value).normalize().as_tuple().exponent
    except InvalidOperation:
        return 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


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


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """Return the records of a CSV file, each with the number of its last line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        return [(reader.line_num, values) for values in reader if values]


def reference_problems(path: Path, file: ReferenceFile) -> Iterator[Problem]:
    """Yield what is wrong with one CSV file of reference data: its form, its columns, the type of each value."""
    try:
        lines = _lines(path)
    except (UnicodeDecodeError, csv.Error) as error:
        yield Problem(path.name, 0, f"it is not CSV in UTF-8 ({error}); save it so")
        return
    if not lines:
        yield Problem(path.name, 1, f"the header is missing; write {file.header}")
        return
    (_, header), *rows = lines
    if missing := [column for column in file.columns if column not in header]:
        yield Problem(path.name, 1, f"the columns {', '.join(missing)} are missing", True)
    for column in header:
        if column not in file.columns:
            expected = ", ".join(file.columns)
            yield Problem(path.name, 1, f"the column {column!r} is unknown; expected {expected}")
    for number, values in rows:
        if len(values) != len(header):
            yield Problem(
                path.name, number, f"it has {len(values)} fields, the header {len(header)}"
            )
    for number, values in lines:
        for column, value in zip(header, values, strict=False):
            if unfit := unfit_in(value):
                yield Problem(path.name, number, f"{column!r} has {unfit}; write the text again")
            if value and not value.strip():
                said = "is of blanks alone; write the text, or leave it empty"
                yield Problem(path.name, number, f"{column!r} {said}")
            if without_personal_numbers(value) != value:
                said = "has a personal number, which nothing published may have; take it out"
                yield Problem(path.name, number, f"{column!r} {said}")
    yield from _rounded(path, file, header, rows)
    whole = [(number, values) for number, values in rows if len(values) == len(header)]
    if _PREDICATE in header and _PREDICATE in file.columns:
        yield from _wrong_predicates(path, header.index(_PREDICATE), whole)
    with connect() as connection:
        for place, column in enumerate(header):
            kind = file.columns.get(column, "string")
            if kind in ("string", "varchar"):
                continue
            cells = [(number, values[place]) for number, values in whole if values[place]]
            query = f"select try_cast($1::varchar as {kind}) is null"
            wrong = {
                value
                for value in {value for _, value in cells}
                # DuckDB reads 1_0 as 10.
                if "_" in value or connection.execute(query, [value]).fetchall() == [(True,)]
            }
            for number, value in cells:
                if value in wrong:
                    yield Problem(path.name, number, f"{column} is {value!r}; expected {kind}")


def _wrong_predicates(
    path: Path, place: int, rows: Iterable[tuple[int, list[str]]]
) -> Iterator[Problem]:
    """Yield the predicates that the warehouse would not read, which it could only call unchecked."""
    for number, values in rows:
        try:
            if values[place]:
                parse_statement(values[place])
        except ExpressionError as error:
            said = f"{error.message} (character {error.position + 1})"
            yield Problem(path.name, number, f"{_PREDICATE} is {values[place]!r}: {said}")


def _unmapped(folder: Path, connection: duckdb.DuckDBPyConnection) -> Iterator[Unmapped]:
    years = "select load_id, year(end_date) as fiscal_year from ledger_fiscal_years where year_index = 0"
    accounts = _rows(folder, "chart_of_accounts")
    names = connection.execute(
        "select account, max(account_name) from ledger_accounts group by account"
    ).fetchall()
    preset = chart.chart_of(dict(names))
    used = connection.execute(
        f"""
        with years as ({years}),
        used as (
            select load_id, account from ledger_transactions where account is not null
            union all
            select load_id, account from ledger_balances where year_index = 0 and account is not null
        )
        select used.account, min(years.fiscal_year), max(years.fiscal_year),
            max(names.account_name), max(names.account_type)
        from used
        inner join years using (load_id)
        left join ledger_accounts as names using (load_id, account)
        group by used.account order by used.account
        """
    ).fetchall()
    lacking = []
    for account, first, last, name, kind in used:
        spans = [
            (int(row["valid_from_year"]), int(row.get("valid_to_year") or last))
            for row in accounts
            if row["account"] == account and (row.get("valid_from_year") or "").isdecimal()
        ]
        # One row of the chart covers the years, or several do together.
        gaps = [
            year
            for year in range(first, last + 1)
            if not any(begin <= year <= end for begin, end in spans)
        ]
        if gaps:
            lacking.append(
                {
                    "account": account,
                    "account_name_sv": name or account,
                    "statement_line_id": chart.propose(account, kind, preset).statement_line_id,
                    "valid_from_year": str(gaps[0]),
                    "valid_to_year": str(gaps[-1]) if any(b > gaps[-1] for b, _ in spans) else "",
                    "is_acquisition": "false",
                }
            )
    yield from _lacking(folder, "chart_of_accounts", lacking)
    areas = _rows(folder, "business_areas")
    area = areas[0]["business_area_id"] if len(areas) == 1 else ""
    yield from _lacking(
        folder,
        "cost_centres",
        [
            {
                "cost_centre": code,
                "cost_centre_name_sv": name,
                "business_area_id": area,
                "is_administration": "false",
            }
            for code, name, _ in _objects(
                connection, _dimension(folder, "cost_centre", COST_CENTRE)
            )
            if code not in {row["cost_centre"] for row in _rows(folder, "cost_centres")}
        ],
    )
    yield from _lacking(
        folder,
        "projects",
        [
            {
                "project": code,
                "project_name_sv": name,
                "project_kind": "ordinary",
                "valid_from_year": str(first),
            }
            for code, name, first in _objects(connection, _dimension(folder, "project", PROJECT))
            if code not in {row["project"] for row in _rows(folder, "projects")}
        ],
    )


def _objects(connection: duckdb.DuckDBPyConnection, dimension: str) -> list[tuple[str, str, int]]:
    """Return the codes of a dimension that counted rows and balances have: code, name, first year."""
    return connection.execute(
        """
        select used.code, coalesce(max(names.object_name), used.code), min(year(years.end_date))
        from (
            select load_id, objects[$1] as code from ledger_transactions
            where is_counted and objects[$1] is not null
            union all
            select load_id, objects[$1] from ledger_balances where objects[$1] is not null
        ) as used
        inner join ledger_fiscal_years as years on used.load_id = years.load_id and years.year_index = 0
        left join ledger_objects as names
            on used.load_id = names.load_id and names.dimension = $1 and names.object_code = used.code
        group by used.code order by used.code
        """,
        [dimension],
    ).fetchall()


def _dimension(folder: Path, role: str, standard: str) -> str:
    roles = {row["dimension_role"]: row["dimension"] for row in _rows(folder, "ledger_dimensions")}
    return roles.get(role, standard)


def _lacking(folder: Path, name: str, rows: list[dict[str, str]]) -> Iterator[Unmapped]:
    if rows:
        path = folder / f"{name}.csv"
        line = _lines(path)[-1][0] + 1 if path.is_file() else 1
        yield Unmapped(path, line, tuple(rows))


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    content = reference_files()[name].content_in(folder).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))
