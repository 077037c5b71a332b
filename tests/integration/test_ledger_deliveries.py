"""A ledger is loaded only when it is the board's own, whole, in Swedish kronor and of the year that it says."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from orchestration.core.errors import RefusedError
from orchestration.core.settings import Settings
from orchestration.loading import load_deliveries
from orchestration.loading.identity import digits_of

LEDGER = """\
#FLAGGA 0
#PROGRAM "Test" 1.0
#FORMAT PC8
#GEN 20140115
#SIETYP 4
#FNAMN "Provnämnden"
#ORGNR 212000-0142
#RAR 0 20130101 20131231
#KONTO 1930 "Bank"
#KONTO 3010 "Försäljning"
#UB 0 1930 250.00
#RES 0 3010 -250.00
#VER A 1 20130115 "Faktura"
{
#TRANS 1930 {} 250.00
#TRANS 3010 {} -250.00
}
"""
MORE = '#VER A 2 20130215 "Till"\n{\n#TRANS 1930 {} 1.00\n#TRANS 3010 {} -1.00\n}\n'


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the folders of a board that does not say whose its ledger is."""
    board = tmp_path / "board"
    board.mkdir()
    (board / "board.yml").write_text("format: 1\nname_sv: Provnämnden\n", "utf-8")
    return Settings(tmp_path / "landing", tmp_path / "warehouse", board=board)


def deliver(
    settings: Settings,
    text: str = LEDGER,
    name: str = "2013-VB",
    encoding: str = "cp437",
    year: int = 2013,
) -> None:
    folder = settings.landing / "ledger" / name
    folder.mkdir(parents=True)
    content = text.encode(encoding)
    (folder / "ledger.se").write_bytes(content)
    amounts = [float(amount) for amount in re.findall(r"#TRANS \d+ \{\} (-?[\d.]+)", text)]
    totals = {
        "vouchers": text.count("#VER"),
        "debit_sek": f"{sum(amount for amount in amounts if amount > 0):.2f}",
        "credit_sek": f"{-sum(amount for amount in amounts if amount < 0):.2f}",
    }
    resource = {
        "path": "ledger.se",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "bokslut": {"entity": "ledger", "rows": text.count("#TRANS"), "control_totals": totals},
    }
    count = len(list(settings.landing.glob("ledger/*")))
    manifest = {
        "created": f"2014-01-{count:02}T06:00:00+01:00",
        "bokslut": {
            "system": "ledger",
            "period": {"from": f"{year}-01-01", "to": f"{year}-12-31"},
        },
        "resources": [resource],
    }
    (folder / "datapackage.json").write_text(json.dumps(manifest), "utf-8")


def refusal(settings: Settings) -> str:
    with pytest.raises(RefusedError) as caught:
        load_deliveries(settings)
    return str(caught.value)


def reason(settings: Settings) -> str:
    refusal(settings)
    (path,) = settings.quarantine.rglob("reason.json")
    return json.loads(path.read_text("utf-8"))["code"]


def of_year(text: str, year: int) -> str:
    return text.replace("2013", str(year))


def test_a_ledger_of_another_organisation_is_refused_naming_both(settings: Settings) -> None:
    deliver(settings)
    other = LEDGER.replace("212000-0142", "556599-0001").replace("Provnämnden", "Annat AB")
    deliver(settings, of_year(other, 2012), "2012-VB", year=2012)
    message = refusal(settings)
    for part in ("Annat AB", "556599-0001", "Provnämnden", "212000-0142", "delivery 2013-VB"):
        assert part in message


def test_a_ledger_that_does_not_say_whose_it_is_is_refused_once_that_is_known(
    settings: Settings,
) -> None:
    deliver(settings)
    silent = LEDGER.replace("#ORGNR 212000-0142\n", "")
    deliver(settings, of_year(silent, 2012), "2012-VB", year=2012)
    assert "no organisation number (#ORGNR)" in refusal(settings)


def test_the_first_ledger_is_refused_where_board_yml_names_another_organisation(
    settings: Settings,
) -> None:
    with (settings.board / "board.yml").open("a", encoding="utf-8") as file:
        file.write("organisation: {name_sv: Provstaden, number: 212000-0142}\n")
    deliver(settings, LEDGER.replace("212000-0142", "556599-0001").replace("Provnämnden", "Annat"))
    message = refusal(settings)
    for part in ("Annat, 556599-0001", "Provnämnden, 212000-0142", "board.yml", "board init"):
        assert part in message


def test_the_ledger_of_another_board_with_the_same_number_is_refused_naming_both(
    settings: Settings,
) -> None:
    with (settings.board / "board.yml").open("a", encoding="utf-8") as file:
        file.write("organisation: {number: '2120000142'}\nledger_names: [Provnämnden]\n")
    deliver(settings, LEDGER.replace('"Provnämnden"', '"  provNÄMNDEN "'))
    deliver(
        settings,
        of_year(LEDGER.replace("Provnämnden", "Andra nämnden"), 2012),
        "2012-VB",
        year=2012,
    )
    message = refusal(settings)
    for part in ("Andra nämnden, 212000-0142", "Provnämnden", "ledger_names in board.yml"):
        assert part in message
    text = (settings.board / "board.yml").read_text("utf-8")
    renamed = text.replace("[Provnämnden]", "[Provnämnden, Andra nämnden]")
    (settings.board / "board.yml").write_text(renamed, "utf-8")
    assert len(load_deliveries(settings).current) == 2


@pytest.mark.parametrize("written", ["2120000142", "16212000-0142", "162120000142", "212000 0142"])
def test_the_same_organisation_number_in_another_form_is_the_same(
    settings: Settings, written: str
) -> None:
    deliver(settings)
    same = LEDGER.replace("212000-0142", f'"{written}"')
    deliver(settings, of_year(same, 2012), "2012-VB", year=2012)
    assert len(load_deliveries(settings).loaded) == 2


@pytest.mark.parametrize("written", [None, "", "12", "21200001420", "99212000-0142"])
def test_what_is_not_an_organisation_number_is_none(written: str | None) -> None:
    assert digits_of(written) is None


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("#FORMAT", "#VALUTA EUR\n#FORMAT", "currency", "in EUR"),
        ("#SIETYP 4", "#SIETYP 4I", "sie_type", "type 4I"),
        ("#UB 0 1930 250.00\n#RES 0 3010 -250.00\n", "", "sie_type", "no closing balances"),
        (LEDGER[LEDGER.index("#VER") :], "", "sie_type", "no vouchers"),
        (" 20131231", "", "sie_standard", "#RAR"),
        ("#RAR 0 20130101 20131231", "#RAR 0 20120701 20130630", "fiscal_year", "2012-07-01 to 2013-06-30"),
        ("#RAR 0 20130101", "#RAR 0 20121101", "fiscal_year", "end on 31 December"),
        ("#VER A 1 20130115", "#VER A 1 20121231", "date_outside_year", "Voucher A 1"),
        ("{} -250.00", "{} -250.00 20121231", "date_outside_year", "2012-12-31"),
        ("#UB 0 1930", "#UB 0 1930 0\n#UB 0 1930", "sie_standard", "was given on line 11 already"),
        ("#VER A 1", "#VER A 1 20130115\n{\n}\n#VER A 01", "sie_standard", "line 13 already"),
    ],
)  # fmt: skip
def test_what_is_not_a_whole_ledger_of_its_year_is_refused_by_name(
    settings: Settings, old: str, new: str, code: str, said: str
) -> None:
    deliver(settings, LEDGER.replace(old, new))
    assert reason(settings) == code
    assert said in refusal(settings)


def test_sums_beyond_what_an_amount_holds_are_refused_without_a_traceback(
    settings: Settings,
) -> None:
    amount = "9000000000000000.00"
    rows = f"#TRANS 1930 {{}} {amount}\n#TRANS 3010 {{}} -{amount}\n"
    deliver(
        settings, LEDGER.replace("#TRANS 1930 {} 250.00\n", rows * 2 + "#TRANS 1930 {} 250.00\n")
    )
    assert reason(settings) == "amount_too_large"


def test_an_import_file_is_refused_by_its_type(settings: Settings) -> None:
    text = LEDGER.replace("#RAR 0 20130101 20131231\n", "")
    text = "".join(line for line in text.splitlines(True) if not line.startswith(("#UB", "#RES")))
    deliver(settings, text)
    assert "type 4I" in refusal(settings)


def test_vouchers_without_a_series_are_the_same_in_the_next_delivery(settings: Settings) -> None:
    plain = LEDGER.replace("#VER A 1", '#VER "" 1').replace("#VER A", '#VER ""')
    deliver(settings, plain)
    more = MORE.replace("#VER A", '#VER ""')
    text = plain.replace("250.00\n#RES 0 3010 -250", "251.00\n#RES 0 3010 -251") + more
    deliver(settings, text, "2013-VB-2")
    assert len(load_deliveries(settings).loaded) == 2


@pytest.mark.parametrize("rows", ["", "#BTRANS 1930 {} 5.00\n#BTRANS 3010 {} -5.00\n"])
def test_an_annulled_voucher_is_a_voucher(settings: Settings, rows: str) -> None:
    deliver(settings, f'{LEDGER}#VER A 2 20130301 "Makulerad"\n{{\n{rows}}}\n')
    (load,) = load_deliveries(settings).loaded
    assert load.tables["ledger_vouchers"] == 2


def test_the_encoding_of_the_contract_is_taken_with_a_finding(
    settings: Settings, tmp_path: Path
) -> None:
    deliver(settings, encoding="utf-8")
    message = refusal(settings)
    assert "written in UTF-8" in message
    assert "PC8" in message
    text = (Settings.contracts / "ledger" / "ledger.yml").read_text("utf-8")
    contracts = tmp_path / "contracts" / "ledger"
    contracts.mkdir(parents=True)
    (contracts / "ledger.yml").write_text(text.replace("cp437", "utf-8"), "utf-8")
    allowing = Settings(settings.landing, settings.warehouse, contracts.parent, settings.board)
    assert len(load_deliveries(allowing).loaded) == 1


def test_one_row_with_thousands_of_objects_is_refused_in_little_memory(settings: Settings) -> None:
    objects = " ".join(f"{number} x" for number in range(20, 20_000))
    deliver(settings, LEDGER.replace("#TRANS 1930 {}", f"#TRANS 1930 {{{objects}}}"))
    assert reason(settings) == "sie_standard"
