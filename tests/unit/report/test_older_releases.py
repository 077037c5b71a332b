"""A report of a release of an earlier version: it is refused in words where the release lacks what the report reads."""

from __future__ import annotations

import pytest

from orchestration.core.errors import RefusedError
from orchestration.report.release_data import OlderReleaseError
from tests.unit.report.text_release import release_data


@pytest.mark.parametrize(
    "query",
    ["from tie_out.mart_tie_out__nothing", "select nothing from tie_out.mart_tie_out__statements"],
)
def test_a_query_of_what_the_release_lacks_is_refused_with_its_name(query: str) -> None:
    with pytest.raises(OlderReleaseError, match="nothing") as raised:
        release_data().rows(query)
    assert isinstance(raised.value, RefusedError)
    assert "make the report of the new release" in str(raised.value)


def test_a_column_that_a_row_lacks_is_refused_with_its_name() -> None:
    (row,) = release_data().rows("from tie_out.mart_tie_out__statements")
    assert row.report_year == 2013
    with pytest.raises(OlderReleaseError, match="no column rests_on"):
        assert row.rests_on
    assert getattr(row, "rests_on", None) is None
