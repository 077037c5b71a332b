"""Each fault does what its table says, and nothing else."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import Delivered, SieFile, checksum_of, read_sie

from orchestration.core.errors import UsageError
from orchestration.simulator import FAULTS, simulate

pytestmark = pytest.mark.slow

IN_THE_FILE = (
    *("unbalanced_voucher", "broken_amount", "broken_date", "unmapped_account"),
    *("unmapped_cost_centre", "opening_balance_changed", "closing_balance_wrong"),
    *("result_total_wrong", "wrong_control_total", "wrong_hash"),
)
OF_THE_LEDGER = {name for name, fault in FAULTS.items() if "ledger" in fault.systems}

Faulty = Callable[[str], list[Delivered]]


def describes_its_file(delivery: Delivered) -> bool:
    digest = hashlib.sha256(delivery.content).hexdigest()
    described = delivery.resource
    return described["bytes"] == len(delivery.content) and described["hash"] == f"sha256:{digest}"


def changed_lines(before: bytes, after: bytes) -> tuple[list[str], list[str]]:
    """Lines (but the checksum) that only one of two files of equal length has."""
    pairs = zip(
        before.decode("cp437").splitlines(), after.decode("cp437").splitlines(), strict=True
    )
    differing = [(a, b) for a, b in pairs if a != b and not a.startswith("#KSUMMA")]
    return [a for a, _ in differing], [b for _, b in differing]


def test_2012_is_never_touched(delivered: dict[int, Delivered], faulty: Faulty) -> None:
    for fault in ("truncated_file", "unmapped_account"):
        assert faulty(fault)[0].content == delivered[2012].content


@pytest.mark.parametrize("fault", IN_THE_FILE)
def test_faults_inside_the_file_keep_its_checksum_right(fault: str, faulty: Faulty) -> None:
    content = faulty(fault)[1].content
    assert content.endswith(f"#KSUMMA {checksum_of(content)}\r\n".encode())


@pytest.mark.parametrize(
    "fault",
    sorted(OF_THE_LEDGER - {"missing_file", "empty_file", "wrong_hash", "missing_manifest"}),
)
def test_the_manifest_describes_the_file_as_it_is(fault: str, faulty: Faulty) -> None:
    assert all(describes_its_file(delivery) for delivery in faulty(fault))


def test_a_missing_file_is_in_its_manifest_and_nowhere_else(faulty: Faulty) -> None:
    delivery = faulty("missing_file")[1]
    assert [path.name for path in delivery.folder.iterdir()] == ["datapackage.json"]
    assert delivery.resource["path"] == "ledger_2013.se"


def test_an_empty_file_has_the_manifest_of_a_whole_one(faulty: Faulty) -> None:
    delivery = faulty("empty_file")[1]
    assert delivery.content == b""
    assert delivery.resource["bytes"] > 0


def test_truncated_file_ends_inside_a_voucher(
    delivered: dict[int, Delivered], faulty: Faulty
) -> None:
    content = faulty("truncated_file")[1].content
    assert delivered[2013].content.startswith(content)
    assert content.rindex(b"#VER") > content.rindex(b"\r\n}")
    assert content.count(b"#KSUMMA") == 1


@pytest.mark.parametrize(
    ("fault", "encoding"), [("wrong_encoding", "utf-8"), ("latin1_encoding", "latin-1")]
)
def test_a_file_in_another_encoding_has_the_same_text(
    fault: str, encoding: str, delivered: dict[int, Delivered], faulty: Faulty
) -> None:
    content = faulty(fault)[1].content
    assert content != delivered[2013].content
    assert content.decode(encoding) == delivered[2013].content.decode("cp437")


def test_a_wrong_checksum_is_of_a_file_that_is_otherwise_right(
    delivered: dict[int, Delivered], faulty: Faulty
) -> None:
    content = faulty("wrong_checksum")[1].content
    assert changed_lines(delivered[2013].content, content) == ([], [])
    assert not content.endswith(f"#KSUMMA {checksum_of(content)}\r\n".encode())


def test_a_wrong_hash_is_of_a_file_that_is_right(
    delivered: dict[int, Delivered], faulty: Faulty
) -> None:
    delivery = faulty("wrong_hash")[1]
    assert delivery.content == delivered[2013].content
    assert not describes_its_file(delivery)


def test_a_wrong_control_total_is_a_manifests_of_a_file_that_is_right(
    delivered: dict[int, Delivered], faulty: Faulty
) -> None:
    delivery = faulty("wrong_control_total")[1]
    right = delivered[2013].resource["bokslut"]["control_totals"]
    wrong = delivery.resource["bokslut"]["control_totals"]
    assert delivery.content == delivered[2013].content
    assert Decimal(wrong["debit_sek"]) - Decimal(right["debit_sek"]) == 1000
    assert {**wrong, "debit_sek": ""} == {**right, "debit_sek": ""}


def test_an_unbalanced_voucher_is_the_only_one_and_the_control_total_counts_it(
    faulty: Faulty,
) -> None:
    delivery = faulty("unbalanced_voucher")[1]
    sie = read_sie(delivery.content)
    sums = [sum(row.amount for row in voucher.rows) for voucher in sie.vouchers]
    assert [total for total in sums if total] == [Decimal("1.00")]
    debit = sum(row.amount for _, row in sie.rows() if row.amount > 0)
    assert str(debit) == delivery.resource["bokslut"]["control_totals"]["debit_sek"]


def test_a_broken_amount_is_all_that_changes(
    delivered: dict[int, Delivered], faulty: Faulty
) -> None:
    content = faulty("broken_amount")[1].content
    _, after = changed_lines(delivered[2013].content, content)
    assert len(after) == 1
    assert '"12.345,60"' in after[0]


def test_a_broken_date_is_all_that_changes(delivered: dict[int, Delivered], faulty: Faulty) -> None:
    content = faulty("broken_date")[1].content
    _, after = changed_lines(delivered[2013].content, content)
    assert len(after) == 1
    assert after[0].split()[3] == "20130631"


@pytest.mark.parametrize(
    ("fault", "label", "account"),
    [("closing_balance_wrong", "#UB", "1560"), ("result_total_wrong", "#RES", "5010")],
)
def test_a_total_off_by_one_ore(
    fault: str, label: str, account: str, ledgers: dict[int, SieFile], faulty: Faulty
) -> None:
    content = faulty(fault)[1].content
    assert len(changed_lines(ledgers[2013].content, content)[0]) == 1
    wrong = read_sie(content).amounts(label)[account]
    assert wrong - ledgers[2013].amounts(label)[account] == Decimal("0.01")


def fits_itself(sie: SieFile) -> bool:
    """Every voucher balances, and opening + movement = closing, account by account."""
    moved: dict[str, Decimal] = defaultdict(Decimal)
    for voucher in sie.vouchers:
        if sum(row.amount for row in voucher.rows):
            return False
        for row in voucher.rows:
            moved[row.account] += row.amount
    opening, closing = sie.amounts("#IB"), sie.amounts("#UB")
    balances = all(
        opening.get(account, 0) + amount == closing.get(account, 0)
        for account, amount in moved.items()
        if account < "3"
    )
    result = {account: amount for account, amount in moved.items() if account >= "3"}
    return balances and sie.amounts("#RES") == result


def test_unmapped_account_is_declared_and_fits_all_totals(faulty: Faulty) -> None:
    sie = read_sie(faulty("unmapped_account")[1].content)
    assert "7777" in {record[0] for record in sie.records["#KONTO"]}
    assert sie.amounts("#RES")["7777"] == Decimal("45150.50")
    assert fits_itself(sie)


def test_unmapped_cost_centre_is_declared_and_fits_all_totals(faulty: Faulty) -> None:
    sie = read_sie(faulty("unmapped_cost_centre")[1].content)
    assert ["1", "7070", "Projektkontoret"] in sie.records["#OBJEKT"]
    rows = [row for _, row in sie.rows() if row.objects.get("1") == "7070"]
    assert [row.amount for row in rows] == [Decimal("45150.50")]
    assert fits_itself(sie)


def test_opening_balance_changed_fits_itself_but_not_2012(
    ledgers: dict[int, SieFile], faulty: Faulty
) -> None:
    sie = read_sie(faulty("opening_balance_changed")[1].content)
    opening, closing = sie.amounts("#IB"), ledgers[2012].amounts("#UB")
    assert {account for account in opening if opening[account] != closing[account]} == {
        "2010",
        "2019",
    }
    assert sum(opening.values()) == 0
    assert fits_itself(sie)


@pytest.mark.parametrize(
    ("fault", "corrects"), [("altered_voucher", None), ("corrected_delivery", "2013-VB")]
)
def test_a_redelivery_with_one_altered_voucher(
    fault: str, corrects: str | None, ledgers: dict[int, SieFile], faulty: Faulty
) -> None:
    _, first, second = faulty(fault)
    assert first.content == ledgers[2013].content
    assert second.folder.name == "2013-VB-2"
    assert second.manifest["created"] > first.manifest["created"]
    assert second.manifest["bokslut"]["corrects"] == corrects
    assert ("reason" in second.manifest["bokslut"]) == (corrects is not None)
    before, after = ledgers[2013].vouchers, read_sie(second.content)
    changed = [(a, b) for a, b in zip(before, after.vouchers, strict=True) if a != b]
    assert len(changed) == 1
    was, is_now = (
        sum((abs(row.amount) for row in voucher.rows), Decimal(0)) / 2 for voucher in changed[0]
    )
    assert is_now - was == 1000
    assert fits_itself(after)


def test_every_fault_says_what_it_does() -> None:
    assert all(fault.effect.endswith(".") for fault in FAULTS.values())


def test_an_unknown_fault_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no fault named 'typo'") as raised:
        simulate(tmp_path, faults=["typo"])
    assert all(name in raised.value.remedy for name in FAULTS)
    assert not list(tmp_path.iterdir())


def test_two_redeliveries_exclude_one_another(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="altered_voucher and corrected_delivery"):
        simulate(tmp_path, faults=["corrected_delivery", "altered_voucher"])


@pytest.mark.parametrize("options", [{"scale": 0}, {"scale": float("nan")}, {"seed": -1}])
def test_numbers_out_of_range_are_refused(options: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"out of range|negative"):
        simulate(tmp_path, **options)


def test_an_unknown_system_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no system named 'lisa'") as raised:
        simulate(tmp_path, systems=["lisa"])
    assert "ledger" in raised.value.remedy
