"""The site's pages of what changed since earlier releases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from orchestration.core.settings import Settings
from orchestration.dbt.public_models import PublicModel
from orchestration.releases.product_schema import Version
from orchestration.releases.publishing import publish
from orchestration.releases.release import Release
from orchestration.site.changes import change_files, changes_from
from orchestration.site.pages import changes_pages
from orchestration.site.rendering import renderer
from tests.small_release import MODELS, approve


def release(settings: Settings, amounts: str, model: PublicModel = MODELS[0]) -> Release:
    settings.build_file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("create schema if not exists economics")
        connection.execute(
            "create or replace table economics.fct_sums as select item, amount_sek::decimal(18, 2) as amount_sek"
            f" from (values {amounts}) as sums(item, amount_sek)"
        )
    approve(settings)
    return Release(publish(settings, [model], Version.parse("1.0.0")).folder)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "landing", tmp_path / "warehouse")


def pages_of(settings: Settings, of: Release) -> dict[str, str]:
    content: Any = SimpleNamespace(
        changes=changes_from(settings, of),
        facts=SimpleNamespace(organisation="", release=of),
        project=SimpleNamespace(docs={}, tables={}),
        tables_by_name={},
    )
    return dict(changes_pages(content, renderer(content, [])))


@pytest.mark.slow
def test_a_release_is_compared_with_each_before_it_value_by_value(settings: Settings) -> None:
    release(settings, "('<a>', 2.00), ('b', 3.00)")
    release(settings, "('<a>', 1.99), ('b', 3.00)")
    last = release(settings, "('<a>', 1.99), ('c', 4.00)")
    pages = pages_of(settings, last)
    assert set(pages) == {"changes/index.html", "changes/since-1.html", "changes/since-2.html"}
    assert pages["changes/index.html"].index("since-2") < pages["changes/index.html"].index(
        "since-1"
    )
    since_first = pages["changes/since-1.html"]
    assert "&lt;a&gt;" in since_first
    for cell in ("2.00", "1.99", "-0.01"):
        assert f">{cell}</td>" in since_first
    assert "1 row added" in since_first
    assert "1 row removed" in since_first
    assert "2.00" not in pages["changes/since-2.html"]


@pytest.mark.slow
def test_the_changes_are_files_too_and_a_formula_in_them_is_text(settings: Settings) -> None:
    before = release(settings, "('=1+1', 2.00)")
    last = release(settings, "('=1+1', 1.99), ('b', 3)")
    page = pages_of(settings, last)["changes/since-1.html"]
    files = change_files(changes_from(settings, last), last)
    assert sorted(files) == ["downloads/changes-1-2.csv", "downloads/changes-1-2.xlsx"]
    assert all(f'href="../{path}"' in page for path in files)
    lines = files["downloads/changes-1-2.csv"].decode("utf-8-sig").splitlines()
    assert lines[0] == "change;subject;row;column;before;after;difference"
    assert "value;economics.fct_sums;'=1+1;amount_sek;2,00;1,99;-0,01000000" in lines
    assert "row added;economics.fct_sums;b;;;;" in lines
    assert before.number == 1


@pytest.mark.slow
def test_of_a_table_that_not_all_may_read_only_the_number_of_changes_is_there(
    settings: Settings,
) -> None:
    closed = replace(MODELS[0], audience="hr", reader_rows="item = 'a'")
    release(settings, "('secret', 2.00), ('gone', 3)", closed)
    last = release(settings, "('secret', 1.99), ('come', 4)", closed)
    page = pages_of(settings, last)["changes/since-1.html"]
    assert "1 value changed. Not everybody may see its rows" in page
    assert "1 row added" in page
    told = (
        page
        + change_files(changes_from(settings, last), last)["downloads/changes-1-2.csv"].decode()
    )
    for word in ("secret", "gone", "come", "1.99", "1,99"):
        assert word not in told


def test_the_first_release_has_nothing_to_be_compared_with(settings: Settings) -> None:
    pages = pages_of(settings, release(settings, "('a', 1)"))
    assert list(pages) == ["changes/index.html"]
    assert "no earlier release" in pages["changes/index.html"]


@pytest.mark.slow
def test_a_release_that_was_altered_is_compared_with_nothing(settings: Settings) -> None:
    altered = release(settings, "('a', 1)")
    last = release(settings, "('a', 2)")
    altered.database.chmod(0o644)
    altered.database.write_bytes(altered.database.read_bytes() + b"\0")
    assert changes_from(settings, last) == ()
