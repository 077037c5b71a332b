"""What a chapter works with, and the few forms that several chapters share."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

from orchestration.report.document import Audience, Column, Judgement, Tone
from orchestration.report.figures import Figures
from orchestration.report.release_data import ReleaseData

MET = Judgement("Uppnås", "good")
MISSED = Judgement("Uppnås inte", "bad")
NOT_COMPUTED = Judgement("Ej beräknat", "none")
_TONES: dict[str, Tone] = {
    "uppfylls_helt": "good",
    "uppfylls_delvis": "mixed",
    "uppfylls_inte": "bad",
}


@dataclass(frozen=True)
class Context:
    """An open release with the edition, and its figures."""

    data: ReleaseData
    figures: Figures
    audience: Audience

    @property
    def year(self) -> int:
        """Return the year of the report."""
        return self.data.year

    @property
    def is_annual(self) -> bool:
        """Return whether the report is of the whole year."""
        return self.data.edition.is_annual

    def judgement(self, fulfilment: str | None) -> Judgement:
        """Return a fulfilment of a goal as it is shown; None is one that nobody has judged."""
        if fulfilment is None:
            return Judgement("Saknas", "none")
        name = self.data.code_name("fulfilment", fulfilment)
        return Judgement(name, _TONES.get(fulfilment, "none"))

    def period_of(self, measure: SimpleNamespace) -> str:
        """Return the months that a measure is of in this report, such as ``januari–april``."""
        if self.is_annual:
            return str(measure.measure_window_label_sv).lower()
        return self.data.edition.period_label_sv

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
