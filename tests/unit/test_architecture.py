"""The rooms of ``orchestration`` form layers: a room imports only lower layers, and the simulator stays apart."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.util import resolve_name
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "orchestration"

PAGE = (PACKAGE.parent / "docs" / "architecture.md").read_text("utf-8")


def _drawn_layers() -> list[set[str]]:
    """Return the rooms that docs/architecture.md draws, layer by layer from the top."""
    diagram = re.search(r"<!-- rooms.*?```mermaid\n(.*?)```", PAGE, re.DOTALL)
    assert diagram, "the diagram of the rooms is missing"
    layers = re.findall(r"subgraph (\w+) .*?\n(.*?)\n    end", diagram[1], re.DOTALL)
    # The arrows join the layers in the order in which they are drawn.
    assert re.findall(r"\w+", diagram[1].splitlines()[-1]) == [name for name, _ in layers]
    return [set(drawn.split()) for _, drawn in layers]


# From top to bottom. A room imports the layers below its own, and no room of its own layer.
LAYERS = _drawn_layers()
MOST_ROOMS = 18
# Real systems replace the simulator: everything else may know only the files that it writes.
MAY_IMPORT_THE_SIMULATOR = {"cli"}
THE_SIMULATOR_MAY_IMPORT = {"contracts", "core"}


def rooms(package: Path) -> set[str]:
    """Return the packages and modules of the top floor."""
    return {
        path.stem
        for path in package.iterdir()
        if (path / "__init__.py").exists() or (path.suffix == ".py" and path.stem != "__init__")
    }


@cache
def imports(package: Path) -> dict[str, set[str]]:
    """Return the modules that each module imports, at its top, within a function or for its types alone."""
    paths = {}
    for path in package.rglob("*.py"):
        name = ".".join(path.relative_to(package.parent).with_suffix("").parts)
        paths[name.removesuffix(".__init__")] = path
    return {name: set(_imported(name, path, paths)) - {name} for name, path in paths.items()}


def _imported(name: str, path: Path, known: Mapping[str, Path]) -> Iterator[str]:
    package = name if path.stem == "__init__" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            source = resolve_name("." * node.level + (node.module or ""), package)
            for alias in node.names:
                # What is imported is a module of the package, or a name defined in one.
                yield from (m for m in (f"{source}.{alias.name}", source) if m in known)


def arrows(package: Path) -> dict[tuple[str, str], str]:
    """Return the pairs of rooms of which the first imports the second, each with an example."""
    return {
        (importer.split(".")[1], imported.split(".")[1]): f"{importer} imports {imported}"
        for importer, modules in sorted(imports(package).items())
        for imported in sorted(modules)
        if "." in importer and "." in imported
        if importer.split(".")[1] != imported.split(".")[1]
    }


def upward_imports(package: Path) -> list[str]:
    floors = {room: number for number, layer in enumerate(LAYERS) for room in layer}
    return [
        example
        for (importer, imported), example in arrows(package).items()
        if floors[importer] >= floors[imported]
    ]


def forbidden_simulator_imports(package: Path) -> list[str]:
    return [
        example
        for (importer, imported), example in arrows(package).items()
        if (imported == "simulator" and importer not in MAY_IMPORT_THE_SIMULATOR)
        or (importer == "simulator" and imported not in THE_SIMULATOR_MAY_IMPORT)
    ]


def cycle(package: Path) -> list[str]:
    """Return the modules of a cycle; a package and the modules in it may import one another."""
    graph = {
        importer: {imported for imported in modules if not importer.startswith(f"{imported}.")}
        for importer, modules in imports(package).items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def test_the_top_floor_has_few_rooms_and_each_has_its_layer() -> None:
    assert len(rooms(PACKAGE)) <= MOST_ROOMS
    assert rooms(PACKAGE) <= set().union(*LAYERS)


def test_the_page_draws_each_room_once_and_has_a_paragraph_for_each() -> None:
    drawn = [room for layer in LAYERS for room in layer]
    section = PAGE.split("## The rooms")[1].split("\n## ")[0]
    described = re.findall(r"^### (\w+)\n(?=\S)", section, re.MULTILINE)
    assert sorted(drawn) == sorted(described)
    assert len(drawn) == len(set(drawn))
    assert all(LAYERS)


def test_the_page_names_files_and_folders_that_exist() -> None:
    named = re.findall(r"`((?:orchestration|dbt_project|seeds|deploy|tests)/[\w./]*)`", PAGE)
    assert len(named) > 15
    assert [name for name in named if not (PACKAGE.parent / name).exists()] == []


def test_every_import_between_rooms_goes_down_a_layer() -> None:
    assert upward_imports(PACKAGE) == []


def test_no_modules_import_one_another() -> None:
    assert cycle(PACKAGE) == []


def test_only_the_command_line_imports_the_simulator_and_that_imports_only_contracts_and_core() -> (
    None
):
    assert forbidden_simulator_imports(PACKAGE) == []


@pytest.fixture
def seeded(tmp_path: Path) -> Path:
    """A package without a violation, to seed one in."""
    package = tmp_path / "orchestration"
    for module, source in {
        "core/errors.py": "class E(Exception): ...",
        "contracts/contract.py": "from orchestration.core.errors import E",
        "loading/load.py": "from orchestration import contracts",
        "simulator/delivery.py": "import orchestration.contracts.contract",
        "cli/main.py": "def main():\n    from orchestration.simulator.delivery import deliver",
    }.items():
        write(package, module, source)
    return package


def write(package: Path, module: str, source: str) -> None:
    path = package / module
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in {package, path.parent}:
        (folder / "__init__.py").touch()
    path.write_text(source, "utf-8")


def test_a_package_without_a_violation_passes(seeded: Path) -> None:
    assert upward_imports(seeded) == cycle(seeded) == forbidden_simulator_imports(seeded) == []


@pytest.mark.parametrize(
    "source",
    [
        "from orchestration.loading.load import load",
        "from orchestration import loading",
        "import orchestration.loading.load",
        "from ..loading import load",
        "def late():\n    from orchestration.loading import load",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from orchestration.loading import load",
    ],
)
def test_an_upward_import_is_found_however_it_is_written(seeded: Path, source: str) -> None:
    write(seeded, "contracts/upward.py", source)

    (found,) = upward_imports(seeded)
    assert found.startswith("orchestration.contracts.upward imports orchestration.loading")


def test_an_import_of_a_room_of_the_same_layer_is_found(seeded: Path) -> None:
    write(seeded, "gate/audit.py", "from orchestration.contracts.contract import E")

    assert upward_imports(seeded) == [
        "orchestration.gate.audit imports orchestration.contracts.contract"
    ]


def test_a_cycle_within_a_room_is_found(seeded: Path) -> None:
    write(seeded, "core/lock.py", "from orchestration.core import files")
    write(seeded, "core/files.py", "def late():\n    from orchestration.core.lock import lock")

    assert {"orchestration.core.files", "orchestration.core.lock"} <= {*cycle(seeded)}


def test_a_room_that_knows_the_simulator_is_found(seeded: Path) -> None:
    write(seeded, "report/build.py", "from orchestration.simulator import delivery")

    assert forbidden_simulator_imports(seeded) == [
        "orchestration.report.build imports orchestration.simulator.delivery"
    ]


def test_a_simulator_that_knows_its_readers_is_found(seeded: Path) -> None:
    write(seeded, "sie/reader.py", "")
    write(seeded, "simulator/shortcut.py", "from orchestration.sie.reader import parse")

    assert forbidden_simulator_imports(seeded) == [
        "orchestration.simulator.shortcut imports orchestration.sie.reader"
    ]


def test_a_room_without_a_layer_is_found(seeded: Path) -> None:
    write(seeded, "utils.py", "")

    assert rooms(seeded) - set().union(*LAYERS) == {"utils"}
