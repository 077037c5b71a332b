"""A report says nothing of what its board does not have: a budget, a result fund, limits that are not judged yet."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from orchestration.report.chapters.context import Context
from orchestration.report.chapters.economics_balance import result_fund
from orchestration.report.chapters.economics_result import budget_adherence, by_area
from orchestration.report.chapters.economics_to_date import result_to_date
from orchestration.report.document import Section, Table, text
from tests.document_parts import parts

VALUES = {
    ("fund_opening_fund_sek", ""): Decimal(0),
    ("fund_closing_fund_sek", ""): Decimal(0),
    ("fund_result_sek", ""): Decimal(4000),
}
FUND = SimpleNamespace(
    opening_fund_sek=Decimal(0),
    closing_fund_sek=Decimal(0),
    annual_limit_pct=None,
    annual_limit_sek=None,
    is_within_annual_limit=None,
    accumulated_limit_pct=None,
    accumulated_limit_sek=None,
    is_within_accumulated_limit=None,
)
RULED = FUND.__dict__ | {
    "annual_limit_pct": Decimal(5),
    "annual_limit_sek": Decimal(5_000_000),
    "accumulated_limit_pct": Decimal(10),
    "accumulated_limit_sek": Decimal(10_000_000),
}


class Figures:
    """Figures of which only whether they are there matters."""

    def __init__(self) -> None:
        self.measures = {
            measure_id: SimpleNamespace(label_sv=measure_id) for measure_id, _ in VALUES
        }

    def value(self, measure_id: str, member: str = "", *, years_ago: int = 0) -> Decimal | None:
        return None if years_ago else VALUES.get((measure_id, member))

    def measure(self, measure_id: str, member: str = "", **_: Any) -> Any:
        return text(str(VALUES.get((measure_id, member), "–")))

    def cell_of_amount(self, *_: Any, **__: Any) -> Any:
        return text("–")

    def take_notes(self) -> tuple[()]:
        return ()


def context(rows: Mapping[str, list[SimpleNamespace]]) -> Context:
    def of(query: str) -> list[SimpleNamespace]:
        return next(found for table, found in rows.items() if f"__{table} " in query)

    edition = SimpleNamespace(is_short=False, is_annual=True, period_label_sv="januari–april")
    data = SimpleNamespace(rows=of, year=2013, edition=edition, prior_edition=None)
    return Context(cast(Any, data), cast(Any, Figures()), "public")


def table_of(section: Section | None) -> Table:
    (table,) = (part for part in parts(section) if isinstance(part, Table))
    return table


def test_a_body_without_a_fund_and_without_a_rule_for_one_has_no_chapter_of_it() -> None:
    assert result_fund(context({"result_fund": [FUND]})) is None


def test_a_fund_without_a_rule_is_shown_and_held_to_no_limit() -> None:
    fund = SimpleNamespace(**FUND.__dict__ | {"closing_fund_sek": Decimal(7)})
    assert table_of(result_fund(context({"result_fund": [fund]}))).remark == ""


@pytest.mark.parametrize(
    ("is_within", "said"),
    [
        (True, "Årets överskott ligger inom taket för ett år, 5 procent av bruttoomslutningen"),
        (False, "Årets överskott överskrider taket för ett år, 5 procent av bruttoomslutningen"),
        # The books are still open.
        (None, ""),
    ],
)
def test_a_limit_is_judged_only_where_the_release_judges_it(
    is_within: bool | None, said: str
) -> None:
    fund = SimpleNamespace(**RULED | {"is_within_annual_limit": is_within})
    assert table_of(result_fund(context({"result_fund": [fund]}))).remark.startswith(said)
    if is_within is None:
        assert table_of(result_fund(context({"result_fund": [fund]}))).remark == ""


def test_a_ledger_without_a_budget_has_neither_deviations_nor_adherence() -> None:
    line = SimpleNamespace(
        line_id="a", label_sv="A", side="cost", budget_sek=None, is_total=False, is_of_which=False
    )
    of = context({"result_by_business_area": [line], "budget_adherence": [line]})
    assert [column.title for column in table_of(by_area(of)).columns] == [
        *("", "Bokslut 2013", "Bokslut 2012"),
    ]
    assert budget_adherence(of) is None


def test_a_tertial_of_a_ledger_without_a_budget_has_outcomes_alone() -> None:
    line = SimpleNamespace(
        **dict.fromkeys(("budget_sek", "year_budget_sek", "deviation_sek", "prior_outcome_sek")),
        **{"fiscal_year": 2013, "edition": "T1", "line_id": "a", "label_sv": "A", "side": "cost"},
        outcome_sek=Decimal(1000), is_total=False, is_of_which=False,
    )  # fmt: skip
    table = table_of(result_to_date(context({"result_to_date": [line]})))
    assert [column.title for column in table.columns] == ["", "Utfall", "Utfall 2012"]
    assert table.remark == ""
