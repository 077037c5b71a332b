"""What a text file may do wrong is named for what it is, and nothing else is refused."""

from __future__ import annotations

import copy
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.loading import text_files
from tests.note_files import CONTRACT, HEADER, RIGHT, Reader

# Short tests, so many that `make check` leaves them out.
pytestmark = pytest.mark.slow


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def csv(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in (HEADER, *lines)).encode()


def ndjson(**values: object) -> bytes:
    fields = [field["name"] for field in CONTRACT["schema"]["fields"]]
    row = dict.fromkeys(fields) | {"id": 1, "text": "a"} | values
    return f"{json.dumps(row)}\n".encode()


def test_a_right_row_is_loaded(read: Reader) -> None:
    assert read(csv(RIGHT)).loaded == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("1; ;;;;;", "missing_value"),
        ("1;\u00a0;;;;;", "missing_value"),
        ("1;\t \u202f;;;;;", "missing_value"),
        ("1;a\x1bb;;;;;", "control_character"),
        ("1;a\u009bb;;;;;", "control_character"),
        ("1;a;\u202eb;;;;", "control_character"),
        ("1;a\x7f;;;;;", "control_character"),
        ("1;a\ufffe;;;;;", "control_character"),
        ("1;a\uffff;;;;;", "control_character"),
        ("1;a\ufdd0b;;;;;", "control_character"),
        ("1;F\u00c3\u00b6rskola;;;;;", "garbled_text"),
        ("1;a;F\u251c\u2562rskola;;;;", "garbled_text"),
        ("1;F\u221a\u2202rskola;;;;;", "garbled_text"),
        ("1;F\ufffdrskola;;;;;", "garbled_text"),
        ("1;\u2060;;;;;", "missing_value"),
        ("1;\ufeff\u3164;;;;;", "missing_value"),
        ("1;\u180e;;;;;", "missing_value"),
        ("1;#SAKNAS!;;;;;", "excel_error"),
        ("1;a;#REF!;;;;", "excel_error"),
        ("1;a;#värdefel!;;;;", "excel_error"),
        ("1;a;;#DIVISION/0!;;;", "excel_error"),
        ("1;  #N/A ;;;;;", "excel_error"),
        ("1;­;;;;;", "missing_value"),
        ("1;a;;;infinity;;", "not_a_date"),
        ("1;a;;;;-infinity;", "not_a_date"),
        ("1;a;;;0044-03-15 (BC);;", "not_a_date"),
        ("1;a;;;;99999-01-01;", "not_a_date"),
        ("1;a;;;;;infinity", "not_a_datetime"),
        ("1;a;;;;;2013-05-01T08:15:00+26:00", "not_a_datetime"),
        ("1;a;;;;;2013-05-01T08:15:00-15:00", "not_a_datetime"),
        ("1;a;;;;;2013-05-01T08:15:00+01:99", "not_a_datetime"),
        ("1;a;;;2013-01-02;2013-01-01;", "ends_before_it_begins"),
        ("1;a;;;;;2013-05-01T08:15:00", "not_a_datetime"),
        ("1;a;;;;;2013-03-31T02:30", "not_a_datetime"),
        ("1;a;;;;;2013-10-27 02:30", "not_a_datetime"),
    ],
)
def test_a_row_that_breaks_a_rule_is_rejected_by_its_name(
    read: Reader, row: str, code: str
) -> None:
    assert read.code(csv(row)) == code


@pytest.mark.parametrize(
    "row",
    [
        "1;#1 in line;;;;;",
        "1;\u00a0a;;;;;",
        "1;Å;;;;;",
        "1;a\tb;;;;;",
        "1;😀;日本;;;;",
        "1;JO\u00c3O;\u221a2;;;;",
        "1;a;;;2013-01-01;;",
        "1;a;;;;2013-01-01;",
        "1;a;;;2013-01-01;2013-01-01;",
    ],
)
def test_a_row_that_only_looks_wrong_is_loaded(read: Reader, row: str) -> None:
    assert read(csv(row)).loaded == 1


@pytest.mark.parametrize("extra_column", ["refuse", "ignore"])
@pytest.mark.parametrize("name", ["TEXT", "Id"])
def test_two_columns_whose_names_differ_in_case_alone_are_refused(
    read: Reader, name: str, extra_column: str
) -> None:
    content = csv(RIGHT).replace(HEADER.encode(), f"{HEADER};{name}".encode())
    assert read.refusal(content, extra_column=extra_column).code == "column_twice"


@pytest.mark.parametrize("text", ["a;b", "F&ouml;r"])
def test_a_text_with_a_delimiter_moves_no_field_into_another_column(
    read: Reader, text: str
) -> None:
    assert read.code(csv(f"1;{text};;;;;")) == "too_many_fields"
    written = read(csv(f"1;{text};;;;;", '2;"a;b";;;;;', RIGHT.replace("1", "3", 1)))
    assert (written.loaded, written.rejected) == (2, 1)
    assert read(csv(f'1;"{text}";;;;;')).loaded == 1


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\x1b[2J", "\u009b", "\u202e", "\x7f", "\b", "\uffff", "\ufdef"]
)
def test_an_escape_in_json_brings_no_control_character_in(read: Reader, text: str) -> None:
    assert read.code(ndjson(text=text), format="ndjson", name="x.json") == "control_character"


@pytest.mark.parametrize("text", ["F\u00c3\u00b6r", "F\ufffdr", "F\u251c\u2562r"])
@pytest.mark.parametrize("ensure_ascii", [True, False])
def test_a_garbled_text_in_json_is_rejected(read: Reader, text: str, ensure_ascii: bool) -> None:
    row = json.dumps(json.loads(ndjson(text=text)), ensure_ascii=ensure_ascii)
    content = f"{row}\n".encode()
    assert read.code(content, format="ndjson", name="x.json") == "garbled_text"


@pytest.mark.parametrize(
    "key",
    [
        "A1 ",
        " A1",
        "A1\u00a0",
        "A1\u200b",
        "A\ufeff1",
        "A\u030a",
        "\u212a1",
        "A1\t",
        "A1\ufe0f",
        "A\U000e00411",
        "A\u206b1",
    ],
)
def test_a_key_that_only_looks_like_another_is_rejected(read: Reader, key: str) -> None:
    schema = copy.deepcopy(CONTRACT["schema"])
    schema["fields"][0]["type"] = "string"
    assert read.code(csv(f"{key};a;;;;;"), schema=schema) == "unclear_key"
    assert read(csv("A 1;a;;;;;", "Å1;a;;;;;"), schema=schema).loaded == 2


@pytest.mark.parametrize("text", ["å\u00e5", "two\nlines", "a\tb", "😀"])
def test_other_escapes_in_json_are_loaded(read: Reader, text: str) -> None:
    assert read(ndjson(text=text), format="ndjson", name="x.json").loaded == 1


@pytest.mark.parametrize(
    ("right", "loose"),
    [
        ('"a"}', '"a",}'),
        ('"a"}', '"a" , \t}'),
        ('"a"}', '"a",}}'),
        ('"a"}', "NaN}"),
        ('"a"}', "-Infinity}"),
        ('"a"}', "inf}"),
        ('"id": 1,', '"id": NaN,'),
        ('"a"}', '"a", "extra": 1,}'),
        ('"a"}', '"a", "extra": NaN}'),
        ('"a"}', '"a", "extra": [1,]}'),
        ('"a"}', '"a", "extra": [1, -inf]}'),
    ],
)
@pytest.mark.parametrize("extra_column", ["refuse", "ignore"])
@pytest.mark.parametrize("chunk_bytes", [1 << 20, 5, 1])
def test_json_that_only_some_programs_read_is_refused(
    read: Reader,
    monkeypatch: pytest.MonkeyPatch,
    right: str,
    loose: str,
    extra_column: str,
    chunk_bytes: int,
) -> None:
    monkeypatch.setattr(text_files, "_CHUNK_BYTES", chunk_bytes)
    fields = [field["name"] for field in CONTRACT["schema"]["fields"] if field["name"] != "text"]
    row = json.dumps({"id": 1} | dict.fromkeys(fields[1:]) | {"text": "a"})
    content = f"{row.replace(right, loose)}\n".encode()
    assert (
        read.code(content, format="ndjson", name="x.json", extra_column=extra_column) == "not_json"
    )


@pytest.mark.parametrize("text", ["NaN", "inf", "a,}", "[1, ]", ": nan", 'a\\",}', "Infinity"])
def test_a_text_of_what_json_lacks_is_loaded(read: Reader, text: str) -> None:
    assert read(ndjson(text=text), format="ndjson", name="x.json").loaded == 1


@pytest.mark.parametrize("nested", [[], ["a"], {"a": 1}, [[[[]]]]])
def test_a_list_or_an_object_is_not_a_text(read: Reader, nested: object) -> None:
    assert read.code(ndjson(text=nested), format="ndjson", name="x.json") == "nested_value"


@pytest.mark.parametrize("text", ["[a]", '{"a": 1}', "[]", "{"])
def test_a_text_that_looks_like_a_list_or_an_object_is_loaded(read: Reader, text: str) -> None:
    assert read(ndjson(text=text), format="ndjson", name="x.json").loaded == 1


def test_a_line_is_too_long_wherever_it_is_in_its_file(
    read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOKSLUT_LIMIT_LINE_BYTES", "300")
    for before in (0, 1, 5):
        content = ndjson() * before + ndjson(text="x" * 300) + ndjson()
        refusal = read.refusal(content, format="ndjson", name="x.json")
        assert (refusal.code, f"line {before + 1}" in refusal.message) == ("limit", True)


@pytest.mark.parametrize(
    ("content", "encoding", "said"),
    [
        (f"{HEADER}\n1;på ön;;;;;\n".encode("cp437"), "iso-8859-1", "code page 437"),
        (f"{HEADER}\n1;“på” för;;;;;\n".encode("cp1252"), "iso-8859-1", "Windows-1252"),
        (f"{HEADER}\n1;på för;;;;;\n".encode("cp1252"), "utf-8", "Windows-1252"),
        (f"{HEADER}\n1;på;;;;;\n".encode("utf-16-le"), "utf-8", "UTF-16"),
        (f"{HEADER}\n1;på;;;;;\n".encode(), "iso-8859-1", "UTF-8"),
        (f"{HEADER}\n1;på för".encode() + b"\xc3;;;;;\n", "utf-8", "a letter is broken"),
    ],
)
def test_a_file_in_another_character_set_is_refused_by_its_name(
    read: Reader, content: bytes, encoding: str, said: str
) -> None:
    assert said in read.refusal(content, encoding=encoding).message


def test_a_line_for_excel_is_shown_and_taken_only_where_the_contract_says_so(read: Reader) -> None:
    content = b"sep=;\r\n" + csv(RIGHT, "2; ;;;;;")
    error = read.refusal(content)
    assert error.code == "separator_line"
    assert "'sep=;'" in error.message
    written = read(content, dialect={"separatorLine": True})
    assert written.loaded == 1
    assert [finding["line"] for finding in written.findings] == [4]


def test_a_byte_order_mark_is_taken_only_where_the_contract_says_so(read: Reader) -> None:
    content = b"\xef\xbb\xbf" + csv(RIGHT)
    assert read.refusal(content).code == "byte_order_mark"
    assert read(content, dialect={"byteOrderMark": True}).loaded == 1


def test_windows_1252_is_read_where_the_contract_says_so(read: Reader) -> None:
    content = f"{HEADER}\n1;“på” – €;;;;;\n".encode("cp1252")
    assert read(content, encoding="windows-1252").loaded == 1
    assert (
        read.refusal(csv(RIGHT) + b"2;\x81;;;;;\n", encoding="windows-1252").code
        == "wrong_encoding"
    )


@pytest.mark.parametrize(
    ("limit", "value", "content", "changes"),
    [
        ("columns", 5, csv(RIGHT), {}),
        ("rows", 2, csv(RIGHT, "2;a;;;;;", "3;a;;;;;"), {}),
        (
            "unpacked_bytes",
            50,
            gzip.compress(csv(RIGHT), mtime=0),
            {"dialect": {"compression": "gzip"}},
        ),
    ],
)
def test_what_is_beyond_a_limit_is_refused_naming_it(
    read: Reader,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    value: int,
    content: bytes,
    changes: Any,
) -> None:
    monkeypatch.setenv(f"BOKSLUT_LIMIT_{limit.upper()}", str(value))
    error = read.refusal(content, **changes)
    assert error.code == "limit"
    assert f"the limit {limit} is {value}" in error.message


def test_a_small_file_that_unpacks_to_a_thousand_times_is_refused(read: Reader) -> None:
    bomb = gzip.compress(b"\n" * (80 << 20))
    error = read.refusal(bomb, dialect={"compression": "gzip"})
    assert "unpacked_ratio" in error.message


def test_a_line_without_end_is_refused(read: Reader) -> None:
    assert "line_bytes" in read.refusal(b"a" * (4 << 20)).message
