"""What exporters write that the books of ``sie_programs`` do not have: each is one change to one of their files.

Collected from how ledger programs differ in their exports: which records they leave out, how they quote, part and end
lines, and what they add. A change that is within SIE 4B, or that a reader may pass over, gives a board and a delivery;
one that makes the books unsafe is refused with what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Change = Callable[[str], str | bytes]


def _without(label: str) -> Change:
    return lambda text: re.sub(rf"^{label}\b.*\r\n", "", text, flags=re.MULTILINE)


def _with(*lines: str, before: str = "#VER") -> Change:
    added = "".join(f"{line}\r\n" for line in lines)
    return lambda text: re.sub(
        rf"^{before}\b", lambda found: added + found[0], text, count=1, flags=re.MULTILINE
    )


def _replaced(old: str, new: str, count: int = 0) -> Change:
    def change(text: str) -> str:
        assert re.search(old, text, re.MULTILINE), old
        return re.sub(old, new, text, count=count, flags=re.MULTILINE)

    return change


def _encoded(change: Callable[[str], str], encoding: str = "cp437") -> Change:
    return lambda text: change(text).encode(encoding)


def _voucher(*rows: str, number: int = 900, series: str = "A", text: str = '"Till"') -> Change:
    """Return the change that adds a voucher behind the others."""
    body = "".join(f"{row}\r\n" for row in rows)
    return lambda content: f"{content}#VER {series} {number} 20121215 {text}\r\n{{\r\n{body}}}\r\n"


ACCEPTED: Mapping[str, Change] = {
    # Lines, blanks and quotation marks
    "line feeds alone": lambda text: text.replace("\r\n", "\n"),
    "an end-of-file mark of DOS": lambda text: text + "\x1a",
    "no end of the last line": lambda text: text.rstrip("\r\n"),
    "empty lines": lambda text: text.replace("#RAR", "\r\n\r\n#RAR", 1) + "\r\n\r\n",
    "tabs between fields": _replaced(r"^(#\w+) ", "\\1\t"),
    "indented rows": _replaced(r"^#TRANS", "   #TRANS"),
    "a brace on the voucher's own line's end": _replaced(r'^(#VER .*)\r\n\{', "\\1\r\n  {"),
    "every field in quotation marks": _replaced(r"^#TRANS (\d+) \{\} (-?[\d.]+)", r'#TRANS "\1" {} "\2"'),
    "names without quotation marks": _replaced(r'^#KONTO (\d+) "(\w+)"', r"#KONTO \1 \2"),
    "quotation marks within a name": _replaced(r'^#KONTO 1930 ".*"', r'#KONTO 1930 "Konto \\"A\\""'),
    "labels in small letters": lambda text: re.sub(r"^#[A-Z]+", lambda found: found[0].lower(), text, flags=re.M),
    "a mark of UTF-8 and its letters": _encoded(lambda text: text, "utf-8-sig"),
    "letters of ISO 8859-1": _encoded(lambda text: text, "iso-8859-1"),
    "a text of four thousand letters": _replaced(r'^(#VER \S+ 2 \d+) ".*"', rf'\1 "{"Räksmörgås" * 400}"'),
    # Identification
    "a file that has been read before": _replaced("^#FLAGGA 0", "#FLAGGA 1"),
    "the format in small letters": _replaced("^#FORMAT PC8", "#FORMAT pc8"),
    "no version of the program": _replaced(r'^#PROGRAM ("[^"]*").*$', r"#PROGRAM \1"),
    "a date with its signature": _replaced(r"^#GEN (\d+)", r'#GEN \1 "Eva K"'),
    "no mark of whether it was imported": _without("#FLAGGA"),
    "no name of the program": _without("#PROGRAM"),
    "no date of the file": _without("#GEN"),
    "a date of the file with hyphens": _replaced(r"^#GEN \d+", "#GEN 2013-01-15"),
    "no name of the body": _without("#FNAMN"),
    "no kind of file": _without("#SIETYP"),
    "vouchers in a file that is said to be of type 2": _replaced("^#SIETYP 4", "#SIETYP 2"),
    "the format before the flag": lambda text: text.replace(
        "#FLAGGA 0\r\n#FORMAT PC8", "#FORMAT PC8\r\n#FLAGGA 0"
    ),
    "another format by name": _replaced("^#FORMAT PC8", "#FORMAT UTF-8"),
    "no organisation number": _without("#ORGNR"),
    "an organisation number without hyphen": _replaced("^#ORGNR 212000-9999", "#ORGNR 2120009999"),
    "an organisation number with a sequence": _replaced("^#ORGNR 212000-9999", "#ORGNR 212000-9999 1 1"),
    "a company's id, address and note": _with(
        '#FNR "FTG1"', '#ADRESS "Eva" "Gatan 1" "111 11 ORT" "08-1"', '#PROSA "Från A"', before="#RAR"
    ),
    "kronor said by name": _with("#VALUTA SEK", before="#RAR"),
    "a year of taxation": _with("#TAXAR 2013", before="#RAR"),
    "the kind of company": _with("#BKOD 84112", "#FTYP KOM", before="#RAR"),
    "several years in the head": _with("#RAR -1 20110101 20111231", "#RAR -2 20100101 20101231", before="#RAR"),
    "an unknown record of the program": _with("#XPROG 1 2 3", '#ANL "x"', before="#RAR"),
    # Accounts and objects
    "units of quantities": _with("#ENHET 3010 st", before="#IB"),
    "no chart of accounts": _without("#(?:KONTO|KTYP|SRU)"),
    "a row of an account that is not declared": _voucher(
        "#TRANS 7777 {} 5.00", "#TRANS 7777 {} -5.00", number=11
    ),
    "an account of letters": _with('#KONTO DIFF "DIFF"', "#KTYP DIFF", before="#IB"),
    "an account without a number": _with('#KONTO "" "Rubrik"', before="#IB"),
    "an account without a name": _replaced(r'^#KONTO 6110 ".*"', '#KONTO 6110 ""'),
    "an unused account of five digits": _with('#KONTO 30101 "Delkonto"', before="#IB"),
    "a personal number in the name of an account": _replaced(r'^#KONTO 1930 ".*"', '#KONTO 1930 "Anna 19800708-2384"'),
    "an object that nothing uses": _with('#OBJEKT 1 "999" "Vilande"', before="#IB"),
    "objects of a dimension that the standard reserves": _replaced(r"^#DIM .*\r\n", ""),
    "an object with letters and blanks": _replaced('"P1"', '"PÅ 1"'),
    "an employee, a customer and a supplier": _with(
        '#OBJEKT 7 "12" "E"', '#OBJEKT 8 "K1" "Kund"', '#OBJEKT 9 "L1" "Lev"', before="#IB"
    ),
    "a dimension of the program's own": _with('#DIM 30 "Region"', '#OBJEKT 30 "N" "Norr"', before="#IB"),
    # Balances
    "balances by object": _with('#OIB 0 1510 {1 "736"} 0.00', '#OUB 0 1510 {1 "736"} 0.00'),
    "a budget by object": _with('#PBUDGET 0 201203 5010 {1 "736"} 10.00', "#PBUDGET 0 201203 5010 {} 10.00"),
    "an empty balance": _with("#IB 0 1220 0.00", "#IB 0 2099 -0.00", before="#UB"),
    "balances with a quantity": _replaced(r"^(#UB 0 1930 [\d.-]+)\r$", "\\1 12\r"),
    "balances without decimals": _replaced(r"^(#(?:IB|UB) .*)\.00\r$", "\\1\r"),
    "one decimal": _replaced(r"^(#(?:UB|TRANS) .*\.\d)0\r$", "\\1\r"),
    # Vouchers
    "a voucher without rows": _voucher(text='"Makulerad"', number=11),
    "a comma before the decimals": _replaced(r"^(#(?:UB|TRANS) .*\d)\.(\d\d)\r$", "\\1,\\2\r"),
    "no digit before the decimal point": _voucher("#TRANS 1930 {} .20", "#TRANS 1930 {} -.20", number=11),
    "a plus sign": _voucher("#TRANS 1930 {} +5.00", "#TRANS 1930 {} -5.00", number=11),
    "a text in the place of a row's date": _replaced(r"^(#TRANS 5010 .* [\d.]+)\r$", '\\1 "Hyran"\r'),
    "a quotation mark within a text": _replaced(r'^(#VER \S+ 2 \d+) ".*"', r'\1 "Hyra "centrum" maj"'),
    "a text that is cut before its last quotation mark": _replaced(r'^(#VER \S+ 2 \d+) ".*"', r'\1 "Hyr'),
    "an added row that is not repeated": _voucher(
        "#RTRANS 1930 {} 5.00", "#TRANS 1930 {} -5.00", number=11
    ),
    "a row of zero": _voucher("#TRANS 1930 {} 0.00", "#TRANS 2440 {} 0.00", number=11),
    "a minus zero as an opening balance and a budget": _with(
        "#IB 0 1220 -0", "#PBUDGET 0 201201 5010 {} -0.00", before="#UB"
    ),
    "a row of minus zero": _voucher("#TRANS 1930 {} -0.00", "#TRANS 2440 {} 0", number=11),
    "a voucher without a text": _replaced(r'^(#VER \S+ \d+ \d+) ".*"', r"\1"),
    "a day of registration and a signature": _replaced(r'^(#VER \S+ \d+ (\d+) ".*")', r'\1 \2 "EK"'),
    "a row with a date and a text": _replaced(r"^(#TRANS 1930 \{\} [\d.-]+)\r", '\\1 20120615 "Text" 1.5 EK\r'),
    "empty optional fields": _replaced(r"^(#TRANS 1930 \{\} [\d.-]+)\r", '\\1 "" "" "" ""\r'),
    "a blank within braces": _replaced(r"\{\}", "{ }"),
    "several objects on a row": _voucher(
        '#TRANS 5010 {"1" "736" "6" "P1"} 5.00', "#TRANS 5010 {1 736} -5.00", number=11
    ),
    "an empty object on a row": _voucher(
        '#TRANS 5010 {"1" "736" "6" ""} 5.00', '#TRANS 5010 {"1" "" "6" "P1"} -5.00', number=11
    ),
    "a second series": _voucher("#TRANS 1930 {} 5.00", "#TRANS 1930 {} -5.00", series="B", number=1),
    "vouchers out of the order of their days": _voucher("#TRANS 1930 {} 5.00", "#TRANS 1930 {} -5.00", number=11),
    "a row that was added and one that was struck": _voucher(
        *("#TRANS 1930 {} 5.00", "#BTRANS 1930 {} 7.00", "#RTRANS 1930 {} -5.00", "#TRANS 1930 {} -5.00"), number=11
    ),
}  # fmt: skip

REFUSED: Mapping[str, tuple[Change, str]] = {
    "carriage returns alone": (lambda text: text.replace("\r\n", "\r"), "convert the line ends"),
    "no fiscal year": (_without("#RAR"), "has no #RAR record"),
    "no closing balances": (_without("#UB"), "its #UB says 0.00"),
    "a voucher that does not sum to zero by one öre": (
        _voucher("#TRANS 1930 {} 5.01", "#TRANS 1930 {} -5.00", number=11),
        "does not sum to zero",
    ),
    "a point between thousands": (
        _replaced(r"^(#UB 0 1930) 41856\.10", r"\1 41.856,10"),
        "with a decimal point between digits, without blanks",
    ),
    "blanks between thousands": (
        _replaced(r"^(#UB 0 1930) 41856", r"\1 41 856"),
        "looks split by a blank",
    ),
    "a row whose object list is not closed": (
        _replaced(r"^#TRANS 1930 \{\} -3000", "#TRANS 1930 {1 736 -3000"),
        "as pairs of dimension and object within braces",
    ),
    "a voucher that lacks its first brace": (
        _replaced(r"^(#VER \S+ 2 .*)\r\n\{", r"\1\r\n"),
        "write the brace that the voucher above it lacks",
    ),
    "balances of a year without vouchers": (
        _replaced(r"^(#VER .*|\{|#TRANS .*|\})\r\n", ""),
        "has no vouchers",
    ),
    "a file of type 2": (
        lambda text: text[: text.index("#VER")].replace("#SIETYP 4", "#SIETYP 2"),
        "is of type 2, has no vouchers",
    ),
    "a broken fiscal year": (
        _replaced("^#RAR 0 20120101 20121231", "#RAR 0 20120701 20130630"),
        "broken fiscal year",
    ),
    "three decimals": (_replaced(r"^(#UB 0 1930 41856\.10)", r"\g<1>4"), "at most two decimals"),
    "a voucher without a number": (
        lambda text: text + '#VER A "" 20121215 "Till"\r\n{\r\n#TRANS 1930 {} 0.00\r\n}\r\n',
        "Give each voucher its number",
    ),
    "a text over two lines": (
        _replaced(r'^(#VER \S+ 2 \d+) "Hyra"', r'\1 "Hyra\r\nmaj"'),
        "Join a text that is broken over two lines",
    ),
    "a voucher without its end": (lambda text: text.rstrip("\r\n").removesuffix("}"), "cut short"),
    "a checksum begun and not ended": (
        _with("#KSUMMA", before="#FORMAT"),
        "no closing #KSUMMA follows",
    ),
    "a checksum of other books": (
        lambda text: text.replace("#FORMAT", "#KSUMMA\r\n#FORMAT", 1) + "#KSUMMA 123\r\n",
        "was changed or damaged",
    ),
    "two vouchers of one number": (
        _voucher("#TRANS 1930 {} 5.00", "#TRANS 1930 {} -5.00", number=1),
        "Give one of the two vouchers another number",
    ),
    "a cost centre with a personal number for its code": (
        _replaced('"736"', '"19800708-2384"'),
        "Give these objects other codes in the ledger",
    ),
    "amounts in euro": (_with("#VALUTA EUR", before="#RAR"), "Export the ledger in SEK"),
    "text in two bytes per letter": (_encoded(lambda text: text, "utf-16"), "iconv -f UTF-16"),
    "only the head": (lambda text: text[: text.index("#VER")], "has no vouchers"),
    "nothing": (lambda _: b"", "the file is empty"),
}
