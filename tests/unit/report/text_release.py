"""A release of a few rows, in memory, so that a text's figures and claims can be tried without a warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import duckdb

from orchestration.boards import Board
from orchestration.boards.text_rules import TextRules
from orchestration.releases.release import Release
from orchestration.report.document import (
    Chart,
    Column,
    Drawing,
    Row,
    Section,
    Span,
    Table,
    text,
)
from orchestration.report.figures import Figures
from orchestration.report.release_data import Edition, ReleaseData
from orchestration.report.text.composing import Text, read_text
from tests.document_parts import parts

_SCHEMA = """
create schema common; create schema measures; create schema goals; create schema tie_out; create schema hr;
create schema economics;
create table common.dim_report_edition as select * from (values
    ('T1', 2012, 10, date '2012-04-30', true), ('VB', 2012, 30, date '2012-12-31', true),
    ('T1', 2013, 10, date '2013-04-30', true), ('VB', 2013, 30, date '2013-12-31', true)
) as t(edition, fiscal_year, sort_order, end_date, is_booked);
create table common.dim_unit as select * from (values
    ('mnkr', 'sek', 1000000, 'mnkr'), ('pct', 'pct', 1, '%'), ('date', 'date', 1, '')
) as t(unit, base_unit, base_units, label_sv);
create table measures.dim_measure as select * from (values
    ('cases', 'count', 'st', 0, 'contact_centre', 'Ärenden'),
    ('cases_by_channel', 'count', 'st', 0, 'contact_centre', 'Ärenden per kanal'),
    ('income_statement_sek', 'sek', 'kr', 2, 'ledger', 'Resultaträkning'),
    ('sick_leave_pct', 'pct', '%', 1, 'payroll', 'Sjukfrånvaro'),
    ('satisfied_pct', 'pct', '%', 0, 'surveys', 'Andel nöjda'),
    ('index_by_group', 'index', '', 0, 'contact_centre', 'Index per grupp'),
    ('energy_per_sqm', 'kwh_per_sqm', 'kWh/kvm', 0, 'contact_centre', 'El'),
    ('cost_per_case_sek', 'sek_each', 'kr', 0, 'contact_centre', 'Kostnad per ärende'),
    ('indicator_target', 'target', '', 2, 'payroll', 'Årsmål'),
    ('balance_date', 'date', '', 0, 'ledger', 'Balansdag')
) as t(measure_id, base_unit, unit_label_sv, decimals, source_system, label_sv);
create table measures.fct_measures as
select measure_id || if(member = '', '', '/' || member) || '@' || fiscal_year as measure_value_id, measure_id, member,
    fiscal_year, value::decimal(28, 8) as measure_value
from (values
    ('cases', '', 2013, 1234567), ('cases', '', 2012, 1200000.5), ('cases_by_channel', 'e-post', 2013, 34567),
    ('cases_by_channel', 'telefon', 2013, 40000),
    ('income_statement_sek', 'revenue', 2013, 184346092.52), ('income_statement_sek', 'revenue', 2012, 169960274.18),
    ('income_statement_sek', 'cost', 2013, 183352118.37), ('income_statement_sek', 'net', 2013, 993974.15),
    ('sick_leave_pct', '', 2013, 5.5), ('sick_leave_pct', '', 2012, 4.5),
    ('index_by_group', 'index/Äldre Direkt', 2013, 75.05),
    ('energy_per_sqm', '', 2013, 40), ('cost_per_case_sek', '', 2013, 70.03), ('indicator_target', '2.4-6', 2013, 4.3),
    ('balance_date', '', 2013, 16070)
) as t(measure_id, member, fiscal_year, value);
create table measures.fct_measures_to_date as
select measure_id || '@' || fiscal_year || '-' || edition as measure_to_date_id, edition, measure_id, '' as member,
    fiscal_year, value::decimal(28, 8) as measure_value
from (values ('cases', 2013, 'T1', 400000), ('cases', 2012, 'T1', 390000))
    as t(measure_id, fiscal_year, edition, value);
create table common.dim_member as select * from (values
    ('e-post', 'E-post'), ('telefon', 'Telefon'), ('index', 'Nöjda')) as t(member_part, label_sv);
create table common.dim_business_area as select 'aldre' as business_area_id, 'Äldre' as label_sv;
create table common.dim_statement_line as select * from (values
    ('revenue', 'Verksamhetens intäkter'), ('cost', 'Resultat'), ('net', 'Resultat')) as t(statement_line_id, label_sv);
create table common.dim_cost_centre as select '1010' as cost_centre, 'Nämnd' as cost_centre_name_sv;
create table goals.mart_goals__goals as select '2013-2.4' as goal_key, 2013 as fiscal_year, '2.4' as goal_id,
    3::bigint as missed_count, 'En attraktiv arbetsgivare' as label_sv;
create table goals.mart_goals__indicators as select * from (values
    (2013, '2.4-5', 'Medarbetare vet', true), (2013, '2.4-6', 'Sjukfrånvaro', false), (2013, '2.4-7', 'Heltid', null)
) as t(fiscal_year, indicator_id, label_sv, is_board_target_met);
create table goals.mart_goals__activities as select 2013 as fiscal_year, '2.4' as goal_id, '2.4-A1' as activity_id,
    true as is_deviating, 'Utbilda chefer' as activity_sv
union all select 2013, '2.4', '2.4-A2', false, 'Erbjuda heltid';
create table tie_out.mart_tie_out__figures as select '2_4.text.sick_leave' as figure_id, '5,5' as printed,
    null as qualifier, 5.5::decimal(28, 8) as published_value, 'pct' as base_unit, 'pct' as unit, 2013 as report_year,
    false as is_variance
union all select 'calls', '145 000', 'ca', 145000, 'pct', 'pct', 2013, false;
create table tie_out.mart_tie_out__statements as select 2013 as report_year, false as is_contradicted,
    '' as statement_id;
create table hr.mart_hr__groups as select * from (values
    ('2013-group-alpha', 2013, 'group', 'index_by_group/alpha@2013', true, 6.5::decimal(18, 8), 20),
    ('2013-group-beta', 2013, 'group', null, false, null, null),
    ('2013-unit-gamma', 2013, 'unit', 'index_by_group/gamma@2013', true, 9.9::decimal(18, 8), 12)
) as t(groups_key, fiscal_year, breakdown, measure_value_id, is_disclosed, sick_leave_pct, employees_count);
create table economics.mart_economics__lines as select 2013 as fiscal_year, 'T1' as edition, 'cost' as line_id,
    -1500000::decimal(18, 2) as deviation_sek, true as is_total, 'x' as label_sv;
create table economics.mart_economics__empty (line_id varchar, amount_sek decimal(18, 2));
"""
_TABLES = {
    "hr.mart_hr__groups": (["groups_key"], "breakdown in ('group')", 3),
    "economics.mart_economics__lines": (["fiscal_year", "edition", "line_id"], "", 1),
    "economics.mart_economics__empty": (["line_id"], "", 0),
}
NAMES = {"revenue": "income_statement_sek/revenue", "before": "income_statement_sek/revenue@-1"}
TABLE = Table("t-balansrakning", "Balansräkning", (Column(""),), (Row((text("Summa"),)),))
CHART = Chart(
    "d-nettoavvikelse",
    "Netto",
    "Netto",
    "Staplar.",
    Drawing("<svg></svg>", "<svg></svg>"),
    "t-nettoavvikelse",
)
NET = Table("t-nettoavvikelse", "Netto", (Column(""),), (Row((text("Alla"),)),))
INDICATORS = Table("t-indikatorer-2-4", "Indikatorer", (Column(""),), (Row((text("Sjuk"),)),))
SECTIONS = (
    Section("sammanfattning", "Året i korthet", sections=(Section("mal-2-4", "Mål", blocks=(INDICATORS,)),)),
    Section("ekonomi", "Ekonomi", blocks=(TABLE,), sections=(Section("netto", "Netto", blocks=(CHART, NET)),)),
)  # fmt: skip


def release_data(
    edition: str = "VB",
    systems: tuple[str, ...] = (),
    folder: Path = Path(__file__).parent / "release-0001",
) -> ReleaseData:
    """Return the open release for an edition of 2013; ``systems`` are delivered beside those that all tests have.

    ``folder`` is where it would be published, beside other releases.
    """
    connection = duckdb.connect()
    connection.execute(_SCHEMA)
    tables = {
        name: {
            "schema": name.partition(".")[0],
            "name": name.partition(".")[2],
            "rows": rows,
            "primary_key": key,
            "reader_rows": reader_rows,
            "columns": [
                {"name": column, "type": type_}
                for column, type_, *_ in connection.execute(f"describe {name}").fetchall()
            ],
        }
        for name, (key, reader_rows, rows) in _TABLES.items()
    }
    delivered = ("ledger", "contact_centre", "payroll", *systems)
    release = SimpleNamespace(
        tables=tables,
        folder=folder,
        number=int(folder.name.rpartition("-")[2]),
        name=folder.name,
        samples=[],
        manifest={"deliveries": [{"system": system} for system in delivered]},
    )
    end = date(2013, 4, 30) if edition == "T1" else date(2013, 12, 31)
    of = Edition(
        edition, 2013, "Rapport", "januari", date(2013, 1, 1), end, "Nämnden", "mnkr", "nämnd"
    )
    return ReleaseData(cast(Release, release), connection, of)


def board(folder: Path, rules: Mapping[str, Any] | None = None, /, **chapters: str) -> Board:
    """Return a board with chapters, by the names of their files, and rules for its text."""
    (folder / "report").mkdir(parents=True, exist_ok=True)
    for name, content in chapters.items():
        (folder / "report" / f"{name}.md").write_text(content, "utf-8")
    return Board(folder, "Nämnden", text_rules=TextRules(**(rules or {})))


def composed(of: Board, data: ReleaseData) -> tuple[tuple[Section, ...], Text]:
    """Return the sections of a report with a board's text, and the text with its claims."""
    read = read_text(of, data)
    return read.composed(data, Figures(data), SECTIONS), read


def words(of: Any) -> str:
    """Return the words of a document's parts, without those of spans, which are said by what is in them."""
    said = "".join(
        part.text for part in parts(of) if hasattr(part, "text") and not isinstance(part, Span)
    )
    return said.replace("\u00a0", " ")
