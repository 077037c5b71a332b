"""What a build was made from, and so how much of it must be built again.

A build is a function of the dbt project with its reference data, of the loads that count, of the key
of the pseudonyms, and of the engine that computes it. These inputs are recorded beside it, in
``built.json``, once it is complete; while dbt works there is no such file, so an interrupted build is
made again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from orchestration.core.clock import local_time
from orchestration.core.files import sha256, write_json
from orchestration.core.pseudonyms import pseudonym_key
from orchestration.core.settings import ENGINE_VARIABLE, Engine, Settings
from orchestration.dbt import spark
from orchestration.dbt.rendering import render_project
from orchestration.loading import store

# Unit tests prove the rules in CI; a production build has no use for them. Data tests run once all is built.
BUILD_ARGUMENTS = ("build", "--exclude-resource-type", "unit_test", "test")

_BUILT_FILE = "built.json"


@dataclass(frozen=True)
class Inputs:
    """What a build is made from, and by which engine.

    ``project`` is a digest of the project's files, ``tables`` has a digest of each raw table's content, ``engine`` is
    a name and a version: ``duckdb 1.5.1``.
    """

    project: str
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

    ``from_scratch`` means everything, from an empty file; else ``sources`` names the raw tables whose
    descendants are built, and None means what the caller selects.
    """

    from_scratch: bool
    sources: tuple[str, ...] | None
    explanation: str

    @classmethod
    def of_changes(cls, inputs: Inputs | None, built: BuildRecord | None) -> Plan:
        """Return the plan for a build of these inputs; ``built`` is the last build, None if it is not complete."""
        if built is None or inputs is None:
            return cls(
                from_scratch=True,
                sources=None,
                explanation="all models: there is no complete build",
            )
        if built.inputs.project != inputs.project:
            return cls(
                from_scratch=True,
                sources=None,
                explanation="all models: the dbt project or its seeds changed",
            )
        if built.inputs.engine != inputs.engine:
            return cls(
                from_scratch=True,
                sources=None,
                explanation=_other_engine(built.inputs.engine, inputs.engine),
            )
        names = sorted(built.inputs.tables.keys() | inputs.tables.keys())
        changed = tuple(
            name for name in names if built.inputs.tables.get(name) != inputs.tables.get(name)
        )
        if changed and inputs.engine.startswith(Engine.SPARK):
            return cls(
                from_scratch=True,
                sources=None,
                explanation=f"all models: {', '.join(changed)} changed, and Spark always builds all",
            )
        explanation = (
            f"what depends on {', '.join(changed)}" if changed else "nothing: no input changed"
        )
        built_at = local_time(built.built_at)
        return cls(
            from_scratch=False, sources=changed, explanation=f"{explanation} (built {built_at})"
        )

    @classmethod
    def of_subset(cls) -> Plan:
        """Return the plan of a run in which somebody has selected the models."""
        return cls(from_scratch=False, sources=None, explanation="the models selected")

    @property
    def is_nothing(self) -> bool:
        """Whether the build is what its inputs would give, so that dbt need not run."""
        return self.sources == ()

    @property
    def arguments(self) -> list[str]:
        """Return dbt's command line.

        Views are left out of a partial build: they show changed rows without being made again.
        """
        if not self.sources:
            return list(BUILD_ARGUMENTS)
        return [
            *BUILD_ARGUMENTS,
            "--select",
            " ".join(f"source:raw.{name}+" for name in self.sources),
            "--exclude",
            "config.materialized:view",
        ]


def current_inputs(settings: Settings) -> Inputs:
    """Return what a build that is made now would be made from."""
    tables = _current_tables(settings)
    tables["loads"] = _digest(sorted(tables.values()))
    tables["installation"] = _digest([pseudonym_key(settings.warehouse)])
    return Inputs(_project_digest(settings), tables, _engine(settings))


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


def _project_digest(settings: Settings) -> str:
    """Return a digest of all that dbt builds with: the project, its reference data, and the versions of the tools."""
    versions = [f"{name} {version(name)}" for name in ("dbt-core", "dbt-duckdb", "duckdb")]
    return _digest([*versions, render_project(settings).content])


def _engine(settings: Settings) -> str:
    if settings.engine is Engine.SPARK:
        return f"{Engine.SPARK} {spark.version() or 'of unknown version'}"
    return f"{Engine.DUCKDB} {version('duckdb')}"


def _other_engine(before: str, now: str) -> str:
    """Return the explanation of a build of everything by another engine, or another version of it."""
    said = f"all models: built by {before}, now to be built by {now}"
    kind = before.partition(" ")[0]
    if kind == now.partition(" ")[0]:
        return said
    return f"{said}; {ENGINE_VARIABLE}={kind} keeps the engine"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
