"""What an alert holds, and how it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.core.personal_data import without_personal_numbers

RUN_FAILED = "run_failed"
GATE_REFUSED = "gate_refused"
LATE_DATA = "late_data"
PUBLISHED = "published"
TEST = "test"

# Receivers cut or refuse what is longer than a few thousand characters.
_LONGEST_REASON = 3000


@dataclass(frozen=True)
class Alert:
    """One thing to report.

    Parameters
    ----------
    kind
        One of the words above.
    keys
        What it reports, one key per event; no event is reported twice.
    title
        What happened, in one line.
    reason
        Why, in the words of the error or the control.
    remedy
        What to do, in one sentence; empty where the reason says it.
    owners
        The roles to call.
    look
        The command that shows more.
    run_id
        Dagster's run, where there is one.
    """

    kind: str
    keys: Sequence[str]
    title: str
    reason: str = ""
    remedy: str = ""
    owners: Sequence[str] = ()
    look: str = "bokslut status"
    run_id: str | None = None

    def subject(self, installation: str) -> str:
        """Return the title in one line, with the installation that it is about."""
        return " ".join(without_personal_numbers(f"{installation}: {self.title}").split())

    def text(self, installation: str, url: str | None = None) -> str:
        """Return the whole for a person; ``url`` is that of Dagster's pages."""
        lines = [self.subject(installation)]
        if self.reason:
            lines += ["", _cut(without_personal_numbers(self.reason)), ""]
        if self.remedy:
            lines.append(f"What to do: {self.remedy}")
        if self.owners:
            lines.append(f"Who to call: {', '.join(self.owners)}")
        lines.append(f"Look: {self.look}")
        if self.run_id:
            lines.append(f"Run: {self.link(url) or self.run_id}")
        return "\n".join(lines)

    def link(self, url: str | None) -> str | None:
        """Return the address of the run's page, where Dagster's pages have one."""
        return f"{url.rstrip('/')}/runs/{self.run_id}" if url and self.run_id else None

    def fields(self, installation: str, url: str | None = None) -> dict[str, Any]:
        """Return the whole for a machine: ``text``, which chat services show, and each part by its name."""
        return {
            "text": self.text(installation, url),
            "event": self.kind,
            "installation": installation,
            "title": without_personal_numbers(self.title),
            "reason": _cut(without_personal_numbers(self.reason)),
            "remedy": self.remedy,
            "owners": list(self.owners),
            "look": self.look,
            "run_id": self.run_id,
            "link": self.link(url),
        }


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]}\n…"
