"""What tests deliver of the ledger once a release is there, and what a run says of it."""

from __future__ import annotations

import json
from pathlib import Path

from orchestration.core.settings import Settings
from tests.commands import bokslut
from tests.warehouse import SCALE


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file in a folder, by its path there."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def run(settings: Settings) -> tuple[int, str]:
    """Run, and return the exit code and the messages, which show no traceback."""
    ran = bokslut("run", "--landing", settings.landing, "--warehouse", settings.warehouse)
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.returncode, ran.stderr


def simulate(settings: Settings, *options: str) -> None:
    """Write the ledger's deliveries, with the faults that the options say."""
    simulated = bokslut(
        "simulate",
        "--system",
        "ledger",
        "--landing",
        settings.landing,
        "--scale",
        str(SCALE),
        *options,
    )
    assert simulated.returncode == 0, simulated.stderr


def redate(settings: Settings, day: str = "2014-01-21", **changes: str) -> None:
    """Make the delivery of 2013 a later one than the release was made of."""
    path = settings.landing / "ledger" / "2013-VB" / "datapackage.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["created"] = manifest["created"].replace("2014-01-20", day)
    manifest["bokslut"] |= changes
    path.write_text(json.dumps(manifest), "utf-8")
