"""A municipality's culture board, made of files alone: what such a board exports, and what it writes in its own folder.

Nothing is as in the worked example: cost centres of three digits, its own areas, goals A and A1 with its own levels and
scale, a payroll program with other columns, codes, dates and numbers, a goal system and a survey tool that write CSV,
visits to libraries that no shipped contract knows, no contact centre and no invoicing. Two years.
"""

from __future__ import annotations

import csv
import io
import shutil
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

# What the board writes in its own folder, beside what `bokslut board init` makes of its ledger.
OWN_FILES = Path(__file__).with_name("culture")


def make_culture_board(folder: Path) -> Settings:
    """Write a board and its deliveries into a folder, and return the settings that a run of them needs."""
    settings = Settings(folder / "landing", folder / "warehouse", board=folder / "board")
    ledgers = write_files("agresso", folder / "exports", company=NAME)
    begin_board(settings.board, ledgers)
    shutil.copytree(OWN_FILES, settings.board, dirs_exist_ok=True)
    _name(settings.board)
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


def _name(board: Path) -> None:
    """Name the board by itself, as the ledger does not: its #FNAMN is of the municipality and the board together."""
    path = board / "board.yml"
    content = yaml.safe_load(path.read_text("utf-8"))
    content["name_sv"] = "Kulturnämnden"
    content["organisation"]["name_sv"] = "Exempelkommun"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    # The chapter that a board begins with is of the shipped annual edition; this board reports by quarter.
    chapter = board / "report" / "01-ekonomi.md"
    chapter.write_text(chapter.read_text("utf-8").replace("reports: VB", "reports: K4"), "utf-8")


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
                (f"{first[:6]}{key}", first[:6], key, person, centre, "S", first, first, "8.00", "100.00")
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
