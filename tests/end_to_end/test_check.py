"""A draft held against a release: its wrong numbers are found, its right ones are not called wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import bokslut
from tests.warehouse import Warehouse

DRAFT = """# Verksamhetsberättelse 2013

Nämndens intäkter uppgick till {revenue} mnkr och kostnaderna till 183,4 mnkr. Sjukfrånvaron var {sick_leave} procent.
Antalet årsarbetare var {full_times}.
"""


def check(document: Path, warehouse: Warehouse) -> tuple[int, str]:
    done = bokslut(
        *("check", document, "--release", "current"),
        *("--warehouse", warehouse.settings.warehouse),
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def test_a_draft_of_text_alone_is_held_against_the_release_number_by_number(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(DRAFT.format(revenue="184,3", sick_leave="5,5", full_times="298,1"), "utf-8")
    code, said = check(draft, warehouse)
    assert (code, "Contradictions: 0" in said) == (0, True), said
    draft.write_text(DRAFT.format(revenue="184,6", sick_leave="5,7", full_times="289,1"), "utf-8")
    code, said = check(draft, warehouse)
    assert code == 1
    for printed, expected in (("184,6 mnkr", "184,3 mnkr"), ("5,7 %", "5,5 %"), ("289,1", "298,1")):
        assert f"printed   {printed}\n     expected  {expected}" in said


@pytest.fixture(scope="module")
def annual_report(warehouse: Warehouse, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("annual-report")
    made = bokslut("report", "--warehouse", warehouse.settings.warehouse, "--to", folder)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.mark.parametrize("report", ["annual_report", "tertial_report"])
@pytest.mark.parametrize("name", ["report.html", "report.pdf"])
def test_no_number_of_a_report_made_from_the_release_is_called_wrong(
    warehouse: Warehouse, request: pytest.FixtureRequest, report: str, name: str
) -> None:
    code, said = check(request.getfixturevalue(report) / name, warehouse)
    assert code == 0, said
    assert ("Against release 1, T1: " in said) == (report == "tertial_report")
