"""A delivery is what its manifest says, or it is refused with words that help."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.loading.deliveries import (
    DeliveryError,
    find_deliveries,
    read_delivery,
    verify_files,
)

CONTENT = b"#FLAGGA 0\n"


def manifest(**changes: Any) -> dict[str, Any]:
    return {
        "name": "ledger-2013",
        "created": "2014-01-20T06:00:00+01:00",
        "bokslut": {"system": "ledger", "period": {"from": "2013-01-01", "to": "2013-12-31"}},
        "resources": [
            {
                "name": "ledger",
                "path": "ledger_2013.se",
                "bytes": len(CONTENT),
                "hash": f"sha256:{hashlib.sha256(CONTENT).hexdigest()}",
                "bokslut": {"entity": "ledger", "rows": 0, "control_totals": {"vouchers": 0}},
            }
        ],
    } | changes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "landing" / "ledger" / "2013-VB"
    folder.mkdir(parents=True)
    (folder / "ledger_2013.se").write_bytes(CONTENT)
    write(folder, manifest())
    return folder


def write(folder: Path, content: Any) -> None:
    (folder / "datapackage.json").write_text(json.dumps(content), "utf-8")


def refusal(folder: Path) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        verify_files(read_delivery(folder))
    return caught.value


def test_a_delivery_is_read_and_its_files_verified(folder: Path) -> None:
    delivery = read_delivery(folder)
    verify_files(delivery)
    assert (delivery.system, delivery.name, str(delivery.period_from)) == (
        "ledger",
        "2013-VB",
        "2013-01-01",
    )
    assert delivery.resources[0].control_totals == {"vouchers": "0"}


def test_the_digest_is_the_same_for_the_same_content_and_another_for_other_content(
    folder: Path,
) -> None:
    first = read_delivery(folder).content_digest
    assert read_delivery(folder).content_digest == first
    changed = manifest()
    changed["resources"][0]["hash"] = "sha256:" + "0" * 64
    write(folder, changed)
    assert read_delivery(folder).content_digest != first


def test_another_promise_about_the_same_file_is_another_delivery(folder: Path) -> None:
    first = read_delivery(folder).content_digest
    changed = manifest()
    changed["resources"][0]["bokslut"]["control_totals"]["vouchers"] = 1
    write(folder, changed)
    assert read_delivery(folder).content_digest != first


def test_a_folder_that_is_still_being_copied_is_left_alone(folder: Path) -> None:
    folder.rename(folder.with_name("2013-VB.part"))
    with pytest.raises(DeliveryError, match="no delivery"):
        find_deliveries(folder.parent.parent)


def test_a_missing_landing_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="no landing folder") as caught:
        find_deliveries(tmp_path / "nowhere")
    assert "simulate" in str(caught.value)


def test_a_file_outside_any_delivery_is_refused_as_a_file_without_a_manifest(folder: Path) -> None:
    (folder.parent / "stray.se").write_bytes(CONTENT)
    with pytest.raises(DeliveryError, match=r"stray\.se.*without a manifest"):
        find_deliveries(folder.parent.parent)


def test_a_delivery_without_manifest_is_refused(folder: Path) -> None:
    (folder / "datapackage.json").unlink()
    assert refusal(folder).code == "manifest_missing"


def test_a_manifest_that_is_no_json_is_refused(folder: Path) -> None:
    (folder / "datapackage.json").write_text("{", "utf-8")
    assert refusal(folder).code == "manifest_unreadable"


def test_a_manifest_without_its_file_is_refused(folder: Path) -> None:
    (folder / "ledger_2013.se").unlink()
    assert refusal(folder).code == "file_missing"


def test_a_file_that_the_manifest_does_not_name_is_refused(folder: Path) -> None:
    (folder / "more.se").write_bytes(CONTENT)
    assert refusal(folder).code == "file_not_in_manifest"


def test_an_empty_file_is_refused_as_empty(folder: Path) -> None:
    (folder / "ledger_2013.se").write_bytes(b"")
    assert refusal(folder).code == "file_empty"


def test_a_changed_file_is_refused_by_its_hash(folder: Path) -> None:
    (folder / "ledger_2013.se").write_bytes(b"#FLAGGA 1\n")
    assert refusal(folder).code == "hash_mismatch"


def test_an_entity_that_stands_twice_in_a_manifest_is_named(folder: Path) -> None:
    content = manifest()
    content["resources"] *= 2
    write(folder, content)
    error = refusal(folder)
    assert "field resources[1].bokslut.entity" in error.message
    assert "'ledger'" in error.message


@pytest.mark.parametrize(
    ("place", "value", "field", "expected"),
    [
        (("created",), "2014-01-20", "created", "a time with its offset"),
        (("created",), None, "created", "text"),
        (("bokslut", "system"), 7, "bokslut.system", "text"),
        (("bokslut", "system"), "payroll", "bokslut.system", "folder it lies in"),
        (("bokslut", "period", "from"), "2013-13-01", "bokslut.period.from", "YYYY-MM-DD"),
        (
            ("bokslut", "corrects"),
            "2013-T2",
            "bokslut.reason",
            "why the earlier delivery is corrected",
        ),
        (("resources",), [], "resources", "at least one object"),
        (
            ("resources", 0, "path"),
            "../../etc/passwd",
            "resources[0].path",
            "inside the delivery's folder",
        ),
        (("resources", 0, "hash"), "md5:abc", "resources[0].hash", "sha256:"),
        (("resources", 0, "bytes"), -1, "resources[0].bytes", "a whole number"),
        (("bokslut", "period", "to"), "2012-12-31", "bokslut.period.to", "a day from 2013-01-01"),
        (
            ("resources", 0, "bokslut", "rows"),
            "many",
            "resources[0].bokslut.rows",
            "a whole number",
        ),
    ],
)
def test_a_manifest_field_that_is_wrong_is_named_with_its_value_and_what_was_expected(
    folder: Path, place: tuple[str | int, ...], value: Any, field: str, expected: str
) -> None:
    content: Any = manifest()
    target = content
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    write(folder, content)
    error = refusal(folder)
    assert error.code == "manifest_field"
    assert expected in error.message
    assert f"field {field}: it " in error.message
