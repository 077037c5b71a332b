"""The state of an installation: extracts, runs, build, gate, release, quarantine and accepted variances.

Everything is read from what the stages left on disk, so it works during a run and without Dagster.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from orchestration.contracts import read_contracts
from orchestration.core.duckdb import one_row
from orchestration.core.settings import Engine, Settings
from orchestration.dbt.builds import BuildRecord, Plan, current_inputs, read_build_record
from orchestration.diagnostics.run_history import RunHistory, read_run_history
from orchestration.gate import Outcome, read_verdict
from orchestration.loading import store
from orchestration.loading.arrivals import arrivals
from orchestration.loading.freshness import late_extracts
from orchestration.loading.quarantine import kept_deliveries
from orchestration.releases.release import Release, current_release
from orchestration.releases.verification import first_fault


@dataclass(frozen=True)
class Extract:
    """An extract: its owner, the periods loaded and late, and its rows."""

    system: str
    entity: str
    owner: str
    periods: int
    last_period: str | None
    late_periods: tuple[str, ...]
    rows: int
    rejected_rows: int


@dataclass(frozen=True)
class Refusal:
    """A delivery in quarantine: ``system/name``, the code of the reason, and the message."""

    delivery: str
    code: str
    message: str


@dataclass(frozen=True)
class Status:
    """The state of an installation. Dates and times are ISO 8601 in UTC; None means that it does not exist yet.

    ``built_by`` is the engine of the build, with its version; ``engine`` is the one that a run here would use, and
    ``to_build`` is what a run by the build's own engine would build.
    """

    extracts: tuple[Extract, ...]
    runs: RunHistory
    arrived: tuple[str, ...]
    waiting: tuple[str, ...]
    built_at: str | None
    built_by: str | None
    engine: str
    to_build: str
    audited_at: str | None
    verdict: str | None
    controls: str | None
    failed_controls: tuple[str, ...]
    not_applicable_controls: tuple[str, ...]
    release: int | None
    release_fault: str | None
    published_at: str | None
    quarantined: tuple[Refusal, ...]
    accepted_variances: int | None
    samples: tuple[str, ...] = ()
    figures_of_samples: int = 0


def status(settings: Settings) -> Status:
    """Return the state of an installation; nothing is changed."""
    found, built = arrivals(settings), read_build_record(settings)
    verdict, release = read_verdict(settings.gate), current_release(settings)
    fault = first_fault(release, settings.evidence) if release else None
    whole = release if fault is None else None
    return Status(
        extracts=tuple(_extracts(settings, store.current_loads(settings.raw))),
        runs=read_run_history(settings.logs),
        arrived=tuple(f"{delivery.system}/{delivery.name}" for delivery in found.complete),
        waiting=tuple(found.waiting),
        built_at=built.built_at if built else None,
        built_by=built.inputs.engine if built else None,
        engine=settings.engine.value,
        to_build=_to_build(settings, built),
        audited_at=verdict.audited_at if verdict else None,
        verdict=verdict.decision if verdict else None,
        controls=verdict.counts if verdict else None,
        failed_controls=tuple(control.name for control in verdict.failed_controls)
        if verdict
        else (),
        not_applicable_controls=tuple(
            control.explanation() for control in verdict.with_outcome(Outcome.NOT_APPLICABLE)
        )
        if verdict
        else (),
        release=release.number if release else None,
        release_fault=fault,
        published_at=whole.published_at if whole else None,
        quarantined=tuple(_refusals(settings)),
        accepted_variances=_accepted_variances(whole) if whole else None,
        samples=tuple(whole.samples) if whole else (),
        figures_of_samples=_figures_of_samples(whole) if whole and whole.samples else 0,
    )


def _to_build(settings: Settings, built: BuildRecord | None) -> str:
    """Return what a run by the engine of the build would build, whichever engine this environment has."""
    if built is None:
        # The inputs are not read, since that would create a pseudonym key.
        return Plan.of_changes(None, None).explanation
    by_the_same = replace(settings, engine=Engine.named(built.engine))
    return Plan.of_changes(current_inputs(by_the_same), built).explanation


def _refusals(settings: Settings) -> Iterable[Refusal]:
    """Yield what is in quarantine, by system and delivery."""
    for kept in kept_deliveries(settings.quarantine):
        yield Refusal(f"{kept.system}/{kept.delivery}", kept.code, kept.message)


def _extracts(settings: Settings, loads: Iterable[store.Load]) -> Iterable[Extract]:
    files = [(load, file) for load in loads for file in load.files]
    late = {late_extract.extract: late_extract.missing for late_extract in late_extracts(settings)}
    for (system, entity), contract in read_contracts(*settings.contract_folders).items():
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


def _accepted_variances(release: Release) -> int:
    with release.connect() as connection:
        return one_row(connection, "select count(*) from tie_out.mart_tie_out__accepted_variances")[
            0
        ]


def _figures_of_samples(release: Release) -> int:
    """Return how many printed figures are not applicable, because the data is a sample."""
    query = "select count(*) from tie_out.mart_tie_out__figures where verdict = 'of_a_sample'"
    with release.connect() as connection:
        return one_row(connection, query)[0]
