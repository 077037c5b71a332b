"""A good file gives its rows, typed, with their lines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest


def test_a_valid_file_has_no_findings(read, valid):
    report = read(valid)
    assert report.findings == []
    assert not report.has_errors
    assert (
        report.sie_type,
        report.account_count,
        report.voucher_count,
        report.transaction_count,
    ) == ("4E", 4, 2, 4)
    assert report.line_count == valid.count("\n")


def test_the_file_record_holds_the_identification(read, rows, valid):
    read(
        valid.replace(
            "#GEN",
            '#KPTYP EUBAS97\n#VALUTA SEK\n#FNR 17\n#TAXAR 2014\n#OMFATTN 20131231\n#PROSA "Å"\n#GEN',
        )
    )
    assert rows("FROM sie_files") == [
        (1, "4E", "0", "Bokslut test", "1.0", "PC8", date(2014, 1, 15), "AN", "Servicenämnden", "17", "212000-0142",
         "EUBAS97", "SEK", date(2013, 12, 31), "2014", "Å"),
    ]  # fmt: skip


def test_years_accounts_dimensions_and_objects_are_read(read, rows, valid):
    read(
        valid.replace(
            "#DIM 1 ",
            '#KTYP 1930 t\n#ENHET 1930 st\n#SRU 1930 7281\n#SRU 1930 7282\n#UNDERDIM 2 "KB" 1\n#DIM 1 ',
        )
    )
    assert rows("FROM sie_fiscal_years") == [
        (8, 0, date(2013, 1, 1), date(2013, 12, 31)),
        (9, -1, date(2012, 1, 1), date(2012, 12, 31)),
    ]
    assert rows("FROM sie_accounts LIMIT 2") == [
        (10, "1930", "Bank", "T", "st", ["7281", "7282"]),
        (11, "2440", "Leverantörsskulder", None, None, []),
    ]
    assert rows("FROM sie_dimensions") == [
        (18, "2", "KB", "1"),
        (19, "1", "Kostnadsställe", None),
        (20, "20", "Motpart", None),
    ]
    assert rows("FROM sie_objects") == [
        (21, "1", "4010", "Lön"),
        (22, "20", "87", "Stockholms stad"),
    ]


def test_vouchers_and_rows_are_read_with_their_lines(read, rows, valid):
    read(valid)
    assert rows("FROM sie_vouchers LIMIT 1") == [
        (29, "A", "1", date(2013, 1, 15), "Faktura till staden", date(2013, 1, 16), "AN")
    ]
    assert rows("FROM sie_transactions ORDER BY line_number LIMIT 2") == [
        (31, 29, "TRANS", "1930", {}, Decimal("250.00"), None, None, None, None, True),
        (32, 29, "TRANS", "3010", {"1": "4010", "20": "87"}, Decimal("-250.00"), date(2013, 1, 14), "Lönehantering",
         Decimal("12.5000"), "AN", True),
    ]  # fmt: skip


def test_balances_of_every_kind_are_read(read, rows, valid):
    read(
        valid.replace(
            "#VER A 1 ", '#OIB 0 1930 {20 "87"} 1.5\n#OUB 0 1930 {20 "87"} 2 7\n#VER A 1 '
        )
    )
    assert rows("SELECT * EXCLUDE line_number FROM sie_balances WHERE line_number >= 26") == [
        ("PSALDO", 0, "201301", "3010", {}, Decimal("-250.00"), None),
        ("PSALDO", 0, "201301", "3010", {"1": "4010"}, Decimal("-250.00"), None),
        ("PBUDGET", 0, "201301", "3010", {"1": "4010"}, Decimal("-300.00"), None),
        ("OIB", 0, None, "1930", {"20": "87"}, Decimal("1.50"), None),
        ("OUB", 0, None, "1930", {"20": "87"}, Decimal("2.00"), Decimal("7.0000")),
    ]


def test_the_tables_have_the_agreed_types(read, connection, valid):
    read(valid)
    types = {
        (table, column): kind
        for table, column, kind in connection.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE table_name LIKE 'sie_%'"
        ).fetchall()
    }
    assert types["sie_transactions", "amount"] == "DECIMAL(18,2)"
    assert types["sie_transactions", "objects"] == "MAP(VARCHAR, VARCHAR)"
    assert types["sie_balances", "quantity"] == "DECIMAL(18,4)"
    assert types["sie_balances", "year_index"] == "INTEGER"
    assert types["sie_accounts", "sru_codes"] == "VARCHAR[]"
    assert {kind for (_, column), kind in types.items() if column.endswith("line_number")} == {
        "BIGINT"
    }
    assert not [key for key in types if key[1].startswith("odd_")]
    assert {table for table, _ in types} == {
        "sie_files", "sie_fiscal_years", "sie_accounts", "sie_dimensions", "sie_objects", "sie_balances",
        "sie_vouchers", "sie_transactions", "sie_transaction_rows", "sie_object_lists",
    }  # fmt: skip


def test_reading_a_second_file_replaces_the_first(read, rows, valid):
    read(valid)
    read(valid.split("#VER A 2")[0])
    assert rows("SELECT count(*) FROM sie_transactions") == [(2,)]


def test_account_totals_and_object_rows_are_told_apart(read, rows, valid):
    """Type 3 says the same money twice: once for the account, once for its objects (SIE 4B, #PSALDO, 5)."""
    head = valid.split("#VER")[0].replace("#SIETYP 4", "#SIETYP 3\n#OMFATTN 20131231")
    assert read(head).findings == []
    assert rows(
        "SELECT cardinality(objects), sum(amount) FROM sie_balances WHERE label = 'PSALDO' GROUP BY 1 ORDER BY 1"
    ) == [
        (0, Decimal("-250.00")),
        (1, Decimal("-250.00")),
    ]


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_lines_may_end_in_either_way(read, rows, valid, ending):
    assert read(valid.replace("\n", ending)).findings == []
    assert rows("SELECT sign FROM sie_vouchers LIMIT 1") == [("AN",)]


@pytest.mark.slow
def test_tabs_indentation_and_runs_of_blanks_separate_fields_as_one_blank(read, rows, valid):
    read(valid)
    expected = rows("FROM sie_transactions ORDER BY line_number")
    loose = (
        valid.replace("#TRANS ", "\t  #TRANS \t ")
        .replace("{}", "{  }")
        .replace('{1 "4010"}', '{ 1\t"4010"  }')
    )
    assert read(loose.replace("\n", " \t\n")).findings == []
    assert rows("FROM sie_transactions ORDER BY line_number") == expected


def test_blank_lines_are_ignored_but_counted(read, rows, valid):
    assert read(valid.replace("#KONTO 1930", "\n   \n\n#KONTO 1930")).findings == []
    assert rows("SELECT min(line_number) FROM sie_accounts") == [(13,)]


@pytest.mark.slow
def test_quoting_is_optional_and_changes_nothing(read, rows, valid):
    read(valid)
    expected = rows("FROM sie_transactions ORDER BY line_number")
    assert (
        read(
            valid.replace('{1 "4010"', '{"1" 4010')
            .replace(" 250.00", ' "250.00"')
            .replace('"Bank"', "Bank")
        ).findings
        == []
    )
    assert rows("FROM sie_transactions ORDER BY line_number") == expected


def test_empty_quoted_fields_hold_their_place(read, rows, valid):
    report = read(valid.replace("#TRANS 1930 {} 250.00", '#TRANS 1930 {} 250.00 "" "" "" "BO"'))
    assert report.findings == []
    assert rows(
        "SELECT transaction_date, text, quantity, sign FROM sie_transactions ORDER BY line_number LIMIT 1"
    ) == [(None, None, None, "BO")]


def test_trailing_fields_of_a_later_edition_are_allowed(read, valid):
    assert read(valid.replace('12.5 "AN"', '12.5 "AN" later "still more" x y z')).findings == []


def test_swedish_letters_are_read_from_code_page_437(read, rows, valid):
    read(valid.replace("Servicenämnden", "åäöÅÄÖéüß½"))
    assert rows("SELECT company_name FROM sie_files") == [("åäöÅÄÖéüß½",)]


def test_amounts_are_exact_to_the_ore(read, rows, valid):
    read(valid.replace(" 250.00", " 9999999999999999.99", 1).replace("{} 250.00", "{} -0.1", 1))
    assert rows("SELECT amount FROM sie_balances WHERE line_number = 22") == [(Decimal("150.00"),)]
    assert rows("SELECT amount FROM sie_transactions ORDER BY line_number LIMIT 1") in (
        [(Decimal("9999999999999999.99"),)],
        [(Decimal("-0.10"),)],
    )


@pytest.mark.parametrize(
    ("sie_type", "name", "expected"),
    [
        ("4", "a.se", "4E"),
        ("4", "a.si", "4E"),
        ("3", "a.se", "3"),
        ("2", "a.se", "2"),
        ("1", "a.se", "1"),
    ],
)
def test_the_type_is_the_one_stated(read, valid, sie_type, name, expected):
    assert read(valid.replace("#SIETYP 4", f"#SIETYP {sie_type}"), name=name).sie_type == expected


def test_a_file_without_a_type_is_of_type_1(read, valid):
    assert read(valid.replace("#SIETYP 4\n", "")).sie_type == "1"


def test_an_import_file_needs_neither_years_accounts_nor_balances(read, rows, valid):
    lines = [
        line
        for line in valid.splitlines()
        if not line.startswith(("#RAR", "#KONTO", "#IB", "#UB", "#RES", "#P"))
    ]
    report = read("\n".join(["#FLAGGA 0", '#PROGRAM "Lön"', *lines[1:]]) + "\n", name="LON.SI")
    assert (report.sie_type, report.has_errors, report.voucher_count) == ("4I", False, 2)
    assert {finding.severity for finding in report.findings} == {"notice"}
    assert rows("SELECT count(*) FROM sie_balances") == [(0,)]


def test_an_added_row_and_the_row_that_repeats_it_count_once(read, rows, valid):
    repeated = '#RTRANS 5010 {1 "4010"} 50.00\n#TRANS 5010 {1 "4010"} 50.00\n'
    added = repeated + '#BTRANS 1930 {} 70.00\n#TRANS 5010 {1 "4010"} 150.00'
    report = read(valid.replace('#TRANS 5010 {1 "4010"} 200.00', added))
    assert report.findings == []
    assert rows(
        "SELECT label, amount, is_counted FROM sie_transactions WHERE voucher_line_number = 34 ORDER BY 1, 2"
    ) == [
        ("BTRANS", Decimal("70.00"), False),
        ("RTRANS", Decimal("50.00"), True),
        ("TRANS", Decimal("-200.00"), True),
        ("TRANS", Decimal("50.00"), False),
        ("TRANS", Decimal("150.00"), True),
    ]


@pytest.mark.slow
def test_a_file_larger_than_a_batch_keeps_its_lines_and_vouchers(read, rows, valid, monkeypatch):
    monkeypatch.setattr("orchestration.sie.rewriting.BATCH_SIZE", 2_000)
    monkeypatch.setattr("orchestration.sie.rewriting.BLOCK_SIZE", 700)
    voucher = (
        '#VER B {n} 20130301 "Nr {n}"\n{{\n#TRANS 1930 {{}} {n}.00\n#TRANS 1930 {{}} -{n}.00\n}}\n'
    )
    report = read(valid + "".join(voucher.format(n=n) for n in range(1, 301)))
    assert report.findings == []
    first = valid.count("\n") + 1
    assert rows("""SELECT count(*), sum(t.line_number - voucher_line_number), min(v.line_number), max(t.line_number)
        FROM sie_transactions t JOIN sie_vouchers v ON v.line_number = voucher_line_number
        WHERE series = 'B' AND abs(amount) = voucher_number::INTEGER""") == [
        (600, 300 * 5, first, first + 300 * 5 - 2)
    ]
