"""The worked example's own text: its claims, its faults, both formats, and the verdicts that the tie-out also gives."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from orchestration.boards import read_board
from orchestration.core.expressions import Name, Value, compare, parse_predicate, worst
from orchestration.core.settings import SEEDS_DIR
from orchestration.releases.reader import find_release
from orchestration.report.build import documents_of
from orchestration.report.figures import Figures
from orchestration.report.html import to_html
from orchestration.report.pdf import to_pdf
from orchestration.report.release_data import open_release
from orchestration.report.text import read_text
from orchestration.report.text.placing import CHARTS_OF_MARTS, TABLES_OF_MARTS, Blocks
from orchestration.report.text.readings import UnknownNameError
from orchestration.report.text.references import References
from tests.commands import bokslut
from tests.warehouse import Warehouse

CLAIM = "cases > cases@-1 and visits < visits@-1"


@pytest.fixture
def board(tmp_path: Path) -> Path:
    """A copy of the worked example's board, to write in."""
    return Path(shutil.copytree(SEEDS_DIR, tmp_path / "board"))


def test_every_claim_of_the_worked_example_holds_in_every_edition(warehouse: Warehouse) -> None:
    claims = 0
    for edition in ("VB", "T1", "T2"):
        with open_release(find_release(warehouse.settings), edition, None) as data:
            text = read_text(read_board(SEEDS_DIR), data)
            assert text.chapters
            report, _ = documents_of(data, "public", text)
            assert text.marked == []
            assert '<p class="lead"></p>' not in to_html(report)
            claims += len(text.claims)
    assert claims >= 60


def test_the_text_gives_each_statement_of_the_register_the_verdict_of_the_tie_out(
    warehouse: Warehouse,
) -> None:
    """Predicates are read by SQL in the warehouse and by Python in the text; the two are one language."""
    with open_release(find_release(warehouse.settings), "VB", None) as data:
        references = References(data, Figures(data), {}, {})

        def value_of(name: Name) -> Value | None:
            return references.read(name.text).value

        statements = data.rows(
            "select statement_id, predicate, verdict from tie_out.mart_tie_out__statements"
            " where predicate is not null"
        )
        found = {
            row.statement_id: worst(
                [compare(one, value_of) for one in parse_predicate(row.predicate)]
            )
            for row in statements
        }
    assert len({row.verdict for row in statements}) == 4
    assert found == {row.statement_id: row.verdict for row in statements}


def test_both_formats_have_the_same_words_of_the_text(warehouse: Warehouse) -> None:
    with open_release(find_release(warehouse.settings), "VB", None) as data:
        report, _ = documents_of(data, "public", read_text(read_board(SEEDS_DIR), data))
    html = to_html(report)
    pages = PdfReader(BytesIO(to_pdf(report))).pages
    in_pdf = re.sub(r"[\s\u00ad\u200b-]+", "", "".join(page.extract_text() for page in pages))
    paragraphs = re.findall(r'<p class="body">(.*?)</p>|<li>(.*?)</li>', html, re.DOTALL)
    shown = [unescape(re.sub(r"<[^>]*>", "", "".join(part))) for part in paragraphs]
    text = [words for words in shown if "årsmål" in words or "mnkr" in words]
    assert len(text) > 20
    for words in text:
        assert re.sub(r"[\s-]+", "", words) in in_pdf


def test_a_false_sentence_in_the_worked_example_refuses_its_report(
    warehouse: Warehouse, board: Path, tmp_path: Path
) -> None:
    chapter = board / "report" / "01-sammanfattning.md"
    told = chapter.read_text("utf-8")
    assert told.count(CLAIM) == 1
    line = told[: told.index(CLAIM)].count("\n") + 1
    chapter.write_text(told.replace(CLAIM, CLAIM.replace("visits <", "visits >")), "utf-8")
    options = ("--board", board, "--warehouse", warehouse.settings.warehouse)
    to = tmp_path / "made"
    refused = bokslut("report", *options, "--to", to)
    assert refused.returncode == 1
    assert f"board/report/01-sammanfattning.md, line {line}:" in refused.stderr
    assert "visits > visits@-1 does not hold: 1\u00a0070 against 2\u00a0986" in refused.stderr
    assert not to.exists()

    yml = board / "board.yml"
    yml.write_text(yml.read_text("utf-8").replace("claims: block", "claims: mark"), "utf-8")
    marked = bokslut("report", *options, "--to", to)
    assert marked.returncode == 0, marked.stderr
    assert f"marked: board/report/01-sammanfattning.md, line {line}:" in marked.stdout
    html = (to / "report.html").read_text("utf-8")
    assert html.count('<mark class="contradicted">') == 1
    words = "".join(page.extract_text() for page in PdfReader(to / "report.pdf").pages)
    assert "påståendet håller inte" in " ".join(words.split())


def test_a_wrong_name_is_wrong_use_with_the_closest_ones(
    warehouse: Warehouse, board: Path, tmp_path: Path
) -> None:
    (board / "report" / "00-fel.md").write_text("# Fel\n\n{{ sick_leav_pct }}\n", "utf-8")
    options = ("--board", board, "--warehouse", warehouse.settings.warehouse)
    refused = bokslut("report", *options, "--to", tmp_path / "made")
    assert refused.returncode == 2
    assert "board/report/00-fel.md, line 3: {{ sick_leav_pct }}: " in refused.stderr
    assert "closest: sick_leave_pct" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_worked_example_s_text_over_a_ledger_alone_says_what_is_not_delivered(
    ledger_warehouse: Warehouse,
) -> None:
    with open_release(find_release(ledger_warehouse.settings), "VB", None) as data:
        text = read_text(read_board(SEEDS_DIR), data)
        report, _ = documents_of(data, "public", text)
    html = to_html(report)
    assert "ej levererat" in html
    assert '<mark class="unchecked">' in html
    assert '<mark class="contradicted">' not in html
    assert any(claim.checked.verdict == "holds" for claim in text.claims)
    to_pdf(report)


def test_every_table_and_chart_goes_by_its_mart_s_name_in_some_edition(
    warehouse: Warehouse,
) -> None:
    left = {("table", name) for name in TABLES_OF_MARTS} | {
        ("chart", name) for name in CHARTS_OF_MARTS
    }
    for edition in ("VB", "T1"):
        with open_release(find_release(warehouse.settings), edition, None) as data:
            report, _ = documents_of(data, "public")
        blocks = Blocks(report.sections)
        for kind, name in sorted(left):
            with suppress(UnknownNameError):
                blocks.take(kind, name, "here")
                left.remove((kind, name))
    assert left == set()
