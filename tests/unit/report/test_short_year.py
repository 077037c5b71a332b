"""The report of a fiscal year that begins after 1 January says which months its figures are of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest

from orchestration.report.chapters.context import Context
from orchestration.report.figures import Figures
from orchestration.report.release_data import Edition, ReleaseData

WHOLE = Edition(
    *("VB", 2013, "Rapport", "januari–december", date(2013, 1, 1), date(2013, 12, 31)),
    *("Nämnden", "mnkr", "nämnd"),
)
SHORT = replace(WHOLE, period_label_sv="mars–december", start_date=date(2013, 3, 1))


def context(edition: Edition, prior: Edition | None = None) -> Context:
    data = cast(ReleaseData, SimpleNamespace(edition=edition, year=2013, prior_edition=prior))
    return Context(data, cast(Figures, None), "public")


def test_a_whole_year_is_called_by_its_number() -> None:
    of = context(WHOLE, replace(WHOLE, fiscal_year=2012, start_date=date(2012, 1, 1)))
    assert (of.period, of.prior_period) == ("2013", "2012")


def test_a_short_year_is_called_by_its_months_in_its_own_report_and_in_the_next_ones() -> None:
    assert context(SHORT).period == "mars–december 2013"
    before = replace(SHORT, fiscal_year=2012, start_date=date(2012, 3, 1))
    assert context(WHOLE, before).prior_period == "mars–december 2012"
    tertial = replace(WHOLE, edition="T1", end_date=date(2013, 4, 30))
    to_april = replace(before, edition="T1", period_label_sv="mars–april")
    assert context(tertial, to_april).prior_period == "mars–april 2012"
    assert context(tertial).prior_period == "T1 2012"


@pytest.mark.parametrize(
    ("window", "label", "of_whole", "of_short"),
    [
        ("calendar_year", "Januari–december", "januari–december", "mars–december"),
        (
            "december_to_november",
            "December–november",
            "december–november",
            "december–november, från 1\u00a0mars\u00a02013",
        ),
    ],
)
def test_a_measure_of_a_short_year_is_not_said_to_be_of_months_before_it(
    window: str, label: str, of_whole: str, of_short: str
) -> None:
    measure = SimpleNamespace(measure_window=window, measure_window_label_sv=label)
    assert context(WHOLE).period_of(measure) == of_whole
    assert context(SHORT).period_of(measure) == of_short
