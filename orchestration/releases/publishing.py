"""Publishing: an audited build becomes an immutable release, and a pointer moves to it atomically.

``published/release-0001/`` holds ``bokslut.duckdb``, the same tables as Parquet, ``manifest.json`` and
``evidence.json``; the link ``published/current`` is what consumers open. A release is never
changed, so its readers keep what they opened.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from orchestration.core.errors import ExternalError, RefusedError
from orchestration.core.event_log import log_event
from orchestration.core.files import (
    clear_unfinished,
    commit_folder,
    point_link,
    scratch_folder,
    sha256,
    write_json,
)
from orchestration.core.lock import writing
from orchestration.core.settings import Settings
from orchestration.dbt.public_models import PublicModel, public_models
from orchestration.gate import Verdict, controls_sha256, read_controls, read_verdict
from orchestration.loading import store
from orchestration.loading.periods import closed_months
from orchestration.releases.evidence import add_record, last_record, make_record
from orchestration.releases.files import content_digest, copy_tables, write_manifest
from orchestration.releases.product_schema import ProductSchema, Version, require_declared
from orchestration.releases.release import (
    CURRENT,
    EVIDENCE_NAME,
    Release,
    current_release,
    name_of,
    released_numbers,
)
from orchestration.releases.variances import remedy
from orchestration.releases.verification import first_fault, verify

# Publishing's own note, beside the link: the current release, and the loads of later builds that gave the same
# content.
_NOTE_FILE = f"{CURRENT}.json"


class PublishRefusedError(RefusedError):
    """The refusal to publish a build that has no PASS of the gate for exactly its bytes."""


def publish(
    settings: Settings,
    models: Sequence[PublicModel] | None = None,
    version: Version | None = None,
    log: Callable[[str], None] = lambda _: None,
) -> Release:
    """Publish the build, if the gate has passed exactly these bytes.

    Parameters
    ----------
    settings
        Where the build, the verdict and the releases are.
    models
        What is published; by default dbt's public models, which must be as their schema is declared.
    version
        Version of the schema; by default the declared one.
    log
        Called with one line for each step.

    Returns
    -------
    Release
        The release that is current afterwards. Where its tables would equal those of the current
        release, that one stays.

    Raises
    ------
    PublishRefusedError
        Without a verdict, with one of another build or of other controls, or with one that did not
        pass.
    RefusedError
        When the schema differs from the declared one, or from the current release's without the
        step of the version that the change needs.
    ExternalError
        When another process writes to the warehouse, the disk is full, or the build changed
        meanwhile.
    """
    with writing(settings.warehouse, "publish"):
        verdict = require_verdict(settings)
        clear_unfinished(settings.published)
        current = _whole_current(settings, log)
        if models is None:
            models = public_models(settings)
            require_declared(models, ProductSchema.read())
        version = version or ProductSchema.read().version
        source = _source(verdict, models, version)
        if current is not None and _read_note(settings, current).get("source") == source:
            log(f"the build is that of {current.name}, which stays current")
            return current
        previous = last_record(settings)
        with scratch_folder(settings.published, for_others=True) as unfinished:
            tables = copy_tables(
                settings.build_file, unfinished, models, current.folder if current else None
            )
            if sha256(settings.build_file) != verdict.build_sha256:
                raise ExternalError(
                    f"{settings.build_file} changed while it was published.",
                    "Let the other run end, then run again.",
                )
            content_sha256 = content_digest(tables, version)
            loads = store.current_loads(settings.raw)
            if current is not None and current.content_sha256 == content_sha256:
                log(f"the content is that of {current.name}, which stays current")
                _write_note(settings, current, loads, source)
                return current
            content = {"schema_version": str(version), "tables": tables}
            if current is not None:
                _require_version_step(content, current)
            recorded = previous.fields["release"] if previous else 0
            number = 1 + max([recorded, *released_numbers(settings)])
            write_manifest(
                unfinished,
                number,
                content_sha256,
                verdict,
                content,
                models,
                loads,
                _closed_periods(settings),
            )
            record = make_record(settings, Release(unfinished), verdict, loads, previous)
            (unfinished / EVIDENCE_NAME).write_bytes(record.content)
            add_record(settings.evidence, number, record)
            release = Release(settings.published / name_of(number), is_new=True)
            commit_folder(unfinished, release.folder, for_others=True)
        point_link(settings.published / CURRENT, release.name)
        _write_note(settings, release, loads, source)
        log_event(
            settings.logs,
            "published",
            release=number,
            content_sha256=content_sha256,
            fingerprint=record.sha256,
        )
        log(f"{release.name}: {len(tables)} tables, {sum(table['rows'] for table in tables)} rows")
        return release


def is_published(settings: Settings) -> bool:
    """Return whether the current release is undamaged and already is what publishing the build would give."""
    try:
        verdict, release = require_verdict(settings), current_release(settings)
    except PublishRefusedError:
        return False
    if release is None or first_fault(release, settings.evidence) is not None:
        return False
    source = _source(verdict, public_models(settings), ProductSchema.read().version)
    return _read_note(settings, release).get("source") == source


def require_verdict(settings: Settings) -> Verdict:
    """Return the gate's verdict on the build as it now is.

    Raises
    ------
    PublishRefusedError
        Unless that verdict exists, is of these very bytes, covers every control of the gate, and is
        a PASS.
    """
    build, verdict = settings.build_file, read_verdict(settings.gate)
    if not build.exists():
        raise PublishRefusedError(f"There is no build at {build}.", "Run `bokslut run`.")
    if verdict is None:
        raise PublishRefusedError(
            f"{build} has not been audited by the gate.", "Run `bokslut run`, which audits it."
        )
    if verdict.build_sha256 != sha256(build):
        raise PublishRefusedError(
            f"The gate's verdict of {verdict.audited_at} is of another build than {build}, which has changed since.",
            "Run `bokslut run`, which audits the build again.",
        )
    missing = {control.name for control in read_controls()} - {
        control.name for control in verdict.controls
    }
    if missing:
        raise PublishRefusedError(
            f"The gate's verdict of {verdict.audited_at} does not cover: {', '.join(sorted(missing))}.",
            "Run `bokslut run`, which audits the build with every control.",
        )
    if verdict.controls_sha256 != controls_sha256(read_controls()):
        raise PublishRefusedError(
            f"The gate's verdict of {verdict.audited_at} is by other controls than the gate now has.",
            "Run `bokslut run`, which audits the build with every control.",
        )
    if not verdict.passed:
        failed = "\n".join(f"  {control.explanation()}" for control in verdict.failed_controls)
        raise PublishRefusedError(
            f"The gate blocks this build: {len(verdict.failed_controls)} of {len(verdict.controls)} "
            f"controls failed.\n{failed}",
            remedy(build, [control.name for control in verdict.failed_controls]),
        )
    return verdict


def rollback(
    settings: Settings, number: int | None = None, log: Callable[[str], None] = lambda _: None
) -> Release:
    """Make an earlier release current again; nothing is built, and no release is removed.

    Parameters
    ----------
    settings
        Where the releases are.
    number
        The release to go back to; by default the latest before the current that is what was published.
    log
        Called with one line for each release that is passed by.

    Returns
    -------
    Release
        The release that is current afterwards.

    Raises
    ------
    RefusedError
        When there is no such release, or it is not what was published. The current one may be damaged.
    ExternalError
        When another process writes to the warehouse.
    """
    with writing(settings.warehouse, "rollback"):
        current, known = current_release(settings), released_numbers(settings)
        if not known:
            raise RefusedError(
                f"Nothing is published in {settings.published}.", "Run `bokslut run`."
            )
        listed = ", ".join(map(name_of, known))
        if number is not None:
            release = Release(settings.published / name_of(number))
            if number not in known:
                raise RefusedError(f"There is no {release.name}; there are {listed}.")
            verify(release, settings.evidence)
        elif current is None:
            raise RefusedError(
                f"{settings.published / CURRENT} points at no release; there are {listed}.",
                "Name the one to go back to: `bokslut rollback N`.",
            )
        else:
            earlier = [of for of in known if of < current.number]
            if not earlier:
                raise RefusedError(
                    f"There is no release before {current.name}; there are {listed}."
                )
            release = _latest_whole(settings, earlier, current, log)
        point_link(settings.published / CURRENT, release.name)
        log_event(
            settings.logs,
            "rolled_back",
            release=release.number,
            before=current and current.number,
        )
        return release


def _latest_whole(
    settings: Settings, numbers: Sequence[int], current: Release, log: Callable[[str], None]
) -> Release:
    """Return the latest of some releases before the current that is what was published."""
    faults = []
    for number in reversed(numbers):
        release = Release(settings.published / name_of(number))
        fault = first_fault(release, settings.evidence)
        if fault is None:
            return release
        log(f"{release.name} is passed by, since it is not what was published: {fault}")
        faults.append(f"\n  {release.name}: {fault}")
    raise RefusedError(
        f"No release before {current.name} is what was published:{''.join(faults)}",
        "Restore one from a backup, or publish again with `bokslut run`.",
    )


def published_loads(settings: Settings, release: Release) -> set[tuple[str, str]]:
    """Return the loads, by system and load id, whose content a release shows.

    They are those that it was made from and, for the current release, those of a later audited build
    with the same content.
    """
    shown = {(load["system"], load["load_id"]) for load in release.manifest["deliveries"]}
    return shown | _read_note(settings, release).get("loads", set())


def _whole_current(settings: Settings, log: Callable[[str], None]) -> Release | None:
    """Return the current release, or None if it is damaged or missing and must be published again."""
    current = current_release(settings)
    fault = first_fault(current, settings.evidence) if current else None
    if current is not None and fault is not None:
        log(f"{current.name} is not what was published and is made again: {fault}")
        return None
    return current


def _read_note(settings: Settings, release: Release) -> dict[str, Any]:
    """Return the note on a release since its content was last computed; empty if the note is on another release."""
    try:
        noted = json.loads((settings.published / _NOTE_FILE).read_bytes())
        loads = {(system, load_id) for system, load_id in noted["loads"]}
        return noted | {"loads": loads} if noted["release"] == release.number else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}  # what a note said that cannot be read is computed again


def _write_note(
    settings: Settings, release: Release, loads: Sequence[store.Load], source: str
) -> None:
    noted = [[load.system, load.load_id] for load in loads]
    write_json(
        settings.published / _NOTE_FILE,
        {"release": release.number, "loads": noted, "source": source},
    )


def _source(verdict: Verdict, models: Sequence[PublicModel], version: Version) -> str:
    """Return a digest of all that a release's content is made from: the build, and the descriptions of its tables."""
    said = [asdict(model) | {"required": sorted(model.required)} for model in models]
    parts = [verdict.build_sha256, str(version), said]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _closed_periods(settings: Settings) -> list[dict[str, str]]:
    return [
        {"month": f"{year}-{month:02d}", "closed_at": entry.at, "closed_by": entry.by}
        for (year, month), entry in sorted(closed_months(settings.periods).items())
    ]


def _require_version_step(content: dict[str, Any], current: Release) -> None:
    before, after = ProductSchema.of_release(current.manifest), ProductSchema.of_release(content)
    if before is not None and after is not None:
        after.require_step_from(before, current.name)
