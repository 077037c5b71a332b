"""A traced row of the ledger shows the voucher on that line of the file, not the day on which the measure counts it."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from orchestration.diagnostics.ledger_lines import with_ledger_lines

ROWS = """
    select * from (values
        ('load', 'ledger/file.se', 11, date '2013-12-31'),
        ('load', 'ledger/file.se', 12, date '2013-12-31'),
        ('load', 'ledger/file.se', 5, date '2013-12-31'),
        ('load', 'payroll/file.csv', 11, date '2013-05-01'),
        (null, null, null, date '2013-12-31')
    ) as rows (load_id, file_name, line_number, quantity_date)
"""


@pytest.fixture
def found() -> dict[tuple[str | None, int | None], tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute("""
            create schema staging;
            create table staging.stg_ledger__vouchers as select 'load/ledger/file.se' as ledger_file_id,
                10 as line_number, 'B' as voucher_series, '8' as voucher_number, date '2012-01-02' as voucher_date,
                'Reversal' as voucher_text;
            create table staging.stg_ledger__transactions as select * from (values
                ('load/ledger/file.se', 10, 11, '3030', null::date, null::varchar),
                ('load/ledger/file.se', 10, 12, '3031', date '2012-01-03', 'Own text')
            ) as rows (ledger_file_id, voucher_line_number, line_number, account, transaction_date, transaction_text);
            create table staging.stg_ledger__balances as select 'load/ledger/file.se' as ledger_file_id,
                5 as line_number, 'PBUDGET' as label, 201301 as fiscal_period_id, '4610' as account;
        """)
        rows = connection.execute(
            "select file_name, line_number, entry_date, entry, account, entry_text"
            f" from ({with_ledger_lines(ROWS)})"
        ).fetchall()
    assert len(rows) == 5
    return {(row[0], row[1]): row[2:] for row in rows}


def test_a_row_shows_its_voucher_with_date_number_account_and_text(found: dict) -> None:
    assert found["ledger/file.se", 11] == (date(2012, 1, 2), "B 8", "3030", "Reversal")


def test_a_row_with_a_date_and_a_text_of_its_own_shows_those(found: dict) -> None:
    assert found["ledger/file.se", 12] == (date(2012, 1, 3), "B 8", "3031", "Own text")


def test_a_budget_shows_its_month_and_no_day(found: dict) -> None:
    assert found["ledger/file.se", 5] == (None, "#PBUDGET 201301", "4610", None)


def test_rows_of_other_files_and_rules_have_no_voucher(found: dict) -> None:
    assert found["payroll/file.csv", 11] == (None, None, None, None)
    assert found[None, None] == (None, None, None, None)
