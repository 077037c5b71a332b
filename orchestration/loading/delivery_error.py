"""The refusal of a delivery, which every module here may raise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.core.characters import shown_lines
from orchestration.core.errors import RefusedError


class DeliveryError(RefusedError):
    """The refusal of a delivery that breaks its manifest or its contract, or whose manifest cannot be read.

    Parameters
    ----------
    code
        The kind of refusal, as one stable word; stored with the delivery in quarantine.
    message, remedy
        As of every error. They quote names and values from outside, so control characters are shown as escapes.
    findings
        What a reader found in the file, one object per line: ``line``, ``code``, ``field``,
        ``value``, ``message``.
    """

    def __init__(
        self,
        code: str,
        message: str,
        remedy: str = "",
        findings: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(shown_lines(message), shown_lines(remedy))
        self.code = code
        self.findings = list(findings)
