"""A board's folder: what it says, what it lacks, and what is said of one that cannot be used."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
import yaml

from orchestration.boards import BoardError, read_board, reference_files
from orchestration.core.settings import CONTRACTS_DIR, DBT_PROJECT_DIR, SEEDS_DIR, Settings
from orchestration.dbt.rendering import render_project

SMALLEST = "format: 1\nname_sv: Kulturnämnden\n"


def board_of(folder: Path, text: str = SMALLEST) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "board.yml").write_text(text, "utf-8")
    return folder


def test_the_default_board_is_the_worked_example(tmp_path: Path) -> None:
    settings = Settings.from_environment(tmp_path, tmp_path)
    assert settings.board == SEEDS_DIR
    assert read_board(settings.board).name_sv == "Servicenämnden"


def test_the_environment_names_the_board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOKSLUT_BOARD", str(board_of(tmp_path / "board")))
    assert read_board(Settings.from_environment().board).name_sv == "Kulturnämnden"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("format: 1\n", "name_sv is missing"),
        ("format: 99\nname_sv: N\n", "format is 99"),
        ("format: 0\nname_sv: N\n", "bokslut board check --fix"),
        (f"{SMALLEST}organisation: Staden\n", "organisation is 'Staden'; expected keys and values"),
        (f"{SMALLEST}ledger_names: 7\n", "ledger_names is 7; expected a list of names"),
        (f"{SMALLEST}parameters: [1]\n", "parameters is [1]; expected keys and values"),
        (f"{SMALLEST}owners: {{hr: Anna}}\n", "owners: hr is 'Anna'; expected name and email"),
        (f"{SMALLEST}name_sv: Another\n", "the key 'name_sv' is there twice"),
        (f"{SMALLEST}addresses: &a [*a]\n", "the value holds itself"),
        (f"{SMALLEST}amounts_in: !!timestamp kr\n", "does not have the form of its type"),
        (f"{SMALLEST}1: x\n", "unknown key 1"),
        (f"{SMALLEST}color: red\n", "unknown key 'color'"),
        (f"{SMALLEST}amounts_in: kkr\n", "amounts_in is 'kkr'"),
        (f"{SMALLEST}parameters: {{answer_in: 1}}\n", "parameters: 'answer_in' is unknown"),
        (
            f"{SMALLEST}parameters: {{answer_within_seconds: soon}}\n",
            "Write a whole number like 60",
        ),
        (f"{SMALLEST}parameters: {{answer_within_seconds: -1}}\n", "Write 0 to 2147483647"),
        (f"{SMALLEST}parameters: {{answer_within_seconds: 2147483648}}\n", "Write 0 to"),
        (f"{SMALLEST}parameters: {{abandoned_calls: short}}\n", "abandoned_calls is 'short'"),
        (
            f"{SMALLEST}parameters: {{abandoned_calls: 1}}\n",
            "Write one of counts_against, left_out",
        ),
        (f"{SMALLEST}owners: {{finance: {{name: F}}}}\n", "owners: 'finance' is unknown"),
        (
            f"{SMALLEST}owners: {{economics: {{phone: F}}}}\n",
            "owners: economics: 'phone' is unknown",
        ),
        (f"{SMALLEST}owners: {{economics: {{name: 7}}}}\n", "owners: economics: name is 7"),
        (f"{SMALLEST}addresses: {{raport: x}}\n", "addresses: 'raport' is unknown"),
        (f"{SMALLEST}addresses: {{report: 7}}\n", "addresses: report is 7"),
        ("- a list\n", "expected keys and values"),
        ("a: [\n", "not YAML"),
    ],
)
def test_a_board_that_cannot_be_used_is_named_with_its_file(
    tmp_path: Path, text: str, expected: str
) -> None:
    with pytest.raises(BoardError, match=r"board\.yml") as caught:
        read_board(board_of(tmp_path, text))
    assert expected in str(caught.value)


def test_a_folder_without_a_board_says_which_command_writes_one(tmp_path: Path) -> None:
    with pytest.raises(BoardError, match="bokslut board init"):
        read_board(tmp_path)


@pytest.mark.slow
def test_what_a_board_lacks_is_empty_and_what_boards_share_is_shipped(tmp_path: Path) -> None:
    board = board_of(tmp_path / "board")
    (board / "cost_centres.csv").write_text("cost_centre\n100\n", "utf-8")
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", board=board)
    render_project(settings)
    seeds = settings.dbt_project / "seeds"
    assert (seeds / "units.csv").read_bytes() == (SEEDS_DIR / "units.csv").read_bytes()
    assert (seeds / "cost_centres.csv").read_text("utf-8") == "cost_centre\n100\n"
    for name, file in reference_files().items():
        if not file.is_shared and name != "cost_centres":
            assert (seeds / f"{name}.csv").read_text("utf-8") == f"{file.header}\n", name


@pytest.mark.parametrize("limit", [9, 0, -1])
def test_a_board_withholds_no_less_than_the_law_does(tmp_path: Path, limit: int) -> None:
    folder = board_of(
        tmp_path / "board", f"{SMALLEST}parameters: {{undisclosed_up_to_persons: {limit}}}\n"
    )
    with pytest.raises(BoardError, match=f"undisclosed_up_to_persons is {limit}"):
        read_board(folder)


@pytest.mark.slow
def test_the_rules_and_owners_of_a_board_take_the_place_of_the_shipped_ones(tmp_path: Path) -> None:
    board = board_of(
        tmp_path / "board",
        "format: 1\nname_sv: 'Kulturnämnden, och \"andra\"'\n"
        "parameters: {undisclosed_up_to_persons: 20}\n"
        "addresses: {report: https://example.org/report}\n"
        "owners: {economics: {name: Ekonomichefen, email: ekonomi@example.org}}\n",
    )
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", board=board)
    render_project(settings)
    with (settings.dbt_project / "seeds" / "board_rules.csv").open(encoding="utf-8") as file:
        (rules,) = csv.DictReader(file)
    assert rules["undisclosed_up_to_persons"] == "20"
    assert rules["answer_within_seconds"] == "60"
    assert rules["board_name_sv"] == 'Kulturnämnden, och "andra"'
    assert rules["administration_sv"] == 'Kulturnämnden, och "andra"'
    groups = yaml.safe_load((settings.dbt_project / "models" / "groups.yml").read_text("utf-8"))
    owners = {group["name"]: group["owner"]["name"] for group in groups["groups"]}
    assert owners["economics"] == "Ekonomichefen"
    assert owners["operations"] == "Operations controller"
    exposures = yaml.safe_load((settings.dbt_project / "models" / "exposures.yml").read_text())
    urls = {exposure["name"]: exposure["url"] for exposure in exposures["exposures"]}
    assert urls["annual_report"] == "https://example.org/report"
    assert urls["starter_dashboard"] == ""


@pytest.mark.slow
def test_two_boards_are_rendered_from_one_installation_which_is_not_written_to(
    tmp_path: Path,
) -> None:
    before = {path: path.stat().st_mtime_ns for path in DBT_PROJECT_DIR.rglob("*")}
    digests = set()
    for name in ("Kulturnämnden", "Bildningsstyrelsen"):
        board = board_of(tmp_path / name, f"format: 1\nname_sv: {name}\n")
        settings = Settings(tmp_path / "landing", tmp_path / f"warehouse {name}", board=board)
        digests.add(render_project(settings).content)
    assert len(digests) == 2
    assert {path: path.stat().st_mtime_ns for path in DBT_PROJECT_DIR.rglob("*")} == before


@pytest.mark.slow
def test_what_a_board_no_longer_has_leaves_the_project_and_nothing_else_is_written_again(
    tmp_path: Path,
) -> None:
    board = board_of(tmp_path / "board")
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", board=board)
    first = render_project(settings)
    contract = board / "contracts" / "parking" / "permits.yml"
    contract.parent.mkdir(parents=True)
    contract.write_text((CONTRACTS_DIR / "payroll" / "employments.yml").read_text("utf-8"), "utf-8")
    assert render_project(settings) != first
    sources = settings.dbt_project / "models" / "staging" / "parking" / "_parking__sources.yml"
    unchanged = settings.dbt_project / "seeds" / "units.csv"
    os.utime(unchanged, (1, 1))
    assert sources.exists()
    contract.unlink()
    assert render_project(settings) == first
    assert not sources.exists()
    assert unchanged.stat().st_mtime == 1


def test_the_rows_of_a_board_are_laid_over_those_that_all_boards_share(tmp_path: Path) -> None:
    board = board_of(tmp_path / "board")
    shipped = reference_files()["code_labels"].content_in(board).decode().splitlines()
    (board / "code_labels.csv").write_text(
        f"{shipped[0]}\n"
        "goal_level,fullmaktigemal,Fullmäktigemål,Goal of the council,10,\n"
        "fulfilment,hog,I hög grad,To a high degree,10,all_met\n"
        "month,1,Januarius,Januarius,10,\n",
        "utf-8",
    )
    rows = reference_files()["code_labels"].content_in(board).decode().splitlines()
    # What has the same key gives way, and what has the same role, of which there is one.
    gone = {
        "fulfilment,uppfylls_helt,Uppfylls helt,Fully met,10,all_met",
        "month,1,januari,January,10,",
    }
    assert set(shipped) - set(rows) == gone
    assert len(rows) == len(shipped) + 1
    assert rows[0] == shipped[0]


def test_the_editions_of_the_report_are_a_boards_own_as_a_whole(tmp_path: Path) -> None:
    board = board_of(tmp_path / "board")
    header = reference_files()["report_editions"].header
    own = f"{header}\nVB,Årsrapport,januari–december,calendar_year,10\n"
    (board / "report_editions.csv").write_text(own, "utf-8")
    assert reference_files()["report_editions"].content_in(board).decode() == own
