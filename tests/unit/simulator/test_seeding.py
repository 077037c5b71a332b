"""A fault changes what it says in one file of 2013 and nothing else, and its manifest describes the faulty file."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections import Counter
from copy import deepcopy
from decimal import Decimal
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from orchestration.contracts import read_contracts
from orchestration.core.errors import UsageError
from orchestration.simulator import FAULTS, SYSTEMS, simulate
from orchestration.simulator.delivery import Delivery, Resource
from orchestration.simulator.faults.fault import Target
from orchestration.simulator.faults.rows import ROW_FAULTS
from orchestration.simulator.faults.seeding import seed_files, share_out

# Short tests, so many that `make check` leaves them out.
pytestmark = pytest.mark.slow

YEARLY = ("surveys", "goals", "registers")


@cache
def good(system: str) -> list[Delivery]:
    return list(SYSTEMS[system](seed=2013, scale=0.02))


def faulty(system: str, fault: str) -> list[Delivery]:
    return list(seed_files(deepcopy(good(system)), [fault], read_contracts()))


def changed(system: str, fault: str) -> tuple[Resource, Resource]:
    """The first resource whose bytes a fault changed: before, after."""
    before, after = good(system)[1].resources, faulty(system, fault)[1].resources
    pairs = zip(before, after, strict=True)
    return next((was, now) for was, now in pairs if was.described != now.described)


def lines(resource: Resource) -> list[str]:
    return resource.described.decode("iso-8859-1").split("\r\n")


@pytest.mark.parametrize(
    ("system", "fault"),
    [
        (system, name)
        for name, each in ROW_FAULTS.items()
        for system in YEARLY
        if system in each.systems
    ],
)
def test_the_manifest_of_wrong_rows_describes_the_file_as_it_is(system: str, fault: str) -> None:
    for resource in faulty(system, fault)[1].resources:
        assert resource.content is not None
        descriptor = resource.descriptor()
        assert descriptor["bytes"] == len(resource.content)
        assert descriptor["hash"] == f"sha256:{hashlib.sha256(resource.content).hexdigest()}"


@pytest.mark.parametrize(
    "fault", [name for name, each in ROW_FAULTS.items() if "registers" in each.systems]
)
def test_2012_and_the_other_files_of_2013_are_not_touched(fault: str) -> None:
    before, after = good("registers"), faulty("registers", fault)
    assert before[0] == after[0]
    differing = [
        now.path
        for was, now in zip(before[1].resources, after[1].resources, strict=True)
        if was != now
    ]
    assert len(differing) == 1


@pytest.mark.parametrize(
    ("fault", "written"),
    [
        ("decimal_point", "1234.50"),
        ("thousands_separator", "1 234,50"),
        ("trailing_minus", "1234,50-"),
    ],
)
def test_an_amount_in_another_form_is_in_one_row_and_the_manifest_keeps_what_was_meant(
    fault: str, written: str
) -> None:
    was, now = changed("registers", fault)
    pairs = zip(lines(was), lines(now), strict=True)
    (line,) = [after for before, after in pairs if before != after]
    assert written in line.split(";")
    assert now.bokslut == was.bokslut


def test_a_row_that_comes_twice_is_counted_and_summed_twice() -> None:
    was, now = changed("surveys", "duplicate_row")
    assert now.bokslut["rows"] == was.bokslut["rows"] + 1
    assert (Counter(lines(now)) - Counter(lines(was))).total() == 1
    assert set(lines(now)) == set(lines(was))


def test_a_negative_wait_is_in_the_control_total() -> None:
    delivery = next(each for each in deepcopy(good("contact_centre")) if each.name == "2013-01")
    calls = next(each for each in delivery.resources if each.bokslut["entity"] == "calls")
    before = Decimal(calls.bokslut["control_totals"]["sum_wait_seconds"])
    old = gzip.decompress(calls.described).splitlines()
    fault = FAULTS["negative_wait"].file
    assert fault is not None
    assert fault(Target(delivery, calls, read_contracts()["contact_centre", "calls"]))
    new = gzip.decompress(calls.described).splitlines()
    assert sum(a != b for a, b in zip(old, new, strict=True)) == 1
    assert Decimal(calls.bokslut["control_totals"]["sum_wait_seconds"]) < before


def test_a_column_added_renamed_or_retyped_is_so_in_every_row() -> None:
    def column(resource: Resource, name: str) -> set[str]:
        text = io.StringIO(resource.described.decode("iso-8859-1"), newline="")
        return {row[name] for row in csv.DictReader(text, delimiter=";")}

    assert column(changed("registers", "added_column")[1], "anteckning") == {"x"}
    was, now = changed("registers", "renamed_column")
    assert column(now, "inkom_datum_ny") == column(was, "inkom_datum")
    retyped = column(changed("registers", "retyped_column")[1], "inkom_datum")
    assert all(value.startswith("ca 2013-") for value in retyped)


def test_a_workbook_without_a_sheet_has_all_others_and_the_same_bytes_each_time() -> None:
    was, now = changed("goals", "workbook_without_sheet")

    def sheets(resource: Resource) -> list[str]:
        return openpyxl.load_workbook(io.BytesIO(resource.described)).sheetnames

    assert len(set(sheets(was)) - set(sheets(now))) == 1
    assert set(sheets(now)) < set(sheets(was))
    assert faulty("goals", "workbook_without_sheet")[1].resources[0].described == now.described


def test_a_fault_goes_to_the_first_system_that_can_have_it() -> None:
    shared = share_out(["wrong_hash", "decimal_point"], ["surveys", "registers", "ledger"])
    assert shared == {"surveys": ("wrong_hash",), "registers": ("decimal_point",), "ledger": ()}


def test_a_fault_that_no_system_named_can_have_is_refused_with_those_that_can(
    tmp_path: Path,
) -> None:
    with pytest.raises(
        UsageError, match="'unbalanced_voucher' cannot be seeded in surveys"
    ) as raised:
        simulate(tmp_path, systems=["surveys"], faults=["unbalanced_voucher"])
    assert "ledger" in raised.value.remedy
    assert not list(tmp_path.iterdir())


def test_a_fault_that_finds_nothing_to_spoil_says_so() -> None:
    ascii_only = deepcopy(good("surveys"))
    for resource in ascii_only[1].resources:
        resource.described = resource.described.decode("iso-8859-1").encode("ascii", "replace")
    with pytest.raises(UsageError, match="'wrong_encoding' could spoil"):
        list(seed_files(ascii_only, ["wrong_encoding"], read_contracts()))


def test_several_faults_are_seeded_in_one_delivery() -> None:
    made = list(
        seed_files(deepcopy(good("registers")), ["wrong_hash", "unknown_code"], read_contracts())
    )[1]
    assert sum(resource.sha256 is not None for resource in made.resources) == 1
    spoiled = [resource for resource in made.resources if b";okand" in resource.described]
    assert len(spoiled) == 1
