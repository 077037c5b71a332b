"""A booked year as a SIE 4E file (SIE filformat utgåva 4B, 2008-09-30).

Records are first made with control characters where the file has blanks, quotes, braces and
backslashes; section 5.7 forbids these characters in texts. The two things needed of a record then
follow by one pass each over the bytes: the file's text, and the bytes that the checksum covers
(section 10.14: labels and fields, without what separates and encloses them).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date

from orchestration.simulator.ledger import plan
from orchestration.simulator.ledger.book import Book
from orchestration.simulator.ledger.bookkeeping import BookedYear
from orchestration.simulator.ledger.counterparties import suppliers
from orchestration.simulator.ledger.reference import Reference

ENCODING = "cp437"

SEPARATOR = "\x1f"
_QUOTE = "\x02"
_OPEN_OBJECTS, CLOSE_OBJECTS = "\x03", "\x04"
_ESCAPE = "\x05"
_OPEN_VOUCHER, _CLOSE_VOUCHER = "\x0e", "\x0f"
_NOTATION = {
    SEPARATOR: " ",
    _QUOTE: '"',
    _OPEN_OBJECTS: "{",
    CLOSE_OBJECTS: "}",
    _ESCAPE: "\\",
    _OPEN_VOUCHER: "{",
    _CLOSE_VOUCHER: "}",
}
_TO_TEXT = bytes.maketrans(
    "".join(_NOTATION).encode(ENCODING), "".join(_NOTATION.values()).encode(ENCODING)
)
_NOT_IN_CHECKSUM = ("".join(_NOTATION) + "\r\n").encode(ENCODING)

ORGANISATION = ("Stockholms stad, Servicenämnden", "SERVN", "212000-0142")
_SIGNATURES = {"P": "LÖN", "L": "LEVRESK", "U": "LEVRESK", "K": "KUNDRESK", "I": "KUNDRESK"}
_OBJECT_COLUMNS = {"1": "cost_centre", "6": "project", "20": "counterparty", "21": "activity"}


@dataclass(frozen=True)
class ControlTotals:
    """What a manifest says of a ledger file; amounts in öre, both positive."""

    vouchers: int
    rows: int
    debit: int
    credit: int


def quoted(text: str) -> str:
    """Return a field in quotes, its own quotes escaped."""
    return _QUOTE + text.replace('"', f'{_ESCAPE}"') + _QUOTE


def kronor(ore: int) -> str:
    """Return öre as the format writes an amount: a point, two decimals, a minus where credit."""
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100}.{abs(ore) % 100:02d}"


def record(*fields: str) -> str:
    """Return one record of label and fields."""
    return SEPARATOR.join(fields)


def objects(dimension: str = "", code: str = "") -> str:
    """Return an object list of one pair, or an empty one."""
    inner = f"{dimension}{SEPARATOR}{quoted(code)}" if code else ""
    return f"{_OPEN_OBJECTS}{inner}{CLOSE_OBJECTS}"


def compose(
    booked: BookedYear, previous: BookedYear | None, reference: Reference, generated: date
) -> list[str]:
    """Return the records that the checksum covers, in the file's order (section 5.12)."""
    book = booked.book
    return [
        *_identification(book.year, generated),
        *_chart(book, reference),
        *_balances(booked, previous),
        *_budget(booked),
        *_period_balances(book),
        *_vouchers(book),
    ]


def encode(records: list[str]) -> bytes:
    """Return the file's bytes: the flag, the opening #KSUMMA, the records, the checksum."""
    marked = ("\r\n".join(records) + "\r\n").encode(ENCODING)
    checksum = zlib.crc32(marked.translate(None, _NOT_IN_CHECKSUM))
    body = marked.translate(_TO_TEXT)
    return b"#FLAGGA 0\r\n#KSUMMA\r\n" + body + f"#KSUMMA {checksum}\r\n".encode(ENCODING)


def control_totals(book: Book) -> ControlTotals:
    """Return the counts and the turnover of a book."""
    row = book.connection.execute(
        """
        SELECT
            count(DISTINCT voucher), count(*),
            coalesce(sum(amount) FILTER (amount > 0), 0)::BIGINT,
            coalesce(-sum(amount) FILTER (amount < 0), 0)::BIGINT
        FROM postings
        """
    ).fetchone()
    assert row is not None
    return ControlTotals(*row)


def _identification(year: int, generated: date) -> list[str]:
    name, internal, org_number = ORGANISATION
    return [
        record("#PROGRAM", quoted("Bokslut simulator"), "1.0"),
        record("#FORMAT", "PC8"),
        record("#GEN", f"{generated:%Y%m%d}", quoted("EKONOMI")),
        record("#SIETYP", "4"),
        record("#PROSA", quoted(f"Simulerad bokföring {year}, ej verkliga affärshändelser")),
        record("#FNR", quoted(internal)),
        record("#ORGNR", org_number),
        record("#FNAMN", quoted(name)),
        record("#RAR", "0", f"{year}0101", f"{year}1231"),
        record("#RAR", "-1", f"{year - 1}0101", f"{year - 1}1231"),
        record("#OMFATTN", f"{year}1231"),
        record("#VALUTA", "SEK"),
    ]


def account_type(account: str) -> str:
    """Return the account's #KTYP: asset T, debt or equity S, revenue I, cost K."""
    return {"1": "T", "2": "S", "3": "I"}.get(account[0], "K")


def _chart(book: Book, reference: Reference) -> list[str]:
    accounts = {**reference.account_names, **book.extra_accounts}
    lines = []
    for account, name in sorted(accounts.items()):
        lines.append(record("#KONTO", account, quoted(name)))
        lines.append(record("#KTYP", account, account_type(account)))
    for dimension, name in reference.dimension_names.items():
        lines.append(record("#DIM", dimension, quoted(name)))
    counterparties = {c.code: c.name for c in plan.customers()} | suppliers()
    declared = {
        "1": {**reference.cost_centre_names, **book.extra_cost_centres},
        "6": reference.project_names,
        "20": counterparties,
        "21": {
            f"{plan.WAGE_REVISION}{book.year % 100}": f"Lönerevision {book.year}",
        },
    }
    for dimension, codes in declared.items():
        for code, name in sorted(codes.items()):
            lines.append(record("#OBJEKT", dimension, quoted(code), quoted(name)))
    return lines


def _balances(booked: BookedYear, previous: BookedYear | None) -> list[str]:
    book = booked.book
    lines = [record("#IB", "0", a, kronor(b)) for a, b in sorted(book.opening.items()) if b]
    lines += [record("#UB", "0", a, kronor(b)) for a, b in book.closing().items() if b]
    if previous:
        earlier = sorted(previous.book.opening.items())
        lines += [record("#IB", "-1", a, kronor(b)) for a, b in earlier if b]
    lines += [record("#UB", "-1", a, kronor(b)) for a, b in sorted(book.opening.items()) if b]
    for label, balances in (
        ("#OIB", book.opening_by_counterparty),
        ("#OUB", book.closing_by_counterparty()),
    ):
        lines += [
            record(label, "0", account, objects("20", code), kronor(balance))
            for (account, code), balance in sorted(balances.items())
            if balance
        ]
    lines += [record("#RES", "0", a, kronor(b)) for a, b in book.result().items() if b]
    if previous:
        earlier_result = previous.book.result().items()
        lines += [record("#RES", "-1", a, kronor(b)) for a, b in earlier_result if b]
    return lines


def _budget(booked: BookedYear) -> list[str]:
    year = booked.book.year
    totals: dict[tuple[int, str], int] = {}
    for month, account, _, _, amount in booked.budget:
        totals[month, account] = totals.get((month, account), 0) + amount
    lines = [
        record("#PBUDGET", "0", f"{year}{month:02d}", account, objects(), kronor(amount))
        for (month, account), amount in sorted(totals.items())
    ]
    lines += [
        record("#PBUDGET", "0", f"{year}{month:02d}", account, objects(dim, code), kronor(amount))
        for month, account, dim, code, amount in sorted(booked.budget)
    ]
    return lines


def _period_balances(book: Book) -> list[str]:
    """Return #PSALDO: account totals, result accounts by cost centre, equipment by project."""
    names = {number: code for code, number in book.codes().items()}
    rows = book.connection.execute(
        """
        WITH dated AS (
            SELECT
                strftime(DATE '1970-01-01' + day::INTEGER, '%Y%m') AS period,
                account::VARCHAR AS account, cost_centre, project, amount
            FROM postings JOIN vouchers USING (voucher)
        )
        SELECT period, account, '' AS dimension, 0 AS code, sum(amount)::BIGINT
        FROM dated GROUP BY ALL
        UNION ALL
        SELECT period, account, '1', cost_centre, sum(amount)::BIGINT
        FROM dated WHERE cost_centre <> 0 GROUP BY ALL
        UNION ALL
        SELECT period, account, '6', project, sum(amount)::BIGINT
        FROM dated WHERE project <> 0 AND account = '1231' GROUP BY ALL
        """
    ).fetchall()
    return [
        record("#PSALDO", "0", period, account, objects(dimension, code), kronor(amount))
        for dimension, period, account, code, amount in sorted(
            (dimension, period, account, names[code], amount)
            for period, account, dimension, code, amount in rows
        )
        if amount
    ]


def _vouchers(book: Book) -> list[str]:
    """Return the vouchers' records: numbered without gaps in each series, by date."""
    connection = book.connection
    names = {c.code: c.name for c in plan.customers()} | suppliers()
    codes = book.codes()
    connection.execute(
        """
        CREATE OR REPLACE TABLE codes AS
        SELECT unnest($numbers) AS number, unnest($codes) AS code, unnest($names) AS name
        """,
        {
            "numbers": list(codes.values()),
            "codes": list(codes),
            "names": [names.get(code, "") for code in codes],
        },
    )
    pairs = " || ".join(
        f"CASE WHEN p.{column} = 0 THEN '' ELSE '\x1f{dimension}\x1f\x02' || {column}.code || '\x02' END"
        for dimension, column in _OBJECT_COLUMNS.items()
    )
    joins = " ".join(
        f"JOIN codes AS {column} ON {column}.number = p.{column}"
        for column in _OBJECT_COLUMNS.values()
    )
    signatures = " ".join(
        f"WHEN '{series}' THEN '{signature}'" for series, signature in _SIGNATURES.items()
    )
    rows = connection.execute(
        f"""
        WITH numbered AS (
            SELECT
                voucher, series, counterparty, text,
                row_number() OVER (PARTITION BY series ORDER BY day, voucher) AS voucher_number,
                strftime(DATE '1970-01-01' + day::INTEGER, '%Y%m%d') AS voucher_date
            FROM vouchers
        ), headers AS (
            SELECT
                v.series, v.voucher_number, -1 AS row_order,
                '#VER\x1f\x02' || v.series || '\x02\x1f' || v.voucher_number || '\x1f'
                || v.voucher_date || '\x1f\x02' || title.code
                || CASE WHEN v.counterparty = 0 THEN '' ELSE ' ' || buyer.name END
                || '\x02\x1f' || v.voucher_date || '\x1f\x02'
                || CASE v.series {signatures} ELSE 'EKONOMI' END || '\x02\r\n\x0e' AS line
            FROM numbered AS v
            JOIN codes AS title ON title.number = v.text
            JOIN codes AS buyer ON buyer.number = v.counterparty
        ), rows AS (
            SELECT
                v.series, v.voucher_number, p.row_order,
                '#TRANS\x1f' || p.account || '\x1f\x03' || ltrim({pairs}, '\x1f') || '\x04\x1f'
                || CASE WHEN p.amount < 0 THEN '-' ELSE '' END
                || abs(p.amount) // 100 || '.' || lpad((abs(p.amount) % 100)::VARCHAR, 2, '0')
                || CASE WHEN p.text = 0 THEN ''
                        ELSE '\x1f' || v.voucher_date || '\x1f\x02' || title.code || '\x02' END
                AS line
            FROM postings AS p
            JOIN numbered AS v USING (voucher)
            JOIN codes AS title ON title.number = p.text
            {joins}
        )
        SELECT string_agg(line, chr(13) || chr(10) ORDER BY row_order) || '\r\n\x0f'
        FROM (FROM headers UNION ALL FROM rows)
        GROUP BY series, voucher_number
        ORDER BY series, voucher_number
        """
    ).fetchall()
    return [line for (line,) in rows]
