"""The supplier ledger as open data, by the national specification for leverantörsreskontra, version 1.1.

The specification is lankadedata.se/spec/leverantorsreskontra/1.1: one row per posting, a file per month, nine columns
that are required. A private person is never named: a supplier keeps its name and number only where the number shows
that it is an organisation, by the third digit of a Swedish one (2 or more; SFS 1974:174) or the country that it begins
with. A supplier without a number is masked, since nothing tells it from a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from orchestration.core.duckdb import connect
from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.files import disk_errors_explained
from orchestration.core.settings import Settings
from orchestration.core.sql import file_literals, literal
from orchestration.loading import store
from orchestration.releases.release import Release

# The board's own ledger takes precedence over what a service centre handles for others, which has the same columns.
_TABLES = ("supplier_ledger_postings", "invoicing_supplier_invoices")

_MASKED = "Maskerad"
_SHOWN_TEXTS = (
    *("kopare", "kopare_id", "leverantor", "leverantor_id", "verifikationsnummer"),
    *("konto_nr", "konto_text", "fakturanummer", "kommun_id"),
)
_COLUMNS = (
    *(
        "kopare",
        "kopare_id",
        "leverantor",
        "leverantor_id",
        "verifikationsnummer",
        "datum",
        "belopp",
    ),
    *("konto_nr", "konto_text", "fakturanummer", "kommun_id"),
)
_SWEDISH = r"(?:SE|16)?([0-9]{6}-?[0-9]{4})(?:01)?"
_ABROAD = r"(?:[A-RT-Z][A-Z]|S[A-DF-Z])[0-9A-Z .+*-]*"
# With its sign, if month and day exist. The supplier's own number is not searched: it is masked as a whole.
_PERSONAL_NUMBER = (
    r"\b(?:1[89]|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])[-+]\d{4}\b"
)


@dataclass(frozen=True)
class MonthFile:
    """A file of a month: its rows, how many have a masked supplier, and the sum of its amounts in kronor."""

    path: Path
    rows: int
    masked: int
    amount_sek: Decimal


def write_supplier_ledger(
    settings: Settings, release: Release, year: int, folder: Path
) -> list[MonthFile]:
    """Write a file for each month of a year, from the deliveries that a release was made from.

    Raises
    ------
    RefusedError
        When a load of the release is gone or damaged.
    UsageError
        When the release has no supplier invoices, or none of that year.
    """
    months = write_months(_files(settings, release), year, folder)
    if not months:
        raise UsageError(
            f"{release.name} has no supplier invoices of {year}.", "Name another --year."
        )
    return months


def write_months(files: Sequence[Path], year: int, folder: Path) -> list[MonthFile]:
    """Write a file for each month of a year that raw files of supplier invoices have rows of."""
    folder.mkdir(parents=True, exist_ok=True)
    with connect() as connection, disk_errors_explained(folder):
        connection.execute(
            f"create view delivered as from read_parquet([{file_literals(files)}], union_by_name = true)"
        )
        connection.execute(_rows_of_year(connection, year))
        months = connection.execute("select distinct month from ledger order by month").fetchall()
        return [_write_month(connection, month, folder) for (month,) in months]


def _files(settings: Settings, release: Release) -> list[Path]:
    """Return the Parquet files of the supplier invoices that a release was made from, proven to be what was loaded."""
    published = {(load["system"], load["load_id"]) for load in release.manifest["deliveries"]}
    loads = [
        load
        for load in store.counting(store.all_loads(settings.raw))
        if (load.system, load.load_id) in published
    ]
    files = store.files_of_tables(loads)
    table = next((table for table in _TABLES if table in files), None)
    if table is None:
        raise UsageError(
            f"{release.name} has no supplier invoices.",
            "Deliver supplier_ledger/postings or invoicing/supplier_invoices, then run again.",
        )
    of_table = [load for load in loads if table in load.tables]
    system = of_table[0].system
    gone = {load_id for name, load_id in published if name == system} - {
        load.load_id for load in loads
    }
    if gone:
        raise RefusedError(
            f"{release.name} was made from loads that no longer count: {', '.join(sorted(gone))}.",
            "Export the current release, or run again to publish what has been delivered since.",
        )
    store.require_whole(of_table)
    return files[table]


def _rows_of_year(connection: duckdb.DuckDBPyConnection, year: int) -> str:
    """Return the statement that makes the year's rows, masked, with amounts as the specification writes them."""
    delivered = {
        name
        for (name,) in connection.execute("select column_name from (describe delivered)").fetchall()
    }
    number_of_invoice = (
        ", case when is_organisation then fakturanummer end as fakturanummer"
        if "fakturanummer" in delivered
        else ""
    )
    shown = ", ".join(
        f"{_text(column)} as {column}" if column in delivered else f"null as {column}"
        for column in _SHOWN_TEXTS
    )
    number = f"regexp_extract(upper(trim(leverantor_id)), {literal(_SWEDISH)}, 1)"
    return f"""
        create table ledger as
        with named as (
            select
                * replace (trim(leverantor_id) as leverantor_id),
                coalesce(
                    case
                        when regexp_full_match(upper(trim(leverantor_id)), {literal(_SWEDISH)})
                            then substring({number}, 3, 1) >= '2'
                        else regexp_full_match(upper(trim(leverantor_id)), {literal(_ABROAD)})
                    end,
                    false
                ) as is_organisation
            from delivered
            where year(datum) = {year}
        ),
        masked as (
            select
                * replace (
                    case when is_organisation then leverantor else {literal(_MASKED)} end as leverantor,
                    case when is_organisation then leverantor_id end as leverantor_id
                    {number_of_invoice}
                )
            from named
        )
        select
            load_id, file_name, line_number, is_organisation, belopp as amount_sek, strftime(datum, '%Y-%m') as month,
            strftime(datum, '%Y-%m-%d') as datum, replace(belopp::decimal(18, 2)::varchar, '.', ',') as belopp, {shown}
        from masked
    """


def _text(column: str) -> str:
    """Return a text that has no personal number written out, and that no spreadsheet takes for a formula (CWE-1236)."""
    masked = f"regexp_replace({column}, {literal(_PERSONAL_NUMBER)}, '(personnummer)', 'g')"
    # An organisation number looks like a personal one; columns of numbers have been masked already.
    shown = column if column.endswith("_id") else masked
    return rf"case when regexp_matches({column}, '^[=+\-@\t\r\n]') then '''' || {shown} else {shown} end"


def _write_month(connection: duckdb.DuckDBPyConnection, month: str, folder: Path) -> MonthFile:
    path = folder / f"leverantorsreskontra_{month}.csv"
    rows = f"from ledger where month = {literal(month)}"
    connection.execute(
        f"copy (select {', '.join(_COLUMNS)} {rows} order by load_id, file_name, line_number) "
        f"to {literal(path)} (format csv, header, delimiter ';')"
    )
    count, masked, total = connection.execute(
        f"select count(*), count(*) filter (not is_organisation), sum(amount_sek) {rows}"
    ).fetchall()[0]
    return MonthFile(path, count, masked, total)
