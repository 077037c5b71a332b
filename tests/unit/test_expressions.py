"""The language of predicates and of the report's figures: what it reads and gives, and what it says of mistakes."""

from __future__ import annotations

import csv
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.core.expressions import (
    MOST_CHARACTERS,
    ExpressionError,
    Name,
    Value,
    Verdict,
    compare,
    evaluate,
    for_all,
    names_in,
    parse_expression,
    parse_predicate,
    parse_statement,
    worst,
)
from orchestration.core.settings import SEEDS_DIR

VALUES = {
    "a": Value(Fraction(10)),
    "b": Value(Fraction(4)),
    "printed": Value(Fraction(10), Fraction(1, 2)),
    "none": None,
}


def value_of(name: Name) -> Value | None:
    return VALUES[name.text]


def amount(text: str) -> Fraction | None:
    found = evaluate(parse_expression(text), value_of)
    return found.amount if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", 10),
        ("a - b - 1", 5),
        ("a - ( b - 1 )", 7),
        ("a - (b - 1)", 7),
        ("a + 2 * b", 18),
        ("-1 * b", -4),
        ("a / b", Fraction(5, 2)),
        ("0.05 * a", Fraction(1, 2)),
        ("a / 3 * 3", 10),
    ],
)
def test_arithmetic_is_exact_and_in_the_usual_order(text: str, expected: Fraction | int) -> None:
    assert amount(text) == expected


def test_what_has_no_value_gives_none() -> None:
    assert amount("a + 2 * none") is None
    (comparison,) = parse_predicate("a > none")
    assert compare(comparison, value_of) == "cannot_be_checked"


def test_a_name_keeps_its_hyphens_slashes_and_quoted_blanks() -> None:
    (name, other) = names_in(
        parse_expression('first/"Äldre Direkt"@-1 - cases_by_channel/e-post@2012')
    )
    assert name.text == "first/Äldre Direkt@-1"
    assert other.text == "cases_by_channel/e-post@2012"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("a > b", "holds"),
        ("a < b", "contradicted"),
        ("a >= 10", "holds"),
        ("a <= 9.99", "contradicted"),
        ("a = 10", "holds"),
        ("printed = 10.5", "holds_within_rounding"),
        ("printed = 10.51", "contradicted"),
        ("printed == 10.5", "contradicted"),
        ("printed >= 10.4", "holds_within_rounding"),
        ("printed <= 9.5", "holds_within_rounding"),
        ("printed > 10.4", "contradicted"),
        ("2 * printed = 21", "holds_within_rounding"),
        ("printed / b = 2.625", "holds_within_rounding"),
    ],
)
def test_a_comparison_holds_as_far_as_rounding_explains(text: str, verdict: str) -> None:
    (comparison,) = parse_predicate(text)
    assert compare(comparison, value_of) == verdict


def test_a_predicate_is_as_good_as_its_worst_comparison() -> None:
    verdicts: list[Verdict] = [
        compare(one, value_of) for one in parse_predicate("a > b and a > none and a < b")
    ]
    assert verdicts == ["holds", "cannot_be_checked", "contradicted"]
    assert worst(verdicts) == "contradicted"


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("a >", 3, "expected a name or a number, found the end"),
        ("a", 1, "expected a relation"),
        ("a >b", 2, "expected a relation"),
        ("a > b > c", 6, "`and`"),
        ("a > b and", 9, "expected a name or a number, found the end"),
        ("a > b or a < b", 6, "expected `and` or an operator, found 'or'"),
        ("( a > b", 4, "expected `)`"),
        ("a ) > b", 2, "expected a relation"),
        ("4,3 > b", 0, "write 4.3"),
        ("a + > b", 4, "expected a name or a number, found '>'"),
        ('a > "b', 4, "quotation mark"),
        ("", 0, "found the end"),
        ("(" * 50 + "a", 20, "parentheses"),
        ("1" * 30 + " > a", 0, "24 characters"),
        ("a > " + "b" * MOST_CHARACTERS, 0, "characters"),
    ],
)
def test_a_mistake_has_its_place_and_what_was_expected(text: str, position: int, said: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse_predicate(text)
    assert said in raised.value.message
    assert raised.value.position == position


def test_division_by_zero_or_by_what_may_be_zero_is_said() -> None:
    for text in ("a / 0", "a / ( b - 4 )", "a / ( printed - 9.5 )"):
        with pytest.raises(ExpressionError, match="divided by zero"):
            amount(text)


def test_every_predicate_of_the_worked_example_is_read() -> None:
    with (SEEDS_DIR / "published_statements.csv").open(encoding="utf-8", newline="") as file:
        predicates = [row["predicate"] for row in csv.DictReader(file) if row["predicate"]]
    assert len(predicates) > 150
    for predicate in predicates:
        joined = " and ".join(comparison.text for comparison in parse_statement(predicate))
        assert joined == predicate


def test_a_statement_names_what_has_blanks_and_parentheses_in_its_name() -> None:
    (comparison,) = parse_statement('measure:b/"Öppna  förskolan (Väst)"@2013 >= 0')
    assert [name.text for name in names_in(comparison.left)] == [
        "measure:b/Öppna  förskolan (Väst)@2013"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m/*@2013 >= 0", ["holds", "holds", "contradicted"]),
        ("m/*@2013 <= 2 * n/*@2013", ["holds", "holds", "holds"]),
        ("m/*@2013 + k:*@2013 > 0", ["holds", "cannot_be_checked", "cannot_be_checked"]),
        ("2 * a > 3", ["holds"]),
        ("none_of/*@2013 > 0", ["cannot_be_checked"]),
    ],
)
def test_a_comparison_of_all_is_made_for_each_member(text: str, expected: list[Verdict]) -> None:
    members = {"m/*@2013": "xyz", "n/*@2013": "xyz", "k:*@2013": "x", "none_of/*@2013": ""}
    values = {"m/x": 1, "m/y": 0, "m/z": -1, "n/x": 1, "n/y": 0, "n/z": 0, "k:x": 1, "a": 10}

    def value_of_member(name: Name) -> Value | None:
        found = values.get(name.text.removesuffix("@2013"))
        return None if found is None else Value(Fraction(found))

    (comparison,) = parse_predicate(text)
    of_each = for_all(comparison, lambda name: members[name.text])
    assert [compare(one, value_of_member) for one in of_each] == expected
    assert len({one.text for one in of_each}) == len(expected)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("( a + b ) > 1", "( has no meaning"),
        ("a / b > 1", "no `/`"),
        ("a * 2 > 1", "a number before `*`"),
        ("2 * 3 * a > 1", "a number before `*`"),
        ("a  > 1", "single blanks"),
        ('a > "b c', "a quotation mark without its second"),
        ('"a  b"  > 1', "single blanks"),
        ('"a (b)" > ( 1 )', "( has no meaning"),
    ],
)
def test_a_statement_uses_no_more_of_the_language_than_the_warehouse_reads(
    text: str, said: str
) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse_statement(text)
    assert said in raised.value.message


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    with suppress(ExpressionError):
        assert parse_predicate(text)
        return
    with pytest.raises(ExpressionError) as raised:
        parse_predicate(text)
    assert 0 <= raised.value.position <= len(text)
