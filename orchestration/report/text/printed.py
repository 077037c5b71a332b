"""The printed figures of the register that a text names, each as far as it was rounded."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from functools import cache, cached_property
from types import SimpleNamespace

from orchestration.boards import reference_files
from orchestration.core.expressions import Value
from orchestration.core.settings import SEEDS_DIR
from orchestration.report.release_data import ReleaseData
from orchestration.report.text.readings import Reading, UnknownNameError, closest


class PrintedFigures:
    """Reads the figures of the tie-out of a release."""

    def __init__(self, data: ReleaseData) -> None:
        self._data = data

    @cached_property
    def _register(self) -> dict[str, SimpleNamespace]:
        rows = self._data.rows(
            "select figures.figure_id, figures.printed, figures.published_value, figures.qualifier, figures.base_unit,"
            " units.base_units"
            " from tie_out.mart_tie_out__figures as figures left join common.dim_unit as units using (unit)"
        )
        return {row.figure_id: row for row in rows}

    def read(self, name: str, figure_id: str) -> Reading:
        """Return a printed figure, as far as it was rounded.

        Raises
        ------
        UnknownNameError
            When the register has no such figure.
        """
        row = self._register.get(figure_id)
        if row is None:
            raise UnknownNameError(
                f"there is no printed figure {figure_id!r}" + closest(figure_id, self._register)
            )
        decimals = len(row.printed.partition(",")[2].split()[0]) if "," in row.printed else 0
        slack = Fraction(0)
        if row.base_unit != "date":
            slack = Fraction(row.base_units) / (2 * 10**decimals)
            if row.qualifier in _rounding_words() and not decimals:
                # As the tie-out: a word such as ca lets the last digit that is not zero be rounded.
                digits = str(abs(int(row.published_value / row.base_units)))
                slack *= 10 ** min(len(digits) - len(digits.rstrip("0")), 9)
        value = Value(Fraction(row.published_value), slack)
        return Reading(name, "known", row.base_unit, decimals, value=value)


@cache
def _rounding_words() -> frozenset[str]:
    """Return the words beside a printed figure that say it is rounded, such as ``ca``."""
    content = reference_files()["figure_qualifiers"].content_in(SEEDS_DIR).decode("utf-8")
    rows = csv.DictReader(io.StringIO(content))
    return frozenset(row["qualifier"] for row in rows if row["is_rounded"] == "true")
