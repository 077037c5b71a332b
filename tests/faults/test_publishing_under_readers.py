"""Twenty publishes while others read without a pause: no read fails, and none sees two versions."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest

from orchestration.core.settings import PROJECT_ROOT, Settings
from orchestration.serving import serve
from tests.postgres import PostgresServer
from tests.processes import PATIENCE_SECONDS
from tests.small_star import publish_star

PUBLISHES = 20


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "landing", tmp_path / "warehouse")


def start(kind: str, place: str, stop: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.readers", kind, place, str(stop)],
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(readers: list[subprocess.Popen[str]], stop: Path) -> list[dict[str, Any]]:
    stop.touch()
    ended = [(reader, *reader.communicate(timeout=PATIENCE_SECONDS)) for reader in readers]
    for reader, _, errors in ended:
        assert reader.returncode == 0, errors
    return [json.loads(output) for _, output, _ in ended]


def test_twenty_publishes_under_continuous_readers_fail_none_and_mix_none(
    settings: Settings, postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.create_database("under_readers")
    publish_star(settings, 1)
    serve(settings, url)
    stop = tmp_path / "stop"
    published = str(settings.published)
    readers = [
        start("duckdb", published, stop),
        start("parquet", published, stop),
        start("postgresql", postgres.url("under_readers", "hr_partner"), stop),
        start("postgresql", postgres.url("under_readers", "analyst"), stop),
    ]
    for version in range(2, PUBLISHES + 2):
        publish_star(settings, version)
        assert serve(settings, url).is_new
    for saw in finish(readers, stop):
        assert saw["errors"] == []
        assert saw["mixes"] == []
        # It did read while versions came and went.
        assert saw["reads"] >= PUBLISHES
        assert len(saw["versions"]) > PUBLISHES / 3


def test_the_readers_do_find_a_mix_where_there_is_one(
    settings: Settings, postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.create_database("with_a_mix")
    publish_star(settings, 1)
    serve(settings, url)
    with psycopg.connect(url, autocommit=True) as careless:
        careless.execute("update hr.mart_hr__absence set version = 2")
    stop = tmp_path / "stop"
    reader = start("postgresql", postgres.url("with_a_mix", "analyst"), stop)
    broken = start("parquet", str(tmp_path), stop)
    with contextlib.suppress(subprocess.TimeoutExpired):
        reader.wait(timeout=3)
    mixed, failed = finish([reader, broken], stop)
    assert mixed["mixes"]
    assert failed["errors"]
