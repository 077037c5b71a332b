"""Which measure a number is proposed to print, and which rows of the registers a person is asked about."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from orchestration.core.errors import UsageError
from orchestration.diagnostics.check.disagreements import disagreements
from orchestration.diagnostics.check.language import stems
from orchestration.diagnostics.check.matching import match_measures
from orchestration.diagnostics.check.measures import MeasureValue
from orchestration.diagnostics.check.proposals import (
    FIGURE_COLUMNS,
    FIGURES,
    STATEMENT_COLUMNS,
    STATEMENTS,
    ProposedRow,
    accept,
)
from tests.unit.check.documents import figures_of


def measure(
    name: str,
    value: str,
    label: str,
    unit: str = "pct",
    role: str = "outcome",
    year: int = 2020,
    member: str = "",
) -> MeasureValue:
    return MeasureValue(
        name,
        member,
        year,
        Decimal(value),
        unit,
        role,
        (frozenset(stems(label)), frozenset(stems(label))),
        label,
    )


MEASURES = [
    measure("sick_leave", "5.5", "Sjukfrånvaro"),
    measure("sick_leave", "4.8", "Sjukfrånvaro", year=2019),
    measure("long_sick_leave", "5.5", "Långtidssjukfrånvaro"),
    measure("sick_leave_target", "4.3", "Årsmål sjukfrånvaro", role="target"),
    measure("costs", "183352118.37", "Kostnader totalt", unit="sek"),
    measure("cost_budget", "178800000", "Budget kostnader", unit="sek", role="budget"),
    measure("satisfied", "84", "Andel nöjda kunder ekonomi", member="ekonomi"),
    measure("satisfied", "84", "Andel nöjda kunder bemötande", member="bemotande"),
]  # fmt: skip
TABLE = """# Personal 2020

| Indikator | Utfall 2020 | Utfall 2019 | Årsmål 2020 |
|---|---|---|---|
| Sjukfrånvaro, procent | {outcome} | 4,8 | 4,3 |
"""


def proposed(markdown: str) -> dict[str, str]:
    figures = figures_of(markdown)
    found = match_measures(figures, MEASURES)
    return {
        figure.number.text: found[figure.id].measure.name
        for figure in figures
        if figure.id in found
    }


def test_a_cell_is_matched_by_value_year_role_and_words() -> None:
    assert proposed(TABLE.format(outcome="5,5")) == {
        "5,5": "sick_leave@2020", "4,8": "sick_leave@2019", "4,3": "sick_leave_target@2020",
    }  # fmt: skip


def test_an_amount_is_matched_as_it_is_rounded_in_its_unit() -> None:
    assert proposed("Kostnaderna totalt uppgick 2020 till 183,4 mnkr.") == {"183,4": "costs@2020"}
    assert proposed("Kostnaderna totalt uppgick 2020 till 183,5 mnkr.") == {}
    assert proposed("Kostnaderna totalt uppgick 2020 till 183 352 tkr.") == {
        "183 352": "costs@2020"
    }


def test_of_two_members_with_one_value_the_one_that_the_words_name_is_proposed() -> None:
    assert proposed("# Ekonomi 2020\n\nAndelen nöjda kunder inom ekonomi var 84 procent.") == {
        "84": "satisfied/ekonomi@2020"
    }
    assert proposed("# Ekonomi 2020\n\nAndelen nöjda kunder med bemötandet var 84 procent.") == {
        "84": "satisfied/bemotande@2020"
    }


def test_a_number_that_no_measure_has_is_not_proposed() -> None:
    assert proposed("Under 2020 invigdes 3 broar.") == {}


def test_a_cell_that_a_measure_names_and_another_value_contradicts() -> None:
    figures = figures_of(TABLE.format(outcome="5,9"))
    found = disagreements(figures, MEASURES, match_measures(figures, MEASURES))
    assert [(f.printed, f.expected) for f in found] == [("5,9 %", "5,5 %")]


def wrong(markdown: str, measures: list[MeasureValue] = MEASURES) -> list[tuple[str, str]]:
    """Return the numbers that the release has another value of, and that value."""
    figures = figures_of(markdown)
    found = disagreements(figures, measures, match_measures(figures, measures))
    return [(finding.printed, finding.expected) for finding in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sjukfrånvaron uppgick 2020 till 5,9 procent.", [("5,9 %", "5,5 %")]),
        ("Kostnaderna totalt uppgick 2020 till 138,4 mnkr.", [("138,4 mnkr", "183,4 mnkr")]),
        (
            "Kostnaderna totalt uppgick till 183,6 mnkr och intäkterna till 90 mnkr.",
            [("183,6 mnkr", "183,4 mnkr")],
        ),
        # The year before is right, and says of what the year's number is.
        (
            "Sjukfrånvaron var 4,8 procent 2019; under 2020 blev den 5,9 procent.",
            [("5,9 %", "5,5 %")],
        ),
        # Right; of women, which the release has not; far away; another body's.
        ("Sjukfrånvaron uppgick 2020 till 5,5 procent.", []),
        ("Sjukfrånvaron för kvinnor uppgick 2020 till 5,9 procent.", []),
        ("Sjukfrånvaron uppgick 2020 till 12,9 procent.", []),
        ("Att jämföra är sjukfrånvaron i staden som 2020 var 5,9 procent.", []),
    ],
)
def test_a_number_in_text_is_held_against_the_one_measure_that_its_clause_names(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert wrong(f"# Årsredovisning 2020\n\n{text}") == expected


AREAS = [
    measure(f"{kind}_sek", str(value), f"{label} {name}", unit="sek", member=name.lower())
    for kind, label, values in (
        ("cost", "Kostnader", (30_700_000, 34_300_000, 12_100_000, 42_200_000)),
        ("revenue", "Intäkter", (2_800_000, 43_200_000, 16_000_000, 43_400_000)),
    )
    for name, value in zip(("Nämnd", "Lön", "Upphandling", "Kontaktcenter"), values, strict=True)
]
AREAS_TABLE = """# Årsredovisning 2020

| Område, mnkr | {cost} 2020 | {revenue} 2020 |
|---|---|---|
| Nämnd | 30,7 | 2,8 |
| Lön | {pay} | 43,2 |
| Upphandling | 12,1 | 16,0 |
| Kontaktcenter | 42,2 | 43,4 |
"""


def test_a_cell_is_held_against_what_its_row_and_its_column_print() -> None:
    # The heading says nothing; the cells around do.
    table = AREAS_TABLE.format(cost="Utfall kostnader", revenue="Utfall intäkter", pay="{pay}")
    assert wrong(table.format(pay="34,3"), AREAS) == []
    assert wrong(table.format(pay="3,43"), AREAS) == [("3,43 mnkr", "34,30 mnkr")]


def test_a_column_of_something_else_is_not_held_against_a_measure_that_its_words_name() -> None:
    table = AREAS_TABLE.format(cost="Kostnader", revenue="Intäkter", pay="27,6")
    other = table.replace("30,7", "25,9").replace("12,1", "10,4").replace("42,2", "25,2")
    assert wrong(other, AREAS) == []


def test_a_cell_whose_column_has_lost_its_heading_is_not_held_against_a_release() -> None:
    table = TABLE.format(outcome="5,9")
    figures = figures_of(table.replace("Utfall 2020", "").replace("Utfall 2019", ""))
    assert [figure.column for figure in figures if figure.number.text == "5,9"] == [""]
    assert disagreements(figures, MEASURES, {}) == []


def test_thousands_of_kronor_are_a_unit_of_the_registers() -> None:
    seeds = Path(__file__).parents[3] / "seeds"
    with (seeds / "units.csv").open(encoding="utf-8", newline="") as file:
        units = {row["unit"]: (row["base_unit"], row["base_units"]) for row in csv.DictReader(file)}
    assert units["tkr"] == ("sek", "1000")


def row(register: str, key: str, predicate: str = "") -> ProposedRow:
    columns = FIGURE_COLUMNS if register == FIGURES else STATEMENT_COLUMNS
    values = dict.fromkeys(columns, "") | {"report_id": "r", columns[1]: key}
    return ProposedRow(register, values | ({"predicate": predicate} if predicate else {}), 0.9, key)


ROWS = [row(FIGURES, "a"), row(FIGURES, "b"), row(STATEMENTS, "s", "figure:a = figure:b")]


def test_only_confirmed_rows_are_added_and_a_statement_needs_its_figures(tmp_path: Path) -> None:
    answers = {"a": "yes", "b": "no", "s": "yes"}
    assert accept(ROWS, tmp_path, lambda asked: answers[asked.key]) == {FIGURES: 1, STATEMENTS: 0}
    with (tmp_path / FIGURES).open(encoding="utf-8", newline="") as file:
        assert [found["figure_id"] for found in csv.DictReader(file)] == ["a"]
    assert not (tmp_path / STATEMENTS).exists()


def test_what_is_registered_is_not_asked_again(tmp_path: Path) -> None:
    accept(ROWS[:1], tmp_path, lambda asked: "yes")
    asked: list[str] = []

    def ask(proposed_row: ProposedRow) -> str:
        asked.append(proposed_row.key)
        return "yes"

    assert accept(ROWS, tmp_path, ask) == {FIGURES: 1, STATEMENTS: 1}
    assert asked == ["b", "s"]


def test_quitting_keeps_what_was_confirmed(tmp_path: Path) -> None:
    answers = iter(["yes", "quit"])
    assert accept(ROWS, tmp_path, lambda asked: next(answers)) == {FIGURES: 1, STATEMENTS: 0}


def test_a_register_with_other_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / FIGURES).write_text("id,value\n", encoding="utf-8")
    with pytest.raises(UsageError, match="columns"):
        accept(ROWS, tmp_path, lambda asked: "yes")


def test_the_registers_columns_are_those_of_the_project() -> None:
    seeds = Path(__file__).parents[3] / "seeds"
    for name, columns in ((FIGURES, FIGURE_COLUMNS), (STATEMENTS, STATEMENT_COLUMNS)):
        with (seeds / name).open(encoding="utf-8", newline="") as file:
            assert tuple(next(csv.reader(file))) == columns
