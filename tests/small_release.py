"""A build of one small table and a verdict of the gate on it, so that publishing can be tried without dbt."""

from __future__ import annotations

import duckdb

from orchestration.core.files import sha256
from orchestration.core.settings import Settings
from orchestration.dbt.public_models import PublicModel
from orchestration.gate import ControlResult, Outcome, Verdict, controls_sha256, read_controls
from orchestration.gate.verdict import write_verdict

MODELS = [
    PublicModel(
        "economics",
        "fct_sums",
        "Sums; the board's own.",
        "controller",
        ("item",),
        {"item": "What.", "amount_sek": "Kr."},
        columns_sv={"amount_sek": "Kronor för det."},
    )
]


def build(settings: Settings, amount: str) -> None:
    settings.build_file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.build_file)) as connection:
        connection.execute("create schema if not exists economics")
        connection.execute(
            f"create or replace table economics.fct_sums as select 'b' as item, {amount}::decimal(18, 2) as amount_sek"
            " union all select 'a', 2.00"
        )


def verdict_of(settings: Settings, *, passed: bool = True) -> Verdict:
    return Verdict(
        sha256(settings.build_file),
        controls_sha256(read_controls()),
        "2014-01-20T05:00:00+00:00",
        tuple(
            ControlResult(
                control.name,
                control.title,
                control.protects,
                control.comparison,
                Outcome.PASSED if passed else Outcome.FAILED,
                rows=1,
            )
            for control in read_controls()
        ),
    )


def approve(settings: Settings) -> None:
    write_verdict(settings.gate, verdict_of(settings))
