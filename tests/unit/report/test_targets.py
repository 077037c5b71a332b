"""The board's target beside a figure is the one that its indicators agree on, or none."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import cast

import duckdb

from orchestration.releases.release import Release
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
