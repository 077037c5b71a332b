"""Publishing refuses whatever the gate has not passed, and readers see whole releases only."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from orchestration.core.errors import ExternalError, RefusedError
from orchestration.core.files import sha256
from orchestration.core.settings import Settings
from orchestration.dbt.public_models import PublicModel
from orchestration.gate.verdict import write_verdict
from orchestration.releases.product_schema import Version
from orchestration.releases.publishing import (
    PublishRefusedError,
    publish,
    published_loads,
    rollback,
)
from orchestration.releases.release import current_release
from tests.small_release import MODELS, approve, build, verdict_of


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse")
    build(settings, "10.00")
    return settings


def refusal(settings: Settings) -> str:
    with pytest.raises(PublishRefusedError) as caught:
        publish(settings, MODELS)
    assert current_release(settings) is None
    return str(caught.value)


def test_a_build_that_was_never_audited_is_refused(settings: Settings) -> None:
    assert "has not been audited" in refusal(settings)


def test_a_blocked_build_is_refused(settings: Settings) -> None:
    write_verdict(settings.gate, verdict_of(settings, passed=False))
    assert "The gate blocks this build" in refusal(settings)


def test_a_build_that_changed_by_one_ore_after_the_audit_is_refused(settings: Settings) -> None:
    approve(settings)
    build(settings, "10.01")
    assert "another build" in refusal(settings)


def test_a_verdict_of_fewer_controls_than_the_gate_has_is_refused(settings: Settings) -> None:
    verdict = verdict_of(settings)
    write_verdict(settings.gate, replace(verdict, controls=verdict.controls[1:]))
    assert f"does not cover: {verdict.controls[0].name}" in refusal(settings)


def test_a_verdict_by_controls_that_have_been_changed_since_is_refused(settings: Settings) -> None:
    write_verdict(settings.gate, replace(verdict_of(settings), controls_sha256="0" * 64))
    assert "by other controls" in refusal(settings)


def test_without_a_build_nothing_is_published(settings: Settings) -> None:
    settings.build_file.unlink()
    assert "no build" in refusal(settings)


def test_a_passed_build_is_published_as_duckdb_and_parquet_with_its_descriptions(
    settings: Settings,
) -> None:
    approve(settings)
    release = publish(settings, MODELS)
    current = settings.published / "current"
    assert current.resolve() == release.folder
    with duckdb.connect(str(current / "bokslut.duckdb"), read_only=True) as connection:
        assert connection.execute("select * from economics.fct_sums").fetchall() == [
            ("a", 2),
            ("b", 10),
        ]
        assert connection.execute(
            "select comment from duckdb_columns() where column_name = 'amount_sek'"
        ).fetchone() == ("Kr.",)
    parquet = current / "parquet" / "economics" / "fct_sums.parquet"
    assert duckdb.execute(
        "select sum(amount_sek) from read_parquet($1)", [str(parquet)]
    ).fetchone() == (12,)


def test_the_manifest_tells_what_the_release_holds_and_what_it_was_made_of(
    settings: Settings,
) -> None:
    approve(settings)
    release = publish(settings, MODELS)
    manifest = json.loads((release.folder / "manifest.json").read_text("utf-8"))
    assert manifest["verdict"]["verdict"] == "PASS"
    assert manifest["database"]["sha256"] == sha256(release.folder / "bokslut.duckdb")
    (table,) = manifest["tables"]
    assert (table["rows"], table["owner"], table["primary_key"]) == (2, "controller", ["item"])
    assert table["columns"][1] == {
        "name": "amount_sek",
        "type": "DECIMAL(18,2)",
        "nullable": True,
        "description": "Kr.",
        "description_sv": "Kronor för det.",
        "aggregation": "none",
    }
    assert table["columns"][0]["description_sv"] == ""


def test_the_file_is_stored_so_that_older_clients_can_read_it_and_nobody_writes_it(
    settings: Settings,
) -> None:
    approve(settings)
    database = publish(settings, MODELS).folder / "bokslut.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute(
            "select tags['storage_version'] from duckdb_databases() where database_name = 'bokslut'"
        ).fetchone() == ("v1.2.0+",)
    assert stat.S_IMODE(database.stat().st_mode) == 0o444
    assert not list(database.parent.glob("*.wal"))


def require_refused(
    settings: Settings, models: list[PublicModel], version: str, *words: str
) -> None:
    with pytest.raises(RefusedError) as caught:
        publish(settings, models, Version.parse(version))
    for word in words:
        assert word in str(caught.value)
    current = current_release(settings)
    assert current is not None
    assert current.number == 1


@pytest.mark.slow
def test_a_release_states_its_schema_version_and_a_breaking_change_waits_for_a_major_step(
    settings: Settings,
) -> None:
    approve(settings)
    first = publish(settings, MODELS, Version.parse("1.2.0"))
    assert (
        json.loads((first.folder / "manifest.json").read_text("utf-8"))["schema_version"] == "1.2.0"
    )
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("alter table economics.fct_sums rename amount_sek to sum_sek")
    approve(settings)
    renamed = [replace(MODELS[0], columns={"item": "What.", "sum_sek": "Kr."})]
    require_refused(
        settings, renamed, "1.3.0", "amount_sek is gone", "major step", "at least 2.0.0"
    )
    assert publish(settings, renamed, Version.parse("2.0.0")).number == 2


@pytest.mark.slow
def test_an_addition_waits_for_a_minor_step_and_no_version_goes_back(settings: Settings) -> None:
    approve(settings)
    publish(settings, MODELS, Version.parse("1.2.0"))
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("alter table economics.fct_sums add column note varchar")
    approve(settings)
    added = [replace(MODELS[0], columns={**MODELS[0].columns, "note": "Note."})]
    require_refused(settings, added, "1.2.1", "note is new", "minor step", "at least 1.3.0")
    build(settings, "11.00")
    approve(settings)
    require_refused(settings, MODELS, "1.1.0", "goes back")


def test_publishing_the_same_content_again_keeps_the_current_release(settings: Settings) -> None:
    approve(settings)
    first = publish(settings, MODELS)
    build(settings, "10.00")
    approve(settings)
    second = publish(settings, MODELS)
    assert (second.is_new, second.folder) == (False, first.folder)
    assert sorted(path.name for path in settings.published.iterdir()) == [
        "current",
        "current.json",
        "release-0001",
    ]


@pytest.mark.slow
def test_a_reader_keeps_its_release_while_the_pointer_moves_to_the_next(settings: Settings) -> None:
    approve(settings)
    publish(settings, MODELS)
    path = settings.published / "current" / "bokslut.duckdb"
    with duckdb.connect(str(path.resolve()), read_only=True) as reader:
        build(settings, "11.00")
        approve(settings)
        assert publish(settings, MODELS).folder.name == "release-0002"
        assert reader.execute("select sum(amount_sek) from economics.fct_sums").fetchone() == (12,)
    with duckdb.connect(str(path.resolve()), read_only=True) as reader:
        assert reader.execute("select sum(amount_sek) from economics.fct_sums").fetchone() == (13,)


def test_a_refused_publish_leaves_the_current_release_as_it_was(settings: Settings) -> None:
    approve(settings)
    first = publish(settings, MODELS)
    before = {path: sha256(path) for path in first.folder.rglob("*") if path.is_file()}
    build(settings, "11.00")
    with pytest.raises(PublishRefusedError):
        publish(settings, MODELS)
    assert current_release(settings) == replace(first, is_new=False)
    assert before == {path: sha256(path) for path in first.folder.rglob("*") if path.is_file()}


def publish_twice(settings: Settings) -> None:
    for amount in ("10.00", "11.00"):
        build(settings, amount)
        approve(settings)
        publish(settings, MODELS)


@pytest.mark.slow
def test_a_rollback_makes_the_release_before_current_and_keeps_both(settings: Settings) -> None:
    publish_twice(settings)
    assert rollback(settings).folder.name == "release-0001"
    assert current_release(settings) == rollback(settings, 1)
    assert rollback(settings, 2).folder.name == "release-0002"


@pytest.mark.slow
def test_publishing_after_a_rollback_makes_a_new_release(settings: Settings) -> None:
    publish_twice(settings)
    rollback(settings)
    assert publish(settings, MODELS).folder.name == "release-0003"


@pytest.mark.slow
def test_a_rollback_to_a_release_that_is_not_there_names_those_that_are(settings: Settings) -> None:
    publish_twice(settings)
    with pytest.raises(RefusedError, match="release-0001, release-0002"):
        rollback(settings, 7)
    assert current_release(settings) is not None


@pytest.mark.slow
def test_a_rollback_to_a_damaged_release_is_refused(settings: Settings) -> None:
    publish_twice(settings)
    database = settings.published / "release-0001" / "bokslut.duckdb"
    database.chmod(0o644)
    database.write_bytes(database.read_bytes()[:-1])
    with pytest.raises(RefusedError, match=r"bokslut\.duckdb has been changed"):
        rollback(settings)
    assert (settings.published / "current").resolve().name == "release-0002"


def test_there_is_nothing_to_roll_back_before_the_first_release(settings: Settings) -> None:
    with pytest.raises(RefusedError, match="Nothing is published"):
        rollback(settings)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"verdict": "PASS"}', b'"PASS"'])
def test_a_damaged_verdict_is_named_and_publishes_nothing(
    settings: Settings, content: bytes
) -> None:
    approve(settings)
    (settings.gate / "verdict.json").write_bytes(content)
    with pytest.raises(RefusedError, match=r"verdict\.json is damaged"):
        publish(settings, MODELS)
    assert current_release(settings) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'"release"',
        b'{"release": 1, "loads": 5}',
        b'{"release": 1, "loads": [["x"]]}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_note_of_publishing_is_made_again(settings: Settings, content: bytes) -> None:
    approve(settings)
    first = publish(settings, MODELS)
    (settings.published / "current.json").write_bytes(content)
    assert published_loads(settings, first) == set()
    assert publish(settings, MODELS) == replace(first, is_new=False)
    assert json.loads((settings.published / "current.json").read_bytes())["release"] == 1


def test_a_note_of_publishing_that_cannot_be_read_says_nothing(settings: Settings) -> None:
    approve(settings)
    first = publish(settings, MODELS)
    note = settings.published / "current.json"
    note.unlink()
    note.mkdir()
    assert published_loads(settings, first) == set()
    with pytest.raises(ExternalError, match="could not be written to"):
        publish(settings, MODELS)
    assert current_release(settings) == replace(first, is_new=False)
