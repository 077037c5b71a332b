"""A delivery is what its manifest says, or it is refused with words that help."""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from orchestration.loading.delivered_files import measure
from orchestration.loading.deliveries import (
    check_created,
    find_deliveries,
    read_delivery,
    verify_files,
)
from orchestration.loading.delivery_error import DeliveryError
from orchestration.loading.manifest_form import SCHEMA_FILE, json_schema

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
    assert find_deliveries(folder.parent.parent) == [folder, folder.parent / "stray.se"]
    with pytest.raises(DeliveryError, match=r"stray\.se.*without a manifest"):
        read_delivery(folder.parent / "stray.se")


def test_a_delivery_without_manifest_is_refused(folder: Path) -> None:
    (folder / "datapackage.json").unlink()
    assert refusal(folder).code == "manifest_missing"


def test_a_manifest_that_is_not_json_is_refused(folder: Path) -> None:
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
        (("created",), None, "created", "a time with its offset"),
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
        (("resources", 0, "bytes"), 10**400, "resources[0].bytes", "at most 18 digits"),
        (("resources", 0, "bytes"), True, "resources[0].bytes", "a whole number"),
        (("resources", 0, "path"), "a" * 300, "resources[0].path", "inside the delivery's folder"),
        (("resources", 0, "path"), "a//b", "resources[0].path", "inside the delivery's folder"),
        (("resources", 0, "path"), "\ud800", "resources[0].path", "inside the delivery's folder"),
        (("bokslut", "system"), "led\x1b[2Jger", "bokslut.system", "without control characters"),
        (("bokslut", "reason"), "so \u202e written", "bokslut.reason", "is corrected"),
        (("bokslut", "periode"), {}, "bokslut.periode", "one of corrects, period, reason, system"),
        (("bokslut", "period"), "2013", "bokslut.period", "an object"),
        (("bokslut", "period", "from"), "9999-01-01", "bokslut.period.from", "to 2199-12-31"),
        (("bokslut", "period", "from"), "20130101", "bokslut.period.from", "YYYY-MM-DD"),
        (("resources", 0), "x", "resources[0]", "an object"),
        (
            ("resources", 0, "bokslut", "control_totals"),
            7,
            "resources[0].bokslut.control_totals",
            "an object",
        ),
        *(
            (
                ("resources", 0, "bokslut", "control_totals", "debit_sek"),
                total,
                "resources[0].bokslut.control_totals.debit_sek",
                "a number",
            )
            for total in ("sNaN", "39_135", "٣٩١٣٥", "1e5", "", True, [1])
        ),
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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"created": ' + b"9" * 5000 + b"}", "digits"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"created": "\xe5"}', "utf-8"),
        (b"", "Expecting value"),
    ],
    ids=["long number", "deep nesting", "Latin-1", "empty"],
)
def test_a_manifest_that_json_does_not_take_is_refused_with_the_reason(
    folder: Path, content: bytes, said: str
) -> None:
    (folder / "datapackage.json").write_bytes(content)
    error = refusal(folder)
    assert error.code == "manifest_unreadable"
    assert said in error.message


def test_a_key_that_a_manifest_gives_twice_is_named(folder: Path) -> None:
    text = json.dumps(manifest()).replace('"rows": 0', '"rows": 0, "rows": 1')
    (folder / "datapackage.json").write_text(text, "utf-8")
    assert "field rows: it is given twice" in refusal(folder).message


def test_a_manifest_that_is_too_long_is_refused_by_the_limit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOKSLUT_LIMIT_MANIFEST_BYTES", "100")
    error = refusal(folder)
    assert error.code == "limit"
    assert "the limit manifest_bytes is 100" in error.message
    assert "BOKSLUT_LIMIT_MANIFEST_BYTES" in error.remedy


def test_other_keys_of_the_data_package_standard_are_let_be(folder: Path) -> None:
    content = manifest(title="The ledger", licenses=[])
    content["resources"][0] |= {"mediatype": "text/plain", "schema": {}}
    write(folder, content)
    assert read_delivery(folder).system == "ledger"


def test_the_committed_schema_of_manifests_is_current() -> None:
    # To write it: python -c "from orchestration.loading.manifest_form import *; SCHEMA_FILE.write_text(json_schema())"
    assert SCHEMA_FILE.read_text("utf-8") == json_schema()


@pytest.mark.parametrize("kind", ["link", "fifo", "folder", "device"])
@pytest.mark.parametrize("name", ["ledger_2013.se", "datapackage.json"])
def test_what_is_not_a_regular_file_is_refused_without_being_waited_for(
    folder: Path, tmp_path: Path, name: str, kind: str
) -> None:
    path = folder / name
    outside = tmp_path / "outside"
    path.rename(outside)
    match kind:
        case "link":
            path.symlink_to(outside)
        case "fifo":
            os.mkfifo(path)
        case "folder":
            path.mkdir()
        case "device":
            path.symlink_to("/dev/zero")
    assert refusal(folder).code in ("not_a_file", "file_missing")


def test_a_file_behind_a_linked_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    content = manifest()
    content["resources"][0]["path"] = "inner/ledger_2013.se"
    write(folder, content)
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / "ledger_2013.se").rename(outside / "ledger_2013.se")
    (folder / "inner").symlink_to(outside)
    assert refusal(folder).code == "not_a_file"
    with pytest.raises(DeliveryError, match="cannot be read"):
        measure(folder, "inner/ledger_2013.se")


def test_the_copy_of_a_file_is_what_was_hashed(folder: Path, tmp_path: Path) -> None:
    copies = verify_files(read_delivery(folder), tmp_path)
    assert copies["ledger_2013.se"].read_bytes() == CONTENT
    (folder / "ledger_2013.se").write_bytes(b"#FLAGGA 1\n")
    assert copies["ledger_2013.se"].read_bytes() == CONTENT


def test_a_name_is_the_same_in_both_forms_of_unicode(folder: Path) -> None:
    content = manifest()
    content["resources"][0]["path"] = unicodedata.normalize("NFC", "upphandlingar_år.se")
    write(folder, content)
    (folder / "ledger_2013.se").rename(folder / unicodedata.normalize("NFD", "upphandlingar_år.se"))
    verify_files(read_delivery(folder))


def test_of_two_files_with_the_same_name_in_both_forms_one_is_not_in_the_manifest(
    folder: Path,
) -> None:
    content = manifest()
    content["resources"][0]["path"] = unicodedata.normalize("NFC", "år.se")
    write(folder, content)
    for form in ("NFC", "NFD"):
        (folder / unicodedata.normalize(form, "år.se")).write_bytes(CONTENT)
    (folder / "ledger_2013.se").unlink()
    assert refusal(folder).code == "file_not_in_manifest"


def test_folders_that_are_nested_too_deep_are_refused(folder: Path) -> None:
    deep = folder
    for _ in range(400):
        deep = deep / "d"
    deep.mkdir(parents=True)
    error = refusal(folder)
    assert error.code == "limit"
    assert "folder_depth" in error.message


@pytest.mark.parametrize("name", [b"2013\x1b[2J", b"2013\nFake: line", b"2013-\xe5r", b"2" * 240])
def test_a_folder_whose_name_cannot_be_kept_is_refused_and_shown_on_one_line(
    folder: Path, name: bytes
) -> None:
    renamed = Path(os.fsdecode(os.fsencode(folder.parent) + b"/" + name))
    folder.rename(renamed)
    error = refusal(renamed)
    assert error.code == "folder_name"
    assert error.message.isprintable()


def test_a_delivery_that_was_made_in_the_future_is_refused(folder: Path) -> None:
    check_created(read_delivery(folder))
    write(folder, manifest(created="2099-01-01T00:00:00+01:00"))
    with pytest.raises(DeliveryError, match="2099") as caught:
        check_created(read_delivery(folder))
    assert caught.value.code == "created_in_the_future"


def test_a_file_that_is_a_sample_says_so_and_is_another_delivery_than_the_whole(
    folder: Path,
) -> None:
    whole = read_delivery(folder)
    content = manifest()
    content["resources"][0]["bokslut"]["sample_share"] = 0.05
    write(folder, content)
    sample = read_delivery(folder)
    assert whole.resources[0].sample_share is None
    assert str(sample.resources[0].sample_share) == "0.05"
    assert sample.content_digest != whole.content_digest


@pytest.mark.parametrize("share", [0, 1, 1.5, -0.1, True, "0.05", "half"])
def test_a_share_that_is_not_one_of_a_sample_is_refused(folder: Path, share: object) -> None:
    content = manifest()
    content["resources"][0]["bokslut"]["sample_share"] = share
    write(folder, content)
    said = str(refusal(folder))
    assert "resources[0].bokslut.sample_share" in said
    assert "expected a share between 0 and 1, such as 0.05" in said
