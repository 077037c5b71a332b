"""What a board says of its report's text: what holds where it says nothing, and what it cannot say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.boards import BoardError, read_board
from orchestration.core.settings import SEEDS_DIR


def board_with(folder: Path, report: Any) -> Path:
    content = {"format": 1, "name_sv": "Nämnden", "report": report}
    (folder / "board.yml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return folder


def test_a_board_that_says_nothing_blocks_on_a_false_claim(tmp_path: Path) -> None:
    rules = read_board(board_with(tmp_path, None)).text_rules
    assert (rules.claims, rules.not_placed, dict(rules.names)) == ("block", "append", {})


def test_the_worked_example_has_short_names() -> None:
    board = read_board(SEEDS_DIR)
    assert board.text_rules.names["revenue"] == "income_statement_sek/revenue"
    assert list(board.text_folder.glob("*.md"))


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ({"claims": "warn"}, "claims is 'warn'; expected block or mark"),
        ({"not_placed": "drop"}, "not_placed is 'drop'; expected append or leave_out"),
        ({"claim": "block"}, "unknown key 'claim'; known keys: claims, not_placed, names"),
        ({"names": ["a"]}, "names is"),
        ({"names": {"A b": "cases"}}, "'A b'"),
        ({"names": {"a": 1}}, "a is 1; expected a measure"),
        ("block", "report is 'block'"),
    ],
)
def test_what_a_board_cannot_say_is_refused_with_what_it_can(
    tmp_path: Path, report: Any, said: str
) -> None:
    with pytest.raises(BoardError) as raised:
        read_board(board_with(tmp_path, report))
    assert said in str(raised.value)
    assert str(tmp_path / "board.yml") in str(raised.value)
