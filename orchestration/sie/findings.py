"""What the reader has to say about a file: findings, and the refusal of a file that is not a SIE file.

Only the vocabulary is here. Which finding is made when belongs to the modules that read and check.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from orchestration.core.errors import UsageError

Severity = Literal["error", "warning", "notice"]

KEPT_PER_CODE = 100
"""So many findings of one code are kept; a closing finding gives the total (a ruined file must not fill the memory)."""


class NotSieError(UsageError):
    """The file is missing, empty, binary or otherwise not a SIE file at all. Exit code 2."""


@dataclass(frozen=True)
class Finding:
    """One thing that the reader found odd or wrong.

    Attributes
    ----------
    severity
        ``error``: the standard is broken where figures rest on it. ``warning``: read safely, but odd or against the
        standard, or a reconciliation of our own that does not hold. ``notice``: for information.
    line
        1-based line of the file; None where the finding is about the file as a whole.
    code
        Stable name of the kind of finding.
    field
        The standard's name of the field, where there is one.
    value
        The value found, as read.
    message
        A complete sentence: what was found and what was expected.
    """

    severity: Severity
    line: int | None
    code: str
    field: str | None
    value: str | None
    message: str


class FindingList:
    """Collects findings, at most :data:`KEPT_PER_CODE` of each code, and counts the rest."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self._total: Counter[tuple[Severity, str]] = Counter()

    def add(self, finding: Finding, *, stands_for: int = 1) -> None:
        """Keep the finding if there is room for its code.

        Parameters
        ----------
        finding
            What was found.
        stands_for
            How many occurrences it stands for in the total, where only the first is reported.
        """
        key = (finding.severity, finding.code)
        if self._total[key] < KEPT_PER_CODE:
            self._kept.append(finding)
        self._total[key] += stands_for

    def count_unkept(self, severity: Severity, code: str, number: int) -> None:
        """Count findings that were not kept because there were too many of them."""
        self._total[severity, code] += number

    def close(self) -> list[Finding]:
        """Return the findings by line, those about the whole file first, and the totals of the cut-off codes last."""
        ordered = sorted(self._kept, key=lambda f: (f.line is not None, f.line or 0, f.code))
        kept = Counter((f.severity, f.code) for f in self._kept)
        for (severity, code), total in sorted(self._total.items()):
            if total > kept[severity, code]:
                message = (
                    f"There are {total} findings of the kind {code} in all;"
                    f" the first {kept[severity, code]} are listed."
                )
                ordered.append(Finding(severity, None, code, None, str(total), message))
        return ordered


@dataclass(frozen=True)
class SieReport:
    """What reading a file gave, beside the tables.

    Attributes
    ----------
    findings
        By line; see :class:`Finding`.
    sie_type
        ``1``, ``2``, ``3``, ``4E``, ``4I``; ``5`` (Sie) or ``5I`` (SieEntry).
    line_count, account_count, voucher_count, transaction_count
        Lines of the file; rows of ``sie_accounts`` and ``sie_vouchers``; ``#TRANS`` rows (repeated rows included,
        ``#RTRANS`` and ``#BTRANS`` not).
    """

    findings: list[Finding]
    sie_type: str
    line_count: int
    account_count: int
    voucher_count: int
    transaction_count: int

    @property
    def has_errors(self) -> bool:
        """Whether the standard is broken somewhere in the file."""
        return any(finding.severity == "error" for finding in self.findings)
