"""A release that is not what was published is not read, served or made current, whichever part was changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli.main import cli
from orchestration.core.errors import RefusedError
from orchestration.core.files import sha256
from orchestration.core.settings import Settings
from orchestration.gate.verdict import write_verdict
from orchestration.releases.evidence import read_chain, record_path
from orchestration.releases.publishing import is_published, publish, rollback
from orchestration.releases.reader import find_release, release_named
from orchestration.releases.release import Release, current_release
from orchestration.releases.verification import first_fault, verify
from tests.small_release import MODELS, approve, build, verdict_of

# Short tests, so many that `make check` leaves them out.
pytestmark = pytest.mark.slow

PARQUET = "parquet/economics/fct_sums.parquet"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse with three releases, of which the last is current; tests change copies."""
    folder = tmp_path_factory.mktemp("published")
    settings = Settings(folder / "landing", folder / "warehouse")
    for amount in ("10.00", "11.00", "12.00"):
        publish_amount(settings, amount)
    return settings


@pytest.fixture
def settings(published: Settings, tmp_path: Path) -> Settings:
    """The three releases in a warehouse of the test's own."""
    shutil.copytree(published.warehouse, tmp_path / "warehouse", symlinks=True)
    return Settings(tmp_path / "landing", tmp_path / "warehouse")


def publish_amount(settings: Settings, amount: str) -> Release:
    build(settings, amount)
    approve(settings)
    return publish(settings, MODELS)


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def update(folder: Path) -> None:
    with duckdb.connect(str(folder / "bokslut.duckdb")) as connection:
        connection.execute("update economics.fct_sums set amount_sek = 1")


def edit(path: Path, change: Callable[[dict], None]) -> None:
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def fix_the_hash(folder: Path) -> None:
    digest = sha256(folder / "bokslut.duckdb")
    edit(folder / "manifest.json", lambda manifest: manifest["database"].update(sha256=digest))


def fix_the_record_too(folder: Path) -> None:
    fix_the_hash(folder)
    digest = sha256(folder / "manifest.json")
    edit(folder / "evidence.json", lambda record: record.update(manifest_sha256=digest))


def open_hr(folder: Path) -> None:
    edit(folder / "manifest.json", lambda m: m["tables"][0].update(reader_rows="true"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


TAMPERINGS: dict[str, tuple[Callable[[Path], object], str]] = {
    "one byte of a Parquet file": (
        lambda folder: flip_a_byte(folder / PARQUET),
        f"{PARQUET} has been changed",
    ),
    "an update": (update, "bokslut.duckdb has been changed"),
    "an update, and its hash in the manifest": (
        lambda folder: (update(folder), fix_the_hash(folder)),
        "manifest.json has been changed",
    ),
    "an update, its hash and the release's copy of its record": (
        lambda folder: (update(folder), fix_the_record_too(folder)),
        "evidence.json is not its record",
    ),
    "who may read a table": (open_hr, "manifest.json has been changed"),
    "a manifest cut off": (
        lambda folder: cut(folder / "manifest.json"),
        "manifest.json has been changed",
    ),
    "a manifest without content": (
        lambda folder: (folder / "manifest.json").write_bytes(b""),
        "manifest.json has been changed",
    ),
    "a missing manifest": (
        lambda folder: (folder / "manifest.json").unlink(),
        "manifest.json is missing",
    ),
    "a folder in the manifest's place": (
        lambda folder: ((folder / "manifest.json").unlink(), (folder / "manifest.json").mkdir()),
        "manifest.json cannot be read: Is a directory",
    ),
    "a missing Parquet file": (
        lambda folder: (folder / PARQUET).unlink(),
        f"{PARQUET} is missing",
    ),
    "a missing database": (
        lambda folder: (folder / "bokslut.duckdb").unlink(),
        "bokslut.duckdb is missing",
    ),
    "a file more": (
        lambda folder: (folder / "parquet" / "extra.parquet").write_bytes(b"x"),
        "parquet/extra.parquet was not published",
    ),
    "a record cut off": (
        lambda folder: cut(folder / "evidence.json"),
        "evidence.json is not its record",
    ),
    "a missing record": (
        lambda folder: (folder / "evidence.json").unlink(),
        "evidence.json is not its record",
    ),
}


def tamper(folder: Path, change: Callable[[Path], object]) -> None:
    for path in folder.rglob("*"):
        path.chmod(0o700)
    change(folder)


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_release_that_was_tampered_with_is_refused_and_the_file_named(
    settings: Settings, what: str
) -> None:
    change, message = TAMPERINGS[what]
    tamper(settings.published / "release-0002", change)
    for read in (
        lambda: find_release(settings, 2),
        lambda: release_named(settings, "2"),
        lambda: rollback(settings, 2),
    ):
        with pytest.raises(RefusedError, match="is not what was published") as refusal:
            read()
        assert message in refusal.value.message
    assert find_release(settings).number == 3
    assert find_release(settings, 1).number == 1


@pytest.mark.parametrize("what", TAMPERINGS)
def test_with_a_damaged_current_release_one_can_go_back_and_publish_again(
    settings: Settings, what: str
) -> None:
    tamper(settings.published / "release-0003", TAMPERINGS[what][0])
    assert not is_published(settings)
    assert rollback(settings).number == 2
    assert rollback(settings, 1).number == 1
    (settings.published / "current").unlink()
    (settings.published / "current").symlink_to("release-0003")
    release = publish(settings, MODELS)
    assert (release.number, release.is_new) == (4, True)
    assert first_fault(release, settings.evidence) is None


def test_going_back_passes_by_a_number_that_is_missing(settings: Settings) -> None:
    tamper(settings.published / "release-0002", shutil.rmtree)
    assert rollback(settings).number == 1


@pytest.mark.parametrize("what", TAMPERINGS)
def test_going_back_passes_by_a_release_that_is_damaged_and_says_so(
    settings: Settings, what: str
) -> None:
    change, message = TAMPERINGS[what]
    tamper(settings.published / "release-0002", change)
    result = CliRunner().invoke(cli, ["rollback", "--warehouse", str(settings.warehouse)])
    assert result.exit_code == 0, result.output
    assert "release-0002 is passed by, since it is not what was published" in result.stderr
    assert message in result.stderr
    assert result.stdout.endswith("release-0001\n")


def test_where_no_earlier_release_is_whole_the_current_one_stays(settings: Settings) -> None:
    tamper(settings.published / "release-0001", shutil.rmtree)
    assert rollback(settings).number == 2
    with pytest.raises(RefusedError, match="no release before release-0002; there are"):
        rollback(settings)
    rollback(settings, 3)
    tamper(settings.published / "release-0002", lambda of: (of / "bokslut.duckdb").unlink())
    with pytest.raises(RefusedError, match="No release before release-0003 is what was") as refused:
        rollback(settings)
    assert "release-0002: bokslut.duckdb is missing" in refused.value.message
    assert find_release(settings).number == 3


def test_with_a_link_that_points_at_nothing_one_can_still_go_back(settings: Settings) -> None:
    (settings.published / "current").unlink()
    (settings.published / "current").symlink_to("release-0009")
    with pytest.raises(RefusedError, match="release-0001, release-0002, release-0003"):
        rollback(settings)
    with pytest.raises(RefusedError, match="points at no release"):
        find_release(settings)
    assert rollback(settings, 1).number == 1


def test_what_is_whole_verifies_and_its_certificate_says_of_what_it_is(settings: Settings) -> None:
    result = CliRunner().invoke(cli, ["verify", "--warehouse", str(settings.warehouse)])
    assert result.exit_code == 0
    record = settings.evidence / "release-0003.json"
    for said in (
        "Release 3 is what was published",
        "1 with 2 rows",
        f"fingerprint  {sha256(record)}",
        f"database     sha256 {sha256(settings.published / 'current' / 'bokslut.duckdb')}",
        "3 records of this warehouse follow one from another",
    ):
        assert said in result.output


def test_verify_exits_with_1_where_something_was_changed(settings: Settings) -> None:
    tamper(settings.published / "release-0003", update)
    result = CliRunner().invoke(
        cli, ["verify", "3", "--warehouse", str(settings.warehouse)], standalone_mode=False
    )
    assert isinstance(result.exception, RefusedError)
    assert "bokslut.duckdb has been changed" in result.exception.message


@pytest.mark.parametrize("name", ["elsewhere", "release-0002", "published/release-0002"])
def test_a_release_verifies_on_another_machine_by_its_folder_alone(
    settings: Settings, tmp_path: Path, name: str
) -> None:
    copy = tmp_path / "another" / name
    shutil.copytree(settings.published / "release-0002", copy)
    elsewhere = Settings(tmp_path / "landing", tmp_path / "none")
    assert release_named(elsewhere, str(copy)).number == 2
    certificate = verify(Release(copy))
    assert certificate.chain == 0
    assert certificate.fingerprint == sha256(settings.evidence / "release-0002.json")
    assert certificate.previous_fingerprint == sha256(settings.evidence / "release-0001.json")
    tamper(copy, TAMPERINGS["an update, and its hash in the manifest"][0])
    with pytest.raises(RefusedError, match=r"manifest\.json has been changed"):
        release_named(elsewhere, str(copy))


@pytest.mark.parametrize(
    "change",
    [
        lambda evidence: (evidence / "release-0001.json").unlink(),
        lambda evidence: edit(evidence / "release-0001.json", lambda r: r.update(deliveries=[])),
        lambda evidence: cut(evidence / "release-0002.json"),
        lambda evidence: (evidence / "release-0002.json").rename(evidence / "release-0005.json"),
    ],
)
def test_a_chain_in_which_a_record_was_changed_or_taken_out_is_refused(
    settings: Settings, change: Callable[[Path], object]
) -> None:
    change(settings.evidence)
    with pytest.raises(RefusedError, match="does not follow from the record before"):
        find_release(settings)
    build(settings, "13.00")
    approve(settings)
    with pytest.raises(RefusedError, match="does not follow from the record before"):
        publish(settings, MODELS)


def test_a_chain_whose_end_was_cut_off_is_refused_and_not_written_on(settings: Settings) -> None:
    record_path(settings.evidence, 3).unlink()
    with pytest.raises(RefusedError, match=r"release-0003\.json, its record, is missing"):
        find_release(settings)
    build(settings, "13.00")
    approve(settings)
    with pytest.raises(RefusedError, match="is missing, the record of release-0003"):
        publish(settings, MODELS)
    assert find_release(settings, 2).number == 2


def test_a_record_says_what_the_release_was_made_from_and_why_it_was_let_through(
    settings: Settings,
) -> None:
    record = read_chain(settings.evidence)[3].fields
    folder = settings.published / "release-0003"
    assert (folder / "evidence.json").read_bytes() == read_chain(settings.evidence)[3].content
    assert record["manifest_sha256"] == sha256(folder / "manifest.json")
    assert record["verdict"]["verdict"] == "PASS"
    assert record["reference_data"]["seeds/chart_of_accounts.csv"]
    assert record["code"]["versions"]["duckdb"] == duckdb.__version__
    assert record["previous_sha256"] == sha256(settings.evidence / "release-0002.json")


def test_a_record_holds_the_audits_that_blocked_since_the_release_before(
    settings: Settings,
) -> None:
    build(settings, "13.00")
    blocked = replace(verdict_of(settings, passed=False), audited_at="2014-02-01T05:00:00+00:00")
    write_verdict(settings.gate, blocked)
    passed = replace(verdict_of(settings), audited_at="2014-02-02T05:00:00+00:00")
    write_verdict(settings.gate, passed)
    publish(settings, MODELS)
    record = read_chain(settings.evidence)[4].fields
    assert [audit["audited_at"] for audit in record["blocked_since"]] == [blocked.audited_at]
    assert record["blocked_since"][0]["verdict"] == "BLOCKED"


def test_a_release_of_a_version_without_records_is_published_again(settings: Settings) -> None:
    shutil.rmtree(settings.evidence)
    for number in (1, 2, 3):
        tamper(
            settings.published / f"release-000{number}", lambda f: (f / "evidence.json").unlink()
        )
    with pytest.raises(RefusedError, match="published before releases had one"):
        find_release(settings)
    assert publish(settings, MODELS).number == 4
    assert find_release(settings).number == 4


def test_a_killed_publish_leaves_a_chain_that_the_next_release_goes_on_from(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("orchestration.releases.publishing.commit_folder", killed)
        with pytest.raises(KeyboardInterrupt):
            publish_amount(settings, "13.00")
    current = current_release(settings)
    assert current is not None
    assert current.number == 3
    assert publish_amount(settings, "14.00").number == 5
    assert list(read_chain(settings.evidence)) == [1, 2, 3, 4, 5]
    assert find_release(settings).number == 5
