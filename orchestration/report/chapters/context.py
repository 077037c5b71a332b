"""What a chapter works with, and the few forms that several chapters share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.report.document import Column, Figure, Inlines, Judgement, Text
from orchestration.report.figures import Figures
from orchestration.report.release_data import ReleaseData

MET = Judgement("Uppnås", "good")
MISSED = Judgement("Uppnås inte", "bad")
NOT_COMPUTED = Judgement("Ej beräknat", "none")
JUDGEMENTS = {
    "uppfylls_helt": Judgement("Uppfylls helt", "good"),
    "uppfylls_delvis": Judgement("Uppfylls delvis", "mixed"),
    "uppfylls_inte": Judgement("Uppfylls inte", "bad"),
    "kan_ej_beraknas": NOT_COMPUTED,
}


@dataclass(frozen=True)
class Context:
    """An open release with the edition, and its figures."""

    data: ReleaseData
    figures: Figures

    @property
    def year(self) -> int:
        """Return the year of the report."""
        return self.data.year

    @property
    def is_annual(self) -> bool:
        """Return whether the report is of the whole year."""
        return self.data.edition.is_annual

    @property
    def period(self) -> str:
        """Return the report's period as a column's heading."""
        return str(self.year) if self.is_annual else f"{_short(self)} {self.year}"

    @property
    def prior_period(self) -> str:
        """Return the same period of the year before."""
        prior = self.year - 1
        return str(prior) if self.is_annual else f"{_short(self)} {prior}"


def _short(context: Context) -> str:
    return context.data.edition.edition


def columns(*titles: str, first: float = 2.2) -> tuple[Column, ...]:
    """Return a wide first column of names, and columns of numbers."""
    return (Column(titles[0], "left", first), *(Column(title, "right") for title in titles[1:]))


def words(cell: Inlines) -> str:
    """Return what a cell says, without its links."""
    return "".join(part.text for part in cell if isinstance(part, Text | Figure | Judgement))


def listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence."""
    return " och ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))
