"""A new warehouse starts from what dbt has parsed of the same project before, and dbt accepts it as its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgpack
import pytest

from orchestration.core.errors import RefusedError
from orchestration.core.settings import SEEDS_DIR, Settings
from orchestration.dbt import project as dbt_project
from orchestration.dbt.project import (
    DBT_EXECUTABLE,
    dbt_arguments,
    ensure_manifest,
    environment,
    project_to_build,
)
from tests.integration.dbt_runs import project_dir
from tests.processes import holding_process

OTHER_NAMES = """format: 1
name_sv: Kulturnämnden
result_is_carried: at_opening
parameters: {abandoned_calls: left_out}
owners: {economics: {name: Ekonomichefen, email: ekonomi@example.org}}
addresses: {report: https://example.org/culture}
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with one parse of the worked example, and a dbt that cannot parse."""
    parsed_before = Settings(tmp_path / "landing", project_dir().parents[1])
    digest = dbt_project.render_project(parsed_before).parsed
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    dbt_project.keep_parsed(parsed_before, digest)
    monkeypatch.setattr(dbt_project, "DBT_EXECUTABLE", shutil.which("false"))
    return tmp_path / "cache"


def settings_of(folder: Path) -> Settings:
    return Settings(folder / "landing", folder / "warehouse")


def parsed_by_dbt(settings: Settings) -> str:
    """Return what dbt says when it is asked to parse the project that has been put into place."""
    parsed = subprocess.run(
        [
            *(DBT_EXECUTABLE, "--debug", "parse"),
            *dbt_arguments(settings, settings.manifest.parent),
        ],
        env=os.environ | environment(settings),
        cwd=settings.dbt_project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert parsed.returncode == 0, parsed.stdout
    return parsed.stdout


def board_with(folder: Path, name: str, before: str, after: str) -> Path:
    """Return a copy of the worked example's board with a change of one file."""
    board = folder / "board"
    shutil.copytree(SEEDS_DIR, board)
    text = (board / name).read_text("utf-8")
    assert before in text
    (board / name).write_text(text.replace(before, after, 1), "utf-8")
    return board


def board_with_another_contract(folder: Path) -> Path:
    """Return a copy of the worked example's board with a contract of its own."""
    board = shutil.copytree(SEEDS_DIR, folder / "board")
    contract = board / "contracts" / "registers" / "complaints.yml"
    contract.parent.mkdir(parents=True)
    contract.write_text("title: What people complained about\n", "utf-8")
    return board


def test_a_new_warehouse_of_a_known_project_is_not_parsed_again(
    cache: Path, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path)
    manifest = ensure_manifest(settings)
    assert "no changes found, skipping parsing" in parsed_by_dbt(settings)
    # Where the seeds are is what dbt reads their rows by.
    assert str(project_dir()) not in manifest.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("business_areas.csv", "Kontaktcenter", "Kundcenter"),
        ("published_figures.csv", ",income_statement_sek,net,,", ",,,,No extract gives it."),
    ],
)
def test_a_project_that_differs_in_the_rows_of_a_seed_is_not_parsed_again(
    cache: Path, tmp_path: Path, name: str, before: str, after: str
) -> None:
    board = board_with(tmp_path, name, before, after)
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", board=board)
    ensure_manifest(settings)
    assert "no changes found, skipping parsing" in parsed_by_dbt(settings)


HOLD = """
import sys
from pathlib import Path
from orchestration.core.settings import Settings
from orchestration.dbt.project import project_to_build
landing, warehouse, board = map(Path, sys.argv[1:])
with project_to_build(Settings(landing, warehouse, board=board)):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def edited(cache: Path, tmp_path: Path) -> tuple[Settings, Path, Path]:
    """A parsed project of a board, the board's file of its areas, and the seed that it became."""
    board = board_with(tmp_path, "business_areas.csv", "Kontaktcenter", "Kundcenter")
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", board=board)
    ensure_manifest(settings)
    seed = settings.dbt_project / "seeds" / "business_areas.csv"
    return settings, board / seed.name, seed


def test_a_project_stays_as_it_is_while_another_process_builds_from_it(
    edited: tuple[Settings, Path, Path],
) -> None:
    settings, file, seed = edited
    before = settings.manifest.read_bytes()
    changed = file.read_text("utf-8").replace("Kundcenter", "Medborgarservice")
    with holding_process(HOLD, settings.landing, settings.warehouse, settings.board):
        file.write_text(changed, "utf-8")
        assert ensure_manifest(settings).read_bytes() == before
        assert "Kundcenter" in seed.read_text("utf-8")
    ensure_manifest(settings)
    assert seed.read_text("utf-8") == changed


def test_a_project_is_that_of_files_that_were_edited_for_a_build_and_back(
    edited: tuple[Settings, Path, Path],
) -> None:
    settings, file, seed = edited
    before = file.read_text("utf-8")
    file.write_text(before.replace("Kundcenter", "Medborgarservice"), "utf-8")
    with project_to_build(settings):
        assert "Medborgarservice" in seed.read_text("utf-8")
    file.write_text(before, "utf-8")
    ensure_manifest(settings)
    assert seed.read_text("utf-8") == before


# Stands for dbt: says that it was called, takes its time, and leaves a parse where it is asked to.
PARSER = """#!/bin/sh
echo parsed >> {calls}
sleep 1
while [ "$1" != --target-path ]; do shift; done
cp {parsed}/manifest.json {parsed}/partial_parse.msgpack "$2"
"""
PARSE = """
import sys
from pathlib import Path
from orchestration.core.settings import Settings
from orchestration.dbt import project
landing, warehouse, project.DBT_EXECUTABLE = sys.argv[1:]
project.ensure_manifest(Settings(Path(landing), Path(warehouse)))
"""


def test_processes_that_start_at_once_parse_the_project_once(tmp_path: Path) -> None:
    calls, parser, not_a_folder = (tmp_path / name for name in ("calls", "dbt", "cache"))
    parser.write_text(PARSER.format(calls=calls, parsed=project_dir() / "target"))
    parser.chmod(0o755)
    not_a_folder.touch()
    settings = settings_of(tmp_path)
    settings.manifest.parent.mkdir(parents=True)
    words = (sys.executable, "-c", PARSE, str(settings.landing), str(settings.warehouse), parser)
    environment = os.environ | {"XDG_CACHE_HOME": str(not_a_folder)}
    started = [subprocess.Popen(words, env=environment) for _ in range(3)]
    assert [process.wait() for process in started] == [0, 0, 0]
    assert calls.read_text() == "parsed\n"
    assert json.loads(settings.manifest.read_bytes())["nodes"]


def test_a_second_project_that_the_cache_did_not_have_is_kept_once_it_is_parsed(
    cache: Path, tmp_path: Path
) -> None:
    parsed = Settings(tmp_path, project_dir().parents[1])
    assert not dbt_project.restore_parsed(parsed, "0" * 64)
    dbt_project.keep_parsed(parsed, "0" * 64)
    assert dbt_project.restore_parsed(parsed, "0" * 64)


def test_a_project_that_has_changed_is_parsed_whole(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(tmp_path)
    partial = ensure_manifest(settings).with_name("partial_parse.msgpack")
    # As dbt leaves it when the YAML of a test has moved: the test is there, and what it says is not.
    parsed = msgpack.unpackb(partial.read_bytes())
    for node in parsed["nodes"].values():
        node["description"] = ""
    partial.write_bytes(msgpack.packb(parsed) or b"")
    board = board_with_another_contract(tmp_path)
    monkeypatch.setattr(dbt_project, "DBT_EXECUTABLE", DBT_EXECUTABLE)
    manifest = ensure_manifest(Settings(settings.landing, settings.warehouse, board=board))
    nodes = json.loads(manifest.read_bytes())["nodes"].values()
    assert [
        node["name"]
        for node in nodes
        if node["resource_type"] == "test"
        and not node["description"]
        and "test_metadata" not in node
    ] == []


def test_a_warehouse_that_was_moved_reads_its_own_seeds(cache: Path, tmp_path: Path) -> None:
    moved = settings_of(tmp_path / "moved")
    ensure_manifest(settings_of(tmp_path))
    (tmp_path / "moved").mkdir()
    (tmp_path / "warehouse").rename(moved.warehouse)
    nodes = json.loads(ensure_manifest(moved).read_bytes())["nodes"].values()
    roots = {node["root_path"] for node in nodes if node["resource_type"] == "seed"}
    assert roots == {str(moved.dbt_project)}


def test_a_board_of_other_names_and_rules_is_not_parsed_again(cache: Path, tmp_path: Path) -> None:
    board = board_with(tmp_path, "board.yml", (SEEDS_DIR / "board.yml").read_text(), OTHER_NAMES)
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", board=board)
    text = ensure_manifest(settings).read_text("utf-8")
    assert "no changes found, skipping parsing" in parsed_by_dbt(settings)
    # What was kept is of the worked example, and what is in place of this board.
    assert "bokslut.example.org" not in text
    for parsed in (json.loads(text), json.loads(settings.manifest.read_bytes())):
        owner = parsed["groups"]["group.bokslut.economics"]["owner"]
        assert (owner["name"], owner["email"]) == ("Ekonomichefen", "ekonomi@example.org")
        owner = parsed["groups"]["group.bokslut.operations"]["owner"]
        assert owner["name"] == "Operations controller"
        urls = {each["name"]: each["url"] for each in parsed["exposures"].values()}
        assert urls["annual_report"] == "https://example.org/culture"
        assert urls["starter_dashboard"] == ""


def test_a_project_whose_contracts_differ_is_parsed(cache: Path, tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    ensure_manifest(settings)
    board = board_with_another_contract(tmp_path)
    with pytest.raises(RefusedError):
        ensure_manifest(Settings(settings.landing, settings.warehouse, board=board))


@pytest.mark.parametrize("name", ["manifest.json", "partial_parse.msgpack"])
def test_a_damaged_cache_is_done_without(cache: Path, tmp_path: Path, name: str) -> None:
    (kept,) = cache.rglob(name)
    kept.write_bytes(kept.read_bytes()[:1000])
    with pytest.raises(RefusedError):
        ensure_manifest(settings_of(tmp_path))


def test_a_cache_that_cannot_be_written_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file, not a folder", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    dbt_project.keep_parsed(Settings(tmp_path, project_dir().parents[1]), "0" * 64)
    assert not dbt_project.restore_parsed(settings_of(tmp_path), "0" * 64)


def test_only_the_parses_used_last_are_kept(cache: Path, tmp_path: Path) -> None:
    parsed = Settings(tmp_path, project_dir().parents[1])
    for number in range(12):
        dbt_project.keep_parsed(parsed, f"{number:064}")
    assert dbt_project.restore_parsed(parsed, f"{11:064}")
    assert not dbt_project.restore_parsed(settings_of(tmp_path), f"{0:064}")
    assert len(list(cache.rglob("manifest.json"))) == 8
