"""The errors a user may meet, each with the exit code of the command line.

Anything that is the user's, the data's or the surroundings' doing is raised as one of these and
printed without a traceback; any other exception is a fault of this program and keeps its traceback.
"""

from __future__ import annotations


class BokslutError(Exception):
    """Base of every error that is explained to the user rather than traced.

    Parameters
    ----------
    message
        What is wrong: file, line, field, value, what was expected.
    remedy
        What to do about it, as one sentence; printed on a line of its own.

    Attributes
    ----------
    run_id
        Dagster's run that it ended, where there was one.
    """

    exit_code = 1
    run_id: str | None = None

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        """Return the message, and the remedy on its own line where there is one."""
        return f"{self.message}\n  What to do: {self.remedy}" if self.remedy else self.message


class RefusedError(BokslutError):
    """The data was refused: bad input, or a control that failed. Exit code 1."""

    exit_code = 1


class UsageError(BokslutError):
    """The program was used wrongly: a bad option, or a file that is not what the verb works on. Exit code 2."""

    exit_code = 2


class ExternalError(BokslutError):
    """Something outside failed: disk, lock, server. Exit code 3."""

    exit_code = 3
