"""A system that gives numbers several names is not asked for one, unless it had one in another year."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from orchestration.gate.controls import read_controls

CONTROL = {control.name: control for control in read_controls()}[
    "a_number_and_a_name_belong_together"
]
CUSTOMERS = 12


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that the control reads, without a row."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema services; create schema staging;
            create table services.fct_supplier_invoices_by_supplier_and_month (
                fiscal_year int, supplier_id varchar, supplier_name varchar
            );
            create table staging.stg_registers__svefaktura_connections (
                as_of_date date, supplier_id varchar, supplier_name varchar
            );
            create table staging.stg_invoicing__customer_invoices (
                invoice_date date, administration_id varchar, administration varchar
            );
            create table staging.stg_invoicing__customers (
                as_of_date date, customer_id varchar, customer_name varchar
            );
            """
        )
        yield connection


@pytest.mark.parametrize(
    ("first", "second", "is_found"),
    [
        (CUSTOMERS, CUSTOMERS, False),  # a system that names whoever was invoiced
        (0, CUSTOMERS, True),  # a column that lies one row off
        (0, 1, True),
        (0, 0, False),
    ],
)
def test_numbers_that_had_one_name_each_keep_it(
    build: duckdb.DuckDBPyConnection, first: int, second: int, is_found: bool
) -> None:
    for year, with_two in ((2012, first), (2013, second)):
        for names, customers in ((0, CUSTOMERS), (1, with_two)):
            build.execute(
                "insert into staging.stg_invoicing__customer_invoices"
                " select make_date($1, 5, 1), 'F' || n, 'Customer ' || (n + $2) % $3 from range($4) as r (n)",
                [year, names, CUSTOMERS, customers],
            )
    query = f"select count(*) from ({CONTROL.query}) where {CONTROL.breach}"
    ((breaches,),) = build.execute(query).fetchall()
    assert (breaches > 0) == is_found
