"""SIE 4E files in the manner of common programs, so that a board can be begun from each.

The bookkeeping is made up here: a small body whose every sum a person can follow. What differs between programs is
which records they write, and how: dimensions, #KTYP, #SRU, #OMFATTN, budgets, period balances, gaps in the numbers of
vouchers, vouchers without rows, and whether and how the year's result is carried to equity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Program:
    """How one program writes its export."""

    name: str
    version: str
    chart_type: str | None = None
    accounts: str = "bas"
    has_account_types: bool = False
    has_sru: bool = False
    dimensions: tuple[tuple[str, str], ...] = ()
    has_underdimension: bool = False
    has_budget: bool = False
    has_period_balances: bool = False
    has_balance_date: bool = False
    voucher_gap: bool = False
    empty_voucher: bool = False
    carries_result: str = "by_voucher"
    states_prior_year: bool = True
    series: str = "A"
    encoding: str = "cp437"
    has_other_accounts: bool = False
    has_struck_rows: bool = False
    has_quantities: bool = False


PROGRAMS = {
    "fortnox": Program(
        "Fortnox",
        "3.57.11",
        chart_type="EUBAS97",
        has_sru=True,
        dimensions=(("1", "Kostnadsställe"), ("6", "Projekt")),
        voucher_gap=True,
        has_balance_date=True,
    ),
    "visma": Program(
        "Visma Administration",
        "2012.1",
        chart_type="BAS2012",
        has_account_types=True,
        has_period_balances=True,
        empty_voucher=True,
        carries_result="at_opening",
    ),
    "norstedts": Program(
        "Norstedts Bokslut",
        "2013.1.0",
        has_account_types=True,
        carries_result="not",
        states_prior_year=False,
        series="",
    ),
    "bokio": Program("Bokio", "1.0", chart_type="EUBAS97", series="V", carries_result="at_opening"),
    "bl": Program(
        "BL Administration",
        "2021.3.104",
        has_sru=True,
        dimensions=(("1", "Kostnadsställe"), ("6", "Projekt")),
        has_underdimension=True,
        carries_result="not",
        encoding="utf-8",
        has_other_accounts=True,
        has_struck_rows=True,
        has_quantities=True,
    ),
    "agresso": Program(
        "Agresso Business World",
        "5.6",
        accounts="kommun_bas",
        has_account_types=True,
        dimensions=(("1", "Ansvar"), ("6", "Projekt"), ("20", "Motpart"), ("21", "Aktivitet")),
        has_budget=True,
        has_period_balances=True,
        has_balance_date=True,
        series="LB",
    ),
}

_NAMES = {
    "bas": {
        "1220": "Inventarier och verktyg", "1229": "Ack avskrivningar på inventarier", "1510": "Kundfordringar",
        "1930": "Företagskonto", "2010": "Eget kapital", "2099": "Årets resultat", "2440": "Leverantörsskulder",
        "2611": "Utgående moms", "3010": "Försäljning", "3990": "Övriga intäkter", "5010": "Lokalhyra",
        "6110": "Kontorsmateriel", "7210": "Löner till tjänstemän", "7510": "Arbetsgivaravgifter",
        "7832": "Avskrivningar på inventarier", "8310": "Ränteintäkter", "8410": "Räntekostnader",
        "8999": "Årets resultat",
    },
    "kommun_bas": {
        "1220": "Inventarier", "1229": "Ack avskrivningar inventarier", "1510": "Kundfordringar", "1930": "Bank",
        "2010": "Eget kapital", "2099": "Årets resultat", "2510": "Leverantörsskulder", "2611": "Utgående moms",
        "3110": "Taxor och avgifter", "3510": "Bidrag från staten", "5010": "Löner", "5610": "Arbetsgivaravgifter",
        "6010": "Lokalhyra", "6410": "Förbrukningsmaterial", "7910": "Avskrivningar inventarier",
        "8999": "Årets resultat",
    },
}  # fmt: skip

# Accounts that no chart has, of three to six digits, with their #KTYP.
_OTHER = {
    "035": ("Gåvor", "T"),
    "0351": ("Insamlat", "S"),
    "193001": ("Sparkonto", "T"),
    "797199": ("Kursdifferens", "K"),
}
_OTHER_ROWS = (
    (4, "Insamling", (("035", 300), ("0351", -300))),
    (10, "Till sparkontot", (("193001", 50), ("797199", 0.5), ("1930", -50.5))),
)

_TYPES = {"1": "T", "2": "S", "3": "I", "8": "I"}

# Month, text, and what is booked: account, amount in kronor, and whether the row has a cost centre and a project.
_VOUCHERS = {
    "bas": (
        (1, "Faktura 1", (("1510", 12500), ("2611", -2500), ("3010", -10000))),
        (2, "Hyra", (("5010", 3000), ("1930", -3000))),
        (3, "Inköp av inventarier", (("1220", 5000), ("1930", -5000))),
        (5, "Inbetalning", (("1930", 12500), ("1510", -12500))),
        (6, "Löner", (("7210", 2000), ("7510", 628.40), ("1930", -2628.40))),
        (9, "Materiel", (("6110", 199.90), ("2440", -199.90))),
        (11, "Ränta", (("1930", 10.05), ("8310", -10.05))),
        (11, "Ränta till banken", (("8410", 25.55), ("1930", -25.55))),
        (12, "Avskrivningar", (("7832", 1000), ("1229", -1000))),
    ),
    "kommun_bas": (
        (1, "Avgifter", (("1510", 12500), ("2611", -2500), ("3110", -10000))),
        (2, "Hyra", (("6010", 3000), ("1930", -3000))),
        (3, "Inköp av inventarier", (("1220", 5000), ("1930", -5000))),
        (5, "Inbetalning", (("1930", 12500), ("1510", -12500))),
        (6, "Löner", (("5010", 2000), ("5610", 628.40), ("1930", -2628.40))),
        (8, "Statsbidrag", (("1930", 700), ("3510", -700))),
        (9, "Material", (("6410", 199.90), ("2510", -199.90))),
        (12, "Avskrivningar", (("7910", 1000), ("1229", -1000))),
    ),
}  # fmt: skip

_OBJECTS = {"1": {"736": "Biblioteken", "741": "Kulturskolan"}, "6": {"P1": "Sommarlovet"}}

_OPENING = {"1930": 40000, "2010": -40000}


@dataclass
class Year:
    """A year's books: opening and closing balances and postings, by account."""

    opening: dict[str, float]
    vouchers: list[tuple[int, str, tuple[tuple[str, float], ...]]]

    @property
    def moves(self) -> dict[str, float]:
        moves: dict[str, float] = defaultdict(float)
        for _, _, rows in self.vouchers:
            for account, amount in rows:
                moves[account] += amount
        return moves

    @property
    def closing(self) -> dict[str, float]:
        accounts = sorted(self.opening.keys() | self.moves.keys())
        return {
            account: self.opening.get(account, 0) + self.moves.get(account, 0)
            for account in accounts
            if not _is_result(account)
        }

    @property
    def results(self) -> dict[str, float]:
        return {
            account: amount for account, amount in sorted(self.moves.items()) if _is_result(account)
        }


def _is_result(account: str) -> bool:
    return account >= "3000"


def books(program: Program, years: int = 2) -> list[Year]:
    """Return the books of consecutive years, each opening with what the one before closed with."""
    made: list[Year] = []
    opening: dict[str, float] = {**_OPENING}
    for number in range(years):
        growth = 1 + number / 10
        vouchers = [
            (month, text, tuple((account, round(amount * growth, 2)) for account, amount in rows))
            for month, text, rows in (
                *_VOUCHERS[program.accounts],
                *(_OTHER_ROWS if program.has_other_accounts else ()),
            )
        ]
        year = Year(opening, vouchers)
        result = sum(year.results.values())
        if program.carries_result == "by_voucher":
            vouchers.append((12, "Årets resultat", (("8999", -result), ("2099", result))))
        opening = {account: amount for account, amount in year.closing.items() if amount}
        if program.carries_result == "at_opening":
            opening["2010"] = opening.get("2010", 0) + result
        made.append(year)
    return made


def write_files(
    program: Program | str,
    folder: Path,
    *,
    first_year: int = 2012,
    years: int = 2,
    company: str = "Provkommun kulturnämnden",
    org_number: str = "212000-9999",
) -> list[Path]:
    """Write the files of consecutive years, in code page 437 as the standard requires, and return their paths."""
    program = PROGRAMS[program] if isinstance(program, str) else program
    folder.mkdir(parents=True, exist_ok=True)
    made = books(program, years)
    paths = []
    for number, year in enumerate(made):
        prior = made[number - 1] if number and program.states_prior_year else None
        lines = _lines(program, year, prior, first_year + number, company, org_number)
        path = folder / f"{program.name.split()[0].lower()}_{first_year + number}.se"
        path.write_bytes("\r\n".join([*lines, ""]).encode(program.encoding))
        paths.append(path)
    return paths


def write_sie_5(
    program: Program | str,
    path: Path,
    *,
    year: int = 2012,
    company: str = "Provkommun kulturnämnden",
) -> Path:
    """Write the first year of the same books as SIE 5, one element per line, and return the path."""
    program = PROGRAMS[program] if isinstance(program, str) else program
    (made,) = books(program, 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*_xml(program, made, year, company), ""]), "utf-8")
    return path


def variant(name: str, **changes: Any) -> Program:
    """Return a program that differs from one of ``PROGRAMS``."""
    return replace(PROGRAMS[name], **changes)


def _lines(
    program: Program, year: Year, prior: Year | None, number: int, company: str, org_number: str
) -> Iterator[str]:
    yield from ("#FLAGGA 0", "#FORMAT PC8", "#SIETYP 4")
    yield f'#PROGRAM "{program.name}" {program.version}'
    yield f"#GEN {number + 1}0115"
    yield f'#FNAMN "{company}"'
    yield f"#ORGNR {org_number}"
    if program.chart_type:
        yield f"#KPTYP {program.chart_type}"
    yield f"#RAR 0 {number}0101 {number}1231"
    if prior:
        yield f"#RAR -1 {number - 1}0101 {number - 1}1231"
    if program.has_balance_date:
        yield f"#OMFATTN {number}1231"
    for account, name in _NAMES[program.accounts].items():
        yield f'#KONTO {account} "{name}"'
        if program.has_account_types:
            yield f"#KTYP {account} {'K' if account in ('8410', '8999') else _TYPES.get(account[0], 'K')}"
        if program.has_sru:
            yield f"#SRU {account} 7{account[:3]}"
    if program.has_other_accounts:
        for account, (name, kind) in _OTHER.items():
            yield f'#KONTO {account} "{name}"'
            yield f"#KTYP {account} {kind}"
    for dimension, name in program.dimensions:
        yield f'#DIM {dimension} "{name}"'
    if program.has_underdimension:
        yield '#UNDERDIM 61 "Delprojekt" 6'
        yield '#OBJEKT 61 "P1A" "Sommarlovet, förorten"'
    if program.dimensions:
        for dimension, objects in _OBJECTS.items():
            yield from (f'#OBJEKT {dimension} "{code}" "{name}"' for code, name in objects.items())
    for index, each in ((0, year), (-1, prior)):
        if each is None:
            continue
        for account, amount in sorted(each.opening.items()):
            if account < "3000":
                yield f"#IB {index} {account} {amount:.2f}"
        for account, amount in each.closing.items():
            yield f"#UB {index} {account} {amount:.2f}"
        for account, amount in each.results.items():
            yield f"#RES {index} {account} {amount:.2f}"
    if program.has_budget:
        for account in ("5010", "6010"):
            yield f'#PBUDGET 0 {number}03 {account} {{1 "736"}} 2500.00'
            yield f"#PBUDGET 0 {number}03 {account} {{}} 2500.00"
    if program.has_period_balances:
        yield from _period_balances(year, number)
    yield from _vouchers(program, year, number)


def _objects_of(month: int) -> list[tuple[str, str]]:
    """Return the cost centre and project of a month's rows."""
    return [("1", "736")] if month % 2 else [("1", "741"), ("6", "P1")]


def _period_balances(year: Year, number: int) -> Iterator[str]:
    """Yield the closing balance of each balance account, and the change of each result account, month by month."""
    for month in range(1, 13):
        until: dict[str, float] = defaultdict(float)
        within: dict[str, float] = defaultdict(float)
        for voucher_month, _, rows in year.vouchers:
            for account, amount in rows:
                until[account] += amount if voucher_month <= month else 0
                within[account] += amount if voucher_month == month else 0
        for account in sorted(within):
            if within[account]:
                yield f"#PSALDO 0 {number}{month:02d} {account} {{}} {within[account]:.2f}"


def _vouchers(program: Program, year: Year, number: int) -> Iterator[str]:
    voucher = 0
    for month, text, rows in year.vouchers:
        voucher += 2 if program.voucher_gap and month == 6 else 1
        yield f'#VER "{program.series}" {voucher} {number}{month:02d}15 "{text}"'
        yield "{"
        for account, amount in rows:
            objects = ""
            if program.dimensions and account >= "3000" and account != "8999":
                objects = " ".join(
                    f'{dimension} "{code}"' for dimension, code in _objects_of(month)
                )
            row = f"{account} {{{objects}}} {amount:.2f}"
            if program.has_quantities and account == "6110":
                row += ' "" "Papper" 12.5 EK'
            if program.has_struck_rows and account == "7510":
                # A row was struck, and this one put in its place.
                yield f"#BTRANS {account} {{{objects}}} 1.00 {number}{month:02d}20"
                yield f"#RTRANS {row} {number}{month:02d}20"
            yield f"#TRANS {row}"
        yield "}"
    if program.empty_voucher:
        yield f'#VER "{program.series}" {voucher + 1} {number}1231 "Makulerad"'
        yield from ("{", "}")


_XML_TYPES = {"T": "asset", "S": "liability", "K": "cost", "I": "income"}


def _xml(program: Program, year: Year, number: int, company: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<Sie xmlns="http://www.sie.se/sie5">'
    yield "<FileInfo>"
    yield f'<SoftwareProduct name="{program.name}" version="{program.version}"/>'
    yield f'<FileCreation time="{number + 1}-01-15T10:00:00+01:00" by="EK"/>'
    yield f'<Company organizationId="212000-9999" name="{company}"/>'
    yield f'<FiscalYears><FiscalYear start="{number}-01" end="{number}-12" primary="true"/></FiscalYears>'
    yield '<AccountingCurrency currency="SEK"/>'
    yield "</FileInfo>"
    yield "<Accounts>"
    closing = year.closing | year.results
    for account, name in _NAMES[program.accounts].items():
        kind = "K" if account in ("8410", "8999") else _TYPES.get(account[0], "K")
        yield f'<Account id="{account}" name="{name}" type="{_XML_TYPES[kind]}">'
        if account in year.opening:
            yield f'<OpeningBalance month="{number}-01" amount="{_shortest(year.opening[account])}"/>'
        if account in closing:
            yield f'<ClosingBalance month="{number}-12" amount="{_shortest(closing[account])}"/>'
        yield "</Account>"
    yield "</Accounts>"
    if program.dimensions:
        yield "<Dimensions>"
        for dimension, name in program.dimensions:
            objects = _OBJECTS.get(dimension, {})
            yield f'<Dimension id="{dimension}" name="{name}">'
            yield from (f'<Object id="{code}" name="{label}"/>' for code, label in objects.items())
            yield "</Dimension>"
        yield "</Dimensions>"
    yield f'<Journal id="{program.series}" name="Verifikationer">'
    for voucher, (month, text, rows) in enumerate(year.vouchers, start=1):
        yield f'<JournalEntry id="{voucher}" journalDate="{number}-{month:02d}-15" text="{text}">'
        yield f'<EntryInfo date="{number}-{month:02d}-16" by="EK"/>'
        for account, amount in rows:
            yield f'<LedgerEntry accountId="{account}" amount="{_shortest(amount)}">'
            if program.dimensions and account >= "3000" and account != "8999":
                for dimension, code in _objects_of(month):
                    yield f'<ObjectReference dimId="{dimension}" objectId="{code}"/>'
            yield "</LedgerEntry>"
        yield f'<LockingInfo date="{number + 1}-01-10" by="EK"/>'
        yield "</JournalEntry>"
    yield "</Journal>"
    yield '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignatureValue>eA==</SignatureValue></Signature>'
    yield "</Sie>"


def _shortest(amount: float) -> str:
    """Write an amount as XML does, without zeros at its end."""
    return f"{amount:.2f}".rstrip("0").rstrip(".")
