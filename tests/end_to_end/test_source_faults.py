"""What a controller sees when source systems delivered wrongly, with manifests that agree, and nothing is printed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from orchestration.simulator.delivery import write_delivery
from tests.commands import bokslut
from tests.mutation.amendments import faulty_ledger
from tests.mutation.ledger_faults import LEDGER_FAULTS
from tests.redelivery import redeliver
from tests.warehouse import SCALE

pytestmark = pytest.mark.slow


def first_half(content: bytes, resource: dict[str, Any]) -> bytes:
    """Lose the second half of the month's payslips, as an export that was cut off in the middle of the month does."""
    if resource["bokslut"]["entity"] != "payslips":
        return content
    header, *rows = content.splitlines(keepends=True)
    # The manifest agrees: the export made both, and it states no hash total of the keys.
    resource["bokslut"] |= {"rows": len(rows) // 2, "control_totals": {}}
    return b"".join([header, *rows[: len(rows) // 2]])


@pytest.fixture(scope="module")
def refusal(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What `bokslut run` says when three systems have delivered wrongly."""
    folder = tmp_path_factory.mktemp("source-faults")
    landing: Path = folder / "landing"
    simulated = bokslut("simulate", "--landing", landing, "--scale", str(SCALE))
    assert simulated.returncode == 0, simulated.stderr
    shutil.rmtree(landing / "contact_centre" / "2013-05")
    right = landing / "payroll" / "2013-05"
    redeliver(right, landing / "payroll" / "half", first_half)
    shutil.rmtree(right)
    (twice,) = [fault for fault in LEDGER_FAULTS if fault.what == "a customer's invoice"]
    write_delivery(landing, faulty_ledger(twice.amend, scale=SCALE))
    ran = bokslut("run", "--landing", landing, "--warehouse", folder / "warehouse")
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert not (folder / "warehouse" / "published" / "current").exists()
    return ran.stderr


@pytest.mark.parametrize(
    ("control", "finding"),
    [
        (
            "every_period_of_an_extract_is_delivered",
            "contact_centre.cases, 2013-05-01 to 2013-05-31: expected 1.00, actual 0.00",
        ),
        (
            "months_follow_their_history",
            "payroll.payslips, rows, 2013-05: 501.00, about 1000.00 expected",
        ),
        ("no_voucher_is_booked_twice", " says what "),
    ],
)
def test_a_months_lost_half_a_month_never_delivered_and_an_invoice_booked_twice_are_shown(
    refusal: str, control: str, finding: str
) -> None:
    shown = refusal.partition(f"  {control}:")[2].partition("\n  ")[0] or refusal
    assert f"  {control}: " in refusal
    assert finding in refusal, shown


def test_the_message_says_how_to_correct_or_accept_each_finding(refusal: str) -> None:
    assert "correct the delivery, or let the role that answers for it accept" in refusal
    assert (
        'every_period_of_an_extract_is_delivered,"contact_centre.cases, 2013-05-01 to 2013-05-31",-1'
        in refusal
    )


def test_printed_counts_are_not_held_against_deliveries_that_say_that_they_are_samples(
    refusal: str,
) -> None:
    compared = refusal.partition("  published_figures_reconcile:")[2].partition("all rows:")[0]
    # The ledger is whole: the invoice that is booked twice shows in its sums.
    assert "Kundfordringar" in compared
    assert " count): " not in compared
    assert "published_statements_hold" not in refusal
