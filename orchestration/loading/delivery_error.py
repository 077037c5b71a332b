"""The refusal of a delivery, which every module here may raise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orchestration.core.characters import shown_lines
from orchestration.core.errors import RefusedError


class DeliveryError(RefusedError):
    """A delivery that is not what its manifest says, or has no manifest that can be read.

    Parameters
    ----------
    code
        What kind of refusal it is, in one stable word; kept with what is put in quarantine.
    message, remedy
        As every error's; control characters in them are shown as escapes, since they hold names and values of others.
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
