"""What a chapter works with, and the few forms that several chapters share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace

from orchestration.report import numbers
from orchestration.report.document import Audience, Column, Judgement, RowKind, Tone
from orchestration.report.figures import Figures
from orchestration.report.release_data import Edition, ReleaseData

MET = Judgement("Uppnås", "good")
MISSED = Judgement("Uppnås inte", "bad")
NOT_COMPUTED = Judgement("Ej beräknat", "none")
ON_COURSE = Judgement("Väntas nås", "good")
OFF_COURSE = Judgement("Väntas inte nås", "bad")
NOT_FORECAST = Judgement("Ingen prognos", "none")
# The window of an edition to December.
_WHOLE_YEAR = "calendar_year"
_TONES: dict[str, Tone] = {
    "all_met": "good",
    "some_met": "mixed",
    "none_met": "bad",
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
    def body(self) -> str:
        """Return the body as running text calls it: ``nämnden`` or ``styrelsen``."""
        word = self.data.edition.body_word_sv
        return f"{word}n" if word.endswith("e") else f"{word}en"

    @property
    def bodys(self) -> str:
        """Return the genitive of the body: ``nämndens`` or ``styrelsens``."""
        return f"{self.body}s"

    @property
    def is_annual(self) -> bool:
        """Return whether the report is of the whole year."""
        return self.data.edition.is_annual

    def judgement(self, fulfilment: str | None) -> Judgement:
        """Return how a goal's fulfilment is shown; None means that nobody has judged it."""
        if fulfilment is None:
            return Judgement("Saknas", "none")
        name = self.data.code_name("fulfilment", fulfilment)
        role = self.data.code_role("fulfilment", fulfilment)
        return Judgement(name, _TONES.get(role or "", "none"))

    def period_of(self, measure: SimpleNamespace) -> str:
        """Return the months that a measure covers in this report, such as ``januari–april``."""
        edition = self.data.edition
        if not self.is_annual or (edition.is_short and measure.measure_window == _WHOLE_YEAR):
            return edition.period_label_sv
        window = str(measure.measure_window_label_sv).lower()
        return (
            f"{window}, från {numbers.long_date(edition.start_date)}"
            if edition.is_short
            else window
        )

    def target_of(self, measure_id: str, member: str = "") -> Decimal | None:
        """Return the board's target of the year for a measure; None if no indicator has a numeric one."""
        return self.data.targets.get((measure_id, member))

    @property
    def period(self) -> str:
        """Return the report's period as a column's heading: the year, and its months where it begins late."""
        return _heading(self.data.edition, self.year, self.data.edition)

    @property
    def short_period(self) -> str:
        """Return the report's period beside a bar of a chart."""
        return _heading(self.data.edition, self.year, None)

    @property
    def short_prior_period(self) -> str:
        """Return the same period of the year before, beside a bar of a chart."""
        return _heading(self.data.edition, self.year - 1, None)

    @property
    def edition_name(self) -> str:
        """Return the months of the report and its year, such as ``januari–april 2013``."""
        return f"{self.data.edition.period_label_sv} {self.year}"

    def goal_name(self, goal: SimpleNamespace) -> str:
        """Return a goal with the number that it is printed with, where it has one."""
        return (
            f"{goal.printed_number} {goal.label_sv}" if goal.printed_number else str(goal.label_sv)
        )

    def goal_row_kind(self, goal: SimpleNamespace) -> RowKind:
        """Return how a goal is shown in a table of all goals: those at the top, the council's and the board's own."""
        if goal.parent_goal_id is None:
            return "total"
        return "part" if goal.printed_number is None else "plain"

    @property
    def prior_period(self) -> str:
        """Return the same period of the year before."""
        return _heading(self.data.edition, self.year - 1, self.data.prior_edition)


def _heading(of: Edition, year: int, held: Edition | None) -> str:
    if held is not None and held.is_short:
        return f"{held.period_label_sv} {year}"
    return str(year) if of.is_annual else f"{of.edition} {year}"


def columns(*titles: str, first: float = 2.2) -> tuple[Column, ...]:
    """Return a wide first column of names, and columns of numbers."""
    return (Column(titles[0], "left", first), *(Column(title, "right") for title in titles[1:]))
