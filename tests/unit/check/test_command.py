"""``bokslut check`` on the command line: its text, its JSON, its page and its exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli.main import cli
from orchestration.core.errors import UsageError
from tests.documents import documents

GOOD = "Elevantalet ökade 2020 från 1 204 till 1 230, en ökning med 26 elever."
BAD = GOOD.replace("26", "36")


def written(folder: Path, text: str) -> str:
    path = folder / "report.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_exit_code_says_whether_something_contradicts(tmp_path: Path) -> None:
    assert CliRunner().invoke(cli, ["check", written(tmp_path, GOOD)]).exit_code == 0
    result = CliRunner().invoke(cli, ["check", written(tmp_path, BAD)])
    assert result.exit_code == 1
    assert "Contradictions: 1" in result.output


def test_json_has_every_number_and_every_finding(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["check", written(tmp_path, BAD), "--json"])
    found = json.loads(result.output)
    numbers = [number for number in found["numbers"] if number["kind"] == "quantity"]
    assert [(n["text"], n["value"], n["year"], n["place"]) for n in numbers] == [
        ("1 204", "1204", 2019, "line 1"), ("1 230", "1230", 2020, "line 1"), ("36", "36", 2020, "line 1"),
    ]  # fmt: skip
    (finding,) = found["findings"]
    assert (finding["kind"], finding["expected"], finding["rounding_explains"]) == (
        "change",
        "26",
        False,
    )
    assert len(finding["places"]) == 3


def test_the_page_marks_every_number_and_escapes_the_text(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    CliRunner().invoke(
        cli, ["check", written(tmp_path, BAD + " <script>alert(1)</script>"), "--page", str(page)]
    )
    html = page.read_text(encoding="utf-8")
    assert "<script" not in html
    marks = re.findall(r'<mark class="([\w-]+)" title="[^"]*">(?:<a [^>]*>)?([^<]+)', html)
    assert [("contradicted", text) for text in ("1 204", "1 230", "36")] == marks[:3]
    assert (
        re.sub(r"<[^>]+>", "", html.split("<main>")[1])
        .strip()
        .startswith("Elevantalet ökade 2020 från 1 204 till 1 230,")
    )


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["check", str(tmp_path / "none.pdf")])
    assert isinstance(result.exception, UsageError)


def test_accepting_rows_needs_a_release(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["check", written(tmp_path, GOOD), "--accept", str(tmp_path)])
    assert isinstance(result.exception, UsageError)


@pytest.mark.parametrize("marked", list(documents()), ids=lambda marked: marked.name)
def test_the_documents_of_other_bodies_are_read_and_their_contradictions_found(
    marked: object, tmp_path: Path
) -> None:
    from tests.bench.bench_check import score

    result = score(marked, tmp_path)  # type: ignore[arg-type]
    assert result.found >= result.figures - 1
    assert len(result.caught) * 2 >= len(result.seeds)
