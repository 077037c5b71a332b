"""How the warehouse stands, on one screen: deliveries, build, gate, release, quarantine, variances.

Everything is read from what the stages left on disk, so that it can be asked while a run goes on
and where Dagster is not running.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from orchestration.contracts import read_contracts
from orchestration.core.duckdb import connect
from orchestration.core.settings import Settings
from orchestration.dbt.builds import Plan, current_inputs, read_build_record
from orchestration.diagnostics.run_history import RunHistory, RunOutcome, read_run_history
from orchestration.gate import Outcome, read_verdict
from orchestration.loading import store
from orchestration.loading.arrivals import arrivals
from orchestration.loading.freshness import late_extracts
from orchestration.releases.files import DATABASE_NAME, MANIFEST_NAME
from orchestration.releases.publishing import current_release


@dataclass(frozen=True)
class Extract:
    """An extract: who answers for it, the periods that have been loaded, those that are late, and its rows."""

    system: str
    entity: str
    owner: str
    periods: int
    last_period: str | None
    late_periods: tuple[str, ...]
    rows: int
    rejected_rows: int


@dataclass(frozen=True)
class Status:
    """The state of an installation; dates and times as ISO 8601, None for what there is not yet."""

    extracts: tuple[Extract, ...]
    runs: RunHistory
    arrived: tuple[str, ...]
    waiting: tuple[str, ...]
    built_at: str | None
    to_build: str
    audited_at: str | None
    verdict: str | None
    controls: str | None
    failed_controls: tuple[str, ...]
    not_applicable_controls: tuple[str, ...]
    release: int | None
    published_at: str | None
    quarantined: int
    accepted_variances: int | None


def status(settings: Settings) -> Status:
    """Return how the warehouse stands; it changes nothing."""
    found, built = arrivals(settings), read_build_record(settings)
    verdict, release = read_verdict(settings.gate), current_release(settings)
    manifest: dict[str, Any] = {}
    if release is not None:
        manifest = json.loads((release.folder / MANIFEST_NAME).read_text("utf-8"))
    return Status(
        extracts=tuple(_extracts(settings, store.current_loads(settings.raw))),
        runs=read_run_history(settings.logs),
        arrived=tuple(f"{each.system}/{each.name}" for each in found.complete),
        waiting=tuple(found.waiting),
        built_at=built and built.built_at,
        # Without a build nothing is asked of the inputs, so that no key of pseudonyms is made by looking.
        to_build=Plan.of_changes(current_inputs(settings) if built else None, built).explanation,
        audited_at=verdict and verdict.audited_at,
        verdict=verdict and verdict.decision,
        controls=verdict and verdict.counts,
        failed_controls=tuple(control.name for control in verdict.failed_controls)
        if verdict
        else (),
        not_applicable_controls=tuple(
            control.explanation() for control in verdict.with_outcome(Outcome.NOT_APPLICABLE)
        )
        if verdict
        else (),
        release=release and release.number,
        published_at=manifest.get("published_at"),
        quarantined=sum(1 for _ in settings.quarantine.glob("*/[!.]*")),
        accepted_variances=_accepted_variances(settings) if release else None,
    )


def render(found: Status) -> str:
    """Return the status in lines for a person."""
    lines = [
        "Extracts                                    periods  last        rows   rejected  owner"
    ]
    for each in found.extracts:
        name = f"{each.system}/{each.entity}"
        rows = f"{each.rows:,}".replace(",", " ")
        lines.append(
            f"  {name:<40}{each.periods:>9}  {each.last_period or 'never':<10}{rows:>10}"
            f"{each.rejected_rows:>9}  {each.owner}"
        )
    lines += [
        f"In landing  {', '.join(found.arrived) or 'nothing new'}",
        *(f"            waits: {each}" for each in found.waiting),
        *(
            f"Late        {each.system}/{each.entity}: {', '.join(each.late_periods)}; ask the {each.owner}"
            for each in found.extracts
            if each.late_periods
        ),
        *_runs(found.runs),
        f"Build       {found.built_at or 'none'}; to build: {found.to_build}",
        f"Gate        {found.verdict or 'never audited'} {found.audited_at or ''}".rstrip(),
        *([f"            {found.controls}"] if found.controls else []),
        *(f"            failed: {control}" for control in found.failed_controls),
        *(f"            {control}" for control in found.not_applicable_controls),
        f"Release     {found.release or 'none'} {found.published_at or ''}".rstrip(),
        f"Quarantine  {found.quarantined} refused deliveries kept",
    ]
    if found.accepted_variances is not None:
        lines.append(f"Variances   {found.accepted_variances} accepted in the current release")
    return "\n".join(lines)


def _runs(runs: RunHistory) -> Iterable[str]:
    def line(title: str, ending: RunOutcome) -> str:
        took = "" if ending.seconds is None else f", {ending.seconds:.1f} s"
        return f"{title:<12}{ending.name} {ending.outcome} {ending.at[:19]}{took}"

    if runs.run is None:
        return ["Last run    none"]
    return [line("Last run", runs.run), *(line("", stage) for stage in runs.stages)]


def _extracts(settings: Settings, loads: Iterable[store.Load]) -> Iterable[Extract]:
    files = [(load, file) for load in loads for file in load.files]
    late = {each.extract: each.missing for each in late_extracts(settings)}
    for (system, entity), contract in read_contracts(settings.contracts).items():
        own = [
            (load, file) for load, file in files if (load.system, file.entity) == (system, entity)
        ]
        yield Extract(
            system=system,
            entity=entity,
            owner=contract.owner,
            periods=len({load.period_from for load, _ in own}),
            last_period=max((load.period_to.isoformat() for load, _ in own), default=None),
            late_periods=late.get(f"{system}.{entity}", ()),
            rows=sum(file.loaded_rows for _, file in own),
            rejected_rows=sum(file.rejected_rows for _, file in own),
        )


def _accepted_variances(settings: Settings) -> int:
    database = settings.published / "current" / DATABASE_NAME
    with connect(database, read_only=True) as connection:
        (count,) = connection.execute(
            "select count(*) from tie_out.mart_tie_out__accepted_variances"
        ).fetchone() or (0,)
    return count
