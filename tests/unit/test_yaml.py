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
