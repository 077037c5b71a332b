"""CONTRIBUTING's examples of a measure are followed literally: what they print applies to the project as it is."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import textwrap
from pathlib import Path

import pytest

from orchestration.core.settings import PROJECT_ROOT

GUIDE = (PROJECT_ROOT / "CONTRIBUTING.md").read_text("utf-8")
EXAMPLES = re.findall(r"^### (From .+?)\n(.*?)(?=^##)", GUIDE, re.MULTILINE | re.DOTALL)


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a language, without the indentation of the step that they are in."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(re.sub(rf"^{indent}", "", code, flags=re.M)) for indent, code in found]


def quantities(project: Path) -> set[str]:
    """Return the quantities that the models of measures list."""
    models = (project / "dbt_project" / "models" / "measures").glob("*.sql")
    lists = (
        listed
        for model in models
        for listed in re.findall(r"quantities=\[(.*?)\]", model.read_text("utf-8"), re.DOTALL)
    )
    return {
        name
        for listed in lists
        for name in re.findall(r'(?:"name": |^\s*)"(\w+)"', listed, re.MULTILINE)
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the parts of the project that the examples change."""
    for folder in ("dbt_project/models/measures", "seeds"):
        shutil.copytree(PROJECT_ROOT / folder, tmp_path / folder)
    return tmp_path


def test_there_is_an_example_from_rows_and_one_from_the_ledger() -> None:
    assert [title.split(":")[0] for title, _ in EXAMPLES] == ["From rows", "From the ledger"]


@pytest.mark.parametrize(("title", "steps"), EXAMPLES)
def test_the_steps_of_an_example_define_a_measure(project: Path, title: str, steps: str) -> None:
    known = quantities(project)
    for patch in blocks(steps, "diff"):
        subprocess.run(
            ["git", "apply", "--whitespace=error", "-"],
            cwd=project, input=patch.encode(), check=True, capture_output=True,
        )  # fmt: skip
    seed = project / "seeds" / "measures.csv"
    with seed.open(encoding="utf-8", newline="") as file:
        before = {row["measure_id"] for row in csv.DictReader(file)}
    (line,) = blocks(steps, "csv")
    with seed.open("a", encoding="utf-8") as file:
        file.write(line)

    with seed.open(encoding="utf-8", newline="") as file:
        *_, measure = csv.DictReader(file)
    assert measure["measure_id"] not in before
    assert None not in measure
    assert all(value is not None for value in measure.values())
    now = quantities(project)
    assert {measure["numerator"], measure["denominator"]} <= now
    assert (measure["numerator"] in known) == title.startswith("From the ledger")
    traced = re.search(r"\$ bokslut trace (\w+)", steps)
    assert traced
    assert traced[1] == measure["measure_id"]
    assert f"{measure['label_sv']}: computed " in steps
