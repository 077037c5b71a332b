"""Two releases of one small table: each kind of difference is found, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.core.settings import Settings
from orchestration.dbt.public_models import PublicModel
from orchestration.diagnostics.comparison import compare
from orchestration.diagnostics.comparison_text import render
from orchestration.releases.product_schema import Version
from orchestration.releases.publishing import publish
from orchestration.releases.release import EVIDENCE_NAME, Release
from tests.small_release import MODELS, approve


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "landing", tmp_path / "warehouse")


def release(
    settings: Settings, rows: str, model: PublicModel = MODELS[0], version: str = "1.0.0"
) -> Release:
    settings.build_file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("create schema if not exists economics")
        connection.execute(f"create or replace table economics.fct_sums as {rows}")
    approve(settings)
    return Release(publish(settings, [model], Version.parse(version)).folder)


ROWS = "select 'a' as item, 2.00::decimal(18, 2) as amount_sek union all select 'b', 3.00"


@pytest.mark.slow
def test_changed_added_and_removed_rows_are_told_apart(settings: Settings) -> None:
    before = release(settings, ROWS)
    after = release(settings, ROWS.replace("2.00", "1.99").replace("'b'", "'c'"))
    (table,) = compare(before, after).tables
    assert (table.changed_rows, table.added, table.removed) == (1, ["c"], ["b"])
    (cell,) = table.cells
    assert (cell.row, cell.column, cell.before, cell.after) == ("a", "amount_sek", "2.00", "1.99")
    assert render(compare(before, after)).count("-0.01") == 1


@pytest.mark.slow
def test_a_value_that_becomes_empty_is_a_difference_without_a_number(settings: Settings) -> None:
    before = release(settings, ROWS)
    after = release(settings, ROWS.replace("3.00", "null::decimal(18, 2)"))
    (cell,) = compare(before, after).tables[0].cells
    assert (cell.row, cell.after, cell.difference) == ("b", None, None)


@pytest.mark.slow
def test_the_counts_are_whole_where_only_some_are_shown(settings: Settings) -> None:
    many = (
        "select i::varchar as item, ({})::decimal(18, 2) as amount_sek from range(50) as numbers(i)"
    )
    before, after = release(settings, many.format("i")), release(settings, many.format("i + 1"))
    (table,) = compare(before, after, limit=3).tables
    assert (table.changed_cells, len(table.cells)) == (50, 3)
    assert "… 47 more cells" in render(compare(before, after, limit=3))
    assert len(compare(before, after, limit=0).tables[0].cells) == 50


@pytest.mark.slow
def test_new_and_retyped_columns_are_changes_of_the_schema(settings: Settings) -> None:
    before = release(settings, ROWS)
    wider = replace(MODELS[0], columns={**MODELS[0].columns, "note": "Why."})
    rows = f"select *, 'x' as note from ({ROWS.replace('decimal(18, 2)', 'decimal(20, 2)')})"
    found = compare(before, release(settings, rows, wider, version="2.0.0"))
    assert found.schema == [
        "column economics.fct_sums.note is new",
        "column economics.fct_sums.amount_sek was DECIMAL(18,2), is DECIMAL(20,2)",
    ]
    assert found.tables == []


@pytest.mark.slow
def test_changed_reference_data_are_told_from_changed_deliveries(
    settings: Settings, tmp_path: Path
) -> None:
    board = tmp_path / "board"
    board.mkdir()
    (board / "areas.csv").write_text("area\n", "utf-8")
    before = release(replace(settings, board=board), ROWS)
    (board / "areas.csv").write_text("area\na\n", "utf-8")
    (board / "targets.csv").write_text("target\n", "utf-8")
    after = release(replace(settings, board=board), ROWS.replace("2.00", "1.00"))
    found = compare(before, after)
    assert found.reference_data == ["board/areas.csv changed", "board/targets.csv is new"]
    assert found.code == []
    assert "by reference data or code" in render(found)
    unknown = before.folder / EVIDENCE_NAME
    unknown.parent.chmod(0o755)
    unknown.unlink()
    assert compare(Release(before.folder), after).reference_data == []


@pytest.mark.slow
def test_rows_of_files_are_known_by_what_they_say_not_by_where_they_stand(
    settings: Settings,
) -> None:
    """Two rows are alike but for the amount; all move to another load and line, and one amount changes."""
    names = ("row_id", "load_id", "file_name", "line_number", "text", "amount_sek")
    model = replace(MODELS[0], primary_key=("row_id",), columns=dict.fromkeys(names, "What."))
    rows = """
        select '{load}:' || line as row_id, '{load}' as load_id, 'f' as file_name, line as line_number, text,
            amount::decimal(18, 2) as amount_sek
        from (values ({first}, 'same', 1), ({first} + 1, 'same', 2), ({first} + 2, 'other', {amount}))
            as lines(line, text, amount)
    """
    before = release(settings, rows.format(load="one", first=1, amount=5), model)
    after = release(settings, rows.format(load="two", first=7, amount=6), model)
    (table,) = compare(before, after).tables
    assert (table.added_rows, table.removed_rows, table.changed_rows) == (0, 0, 1)
    assert (table.cells[0].row, table.cells[0].before, table.cells[0].after) == (
        "other",
        "5.00",
        "6.00",
    )
