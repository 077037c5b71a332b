"""The dbt project as Python sees it: how to run it, its manifest, what is made of what, and why a model failed.

Everything about transforming data is in ``dbt_project``; here is only how to prepare, name and explain it.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Generator, Iterable, Set
from functools import cache
from pathlib import Path
from typing import Any

from orchestration.core.errors import ExternalError, RefusedError
from orchestration.core.files import disk_refusal_in, write_text
from orchestration.core.lock import LockedError, holding
from orchestration.core.settings import Engine, Settings
from orchestration.dbt.parsed import LAYOUT, keep_parsed, restore_parsed
from orchestration.dbt.rendering import Rendered, read_project, render_project

RUN_RESULTS = "run_results.json"
_PARSED = "parsed.txt"
# What the holder of the project's lock does, if it builds.
_BUILD = "build from the dbt project"
# A parse takes seconds, minutes on a machine under load.
_PATIENCE_SECONDS = 600
_BETWEEN_LOOKS_SECONDS = 0.5
DBT_EXECUTABLE = str(Path(sys.executable).with_name("bokslut-dbt"))

_SHOWN_CHARACTERS = 3000
# Begins what Spark says of its own code after the error.
_JVM_STACK = "JVM stacktrace:"


def environment(settings: Settings) -> dict[str, str]:
    """Return dbt's environment variables: where the build is, a short log, and no calls to the network."""
    return {
        "BOKSLUT_BUILD_FILE": str(settings.build_file),
        # Where another engine has computed the tables, their files (dbt_project/macros/computed_tables.sql).
        "BOKSLUT_COMPUTED_TABLES": str(settings.spark_build / "tables")
        if settings.engine is Engine.SPARK
        else "",
        # A debugging log of 17 MB costs 4 seconds of each build, and the SQL is beside it, in the folder ``run``.
        "DBT_LOG_LEVEL_FILE": "info",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


def dbt_arguments(settings: Settings, target: Path) -> list[str]:
    """Return the options that say where dbt finds the rendered project, and where it may write."""
    project = str(settings.dbt_project)
    return [
        *("--project-dir", project, "--profiles-dir", project),
        *("--target-path", str(target), "--log-path", str(target / "logs")),
    ]


def run_dbt(
    settings: Settings, target: Path, *words: str, build: Settings, refusal: tuple[str, str]
) -> None:
    """Run a command of dbt on the rendered project, in a process of its own.

    Parameters
    ----------
    settings
        The installation, whose rendered project it is.
    target
        Where dbt may write.
    words
        The command, with its own options before or after it.
    build
        Whose build file dbt works on.
    refusal
        What could not be done if it fails, and what to do about it.

    Raises
    ------
    RefusedError
        When dbt fails; the message ends with dbt's own.
    ExternalError
        When it fails because the disk is full or cannot be written to.
    """
    done = subprocess.run(
        [DBT_EXECUTABLE, *words, *dbt_arguments(settings, target)],
        env=os.environ | environment(build),
        cwd=settings.dbt_project,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        what, remedy = refusal
        if reason := disk_refusal_in(done.stdout + done.stderr):
            raise ExternalError(
                f"{what}: {reason}", "Free space or fix the rights there, then run again."
            )
        raise RefusedError(f"{what}:\n{done.stdout[-_SHOWN_CHARACTERS:]}", remedy)


def ensure_manifest(settings: Settings) -> Path:
    """Render the project, parse it unless its parse is cached, and return the manifest's path.

    The manifest has the SQL of every data test. While another process renders and parses the project, this one waits;
    while another builds from it, the project stays as it is, and so does its manifest.

    Raises
    ------
    BoardError
        When the board's folder cannot be used.
    RefusedError
        When the project cannot be parsed; the message is dbt's.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not _is_parsed(settings, read_project(settings)):
        try:
            with holding(_lock(settings), "parse of the dbt project"):
                _render_and_parse(settings)
        except LockedError as locked:
            if locked.purpose == _BUILD and settings.manifest.exists():
                break
            if time.monotonic() > deadline:
                raise
            time.sleep(_BETWEEN_LOOKS_SECONDS)
    return settings.manifest


@contextlib.contextmanager
def project_to_build(settings: Settings) -> Generator[Rendered]:
    """Render the project, and yield its digests; until the block ends, no other process changes it.

    Raises
    ------
    LockedError
        When another process has been changing it for minutes.
    """
    with holding(_lock(settings), _BUILD, wait_seconds=_PATIENCE_SECONDS):
        rendered = render_project(settings)
        if not _is_parsed(settings, rendered):
            _forget_parse(settings)
        yield rendered


def _lock(settings: Settings) -> Path:
    return settings.dbt_project.with_name("project.lock")


def _render_and_parse(settings: Settings) -> None:
    rendered = render_project(settings)
    if _is_parsed(settings, rendered):
        return
    _forget_parse(settings)
    if not restore_parsed(settings, rendered.parsed):
        _parse(settings)
        keep_parsed(settings, rendered.parsed)
    write_text(settings.manifest.with_name(_PARSED), _identity(settings, rendered))


def _forget_parse(settings: Settings) -> None:
    """Have the manifest made again when it is next asked for: the project's folder has another state now."""
    settings.manifest.with_name(_PARSED).unlink(missing_ok=True)


def _is_parsed(settings: Settings, rendered: Rendered) -> bool:
    """Return whether the manifest is that of a project, as it is rendered into its folder."""
    return settings.manifest.exists() and parsed_project(settings) == _identity(settings, rendered)


def _identity(settings: Settings, rendered: Rendered) -> str:
    # A warehouse that was moved or copied has a parse of another folder's seeds; a link to it has its own.
    return f"{LAYOUT} {rendered.content} {settings.dbt_project.resolve()}"


def parsed_project(settings: Settings) -> str:
    """Return what tells the project that was parsed last from any other; empty where none was."""
    parsed = settings.manifest.with_name(_PARSED)
    return parsed.read_text("utf-8") if parsed.exists() else ""


def _parse(settings: Settings) -> None:
    """Parse the whole project: for moved files, dbt's partial parsing loses descriptions and the subjects of tests.

    Compiling the data tests needs no build, and takes a fifth of the time that parsing does.
    """
    run_dbt(
        settings,
        settings.manifest.parent,
        *("--no-partial-parse", "--no-populate-cache", "compile", "--quiet"),
        *("--select", "resource_type:test"),
        build=settings,
        refusal=("The dbt project cannot be parsed", "Fix the file it names."),
    )


def read_manifest(settings: Settings) -> dict[str, Any]:
    """Return dbt's manifest of the rendered project.

    Raises
    ------
    RefusedError
        When there is none yet.
    """
    if not settings.manifest.exists():
        raise RefusedError(
            f"dbt's manifest is missing: {settings.manifest}.",
            "Run `bokslut run`, or `make dev`, which parse the project.",
        )
    return _read_manifest(settings.manifest, settings.manifest.stat().st_mtime_ns)


@cache
def _read_manifest(path: Path, made_at: int) -> dict[str, Any]:
    del made_at  # Another process may have made it again.
    return json.loads(path.read_text("utf-8"))


def descendants(settings: Settings, nodes: Iterable[str]) -> set[str]:
    """Return the ids of some nodes of the project and of all their descendants, including tests."""
    children = read_manifest(settings)["child_map"]
    found: set[str] = set()
    to_see = list(nodes)
    while to_see:
        node = to_see.pop()
        if node not in found:
            found.add(node)
            to_see += children.get(node, ())
    return found


def nodes_of(settings: Settings, relations: Iterable[str]) -> set[str]:
    """Return the ids of dbt's sources and seeds by their names in the build: ``raw.loads``, ``reference.units``."""
    manifest, named = read_manifest(settings), set(relations)
    nodes = manifest["sources"] | manifest["nodes"]
    return {
        unique_id
        for unique_id, node in nodes.items()
        if f"{node['schema']}.{node['name']}" in named
    }


def unmade_models(target: Path) -> set[str]:
    """Return the ids of the nodes that the last build in a target folder failed to make, or skipped because of that."""
    return {
        result["unique_id"]
        for result in _results(target)
        if result["status"] in ("error", "skipped")
    }


def explain_failures(
    targets: Iterable[Path], settings: Settings, leave_out: Set[str] = frozenset()
) -> list[str]:
    """Return in words what failed in one dbt invocation, or in several that each use what the one before made.

    Parameters
    ----------
    targets
        The target folder of each invocation, with its ``run_results.json``. A node that several failed to make
        is explained by the first.
    settings
        The installation.
    leave_out
        The ids of nodes to leave out.

    Returns
    -------
    list of str
        A paragraph per failed model or test; empty when nothing in the results failed.
    """
    nodes = read_manifest(settings)["nodes"]
    told = set(leave_out)
    paragraphs = []
    for target in targets:
        for result in _results(target):
            unique_id, status = result["unique_id"], result["status"]
            node = nodes.get(unique_id, {})
            if unique_id in told:
                continue
            # An operation that fails has no message: the log says why.
            if status == "error" and result["message"]:
                message = result["message"].partition(_JVM_STACK)[0].rstrip()
                paragraphs.append(f"{unique_id} could not be built: {message}")
            elif status == "fail":
                said = node.get("description") or result["message"]
                paragraphs.append(f"{node.get('name', unique_id)}: {said}".strip())
        told |= unmade_models(target)
    return paragraphs


def _results(target: Path) -> list[dict[str, Any]]:
    path = target / RUN_RESULTS
    return json.loads(path.read_text("utf-8"))["results"] if path.exists() else []
