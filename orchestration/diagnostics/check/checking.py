"""Check a document against itself by every check, and against a release if there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import localcontext
from pathlib import Path

from orchestration.diagnostics.check.dates import check_dates
from orchestration.diagnostics.check.disagreements import disagreements
from orchestration.diagnostics.check.document import Document
from orchestration.diagnostics.check.figures import Figure, read_figures
from orchestration.diagnostics.check.findings import Finding, Verdict
from orchestration.diagnostics.check.goals import check_goals
from orchestration.diagnostics.check.matching import Proposal, match_measures
from orchestration.diagnostics.check.measures import edition_of, read_measures
from orchestration.diagnostics.check.reading import read_document
from orchestration.diagnostics.check.repeats import check_repeats
from orchestration.diagnostics.check.table_checks import check_tables
from orchestration.diagnostics.check.text_checks import check_texts
from orchestration.releases.release import Release


@dataclass(frozen=True)
class Checked:
    """A checked document: its figures, the findings on them, and the measure that each most likely prints.

    ``release`` is the number of the release that it was checked against, if any; ``edition`` is the document's edition
    if that covers a part of the year, such as T1, and None for a report of the whole year.
    """

    document: Document
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    proposals: dict[int, Proposal]
    release: int | None
    edition: str | None = None

    @property
    def contradictions(self) -> list[Finding]:
        """Return the findings that neither hold nor are explained by rounding."""
        return [finding for finding in self.findings if finding.is_contradiction]

    def status_of(self, figure: Figure) -> str:
        """Return ``contradicted``, ``tied`` to a measure, ``agrees`` with another figure, or ``not tied``."""
        if figure.id in self._in(Verdict.CONTRADICTS):
            return "contradicted"
        if figure.id in self.proposals:
            return "tied"
        if figure.id in self._in(Verdict.HOLDS) or figure.id in self._in(Verdict.ROUNDING):
            return "agrees"
        return "not tied"

    def _in(self, verdict: Verdict) -> set[int]:
        # A false statement on a goal is contradicted; the indicators' figures that contradict it are right.
        return {
            figure
            for finding in self.findings
            if finding.verdict is verdict and finding.kind != "goal"
            for figure in finding.figures
        }


def check(path: Path, release: Release | None = None) -> Checked:
    """Read a document and check it against itself, and against a release where one is given.

    Raises
    ------
    UsageError
        When the file cannot be read as a document.
    """
    document = read_document(path)
    figures = read_figures(document)
    findings = check_itself(document, figures)
    proposals: dict[int, Proposal] = {}
    edition = None
    if release is not None:
        edition = edition_of(document, release)
        measures = read_measures(release, edition)
        proposals = match_measures(figures, measures)
        findings = sorted(
            [*findings, *disagreements(figures, measures, proposals)],
            key=lambda finding: _ORDER[finding.verdict],
        )
    number = None if release is None else release.number
    return Checked(document, tuple(figures), tuple(findings), proposals, number, edition)


# Twice the digits of the longest number, so that products and sums are exact.
_DIGITS = 100
_ORDER = {Verdict.CONTRADICTS: 0, Verdict.ROUNDING: 1, Verdict.HOLDS: 2}


def check_itself(document: Document, figures: Sequence[Figure]) -> list[Finding]:
    """Return every relation found between a document's figures, contradictions first, then what rounding explains.

    Amounts are computed with all the digits that they have. Two checks that compare the same figures give one
    finding, the worse one.
    """
    found: dict[object, Finding] = {}
    with localcontext(prec=_DIGITS):
        for check in (check_tables, check_texts, check_goals, check_dates, check_repeats):
            for finding in check(document, figures):
                key = finding.places if finding.kind == "goal" else frozenset(finding.figures)
                if key not in found or _ORDER[finding.verdict] < _ORDER[found[key].verdict]:
                    found[key] = finding
    return sorted(found.values(), key=lambda finding: _ORDER[finding.verdict])
