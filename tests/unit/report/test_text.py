"""A board's own text: what its figures print, where its blocks go, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from orchestration.core.errors import BokslutError
from orchestration.report.document import (
    Figure,
    Link,
    Listing,
    Section,
    Table,
    WebLink,
)
from orchestration.report.text import TextError
from tests.document_parts import parts
from tests.unit.report.text_release import NAMES, board, composed, release_data, words

DATA = release_data()


def chapter(folder: Path, body: str, edition: str = "VB", **rules: Any) -> Section:
    """Return the section of a chapter with a body; its first line is the file's third."""
    of = board(folder / "b", {"names": NAMES} | rules, a=f"# Kapitel\n\n{body}")
    sections, _ = composed(of, release_data(edition))
    return next(section for section in sections if section.title == "Kapitel")


def printed(folder: Path, figure: str, edition: str = "VB") -> str:
    return words(chapter(folder, f"{{{{ {figure} }}}}", edition).blocks)


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("cases", "1 234 567"),
        ("measure:cases@2013", "1 234 567"),
        ("cases@-1", "1 200 001"),
        ("cases@2012", "1 200 001"),
        ("cases@T1", "400 000"),
        ("cases@-1-T1", "390 000"),
        ("cases@2012-T1", "390 000"),
        ("cases@T1 - cases@-1-T1 | antal signed", "+10 000"),
        ("cases_by_channel/e-post", "34 567"),
        ("cases_by_channel/E-post", "34 567"),
        ('income_statement_sek/"Verksamhetens intäkter" | mnkr', "184,3 mnkr"),
        ('index_by_group/"Nöjda/Äldre Direkt"', "75"),
        ('indicator_target/"Sjukfrånvaro"', "4,3"),
        ('targets_missed:"En attraktiv arbetsgivare"', "3"),
        ('activities:"En attraktiv arbetsgivare"', "2"),
        ('activity_deviates:"Utbilda chefer"', "1"),
        ("target_missed:2.4-6 + target_missed:2.4-5", "1"),
        ('target_missed:"Sjukfrånvaro"@2013', "1"),
        ('index_by_group/"index/Äldre Direkt"', "75"),
        ('"index_by_group/index/Äldre Direkt" | antal 1', "75,1"),
        ("income_statement_sek/revenue", "184,3 mnkr"),
        ("revenue", "184,3 mnkr"),
        ("revenue@2012 | mnkr 2", "169,96 mnkr"),
        ("before | tkr", "169 960 tkr"),
        ("revenue | kr 2", "184 346 092,52 kr"),
        ("revenue - before | mnkr signed bare", "+14,4"),
        ("before - revenue | mnkr", "−14,4 mnkr"),
        ("sick_leave_pct", "5,5 procent"),
        ("sick_leave_pct | procent 0", "6 procent"),
        ("sick_leave_pct - sick_leave_pct@-1", "1,0 procentenhet"),
        ("sick_leave_pct - indicator_target/2.4-6", "1,20 procentenheter"),
        ("indicator_target/2.4-6", "4,3"),
        ("cases_by_channel/e-post / cases | andel 1", "2,8 procent"),
        ("cases / 1000 | tal 1", "1 234,6"),
        ("( cases - 4567 ) / 10 * 2", "246 000"),
        ("energy_per_sqm", "40 kWh/kvm"),
        ("cost_per_case_sek", "70 kr"),
        ("revenue / cases", "149 kr"),
        ("balance_date", "31 december 2013"),
        ("balance_date - date:2013-12-01 | antal", "30"),
        ("targets_missed:2.4", "3"),
        ("activities:2.4", "2"),
        ("activities_deviating:2.4", "1"),
        ("activity_deviates:2.4-A1 - activity_deviates:2.4-A2", "1"),
        ("figure:2_4.text.sick_leave", "5,5 procent"),
        ("mart_hr__groups.sick_leave_pct/group-alpha", "6,5 procent"),
        ("hr.mart_hr__groups.employees_count/group-alpha | antal", "20"),
        ("mart_economics__lines.deviation_sek/cost@T1", "−1,5 mnkr"),
        ("mart_economics__lines.is_total/cost@T1 | antal", "1"),
        ("1 + 1", "2"),
    ],
)
def test_a_figure_is_the_release_s_in_swedish(tmp_path: Path, figure: str, expected: str) -> None:
    assert printed(tmp_path, figure) == expected


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        ("mart_hr__groups.sick_leave_pct/group-beta", "visas inte"),
        ("mart_hr__groups.sick_leave_pct/unit-gamma", "visas inte"),
        ("index_by_group/beta", "visas inte"),
        ("2 * index_by_group/beta", "visas inte"),
        ("satisfied_pct/nobody/knows", "ej levererat"),
        ("income_statement_sek/cost@-1", "uppgift saknas"),
        ("cases@-3", "uppgift saknas"),
        ("target_missed:2.4-7", "uppgift saknas"),
        ("mart_economics__empty.amount_sek/x", "ej levererat"),
        ("mart_hr__groups.sick_leave_pct/group-alpha@-1", "uppgift saknas"),
    ],
)
def test_a_figure_without_a_value_says_why_and_no_number(
    tmp_path: Path, figure: str, expected: str
) -> None:
    assert printed(tmp_path, figure) == expected


def test_a_tertial_prints_its_own_period(tmp_path: Path) -> None:
    assert printed(tmp_path, "cases", "T1") == "400 000"
    assert printed(tmp_path, "cases@-1", "T1") == "390 000"
    assert printed(tmp_path, "cases@2012-VB", "T1") == "1 200 001"


def test_a_figure_leads_to_its_definition(tmp_path: Path) -> None:
    (figure,) = (
        part for part in parts(chapter(tmp_path, "{{ cases }}")) if isinstance(part, Figure)
    )
    assert figure.definition
    assert figure.trace


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ case }}", "no measure 'case'; closest: cases"),
        ("{{ revnue }}", "closest: revenue"),
        ("{{ cases_by_channel/epost }}", "no member 'epost'; closest: e-post"),
        ("{{ cases_by_channel }}", "cases_by_channel has members; there are e-post"),
        ("{{ cases@2031 }}", "no year 2031; it has 2012, 2013"),
        ("{{ cases@igår }}", "@igår is not a period"),
        ("{{ before@-1 }}", "cannot have another"),
        ("{{ cases@2013-T1 | mnkr }}", "mnkr does not suit a figure in count"),
        ("{{ cases | procnt }}", "unknown format 'procnt'; the formats are kr, tkr, mnkr"),
        ("{{ cases | antal 9 }}", "'9' after antal"),
        ("{{ cases + revenue }}", "sek cannot be added to count"),
        ("{{ cases / 0 }}", "divided by zero"),
        ("{{ cases-1 }}", "no measure 'cases-1'"),
        ("{{ cases -1 }}", "expected an operator"),
        ("{{ 4,3 }}", "write 4.3"),
        ("{{ }}", "expected a name or a number"),
        ("{{ cases", "expected `}}` after `{{`"),
        ("{{ mart_hr__group.sick_leave_pct/x }}", "closest: mart_hr__groups"),
        ("{{ mart_hr__groups.sick_leave/group-alpha }}", "closest: sick_leave_pct"),
        ("{{ mart_hr__groups.groups_key/group-alpha }}", "has no number 'groups_key'"),
        ("{{ mart_hr__groups.sick_leave_pct/group-alfa }}", "closest: group-alpha"),
        ("{{ income_statement_sek/Resultat }}", "'Resultat' may be any of cost, net; write which"),
        ("{{ cases_by_channel/* }}", "no member '*'"),
        ("{{ target_missed:2.4-8 }}", "no indicator '2.4-8'; closest: 2.4-"),
        ('{{ activity_deviates:"Utbilda" }}', "no activity 'Utbilda'"),
        ("{% claim index_by_group/* > 1 %}A.{% endclaim %}", "some are withheld"),
        ("{{ targets_missed:2.5 }}", "no goal '2.5'; closest: 2.4"),
        ("{{ activities:2.5 }}", "no goal with activities '2.5'; closest: 2.4"),
        ("{{ activity_deviates:2.4-A3 }}", "no activity '2.4-A3'; closest: 2.4-A"),
        ("{{ figure:2_4.sick }}", "closest: 2_4.text.sick_leave"),
        ("{{ date:2013-13-31 }}", "not a day"),
        ("{% claim cases %}A.{% endclaim %}", "expected a relation"),
        ("{% claim cases > revenue %}A.{% endclaim %}", "count cannot be compared with sek"),
        ("{% claim %}A.{% endclaim %}", "expected a predicate"),
        ("{% claim cases > 1 %}A.", "expected `{% endclaim %}`"),
        ("A.{% endclaim %}", "without `{% claim … %}`"),
        ("**{% claim cases > 1 %}A.** {% endclaim %}", "other markup"),
        ("{% claim cases > 1 %}{% endclaim %}", "expected a sentence"),
        ("{% claim cases > 1 %}A {% claim cases > 1 %}B{% endclaim %}{% endclaim %}", "within a"),
        ("Text {% table balansrakning %} mer.", "a line of its own"),
        ("{% tabel balansrakning %}", "unknown directive 'tabel'"),
        ("{% table %}", "the name of a table"),
        ("{% facts nu %}", "nothing after `facts`"),
        ("#### Djup", "one level at a time"),
        ("# Andra", "a second heading"),
        ("---", "a line across the page"),
        ("```\nkod\n```", "a block of code"),
        ("![bild](x.png)", "a picture"),
        ("[dit](#ingenstans)", "#ingenstans"),
        ("[ut](ftp://example.org)", "expected https://"),
        ("- > b", "text and lists alone"),
        ("| a |\n|---|", "a table without rows"),
    ],
)
def test_what_is_wrong_has_its_file_its_line_and_what_was_expected(
    tmp_path: Path, body: str, said: str
) -> None:
    with pytest.raises(TextError) as raised:
        composed(
            board(tmp_path / "b", {"names": NAMES}, a=f"# K\n\n{body}"),
            release_data(systems=("surveys",)),
        )
    assert str(raised.value).startswith("b/report/a.md, line 3: ")
    assert said in str(raised.value)


def test_all_mistakes_are_said_at_once_each_with_its_own_line(tmp_path: Path) -> None:
    of = board(tmp_path / "b", a="# K\n\nEn\n{{ x }} och\n{{ y }}.\n\n| a |\n|---|\n| {{ z }} |\n")
    with pytest.raises(TextError) as raised:
        composed(of, release_data())
    assert [line.partition(":")[0] for line in raised.value.message.splitlines()] == [
        f"b/report/a.md, line {number}" for number in (4, 5, 9)
    ]


def test_a_figure_after_the_report_s_period_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="after the report's period"):
        printed(tmp_path, "cases@VB", "T1")


def test_a_measure_of_whole_years_is_refused_in_a_tertial(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="is of whole years; it has no value to the end of T1"):
        printed(tmp_path, "balance_date", "T1")


def test_blocks_go_where_they_are_placed_and_the_others_stay(tmp_path: Path) -> None:
    body = "Först.\n\n{% table balance_sheet %}\n{% chart nettoavvikelse %}\n\n{% indicators 2.4 %}"
    of = board(tmp_path / "b", a=f"# Kapitel\n\n{body}")
    sections, _ = composed(of, release_data())
    assert [section.title for section in sections] == ["Kapitel", "Ekonomi"]
    assert [getattr(block, "anchor", "") for block in sections[0].blocks] == [
        "",
        "t-balansrakning",
        "d-nettoavvikelse",
        "t-indikatorer-2-4",
    ]
    (left,) = sections[1].sections
    assert [block.anchor for block in left.blocks if isinstance(block, Table)] == [
        "t-nettoavvikelse"
    ]


def test_what_is_not_placed_is_left_out_where_the_board_says_so(tmp_path: Path) -> None:
    of = board(tmp_path / "b", {"not_placed": "leave_out"}, a="# K\n\n{% table balansrakning %}")
    sections, _ = composed(of, release_data())
    assert [section.title for section in sections] == ["K"]
    of = board(tmp_path / "b", {"not_placed": "leave_out"}, a="# K\n\n{% chart nettoavvikelse %}")
    with pytest.raises(TextError, match=r"also place `\{% table nettoavvikelse %\}`"):
        composed(of, release_data())


def test_an_unknown_or_twice_placed_block_is_said_with_the_closest(tmp_path: Path) -> None:
    whole = release_data(systems=("surveys",))
    for body, said in (
        ("{% table balansräkning %}", "closest: balansrakning"),
        ("{% indicators 2.5 %}", "closest: 2.4"),
        ("{% table balansrakning %}\n\n{% table balansrakning %}", "placed already, in b/report/a"),
        ("{% facts %}", "this report has no facts"),
    ):
        with pytest.raises(TextError, match=said):
            composed(board(tmp_path / "b", a=f"# K\n\n{body}"), whole)


def test_a_block_whose_system_is_not_delivered_is_said_to_be_missing(tmp_path: Path) -> None:
    body = "{% table nojdhet %}"
    assert "Tabellen visas inte" in words(chapter(tmp_path, body).blocks)


def test_markup_is_what_markdown_says_and_html_is_text(tmp_path: Path) -> None:
    body = (
        "<script>alert(1)</script> **fet** `{{ kod }}` \\{{ text }} [ut](https://example.org)"
        " [in](#kapitel) [tabell](#t-balansrakning)\n\n1. ett\n   - två {{ cases }}\n2. tre\n\n"
        "> citat\n\n| Namn | Tal |\n|---|---:|\n| Ärenden | {{ cases | antal }} |\n"
    )
    section = chapter(tmp_path, body)
    said = words(section)
    assert "<script>alert(1)</script>" in said
    assert "{{ kod }}" in said
    assert "{{ text }}" in said
    assert [part.address for part in parts(section) if isinstance(part, WebLink)] == [
        "https://example.org"
    ]
    assert [part.target for part in parts(section) if isinstance(part, Link)] == [
        "k-kapitel",
        "t-balansrakning",
    ]
    listing = next(part for part in parts(section) if isinstance(part, Listing))
    assert listing.is_ordered
    assert words(listing.items[0].below) == "två 1 234 567"
    table = next(part for part in parts(section) if isinstance(part, Table))
    assert [column.align for column in table.columns] == ["left", "right"]
    assert words(table.rows) == "Ärenden1 234 567"


MARKUP = (
    "# K\n|\n|\n\n|## B\n|- a|1. |> |**|*|`|[a](|)|<b>|&amp;|\\|\x00|\u2028|    |\t|---\n|```\n|é|Text. "
    "|{{ cases }}|{{|}}|{{ cases|{% claim cases > 1 %}|{% endclaim %}|{%|%}"
    "|{% table balansrakning %}|{% chart x %}"
)
PIECES = st.sampled_from([*MARKUP.split("|"), "|", "| a | b |\n|---|--:|\n", " | antal"])


@pytest.mark.slow
@hypothesis.example("{{# K\n}}")
@hypothesis.given(st.lists(PIECES, max_size=25).map("".join))
def test_any_markup_becomes_sections_or_is_refused_with_lines(text: str) -> None:
    said = []
    with TemporaryDirectory() as folder:
        of = board(Path(folder) / "b", a=f"# K\n{text}")
        try:
            sections, _ = composed(of, DATA)
        except BokslutError as error:
            said = error.message.splitlines()
        else:
            assert sections
    assert [line for line in said if not line.startswith("b/report/a.md, line ")] == []


def test_a_chapter_is_in_the_reports_that_it_names(tmp_path: Path) -> None:
    heads = {
        "a": "VB",
        "b": "[T1, T2]",
        "c": "VB-2013",
        "d": "VB-2012",
    }
    of = board(tmp_path / "b", e="# e\n")
    for name, head in heads.items():
        board(of.folder, None, **{name: f"---\nreports: {head}\n---\n# {name}\n"})
    for edition, expected in (("VB", ["a", "c", "e"]), ("T1", ["b", "e"])):
        sections, _ = composed(of, release_data(edition))
        assert [section.title for section in sections if len(section.title) == 1] == expected


def test_a_chapter_names_the_boards_own_editions(tmp_path: Path) -> None:
    of = board(tmp_path / "b", a="---\nreports: T1\n---\n# A\n")
    (of.folder / "report_editions.csv").write_text(
        "edition,title_sv,period_label_sv,measure_window,sort_order\n"
        "VB,Berättelse,januari–december,calendar_year,10\n",
        "utf-8",
    )
    with pytest.raises(TextError, match="reports names 'T1'; expected VB, perhaps with a year"):
        composed(of, release_data())


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("---\nreports: VB", 1, "a second line of `---`"),
        ("---\nreports: VB-13\n---\n# K", 2, "'VB-13'; expected T1, T2 or VB"),
        ("---\nreport: VB\n---\n# K", 2, "the key `reports`"),
        ("---\na: [\n---\n# K", 3, "not YAML"),
        ("Text före.\n\n# K", 1, "a heading `# …` before"),
        ("", 1, "the chapter is empty"),
        ("# K\n\nEtt tal: a\x00b", 3, "control character U+0000"),
        ("# K\n\na\u202eb", 3, "control character U+202E"),
        ("---\nreports: VB\n---\n# F\u00c3\u00b6r", 4, "decoded in another encoding"),
        ("# K\n\n212000-0142 är inte Anna Andersson, 19121212\u20131212", 3, "a personal number"),
    ],
)
def test_a_chapter_that_cannot_be_read_says_where(
    tmp_path: Path, content: str, line: int, said: str
) -> None:
    with pytest.raises(TextError) as raised:
        composed(board(tmp_path / "b", a=content), release_data())
    assert f"b/report/a.md, line {line}: " in str(raised.value)
    assert said in str(raised.value)


def test_a_file_that_is_not_text_is_said(tmp_path: Path) -> None:
    of = board(tmp_path / "b")
    (of.text_folder / "a.md").write_bytes(b"# K\n\n\xff\xfe")
    with pytest.raises(TextError, match="UTF-8"):
        composed(of, release_data())


def test_lines_are_the_file_s_below_a_head(tmp_path: Path) -> None:
    of = board(tmp_path / "b", a="---\nreports: VB\n---\n\n# K\n\n{{ x }}\n")
    with pytest.raises(TextError, match="line 7"):
        composed(of, release_data())


def test_a_release_of_another_body_has_no_text_of_this_board(tmp_path: Path) -> None:
    of = board(tmp_path / "b", a="# K\n\n{{ x }}\n")
    data = release_data()
    other = type(of)(of.folder, "En annan nämnd")
    sections, text = composed(other, data)
    assert text.chapters == []
    assert [section.title for section in sections] == ["Året i korthet", "Ekonomi"]


def test_headings_of_the_same_words_have_places_of_their_own(tmp_path: Path) -> None:
    of = board(tmp_path / "b", a="# K\n\n## Mål\n\nA\n\n## Mål\n\nB\n", b="# K\n")
    sections, _ = composed(of, release_data())
    anchors = [part.anchor for part in parts(sections) if isinstance(part, Section)]
    assert len(anchors) == len(set(anchors))
