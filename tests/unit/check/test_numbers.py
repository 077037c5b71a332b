"""What is read as a number, and as what."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.diagnostics.check.figures import report_year
from orchestration.diagnostics.check.numbers import read_numbers
from orchestration.diagnostics.check.spans import span_of
from tests.unit.check.documents import document_of, figures_of


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("uppgick till 22 245 311,92 kr.", "22245311.92", "sek"),
        ("uppgick till 22\u00a0245\u00a0311,92 kronor", "22245311.92", "sek"),
        ("kostade 3,5 mnkr", "3500000", "sek"),
        ("kostade 3,5 miljoner kronor", "3500000", "sek"),
        ("kostade 1 204 tkr", "1204000", "sek"),
        ("omsatte 2,1 mdkr", "2100000000", "sek"),
        ("var 5,5 %", "5.5", "pct"),
        ("var 5,5 procent", "5.5", "pct"),
        ("steg med 0,4 procentenheter", "0.4", "percentage_points"),
        ("besvaras inom en minut", "60", "seconds"),
        ("tog emot 1070 besök", "1070", "count"),
        ("förändringen var −0,2 mnkr", "-200000", "sek"),
        ("har tolv stationer", "12", "count"),
        ("minst en övning", "1", "count"),
    ],
)
def test_a_swedish_number_has_its_value_and_unit(text: str, amount: str, unit: str) -> None:
    (number,) = read_numbers(text, "sv")
    assert (number.amount, number.unit) == (Decimal(amount), unit)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("was £48.6 million", "48600000", "sek"),
        ("was £515,000 in all", "515000", "sek"),
        ("collected 97.8% of it", "97.8", "pct"),
        ("about 11 per cent", "11", "pct"),
        ("answered in five minutes", "300", "seconds"),
        ("(515)", "-515", "count"),
    ],
)
def test_an_english_number_has_a_decimal_point_and_groups_by_commas(
    text: str, amount: str, unit: str
) -> None:
    (number,) = read_numbers(text, "en")
    assert number.amount == Decimal(amount)
    assert number.unit == unit or number.scale > 1


@pytest.mark.parametrize(
    "text",
    ["se bilaga 2", "i tabell 14", "enligt 5 kap.", "mål 2.4 nås", "i avsnitt 3", "see table 3"],
)
def test_the_number_of_a_chapter_or_table_is_a_reference(text: str) -> None:
    assert {number.kind for number in read_numbers(text)} == {"reference"}


@pytest.mark.parametrize("text", ["en kommun", "ett nytt system", "en nedgång", "T2", "A4"])
def test_an_article_or_a_name_is_not_a_number(text: str) -> None:
    assert read_numbers(text) == []


def test_a_period_of_years_is_two_years_and_a_date_is_one_date() -> None:
    found = read_numbers("gäller 2013-2015, beslutad 2012-12-31 och igen den 3 mars 2014")
    assert [(n.kind, n.text) for n in found] == [
        ("year", "2013"), ("year", "2015"), ("date", "2012-12-31"), ("date", "3 mars 2014"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fits", "does_not"),
    [
        ("drygt 150 personer", 156, 149),
        ("knappt 150 personer", 148, 151),
        ("ca 40 uppdrag", 38, 33),
        ("cirka 145 000 samtal", 145031, 152000),
    ],
)
def test_a_qualifier_says_how_far_the_true_value_may_be(
    text: str, fits: int, does_not: int
) -> None:
    (figure,) = [f for f in figures_of(text) if f.is_quantity]
    span = span_of(figure)
    assert span.low <= fits <= span.high
    assert not span.low <= does_not <= span.high


@pytest.mark.parametrize(
    ("text", "printed", "year"),
    [
        (
            "Utfallet 2019 blev 84 %, att jämföra med 72 % 2018. Under 2019 hölls 3 möten.",
            "72",
            2018,
        ),
        ("Andelen var 84 % 2019 (72 % föregående år).", "72", 2018),
        ("Omsättningen 2019 var 312,8 mkr (305,2).", "305,2", 2018),
        ("Kostnaden ökade 2019 från 126,8 mnkr till 141,8 mnkr.", "126,8", 2018),
        ("Utfallet 2019 blev 84 %, årsmålet är 90 %.", "90", 2019),
    ],
)
def test_a_number_in_text_has_the_year_that_its_clause_says(
    text: str, printed: str, year: int
) -> None:
    (figure,) = [f for f in figures_of(text) if f.number.text == printed]
    assert figure.year == year


def test_a_bracket_behind_a_number_is_in_its_unit() -> None:
    figures = figures_of("Omsättningen 2019 var 312,8 mkr (305,2).")
    assert [f.amount for f in figures if f.is_quantity] == [
        Decimal(312_800_000),
        Decimal(305_200_000),
    ]


def test_the_title_says_which_year_a_report_is_of() -> None:
    text = "# Årsredovisning 2020\n\nUnder 2019 byggdes 4 skolor, mer än 2019 års plan. Sedan 2019 är 3 kvar."
    assert report_year(document_of(text)) == 2020


def test_a_number_of_more_digits_than_any_amount_has_is_not_a_quantity() -> None:
    (number,) = read_numbers("9" * 400)
    assert number.kind == "reference"
