"""Code, models, contracts and templates name no board; what is of the example is in seeds, simulator and tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.core.settings import CONTRACTS_DIR, DBT_PROJECT_DIR, PROJECT_ROOT
from tests.example_names import pattern_of_the_example

CODE = PROJECT_ROOT / "orchestration"
SUFFIXES = {".py", ".sql", ".yml", ".yaml", ".j2", ".csv", ".md", ".json", ".css", ".js", ".typ"}


def named(folder: Path, skipped: Path) -> list[str]:
    """Return each place of a folder that names the example: path, line and what is named."""
    pattern = pattern_of_the_example()
    return [
        f"{path.relative_to(folder.parent)}:{number}: {found[0]}"
        for path in sorted(folder.rglob("*"))
        if path.suffix in SUFFIXES and path.is_file()
        if not path.is_relative_to(skipped) and not _is_a_test(path.relative_to(folder))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if (found := pattern.search(line))
    ]


def _is_a_test(path: Path) -> bool:
    return "target" in path.parts or path.name.endswith("__unit_tests.yml")


@pytest.mark.parametrize("folder", [CODE, DBT_PROJECT_DIR], ids=lambda path: path.name)
def test_nothing_names_the_worked_example(folder: Path) -> None:
    assert named(folder, CODE / "simulator") == []


def test_a_name_of_the_example_is_found_wherever_it_is(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / "a.sql").write_text("select 1\nwhere board = 'Servicenämnden'\n", "utf-8")
    (models / "b.yml").write_text("zone: Europe/Stockholm\n", "utf-8")
    assert named(models, CODE) == ["models/a.sql:2: Servicenämnden"]


# Codes of the example's own systems, which a model would know by heart: they are roles, or values of a contract.
CODES = (
    "T1", "T2", "VB", "kostnader", "intakter", "kundfakturor", "genomford", "nki", "ami", "namndmal", "medarbetare",
)  # fmt: skip


@pytest.mark.parametrize("folder", [CODE / "gate", DBT_PROJECT_DIR], ids=lambda path: path.name)
def test_no_model_or_control_knows_a_code_of_the_example_by_heart(folder: Path) -> None:
    pattern = re.compile(f"'({'|'.join(CODES)})'")
    found = [
        f"{path.relative_to(folder)}:{number}: {line.strip()}"
        for path in sorted(folder.rglob("*.sql"))
        # Staging is where a contract's values get the models' own names.
        if not {"target", "staging"} & {*path.relative_to(folder).parts}
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


def test_shipped_contracts_demand_no_ids_of_one_system() -> None:
    standard = {
        "svefaktura_connections.yml",
        "employments.yml",
        "absence_spells.yml",
        "supplier_invoices.yml",
        "postings.yml",
    }
    demanding = {
        path.name for path in CONTRACTS_DIR.glob("*/*.yml") if "pattern:" in path.read_text("utf-8")
    }
    # Personal and organisation numbers and the codes of municipalities are standards of the country.
    assert demanding <= standard
