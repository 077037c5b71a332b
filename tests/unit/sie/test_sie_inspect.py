"""What ``inspect`` reports one file."""

from __future__ import annotations

import json

import pytest

from orchestration.sie import inspect, render


@pytest.fixture
def described(tmp_path, valid):
    def described(content: str = valid, name: str = "ledger.se"):
        path = tmp_path / name
        path.write_bytes(content.encode("cp437"))
        return inspect(path)

    return described


def test_the_object_has_the_stable_keys_and_is_json(described):
    found = json.loads(json.dumps(described()))
    assert (found["company"], found["org_number"], found["sie_type"]) == (
        "Servicenämnden",
        "212000-0142",
        "4E",
    )
    assert (found["accounts"], found["vouchers"], found["transactions"]) == (4, 2, 4)
    assert found["fiscal_years"][0] == {"year": 0, "start": "2013-01-01", "end": "2013-12-31"}
    assert found["opening_balance"] == {"1930": "100.00", "2440": "-100.00"}
    assert found["closing_balance"] == {"1930": "150.00", "2440": "-100.00"}
    assert found["result"] == {"3010": "-250.00", "5010": "200.00"}
    assert found["findings"] == []


def test_sums_are_of_account_totals_only(described, valid):
    found = described(
        valid.replace("#RES 0 3010 -250.00", '#RES 0 3010 -250\n#RES 0 3010 {1 "4010"} -250')
    )
    assert found["result"]["3010"] == "-250.00"


def test_an_import_file_has_no_sums(described, valid):
    lines = [
        line
        for line in valid.splitlines()
        if not line.startswith(("#RAR", "#IB", "#UB", "#RES", "#P"))
    ]
    found = described("\n".join([lines[0], "#PROGRAM x 1", *lines[1:]]) + "\n", "a.si")
    assert (
        found["sie_type"],
        found["opening_balance"],
        found["closing_balance"],
        found["result"],
    ) == ("4I", {}, {}, {})


def test_findings_are_told_as_objects(described, valid):
    found = described(valid.replace("{} 250.00", "{} 250.01"))["findings"]
    voucher = next(finding for finding in found if finding["severity"] == "error")
    assert voucher | {"message": ""} == {
        "severity": "error", "line": 29, "code": "voucher_unbalanced", "field": "belopp", "value": "0.01",
        "message": "",
    }  # fmt: skip


def test_people_see_errors_first_then_the_sums_of_each_account(described, valid):
    text = render(described(valid.replace("{} 250.00", "{} 250.01").replace("212000-0142", "x")))
    assert text.index("voucher_unbalanced") < text.index("org_number") < text.index("Löner")
    assert "Findings: 1 error, 2 warnings" in text
    assert text.splitlines()[-1].split() == ["5010", "Löner", "200.00"]
    assert "line 29" in text


def test_people_see_names_whole_and_amounts_in_groups(described, valid):
    name = "Löner, arvoden och andra ersättningar till anställda"
    text = render(
        described(
            valid.replace('"Löner"', f'"{name}"').replace("#RES 0 5010 200", "#RES 0 5010 1234200")
        )
    )
    heading, _, *accounts = text[text.index("Account") :].splitlines()
    assert name in accounts[-1]
    assert accounts[-1].endswith(" 1 234 200.00")
    assert {len(line) for line in accounts} == {len(heading)}


def test_people_are_told_what_to_do_about_errors(described, valid):
    text = render(
        described(valid.replace("{} 250.00", "{} 250.01").replace("#VER A 2", "#VER A 1"))
    )
    _, _, said = text.partition("  it has errors\n    What to do: ")
    assert "Correct the voucher in the ledger, and export again" in said
    assert "Give one of the two vouchers another number" in said


def test_people_are_told_that_nothing_was_found(described):
    assert "No findings" in render(described())
