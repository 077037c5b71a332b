"""Published tables as files: each audience gets the rows it may read, in each form, or is told why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import openpyxl
import pytest
from click.testing import CliRunner

from orchestration.cli.main import cli
from orchestration.core.errors import UsageError
from orchestration.core.settings import Settings
from orchestration.dbt.public_models import PublicModel
from orchestration.releases.product_schema import Version
from orchestration.releases.publishing import publish
from orchestration.releases.release import Release
from orchestration.serving.exports import write_tables
from tests.small_release import MODELS, approve, build

OPEN = MODELS[0]
CLOSED = replace(OPEN, audience="hr")
PARTLY_OPEN = replace(CLOSED, reader_rows="item = 'a'")


def release(tmp_path: Path, model: PublicModel) -> Release:
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    build(settings, "-3.50")
    approve(settings)
    return Release(publish(settings, [model], Version.parse("1.0.0")).folder)


@pytest.mark.parametrize("name", ["fct_sums", "economics.fct_sums"])
@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_a_table_is_written_in_each_form_by_either_of_its_names(
    tmp_path: Path, name: str, form: str
) -> None:
    (file,) = write_tables(release(tmp_path, OPEN), [name], form, tmp_path / "to")
    assert file.path == tmp_path / "to" / f"economics.fct_sums.{form}"
    assert (file.rows, file.rows_of_table) == (2, 2)
    if form == "csv":
        assert file.path.read_text("utf-8-sig").splitlines()[1:] == ["a;2,00", "b;-3,50"]
    elif form == "xlsx":
        sheet = openpyxl.load_workbook(file.path).worksheets[0]
        assert list(sheet.values)[1:] == [("a", 2), ("b", -3.5)]
    else:
        found = duckdb.sql(f"select item, amount_sek::varchar from '{file.path}'").fetchall()
        assert found == [("a", "2.00"), ("b", "-3.50")]


def test_without_an_audience_only_the_rows_that_all_may_read_are_written(tmp_path: Path) -> None:
    of = release(tmp_path, PARTLY_OPEN)
    (file,) = write_tables(of, [], "csv", tmp_path / "all")
    assert file.path.read_text("utf-8-sig").splitlines()[1:] == ["a;2,00"]
    assert (file.rows, file.rows_of_table) == (1, 2)
    (file,) = write_tables(of, [], "csv", tmp_path / "hr", audience="hr")
    assert file.rows == 2


def test_a_closed_table_is_written_for_its_audience_alone(tmp_path: Path) -> None:
    of = release(tmp_path, CLOSED)
    assert list(write_tables(of, [], "csv", tmp_path / "all")) == []
    with pytest.raises(UsageError, match="for the audience 'hr' alone") as refused:
        list(write_tables(of, ["fct_sums"], "csv", tmp_path / "all"))
    assert "--audience hr" in str(refused.value)
    assert not (tmp_path / "all").exists()
    (file,) = write_tables(of, ["fct_sums"], "csv", tmp_path / "hr", audience="hr")
    assert file.rows == 2


def test_an_audience_that_no_table_is_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is for the audience 'HR'"):
        list(write_tables(release(tmp_path, CLOSED), [], "csv", tmp_path, audience="HR"))


def test_a_misspelt_table_is_answered_with_those_much_like_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no table 'fct_sum'") as refused:
        list(write_tables(release(tmp_path, OPEN), ["fct_sum"], "csv", tmp_path))
    assert "Give one of: economics.fct_sums." in str(refused.value)


def test_the_command_says_what_it_wrote(tmp_path: Path) -> None:
    of = release(tmp_path, PARTLY_OPEN)
    words = ("export", "tables", "fct_sums", "--to", tmp_path / "to", "--warehouse")
    written = CliRunner().invoke(cli, [*map(str, words), str(of.folder.parent.parent)])
    assert written.exit_code == 0, written.output
    assert "fct_sums.csv: 1 rows, of 2: those that all may read" in written.output
