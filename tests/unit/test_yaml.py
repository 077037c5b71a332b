"""YAML that people write is read, or refused by one kind of error, in bounded memory."""

from __future__ import annotations

import pytest
import yaml

from orchestration.core.yaml_places import read_yaml


@pytest.mark.parametrize(
    "text",
    [
        "a: !!timestamp x",
        "a: !!int x",
        "a: !!float 1:x",
        "a: !!binary å",
        "? [a]\n: b",
        "a: 2013-99-99",
        "a: &x {b: *x}",
        "a: 1\nb: 2\na: 3",
        "[" * 300_000,
        "a: " + "{b: " * 300_000,
        "- " * 300_000 + "x",
        "? " * 300_000 + "x",
        "a: \x00",
        'a: "b\\e[2J"',
        'a: "b\\u202e"',
        "a: b\u009b",
        "a: F\u00c3\u00b6rskola",
        '"F\ufffdr": a',
        "!!python/object/apply:os.system [id]",
        "a: 010",
        "a: 0x1F",
        "a: 0b11",
        "a: 1_000",
        "a: 12:30",
        "a: 12:30.5",
        "a: 1_000.5",
    ],
)
def test_what_is_not_as_its_form_says_is_a_yaml_error(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        read_yaml(text)


def test_aliases_that_repeat_one_another_without_end_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(yaml.YAMLError, match="more than 100000 values"):
        read_yaml("\n".join(lines))


def test_an_alias_that_repeats_a_value_is_read() -> None:
    assert read_yaml("a: &x {b: 1}\nc: *x\nd: {<<: *x, b: 2}") == {
        "a": {"b": 1},
        "c": {"b": 1},
        "d": {"b": 2},
    }


def test_tabs_line_ends_and_letters_of_other_languages_are_read() -> None:
    assert read_yaml('a: "b\\tc\\nd"\nb: JOÃO √2 日本') == {"a": "b\tc\nd", "b": "JOÃO √2 日本"}


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("-12", -12), ("+3", 3), ("0.5", 0.5), ("1.", 1.0), ("1.5e+3", 1500.0)],
)
def test_a_number_in_ordinary_digits_is_read(text: str, number: float) -> None:
    assert read_yaml(f"a: {text}") == {"a": number}


def test_a_number_that_looks_like_another_says_what_it_would_be_read_as() -> None:
    with pytest.raises(
        yaml.YAMLError, match="'010' would be read as 8; write a number in ordinary"
    ):
        read_yaml("due_days: 010")
    assert read_yaml("a: '010'\nb: 2013-01-02\nc: 08:15 - 09:00") is not None
