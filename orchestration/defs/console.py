"""What a person sees on the terminal during a run: a line per stage, and one for each thing that matters in it.

It is a Dagster logger, so the terminal shows the same events as Dagster's own pages, in fewer words. On a terminal the
last line is live: it shows the progress of a stage until the next permanent line replaces it. Elsewhere there are plain
lines only. Colour follows NO_COLOR (no-color.org).
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import time
from typing import Any, TextIO

import click
import dagster as dg
from dagster import DagsterEventType

from orchestration.core.display import wants_colour, with_thousands

# The step's name in the graph, and what a person calls the stage.
PUBLISH_STEP = "published__release"
STAGES = {
    "load_deliveries": "Load deliveries into the raw layer",
    "dbt_build": "Build and test the models (dbt)",
    "gate": "Audit the build (Great Expectations)",
    PUBLISH_STEP: "Publish the release",
    "published__postgresql": "Serve the release (PostgreSQL)",
}

# What Dagster and dagster-dbt say of themselves, which is for Dagster's pages.
FOR_DAGSTER = re.compile("^(Running|Finished) dbt command|^A dbt subsetted|^Copying `|^op '")


# What a load says of a delivery that it has loaded.
_LOADED = re.compile(r": (?P<rows>[\d ]+) rows loaded")
_COLOURS = {"✔": "green", "✘": "red"}
_BAR = 20
_CLEAR_LINE = "\r\x1b[K"


class ConsoleHandler(logging.Handler):
    """Prints stages with their time, and what a step itself says.

    Attributes
    ----------
    stream
        Where to print: standard output, or what a run sets.
    seconds
        How long each finished stage took, by step.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stream: TextIO = sys.stdout
        self.seconds: dict[str, float] = {}
        self._started: dict[str, float] = {}
        self._loaded_rows: dict[str, int] = {}
        self._has_live_line = False

    def emit(self, record: logging.LogRecord) -> None:
        """Print what a record says, if it says something to a person."""
        meta: dict[str, Any] = getattr(record, "dagster_meta", {})
        event, step = meta.get("dagster_event"), meta.get("step_key")
        if event is None:
            # What dagster-dbt says of dbt's command line, or Dagster of what a stage skips, is for its own pages.
            is_running = step in self._started and step not in self.seconds
            message = meta.get("orig_message", record.getMessage())
            if record.levelno >= logging.INFO and is_running and not FOR_DAGSTER.search(message):
                self._say(str(step), message)
        elif step in STAGES:
            self._emit_event(event, step)

    def _emit_event(self, event: Any, step: str) -> None:
        if event.event_type == DagsterEventType.STEP_START:
            self._started[step] = time.monotonic()
            self.seconds.pop(step, None)
            self._loaded_rows.pop(step, None)
            self._print(f"  ▸ {STAGES[step]}")
        elif event.event_type in (DagsterEventType.STEP_SUCCESS, DagsterEventType.STEP_FAILURE):
            self.seconds[step] = time.monotonic() - self._started.get(step, time.monotonic())
            mark = "✔" if event.event_type == DagsterEventType.STEP_SUCCESS else "✘"
            rate = f", {self._rate(step)}" if step in self._loaded_rows else ""
            shown = click.style(mark, fg=_COLOURS[mark]) if self._is_coloured else mark
            self._print(f"  {shown} {STAGES[step]}  {self.seconds[step]:.1f} s{rate}")

    def progress(self, done: int, total: int, what: str) -> None:
        """Show on a terminal how many of a stage's parts are done, and which comes next; elsewhere nothing."""
        filled = _BAR * done // max(total, 1)
        bar = "█" * filled + "░" * (_BAR - filled)
        self._show(f"    [{bar}] {done} of {total}  {what}")

    def _say(self, step: str, message: str) -> None:
        """Print what a step says; during a load, a terminal shows the latest delivery and the rate of rows."""
        loaded = _LOADED.search(message)
        if loaded is None:
            self._print(f"    {message}")
            return
        self._loaded_rows[step] = self._loaded_rows.get(step, 0) + int(
            loaded["rows"].replace(" ", "")
        )
        if self._is_live:
            self._show(f"    {self._rate(step)}  {message}")
        else:
            self._print(f"    {message}")

    def _rate(self, step: str) -> str:
        seconds = self.seconds.get(step) or time.monotonic() - self._started[step]
        rows = self._loaded_rows[step]
        per_second = with_thousands(round(rows / seconds)) if seconds else "–"
        return f"{with_thousands(rows)} rows, {per_second} rows/s"

    @property
    def _is_live(self) -> bool:
        return self.stream.isatty() and os.environ.get("TERM") != "dumb"

    @property
    def _is_coloured(self) -> bool:
        return self._is_live and wants_colour()

    def _show(self, line: str) -> None:
        """Make a line the live one, cut to the terminal's width; the next line replaces it."""
        if self._is_live:
            width = shutil.get_terminal_size().columns
            self.stream.write(f"{_CLEAR_LINE}{line[: width - 1]}")
            self.stream.flush()
            self._has_live_line = True

    def _print(self, line: str) -> None:
        if self._has_live_line:
            self.stream.write(_CLEAR_LINE)
            self._has_live_line = False
        print(line, file=self.stream, flush=True)


# One handler for the process, so that the command line can read the times after the run.
HANDLER = ConsoleHandler()


@dg.logger(config_schema=None, description="Stages and their times, for a person at a terminal.")
def console_logger(init_context: dg.InitLoggerContext) -> logging.Logger:
    """Return a Python logger that prints to the terminal by ``ConsoleHandler``."""
    del init_context
    logger = logging.getLogger("bokslut.console")
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    logger.handlers = [HANDLER]
    return logger
