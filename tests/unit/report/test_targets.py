"""The board's target beside a figure is the one that its indicators agree on, with all of its decimals."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import duckdb
import pytest

from orchestration.releases.release import Release
from orchestration.report import numbers
from orchestration.report.chapters.context import Context
from orchestration.report.chapters.goals import MET, _bullet
from orchestration.report.chapters.services import _key_figures
from orchestration.report.document import Bullet, Row, Table, text
from orchestration.report.release_data import Edition, ReleaseData


def test_a_measure_whose_indicators_have_different_targets_has_none_beside_it() -> None:
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema goals;
            create table goals.mart_goals__indicators as select 2013 as fiscal_year, * from (values
                ('sick_leave_pct', '', 5.5::decimal(28, 8)), ('sick_leave_pct', '', 5.0),
                ('sick_leave_pct', 'north', 6.0), ('calls', '', 100), ('calls', '', 100), ('cases', '', null)
            ) as t(measure_id, member, board_target)
            """
        )
        edition = cast(Edition, SimpleNamespace(fiscal_year=2013, edition="VB"))
        data = ReleaseData(cast(Release, None), connection, edition)
        assert data.targets == {
            ("sick_leave_pct", "north"): Decimal(6),
            ("calls", ""): Decimal(100),
        }


def rows_of_calls(members: list[str], targets: dict[str, Decimal]) -> list[tuple[str, ...]]:
    """Return the rows of the chapter on services about calls, of which each member has one."""
    calls = SimpleNamespace(
        measure_id="calls", source_system="phones", is_change=False, base_unit="count",
        unit_label_sv="", label_sv="Samtal", decimals=1,
    )  # fmt: skip
    figures = SimpleNamespace(
        values=[("calls", member, 2013) for member in members],
        measures={"calls": calls},
        value=lambda *_, **__: Decimal(1),
        measure=lambda _, member, **__: text(f"{member}!"),
        take_notes=lambda: (),
    )
    context: Any = SimpleNamespace(
        figures=figures, year=2013, period="2013", prior_period="2012",
        data=SimpleNamespace(code_name=lambda *_: "Telefoni", member_name=str.title),
        target_of=lambda _, member: targets.get(member),
    )  # fmt: skip
    section = _key_figures(cast(Context, context), "phones")
    assert section is not None
    (table,) = section.blocks
    assert isinstance(table, Table)
    return [printed(row) for row in table.rows]


def printed(row: Row) -> tuple[str, ...]:
    return tuple("".join(part.text for part in cell) for cell in row.cells)


def test_a_target_is_printed_with_more_decimals_than_its_measure_where_it_has_them() -> None:
    assert rows_of_calls([""], {"": Decimal("0.125")}) == [("Samtal", "!", "!", "0,125")]
    assert rows_of_calls([""], {"": Decimal(5)}) == [("Samtal", "!", "!", "5,0")]


def test_the_whole_of_a_measure_that_has_groups_too_keeps_its_name() -> None:
    assert rows_of_calls(["", "north"], {}) == [("Samtal", "!", "!"), ("North", "north!", "north!")]
    assert rows_of_calls(["north"], {}) == [("Samtal",), ("North", "north!", "north!")]


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [("0.125", 1, "0,125"), ("5", 1, "5,0"), ("1250.50", 0, "1\u00a0250,5"), ("-3", 0, "\u22123")],
)
def test_no_decimal_is_lost_and_none_is_missing(value: str, decimals: int, shown: str) -> None:
    assert numbers.at_least(Decimal(value), decimals) == shown


def test_a_target_that_is_not_there_is_a_dash() -> None:
    assert numbers.at_least(None, 1) == numbers.NO_VALUE


@pytest.mark.parametrize(
    ("decimals", "said"), [(3, "Utfall 0,127, årsmål 0,125"), (0, "Utfall 0,1, årsmål 0,125")]
)
def test_a_bar_says_its_outcome_with_the_decimals_of_its_measure(decimals: int, said: str) -> None:
    row = SimpleNamespace(
        outcome=Decimal("0.1268"), board_target=Decimal("0.125"), prior_outcome=None,
        decimals=decimals,
    )  # fmt: skip
    (bar,) = _bullet(row, MET)
    assert isinstance(bar, Bullet)
    assert bar.text == said
