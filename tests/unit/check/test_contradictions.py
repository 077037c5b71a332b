"""Each kind of contradiction is found where it is seeded, and not where the figures agree."""

from __future__ import annotations

import pytest

from orchestration.diagnostics.check.checking import check_itself
from orchestration.diagnostics.check.document import as_document
from orchestration.diagnostics.check.figures import read_figures
from orchestration.diagnostics.check.findings import Verdict
from orchestration.diagnostics.check.plain_text import read_pages
from tests.unit.check.documents import contradictions_of, document_of

TABLE = """
# Bokslut 2020

| Mnkr | Budget 2020 | Utfall 2020 | Avvikelse | Utfall 2019 | Förändring % |
|---|---|---|---|---|---|
| Skola | 412,0 | 415,5 | {deviation} | 401,3 | {percent} |
| Omsorg | 388,5 | 380,1 | 8,4 | 370,2 | 2,7 |
| Kultur | 51,0 | 50,2 | 0,8 | 49,9 | 0,6 |
| Varav bibliotek | 21,0 | 20,9 | 0,1 | 20,2 | 3,5 |
| Summa | 851,5 | {total} | 5,7 | 821,4 | 3,0 |
"""

GOAL = """# Verksamhet 2020

## {goal}

Målet är uppfyllt

| Indikator | Mål 2020 | Utfall 2020 |
|---|---|---|
"""

# kind, the document, what is wrong in it, and what would be right
SEEDED = {
    "total": ("total", TABLE, {"total": "854,8"}, {"total": "845,8"}),
    "difference": ("difference", TABLE, {"deviation": "-5,3"}, {"deviation": "-3,5"}),
    "percentage": ("percentage", TABLE, {"percent": "5,3"}, {"percent": "3,5"}),
    "change in text": (
        "change",
        "Antalet elever ökade 2020 från 1 204 till 1 230, en ökning med {by} elever.",
        {"by": "36"},
        {"by": "26"},
    ),
    "change in per cent": (
        "change",
        "Kostnaden steg 2020 från 20,0 mnkr till 21,5 mnkr, en ökning med {by} procent.",
        {"by": "5,7"},
        {"by": "7,5"},
    ),
    "change after a bracket": (
        "change",
        "Omsättningen 2020 var 312,8 mkr (305,2), en ökning med {by} mkr.",
        {"by": "6,7"},
        {"by": "7,6"},
    ),
    "of which": (
        "of which",
        "Nämnden fick 508 klagomål, varav {a} om service och 230 om avgifter.",
        {"a": "330"},
        {"a": "230"},
    ),
    "two sides": (
        "of which",
        "Under 2020 hade bolaget 78 anställda, varav {a} kvinnor och 38 män.",
        {"a": "41"},
        {"a": "40"},
    ),
    "shares of a whole": (
        "share",
        "Av intäkterna kommer {a} procent från hyror, 12 procent från avgifter och 5 procent från bidrag.",
        {"a": "88"},
        {"a": "83"},
    ),
    "share of a stated whole": (
        "share",
        "Under 2020 gjordes 348 tillsyner, vilket är {p} procent av de planerade 400.",
        {"p": "78"},
        {"p": "87"},
    ),
    "share of a table's total": (
        "share",
        TABLE
        + "\nSkolan stod för {p} procent av summan av nettokostnaderna, som tabellen i bokslut visar.",
        {"p": "54"},
        {"p": "49"},
    ),
    "direction": (
        "direction",
        "Under 2020 var serviceindex 81 och har ökat jämfört med {then} föregående år.",
        {"then": "85"},
        {"then": "75"},
    ),
    "a twelfth": (
        "share",
        "Under 2020 betalades 601 557 löner ut, vilket motsvarar {m} per månad.",
        {"m": "51 030"},
        {"m": "50 130"},
    ),
    "repeated in a table": (
        "repeated",
        TABLE + "\nUtfallet för kultur 2020 blev {a} mnkr.",
        {"a": "52,0"},
        {"a": "50,2"},
    ),
    "repeated in the summary": (
        "repeated",
        "# Sammanfattning 2020\n\nSjukfrånvaron var {a} procent."
        "\n\n# Personal\n\nSjukfrånvaron var 5,6 procent.",
        {"a": "5,9"},
        {"a": "5,6"},
    ),
    "increase against a table": (
        "change",
        TABLE + "\nKostnaden för omsorg ökade 2020 med {a} mnkr.",
        {"a": "8,9"},
        {"a": "9,9"},
    ),
    "goal": (
        "goal",
        GOAL.format(goal="Trygg skola") + "| Andel trygga elever, procent | 90 | {a} |\n",
        {"a": "84"},
        {"a": "91"},
    ),
    "ceiling": (
        "goal",
        GOAL.format(goal="God arbetsgivare") + "| Sjukfrånvaro, procent | 5,0 | {a} |\n",
        {"a": "5,4"},
        {"a": "4,4"},
    ),
    "target in text": (
        "target",
        "Svarstiden var 2020 i snitt {a} sekunder. Målet var högst 90 sekunder och nåddes.",
        {"a": "95"},
        {"a": "85"},
    ),
    "dates": (
        "dates",
        "Projektet startade den 1 mars 2020 och avslutades den {a}.",
        {"a": "3 februari 2020"},
        {"a": "3 april 2020"},
    ),
    "approval": (
        "dates",
        "# Årsredovisning 2020\n\nBalansräkningen är per 2020-12-31."
        " Årsredovisningen fastställdes av styrelsen den {a}.",
        {"a": "12 mars 2020"},
        {"a": "12 mars 2021"},
    ),
}
SIGNED = """# Bokslut 2020

| Mnkr | Budget 2020 | Utfall 2020 | Avvikelse | Utfall 2019 |
|---|---|---|---|---|
| Avgifter | 41,2 | 42,9 | 1,7 | 40,3 |
| Övriga intäkter | 3,0 | 3,3 | 0,3 | 3,1 |
| Personal | -52,1 | -51,6 | 0,5 | -50,0 |
| Lokaler | -6,3 | -6,4 | {rent} | -6,2 |
| Summa kostnader | -58,4 | -58,0 | 0,4 | -56,2 |
"""
VISITS = """# Verksamhet 2020

Antalet tillsynsbesök var {visits} under året (2019: 1 645).

| Område | 2019 | 2020 |
|---|---|---|
| Livsmedel | 912 | 1 020 |
| Miljöskydd | 733 | 831 |
| Totalt | 1 645 | 1 851 |
"""
JUDGED = """# Årsredovisning 2020

{met} av tre mål har uppnåtts.

| Mål | Målvärde 2020 | Utfall 2020 | Bedömning |
|---|---|---|---|
| Trygga elever, procent | 90 | {safe} | Uppnått |
| Behöriga lärare, procent | 75 | 71 | Ej uppnått |
| Sjukfrånvaro, procent | högst 8,0 | 7,9 | {absence} |
"""
SEEDED |= {
    "a verdict in the row of an indicator": ("target", JUDGED, {"safe": "88"}, {"safe": "91"}),
    "a verdict that is too severe": (
        "target",
        JUDGED,
        {"absence": "Inte uppnått", "met": "Ett"},
        {"absence": "Uppnått"},
    ),
    "a verdict that answers yes": (
        "target",
        "# Report 2022\n\n| Indicator | Target 2022 | Outcome 2022 | Met? |\n|---|---|---|---|"
        "\n| Interruptions, minutes | at most 8 | {a} | Yes |\n| Satisfaction, per cent | 85 | 87 | Yes |",
        {"a": "9"},
        {"a": "7"},
    ),
    "two sides in a sentence's words": (
        "of which",
        "Of our {a} employees in 2022, 214 are men and 116 are women.",
        {"a": "320"},
        {"a": "330"},
    ),
    "goals counted": ("count", JUDGED, {"met": "Tre"}, {"met": "Två"}),
    "a change of the sentence before": (
        "change",
        "# Årsredovisning 2020\n\nAntalet elever var 4 215 (4 310 år 2019). Det är {a} färre än året före.",
        {"a": "85"},
        {"a": "95"},
    ),
    "repeated in the total of a table": (
        "repeated",
        "# Årsredovisning 2020\n\nSjukfrånvaron uppgick till {a} procent."
        "\n\n| Sjukfrånvaro % | 2019 | 2020 |\n|---|---|---|\n| Kvinnor | 8,9 | 8,5 |\n| Män | 6,5 | 5,9 |"
        "\n| Totalt | 8,4 | 8,0 |",
        {"a": "7,9"},
        {"a": "8,0"},
    ),
    "from and to without by": (
        "direction",
        "Sjukfrånvaron minskade 2020 från 6,1 till {a} procent.",
        {"a": "6,4"},
        {"a": "5,9"},
    ),
    "from and to in English": (
        "direction",
        "Waiting times were shorter in 2020, while sick leave rose from 6.1 to {a} per cent.",
        {"a": "5.4"},
        {"a": "6.4"},
    ),
    "of which after a share in brackets": (
        "of which",
        "Av besöken gällde 1 020 livsmedel (55 procent), varav 112 oanmälda och {a} anmälda.",
        {"a": "920"},
        {"a": "908"},
    ),
    "a difference with the other rows' sign turned": (
        "difference",
        SIGNED,
        {"rent": "0,1"},
        {"rent": "-0,1"},
    ),
    "two years of a table under another name": (
        "repeated",
        VISITS,
        {"visits": "1 842"},
        {"visits": "1 851"},
    ),
    "a share of what the sentence before is about": (
        "share",
        SIGNED.format(rent="-0,1")
        + "\nPersonalkostnaderna ökade med 1,6 mnkr. De utgör {p} procent av kostnaderna.",
        {"p": "86"},
        {"p": "89"},
    ),
}
RIGHT = {
    "safe": "91",
    "absence": "Uppnått",
    "met": "Två",
    "deviation": "-3,5",
    "percent": "3,5",
    "total": "845,8",
}


CAPTIONED = """
Kostnadernas förändring 2012–2013 efter orsak, mnkr
                                          2013          2012        Förändring
 Utökade och nya uppdrag                   9,0           1,9              +7,1
 IT och hyror                             27,2          26,0              +1,2
 Lönerevision                              4,0           0,0              +4,0
 Summa kostnader                          40,2          27,9             +12,3
"""


def filled(document: str, values: dict[str, str]) -> str:
    return document.format(**{**RIGHT, **values}) if "{" in document else document


@pytest.mark.parametrize(("kind", "document", "wrong", "right"), SEEDED.values(), ids=SEEDED)
def test_a_seeded_contradiction_is_found_and_its_correction_is_not(
    kind: str, document: str, wrong: dict[str, str], right: dict[str, str]
) -> None:
    found = contradictions_of(filled(document, wrong))
    assert kind in {finding.kind for finding in found}
    assert contradictions_of(filled(document, right)) == []


def test_a_finding_names_both_places_and_what_was_expected() -> None:
    (finding,) = contradictions_of(
        "Elevantalet ökade 2020 från 1 204 till 1 230, en ökning med 36 elever."
    )
    assert len(finding.places) == 3
    assert (finding.printed, finding.expected) == ("36", "26")


def test_a_goal_is_called_by_its_heading_where_its_verdict_has_a_label() -> None:
    labelled = GOAL.replace("Målet är uppfyllt", "Nämndens bedömning: Uppfylls helt")
    (finding,) = contradictions_of(
        labelled.format(goal="Trygg skola") + "| Andel trygga elever, procent | 90 | 84 |\n"
    )
    assert "“Trygg skola” is said to be fulfilled" in finding.explanation


def test_a_caption_over_the_headings_is_not_a_heading() -> None:
    document = as_document("test.txt", read_pages([CAPTIONED], has_pages=False), "sv")
    table = next(block for _, block in document.tables())
    assert table.caption == "Kostnadernas förändring 2012–2013 efter orsak, mnkr"
    assert table.rows[0] == ("", "2013", "2012", "Förändring")


def test_a_sum_of_rounded_parts_is_explained_by_rounding() -> None:
    document = document_of(
        "| Mnkr | Utfall |\n|---|---|\n| A | 1,4 |\n| B | 1,4 |\n| C | 1,4 |\n| Summa | 4,3 |"
    )
    (finding,) = check_itself(document, read_figures(document))
    assert (finding.verdict, finding.expected) == (Verdict.ROUNDING, "4,2 mnkr")


def test_rows_of_which_are_no_part_of_the_sum() -> None:
    assert contradictions_of(filled(TABLE, {})) == []


def test_a_total_with_a_withheld_part_is_not_judged() -> None:
    table = "| Personer | Antal |\n|---|---|\n| A | 100 |\n| B | 90 |\n| C | .. |\n| D | 95 |\n| Totalt | 310 |"
    assert contradictions_of(table) == []


@pytest.mark.parametrize(
    "text",
    [
        "Kostnaden var 2020 inte högre än 2019, då den var 14,0 mnkr; den blev 12,0 mnkr.",
        "Inom ekonomi var nöjdheten 84 procent och inom lön var nöjdheten 80 procent.",
        "# A 2020\n\nNöjd-kund-index var 68.\n\n# B\n\nNöjd-kund-index var 65.",
        GOAL.format(goal="Trygg skola").replace(
            "Målet är uppfyllt", "Väntad uppfyllelse: uppfylls helt"
        )
        + "| Andel trygga elever, procent | 90 | 84 |\n",
        GOAL.format(goal="Trygg skola").partition("|")[0]
        + "# Tjänster\n\n| Indikator | Mål 2020 | Utfall 2020 |\n|---|---|---|\n| Andel svar, procent | 90 | 84 |\n",
        "Vi besökte 640 hem (55 procent), varav 60 procent för första gången.",
        "| Mnkr | Budget | Utfall | Avvikelse |\n|---|---|---|---|\n| Intäkter | 5,0 | 6,0 | 1,0 |"
        "\n| Bidrag | 3,0 | 3,5 | 0,5 |\n| Kostnader | 9,0 | 9,8 | -0,8 |\n| Resultat | -1,0 | -0,3 | 0,7 |",
        "Kostnaden ökade 2020 från 20,0 mnkr till 21,4 mnkr, vilket är 7 procent.",
        "Elförbrukningen var 40 kWh/kvm. (Här kan jämföras med staden, där elförbrukningen var 43 kWh/kvm.)",
    ],
)
def test_what_only_looks_like_a_contradiction_is_none(text: str) -> None:
    assert contradictions_of(text) == []
