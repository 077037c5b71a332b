"""Where things are: the board, landing and warehouse folders of an installation, and which engine builds there.

Nothing here opens, creates or reads a file; the modules that own a folder do.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from orchestration.core.errors import UsageError

PROJECT_ROOT = Path(__file__).resolve().parents[2]
DBT_PROJECT_DIR = PROJECT_ROOT / "dbt_project"
SEEDS_DIR = PROJECT_ROOT / "seeds"
CONTRACTS_DIR = PROJECT_ROOT / "orchestration" / "contracts"

LANDING_VARIABLE, WAREHOUSE_VARIABLE = "BOKSLUT_LANDING", "BOKSLUT_WAREHOUSE"
BOARD_VARIABLE = "BOKSLUT_BOARD"
AUTOMATION_VARIABLE = "BOKSLUT_AUTOMATION"
ENGINE_VARIABLE = "BOKSLUT_ENGINE"

# Where the days and hours of schedules and due dates are.
TIMEZONE = "Europe/Stockholm"


def user_cache() -> Path | None:
    """Return the folder for what a user's installations may lose, as XDG names it; None where the user has no home."""
    folder = os.environ.get("XDG_CACHE_HOME")
    with contextlib.suppress(RuntimeError):
        return (Path(folder) if folder else Path.home() / ".cache") / "bokslut"
    return None


def is_automated() -> bool:
    """Return whether this installation has said that it starts runs by itself."""
    return os.environ.get(AUTOMATION_VARIABLE, "").lower() == "on"


class Engine(StrEnum):
    """What computes the tables of a build."""

    DUCKDB = "duckdb"
    SPARK = "spark"

    @classmethod
    def named(cls, name: str) -> Engine:
        """Return the engine of a name in any case.

        Raises
        ------
        UsageError
            When there is no such engine.
        """
        try:
            return cls(name.lower())
        except ValueError:
            raise UsageError(
                f"There is no engine {name!r}.", f"Set {ENGINE_VARIABLE} to {' or '.join(cls)}."
            ) from None


@dataclass(frozen=True)
class Settings:
    """The folders of one installation, and the engine that computes its tables.

    Parameters
    ----------
    landing
        Where deliveries arrive: ``<landing>/<system>/<delivery>/datapackage.json`` and its files.
        Never written to.
    warehouse
        Everything the warehouse makes. The only folder that is written to, beside ``user_cache``.
    contracts
        What each extract promises: ``<contracts>/<system>/<entity>.yml``.
    board
        The board's own files: its reference data, ``board.yml`` and contracts. Never written to by a run.
    engine
        What computes the tables of a build.
    """

    landing: Path
    warehouse: Path
    contracts: Path = CONTRACTS_DIR
    board: Path = SEEDS_DIR
    engine: Engine = Engine.DUCKDB

    @classmethod
    def from_environment(
        cls,
        landing: str | Path | None = None,
        warehouse: str | Path | None = None,
        board: str | Path | None = None,
        engine: str | None = None,
    ) -> Settings:
        """Return the settings given, else those of ``BOKSLUT_LANDING`` and so on, else the defaults.

        The defaults are the folders ``landing`` and ``warehouse`` in the working directory, the worked example's
        board, and DuckDB.

        Raises
        ------
        UsageError
            When the engine is not known.
        """
        return cls(
            Path(landing or os.environ.get(LANDING_VARIABLE) or "landing").resolve(),
            Path(warehouse or os.environ.get(WAREHOUSE_VARIABLE) or "warehouse").resolve(),
            board=Path(board or os.environ.get(BOARD_VARIABLE) or SEEDS_DIR).resolve(),
            engine=Engine.named(engine or os.environ.get(ENGINE_VARIABLE) or Engine.DUCKDB),
        )

    @property
    def contract_folders(self) -> tuple[Path, ...]:
        """The folders of contracts; those of the board are laid over the shipped ones."""
        return (self.contracts, self.board / "contracts")

    @property
    def dbt_project(self) -> Path:
        """The dbt project as it is rendered for this board, with dbt's own ``target`` folder in it."""
        return self.warehouse / "build" / "project"

    @property
    def manifest(self) -> Path:
        """What dbt found when it parsed the rendered project."""
        return self.dbt_project / "target" / "manifest.json"

    @property
    def raw(self) -> Path:
        """Typed Parquet of every load: ``raw/<system>/<load id>/``."""
        return self.warehouse / "raw"

    @property
    def quarantine(self) -> Path:
        """What was refused, with its reason: ``quarantine/<system>/<delivery>-<digest>/``."""
        return self.warehouse / "quarantine"

    @property
    def build_file(self) -> Path:
        """The DuckDB file that dbt builds and the gate audits; never read by consumers."""
        return self.warehouse / "build" / "bokslut.duckdb"

    @property
    def spark_build(self) -> Path:
        """What Spark has computed for the build, where it is the engine; beside the build, which reads it."""
        return self.warehouse / "build" / "spark"

    @property
    def gate(self) -> Path:
        """The latest verdict, the history of verdicts and the rows that failed."""
        return self.warehouse / "gate"

    @property
    def published(self) -> Path:
        """The immutable releases, and the link ``current`` to the one that consumers read."""
        return self.warehouse / "published"

    @property
    def evidence(self) -> Path:
        """The records of how each release came about, chained to one another: ``evidence/release-0001.json``."""
        return self.warehouse / "evidence"

    @property
    def periods(self) -> Path:
        """The record of which periods were closed and reopened, by whom."""
        return self.warehouse / "periods.jsonl"

    @property
    def logs(self) -> Path:
        """What runs and people did, one JSON object per line, a file per day."""
        return self.warehouse / "logs"

    @property
    def alerts(self) -> Path:
        """Which alerts have been sent, so that none is sent twice."""
        return self.warehouse / "alerts"

    @property
    def reports(self) -> Path:
        """The reports made of releases: ``reports/release-0001/VB-2013/report.html``."""
        return self.warehouse / "reports"

    @property
    def docs(self) -> Path:
        """The docs sites of releases: ``docs/release-0001/index.html``, and the link ``current``."""
        return self.warehouse / "docs"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own storage of runs and events."""
        return self.warehouse / "dagster"
