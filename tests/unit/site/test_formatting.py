"""How the site writes names, texts and values."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

from orchestration.site.addresses import place
from orchestration.site.content import GLOSSARY
from orchestration.site.formatting import Formatter, breakable, sections, value


def page_of(name: str) -> str | None:
    return "tables/dim_date.html" if name == "dim_date" else None


def test_a_name_of_a_table_is_a_link_wherever_it_is_written_as_code() -> None:
    formatter = Formatter(page_of)
    assert formatter.inline("See `common.dim_date`, not `dim_other`.", "../") == (
        'See <a href="../tables/dim_date.html"><code>common.dim_date</code></a>, not <code>dim_other</code>.'
    )


def test_html_in_a_text_is_shown_and_not_obeyed() -> None:
    formatter = Formatter(page_of)
    assert "<script>" not in formatter.blocks("<script>alert(1)</script>", "")
    assert "<b>" not in formatter.inline("a <b>c</b> [x](javascript:alert(1))", "")
    assert "href" not in formatter.inline("[x](javascript:alert(1))", "")
    assert breakable("<a_b>") == "&lt;a_<wbr>b&gt;"


def test_a_place_is_one_of_its_own_for_each_name() -> None:
    names = ["plain_name.x-1", "åäö", "aao", "a b", "a/b", "a-b", "x@2013"]
    places = [place(name) for name in names]
    assert places[0] == names[0]
    assert len(set(places)) == len(names)
    assert all(each.isascii() and not set(each) & set(" /@#?%") for each in places)


def test_sections_are_split_at_their_headings() -> None:
    text = "# Title\nIntro.\n## One\na\n\n- b\n## Two\nc\n"
    assert sections(text) == {"One": "a\n\n- b", "Two": "c"}
    assert sections("no heading") == {}


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        (Decimal("16009.00000000"), "date", "2013-10-31"),
        (Decimal("-1526163.61000000"), "sek", "−1\u00a0526\u00a0163,61"),
        (None, "date", "–"),
        (Decimal("5.50000000"), None, "5,5"),
    ],
)
def test_a_value_is_exact_and_a_date_is_a_day(
    amount: Decimal | None, unit: str | None, shown: str
) -> None:
    assert value(amount, unit) == shown


def test_every_term_of_the_glossary_is_told_in_both_languages_once_and_in_order() -> None:
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        terms = list(csv.DictReader(file))
    assert all(all(term.values()) for term in terms)
    swedish = [term["term_sv"] for term in terms]
    assert len(swedish) == len(set(swedish))
    alphabet = "abcdefghijklmnopqrstuvwxyzåäö"
    assert swedish == sorted(
        swedish, key=lambda term: [alphabet.find(letter) for letter in term.lower()]
    )
