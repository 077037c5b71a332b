"""A warehouse that the command line builds from simulated extracts, once a test session."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.core.settings import Settings

# A fiftieth of the real volume; the sums do not depend on it.
SCALE = 0.02

BOKSLUT = str(Path(sys.executable).with_name("bokslut"))


def bokslut(
    *arguments: str | Path, timeout: float = 300, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user does, in an environment without settings but those given."""
    machine = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [BOKSLUT, *map(str, arguments)],
        env=machine | {"LANG": "C.UTF-8"} | dict(environment or {}),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


@dataclass(frozen=True)
class Warehouse:
    """The folders of a warehouse, and what its first run printed."""

    settings: Settings
    output: str

    @property
    def current(self) -> Path:
        """The database of the current release."""
        return (self.settings.published / "current" / "bokslut.duckdb").resolve()


def run_warehouse(folder: Path, *, ledger_only: bool = False) -> Warehouse:
    """Simulate, load, build, audit and publish in an empty folder.

    The ledger is small, since its sums do not depend on its volume. The other systems' counts do: theirs is the real
    one, so that the report's figures come out, unless they are left out.
    """
    from orchestration.simulator import SYSTEMS

    settings = Settings(folder / "landing", folder / "warehouse")
    for system in ("ledger",) if ledger_only else SYSTEMS:
        scale = SCALE if system == "ledger" else 1
        simulated = bokslut(
            *("simulate", "--system", system),
            *("--landing", settings.landing, "--scale", str(scale)),
        )
        assert simulated.returncode == 0, simulated.stderr
    ran = bokslut("run", "--landing", settings.landing, "--warehouse", settings.warehouse)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return Warehouse(settings, ran.stdout)
