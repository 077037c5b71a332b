"""Sparklines: the line has the values' shape, stops where a value is withheld, and says in words what it shows."""

from __future__ import annotations

import re
from decimal import Decimal

from orchestration.site.sparklines import HEIGHT, WIDTH, Point, sparkline


def points(*values: str | None) -> list[Point]:
    return [
        Point(f"2013-{number:02}", None if value is None else Decimal(value))
        for number, value in enumerate(values, start=1)
    ]


def drawn(*values: str | None) -> str:
    return sparkline(
        points(*values),
        lambda *named: " ".join(f"{point.period}={point.value}" for point in named),
    )


def lines(svg: str) -> list[list[tuple[float, float]]]:
    return [
        [(float(x), float(y)) for x, y in (place.split(",") for place in line.split())]
        for line in re.findall(r'<polyline points="([^"]*)"', svg)
    ]


def test_a_greater_value_is_higher_and_all_lie_within_the_picture() -> None:
    ((first, second, third),) = lines(drawn("2", "-1", "5"))
    assert third[1] < first[1] < second[1]
    assert first[0] < second[0] < third[0]
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in (first, second, third))


def test_a_withheld_value_breaks_the_line() -> None:
    assert [len(line) for line in lines(drawn("1", "2", None, "3", "4"))] == [2, 2]
    alone = drawn("1", "2", None, "3")
    assert [len(line) for line in lines(alone)] == [2]
    assert 'class="alone"' in alone


def test_values_that_are_equal_are_a_level_line() -> None:
    ((first, second, third),) = lines(drawn("7", "7", "7"))
    assert first[1] == second[1] == third[1]


def test_the_words_name_first_last_least_and_greatest() -> None:
    svg = drawn("2", "-1", "5", "0")
    said = "2013-01=2 2013-04=0 2013-02=-1 2013-03=5"
    assert f'aria-label="{said}"' in svg
    assert f"<title>{said}</title>" in svg


def test_words_are_text_whatever_they_hold() -> None:
    svg = sparkline(points("1", "2", "3"), lambda *_: '"><script>')
    assert "<script>" not in svg


def test_fewer_than_three_values_are_no_line() -> None:
    assert drawn("1", "2") == drawn("1", None, "2", None) == drawn() == ""
