"""Loading beside a bare DuckDB that reads the same files into Parquet: speed, ratio, peak memory.

Run as a script: ``python tests/bench/bench_loading.py [ROWS]`` generates deliveries of supplier
invoices (CSV, Latin-1) and of calls (NDJSON, gzip), a file a month as the systems deliver them;
``--landing DIR`` takes a landing folder that is there. The bare way is what the formats' readers of
DuckDB do unaided, columns by position and typed, all files of an extract in one statement; it
checks no hash, no rule and no count. Each way runs in a process of its own, in turns, so that its
peak of memory is its own.
"""

from __future__ import annotations

import argparse
import calendar
import hashlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

ROWS = 3_000_000
ROUNDS = 2
MONTHS = 12

INVOICES = """
    select 'L' || lpad(i::varchar, 9, '0') as faktura_id, 'Förvaltning ' || (i % 33) as kopare,
        '212000-0142-' || (i % 33) as kopare_id, 'Leverantör ' || (hash(i) % 900) as leverantor,
        '55' || lpad((hash(i) % 900)::varchar, 4, '0') || '-'
        || lpad((hash(i) % 900)::varchar, 4, '0') as leverantor_id,
        'V' || i as verifikationsnummer, date '{first}' + (i % {days})::integer as datum,
        replace(((hash(i + 7) % 10000000)::decimal(18, 0) / 100)::decimal(18, 2)::varchar, '.', ',') as belopp,
        (4000 + hash(i) % 100)::varchar as konto_nr, 'Kontots namn ' || (hash(i) % 100) as konto_text,
        '0180' as kommun_id,
        'F' || hash(i) % 100000 as fakturanummer,
        ['skannad', 'elektronisk', 'svefaktura'][1 + (i % 3)::integer] as kanal,
        'H' || (i % 30) as handlaggare
    from range({start}, {stop}) as t(i)
"""
CALLS = """
    select 'V' || lpad(i::varchar, 12, '0') as call_id,
        strftime(timestamp '{first} 08:00:00' + to_days((i % {days})::integer)
            + to_seconds(i % 30000), '%Y-%m-%dT%H:%M:%S')
            || '{offset}' as queued_at,
        'Kö ' || (hash(i) % 12) as queue, (hash(i) % 300)::integer as wait_seconds, i % 7 > 0 as answered
    from range({start}, {stop}) as t(i)
"""


def write_landing(landing: Path, rows: int) -> None:
    """Write a year of deliveries: two thirds of the rows are invoices, one third calls."""
    connection = duckdb.connect()
    for month in range(1, MONTHS + 1):
        days = calendar.monthrange(2013, month)[1]
        known = {
            "first": f"2013-{month:02}-01",
            "days": days,
            "offset": "+02:00" if 4 <= month <= 9 else "+01:00",
        }
        for system, entity, query, share in (
            ("invoicing", "supplier_invoices", INVOICES, rows * 2 // 3 // MONTHS),
            ("contact_centre", "calls", CALLS, rows // 3 // MONTHS),
        ):
            folder = landing / system / f"2013-{month:02}"
            folder.mkdir(parents=True)
            written = query.format(start=month * share, stop=(month + 1) * share, **known)
            if system == "invoicing":
                path = folder / f"{entity}.csv"
                connection.execute(f"copy ({written}) to '{path}' (header, delimiter ';')")
                path.write_bytes(
                    path.read_bytes().decode().encode("latin-1").replace(b"\n", b"\r\n")
                )
                total, summed = "sum_belopp", "replace(belopp, ',', '.')::decimal(18, 2)"
            else:
                path = folder / f"{entity}.ndjson.gz"
                connection.execute(f"copy ({written}) to '{path}' (format json, compression gzip)")
                total, summed = "sum_wait_seconds", "wait_seconds"
            ((value,),) = connection.execute(
                f"select sum({summed})::varchar from ({written})"
            ).fetchall()
            content = path.read_bytes()
            described = {
                "path": path.name,
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "bokslut": {"entity": entity, "rows": share, "control_totals": {total: value}},
            }
            manifest = {
                "created": f"2014-01-{month:02}T06:00:00+01:00",
                "resources": [described],
                "bokslut": {
                    "system": system,
                    "period": {"from": known["first"], "to": f"2013-{month:02}-{days}"},
                },
            }
            (folder / "datapackage.json").write_text(json.dumps(manifest), "utf-8")


def bare(landing: Path, target: Path) -> None:
    """Read all text files of the landing folder into Parquet, one statement an extract."""
    from orchestration.contracts import read_contracts
    from orchestration.deliveries import find_deliveries, read_delivery

    contracts = read_contracts()
    files: dict[tuple[str, str], list[Path]] = {}
    for delivery in map(read_delivery, find_deliveries(landing)):
        for each in delivery.resources:
            files.setdefault((delivery.system, each.entity), []).append(delivery.folder / each.path)
    target.mkdir()
    connection = duckdb.connect()
    for key, paths in files.items():
        contract = contracts[key]
        types = {field.name: field.sql_type for field in contract.fields}
        listed = [str(path) for path in paths]
        if contract.format == "csv":
            with paths[0].open(encoding=contract.encoding) as file:
                header = file.readline().strip().split(contract.delimiter)
            scan = (
                f"read_csv({listed}, auto_detect = false, header = true, delim = ';', quote = '\"', escape = '\"',"
                f"encoding = 'latin-1', decimal_separator = ',', columns = { {name: types[name] for name in header} })"
            )
        elif contract.format == "ndjson":
            scan = f"read_json({listed}, format = 'newline_delimited', columns = {types})"
        else:
            continue
        connection.execute(
            f"copy (from {scan}) to '{target / contract.table}.parquet' (format parquet, compression zstd)"
        )


def load(landing: Path, target: Path) -> None:
    """Load the landing folder into a warehouse."""
    from orchestration.loading import load_deliveries
    from orchestration.settings import Settings

    load_deliveries(Settings(landing, target))


def measured(way: str, landing: Path, folder: Path) -> tuple[float, float]:
    """Run one way in a process of its own; return seconds, without the start of Python, and peak MiB."""
    target = folder / "target"
    shutil.rmtree(target, ignore_errors=True)
    command = [
        sys.executable,
        __file__,
        "--way",
        way,
        "--landing",
        str(landing),
        "--target",
        str(target),
    ]
    seconds, mib = subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout.split()
    return float(seconds), float(mib)


def compare(landing: Path, folder: Path) -> None:
    """Measure both ways in turns and print them."""
    runs = [
        (measured("bare", landing, folder), measured("load", landing, folder))
        for _ in range(ROUNDS)
    ]
    rows = sum(
        each["bokslut"]["rows"]
        for path in landing.glob("*/*/datapackage.json")
        for each in json.loads(path.read_text("utf-8"))["resources"]
    )
    (bare_s, bare_mib), (load_s, _) = (min(run[way] for run in runs) for way in (0, 1))
    peak = max(run[1][1] for run in runs)
    print(
        f"{rows:>11,} rows   bare {bare_s:6.2f} s {bare_mib:5.0f} MiB   load {load_s:6.2f} s {peak:5.0f} MiB   "
        f"{rows / load_s:>9,.0f} rows/s   speed against bare {bare_s / load_s:.0%}   "
        f"(each round: {', '.join(f'{one[0] / other[0]:.0%}' for one, other in runs)})",
        flush=True,
    )


def main() -> None:
    """Measure at 1× and 5× of generated deliveries, or on a landing folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rows", nargs="?", type=int, default=ROWS)
    parser.add_argument("--landing", type=Path)
    parser.add_argument("--way", choices=("bare", "load"), help=argparse.SUPPRESS)
    parser.add_argument("--target", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        started = time.perf_counter()
        (bare if arguments.way == "bare" else load)(arguments.landing.resolve(), arguments.target)
        print(
            time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        )
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.landing:
            compare(arguments.landing, folder)
            return
        for times in (1, 5):
            landing = folder / f"landing-{times}"
            write_landing(landing, arguments.rows * times)
            compare(landing, folder)
            shutil.rmtree(landing)


if __name__ == "__main__":
    main()
