"""What a build was made from, and so how much of it must be built again.

A build is a function of the dbt project with its reference data, of the loads that count, of the key
of the pseudonyms, and of the engine that computes it. These inputs are recorded beside it, in
``built.json``, once it is complete; while dbt works there is no such file, so an interrupted build is
made again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from orchestration.core.clock import local_time
from orchestration.core.files import sha256, write_json
from orchestration.core.pseudonyms import pseudonym_key
from orchestration.core.settings import ENGINE_VARIABLE, Engine, Settings
from orchestration.dbt import spark
from orchestration.dbt.rendering import Rendered, read_project
from orchestration.loading import store

# Unit tests prove the rules in CI; a production build has no use for them. Data tests run once all is built.
BUILD_ARGUMENTS = ("build", "--exclude-resource-type", "unit_test", "test")

# The schemas of what a build is made from: seeds, and raw tables.
SEEDS, TABLES = "reference", "raw"

_BUILT_FILE = "built.json"


@dataclass(frozen=True)
class Inputs:
    """What a build is made from, and by which engine.

    ``project`` is a digest of the project's files but for the rows of its seeds, ``seeds`` and ``tables`` have a digest
    of each seed's and each raw table's content, ``engine`` is a name and a version: ``duckdb 1.5.1``.
    """

    project: str
    seeds: Mapping[str, str]
    tables: Mapping[str, str]
    engine: str


@dataclass(frozen=True)
class BuildRecord:
    """A finished build: what it was made from, the digest of its file, and when it was done (UTC)."""

    inputs: Inputs
    sha256: str
    built_at: str

    @property
    def engine(self) -> str:
        """The name of the engine, without its version."""
        return self.inputs.engine.partition(" ")[0]


@dataclass(frozen=True)
class Plan:
    """How much dbt has to do.

    ``from_scratch`` means everything, from an empty file; else ``changed`` names the seeds and the raw tables, as
    ``reference.units`` and ``raw.loads``, whose descendants are built, and None means what the caller selects.
    """

    from_scratch: bool
    changed: tuple[str, ...] | None
    explanation: str

    @classmethod
    def of_changes(cls, inputs: Inputs | None, built: BuildRecord | None) -> Plan:
        """Return the plan for a build of these inputs; ``built`` is the last build, None if it is not complete."""
        if built is None or inputs is None:
            return cls(
                from_scratch=True,
                changed=None,
                explanation="all models: there is no complete build",
            )
        if built.inputs.project != inputs.project:
            return cls(
                from_scratch=True,
                changed=None,
                explanation="all models: the dbt project changed",
            )
        if built.inputs.engine != inputs.engine:
            return cls(
                from_scratch=True,
                changed=None,
                explanation=_other_engine(built.inputs.engine, inputs.engine),
            )
        changed = (
            *_differing(SEEDS, built.inputs.seeds, inputs.seeds),
            *_differing(TABLES, built.inputs.tables, inputs.tables),
        )
        names = ", ".join(name.partition(".")[2] for name in changed)
        if changed and inputs.engine.startswith(Engine.SPARK):
            return cls(
                from_scratch=True,
                changed=None,
                explanation=f"all models: {names} changed, and Spark always builds all",
            )
        explanation = f"what depends on {names}" if changed else "nothing: no input changed"
        built_at = local_time(built.built_at)
        return cls(
            from_scratch=False, changed=changed, explanation=f"{explanation} (built {built_at})"
        )

    @classmethod
    def of_subset(cls) -> Plan:
        """Return the plan of a run in which somebody has selected the models."""
        return cls(from_scratch=False, changed=None, explanation="the models selected")

    @property
    def is_nothing(self) -> bool:
        """Whether the build is what its inputs would give, so that dbt need not run."""
        return self.changed == ()

    @property
    def arguments(self) -> list[str]:
        """Return dbt's command line.

        Views are left out of a partial build: they show changed rows without being made again. Where a seed has
        changed, sums that are kept by load are made again: the graph does not say that they do without it.
        """
        if not self.changed:
            return list(BUILD_ARGUMENTS)
        seeds = [f"{seed}+" for seed in self.changed_in(SEEDS)]
        return [
            *BUILD_ARGUMENTS,
            *(["--full-refresh"] if seeds else []),
            "--select",
            " ".join([*seeds, *(f"source:{TABLES}.{name}+" for name in self.changed_in(TABLES))]),
            "--exclude",
            "config.materialized:view",
        ]

    def changed_in(self, schema: str) -> list[str]:
        """Return the names of what has changed in a schema: ``SEEDS`` or ``TABLES``."""
        return [
            name.removeprefix(f"{schema}.")
            for name in self.changed or ()
            if name.startswith(f"{schema}.")
        ]


def current_inputs(settings: Settings, project: Rendered | None = None) -> Inputs:
    """Return what a build that is made now would be made from.

    Parameters
    ----------
    settings
        The installation.
    project
        The project as it has been written for the build; as it would be written now where none is given.
    """
    tables = _current_tables(settings)
    tables["loads"] = _digest(sorted(tables.values()))
    tables["installation"] = _digest([pseudonym_key(settings.warehouse)])
    rendered = project or read_project(settings)
    versions = [f"{name} {version(name)}" for name in ("dbt-core", "dbt-duckdb", "duckdb")]
    return Inputs(_digest([*versions, rendered.project]), rendered.seeds, tables, _engine(settings))


def loaded_since(settings: Settings) -> dict[str, str]:
    """Return the raw tables whose loads have changed since the last build was made, each with its digest.

    It is empty if there is no complete build, since that failure has been reported already. It is cheap
    enough to call every minute, since neither the project nor the build is read.
    """
    record = _read_record(settings)
    if record is None:
        return {}
    built = record.inputs.tables
    return {
        table: digest
        for table, digest in _current_tables(settings).items()
        if built.get(table) != digest
    }


def _current_tables(settings: Settings) -> dict[str, str]:
    return {
        table: _digest(map(str, files))
        for table, files in store.files_of_tables(store.current_loads(settings.raw)).items()
    }


def read_build_record(settings: Settings) -> BuildRecord | None:
    """Return the record of the build, or None if there is no complete build or its file has changed since."""
    if not settings.build_file.exists():
        return None
    built = _read_record(settings)
    return built if built and built.sha256 == sha256(settings.build_file) else None


def _read_record(settings: Settings) -> BuildRecord | None:
    """Return the record beside the build, or None if it cannot be read: the build is then made again."""
    try:
        content = json.loads(settings.build_file.with_name(_BUILT_FILE).read_bytes())
        return BuildRecord(**content | {"inputs": Inputs(**content["inputs"])})
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def begin(settings: Settings) -> None:
    """Mark the build as incomplete until ``finish``."""
    settings.build_file.with_name(_BUILT_FILE).unlink(missing_ok=True)


def finish(settings: Settings, inputs: Inputs) -> None:
    """Mark the build as complete, and record what it was made from."""
    built = BuildRecord(
        inputs, sha256(settings.build_file), datetime.now(UTC).isoformat("T", "seconds")
    )
    write_json(settings.build_file.with_name(_BUILT_FILE), asdict(built))


def _engine(settings: Settings) -> str:
    if settings.engine is Engine.SPARK:
        return f"{Engine.SPARK} {spark.version() or 'of unknown version'}"
    return f"{Engine.DUCKDB} {version('duckdb')}"


def _differing(schema: str, before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Yield what is not in both of two records of a schema with the same digest."""
    for name in sorted(before.keys() | now.keys()):
        if before.get(name) != now.get(name):
            yield f"{schema}.{name}"


def _other_engine(before: str, now: str) -> str:
    """Return the explanation of a build of everything by another engine, or another version of it."""
    said = f"all models: built by {before}, now to be built by {now}"
    kind = before.partition(" ")[0]
    if kind == now.partition(" ")[0]:
        return said
    return f"{said}; {ENGINE_VARIABLE}={kind} keeps the engine"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
