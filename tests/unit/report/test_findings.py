"""What charts find: sentences that follow the numbers, whatever they are."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest

from orchestration.report import charts, numbers
from orchestration.report.chapters import findings


def line(line_id: str, label: str, now: str, before: str | None) -> SimpleNamespace:
    prior = None if before is None else Decimal(before)
    return SimpleNamespace(
        line_id=line_id, label_sv=label, outcome_sek=Decimal(now), prior_outcome_sek=prior
    )


def bars(**values: str) -> list[charts.Bar]:
    return [
        charts.Bar(name, Decimal(value), numbers.amount(Decimal(value), signed=True))
        for name, value in values.items()
    ]


def test_the_change_of_costs_and_revenue_is_said_with_its_direction() -> None:
    cost = line("cost", "Kostnader", "183352118", "167440136")
    revenue = line("revenue", "Intäkter", "168000000", "170000000")
    assert (
        findings.changes([cost, revenue])
        == "Kostnader ökade med 15,9\u00a0mnkr och intäkter minskade med 2,0\u00a0mnkr"
    )
    same = line("revenue", "Intäkter", "170000001", "170000000")
    assert str(findings.changes([cost, same])).endswith("intäkter var oförändrade")
    assert findings.changes([cost, line("revenue", "Intäkter", "1", None)]) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"A": "-2400000", "B": "2100000"},
            "Störst underskott mot budget i A (−2,4\u00a0mnkr), störst överskott i B (+2,1\u00a0mnkr)",
        ),
        (
            {"A": "0", "B": "100000"},
            "Inget underskott mot budget; störst överskott i B (+0,1\u00a0mnkr)",
        ),
        ({"A": "-100000"}, "Inget överskott mot budget; störst underskott i A (−0,1\u00a0mnkr)"),
    ],
)
def test_the_worst_and_the_best_deviation_are_named(values: dict[str, str], expected: str) -> None:
    assert findings.farthest_from_budget(bars(**values)) == expected


def test_the_largest_cause_is_that_of_the_changes_own_direction() -> None:
    steps = bars(Nya="7100000", Engång="-9000000")
    assert findings.largest_step(steps, Decimal("3000000")).endswith("mest genom nya (+7,1)")
    assert findings.largest_step(steps, Decimal("-1900000")).endswith("mest genom engång (−9,0)")


def test_months_are_counted_against_the_target_of_their_own_year_alone() -> None:
    points = [
        charts.Point(month, Decimal(value), year)
        for year, values in (("2013", ("5", "4.3", "4.4")), ("2012", ("9", "9", "9")))
        for month, value in zip(("jan", "feb", "mars"), values, strict=True)
    ]
    assert findings.months_over(points, Decimal("4.3"), "2013") == (
        "Sjukfrånvaron var över årsmålet, 4,3 procent, i 2 av 3 månader"
    )
    assert findings.months_over(points, None, "2013") == "Högst i jan: 5,0 procent"


def question(change: str | None, *, is_significant: bool | None) -> SimpleNamespace:
    return SimpleNamespace(
        is_change_significant=is_significant,
        change_points=None if change is None else Decimal(change),
        satisfied_pct=Decimal(80),
        question_text_sv="Hur nöjd är du?",
    )


def test_only_a_change_beyond_chance_is_called_one() -> None:
    up, down = question("5", is_significant=True), question("-5", is_significant=True)
    unsure, new = question("9", is_significant=False), question(None, is_significant=None)
    say = findings.satisfaction_changes
    assert say([up, unsure, new]) == "Nöjdheten ökade säkert i 1 av 2 frågor"
    assert say([down, unsure]) == "Nöjdheten minskade säkert i 1 av 2 frågor"
    assert say([up, down]) == "Nöjdheten ökade säkert i 1 och minskade i 1 av 2 frågor"
    assert say([unsure, unsure]) == "Ingen säkerställd förändring i någon av 2 frågor"
    assert say([unsure]) == "Ingen säkerställd förändring"
    assert say([new]) == "Nöjdast: Hur nöjd är du? (80 procent)"


@pytest.mark.parametrize(
    ("deviation", "expected"),
    [
        ("-600000", "0,6\u00a0mnkr sämre än budgeten"),
        ("600000", "0,6\u00a0mnkr bättre än budgeten"),
        ("-49999", "i nivå med budgeten"),
    ],
)
def test_a_deviation_in_words_says_better_or_worse(deviation: str, expected: str) -> None:
    assert numbers.against(Decimal(deviation), "budgeten") == expected
