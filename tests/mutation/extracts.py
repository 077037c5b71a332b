"""Faults in what source systems deliver, each with a manifest that agrees with the faulty file, and what finds it.

A process works on one extract at a time, so that what the extract does not change is computed once for all its faults.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from time import perf_counter

from orchestration.contracts import read_contracts
from tests.mutation.bench import ESCAPED, NO_EFFECT, Bench, Result


def mutate_extracts(warehouse: Path, only: str = "", every: int = 1, jobs: int = 2) -> str:
    """Seed faults in deliveries and return the tables of what was found, as Markdown.

    Each result is also written to standard error as it comes, with the seconds that it took.

    Parameters
    ----------
    warehouse
        The folder of a warehouse whose build passed; it is only read.
    only
        Seed only in extracts whose name contains this text.
    every
        Seed each n-th fault only, for a quick look.
    jobs
        How many processes to use.
    """
    # Those with the most columns have the most faults; they come first, so that the processes end together.
    contracts = sorted(read_contracts().values(), key=lambda contract: -len(contract.fields))
    extracts = [f"{contract.system}.{contract.entity}" for contract in contracts]
    results: list[Result] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        multiprocessing.get_context("spawn").Pool(jobs) as pool,
    ):
        tasks = [
            (warehouse, Path(folder), jobs, extract, every)
            for extract in extracts
            if only in extract
        ]
        for tried in pool.imap_unordered(_mutate, tasks):
            results += tried
    return _report(results)


@cache
def _bench(warehouse: Path, folder: Path, jobs: int) -> Bench:
    """Return the bench of this process."""
    threads = max(1, (os.cpu_count() or 1) // jobs)
    return Bench(warehouse, Path(tempfile.mkdtemp(dir=folder)), threads)


def _mutate(task: tuple[Path, Path, int, str, int]) -> list[Result]:
    """Return what became of the faults of one extract."""
    warehouse, folder, jobs, extract, every = task
    bench = _bench(warehouse, folder, jobs)
    numbered = enumerate(fault for faults in bench.faults.values() for fault in faults)
    chosen = [
        fault for number, fault in numbered if fault.extract == extract and number % every == 0
    ]
    results = []
    if chosen:
        start = perf_counter()
        bench.turn_to(extract)
        print(f"{extract}: ready in {perf_counter() - start:.1f} s", file=sys.stderr, flush=True)
    for fault in chosen:
        start = perf_counter()
        result = bench.tried(fault)
        results.append(result)
        shown = f"{result.family}: {result.what} -> {result.where} {result.by}"
        print(f"{extract}, {shown} ({perf_counter() - start:.1f} s)", file=sys.stderr, flush=True)
    return results


def _report(results: Sequence[Result]) -> str:
    """Return the table by family, the one by system, and the list of what escaped."""
    lines = []
    for title, key in (
        ("family", lambda result: result.family),
        ("extract", lambda result: result.extract),
    ):
        groups: dict[str, list[Result]] = defaultdict(list)
        for result in results:
            groups[key(result)].append(result)
        groups["all"] = list(results)
        lines += [
            f"| {title} | tried | without effect | loading | tests | gate | to a person | by the register |"
            " escaped | found without the register |",
            "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        ]
        for group, found in groups.items():
            where = Counter(
                result.where if result.without_register else "register" for result in found
            )
            effective = len(found) - where[NO_EFFECT]
            without = effective - where["register"] - where[ESCAPED]
            share = f"{without / effective:.0%}" if effective else "–"
            lines.append(
                f"| {group} | {len(found)} | {where[NO_EFFECT]} | {where['loading']} |"
                f" {where['data tests'] + where['building']} | {where['gate']} | {where['explained']} |"
                f" {where['register']} | {where[ESCAPED]} | {share} |"
            )
        lines.append("")
    escaped = [
        result for result in results if result.where == ESCAPED or not result.without_register
    ]
    by = Counter((result.where, result.by) for result in results if result.by)
    lines += ["| found by | where | faults |", "|---|---|---:|"]
    lines += [f"| `{name}` | {where} | {count} |" for (where, name), count in by.most_common()]
    lines += ["", "What no control finds, or only one that knows a printed report:"]
    lines += [
        f"- {result.extract}, {result.family}: {result.what}"
        + (f" (found by {result.by})" if result.by else "")
        for result in escaped
    ]
    return "\n".join(lines)
