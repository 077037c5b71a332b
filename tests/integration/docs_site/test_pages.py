"""What the pages of the docs site tell: whole, consistent, without a dead link, the same each time."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import dagster as dg
import duckdb
import openpyxl
import pytest

from orchestration.contracts import read_contracts
from orchestration.core.errors import RefusedError, UsageError
from orchestration.core.settings import PROJECT_ROOT, SEEDS_DIR
from orchestration.dbt.project import parsed_project
from orchestration.defs.assets.site import site_asset
from orchestration.defs.assets.warehouse import WarehouseResource
from orchestration.gate import Severity, read_controls
from orchestration.releases.reader import find_release
from orchestration.releases.release import Release
from orchestration.site.build import make_site, site_files
from tests.integration.docs_site.reading import (
    Places,
    copy_of,
    dead_links,
    files_in,
    places_of,
)
from tests.warehouse import Warehouse


def test_no_link_is_dead_and_no_place_has_two_names(
    html: dict[str, str], files: dict[str, bytes]
) -> None:
    assert list(dead_links(html, files)) == []
    doubled = {
        path: sorted({each for each in places if places.count(each) > 1})
        for path, text in html.items()
        if not path.startswith("report/")
        for places in [places_of(text).places]
        if len(places) != len(set(places))
    }
    assert doubled == {}


def test_every_page_is_there_in_swedish_too_and_each_leads_to_the_other(
    html: dict[str, str],
) -> None:
    own = {path: text for path, text in html.items() if not path.startswith("report/")}
    english = {path for path in own if not path.startswith("sv/")}
    assert len(english) > 500
    assert own.keys() - english == {f"sv/{path}" for path in english}
    for path in english:
        swedish = f"sv/{path}"
        up = "../" * path.count("/")
        assert '<html lang="en">' in own[path]
        assert '<html lang="sv">' in own[swedish]
        assert f'<a href="{up}sv/{path}" lang="sv" hreflang="sv">Svenska</a>' in own[path]
        assert f'<a href="../{up}{path}" lang="en" hreflang="en">English</a>' in own[swedish]
    # Of what the project says in both languages, a page has its own; of the rest it says that it is English.
    control = own["sv/controls/accepted_variances_are_valid.html"]
    assert "<h1>Ingen godtagen avvikelse" in control
    assert '<span lang="en">' not in own["sv/contracts/index.html"]
    assert '<div lang="en">' in own["sv/tables/stg_payroll__payslips.html"]
    measure = own["sv/measures/sick_leave_pct.html"]
    assert measure.index('class="lead"') < measure.index('<span lang="en">')


def test_each_table_s_picture_shows_what_the_lists_beside_it_say(html: dict[str, str]) -> None:
    pages = {path: text for path, text in html.items() if 'class="flow"' in text}
    assert len(pages) > 200
    for path, text in pages.items():
        picture, _, beside = text.partition('class="flow"')[2].partition("</svg>")
        assert 'class="here"' in picture, path
        lists = {*Places(beside.partition('id="columns"')[0]).links}
        drawn = {*Places(picture).links}
        assert drawn <= lists, path
        assert bool(drawn) == any("owners.html" not in link for link in lists), path
    drawn = Places(html["tables/mart_hr__sick_leave.html"].partition("</svg>")[0]).links
    assert "../tables/int_hr__disclosure.html" in drawn
    assert "../contracts/payroll.absence_spells.html" in drawn


def test_a_table_leads_only_to_published_tables_that_take_what_it_counts(
    html: dict[str, str],
) -> None:
    page = html["sources/contact_centre_switchboard_calls.html"]
    reached = {*Places(page.partition('id="columns"')[0]).links}
    assert {"../tables/fct_measures.html", "../tables/mart_services__key_figures.html"} <= reached
    # These take measures of payroll and of registers by name, past the table that has all measures.
    assert (
        not {
            f"../tables/mart_hr__{name}.html"
            for name in ("part_time", "engagement", "work_placements")
        }
        & reached
    )
    taken = html["measures/part_timers_offered_full_time_pct.html"]
    assert "../tables/mart_hr__part_time.html" in Places(taken).links


def test_a_table_is_there_as_csv_and_workbook_where_all_may_see_it(
    html: dict[str, str], files: dict[str, bytes]
) -> None:
    rows = files["downloads/economics.mart_economics__income_statement.csv"].decode("utf-8-sig")
    lines = rows.splitlines()
    assert lines[0].startswith("fiscal_year;line_id;label_sv;")
    assert any(line.startswith("2013;cost;Kostnader;") and ",37;" in line for line in lines)
    assert f"Download its {len(lines) - 1} rows" in html[
        "tables/mart_economics__income_statement.html"
    ].replace("\u00a0", " ")
    book = openpyxl.load_workbook(
        io.BytesIO(files["downloads/economics.mart_economics__income_statement.xlsx"])
    )
    assert book.worksheets[0].max_row == len(lines)
    assert not [path for path in files if path.startswith("downloads/hr.mart_hr__staff_costs")]
    assert "Not everybody may see its rows" in html["tables/mart_hr__staff_costs.html"]


def test_of_a_table_that_hr_alone_sees_whole_the_files_have_the_open_rows(
    html: dict[str, str], files: dict[str, bytes]
) -> None:
    rows = csv.DictReader(
        io.StringIO(files["downloads/measures.fct_measures.csv"].decode("utf-8-sig")), delimiter=";"
    )
    is_open = [row["is_open_to_all"] for row in rows]
    assert len(is_open) > 100
    assert set(is_open) == {"true"}
    assert "rows are open to all; only these are here" in html["tables/fct_measures.html"]


def test_analysts_questions_are_answered_where_all_may_read_what_is_summed(
    html: dict[str, str], files: dict[str, bytes]
) -> None:
    page = html["questions.html"]
    assert len(re.findall(r'<section id="question-', page)) == 10
    assert "Nämnd och administration" in page
    # Pay of small units, sick leave and employees are summed by the others.
    assert page.count("Not answered here") == 4
    assert "Vilka indikatorer nådde inte nämndens mål" in html["sv/questions.html"]
    assert b"questions.html#question-1" in files["search-index.js"]


def test_values_of_a_statements_line_are_named_by_it(html: dict[str, str]) -> None:
    assert ">Intäkter<" in html["measures/income_statement_difference_sek.html"]
    assert "Kostnader: Kontaktcenter" in html["measures/area_budget_sek.html"]


def test_a_dead_link_would_be_found(html: dict[str, str], files: dict[str, bytes]) -> None:
    broken = html["gate.html"].replace("tables/index.html", "tables/index.htm")
    assert set(dead_links(html | {"gate.html": broken}, files)) == {
        ("gate.html", "tables/index.htm")
    }
    moved = html["tables/fct_measures.html"].replace('id="column-measure_value"', 'id="moved"')
    found = list(dead_links(html | {"tables/fct_measures.html": moved}, files))
    assert len(found) > 100


def test_every_link_of_the_searchs_index_leads_somewhere(
    html: dict[str, str], files: dict[str, bytes]
) -> None:
    for folder in ("", "sv/"):
        index = files[f"{folder}search-index.js"].decode()
        addresses = [
            json.loads(line)[3] for line in re.findall(r"^(\[.+\]),?$", index, re.MULTILINE)
        ]
        assert len(addresses) > 2000
        page = "".join(f'<a href="{address}"></a>' for address in addresses)
        assert list(dead_links(html | {f"{folder}index.html": page}, files)) == []


def test_dagster_makes_the_site_of_the_current_release_with_the_same_bytes_each_time(
    files: dict[str, bytes], warehouse: Warehouse, tmp_path: Path
) -> None:
    settings = copy_of(warehouse, tmp_path, "published", "evidence", "gate", "build", "raw")
    parsed = parsed_project(warehouse.settings)
    resource = WarehouseResource.of(replace(settings, warehouse=tmp_path))
    made = dg.materialize([site_asset()], resources={"warehouse": resource})
    (materialized,) = made.asset_materializations_for_node("published__docs")
    assert materialized.metadata["pages"].value == sum(path.endswith(".html") for path in files)
    site = tmp_path / "docs" / "current"
    assert site.readlink() == Path(find_release(settings).name)
    written = files_in(site)
    assert written.keys() == files.keys()
    assert [path for path, content in files.items() if written[path] != content] == []
    # The linked build is read as it is, and its project is not parsed again.
    assert parsed_project(warehouse.settings) == parsed


def test_no_page_names_a_folder_of_the_machine_or_a_time_of_its_making(
    files: dict[str, bytes], warehouse: Warehouse
) -> None:
    folders = (str(warehouse.settings.warehouse), str(Path(__file__).resolve().parents[3]))
    assert [
        path
        for path, content in files.items()
        if any(folder.encode() in content for folder in folders)
    ] == []


def test_every_column_of_every_model_has_a_type_a_description_and_its_lineage(
    html: dict[str, str],
) -> None:
    text = html["tables/mart_hr__sick_leave.html"]
    column = text.partition('id="column-sick_leave_pct"')[2].partition("</section>")[0]
    assert "decimal(" in column
    for parent in ("sick_hours", "ordinary_hours"):
        assert f"int_hr__disclosure.html#column-{parent}" in column
    assert "payroll_absence_spells.html#column-timmar" in column
    promised = html["tables/mart_economics__income_statement.html"]
    assert "Constraints: never NULL; one of cost, revenue, net." in promised
    assert "never NULL; is in dim_fiscal_year.fiscal_year." in promised
    assert "unique by fiscal_year, line_id" in promised
    silent = [
        (path, section[:60])
        for path, page in html.items()
        if path.startswith(("tables/", "seeds/", "sources/"))
        for section in page.split('<section class="column" id="')[1:]
        if not re.search(r"</h3>\n<p class=\"type\">[a-z]", section)
        or not re.search(r"</div>\n<div><p>[^<]", section)
    ]
    assert silent == []


def test_the_file_that_defines_a_models_or_a_seeds_page_is_there(html: dict[str, str]) -> None:
    named = {
        path: re.search(r"<dt>Defined in</dt><dd><code>(.*?)</code>", page)
        for path, page in html.items()
        if path.startswith(("tables/", "seeds/")) and not path.endswith("index.html")
    }
    files = {path: found[1].replace("<wbr>", "") for path, found in named.items() if found}
    assert len(files) > 200
    assert files["seeds/board_rules.html"] == "seeds/board.yml"
    assert [file for file in files.values() if not (PROJECT_ROOT / file).is_file()] == []


def test_a_contract_lists_the_deliveries_of_its_own_extract_alone(html: dict[str, str]) -> None:
    listed = {
        entity: set(re.findall(r'<th scope="row">([\d-]+)</th>', html[f"contracts/{entity}.html"]))
        for entity in ("payroll.payslips", "payroll.working_hours", "goals.goals")
    }
    assert listed["payroll.working_hours"] - listed["payroll.payslips"] == {"2011-12"}
    assert "2013" in listed["goals.goals"]


def test_a_release_of_a_time_before_sites_is_refused_with_a_reason(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    release = tmp_path / "release-0001"
    release.mkdir()
    current = find_release(warehouse.settings).folder
    (release / "manifest.json").write_bytes((current / "manifest.json").read_bytes())
    duckdb.connect(str(release / "bokslut.duckdb")).close()
    with pytest.raises(RefusedError, match="before docs sites were made"):
        site_files(warehouse.settings, Release(release))


def test_every_contract_every_field_and_every_rule_is_told(html: dict[str, str]) -> None:
    for contract in read_contracts().values():
        page = unescape(html[f"contracts/{contract.system}.{contract.entity}.html"])
        assert contract.owner in page
        assert f"every {contract.frequency}, {contract.due_days} day" in page
        assert ("kept aside" in page) == (contract.bad_row == "quarantine")
        for field in contract.fields:
            assert f'id="field-{field.name}"' in page
            assert all(value in page for value in field.enum or ())
            assert field.unit is None or field.unit in page
            assert page.count("personal data</span>") == len(contract.personal)


def test_the_gates_page_has_every_control_with_what_it_compared(
    html: dict[str, str], warehouse: Warehouse
) -> None:
    manifest = find_release(warehouse.settings).manifest
    for control in manifest["verdict"]["controls"]:
        assert f'id="control-{control["name"]}"' in html["gate.html"]
    assert "release 1</td>" in html["gate.html"]


def test_every_control_has_a_page_with_its_owner_its_severity_and_what_to_do(
    html: dict[str, str],
) -> None:
    for control in read_controls():
        page = unescape(html[f"controls/{control.name}.html"])
        assert control.title in page
        assert re.search(
            r"<dt>Owner</dt><dd><a [^>]*>(Financial|Operations) controller|platform", page
        )
        assert "What to do when it stops a build" in page
        assert "accepted_findings.csv" in page or control.severity is Severity.FORBIDDEN


def test_a_figure_shows_the_controls_that_protect_it_and_the_limits_those_without(
    html: dict[str, str],
) -> None:
    of_staff = html["figures/2_4.text.sick_leave.html"]
    assert "controls/absence_is_within_ordinary_hours.html" in of_staff
    assert "controls/measures_equal_their_months.html" in of_staff
    assert "controls/waits_are_shorter_than_a_day.html" not in of_staff
    not_computed = "figures/3_1.text.personnel_costs_comments.html"
    assert "None: no measure computes it." in html[not_computed]
    section = html["limits.html"].split("Figures that no control protects")[1].split("<h2>")[0]
    assert not_computed in section
    assert "2_4.text.sick_leave.html" not in section


def test_the_limits_list_every_printed_figure_that_is_not_computed_with_its_reason(
    html: dict[str, str],
) -> None:
    with (SEEDS_DIR / "published_figures.csv").open(encoding="utf-8", newline="") as file:
        lacking = [row for row in csv.DictReader(file) if row["not_computed_reason"]]
    assert lacking
    section = unescape(
        html["limits.html"].split("Figures that no extract contains")[1].split("<h2>")[0]
    )
    assert section.count("<dt>") == len(lacking)
    for figure in lacking:
        assert f"figures/{figure['figure_id']}.html" in section
        assert figure["not_computed_reason"] in section


def test_a_site_takes_no_folder_that_holds_something_else(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("dear", "utf-8")
    with pytest.raises(UsageError, match=r"holds no search-index\.js"):
        make_site(warehouse.settings, to=tmp_path / "mine")
    assert (tmp_path / "mine" / "index.html").exists()
