"""One bad delivery harms no other: whatever it is, it is refused, kept in quarantine, and the rest is loaded."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest

from orchestration.core.errors import RefusedError
from orchestration.core.settings import Settings
from orchestration.loading import load_deliveries, reading
from orchestration.loading.arrivals import arrivals
from orchestration.loading.views import register_views

WORKBOOK = """
title: Plans
description: One row per plan.
owner: planner
frequency: year
due_days: 5
format: xlsx
sheet: Plan
bad_row: refuse
schema:
  primaryKey: [plan]
  fields:
    - {name: plan, type: string, description: The plan., constraints: {required: true}}
"""
TEXT = """
title: Notes
description: One row per note.
owner: planner
frequency: year
due_days: 5
format: csv
encoding: utf-8
bad_row: refuse
schema:
  primaryKey: [note]
  fields:
    - {name: note, type: string, description: The note., constraints: {required: true}}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    settings = Settings(tmp_path / "landing", tmp_path / "warehouse", tmp_path / "contracts")
    for entity, text in (("plan", WORKBOOK), ("note", TEXT)):
        path = settings.contracts / "plans" / f"{entity}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    yield settings
    # Folders nested deeper than Python's own removal, and so pytest's, can follow.
    subprocess.run(["rm", "-rf", settings.landing, settings.quarantine], check=True)


def deliver(
    settings: Settings, name: str, content: bytes, *, entity: str = "note", path: str = "notes.csv"
) -> Path:
    folder = settings.landing / "plans" / name
    folder.mkdir(parents=True)
    (folder / path).write_bytes(content)
    year = name.replace("[", "")[:4]
    manifest = {
        "created": f"{year}-12-31T06:00:00+01:00",
        "bokslut": {"system": "plans", "period": {"from": f"{year}-01-01", "to": f"{year}-12-31"}},
        "resources": [
            {
                "path": path,
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "bokslut": {"entity": entity, "rows": 1},
            }
        ],
    }
    (folder / "datapackage.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def note(text: str) -> bytes:
    return f"note\n{text}\n".encode()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.create_sheet("Plan", 0)
    for row in (["plan"], ["A"]):
        book["Plan"].append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one of its parts changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return target.getvalue()


def notes_loaded(settings: Settings) -> list[str]:
    with duckdb.connect() as connection:
        register_views(connection, settings.raw, [])
        rows = connection.execute("select note from raw.plans_note order by note").fetchall()
    return [text for (text,) in rows]


def refused(settings: Settings) -> str:
    with pytest.raises(RefusedError) as caught:
        load_deliveries(settings)
    return str(caught.value)


def cut_sheet(settings: Settings) -> None:
    cut = with_part(workbook(), "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2])
    deliver(settings, "2012", cut, entity="plan", path="plan.xlsx")


def long_number(settings: Settings) -> None:
    def change(xml: bytes) -> bytes:
        return xml.replace(
            b"</row></sheetData>", b'<c r="B2"><v>' + b"9" * 5000 + b"</v></c></row></sheetData>"
        )

    content = with_part(workbook(), "xl/worksheets/sheet1.xml", change)
    deliver(settings, "2012", content, entity="plan", path="plan.xlsx")


def deep_manifest(settings: Settings) -> None:
    folder = deliver(settings, "2012", note("x"))
    (folder / "datapackage.json").write_text("[" * 100_000, "utf-8")


def manifest_is_a_fifo(settings: Settings) -> None:
    folder = deliver(settings, "2012", note("x"))
    (folder / "datapackage.json").unlink()
    os.mkfifo(folder / "datapackage.json")


def looping_link(settings: Settings) -> None:
    (deliver(settings, "2012", note("x")) / "loop").symlink_to("loop")


def link_to_everything(settings: Settings) -> None:
    (deliver(settings, "2012", note("x")) / "zeros").symlink_to("/dev/zero")


def deep_folders(settings: Settings) -> None:
    deep = deliver(settings, "2012", note("x")).joinpath(*["d"] * 1200)
    for parent in (*reversed(deep.parents), deep):
        parent.mkdir(exist_ok=True)


def name_that_is_not_utf_8(settings: Settings) -> None:
    folder = deliver(settings, "2012", note("x"))
    os.rename(os.fsencode(folder), os.fsencode(folder.parent) + b"/2012-\xe5r")  # noqa: PTH104


def file_without_a_delivery(settings: Settings) -> None:
    (settings.landing / "plans").mkdir(parents=True)
    (settings.landing / "plans" / "stray.csv").write_bytes(note("x"))


def long_header(settings: Settings) -> None:
    deliver(settings, "2012", b"a" * 200_000 + b";note\nx;y\n")


@pytest.mark.parametrize(
    "bad",
    [
        cut_sheet,
        long_number,
        deep_manifest,
        manifest_is_a_fifo,
        looping_link,
        link_to_everything,
        deep_folders,
        name_that_is_not_utf_8,
        file_without_a_delivery,
        long_header,
    ],
)
def test_a_bad_delivery_is_refused_and_kept_and_every_other_is_loaded(
    settings: Settings, bad: Callable[[Settings], None]
) -> None:
    bad(settings)
    deliver(settings, "2011", note("before"))
    deliver(settings, "2013", note("after"))
    assert len(arrivals(settings).complete) in (2, 3)
    message = refused(settings)
    assert message.count("Kept in quarantine") == 1
    assert "Traceback" not in message
    assert notes_loaded(settings) == ["after", "before"]
    (kept,) = settings.quarantine.rglob("reason.json")
    assert json.loads(kept.read_text("utf-8"))["message"] in message
    assert not [path for path in settings.quarantine.rglob("*") if path.is_symlink()]
    assert not list(settings.raw.glob(".*"))


def test_an_error_that_no_reader_foresees_refuses_one_delivery_and_is_logged_without_its_data(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(settings, "2012", note("secret"))
    deliver(settings, "2013", note("after"))
    read = reading.read_rows

    def fail(connection: object, contract: object, origin: reading.Origin, target: Path) -> object:
        if origin.period and origin.period[0].year == 2012:
            raise IndexError("secret")
        return read(connection, contract, origin, target)  # pyrefly: ignore[bad-argument-type]

    monkeypatch.setattr(reading, "read_rows", fail)
    assert "IndexError" in refused(settings)
    assert notes_loaded(settings) == ["after"]
    log = "".join(path.read_text("utf-8") for path in settings.logs.iterdir())
    assert "delivery_unreadable" in log
    assert "test_hostile_deliveries.py" in log
    assert "secret" not in log
    (reason,) = settings.quarantine.rglob("reason.json")
    assert "IndexError: secret" in json.loads(reason.read_text("utf-8"))["traceback"]


def test_a_name_with_the_signs_of_a_pattern_means_itself(settings: Settings) -> None:
    deliver(settings, "2013", note("old"))
    deliver(settings, "2014*", note("another"), path="x[1]?.csv")
    folder = deliver(settings, "201[3]", note("corrected"))
    (deliver(settings, "2015", note("x")) / "x1.csv").write_bytes(note("none of these"))
    manifest = json.loads((folder / "datapackage.json").read_text("utf-8"))
    manifest["created"] = "2014-02-01T06:00:00+01:00"
    manifest["bokslut"] |= {"corrects": "2013", "reason": "A wrong text."}
    (folder / "datapackage.json").write_text(json.dumps(manifest), "utf-8")
    assert "x1.csv" in refused(settings)
    assert notes_loaded(settings) == ["another", "corrected"]


def test_a_file_that_is_replaced_after_it_was_verified_is_not_what_is_loaded(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = deliver(settings, "2013", note("verified"))
    read = reading.read_rows

    def replace_and_read(*args: object) -> object:
        (folder / "notes.csv").write_bytes(note("replaced"))
        return read(*args)  # pyrefly: ignore[bad-argument-type]

    monkeypatch.setattr(reading, "read_rows", replace_and_read)
    load_deliveries(settings)
    assert notes_loaded(settings) == ["verified"]


def test_a_correction_is_said_to_lack_what_it_corrects_which_does_not_count_when_it_comes_later(
    settings: Settings,
) -> None:
    later = deliver(settings, "2013", note("later"))
    manifest = json.loads((later / "datapackage.json").read_text("utf-8"))
    manifest["created"] = "2014-06-01T06:00:00+01:00"
    manifest["bokslut"] |= {"corrects": "2013-first", "reason": "A wrong text."}
    (later / "datapackage.json").write_text(json.dumps(manifest), "utf-8")
    said: list[str] = []
    load_deliveries(settings, said.append)
    assert any("they correct 2013-first, which has not been loaded" in line for line in said)
    deliver(settings, "2013-first", note("first"))
    said = []
    load_deliveries(settings, said.append)
    assert any("they do not count, since 2013 was created later" in line for line in said)
    assert not any("has not been loaded" in line for line in said)


def test_a_delivery_dated_in_the_future_is_refused_before_it_counts(settings: Settings) -> None:
    folder = deliver(settings, "2013", note("x"))
    text = (folder / "datapackage.json").read_text("utf-8")
    (folder / "datapackage.json").write_text(
        text.replace("2013-12-31T06", "2041-12-31T06"), "utf-8"
    )
    assert "2041" in refused(settings)
    assert not list(settings.raw.glob("plans/*"))


def test_a_file_that_takes_longer_than_the_limit_is_refused_by_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(settings, "2012", note("slow"))
    deliver(settings, "2013", note("after"))
    monkeypatch.setenv("BOKSLUT_LIMIT_SECONDS", "1")
    read = reading.read_rows

    def take_long(connection: duckdb.DuckDBPyConnection, *rest: object) -> object:
        if "2012" in str(rest[1]):
            connection.execute("select count(*) from range(100_000_000_000) as a")
        return read(connection, *rest)  # pyrefly: ignore[bad-argument-type]

    monkeypatch.setattr(reading, "read_rows", take_long)
    assert "the limit seconds is 1" in refused(settings)
    assert notes_loaded(settings) == ["after"]
