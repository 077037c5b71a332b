"""Each reason to refuse a ledger says what to do about it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.sie import (
    checksum,
    field_checks,
    record_checks,
    rewriting,
    sie5_records,
    voucher_checks,
)
from orchestration.sie.labels import SIE_TYPES
from orchestration.sie.reconciliation import reconciliations
from orchestration.sie.wholeness import REMEDIES, shortcomings

# The modules that make findings themselves, beside the checks: severity and code are literals there.
_MAKERS = (checksum, rewriting, sie5_records)


def _codes_of_errors() -> set[str]:
    checks = [
        check
        for sie_type in SIE_TYPES
        for check in (
            *record_checks.of_the_file(sie_type),
            *record_checks.of_lines(),
            *field_checks.of_fields(),
            *record_checks.of_balances(),
            *voucher_checks.of_vouchers(sie_type),
            *voucher_checks.of_declarations(sie_type),
            *reconciliations(),
        )
    ]
    return {check.code for check in checks if check.severity == "error"} | {
        code for text in _texts() for code in re.findall(r'"error",[^"]*"([a-z_]+)"', text)
    }


def _texts() -> list[str]:
    return [Path(module.__file__ or "").read_text("utf-8") for module in _MAKERS]


def test_there_is_a_remedy_for_each_error_that_a_check_finds() -> None:
    assert _codes_of_errors() <= REMEDIES.keys()


def test_there_is_no_remedy_that_no_error_uses() -> None:
    made = set(re.findall(r'"([a-z_]+)"', "".join(_texts())))
    assert REMEDIES.keys() <= _codes_of_errors() | made


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("{} 250.00", "{} 250.01"), "Correct the voucher in the ledger"),
        (("#VER A 2 20130125", "#VER A 2 x"), "Write the date as eight digits"),
        (('"Bank"', '"Ba\x07nk"'), "leave control characters out"),
        (("#KSUMMA", "#KSUMMA"), "Fetch the file from the ledger again"),
        (('{1 "4010" 20 "87"}', '{1 "4010" 20}'), '{1 "100"}'),
    ],
)
def test_every_kind_of_error_of_a_file_has_its_remedy(
    read, connection, valid, change, said
) -> None:
    text = valid.replace(*change)
    if change[0] == "#KSUMMA":
        text = text.replace("#FORMAT", "#KSUMMA\n#FORMAT", 1)
    report = read(text.replace("#VER A 1 20130115", "#VER A 1 20131315"))
    (found, *_) = shortcomings(connection, Path("ledger.se"), report)
    assert found.code == "sie_standard"
    assert said in found.remedy
    assert "Write the date as eight digits" in found.remedy
