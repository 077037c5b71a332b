"""Character sets, quoting, separators and the checksum: from bytes to fields."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.core import character_set
from orchestration.sie import NotSieError, parse, tokens
from orchestration.sie.checksum import checksum_bytes
from orchestration.sie.normalise import normalise

# Most tests read a whole ledger file. `make check` has test_sie_tables.py, which tells whether the reader works.
pytestmark = pytest.mark.slow

TEXT = st.text(
    st.characters(codec="cp437", exclude_categories=["Cc"]).filter(lambda c: c != "\\"), max_size=12
)  # fmt: skip


def quoted(value: str) -> str:
    return '"' + value.replace('"', '\\"') + '"'


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(TEXT, min_size=1, max_size=5), min_size=1, max_size=5),
    st.sampled_from([" ", "\t", "  "]),
)
def test_fields_come_back_as_they_were_written(records, separator):
    block = "".join(separator.join(["#X", *map(quoted, record)]) + "\r\n" for record in records)
    normal = normalise(block.encode("cp437"))
    assert normal.oddities == []
    back = [line.split("\x1f")[1:] for line in normal.text.decode("cp437").split("\n")[:-1]]
    assert [[field.replace("\x02", "") for field in line] for line in back] == records


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=60).map(lambda data: data.replace(b"\n", b" ")))
def test_any_line_can_be_read_and_stays_one_line(line):
    normal = normalise(line + b"\n")
    assert normal.text.count(b"\n") == 1


SPACE = st.sampled_from([" ", "  ", "\t"])
BARE = st.text("abc0129.-ö", min_size=1, max_size=6)
FIELD = st.one_of(BARE, TEXT.map(quoted))
OBJECTS = st.lists(FIELD, max_size=4).map(lambda fields: "{" + " ".join(fields) + "}")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(FIELD, OBJECTS), max_size=1), st.lists(FIELD, max_size=4), SPACE)
def test_the_fast_and_the_careful_reading_agree(objects, fields, space):
    line = space.join(["#TRANS", "1930", *objects, *fields]).encode("cp437")
    careful, oddity = tokens.tokenize(line)
    assert oddity is None
    again = normalise(tokens.write(careful) + b"\n")
    fast = normalise(line + b"\n")
    assert (fast.text, fast.oddities) == (again.text, [])


@pytest.mark.parametrize(
    ("line", "company"),
    [
        (r'#FNAMN "Axelsson \"A\" AB"', 'Axelsson "A" AB'),
        ('#FNAMN "Axelsson AB', "Axelsson AB"),
        (r'#FNAMN "C:\bok\"', "C:\\bok"),
        ('#FNAMN "Axelsson "A" AB"', "Axelsson A AB"),
        ('#FNAMN "{Axelsson}"', "{Axelsson}"),
        ("#FNAMN Axelsson\\Co", "Axelsson\\Co"),
    ],
)
def test_quotation_marks_and_backslashes_are_read_as_meant(read, rows, valid, line, company):
    report = read(valid.replace('#FNAMN "Servicenämnden"', line))
    assert rows("SELECT company_name FROM sie_files") == [(company,)]
    odd = line.count('"') - line.count('\\"') not in (0, 2) or line.endswith('\\"')
    assert [(f.severity, f.line) for f in report.findings if f.code == "quoting"] == (
        [("warning", 6)] if odd else []
    )


def test_a_missing_blank_beside_the_object_list_is_read(read, rows, valid):
    read(valid.replace("#TRANS 1930 {} 250.00", "#TRANS 1930{}250.00"))
    assert rows(
        "SELECT account, amount::VARCHAR FROM sie_transactions ORDER BY line_number LIMIT 1"
    ) == [("1930", "250.00")]


@pytest.mark.parametrize(
    ("encoding", "line"), [("utf-8", 6), ("latin-1", 6), ("cp1252", 6), ("mac_roman", 6)]
)
def test_another_character_set_is_an_error_and_is_read_all_the_same(
    read, rows, valid, encoding, line
):
    found = [f for f in read(valid, encoding=encoding).findings if f.code == "encoding"]
    assert [(f.severity, f.line) for f in found] == [("error", line)]
    assert rows("SELECT company_name FROM sie_files") == [("Servicenämnden",)]


@pytest.mark.parametrize("sign", ["”", "“", "’", "™", "–", "…", "€", "Š"])
def test_windows_1252_is_recognised_whatever_signs_it_has_besides_letters(
    read, rows, valid, sign
) -> None:
    text = valid.replace('"Lön"', f'"Lön {sign}så{sign} sade de{sign}"', 1)
    report = read(text, encoding="cp1252")
    assert [f.value for f in report.findings if f.code == "encoding"] == ["cp1252"]
    assert rows("SELECT account_name FROM sie_accounts WHERE account = '3010'") == [
        ("Försäljning",)
    ]


def test_words_of_french_do_not_make_code_page_437_that_of_a_macintosh(read, rows, valid) -> None:
    text = valid.replace('"Bank"', '"Crème brûlée, dîner à la carte, hôtel"')
    assert "encoding" not in {finding.code for finding in read(text).findings}
    assert rows("SELECT account_name FROM sie_accounts WHERE account = '3010'") == [
        ("Försäljning",)
    ]


def test_code_page_437_is_recognised_beside_signs_that_are_letters_of_windows(read, rows, valid):
    text = valid.replace('"Bank"', '"Bank ÷ ± Σ σ ≥ f÷r"')
    assert "encoding" not in {finding.code for finding in read(text).findings}
    assert rows("SELECT account_name FROM sie_accounts WHERE account = '3010'") == [
        ("Försäljning",)
    ]


@pytest.mark.parametrize(
    ("encoding", "other"), [("cp437", "cp1252"), ("cp437", "utf-8"), ("cp1252", "cp437")]
)
def test_a_word_in_another_character_set_than_the_file_is_named_at_its_line(
    read, valid, encoding, other
):
    content = valid.replace("Bank", "B@nk").encode(encoding).replace(b"@", "ä".encode(other))
    found = [finding for finding in read(content).findings if finding.code == "foreign_letter"]
    assert [(finding.severity, finding.line) for finding in found] == [("warning", 10)]
    assert "foreign_letter" not in {f.code for f in read(valid, encoding=encoding).findings}


@pytest.mark.parametrize("cut", [b"S\xc3", b"F\xc3\xb6r\xe2\x82"])
def test_utf_8_with_a_letter_cut_in_half_is_utf_8_and_the_line_is_named(read, rows, valid, cut):
    content = valid.encode().replace(b'"Bank"', b'"' + cut + b'"')
    found = {f.code: f for f in read(content).findings}
    assert found["encoding"].value == "utf-8"
    assert (found["broken_letter"].severity, found["broken_letter"].line) == ("error", 10)
    assert rows("SELECT account_name FROM sie_accounts WHERE account = '3010'") == [
        ("Försäljning",)
    ]


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "cp850", "mac_roman"])
def test_utf_8_that_was_decoded_twice_is_an_error_at_its_line(read, valid, encoding):
    text = valid.replace('"Bank"', f'"{"Räntor".encode().decode(encoding)}"')
    found = {f.code: f for f in read(text, encoding="utf-8").findings}
    assert (found["garbled_text"].severity, found["garbled_text"].line) == ("error", 10)


def test_a_letter_that_was_lost_is_an_error_at_its_line_as_in_any_other_delivery(read, valid):
    found = {f.code: f for f in read(valid.replace("Bank", "B\ufffdnk"), encoding="utf-8").findings}
    assert (found["broken_letter"].severity, found["broken_letter"].line) == ("error", 10)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named(read, valid, encoding):
    with pytest.raises(NotSieError, match="UTF-16"):
        read(valid.encode(encoding))


@pytest.mark.parametrize(
    "page", ['<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html>', "\n<html lang='sv'>"]
)
def test_a_web_page_is_named(read, page):
    with pytest.raises(NotSieError, match="a web page"):
        read(f"{page}<title>404 Not Found</title></html>\n")


def test_another_character_set_is_a_warning_where_it_is_allowed(tmp_path, connection, valid):
    path = tmp_path / "ledger.se"
    path.write_bytes(valid.encode())
    report = parse(path, connection, encoding="utf-8")
    assert [(f.severity, f.code) for f in report.findings] == [("warning", "encoding")]


@pytest.mark.parametrize("character", ["\x9b", "\u202e", "\u2066", "\ufffe", "\uffff", "\ufdd0"])
def test_a_control_character_beyond_ascii_is_an_error_that_names_it(read, valid, character):
    text = valid.replace("Bank", f"Ba{character}nk")
    found = [f for f in read(text, encoding="utf-8").findings if f.code == "control_character"]
    assert [(f.severity, f.line, f.value) for f in found] == [
        ("error", 10, f"U+{ord(character):04X}")
    ]


def test_the_character_set_learns_of_a_letter_at_the_edge_of_what_is_read_at_a_time(
    read, rows, valid, monkeypatch
):
    for size in range(40, 60):
        monkeypatch.setattr(character_set, "_CHUNK", size)
        report = read(valid, encoding="utf-8")
        assert {f.code for f in report.findings} == {"encoding"}


def test_a_byte_order_mark_is_skipped_with_a_warning(read, rows, valid):
    report = read(valid.replace("ä", "a").replace("ö", "o"), encoding="utf-8-sig")
    assert [(f.severity, f.code) for f in report.findings] == [("warning", "byte_order_mark")]
    assert rows("SELECT flag FROM sie_files") == [("0",)]


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x1b", "\x1f", "\x7f"])
def test_a_control_character_is_an_error_that_names_it(read, valid, character):
    text = valid.replace("Bank", f"Ba{character}n\x01k").replace("Försäljning", "F\x02")
    found = [f for f in read(text).findings if f.code == "control_character"]
    assert [(f.severity, f.line, f.value) for f in found] == [
        ("error", 10, f"U+{ord(character):04X}"),
        ("error", 12, "U+0002"),
    ]


@pytest.mark.parametrize("text", ["Ba\tnk", "Ba nk", "Bank\u00a0"])
def test_a_tab_and_a_blank_are_not_control_characters(read, valid, text):
    found = {f.code for f in read(valid.replace("Bank", text)).findings}
    assert "control_character" not in found


def test_a_last_line_without_a_line_feed_is_read_with_a_warning(read, valid):
    report = read(valid.rstrip("\n"))
    assert [(f.severity, f.code, f.line) for f in report.findings] == [
        ("warning", "last_line_feed", 38)
    ]


def test_the_end_of_file_mark_of_dos_is_skipped_with_a_warning(read, valid):
    assert [(f.severity, f.code) for f in read(valid + "\x1a").findings] == [
        ("warning", "end_of_file_mark")
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n \n", "empty but for blanks"),
        (b"PK\x03\x04\0\0\0", "binary"),
        (b"%PDF-1.4\nhello\n", "no line begins with a label"),
        (b"<html>\n</html>\n", "a web page"),
        (b"a;b;c\n1;2;3\n", "no line begins with a label"),
        (b"# A heading\n#Another\ntext\n", "none of #FLAGGA"),
        (b"#FLAGGA 0\r#FORMAT PC8\r", "carriage return"),
    ],
)
def test_what_is_not_a_sie_file_is_refused_with_the_reason(read, content, says):
    with pytest.raises(NotSieError, match=says) as caught:
        read(content)
    assert caught.value.exit_code == 2
    assert "ledger.se" in caught.value.message


def test_a_missing_file_is_refused(tmp_path, connection):
    from orchestration.sie import parse

    with pytest.raises(NotSieError, match="there is no such file"):
        parse(tmp_path / "none.se", connection)
    with pytest.raises(NotSieError, match="a folder"):
        parse(tmp_path, connection)


# The checksum (SIE 4B chapter 10).


def test_the_checksum_takes_labels_and_fields_and_leaves_out_what_separates_them():
    r"""The standard's example 10.15: ``#KONTO 1915 "Kassa \"special\""``. A blank within a field counts (10.14)."""
    normal = normalise(
        b'#KONTO\t1915  "Kassa \\"special\\""\r\n\n#TRANS 1910 {1 "{a}"} -1.00\n{\n}\n'
    )
    assert checksum_bytes(normal.text) == b'#KONTO1915Kassa "special"#TRANS19101{a}-1.00'


def summed(valid: str, value: str | None = None) -> str:
    flag, body = valid.split("\n", 1)
    computed = zlib.crc32(checksum_bytes(normalise(body.encode("cp437")).text))
    return f"{flag}\n#KSUMMA\n{body}#KSUMMA {computed if value is None else value}\n"


def test_a_right_checksum_is_accepted(read, valid):
    assert read(summed(valid)).findings == []


def test_the_checksum_of_a_known_message_is_that_of_the_algorithm(read, valid):
    """CRC-32 with polynomial EDB88320, FFFFFFFF in and inverted out, gives CBF43926 for the digits 1 to 9."""
    content = valid.replace(
        "#FLAGGA 0\n", "#FLAGGA 0\n#KSUMMA\n12345 {} 6789\n#KSUMMA 3421780262\n"
    )
    assert {f.code for f in read(content).findings} == {"no_label"}


@pytest.mark.parametrize("label", ["#ksumma", "#Ksumma"])
def test_the_checksum_is_read_however_its_label_is_written(read, valid, label):
    found = read(summed(valid, "17").replace("#KSUMMA", label)).findings
    assert {f.code for f in found} == {"label_case", "checksum"}


def test_a_negative_checksum_is_the_same_32_bits(read, valid):
    content = valid.replace(
        "#FLAGGA 0\n", f"#FLAGGA 0\n#KSUMMA\n123456789\n#KSUMMA {3421780262 - 2**32}\n"
    )
    assert {f.code for f in read(content).findings} == {"no_label"}


def test_a_wrong_checksum_is_an_error_with_both_values(read, valid):
    found = read(summed(valid).replace("Bank", "Bonk")).findings
    assert [(f.severity, f.code, f.line) for f in found] == [
        ("error", "checksum", valid.count("\n") + 2)
    ]
    assert found[0].value in found[0].message


@pytest.mark.parametrize("value", ["", "12x"])
def test_a_checksum_that_is_not_a_number_is_an_error(read, valid, value):
    assert [f.code for f in read(summed(valid, value)).findings] == ["checksum"]


def test_a_missing_closing_checksum_is_an_error(read, valid):
    found = read(summed(valid).rsplit("#KSUMMA", 1)[0]).findings
    assert [(f.severity, f.code, f.line) for f in found] == [("error", "checksum_missing", 2)]
    assert "cut short" in found[0].message


def test_a_checksum_that_was_never_begun_is_an_error(read, valid):
    assert [f.code for f in read(valid + "#KSUMMA 17\n").findings] == ["checksum_start"]


def test_a_third_checksum_record_is_an_error(read, valid):
    assert [f.code for f in read(summed(valid) + "#KSUMMA 17\n").findings] == ["checksum_extra"]


def test_the_checksum_does_not_depend_on_how_the_file_is_cut_into_blocks(read, valid, monkeypatch):
    monkeypatch.setattr("orchestration.sie.rewriting.BLOCK_SIZE", 64)
    assert read(summed(valid)).findings == []
