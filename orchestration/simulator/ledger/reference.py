"""What the simulator reads of the project's reference data: names and codes, never an amount.

The ledger of a board knows its chart of accounts, cost centres and projects; so does this one, from
the same seeds that the warehouse loads.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_SEEDS = Path(__file__).parents[3] / "seeds"


@dataclass(frozen=True)
class Reference:
    """Names by code, and the two groupings that the plan of amounts is written in."""

    account_names: dict[str, str]
    statement_line_of: dict[str, str]
    cost_centre_names: dict[str, str]
    area_of: dict[str, str]
    project_names: dict[str, str]
    dimension_names: dict[str, str]

    def accounts_of(self, statement_line: str) -> list[str]:
        """Return the accounts that a statement line is made of, in number order."""
        return sorted(a for a, line in self.statement_line_of.items() if line == statement_line)


def _rows(name: str) -> list[dict[str, str]]:
    with (_SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def read_reference() -> Reference:
    """Read the seeds that name accounts, cost centres, projects and dimensions."""
    accounts = _rows("chart_of_accounts")
    centres = _rows("cost_centres")
    return Reference(
        account_names={r["account"]: r["account_name_sv"] for r in accounts},
        statement_line_of={r["account"]: r["statement_line_id"] for r in accounts},
        cost_centre_names={r["cost_centre"]: r["cost_centre_name_sv"] for r in centres},
        area_of={r["cost_centre"]: r["business_area_id"] for r in centres},
        project_names={r["project"]: r["project_name_sv"] for r in _rows("projects")},
        dimension_names={r["dimension"]: r["label_sv"] for r in _rows("ledger_dimensions")},
    )
