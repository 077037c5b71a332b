"""What to do about variances that block publishing, with the line that accepts each of them.

A variance is a printed figure that the rows do not give, or a printed statement that the figures contradict. Nothing is
accepted here: a person adds the line to the reference data, with a reason and a role.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb

from orchestration.core.display import plain
from orchestration.core.duckdb import connect

# The controls that an accepted variance satisfies.
TIE_OUT_CONTROLS = frozenset({"published_figures_reconcile", "published_statements_hold"})
SHOWN_LINES = 20

_HEADER = "subject_id,verdict,difference,reason,reason_sv,approved_by_role,valid_until"
_VARIANCES = """
    select figure_id, verdict, difference from tie_out.mart_tie_out__figures where is_variance and not is_accepted
    union all
    select statement_id, verdict, difference from tie_out.mart_tie_out__statements
    where is_contradicted and not is_accepted
    order by all
"""


def remedy(build: Path, failed_controls: Sequence[str]) -> str:
    """Return what to do about failed controls, as one text.

    Parameters
    ----------
    build
        The audited build. Where a control of the tie-out failed, its unaccepted variances are read from it.
    failed_controls
        The names of the controls that failed.
    """
    correct = "Correct the delivery or the reference data that the rows point at, then run again."
    if not TIE_OUT_CONTROLS.intersection(failed_controls):
        return correct
    lines = acceptances(build)
    if not lines:
        return correct
    shown = "\n".join(f"    {line}" for line in lines[:SHOWN_LINES])
    more = f"\n    … and {len(lines) - SHOWN_LINES} more" if len(lines) > SHOWN_LINES else ""
    return (
        f"{correct}\n"
        "  If the register has another figure than the printed page: correct published_figures.csv or"
        " published_statements.csv.\n"
        "  If the printed page itself is wrong: accept the difference (printed - computed) with `bokslut accept`, or in"
        " the board's accepted_variances.csv with these lines,\n"
        "  after replacing REASON, ORSAK and ROLE; an empty valid_until accepts it for good:\n"
        f"    {_HEADER}\n{shown}{more}"
    )


def acceptances(build: Path) -> list[str]:
    """Return a line of ``accepted_variances.csv`` for each variance of a build that is not accepted.

    The difference is printed less computed, exactly, in the base unit; empty where nothing is computed.
    """
    return [_line(*variance) for variance in open_variances(build)]


def open_variances(build: Path) -> list[tuple[str, str, Decimal | None]]:
    """Return a build's variances that are not accepted: subject, verdict, and printed less computed, if computed."""
    with connect(build, read_only=True) as connection:
        try:
            return connection.execute(_VARIANCES).fetchall()
        except duckdb.CatalogException:
            return []  # the control failed because the build lacks the marts that it compares


def _line(subject_id: str, verdict: str, difference: Decimal | None) -> str:
    amount = "" if difference is None else plain(difference)
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(
        (subject_id, verdict, amount, "REASON", "ORSAK", "ROLE", "")
    )
    return text.getvalue()
