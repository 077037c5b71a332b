"""A warehouse that the command line builds from simulated extracts, once a test session."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orchestration.core.settings import Settings
from tests.commands import bokslut
from tests.once import made_once

# A fiftieth of the real volume; the sums of a ledger do not depend on it.
SCALE = 0.02
# Enough rows for the gate to tell a month from another.
SCALE_OF_THREE_YEARS = 0.005


@dataclass(frozen=True)
class Warehouse:
    """The folders of a warehouse, and what its first run printed."""

    settings: Settings
    output: str

    @property
    def current(self) -> Path:
        """The database of the current release."""
        return (self.settings.published / "current" / "bokslut.duckdb").resolve()


def shared_warehouse(folder: Path, *, ledger_only: bool = False) -> Warehouse:
    """Return the warehouse in a folder that all workers share, which is built once.

    Raises
    ------
    AssertionError
        When it cannot be built.
    """
    output = made_once(folder, lambda: _run_warehouse(folder, ledger_only=ledger_only))
    return Warehouse(_settings(folder), output)


def warehouse_of_three_years(folder: Path) -> Warehouse:
    """Return the warehouse of all systems with the year after the worked example's, which is built once.

    Raises
    ------
    AssertionError
        When it cannot be built.
    """
    settings = _settings(folder)

    def make() -> str:
        _simulate(settings, SCALE_OF_THREE_YEARS, "--until", "2014")
        return _run(settings)

    return Warehouse(settings, made_once(folder, make))


def made_warehouse(folder: Path) -> Warehouse:
    """Return the warehouse that `make run` has made in a folder, at the real volume.

    Raises
    ------
    AssertionError
        When there is no release in it.
    """
    made = Warehouse(_settings(folder.resolve()), "")
    assert made.current.is_file(), f"{folder} has no release; run `make run` there first"
    return made


def _settings(folder: Path) -> Settings:
    return Settings(folder / "landing", folder / "warehouse")


def _run_warehouse(folder: Path, *, ledger_only: bool) -> str:
    """Simulate, load, build, audit and publish in an empty folder; return what the run printed.

    The volume is the real one, as `make run` has it, so that the report's figures come out and months and accounts are
    as steady as they are. A ledger alone is small.
    """
    settings = _settings(folder)
    if ledger_only:
        _simulate(settings, SCALE, "--system", "ledger")
    else:
        _simulate(settings, 1)
    return _run(settings)


def _simulate(settings: Settings, scale: float, *options: str) -> None:
    simulated = bokslut("simulate", *options, "--landing", settings.landing, "--scale", str(scale))
    assert simulated.returncode == 0, simulated.stderr


def _run(settings: Settings) -> str:
    ran = bokslut("run", "--landing", settings.landing, "--warehouse", settings.warehouse)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout
