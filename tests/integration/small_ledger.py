"""A ledger of two small years, written straight to the raw tables, whose sums a person can do in the head.

The years are none that the reference data or the report know, so that a model that names a year falls.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.integration.dbt_runs import manifest

FIRST_YEAR, SECOND_YEAR = 2031, 2032


def write_small_ledger(build_file: Path) -> None:
    """Write the raw tables of two years: 100 and 110 in revenue, 60 and 80 in costs.

    Of the costs 10 a year is depreciation; the helpline (Äldre Direkt) has 20 and 30, the contact
    centre itself 30 and 40, of which 3 in the second year on a one-off project. The fund opens with
    5 and takes up 1 a year. In the first year 25 is invested.
    """
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("create schema raw")
        for source in manifest()["sources"].values():
            columns = ", ".join(
                f"{column['name']} {column['data_type']}" for column in source["columns"].values()
            )
            connection.execute(f"create table raw.{source['name']} ({columns})")
        _write_year(connection, FIRST_YEAR, revenue=100, contact_centre=30, helpline=20, one_off=0)
        _write_year(connection, SECOND_YEAR, revenue=110, contact_centre=37, helpline=30, one_off=3)
        _write_balances(connection)


def load_of(year: int) -> tuple[str, str]:
    """Return the load and the file of a year."""
    return f"load-{year}", f"ledger_{year}.se"


def add_transaction(
    connection: duckdb.DuckDBPyConnection,
    year: int,
    account: str,
    amount: int,
    objects: dict[str, str] | None = None,
    day: str | None = None,
) -> int:
    """Add a counted transaction to the voucher on line 100 of a year's file, and return its line."""
    line = connection.execute(
        "select coalesce(max(line_number), 100) + 1 from raw.ledger_transactions where load_id = ?",
        [load_of(year)[0]],
    ).fetchall()[0][0]
    connection.execute(
        """
        insert into raw.ledger_transactions by name
        select ? as load_id, ? as file_name, ? as line_number, 100 as voucher_line_number,
            'TRANS' as label, ? as account,
            map_from_entries(?::struct(k varchar, v varchar)[]) as objects, ? as amount,
            ?::date as transaction_date, true as is_counted
        """,
        [
            *load_of(year),
            line,
            account,
            [{"k": k, "v": v} for k, v in (objects or {}).items()],
            amount,
            day,
        ],
    )
    return line


def add_balance(
    connection: duckdb.DuckDBPyConnection,
    year: int,
    label: str,
    account: str,
    amount: int,
    objects: dict[str, str] | None = None,
) -> None:
    """State an amount in a year's file; a budget is that of January."""
    connection.execute(
        """
        insert into raw.ledger_balances by name
        select ? as load_id, ? as file_name,
            (select count(*) + 1000 from raw.ledger_balances) as line_number,
            ? as label, 0 as year_index, ? as period, ? as account,
            map_from_entries(?::struct(k varchar, v varchar)[]) as objects, ? as amount
        """,
        [
            *load_of(year),
            label,
            f"{year}01" if label == "PBUDGET" else None,
            account,
            [{"k": k, "v": v} for k, v in (objects or {}).items()],
            amount,
        ],
    )


def _write_year(
    connection: duckdb.DuckDBPyConnection,
    year: int,
    *,
    revenue: int,
    contact_centre: int,
    helpline: int,
    one_off: int,
) -> None:
    connection.execute(
        """
        insert into raw.ledger_files by name
        select ? as load_id, ? as file_name, 1 as line_number, '4E' as sie_type,
            'Provnämnden' as company_name, make_date(? + 1, 1, 20) as generated_date
        """,
        [*load_of(year), year],
    )
    connection.execute(
        """
        insert into raw.ledger_fiscal_years by name
        select $1 as load_id, $2 as file_name, 2 - i as line_number, i as year_index,
            make_date($3 + i, 1, 1) as start_date, make_date($3 + i, 12, 31) as end_date
        from unnest([0, -1]) as years(i)
        """,
        [*load_of(year), year],
    )
    connection.execute(
        """
        insert into raw.ledger_vouchers by name
        select ? as load_id, ? as file_name, 100 as line_number, 'A' as series, '1' as voucher_number,
            make_date(?, 3, 5) as voucher_date
        """,
        [*load_of(year), year],
    )
    result = revenue - contact_centre - helpline - one_off - 10
    add_transaction(connection, year, "3010", -revenue, {"1": "4010", "20": "M1"})
    add_transaction(connection, year, "5010", contact_centre, {"1": "4010", "21": "A1"})
    add_transaction(connection, year, "5010", helpline, {"1": "4110"})
    add_transaction(connection, year, "7910", 10, {"1": "4010"})
    add_transaction(connection, year, "1239", -10)
    add_transaction(connection, year, "1510", result + 10 + one_off - 25 * (year == FIRST_YEAR))
    if one_off:
        add_transaction(connection, year, "6010", one_off, {"1": "4010", "6": "P201"})
        add_transaction(connection, year, "1510", -one_off)
    else:
        add_transaction(connection, year, "1231", 25, {"6": "I303"})
    # The result to equity, 1 of it to the fund.
    add_transaction(connection, year, "8999", result)
    add_transaction(connection, year, "2099", -result)
    add_transaction(connection, year, "2099", 1)
    add_transaction(connection, year, "2081", -1)


def _write_balances(connection: duckdb.DuckDBPyConnection) -> None:
    for account, amount in {"1510": 5, "2081": -5}.items():
        add_balance(connection, FIRST_YEAR, "IB", account, amount)
    for account, amount in {
        "1231": 25,
        "1239": -10,
        "1510": 30,
        "2081": -6,
        "2099": -39,
    }.items():
        add_balance(connection, SECOND_YEAR, "IB", account, amount)
    for account, amount, objects in [
        ("5010", 75, {"1": "4010"}),
        ("3010", -75, {"1": "4010"}),
        ("1231", 4, {"6": "I303"}),
    ]:
        add_balance(connection, SECOND_YEAR, "PBUDGET", account, amount)
        add_balance(connection, SECOND_YEAR, "PBUDGET", account, amount, objects)
