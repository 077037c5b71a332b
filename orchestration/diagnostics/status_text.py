"""The state of an installation on one screen: the verdict first, then what needs attention, then the extracts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import click

from orchestration.core.clock import local_time
from orchestration.core.display import with_thousands
from orchestration.core.settings import ENGINE_VARIABLE
from orchestration.diagnostics.run_history import RunHistory
from orchestration.diagnostics.status import Extract, Status

_SHOWN = 5
_SHOWN_REASONS = 3
_INDENT = " " * 12


def render(found: Status, *, all_extracts: bool = False) -> str:
    """Return the state in lines for a person, with colour that ``click.echo`` removes outside a terminal.

    Parameters
    ----------
    found
        The state.
    all_extracts
        Show a line per extract instead of a line per system.
    """
    lines = [
        *_release(found),
        *_gate(found),
        *_late(found.extracts),
        *_listed("In landing", found.arrived, "nothing new"),
        *(f"{_INDENT}waits: {reason}" for reason in found.waiting),
        *_listed(
            "Quarantine",
            [f"{refusal.delivery} [{refusal.code}]" for refusal in found.quarantined],
            "empty",
            colour="yellow",
        ),
        *_runs(found.runs),
        *_build(found),
        "",
        *(_extracts(found.extracts) if all_extracts else _systems(found.extracts)),
    ]
    return "\n".join(lines)


def _build(found: Status) -> Iterator[str]:
    if found.built_at is None or found.built_by is None:
        yield f"{'Build':<12}none; to build: {found.to_build}"
        return
    built = f"{local_time(found.built_at)} by {found.built_by}"
    yield f"{'Build':<12}{built}; to build: {found.to_build}"
    engine = found.built_by.partition(" ")[0]
    if engine != found.engine:
        yield (
            f"{_INDENT}a run by {found.engine} would build all models; {ENGINE_VARIABLE}={engine} keeps the engine"
        )


def _release(found: Status) -> Iterator[str]:
    if found.release is None:
        yield f"{'Release':<12}{click.style('none', fg='yellow')}"
        return
    if found.release_fault is not None:
        number = click.style(str(found.release), fg="red")
        yield f"{'Release':<12}{number}, not what was published: {found.release_fault}"
        return
    published = local_time(found.published_at) if found.published_at else ""
    yield f"{'Release':<12}{click.style(str(found.release), bold=True)}, published {published}"
    if found.accepted_variances is not None:
        count = found.accepted_variances
        yield f"{_INDENT}{count} accepted {'variance' if count == 1 else 'variances'}"
    if found.samples:
        yield f"{_INDENT}{click.style('sample', fg='yellow')}: {_systems_of(found.samples)}"
        yield (
            f"{_INDENT}{found.figures_of_samples} printed figures are not applicable, because the data is a sample"
        )


def _systems_of(extracts: Iterable[str]) -> str:
    """Return systems with how many of their extracts are meant; ``--json`` names each."""
    counts = Counter(extract.partition("/")[0] for extract in extracts)
    return ", ".join(f"{system} ({count})" for system, count in sorted(counts.items()))


def _gate(found: Status) -> Iterator[str]:
    if found.verdict is None or found.audited_at is None:
        yield f"{'Gate':<12}{click.style('never audited', fg='yellow')}"
        return
    verdict = click.style(
        found.verdict, fg="green" if found.verdict == "PASS" else "red", bold=True
    )
    yield f"{'Gate':<12}{verdict}, audited {local_time(found.audited_at)}; {found.controls}"
    for control in found.failed_controls:
        yield f"{_INDENT}{click.style('failed', fg='red')}: {control}"
    not_applicable = found.not_applicable_controls
    for control in not_applicable[:_SHOWN_REASONS]:
        yield f"{_INDENT}{control}"
    if len(not_applicable) > _SHOWN_REASONS:
        more = len(not_applicable) - _SHOWN_REASONS
        yield f"{_INDENT}… and {more} more not applicable; --json lists them"


def _late(extracts: Sequence[Extract]) -> Iterator[str]:
    late = [extract for extract in extracts if extract.late_periods]
    if not late:
        yield f"{'Late':<12}nothing"
    for number, extract in enumerate(late):
        title = "Late" if number == 0 else ""
        name = click.style(f"{extract.system}/{extract.entity}", fg="yellow")
        yield f"{title:<12}{name}: {', '.join(extract.late_periods)}; ask the {extract.owner}"


def _listed(
    title: str, names: Sequence[str], nothing: str, colour: str | None = None
) -> Iterator[str]:
    """Yield the first names, a line each, and how many more there are."""
    if not names:
        yield f"{title:<12}{nothing}"
    for number, name in enumerate(names[:_SHOWN]):
        yield f"{title if number == 0 else '':<12}{click.style(name, fg=colour)}"
    if len(names) > _SHOWN:
        yield f"{_INDENT}… and {len(names) - _SHOWN} more"


def _runs(runs: RunHistory) -> Iterator[str]:
    if runs.run is None:
        yield f"{'Last run':<12}none"
        return
    outcome = runs.run.outcome
    colour = {"succeeded": "green", "failed": "red"}.get(outcome, "yellow")
    yield f"{'Last run':<12}{runs.run.name} {click.style(outcome, fg=colour)} {local_time(runs.run.at)}"
    for stage in runs.stages:
        seconds = "" if stage.seconds is None else f", {stage.seconds:.1f} s"
        failed = stage.outcome == "failed"
        shown = click.style(stage.outcome, fg="red") if failed else stage.outcome
        yield f"{_INDENT}{stage.name} {shown}{seconds}"


def _systems(extracts: Iterable[Extract]) -> Iterator[str]:
    by_system: dict[str, list[Extract]] = defaultdict(list)
    for extract in extracts:
        by_system[extract.system].append(extract)
    yield f"{'System':<20}{'extracts':>9}  {'last period':<12}{'rows':>12}{'rejected':>10}"
    for system, members in by_system.items():
        last = max((extract.last_period or "" for extract in members), default="")
        yield (
            f"{system:<20}{len(members):>9}  {last or 'never':<12}"
            f"{with_thousands(sum(extract.rows for extract in members)):>12}"
            f"{with_thousands(sum(extract.rejected_rows for extract in members)):>10}"
        )
    yield "`bokslut status --extracts` shows each extract with its owner."


def _extracts(extracts: Iterable[Extract]) -> Iterator[str]:
    yield f"{'Extract':<40}{'periods':>8}  {'last period':<12}{'rows':>12}{'rejected':>10}  owner"
    for extract in extracts:
        yield (
            f"{extract.system + '/' + extract.entity:<40}{extract.periods:>8}  "
            f"{extract.last_period or 'never':<12}{with_thousands(extract.rows):>12}"
            f"{with_thousands(extract.rejected_rows):>10}  {extract.owner}"
        )
