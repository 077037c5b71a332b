"""Whatever is killed, and whenever: readers have the release that was published, and the next run ends as it should.

Every stage of a run is cut off at random moments, twenty in all, each run beginning where the killed one left the
warehouse.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import duckdb
import pytest

from orchestration.console import STAGES
from orchestration.settings import Settings
from tests.warehouse import BOKSLUT, Warehouse, bokslut

# How often each stage is killed, and within how many seconds of its start: about as long as it takes.
MOMENTS = {
    "load_deliveries": (3, 2.0),
    "dbt_build": (5, 15.0),
    "gate": (6, 4.0),
    "published__release": (6, 2.0),
}


def deliver_another_text(landing: Path) -> None:
    """Deliver the ledger once more with the text of one voucher mended, which no total depends on."""
    source = landing / "ledger" / "2013-VB"
    target = source.with_name("2013-VB-2")
    shutil.copytree(source, target)
    path = target / "ledger_2013.se"
    # Without the checksum that the file may have, which is of the content before.
    content = re.sub(rb"#KSUMMA.*\r\n", b"", path.read_bytes())
    mended = content.replace(b"Avskrivningar och intern", b"Avskrivning och intern", 1)
    assert mended != content
    path.write_bytes(mended)
    manifest = json.loads((target / "datapackage.json").read_text("utf-8"))
    manifest["created"] = "2014-02-01T06:00:00+01:00"
    manifest["bokslut"] |= {"corrects": "2013-VB", "reason": "A text was wrong."}
    (resource,) = manifest["resources"]
    resource["bytes"] = len(mended)
    resource["hash"] = f"sha256:{hashlib.sha256(mended).hexdigest()}"
    (target / "datapackage.json").write_text(json.dumps(manifest), "utf-8")


@pytest.fixture(scope="module")
def published(ledger_warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A warehouse with one release, and a delivery that asks for another."""
    folder = tmp_path_factory.mktemp("killed")
    settings = Settings(folder / "landing", folder / "warehouse")
    shutil.copytree(ledger_warehouse.settings.landing, settings.landing)
    shutil.copytree(ledger_warehouse.settings.warehouse, settings.warehouse, symlinks=True)
    deliver_another_text(settings.landing)
    return Warehouse(settings, "")


@pytest.fixture(scope="module")
def undisturbed(published: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a run that nothing disturbs publishes, by its digest."""
    settings = Settings(
        published.settings.landing, tmp_path_factory.mktemp("undisturbed") / "warehouse"
    )
    shutil.copytree(published.settings.warehouse, settings.warehouse, symlinks=True)
    return run(settings)


def run(settings: Settings) -> str:
    """Run to the end, and return the digest of the content of what is published."""
    ran = bokslut("run", "--landing", settings.landing, "--warehouse", settings.warehouse)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return release_of(settings)["content_sha256"]


def release_of(settings: Settings) -> dict:
    """Return the manifest of the current release, whose files are what it says, and can be read."""
    folder = settings.published / "current"
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    database = folder / manifest["database"]["path"]
    assert hashlib.sha256(database.read_bytes()).hexdigest() == manifest["database"]["sha256"]
    with duckdb.connect(str(database.resolve()), read_only=True) as connection:
        for table in manifest["tables"]:
            (rows,) = connection.execute(
                f'select count(*) from "{table["schema"]}"."{table["name"]}"'
            ).fetchall()[0]
            assert rows == table["rows"]
    return manifest


def kill_in(settings: Settings, stage: str, seconds: float) -> None:
    """Run, and kill all that the run is, with signal 9, so long after the start of a stage."""
    with subprocess.Popen(
        [BOKSLUT, "run", "--landing", settings.landing, "--warehouse", settings.warehouse],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        env={name: os.environ[name] for name in ("PATH", "HOME")} | {"LANG": "C.UTF-8"},
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == f"▸ {STAGES[stage]}":
                time.sleep(seconds)
                break
        else:
            pytest.fail(f"the run ended before the stage {stage}")
        os.killpg(process.pid, signal.SIGKILL)


@pytest.mark.parametrize("stage", MOMENTS)
def test_after_kill_9_in_a_stage_readers_have_a_whole_release(
    published: Warehouse, undisturbed: str, stage: str
) -> None:
    chance = random.Random(stage)
    before = release_of(published.settings)["release"]
    kills, seconds = MOMENTS[stage]
    for _ in range(kills):
        if release_of(published.settings)["release"] != before:
            # The last kill came when the new release stood already: without going back there would be nothing to do.
            assert (
                bokslut("rollback", "1", "--warehouse", published.settings.warehouse).returncode
                == 0
            )
        kill_in(published.settings, stage, chance.uniform(0, seconds))
        # A kill may come when the new release stands already; it is that one wholly, then.
        found = release_of(published.settings)
        assert found["release"] == before or found["content_sha256"] == undisturbed


def test_after_all_kills_a_run_ends_and_publishes_what_an_undisturbed_one_does(
    published: Warehouse, undisturbed: str
) -> None:
    assert run(published.settings) == undisturbed
    settings = published.settings
    last = release_of(settings)["release"]
    # Nothing unfinished is left beside the releases.
    assert sorted(path.name for path in settings.published.iterdir()) == [
        "current",
        *(f"release-{number:04}" for number in range(1, last + 1)),
    ]
