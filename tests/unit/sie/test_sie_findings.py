"""Each thing that can be wrong with a file is named, with its line, and what can be read is still read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.sie.findings import KEPT_PER_CODE

# Most tests read a whole ledger file. `make check` has test_sie_tables.py, which tells whether the reader works.
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "written",
    ["250,00", "+250.00", "250.000", '"2 250.00"', "250.001", "1e3", "x", '""', "250.", ".5"],
)
def test_a_broken_amount_is_named_with_its_line_field_and_value(only, written):
    finding = only("amount", "{} 250.00", "{} " + written)
    assert (finding.line, finding.field) == (31, "belopp")
    assert finding.value == written.strip('"')
    assert "decimal point" in finding.message


@pytest.mark.parametrize(
    ("written", "amount"),
    [("250,00", "250.00"), ("+250.00", "250.00"), ("250.000", "250.00"), ('"2 250.00"', "2250.00"), ("250.", "250.00"),
     (".5", "0.50"), ("250.001", None), ("1e3", None), ("2.250,00", None), ("99999999999999999", None)],
)  # fmt: skip
def test_a_broken_amount_is_read_only_where_its_meaning_is_not_in_doubt(
    read, rows, valid, written, amount
):
    report = read(valid.replace("{} 250.00", "{} " + written))
    (said,) = [finding for finding in report.findings if finding.code == "amount"]
    assert said.severity == ("warning" if amount else "error")
    assert amount is None or f"It was read as {amount}." in said.message
    assert rows("SELECT amount FROM sie_transactions ORDER BY line_number LIMIT 1") == [
        (Decimal(amount) if amount else None,)
    ]


@pytest.mark.parametrize(("written", "severity"), [("150,00", "warning"), ("x", "error")])
def test_a_broken_amount_in_a_balance_is_an_error_where_it_cannot_be_read(only, written, severity):
    finding = only("amount", "#UB 0 1930 150.00", f"#UB 0 1930 {written}")
    assert (finding.severity, finding.line, finding.field) == (severity, 22, "saldo")
    assert finding.value == written


@pytest.mark.parametrize("written", ["20131315", "20130229", "2013-01-15", "201301", "x", '""'])
def test_a_broken_voucher_date_is_an_error(only, written):
    finding = only("date", "#VER A 1 20130115", f"#VER A 1 {written}")
    assert (finding.severity, finding.line, finding.field, finding.value or "") == (
        "error",
        29,
        "verdatum",
        written.strip('"'),
    )


@pytest.mark.parametrize(
    ("old", "new", "severity", "line", "field"),
    [("20130114", "20130132", "warning", 32, "transdat"), ("20130116", "20130001", "warning", 29, "regdatum"),
     ("#GEN 20140115", "#GEN 140115", "warning", 4, "datum"),
     ("20130101 20131231", "20130101 20131232", "error", 8, "slut")],
)  # fmt: skip
def test_a_broken_date_is_an_error_where_the_books_rest_on_it(
    only, old, new, severity, line, field
):
    finding = only("date", old, new)
    assert (finding.severity, finding.line, finding.field) == (severity, line, field)


def test_a_voucher_that_does_not_sum_to_zero_is_an_error_with_its_line(only):
    finding = only("voucher_unbalanced", "#TRANS 1930 {} 250.00", "#TRANS 1930 {} 250.01")
    assert (finding.severity, finding.line, finding.value) == ("error", 29, "0.01")
    assert finding.message == "Voucher A 1 does not sum to zero: its 2 rows give 0.01."


def test_an_added_row_without_the_row_that_repeats_it_is_counted_and_named(only):
    finding = only("rtrans", "#TRANS 1930 {} 250.00", "#RTRANS 1930 {} 250.00")
    assert (finding.severity, finding.line) == ("warning", 31)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("}\n#VER A 2", "#VER A 2", 33),
        ("Lön\"\n{\n", "Lön\"\n", 37),
        ('#DIM 1 "', '{\n#DIM 1 "', 14),
    ],
)  # fmt: skip
def test_braces_out_of_place_are_an_error(read, valid, old, new, line):
    found = [f for f in read(valid.replace(old, new, 1)).findings if f.code == "braces"]
    assert line in [f.line for f in found]
    assert {f.severity for f in found} == {"error"}


def test_a_file_that_ends_within_a_voucher_is_an_error(only):
    finding = only("braces", "#TRANS 1930 {} -200.00\n}\n", "")
    assert (finding.line, "cut short" in finding.message) == (36, True)


def test_a_row_outside_a_voucher_is_an_error(only):
    assert only("outside_voucher", "#VER A 1 ", "#TRANS 1930 {} 1.00\n#VER A 1 ").line == 29


def test_another_record_inside_a_voucher_is_an_error(only):
    finding = only("inside_voucher", "#TRANS 5010", '#KONTO 7010 "Lön"\n#TRANS 5010')
    assert (finding.severity, finding.line, finding.field) == ("error", 36, "#KONTO")


@pytest.mark.parametrize("label", ["#FLAGGA", "#PROGRAM", "#FORMAT", "#GEN", "#FNAMN", "#KONTO"])
def test_a_missing_record_that_no_figure_rests_on_is_a_warning(read, valid, label):
    content = "\n".join(line for line in valid.splitlines() if not line.startswith(label)) + "\n"
    found = [f for f in read(content).findings if f.code == "missing_record"]
    assert [(f.severity, f.line, f.field) for f in found] == [("warning", None, label)]


def test_a_missing_current_year_is_an_error(only):
    assert only("missing_record", "#RAR 0 20130101 20131231\n", "").severity == "error"


def test_period_balances_need_the_date_that_they_reach(only):
    assert only("missing_record", "#SIETYP 4", "#SIETYP 2").field == "#OMFATTN"


def test_a_file_without_any_balance_is_odd(read, valid):
    content = (
        "\n".join(line for line in valid.splitlines() if not line.startswith(("#UB", "#RES")))
        + "\n"
    )
    assert [f.severity for f in read(content).findings if f.code == "missing_balances"] == [
        "warning"
    ]


def test_a_record_that_the_type_may_not_have_is_odd(read, valid):
    found = [
        f
        for f in read(valid.replace("#SIETYP 4", "#SIETYP 2")).findings
        if f.code == "record_not_in_type"
    ]
    assert ("#VER", 29) in [(f.field, f.line) for f in found]


@pytest.mark.parametrize(
    ("code", "old", "new", "severity", "line"),
    [
        ("flag_not_first", "#FLAGGA 0\n#PROGRAM \"Bokslut test\" 1.0", "#PROGRAM x 1\n#FLAGGA 0", "warning", 1),
        ("flag", "#FLAGGA 0", "#FLAGGA 2", "warning", 1),
        ("flag_set", "#FLAGGA 0", "#FLAGGA 1", "notice", 1),
        ("format", "PC8", "UTF-8", "warning", 3),
        ("sie_type", "#SIETYP 4", "#SIETYP 7", "warning", 5),
        ("org_number", "212000-0142", "2120000142", "warning", 7),
        ("duplicate", "#KONTO 2440", '#KONTO 1930 "Kassa"\n#KONTO 2440', "warning", 11),
        ("fiscal_year", "20120101 20121231", "20121231 20120101", "error", 9),
        ("contradiction", "#RAR -1 20120101 20121231", "#RAR 0 20120101 20121231", "error", 9),
        ("contradiction", "#RAR 0", "#ORGNR 556677-8899\n#RAR 0", "error", 8),
        ("contradiction", "#RAR 0", "#VALUTA SEK\n#VALUTA EUR\n#RAR 0", "error", 9),
        ("contradiction", "#SIETYP 4", "#SIETYP 4\n#SIETYP 1", "error", 6),
        ("years_do_not_follow", "#RAR -1 20120101 20121231", "#RAR -1 20120101 20121130", "warning", None),
        ("years_do_not_follow", "#RAR -1 20120101 20121231", "#RAR -1 20120701 20130630", "warning", None),
        ("year_index", "#UB -1 1930", "#UB 1 1930", "error", 18),
        ("year_undeclared", "#PBUDGET 0", "#PBUDGET -2", "warning", 28),
        ("period", "#PBUDGET 0 201301", "#PBUDGET 0 201313", "error", 28),
        ("quantity", "12.5", "tolv", "warning", 32),
        ("account_number", "#KONTO 1930", '#KONTO X1 "x"\n#KONTO 1930', "warning", 10),
        ("account_type", "#DIM 1 ", "#KTYP 1930 Q\n#DIM 1 ", "warning", 14),
        ("account", "#TRANS 1930 {} 250.00", '#TRANS "" {} 250.00', "error", 31),
        ("account_undeclared", "#KONTO 5010 \"Löner\"\n", "", "warning", 24),
        ("dimension_undeclared", "#DIM 20 \"Motpart\"\n", "", "warning", 16),
        ("object_undeclared", "#OBJEKT 20 \"87\" \"Stockholms stad\"\n", "", "warning", 31),
        ("objects", '{1 "4010" 20 "87"}', '{1 "4010" 20}', "error", 32),
        ("objects", '{1 "4010" 20 "87"}', '{1 "4010" 1 "87"}', "error", 32),
        ("objects", '{1 "4010" 20 "87"}', '{1 "4010" "" "87"}', "error", 32),
        ("objects", "#PBUDGET 0", '#PSALDO 0 201301 3010 {1 ""} 1\n#PBUDGET 0', "error", 28),
        ("object_empty", '{1 "4010" 20 "87"}', '{1 "4010" 20 ""}', "warning", 32),
        ("objects_missing", "#TRANS 1930 {} 250.00", "#TRANS 1930 250.00", "warning", 31),
        ("voucher_empty", '#TRANS 5010 {1 "4010"} 200.00\n#TRANS 1930 {} -200.00\n', "", "warning", 34),
        ("voucher_order", "#VER A 1 ", "#VER A 3 ", "warning", 34),
        ("voucher_number_twice", "#VER A 2", "#VER A 1", "error", 34),
        ("voucher_number_twice", "#VER A 2", "#VER A 01", "error", 34),
        ("voucher_number_missing", "#VER A 2", '#VER A ""', "error", 34),
        ("date_outside_year", "-250.00 20130114", "-250.00 20120114", "warning", 32),
        ("duplicate", "#UB 0 2440", "#UB 0 1930 150.00\n#UB 0 2440", "error", 23),
        ("duplicate", "#PBUDGET 0", '#PSALDO 0 201301 3010 {1 4010} 1\n#PBUDGET 0', "error", 28),
        ("amount_split", "#TRANS 1930 {} 250.00", "#TRANS 1930 {} 1 250.00", "error", 31),
        ("amount_split", "#UB 0 1930 150.00", "#UB 0 1930 1 150.00", "error", 22),
        ("date_outside_year", "#VER A 2 20130125", "#VER A 2 20140125", "warning", 34),
        ("unknown_label", "#DIM 1 ", "#NYTT 1 2 3\n#NYTT 4\n#DIM 1 ", "notice", 14),
        ("label_case", "#KONTO 1930", "#konto 1930", "warning", 10),
        ("no_label", "#DIM 1 ", "Sida 1\n#DIM 1 ", "error", 14),
    ],
)  # fmt: skip
def test_each_defect_is_named_with_its_line(only, code, old, new, severity, line):
    finding = only(code, old, new)
    assert (finding.severity, finding.line) == (severity, line)
    assert finding.message.endswith(".")


def test_a_record_that_repeats_itself_in_another_writing_contradicts_nothing(read, valid):
    repeated = "#ORGNR 2120000142\n#VALUTA sek\n#VALUTA SEK\n#RAR 0 20130101 20131231\n#DIM 1 "
    codes = {finding.code for finding in read(valid.replace("#DIM 1 ", repeated, 1)).findings}
    assert codes == {"duplicate", "org_number"}


def test_a_change_of_a_month_that_is_not_one_is_not_compared(read, valid):
    report = read(valid.replace("#PSALDO 0 201301 3010 {} ", "#PSALDO 0 201313 3010 {} "))
    assert "period_change" not in {finding.code for finding in report.findings}


def test_a_row_without_an_object_list_is_read_all_the_same(read, rows, valid):
    read(valid.replace("#TRANS 1930 {} 250.00", '#TRANS 1930 250.00 20130115 "Text"'))
    assert rows(
        "SELECT amount, transaction_date::VARCHAR, text FROM sie_transactions ORDER BY line_number LIMIT 1"
    ) == [(Decimal("250.00"), "2013-01-15", "Text")]


def test_a_row_with_an_empty_object_has_its_other_objects_and_none_of_that_dimension(
    read, rows, valid
):
    read(valid.replace('{1 "4010" 20 "87"}', '{20 "" 1 "4010"}'))
    assert rows("SELECT objects FROM sie_transactions WHERE line_number = 32") == [({"1": "4010"},)]


def test_reserved_dimensions_need_no_declaration(read, valid):
    assert read(valid.replace('#DIM 1 "Kostnadsställe"\n', "")).findings == []


def test_the_block_of_an_unknown_label_is_ignored(read, valid):
    report = read(valid.replace("#VER A 1 ", "#NYTT 1\n{\n#UNDER 2\n}\n#VER A 1 "))
    assert {f.code for f in report.findings} == {"unknown_label"}


def test_findings_are_cut_off_by_code_and_the_total_is_told(read, valid):
    report = read(valid + "rubbish\n" * 1000)
    found = [f for f in report.findings if f.code == "no_label"]
    assert len(found) == KEPT_PER_CODE + 1
    assert (found[-1].line, found[-1].value) == (None, "1000")
    assert "1000" in found[-1].message


# Reconciliations of our own: warnings with the difference.


@pytest.mark.parametrize(
    ("code", "old", "new", "value", "difference"),
    [
        ("closing_balance", "#RES 0 5010 200.00\n", "#RES 0 5010 190.00\n", "5010", "10.00"),
        ("trial_balance", "#RES 0 5010 200.00\n", "#RES 0 5010 190.00\n", "0", "-10.00"),
        ("closing_balance", "#UB 0 1930 150.00", "#UB 0 1930 149.00", "1930", "1.00"),
        ("opening_balance", "#UB -1 1930 100.00", "#UB -1 1930 101.00", "1930", "-1.00"),
        ("period_balances", "{} -250.00\n", "{} -251.00\n", "3010", "-1.00"),
        ("period_change", "{} -250.00\n", "{} -251.00\n", "3010", "1.00"),
        ("period_change", "201301 3010 {} -250.00\n", "201302 3010 {} -250.00\n", "3010", "250.00"),
    ],
)
def test_sums_that_do_not_agree_are_warnings_with_the_difference(
    only, code, old, new, value, difference
):
    finding = only(code, old, new)
    assert (finding.severity, finding.value) == ("warning", value)
    assert f" {difference}." in finding.message


def test_changes_by_month_may_be_stated_of_some_accounts_alone(read, valid):
    assert "period_change" not in {finding.code for finding in read(valid).findings}
    by_object = valid.replace("#PSALDO 0 201301 3010 {} -250.00\n", "")
    assert "period_change" not in {finding.code for finding in read(by_object).findings}


def test_rows_outside_the_current_year_do_not_count_against_its_balances(read, valid):
    before = '#VER B 1 20121231 "Fjolåret"\n{\n#TRANS 1930 {} 5\n#TRANS 2440 {} -5\n}\n'
    assert {finding.code for finding in read(valid + before).findings} == {"date_outside_year"}


def test_balances_by_a_dimension_that_no_row_has_are_named(only):
    finding = only("objects_in_balances_alone", "#PBUDGET 0", '#OUB 0 1930 {6 "P1"} 0\n#PBUDGET 0')
    assert (finding.severity, finding.line, finding.value) == ("warning", 28, "6")


def test_a_number_that_identifies_two_vouchers_is_told_with_both_lines(only):
    finding = only("voucher_number_twice", "#VER A 2", "#VER A 1")
    assert "line 29 " in finding.message


def test_a_repeated_balance_is_told_with_the_line_of_the_first(only):
    finding = only("duplicate", "#IB 0 2440", "#IB 0 1930 5\n#IB 0 2440")
    assert finding.message == "#IB 0 1930 was given on line 20 already."


def test_the_same_account_with_other_objects_is_not_a_repeated_balance(read, valid):
    more = '#PSALDO 0 201301 3010 {1 "4020"} 0\n#PBUDGET 0'
    codes = {finding.code for finding in read(valid.replace("#PBUDGET 0", more)).findings}
    assert "duplicate" not in codes


def test_a_series_may_be_empty_and_its_numbers_identify(read, valid):
    both = valid.replace("#VER A 1", '#VER "" 1').replace("#VER A 2", '#VER "" 1')
    codes = [finding.code for finding in read(both).findings]
    assert codes == ["voucher_number_twice"]
    assert read(valid.replace("#VER A", '#VER ""')).findings == []


def test_an_import_file_may_leave_the_numbers_out(read, valid):
    lines = valid.replace("#VER A 1", '#VER "" ""').replace("#VER A 2", '#VER "" ""').splitlines()
    text = "".join(
        f"{line}\n"
        for line in lines
        if not line.startswith(("#UB", "#IB", "#RES", "#PSALDO", "#PBUDGET", "#RAR"))
    )
    assert not read(text, name="import.si").has_errors
