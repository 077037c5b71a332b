"""Rows of #TRANS that the SIE reader reads a second on one core, beside a bare read of the same lines; and its memory.

Run as a script (``make bench``, or ``python -m tests.bench.bench_sie [ROWS]``). The file has six rows a voucher, object
lists of one to three dimensions, texts with Swedish letters and a checksum: what a municipal ledger exports. Each
reading is done in a process of its own, on one thread, so that its peak of memory is its own; seconds are those of the
processor, so that other work on the machine matters less. DuckDB is held to ``MEMORY``, as the loader holds it, so that
the peak should be nearly the same for any number of rows.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROWS = 1_000_000
ROWS_A_VOUCHER = 6
MEMORY = "256MiB"

HEAD = """\
#FLAGGA 0
#KSUMMA
#PROGRAM "Bench" 1.0
#FORMAT PC8
#GEN 20140115 AN
#SIETYP 4
#FNAMN "Servicenämnden"
#ORGNR 212000-0142
#RAR 0 20130101 20131231
#DIM 1 "Kostnadsställe"
#DIM 6 "Projekt"
#DIM 20 "Motpart"
"""


def write_ledger(path: Path, rows: int) -> None:
    """Write a type 4E file with the given number of #TRANS rows."""
    from orchestration.sie.checksum import Checksum
    from orchestration.sie.nesting import Nesting
    from orchestration.sie.normalise import normalise

    accounts = [str(account) for account in range(4010, 4410)]
    objects = ['{1 "%d"}', '{1 "%d" 20 "87"}', '{1 "%d" 6 "P17" 20 "14"}']
    checksum = Checksum()
    nesting = Nesting()
    with path.open("wb") as file:

        def put(text: str) -> None:
            data = text.encode("cp437")
            file.write(data)
            normal_text = normalise(data).text
            checksum.read(normal_text, *nesting.follow(normal_text))

        put(HEAD)
        put("".join(f'#KONTO {account} "Konto {account} för löner"\n' for account in accounts))
        put("".join(f'#OBJEKT 1 "{code}" "Enhet {code}"\n' for code in range(1000, 1050)))
        put('#OBJEKT 6 "P17" "Projekt"\n#OBJEKT 20 "87" "Staden"\n#OBJEKT 20 "14" "Nämnd"\n')
        number = 0
        for start in range(0, rows, 60_000):
            part = []
            for _ in range(start, min(start + 60_000, rows), ROWS_A_VOUCHER):
                number += 1
                month, day = number % 12 + 1, number % 28 + 1
                part.append(
                    f'#VER A {number} 2013{month:02}{day:02} "Leverantörsfaktura {number}" 20131231 "AN"\n{{\n'
                )
                for row in range(ROWS_A_VOUCHER):
                    pair = number * 3 + row // 2
                    amount = f"{pair % 90_000}.{pair % 100:02}"
                    part.append(
                        f"#TRANS {accounts[(number + row) % 400]} {objects[row % 3] % (1000 + number % 50)}"
                        f' {"-" if row % 2 and pair % 90_000 + pair % 100 else ""}{amount} "" "Hyra och städ {row}"\n'
                    )
                part.append("}\n")
            put("".join(part))
        file.write(f"#KSUMMA {checksum.computed}\n".encode())


def read(path: Path) -> None:
    """Read with the SIE reader; print seconds of the processor, rows, errors and megabytes at the peak."""
    from orchestration.sie import parse

    with _connect(path) as connection:
        start = time.process_time()
        report = parse(path, connection)
        seconds = time.process_time() - start
    print(seconds, report.transaction_count, int(report.has_errors), *_peak())


def read_bare(path: Path) -> None:
    """Read the same lines by DuckDB alone into a table of one column; print the same."""
    with _connect(path) as connection:
        start = time.process_time()
        connection.execute(
            "CREATE TEMP TABLE lines AS SELECT * FROM read_csv($path, header = false, auto_detect = false,"
            " columns = {'line': 'VARCHAR'}, delim = '\x01', quote = '', escape = '')",
            {"path": str(path)},
        )
        seconds = time.process_time() - start
        row = connection.execute("SELECT count(*) FROM lines WHERE line LIKE '#TRANS%'").fetchone()
    print(seconds, row[0] if row else 0, 0, *_peak())


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    spill = str(path.parent / "spill")
    return duckdb.connect(config={"threads": 1, "memory_limit": MEMORY, "temp_directory": spill})


def _peak() -> tuple[int]:
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,)


def _measure(what: str, path: Path) -> tuple[float, int, bool, int]:
    output = subprocess.run(
        [sys.executable, __file__, what, str(path)], check=True, capture_output=True, text=True
    ).stdout
    seconds, rows, errors, peak = output.split()
    return float(seconds), int(rows), errors == "1", int(peak)


def main() -> None:
    """Write the file, read it three times each way, and print the best."""
    if len(sys.argv) == 3:
        {"read": read, "read_bare": read_bare}[sys.argv[1]](Path(sys.argv[2]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.se"
        write_ledger(path, rows)
        best, count, errors, peak = min(_measure("read", path) for _ in range(3))
        decoded = path.with_suffix(".txt")  # the bare read knows no CP437, so it is given UTF-8
        decoded.write_text(path.read_text("cp437"), "utf-8")
        bare, bare_count, _, bare_peak = min(_measure("read_bare", decoded) for _ in range(3))
        if errors or count != bare_count:
            raise SystemExit(
                f"the file was not read as it should: {count} of {bare_count} rows, errors: {errors}"
            )
        size = path.stat().st_size / 1e6
    print(
        f"file           {count:>12,} rows of #TRANS, {size:,.0f} MB; one thread, seconds of the processor"
    )
    print(
        f"SIE reader     {count / best:>12,.0f} rows/s   {best:6.2f} s   peak {peak:,} MB (all checks and checksum)"
    )
    print(
        f"bare read_csv  {count / bare:>12,.0f} rows/s   {bare:6.2f} s   peak {bare_peak:,} MB (lines only)"
    )
    print(f"ratio          {best / bare:>12.1f} times the bare read")


if __name__ == "__main__":
    main()
