"""The periods that a name in a chapter may have: those of the release's editions, none later than the report's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace

from orchestration.boards import EDITION
from orchestration.report.release_data import ReleaseData
from orchestration.report.text.readings import UnknownNameError

PERIOD = re.compile(rf"(?P<year>-[0-9]{{1,2}}|[0-9]{{4}})?(?:(?:^|-)(?P<edition>{EDITION}))?")


@dataclass(frozen=True)
class Period:
    """A year to the end of an edition; ``is_relative`` where the name says how many years before the report's."""

    year: int
    edition: str
    is_annual: bool
    is_relative: bool

    @property
    def name(self) -> str:
        """Return the year alone for a whole year, else the year and the edition."""
        return str(self.year) if self.is_annual else f"{self.year}-{self.edition}"


class Periods:
    """Reads the periods of an edition's text."""

    def __init__(self, data: ReleaseData) -> None:
        self._data = data

    @property
    def of_report(self) -> Period:
        """Return the period that the report is of."""
        edition = self._data.edition
        return Period(edition.fiscal_year, edition.edition, edition.is_annual, is_relative=False)

    def is_open(self, period: Period) -> bool:
        """Return whether the ledger is not booked to the end of a period of the release."""
        known = self._editions.get((period.year, period.edition))
        return known is not None and not known.is_booked

    def read(self, said: str) -> Period:
        """Return the period that a name states after its ``@``.

        Raises
        ------
        UnknownNameError
            When it is not a period of the release, or ends after the report's.
        """
        found = PERIOD.fullmatch(said)
        of_release = {
            edition: row.end_date.month == 12 for (_, edition), row in self._editions.items()
        }
        if (
            not said
            or not found
            or (found["edition"] or self._data.edition.edition) not in of_release
        ):
            first = next(iter(of_release))
            raise UnknownNameError(
                f"@{said} is not a period; expected @-1, @{self._data.year - 1}, or one of an edition"
                f" ({', '.join(of_release)}): @{first}, @-1-{first} or @{self._data.year}-{first}"
            )
        is_relative = (found["year"] or "-").startswith("-")
        year = self._data.year + int(found["year"] or 0) if is_relative else int(found["year"])
        edition = found["edition"] or self._data.edition.edition
        period = Period(year, edition, of_release[edition], is_relative)
        known = self._editions.get((period.year, period.edition))
        if known is None and not is_relative:
            years = ", ".join(map(str, sorted({year for year, _ in self._editions})))
            raise UnknownNameError(f"the release has no year {year}; it has {years}")
        if known is not None and known.end_date > self._data.edition.end_date:
            raise UnknownNameError(
                f"@{said} ends {known.end_date}, after the report's period"
                f" ({self._data.edition.end_date})"
            )
        return period

    @cached_property
    def _editions(self) -> dict[tuple[int, str], SimpleNamespace]:
        rows = self._data.rows("from common.dim_report_edition order by fiscal_year, sort_order")
        return {(row.fiscal_year, row.edition): row for row in rows}
