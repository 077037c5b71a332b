"""``bokslut status`` fits one screen, starts with the verdict, and says what was refused and what is late."""

from __future__ import annotations

from dataclasses import replace

import click

from orchestration.diagnostics.run_history import RunHistory, RunOutcome
from orchestration.diagnostics.status import Extract, Refusal, Status
from orchestration.diagnostics.status_text import render

SCREEN = 24
WIDTH = 100

EXTRACTS = tuple(
    Extract(system, f"entity_{number}", f"{system} manager", 24, "2013-12-31", (), 1_000_000, 0)
    for system in ("ledger", "payroll", "goals", "invoicing", "registers", "surveys", "calls")
    for number in range(6)
)
STATUS = Status(
    extracts=EXTRACTS,
    runs=RunHistory(
        RunOutcome("nightly", "succeeded", "2014-01-20T04:31:00+00:00", None),
        (RunOutcome("load_deliveries", "succeeded", "2014-01-20T04:30:10+00:00", 10.5),),
        {},
    ),
    arrived=(),
    waiting=(),
    built_at="2014-01-20T04:30:20+00:00",
    built_by="duckdb 1.5.1",
    engine="duckdb",
    to_build="nothing",
    audited_at="2014-01-20T04:30:40+00:00",
    verdict="PASS",
    controls="45 of 45 controls passed",
    failed_controls=(),
    not_applicable_controls=(),
    release=7,
    release_fault=None,
    published_at="2014-01-20T04:31:00+00:00",
    quarantined=(),
    accepted_variances=36,
)


def lines(status: Status, *, all_extracts: bool = False) -> list[str]:
    return click.unstyle(render(status, all_extracts=all_extracts)).splitlines()


def test_a_board_to_which_most_controls_do_not_apply_still_fits_one_screen() -> None:
    reasons = tuple(f"control_{number}: not applicable, because x" for number in range(60))
    shown = lines(replace(STATUS, not_applicable_controls=reasons))
    assert len(shown) <= SCREEN
    assert any("more not applicable; --json lists them" in line for line in shown)


def test_a_normal_state_fits_one_screen_and_starts_with_release_and_verdict() -> None:
    shown = lines(STATUS)
    assert len(shown) <= SCREEN
    assert max(map(len, shown)) <= WIDTH
    assert shown[0].startswith("Release     7")
    assert next(line for line in shown if line.startswith("Gate")).split()[1] == "PASS,"


def test_a_landing_folder_full_of_new_deliveries_is_shortened() -> None:
    shown = lines(replace(STATUS, arrived=tuple(f"payroll/2013-{n:02}" for n in range(1, 84))))
    assert len(shown) <= SCREEN + 5
    assert "            … and 78 more" in shown


def test_every_time_has_its_zone() -> None:
    shown = "\n".join(lines(STATUS))
    assert "2014-01-20 05:31:00 CET" in shown
    assert "T04:3" not in shown
    assert shown.count(":31:00") == shown.count(":31:00 CET")


def test_what_was_refused_is_named_with_its_reason() -> None:
    refusal = Refusal("ledger/2013-VB", "voucher_unbalanced", "…")
    shown = lines(replace(STATUS, quarantined=(refusal,)))
    assert "Quarantine  ledger/2013-VB [voucher_unbalanced]" in shown


def test_a_build_by_another_engine_than_a_run_here_would_use_is_said_to_be_one() -> None:
    shown = lines(replace(STATUS, built_by="spark 4.3.0"))
    place = next(number for number, line in enumerate(shown) if line.startswith("Build"))
    assert shown[place].endswith("05:30:20 CET by spark 4.3.0; to build: nothing")
    assert "would build all models; BOKSLUT_ENGINE=spark keeps the engine" in shown[place + 1]
    assert not any("BOKSLUT_ENGINE" in line for line in lines(STATUS))


def test_a_late_extract_is_named_with_its_owner_above_the_extracts() -> None:
    late = replace(EXTRACTS[0], late_periods=("2013-12",))
    shown = lines(replace(STATUS, extracts=(late, *EXTRACTS[1:])))
    assert "Late        ledger/entity_0: 2013-12; ask the ledger manager" in shown[:5]


def test_a_blocked_build_shows_the_failed_controls_at_the_top() -> None:
    shown = lines(replace(STATUS, verdict="BLOCKED", failed_controls=("totals_agree",)))
    assert "            failed: totals_agree" in shown[:5]


def test_all_extracts_are_shown_with_their_owners_when_asked_for() -> None:
    shown = lines(STATUS, all_extracts=True)
    assert sum(line.endswith(" manager") for line in shown) == len(EXTRACTS)


def test_data_that_is_a_sample_is_said_to_be_one_beside_the_release() -> None:
    shown = lines(
        replace(
            STATUS,
            samples=("payroll/payslips", "payroll/pension_cases", "goals/volumes"),
            figures_of_samples=133,
        )
    )
    assert "            sample: goals (1), payroll (2)" in shown
    assert any("133 printed figures are not applicable, because" in line for line in shown)
    assert not any("sample" in line for line in lines(STATUS))
