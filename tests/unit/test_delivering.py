"""A delivery of a board's own files is made beside what lies in landing, whatever that is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from orchestration.core.errors import UsageError
from orchestration.operations.delivering import Content, write_delivery

MAY = (date(2013, 5, 1), date(2013, 5, 31))


def content(path: Path) -> Content:
    path.write_text("id\n1\n", "utf-8")
    return Content(path, "library", "visits", MAY, 1, {})


def test_a_manifest_in_landing_that_is_not_utf_8_hinders_no_delivery(tmp_path: Path) -> None:
    other = tmp_path / "landing" / "library" / "2013-04"
    other.mkdir(parents=True)
    (other / "datapackage.json").write_bytes('{"title": "Besök, april"}'.encode("latin-1"))
    made = write_delivery(tmp_path / "landing", [content(tmp_path / "visits.csv")])
    assert (made / "visits.csv").read_text("utf-8") == "id\n1\n"
    with pytest.raises(UsageError, match="already delivers"):
        write_delivery(tmp_path / "landing", [content(tmp_path / "visits.csv")])
