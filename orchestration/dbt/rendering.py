"""The dbt project as one warehouse builds it: the code's models with the board's reference data, rules and owners.

The code may be read-only, and several boards may share it. So the project is written out into the warehouse:
models, macros and tests as they are, the board's CSV files and the rules of its ``board.yml`` as seeds, dbt's sources
as the contracts say, and the models of the board's own quantities.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from orchestration.boards import Board, read_board, reference_files
from orchestration.boards.quantities import quantity_models, read_quantities
from orchestration.boards.reference import declarations
from orchestration.boards.rules import BOARD_RULES, rules_as_csv
from orchestration.contracts import read_contracts
from orchestration.core.files import disk_errors_explained, private_folder
from orchestration.core.settings import DBT_PROJECT_DIR, Settings
from orchestration.dbt.sources import render_dbt_sources

_MADE_BY_DBT = ("target", "logs")
# Whom a board names: who answers for the models, and where those who read them find what is published.
GROUPS, EXPOSURES = PurePosixPath("models/groups.yml"), PurePosixPath("models/exposures.yml")


@dataclass(frozen=True)
class Rendered:
    """Digests of a project that is written out: of all of it, of all but the rows of its seeds, and of each seed.

    ``parsed`` is of what parsing depends on: dbt reads the rows of a seed when it loads them, and only describes with
    whom a board names.
    """

    content: str
    project: str
    parsed: str
    seeds: Mapping[str, str]


def read_project(settings: Settings) -> Rendered:
    """Return digests of the project as it would be written now; nothing is written.

    Raises
    ------
    BoardError
        When the board's folder cannot be used.
    ContractError
        When a contract is not valid.
    """
    return _rendered(dict(_project_files(settings)))


def render_project(settings: Settings) -> Rendered:
    """Write the project into ``settings.dbt_project`` where it differs, and return digests of it.

    Raises
    ------
    ExternalError
        When the warehouse cannot be written to; else as ``read_project``.
    """
    files = dict(_project_files(settings))
    folder = settings.dbt_project
    with disk_errors_explained(folder):
        private_folder(folder)
        for path in _stale(folder, files):
            path.unlink()
        for name, content in files.items():
            path = folder / name
            if not path.is_file() or path.read_bytes() != content:
                private_folder(path.parent)
                path.write_bytes(content)
    return _rendered(files)


def _rendered(files: Mapping[PurePosixPath, bytes]) -> Rendered:
    seeds = {name: content for name, content in files.items() if name.match("seeds/*.csv")}
    project = {**files} | {name: content.partition(b"\n")[0] for name, content in seeds.items()}
    parsed = project | {name: (DBT_PROJECT_DIR / name).read_bytes() for name in (GROUPS, EXPOSURES)}
    return Rendered(
        _digest(files.items()),
        _digest(project.items()),
        _digest(parsed.items()),
        {name.stem: hashlib.sha256(content).hexdigest() for name, content in seeds.items()},
    )


def _digest(files: Iterable[tuple[PurePosixPath, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files):
        digest.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def _project_files(settings: Settings) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield every file of the project: its path within it, and its bytes."""
    board = read_board(settings.board)
    for path in sorted(DBT_PROJECT_DIR.rglob("*")):
        name = PurePosixPath(path.relative_to(DBT_PROJECT_DIR).as_posix())
        if path.is_file() and name.parts[0] not in _MADE_BY_DBT and not path.name.startswith("."):
            yield name, path.read_bytes()
    yield PurePosixPath("dbt_project.yml"), _project_yaml()
    yield GROUPS, _groups_yaml(board)
    yield EXPOSURES, _exposures_yaml(board)
    for path in declarations():
        yield PurePosixPath("seeds", path.name), path.read_bytes()
    yield PurePosixPath("seeds", f"{BOARD_RULES}.csv"), rules_as_csv(board.rules)
    for file in reference_files().values():
        yield PurePosixPath("seeds", f"{file.name}.csv"), file.content_in(settings.board)
    contracts = read_contracts(*settings.contract_folders)
    quantities = read_quantities(settings.board, contracts)
    for system, text in render_dbt_sources(contracts).items():
        yield PurePosixPath("models/staging", system, f"_{system}__sources.yml"), text.encode()
    yield from quantity_models(quantities, contracts)


def _stale(folder: Path, files: dict[PurePosixPath, bytes]) -> Iterator[Path]:
    for path in folder.rglob("*"):
        name = PurePosixPath(path.relative_to(folder).as_posix())
        if path.is_file() and name.parts[0] not in _MADE_BY_DBT and name not in files:
            yield path


def _project_yaml() -> bytes:
    content = _read_yaml(DBT_PROJECT_DIR / "dbt_project.yml")
    content["seed-paths"] = ["seeds"]
    return _as_yaml(content)


def _groups_yaml(board: Board) -> bytes:
    content = _read_yaml(DBT_PROJECT_DIR / GROUPS)
    for group in content["groups"]:
        group["owner"] |= board.owners.get(group["name"], {})
    return _as_yaml(content)


def _exposures_yaml(board: Board) -> bytes:
    content = _read_yaml(DBT_PROJECT_DIR / EXPOSURES)
    for exposure in content["exposures"]:
        exposure["url"] = board.addresses.get(exposure["config"]["meta"]["address"], "")
    return _as_yaml(content)


def _read_yaml(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)


def _as_yaml(content: Any) -> bytes:
    return yaml.dump(
        content, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=1000
    ).encode()
