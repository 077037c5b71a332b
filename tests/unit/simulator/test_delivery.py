"""A delivery is a data package that describes its files, and appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import Delivered, SieFile

from orchestration.core.errors import ExternalError
from orchestration.simulator import simulate
from orchestration.simulator.delivery import Delivery, Resource, write_delivery

pytestmark = pytest.mark.slow


def delivery(content: bytes) -> Delivery:
    resource = Resource("a.txt", "txt", "utf-8", content, content)
    return Delivery(
        "ledger", "2013-VB", "Titel", "2014-01-20T06:00:00+01:00", "Källa", ("a", "b"), [resource]
    )


@pytest.mark.parametrize("year", [2012, 2013])
def test_manifest_describes_the_ledger_file(
    delivered: dict[int, Delivered], ledgers: dict[int, SieFile], year: int
) -> None:
    manifest, content, sie = delivered[year].manifest, delivered[year].content, ledgers[year]
    debit = sum(row.amount for _, row in sie.rows() if row.amount > 0)
    assert delivered[year].folder.parts[-2:] == ("ledger", f"{year}-VB")
    assert manifest["name"] == f"ledger-{year}-vb"
    assert manifest["created"].startswith(f"{year + 1}-01-2")
    assert manifest["bokslut"] == {
        "system": "ledger",
        "period": {"from": f"{year}-01-01", "to": f"{year}-12-31"},
        "corrects": None,
    }
    (resource,) = manifest["resources"]
    assert resource["path"] == f"ledger_{year}.se"
    assert resource["bytes"] == len(content)
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert resource["bokslut"] == {
        "entity": "ledger",
        "rows": len(sie.rows()),
        "control_totals": {
            "vouchers": len(sie.vouchers),
            "debit_sek": str(debit),
            "credit_sek": str(debit),
        },
    }
    assert Decimal(resource["bokslut"]["control_totals"]["credit_sek"]) > 0


def test_a_delivery_replaces_the_earlier_one_whole(tmp_path: Path) -> None:
    (write_delivery(tmp_path, delivery(b"one")) / "left_over.txt").write_bytes(b"")
    folder = write_delivery(tmp_path, delivery(b"two"))
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "datapackage.json"]
    assert (folder / "a.txt").read_bytes() == b"two"
    assert [path.name for path in folder.parent.iterdir()] == ["2013-VB"]


def test_a_write_that_fails_leaves_the_earlier_delivery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_delivery(tmp_path, delivery(b"one"))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ExternalError, match="No space left on device"):
        write_delivery(tmp_path, delivery(b"two"))
    assert (folder / "a.txt").read_bytes() == b"one"
    visible = [path.name for path in folder.parent.iterdir() if not path.name.startswith(".")]
    assert visible == ["2013-VB"]


def test_a_landing_folder_that_is_a_file_is_explained(tmp_path: Path) -> None:
    (tmp_path / "landing").write_text("")
    with pytest.raises(ExternalError, match="could not be written"):
        simulate(tmp_path / "landing", scale=0.02)


def test_the_files_that_have_fewer_rows_at_a_smaller_scale_say_that_they_are_samples(
    tmp_path: Path,
) -> None:
    def samples(scale: float) -> dict[str, object]:
        written = simulate(tmp_path, systems=("contact_centre", "goals"), scale=scale)
        return {
            f"{folder.parent.name}/{resource['bokslut']['entity']}": resource["bokslut"][
                "sample_share"
            ]
            for folder in written
            for resource in json.loads((folder / "datapackage.json").read_bytes())["resources"]
            if "sample_share" in resource["bokslut"]
        }

    fewer = ("contact_centre/cases", "contact_centre/calls", "contact_centre/switchboard_calls")
    assert samples(0.002) == dict.fromkeys((*fewer, "goals/volumes"), 0.002)
