"""What the ledgers use and a board's reference data does not map: codes, and years without a cost driver's rule.

A run stops at an account that is not mapped, since its amounts would be in no line; ``bokslut board check`` shows all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.boards import chart
from orchestration.boards.ledgers import COST_CENTRE, PROJECT
from orchestration.boards.problem import Problem
from orchestration.boards.reference import records_of, reference_files
from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError
from orchestration.core.sql import literal


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


def require_mapped(folder: Path, tables: Mapping[str, Iterable[Path]]) -> None:
    """Refuse ledgers that use an account which the chart of accounts lacks.

    Raises
    ------
    RefusedError
        The message has a row for each account, ready to paste.
    """
    lacking = [
        codes for codes in unmapped(folder, tables) if codes.file.stem == "chart_of_accounts"
    ]
    if lacking:
        raise RefusedError(
            str(lacking[0]),
            "Add the rows, with the right statement_line_id, then run again. `bokslut board check` shows all codes.",
        )


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
        for number, row in enumerate(reference_files()[path.stem].rows_in(folder), start=2)
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


def _unmapped(folder: Path, connection: duckdb.DuckDBPyConnection) -> Iterator[Unmapped]:
    years = "select load_id, year(end_date) as fiscal_year from ledger_fiscal_years where year_index = 0"
    accounts = reference_files()["chart_of_accounts"].rows_in(folder)
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
    areas = reference_files()["business_areas"].rows_in(folder)
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
            if code
            not in {row["cost_centre"] for row in reference_files()["cost_centres"].rows_in(folder)}
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
            if code not in {row["project"] for row in reference_files()["projects"].rows_in(folder)}
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
    roles = {
        row["dimension_role"]: row["dimension"]
        for row in reference_files()["ledger_dimensions"].rows_in(folder)
    }
    return roles.get(role, standard)


def _lacking(folder: Path, name: str, rows: list[dict[str, str]]) -> Iterator[Unmapped]:
    if rows:
        path = folder / f"{name}.csv"
        line = records_of(path)[-1][0] + 1 if path.is_file() else 1
        yield Unmapped(path, line, tuple(rows))
