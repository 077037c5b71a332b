"""What is wrong with a board's chapters: found all at once, and reported with file, line and what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.core.errors import RefusedError, UsageError

_MOST_SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a chapter; ``is_of_data`` where the release is the reason and not the markup."""

    file: str
    line: int
    message: str
    is_of_data: bool = False

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message}"


class TextError(UsageError):
    """Chapters that cannot be read; the message has every problem with its file and line."""


class ClaimError(RefusedError):
    """Claims that the release refuses; the message has each with its file, line and both values."""


def error_of(problems: Sequence[Problem]) -> TextError | ClaimError:
    """Return one error with all problems: a ``ClaimError`` if all are of the data, else a ``TextError``."""
    shown = [str(problem) for problem in problems[:_MOST_SHOWN]]
    if len(problems) > _MOST_SHOWN:
        shown.append(f"and {len(problems) - _MOST_SHOWN} more")
    message = "\n".join(shown)
    if all(problem.is_of_data for problem in problems):
        return ClaimError(message, "Correct the sentences, or the delivery that they rest on.")
    return TextError(message, "Correct the lines; docs/writing.md has the language.")
