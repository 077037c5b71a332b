"""What a person sees on the terminal while a run goes on: a line per stage, and one for each thing that matters in it.

It is a Dagster logger, so the terminal shows the same events as Dagster's own pages, in fewer
words.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from typing import Any, TextIO

import dagster as dg
from dagster import DagsterEventType

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

    def emit(self, record: logging.LogRecord) -> None:
        """Print what a record says, if it says something to a person."""
        meta: dict[str, Any] = getattr(record, "dagster_meta", {})
        event, step = meta.get("dagster_event"), meta.get("step_key")
        if event is None:
            # What dagster-dbt says of dbt's command line, or Dagster of what a stage skips, is for its own pages.
            is_running = step in self._started and step not in self.seconds
            message = meta.get("orig_message", record.getMessage())
            if record.levelno >= logging.INFO and is_running and not FOR_DAGSTER.search(message):
                self._print(f"    {message}")
        elif step in STAGES:
            self._emit_event(event, step)

    def _emit_event(self, event: Any, step: str) -> None:
        if event.event_type == DagsterEventType.STEP_START:
            self._started[step] = time.monotonic()
            self.seconds.pop(step, None)
            self._print(f"  ▸ {STAGES[step]}")
        elif event.event_type in (DagsterEventType.STEP_SUCCESS, DagsterEventType.STEP_FAILURE):
            self.seconds[step] = time.monotonic() - self._started.get(step, time.monotonic())
            mark = "✔" if event.event_type == DagsterEventType.STEP_SUCCESS else "✘"
            self._print(f"  {mark} {STAGES[step]}  {self.seconds[step]:.1f} s")

    def _print(self, line: str) -> None:
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
