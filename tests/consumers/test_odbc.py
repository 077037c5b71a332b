"""Excel, Power BI and others by ODBC: psqlODBC reads the served tables with the types and values of the release."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.postgres import PASSWORD, PostgresServer

READ = """
import json, os, sys, pyodbc
if os.environ["DRIVER"] not in pyodbc.drivers():
    sys.exit("no driver")
connection = pyodbc.connect(os.environ["CONNECTION"], autocommit=True)
asked = json.loads(sys.stdin.read())
found = {}
for query in asked["queries"]:
    cursor = connection.execute(query)
    found[query] = [[[type(v).__name__, str(v)] for v in row] for row in cursor.fetchall()]
found["driver"] = connection.getinfo(pyodbc.SQL_DRIVER_NAME)
found["tables"] = sorted(f"{t.table_schem}.{t.table_name}" for t in connection.cursor().tables(tableType="TABLE"))
print(json.dumps(found))
"""
DRIVER = "PostgreSQL Unicode"


class Odbc:
    """Asks the database through the driver, as a user of it."""

    def __init__(self, python: Path, server: PostgresServer, database: str) -> None:
        self._python = python
        self._server = server
        self._database = database

    def read(self, user: str, *queries: str) -> dict[str, Any]:
        """Return the rows of each query, each value with its Python type and as text."""
        done = self.run(user, *queries)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def run(self, user: str, *queries: str) -> subprocess.CompletedProcess[str]:
        # BoolsAsChar=0: a boolean is a bit, not the text "1". A password in braces may hold what it likes.
        connection = (
            f"Driver={{{DRIVER}}};Server=127.0.0.1;Port={self._server.port};Database={self._database};"
            f"Uid={user};Pwd={{{PASSWORD}}};BoolsAsChar=0"
        )
        done = subprocess.run(
            [self._python, "-c", READ],
            env={"PATH": os.environ["PATH"], "DRIVER": DRIVER, "CONNECTION": connection},
            input=json.dumps({"queries": queries}),
            capture_output=True,
            text=True,
            check=False,
        )
        # Without unixODBC the module that asks for the driver is not even imported.
        if "no driver" in done.stderr or "libodbc.so" in done.stderr:
            reason = "psqlODBC is not installed (Debian: odbc-postgresql unixodbc)"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        return done


@pytest.fixture(scope="module")
def odbc(clients: Path, postgres: PostgresServer, served: str) -> Odbc:
    return Odbc(clients / "odbc" / "bin" / "python", postgres, served)


def test_every_table_is_read_with_the_types_and_values_of_the_release(
    release: Path, odbc: Odbc
) -> None:
    queries = [
        "select * from economics.mart_economics__income_statement",
        "select * from economics.mart_economics__net_by_business_area",
        "select measure_value_id, fiscal_year, numerator, measure_value, row_count from measures.fct_measures"
        " where is_open_to_all",
        "select goal_key, label_sv, is_judged_otherwise, comment_sv from goals.mart_goals__goals",
        "select calendar_date, fiscal_year from common.dim_date",
        "select posting_id, posting_date, amount_sek, voucher_text from economics.fct_ledger_postings"
        " where posting_id in"
        " (select min(posting_id) from economics.fct_ledger_postings where is_open_to_all"
        " group by fiscal_year, account)",
    ]
    found = odbc.read("analyst", *queries)
    assert "psqlodbc" in found["driver"]
    with duckdb.connect(str(release / "bokslut.duckdb"), read_only=True) as connection:
        for query in queries:
            rows = connection.execute(query).fetchall()
            assert rows
            # Sorted here: two engines' collations may differ.
            expected = sorted([[type(v).__name__, str(v)] for v in row] for row in rows)
            assert sorted(found[query]) == expected, query
    values = [value for query in queries for row in found[query] for value in row]
    assert {"int", "str", "bool", "Decimal", "date"} <= {kind for kind, _ in values}
    assert "float" not in {kind for kind, _ in values}
    assert any(kind == "str" and set("åäöÅÄÖ") & set(text) for kind, text in values)


def test_the_driver_lists_the_tables_of_the_release(release: Path, odbc: Odbc) -> None:
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    expected = {f"{table['schema']}.{table['name']}" for table in manifest["tables"]}
    assert expected <= set(odbc.read("analyst")["tables"])


def test_the_rules_on_staff_hold_by_odbc_too(odbc: Odbc) -> None:
    query = "select distinct breakdown from hr.mart_hr__sick_leave"
    seen = {
        user: {row[0][1] for row in odbc.read(user, query)[query]}
        for user in ("analyst", "hr_partner")
    }
    assert seen["analyst"] == {"total", "month", "business_area"}
    assert seen["hr_partner"] > seen["analyst"]


@pytest.mark.parametrize(
    "statement",
    [
        "delete from economics.fct_budget",
        "update economics.fct_budget set amount_sek = 0",
        "create table public.t (i int)",
        "copy (select 1) to program 'true'",
        "select pg_read_file('/etc/passwd')",
    ],
)
def test_a_reader_writes_nothing_by_odbc(odbc: Odbc, statement: str) -> None:
    done = odbc.run("analyst", statement)
    assert done.returncode != 0
    # insufficient_privilege
    assert "42501" in done.stderr, done.stderr
