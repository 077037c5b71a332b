"""A pattern is asked as DuckDB answers fastest, and means what the regular expression does."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.contracts import read_contracts
from orchestration.loading.patterns import is_of_pattern

PATTERNS = sorted(
    {
        field.pattern
        for contract in read_contracts().values()
        for field in contract.fields
        if field.pattern
    }
)
NEAR = st.one_of(*(st.from_regex(pattern, fullmatch=True) for pattern in PATTERNS))


@st.composite
def nearly(draw: st.DrawFn) -> str:
    """Return a text of some pattern with a character more, less or other."""
    text, one = (
        draw(NEAR),
        draw(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=1)),
    )
    at, cut = draw(st.integers(0, len(text))), draw(st.integers(0, 1))
    return text[:at] + one + text[at + cut :]


@pytest.mark.slow
@given(texts=st.lists(NEAR | nearly(), min_size=20, max_size=40))
def test_a_contracts_pattern_means_what_its_regular_expression_does(texts: list[str]) -> None:
    differing = " union all ".join(
        f"select ${number}, text from texts"
        f" where ({is_of_pattern('text', pattern)}) <> regexp_full_match(text, ${number})"
        for number, pattern in enumerate(PATTERNS, start=2)
    )
    found = duckdb.execute(
        f"with texts as materialized (select unnest($1) as text) {differing}", [texts, *PATTERNS]
    ).fetchall()
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "glob"),
    [
        ("L[0-9]{9}", "L" + "[0-9]" * 9),
        (r"[0-9]\.[0-9]-A[0-9]", "[0-9].[0-9]-A[0-9]"),
        ("[A-Z]{2}-[0-9]{4}", "[A-Z][A-Z]-[0-9][0-9][0-9][0-9]"),
    ],
)
def test_a_pattern_of_one_length_is_a_glob(pattern: str, glob: str) -> None:
    assert is_of_pattern("text", pattern) == f"text glob '{glob}'"


@pytest.mark.parametrize(
    "pattern",
    [
        "[a-z_]+",
        "[A-Z]{2,3}",
        "(19|20)[0-9]{6}",
        "a|b",
        "[^0-9]",
        "[a-]",
        "[-a]",
        ".",
        "a*",
        "a?",
        r"\d",
        "^a$",
    ],
)
def test_what_a_glob_cannot_say_stays_a_regular_expression(pattern: str) -> None:
    assert is_of_pattern("text", pattern).startswith("regexp_full_match(")
