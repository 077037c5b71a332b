"""A municipality's culture board, made of files alone: what such a board exports, and what it writes in its own folder.

Nothing is as in the worked example: cost centres of three digits, its own areas, goals A and A1 with its own levels and
scale, a payroll program with other columns, codes, dates and numbers, a goal system and a survey tool that write CSV,
visits to libraries that no shipped contract knows, no contact centre and no invoicing. Two years.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from orchestration.boards.beginning import begin_board
from orchestration.contracts import read_contracts
from orchestration.core.settings import Settings
from orchestration.diagnostics.inspection import inspect
from orchestration.operations.delivering import (
    Content,
    content_of_ledger,
    period_of,
    write_delivery,
)
from tests.boards.sie_programs import write_files

YEARS = (2012, 2013)
NAME = "Exempelkommun kulturnämnden"

# Personal numbers of the Swedish Tax Agency's test series (1970 to 1981).
PERSONS = (
    "19700112-2394", "19710226-2396", "19720317-2395", "19730409-2393", "19740511-2389", "19750623-2383",
    "19760705-2383", "19770814-2380", "19780916-2386", "19791018-2380", "19801120-2382", "19811222-2388",
)  # fmt: skip

_BOARD: dict[str, str] = {
    "business_areas": """\
business_area_id,label_sv,label_en,parent_business_area_id,sort_order,payslip_cost_part
library,Bibliotek,Libraries,,10,
music_school,Musikskola,Music school,,20,
""",
    "cost_centres": """\
cost_centre,cost_centre_name_sv,business_area_id,is_administration
736,Stadsbiblioteket,library,false
741,Musikskolan,music_school,false
""",
    "code_labels": """\
code_set,code,label_sv,label_en,sort_order,role
goal_level,fullmaktigemal,Fullmäktigemål,Goal of the council,10,
goal_level,delmal,Delmål,Part of a goal,20,
fulfilment,hog_grad,I hög grad,To a high degree,10,all_met
fulfilment,viss_grad,I viss grad,To some degree,20,some_met
fulfilment,lag_grad,I låg grad,To a low degree,30,none_met
source_system,library,Biblioteksstatistik,Library statistics,80,
""",
    "measures": """\
measure_id,label_sv,unit,numerator,denominator,factor,is_change,measure_window,decimals,source_system,definition,definition_sv
library_visits,Besök på biblioteken,count,library_visits,,1,false,calendar_year,0,library,Visits to open libraries.,Besök på öppna bibliotek.
loans_per_visit,Lån per besök,count,library_loans,library_visits,1,false,calendar_year,2,library,Loans over visits.,Lån delat med besök.
visits_by_library,Besök per bibliotek,count,visits_by_library,,1,false,calendar_year,0,library,Visits to each library.,Besök på varje bibliotek.
""",
    "tertial_measures": "measure_id\nlibrary_visits\n",
    "indicator_measures": "indicator_id,measure_id,member\nA1-1,library_visits,\nA2-1,loans_per_visit,\n",
    "summary_measures": "measure_id,annual_order,tertial_order\nlibrary_visits,5,5\n",
    "member_labels": "member_part,label_sv\nhuvud,Huvudbiblioteket\nfilial,Filialen\nkulturskola,Musikskolan\nelever,Elever\n",
}

_CONTRACTS: dict[str, str] = {
    "payroll/employments": """\
encoding: utf-8
dialect: {delimiter: ",", decimalChar: "."}
extra_column: ignore
schema:
  fields:
    - {name: anstallning_id, source_name: Anstnr}
    - {name: per_datum, source_name: Uttagsdatum, format: "%Y%m%d"}
    - {name: personnummer, source_name: Persnr}
    - {name: kostnadsstalle, source_name: Kst}
    - {name: befattning, source_name: Benämning}
    - {name: anstallningsform, source_name: Form, values: {T: tillsvidare, V: visstid, TIM: timavlonad}}
    - {name: sysselsattningsgrad_pct, source_name: Syssgrad}
    - {name: fran_datum, source_name: From, format: "%Y%m%d"}
    - {name: till_datum, source_name: Tom, format: "%Y%m%d", missingValues: ["99991231"]}
""",
    "payroll/absence_spells": """\
encoding: utf-8
dialect: {delimiter: ",", decimalChar: "."}
schema:
  fields:
    - {name: franvaro_id, source_name: Löpnr}
    - {name: manad, source_name: Avser, format: "%Y%m"}
    - {name: anstallning_id, source_name: Anstnr}
    - {name: personnummer, source_name: Persnr}
    - {name: kostnadsstalle, source_name: Kst}
    - {name: orsak, source_name: Orsakskod, values: {S: sjuk, V: vab, F: foraldraledig, T: tjanstledig}}
    - {name: fran_datum, source_name: From, format: "%Y%m%d"}
    - {name: till_datum, source_name: Tom, format: "%Y%m%d", missingValues: ["99991231"]}
    - {name: timmar, source_name: Tim}
    - {name: omfattning_pct, source_name: Omf}
""",
    "payroll/working_hours": """\
encoding: utf-8
dialect: {delimiter: ",", decimalChar: "."}
schema:
  fields:
    - {name: anstallning_id, source_name: Anstnr}
    - {name: manad, source_name: Avser, format: "%Y%m"}
    - {name: kostnadsstalle, source_name: Kst}
    - {name: ordinarie_timmar, source_name: Ordtid}
""",
    "goals/goals": """\
format: csv
sheet:
encoding: utf-8
schema:
  fields:
    - {name: ar, source_name: År}
    - {name: mal_id, source_name: Mål}
    - {name: niva, source_name: Nivå, values: {FM: fullmaktigemal, D: delmal}}
    - {name: overordnat_mal_id, source_name: Under}
    - {name: nummer, optional: true}
    - {name: rubrik, source_name: Text}
    - {name: bedomning, source_name: Grad, values: {H: hog_grad, V: viss_grad, L: lag_grad}}
    - {name: kommentar, source_name: Kommentar}
""",
    "goals/indicators": """\
format: csv
sheet:
encoding: utf-8
schema:
  fields:
    - {name: ar, source_name: År}
    - {name: indikator_id, source_name: Indikator}
    - {name: mal_id, source_name: Mål}
    - {name: namn, source_name: Namn}
    - {name: enhet, source_name: Enhet}
    - {name: riktning, source_name: Riktning, values: {Minst: hogre, Högst: lagre}}
    - {name: arsmal, source_name: Målvärde}
    - {name: arsmal_text, optional: true}
    - {name: kf_arsmal, optional: true}
    - {name: kf_arsmal_text, optional: true}
    - {name: period, optional: true, values: {"": år}}
""",
    "surveys/surveys": "encoding: utf-8\n",
    "surveys/questions": "encoding: utf-8\n",
    "surveys/answers": """\
encoding: utf-8
schema:
  missingValues: ["Vet ej"]
""",
    "library/visits": """\
title: Visits and loans
description: One row per library and month.
owner: head of libraries
frequency: year
due_days: 20
format: csv
schema:
  primaryKey: [bibliotek, manad]
  periodField: manad
  fields:
    - {name: bibliotek, type: string, description: The library., constraints: {required: true}}
    - {name: manad, type: date, format: "%Y-%m", description: The month., constraints: {required: true}}
    - {name: besok, type: integer, unit: count, control_total: true, description: Visits., constraints: {required: true}}
    - {name: lan, type: integer, unit: count, description: Loans., constraints: {required: true}}
    - {name: stangt, type: boolean, values: {ja: true, nej: false}, description: Whether it was closed., constraints: {required: true}}
""",
}

_QUANTITIES = """\
quantities:
  - {name: library_visits, model: library.visits, expr: besok, filter: not stangt, agg_time_dimension: manad}
  - {name: library_loans, model: library.visits, expr: lan, agg_time_dimension: manad}
  - {name: visits_by_library, model: library.visits, expr: besok, agg_time_dimension: manad, dimension: bibliotek}
"""


def make_culture_board(folder: Path) -> Settings:
    """Write a board and its deliveries into a folder, and return the settings that a run of them needs."""
    settings = Settings(folder / "landing", folder / "warehouse", board=folder / "board")
    ledgers = write_files("agresso", folder / "exports", company=NAME)
    begin_board(settings.board, ledgers)
    for name, text in _BOARD.items():
        (settings.board / f"{name}.csv").write_text(text, "utf-8")
    for name, text in _CONTRACTS.items():
        path = settings.board / "contracts" / f"{name}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (settings.board / "quantities.yml").write_text(_QUANTITIES, "utf-8")
    _own_lines(settings.board)
    contracts = read_contracts(*settings.contract_folders)
    encoding = contracts["ledger", "ledger"].encoding
    for path in ledgers:
        write_delivery(settings.landing, [content_of_ledger(path, encoding)])
    for number, year in enumerate(YEARS):
        _deliver(settings, "goals", str(year), _goals(year))
        _deliver(settings, "surveys", str(year), _surveys(year, number))
        _deliver(settings, "library", str(year), {"visits": _visits(year, number)})
        for month in range(1, 13):
            _deliver(settings, "payroll", f"{year}-{month:02d}", _payroll(year, month))
    return settings


def _own_lines(board: Path) -> None:
    """Let the cost centre decide the area of each line, and name the board by itself."""
    path = board / "statement_lines.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))
    path.write_text(_csv([[*rows[0]], *([*row.values()] for row in rows)]), "utf-8")
    path = board / "board.yml"
    content = yaml.safe_load(path.read_text("utf-8"))
    content |= {"name_sv": "Kulturnämnden", "amounts_in": "tkr"}
    content["organisation"]["name_sv"] = "Exempelkommun"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


def _deliver(settings: Settings, system: str, period: str, files: dict[str, str]) -> None:
    contracts = read_contracts(*settings.contract_folders)
    exports = settings.landing.parent / "exports" / system / period
    exports.mkdir(parents=True)
    contents = []
    for entity, text in files.items():
        path = exports / f"{entity}.csv"
        path.write_text(text, "utf-8")
        (found,) = inspect(path, f"{system}.{entity}", contracts).content["files"]
        assert not found["refusals"], (path, found["refusals"])
        totals = {total["name"]: total["found"] for total in found["control_totals"]}
        contents.append(
            Content(path, system, entity, period_of(period), found["rows"]["found"], totals)
        )
    write_delivery(settings.landing, contents)


def _csv(rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _payroll(year: int, month: int) -> dict[str, str]:
    staff = [
        (f"{100 + number}", number_of_person, "736" if number % 3 else "741")
        for number, number_of_person in enumerate(PERSONS)
    ]
    first, last = f"{year}{month:02d}01", f"{year}{month:02d}28"
    sick = [staff[0], staff[(month + year) % len(staff)]] if month % 2 else [staff[0]]
    return {
        "employments": _csv([
            ("Anstnr", "Uttagsdatum", "Persnr", "Kst", "Benämning", "Form", "Syssgrad", "From", "Tom", "Lönegrupp"),
            *(
                (key, last, person, centre, "Bibliotekarie", "T", "100.00", "20050201", "99991231", "A")
                for key, person, centre in staff
            ),
        ]),
        "absence_spells": _csv([
            ("Löpnr", "Avser", "Anstnr", "Persnr", "Kst", "Orsakskod", "From", "Tom", "Tim", "Omf"),
            *(
                (f"{year}{month:02d}{key}", f"{year}{month:02d}", key, person, centre, "S", first, first, "8.00", "100.00")
                for key, person, centre in dict.fromkeys(sick)
            ),
        ]),
        "working_hours": _csv([
            ("Anstnr", "Avser", "Kst", "Ordtid"),
            *((key, f"{year}{month:02d}", centre, "165.00") for key, _, centre in staff),
        ]),
    }  # fmt: skip


def _goals(year: int) -> dict[str, str]:
    return {
        "goals": _csv(
            [
                ("År", "Mål", "Nivå", "Under", "Text", "Grad", "Kommentar"),
                (year, "A", "FM", "", "Kulturen når alla", "V", ""),
                (year, "A1", "D", "A", "Fler besöker biblioteken", "H", ""),
                (year, "A2", "D", "A", "Fler lånar", "L", "Färre lån."),
                (year, "A2x", "D", "A2", "Fler barn lånar", "", ""),
            ],
            ";",
        ),
        "indicators": _csv(
            [
                ("År", "Indikator", "Mål", "Namn", "Enhet", "Riktning", "Målvärde"),
                (year, "A1-1", "A1", "Besök", "st", "Minst", "2000"),
                (year, "A2-1", "A2x", "Lån per besök", "st", "Minst", "9,5"),
            ],
            ";",
        ),
    }


def _surveys(year: int, number: int) -> dict[str, str]:
    survey = f"elever{year}"
    answers = [
        (survey, respondent, "elever", question, answer)
        for respondent in range(1, 41)
        for question, answer in (
            ("trivs", "Vet ej" if respondent % 9 == 0 else 3 + (respondent + number) % 3),
            ("larare", 4),
        )
    ]
    return {
        "surveys": _csv(
            [
                ("undersokning_id", "ar", "omrade", "malgrupp", "population", "utskick_datum"),
                (survey, year, "kulturskola", "elever", 120, f"{year}-10-01"),
            ],
            ";",
        ),
        "questions": _csv(
            [
                ("undersokning_id", "fraga", "fragetext", "skala_max", "delindex"),
                (survey, "trivs", "Jag trivs", 5, ""),
                (survey, "larare", "Läraren är bra", 5, ""),
            ],
            ";",
        ),
        "answers": _csv(
            [("undersokning_id", "respondent_id", "respondentgrupp", "fraga", "svar"), *answers],
            ";",
        ),
    }


def _visits(year: int, number: int) -> str:
    rows = [
        (library, f"{year}-{month:02d}", visits + 5 * number, loans, "ja" if month == 7 else "nej")
        for month in range(1, 13)
        for library, visits, loans in (("huvud", 150, 900), ("filial", 40, 120))
    ]
    return _csv([("bibliotek", "manad", "besok", "lan", "stangt"), *rows], ";")
