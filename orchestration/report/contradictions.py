"""Where a printed report contradicts the rows, as notes for the margin; the tie-out found them.

Only the annual report is printed and tied out: a tertial report has no notes.
"""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

from orchestration.report import numbers
from orchestration.report.document import Inlines, Note, Text
from orchestration.report.release_data import ReleaseData


class Contradictions:
    """The contradicted figures and statements of the report's year, each with its mark once it has been noted."""

    def __init__(self, data: ReleaseData, *, is_noted: bool = True) -> None:
        """Read them; without ``is_noted`` none gets a mark or a note."""
        self._is_noted = is_noted
        self.figures: list[SimpleNamespace] = []
        self.statements: list[SimpleNamespace] = []
        self._units = {row.unit: row for row in data.rows("from common.dim_unit")}
        if data.edition.is_annual:
            self.figures = data.rows(
                "from tie_out.mart_tie_out__figures where report_year = $year and is_variance order by figure_id"
            )
            self.statements = data.rows(
                "from tie_out.mart_tie_out__statements where report_year = $year and is_contradicted"
                " order by statement_id"
            )
        self._marks: dict[str, str] = {}
        self._pending: list[Note] = []

    def marks_of(self, value_id: str) -> list[str]:
        """Return the marks of the notes on a value; the next ``take_notes`` returns the notes."""
        if not self._is_noted:
            return []
        found = [figure for figure in self.figures if figure.measure_value_id == value_id]
        return [self._note(row.figure_id, *self._of_figure(row)) for row in found]

    def note_statements(self, *headings: str) -> None:
        """Note the statements under a heading, such as a goal's."""
        for statement in self.statements:
            if self._is_noted and any(
                _is_under(statement.section, heading) for heading in headings
            ):
                self._note(statement.statement_id, *self._of_statement(statement))

    def take_notes(self) -> tuple[Note, ...]:
        """Return the notes collected since the last call."""
        notes, self._pending = tuple(dict.fromkeys(self._pending)), []
        return notes

    def mark(self, subject_id: str) -> str:
        """Return the mark that a contradiction has in the report; empty if it is only in the tie-out."""
        return self._marks.get(subject_id, "")

    def computed(self, figure: SimpleNamespace) -> str:
        """Return the computed figure in the unit and with the decimals of the printed one."""
        return self._in_printed_unit(figure, figure.computed_value)

    def difference(self, figure: SimpleNamespace) -> str:
        """Return printed less computed, in the printed unit; with one decimal more unless it is a whole count."""
        difference: Decimal | None = figure.difference
        is_counted = figure.unit == "count" and difference is not None and not difference % 1
        return self._in_printed_unit(figure, difference, more_decimals=0 if is_counted else 1)

    def printed(self, figure: SimpleNamespace) -> str:
        """Return the figure as it was printed, with its unit."""
        return numbers.with_unit(numbers.printed(figure.printed), self._units[figure.unit].label_sv)

    def _in_printed_unit(
        self, figure: SimpleNamespace, value: Decimal | None, more_decimals: int = 0
    ) -> str:
        unit = self._units[figure.unit]
        decimals = len(figure.printed.partition(",")[2]) + more_decimals
        scaled = None if value is None else value / unit.base_units
        return numbers.with_unit(numbers.number(scaled, decimals), unit.label_sv)

    def _of_figure(self, figure: SimpleNamespace) -> tuple[str, Inlines]:
        computed = (
            "inget värde kan beräknas"
            if figure.computed_value is None
            else f"beräknat {self.computed(figure)}, skillnad {self.difference(figure)}"
        )
        return f"Tryckt: {self.printed(figure)}", (
            Text(f"{figure.label_sv}: {computed}. "),
            *_acceptance(figure),
        )

    def _of_statement(self, statement: SimpleNamespace) -> tuple[str, Inlines]:
        heading = (
            "Påståendet får inget stöd i utdragen, och rapporten trycker ingen motsvarighet"
            # A release of version 1.3 of the schema does not say what a verdict rests on.
            if getattr(statement, "rests_on", None) == "extracts"
            else "Påståendet håller inte"
        )
        return heading, (Text(f"”{statement.quote_sv}” "), *_acceptance(statement))

    def _note(self, subject_id: str, heading: str, content: Inlines) -> str:
        mark = self._marks.setdefault(subject_id, str(len(self._marks) + 1))
        self._pending.append(Note(mark, heading, content, anchor(subject_id)))
        return mark


def anchor(subject_id: str) -> str:
    """Return the place of a contradiction in the tie-out."""
    return "a-" + subject_id.replace("_", "-").replace(".", "-")


def _acceptance(subject: SimpleNamespace) -> Inlines:
    if not subject.is_accepted:
        return (Text("Inte godtaget."),)
    return (Text("Godtaget: "), Text(subject.explanation_sv or ""))


def _is_under(section: str, heading: str) -> bool:
    """Return whether a printed section is a heading's, whatever number or word is before it."""
    return section == heading or section.endswith(f" {heading}")
