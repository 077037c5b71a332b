"""A control may compare the build with the current release, where there is one of the same shape."""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.core.settings import Settings
from orchestration.gate import Control, Outcome, audit

CONTROL = Control(
    "stands",
    "What was published stands",
    "mart",
    "equal",
    1,
    "select 'May' as subject, (select amount from published.main.mart) as expected,"
    " (select amount from mart) as actual",
    reads_release=True,
)


def outcome(tmp_path: Path, released: str | None) -> tuple[Outcome, str | None]:
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    settings.build_file.parent.mkdir(parents=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("create table mart as select 1.00 as amount")
    if released:
        release = settings.published / "current" / settings.build_file.name
        release.parent.mkdir(parents=True)
        with duckdb.connect(str(release)) as connection:
            connection.execute(f"create table mart as {released}")
    (result,) = audit(settings, [CONTROL]).controls
    return result.outcome, result.reason


def test_what_was_published_and_stands_passes(tmp_path: Path) -> None:
    assert outcome(tmp_path, "select 1.00 as amount") == (Outcome.PASSED, None)


def test_a_change_of_what_was_published_is_found(tmp_path: Path) -> None:
    assert outcome(tmp_path, "select 1.01 as amount") == (Outcome.FAILED, None)


def test_before_anything_is_published_the_control_does_not_apply(tmp_path: Path) -> None:
    assert outcome(tmp_path, None) == (Outcome.NOT_APPLICABLE, "nothing has been published yet")


def test_a_release_of_another_shape_does_not_stop_the_build(tmp_path: Path) -> None:
    found, reason = outcome(tmp_path, "select 1.00 as sum_of_amounts")
    assert found is Outcome.NOT_APPLICABLE
    assert reason is not None
    assert reason.startswith("the current release lacks what it reads")
