"""Every control is readable and says what it must."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import pytest

from orchestration.core.settings import PROJECT_ROOT
from orchestration.gate.controls import CONTROLS_DIR, read_controls

CONTROL = """-- title: Assets equal
--   liabilities
-- protects: mart
-- comparison: equal
-- at_least_rows: 2
-- a remark: part of the query
select 'x' as subject, 1.00 as expected, 1.00 as actual
"""


def test_a_control_is_read_from_its_header_and_query(tmp_path: Path) -> None:
    (tmp_path / "assets.sql").write_text(CONTROL.replace("-- a remark: part of the query\n", "\n"))
    (control,) = read_controls(tmp_path)
    assert (control.name, control.protects, control.comparison, control.at_least_rows) == (
        "assets",
        "mart",
        "equal",
        2,
    )
    assert control.title == "Assets equal liabilities"
    assert (control.applies_where, control.not_applicable) == (None, None)
    assert control.query == "select 'x' as subject, 1.00 as expected, 1.00 as actual"


def test_a_control_says_where_it_applies_and_why_not_elsewhere(tmp_path: Path) -> None:
    header = (
        "-- applies_where: exists (\n--   from payslips)\n-- not_applicable: there is no payroll"
    )
    (tmp_path / "assets.sql").write_text(CONTROL.replace("-- a remark: part of the query", header))
    (control,) = read_controls(tmp_path)
    assert control.applies_where == "exists ( from payslips)"
    assert control.not_applicable == "there is no payroll"
    assert control.query.startswith("select")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("-- protects: mart\n", ""),
        ("equal\n-- at", "roughly\n-- at"),
        ("-- title", "-- headline"),
        ("mart\n", "\n"),
        ("rows: 2", "rows: 0"),
        ("rows: 2", "rows: some"),
        ("-- a remark: part of the query", "-- applies_where: true"),
        ("-- a remark: part of the query", "-- not_applicable: no payroll"),
    ],
)
def test_a_header_that_is_not_a_controls_is_a_fault_of_the_program(
    tmp_path: Path, old: str, new: str
) -> None:
    (tmp_path / "assets.sql").write_text(CONTROL.replace(old, new))
    with pytest.raises(ValueError, match=r"assets\.sql"):
        read_controls(tmp_path)


def test_controls_of_all_families_are_read_in_order_of_name(tmp_path: Path) -> None:
    (tmp_path / "recomputed").mkdir()
    for file in ("recomputed/balances.sql", "assets.sql", "cash.sql"):
        (tmp_path / file).write_text(CONTROL)
    assert [control.name for control in read_controls(tmp_path)] == ["assets", "balances", "cash"]


def test_two_controls_of_one_name_are_a_fault_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "recomputed").mkdir()
    for file in ("recomputed/assets.sql", "assets.sql"):
        (tmp_path / file).write_text(CONTROL)
    with pytest.raises(ValueError, match=r"assets\.sql and .*assets\.sql"):
        read_controls(tmp_path)


def test_every_control_of_the_gate_is_readable() -> None:
    controls = read_controls()
    assert len(controls) > 20
    assert all(control.query.startswith(("select", "with", "--")) for control in controls)


def test_no_comment_of_a_control_is_longer_than_a_line_of_the_models() -> None:
    style = ConfigParser(interpolation=None)
    style.read(PROJECT_ROOT / ".sqlfluff", "utf-8")
    longest = style.getint("sqlfluff", "max_line_length")
    lines = [
        (path.name, number, line)
        for path in CONTROLS_DIR.rglob("*.sql")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if line.lstrip().startswith("--")
    ]
    assert len(lines) > 1000
    assert [(name, number) for name, number, line in lines if len(line) > longest] == []


def test_a_control_says_how_bad_a_finding_is_and_belongs_to_its_folders_family(
    tmp_path: Path,
) -> None:
    (tmp_path / "row_logic").mkdir()
    (tmp_path / "row_logic" / "waits.sql").write_text(
        CONTROL.replace("-- a remark: part of the query", "-- severity: explain")
    )
    (tmp_path / "assets.sql").write_text(CONTROL.replace("-- a remark: part of the query\n", "\n"))
    assets, waits = read_controls(tmp_path)
    assert (assets.severity, assets.family) == ("blocks", "")
    assert (waits.severity, waits.family) == ("explain", "row_logic")
