"""SIE 5 (XML) gives the same tables as SIE 4, is streamed, and brings no attack in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.core.duckdb import connect
from orchestration.sie import NotSieError, SieReport, parse
from tests.boards.sie_programs import variant, write_files, write_sie_5

# Short tests, so many that `make check` leaves them out.
pytestmark = pytest.mark.slow

HEAD = """\
<?xml version="1.0" encoding="utf-8"?>
<Sie xmlns="http://www.sie.se/sie5">
<FileInfo>
<SoftwareProduct name="Prov" version="1.0"/>
<FileCreation time="2014-01-15T10:00:00+01:00" by="EK"/>
<Company organizationId="212000-0142" name="Provnämnden" clientId="7"/>
<FiscalYears>
<FiscalYear start="2012-01" end="2012-12"/>
<FiscalYear start="2013-01" end="2013-12" primary="true"/>
</FiscalYears>
<AccountingCurrency currency="SEK"/>
</FileInfo>
"""
ACCOUNTS = """\
<Accounts>
<Account id="1930" name="Bank" type="asset" unit="kr">
<OpeningBalance month="2013-01" amount="100"/>
<ClosingBalance month="2012-12" amount="100.00"/>
<ClosingBalance month="2013-12" amount="350.5"/>
</Account>
<Account id="2010" name="Eget kapital" type="equity">
<OpeningBalance month="2013-01" amount="-100"/>
<ClosingBalance month="2012-12" amount="-100"/>
<ClosingBalance month="2013-12" amount="-100"/>
</Account>
<Account id="3010" name="Försäljning" type="income">
<ClosingBalance month="2013-12" amount="-250.5"><ObjectReference dimId="1" objectId="736"/></ClosingBalance>
<ClosingBalance month="2013-12" amount="-250.5"/>
<Budget month="2013-03" amount="-200" quantity="2"/>
</Account>
</Accounts>
<Dimensions><Dimension id="1" name="Ansvar">
<Object id="736" name="Biblioteken"/></Dimension></Dimensions>
"""
JOURNAL = """\
<Journal id="A" name="Verifikationer">
<JournalEntry id="1" journalDate="2013-01-15" text="Faktura &amp; moms">
<EntryInfo date="2013-01-16" by="EK"/>
<LedgerEntry accountId="1930" amount="250.5"/>
<LedgerEntry accountId="3010" amount="-250.5" text="rad" ledgerDate="2013-01-15" quantity="1.5">
<ObjectReference dimId="1" objectId="736"/>
<EntryInfo date="2013-01-17" by="AB"/>
</LedgerEntry>
<LedgerEntry accountId="3010" amount="-9"><Overstrike date="2013-02-01" by="AB"/></LedgerEntry>
</JournalEntry>
</Journal>
"""
VOUCHER_LINE = (HEAD + ACCOUNTS).count("\n") + 2
WHOLE = f"{HEAD}{ACCOUNTS}{JOURNAL}</Sie>\n"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as connection:
        yield connection


def read(connection: duckdb.DuckDBPyConnection, folder: Path, text: str | bytes) -> SieReport:
    path = folder / "ledger.sie"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return parse(path, connection)


def codes(report: SieReport, severity: str = "error") -> set[str]:
    return {finding.code for finding in report.findings if finding.severity == severity}


@pytest.mark.parametrize("program", ["bokio", "fortnox"])
def test_the_same_books_as_sie_4_and_as_sie_5_give_the_same_tables(
    program: str, tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    made = variant(program, has_sru=False, has_account_types=True, chart_type=None, voucher_gap=False,
        has_balance_date=False)  # fmt: skip
    queries = (
        "select company_name, org_number, program, program_version, generated_date, currency from sie_files",
        "select year_index, start_date, end_date from sie_fiscal_years",
        "select account, account_name, account_type from sie_accounts order by account",
        "select dimension, object_code, object_name from sie_objects order by all",
        "select label, year_index, account, amount from sie_balances order by all",
        "select series, voucher_number, voucher_date, voucher_text from sie_vouchers order by voucher_number::int",
        "select voucher_number, account, objects, amount, is_counted from sie_transactions"
        " join sie_vouchers on voucher_line_number = sie_vouchers.line_number order by sie_transactions.line_number",
    )

    def tables(path: Path) -> list[list[tuple[object, ...]]]:
        report = parse(path, connection)
        assert not report.has_errors, report.findings
        assert not codes(report, "warning")
        return [connection.execute(query).fetchall() for query in queries]

    (sie_4,) = write_files(made, tmp_path, years=1)
    four, five = tables(sie_4), tables(write_sie_5(made, tmp_path / "ledger.sie"))
    assert four[0][0][-1] is None
    assert five[0] == [(*four[0][0][:-1], "SEK")]
    assert five[1:] == four[1:]


def test_each_element_becomes_its_record(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    report = read(connection, tmp_path, WHOLE)
    assert (report.sie_type, report.has_errors) == ("5", False)
    assert not codes(report, "warning")
    assert connection.execute(
        "select label, year_index, period, account, objects::varchar, amount::varchar, quantity::varchar"
        " from sie_balances order by line_number"
    ).fetchall() == [
        ("IB", 0, None, "1930", "{}", "100.00", None),
        ("UB", -1, None, "1930", "{}", "100.00", None),
        ("UB", 0, None, "1930", "{}", "350.50", None),
        ("IB", 0, None, "2010", "{}", "-100.00", None),
        ("UB", -1, None, "2010", "{}", "-100.00", None),
        ("UB", 0, None, "2010", "{}", "-100.00", None),
        ("OUB", 0, None, "3010", "{1=736}", "-250.50", None),
        ("RES", 0, None, "3010", "{}", "-250.50", None),
        ("PBUDGET", 0, "201303", "3010", "{}", "-200.00", "2.0000"),
    ]  # fmt: skip
    assert connection.execute(
        "select line_number, series, voucher_number, voucher_date::varchar, voucher_text,"
        " registered_date::varchar, sign from sie_vouchers"
    ).fetchall() == [
        (VOUCHER_LINE, "A", "1", "2013-01-15", "Faktura & moms", "2013-01-16", "EK"),
    ]
    rows = connection.execute(
        "select line_number, voucher_line_number, label, amount::varchar, quantity::varchar, text, sign, is_counted"
        " from sie_transactions order by line_number"
    ).fetchall()
    assert rows == [
        (VOUCHER_LINE + 2, VOUCHER_LINE, "TRANS", "250.50", None, None, None, True),
        (VOUCHER_LINE + 3, VOUCHER_LINE, "TRANS", "-250.50", "1.5000", "rad", "AB", True),
        (VOUCHER_LINE + 7, VOUCHER_LINE, "BTRANS", "-9.00", None, None, None, False),
    ]
    about = connection.execute("select company_internal_id, generated_by from sie_files")
    assert about.fetchall() == [("7", "EK")]


def test_elements_that_share_a_line_have_numbers_of_their_own(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    report = read(connection, tmp_path, WHOLE.replace("\n", " "))
    assert not report.has_errors
    assert codes(report, "notice") == {"line_numbers"}
    assert connection.execute(
        "select count(*), count(distinct line_number), sum(amount) from sie_transactions"
    ).fetchall()[0][:2] == (3, 3)


@pytest.mark.parametrize(
    ("old", "new", "severity", "code"),
    [
        ('amount="-250.5" text', 'amount="-250.4" text', "error", "voucher_unbalanced"),
        ('amount="350.5"', 'amount="1e3"', "error", "amount"),
        ('"2013-01-15" text', '"2013-02-30" text', "error", "date"),
        ('id="1" journalDate', "journalDate", "error", "voucher_number_missing"),
        (' primary="true"', "", "error", "primary_year"),
        ('<Account id="3010"', '<Account id="3011"', "warning", "account_undeclared"),
        ('<ClosingBalance month="2013-12" amount="350.5"/>', "", "warning", "closing_balance"),
        ("</Accounts>", "</Accounts><Konton/>", "warning", "unknown_element"),
        ("</Accounts>", "</Accounts><Suppliers><Supplier/></Suppliers>", "notice", "not_read"),
        ('month="2013-01" amount="100"', 'month="2013-02" amount="100"', "notice", "not_read"),
        (' month="2013-03"', "", "notice", "budget_of_year"),
        ("Provnämnden", "Prov&#x202e;nämnden", "error", "control_character"),
    ],
)  # fmt: skip
def test_what_is_wrong_or_passed_over_is_found(
    old: str, new: str, severity: str, code: str, tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:  # fmt: skip
    assert WHOLE.count(old) == 1
    report = read(connection, tmp_path, WHOLE.replace(old, new))
    assert code in codes(report, severity)


def test_the_signature_is_not_verified_and_that_is_said(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    signature = (
        '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><Account id="1"/></Signature>'
    )
    report = read(connection, tmp_path, WHOLE.replace("</Sie>", f"{signature}</Sie>"))
    assert codes(report, "notice") == {"signature"}
    assert report.account_count == 3


def test_an_interim_file_closes_with_the_last_month_that_it_covers(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    text = WHOLE.replace('primary="true"', 'primary="true" lastCoveredDate="2013-04-30"')
    text = text.replace('ClosingBalance month="2013-12"', 'ClosingBalance month="2013-04"')
    report = read(connection, tmp_path, text)
    assert not codes(report, "warning")
    assert connection.execute("select balance_date::varchar from sie_files").fetchall() == [
        ("2013-04-30",)
    ]


def test_a_file_of_entries_needs_no_declarations(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    start, end = HEAD.index("<FiscalYears>"), HEAD.index("<AccountingCurrency")
    text = f"{HEAD[:start]}{HEAD[end:]}{JOURNAL}</Sie>".replace("Sie ", "SieEntry ", 1)
    report = read(connection, tmp_path, text.replace("</Sie>", "</SieEntry>"))
    assert (report.sie_type, report.has_errors) == ("5I", False)


BOMB = '<!DOCTYPE Sie [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
OUTSIDE = '<!DOCTYPE Sie SYSTEM "file:///etc/passwd">\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE.replace("<Sie ", f"{BOMB}<Sie ").replace("Provnämnden", "&b;"), "line 2: it has a document type"),
        (WHOLE.replace("<Sie ", f"{OUTSIDE}<Sie "), "line 2: it has a document type"),
        (WHOLE.replace("<Sie ", f"<!--{' ' * 300_000}-->{BOMB}<Sie "), "a document type"),
        (WHOLE.replace("Provnämnden", "&b;"), "line 6: the XML is broken: undefined entity"),
        (WHOLE[: len(WHOLE) // 2], "the XML is broken"),
        (WHOLE.replace("</Sie>", ""), "the XML is broken"),
        (WHOLE.replace("http://www.sie.se/sie5", "urn:other"), "'Sie' of urn:other, not SIE 5"),
        ('<?xml version="1.0"?><html/>', "'html' of no namespace, not SIE 5"),
        (WHOLE.replace('encoding="utf-8"', 'encoding="utf-7"'), "character set"),
        (WHOLE.replace('encoding="utf-8"', 'encoding="ebcdic"'), "line 1"),
        (WHOLE.replace("</Sie>", "<Konton>" * 40 + "</Konton>" * 40 + "</Sie>"), "nested more than 32 deep"),
        (WHOLE.replace('text="rad"', f'text="{"x" * 5_000_000}"'), "longer than 4194304 bytes"),
    ],
    ids=["entities", "outside entity", "DTD after a long comment", "undefined entity", "cut", "open", "namespace",
        "html", "utf-7", "ebcdic", "nesting", "long tag"],
)  # fmt: skip
def test_what_is_broken_foreign_or_hostile_is_refused_with_its_line(
    text: str, said: str, tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    with pytest.raises(NotSieError) as refused:
        read(connection, tmp_path, text)
    assert said in refused.value.message


def test_latin_1_and_a_byte_order_mark_are_read_as_the_xml_says(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    for content in (
        WHOLE.replace("utf-8", "iso-8859-1").encode("iso-8859-1"),
        b"\xef\xbb\xbf" + WHOLE.encode(),
    ):
        read(connection, tmp_path, content)
        names = connection.execute("select company_name from sie_files").fetchall()
        assert names == [("Provnämnden",)]


def test_a_large_file_is_read_in_batches(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.sie.sie5.BATCH_SIZE", 2_000)
    monkeypatch.setattr("orchestration.sie.sie5.BLOCK_SIZE", 1_000)
    entry = JOURNAL[JOURNAL.index("<JournalEntry") : JOURNAL.index("</Journal>")]
    entries = "".join(entry.replace('id="1"', f'id="{number}"', 1) for number in range(1, 101))
    text = WHOLE.replace(entry, entries)
    report = read(connection, tmp_path, text)
    assert (report.voucher_count, report.transaction_count) == (100, 200)
    assert not report.has_errors
