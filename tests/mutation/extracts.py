"""Faults in what source systems deliver, each with a manifest that agrees with the faulty file, and what finds it.

A process works on one extract at a time, so that what the extract does not change is computed once for all its faults.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from time import perf_counter

from orchestration.contracts import read_contracts
from tests.mutation.bench import ESCAPED, NO_EFFECT, Bench, Result


def mutate_extracts(
    warehouse: Path, only: str = "", every: int = 1, jobs: int = 2, of_systems: bool = False
) -> str:
    """Seed faults in deliveries and return the tables of what was found, as Markdown.

    Each result is also written to standard error as it comes, with the seconds that it took.

    Parameters
    ----------
    warehouse
        The folder of a warehouse whose build passed; it is only read.
    only
        Seed only in extracts whose name has a match of this regular expression.
    every
        Seed each n-th fault only, for a quick look.
    jobs
        How many processes to use.
    of_systems
        Seed only the faults that do not follow from a contract.
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
            (warehouse, Path(folder), jobs, extract, every, of_systems)
            for extract in extracts
            if re.search(only, extract)
        ]
        for tried in pool.imap_unordered(_mutate, tasks):
            results += tried
    return _report(results)


@cache
def _bench(warehouse: Path, folder: Path, jobs: int) -> Bench:
    """Return the bench of this process."""
    threads = max(1, (os.cpu_count() or 1) // jobs)
    return Bench(warehouse, Path(tempfile.mkdtemp(dir=folder)), threads)


def _mutate(task: tuple[Path, Path, int, str, int, bool]) -> list[Result]:
    """Return what became of the faults of one extract."""
    warehouse, folder, jobs, extract, every, of_systems = task
    bench = _bench(warehouse, folder, jobs)
    chosen = [
        fault for fault in bench.faults(extract)[::every] if fault.is_of_system or not of_systems
    ]
    results = []
    if chosen:
        start = perf_counter()
        bench.turn_to(chosen[0])
        print(f"{extract}: ready in {perf_counter() - start:.1f} s", file=sys.stderr, flush=True)
    for fault in chosen:
        start = perf_counter()
        result = bench.tried(fault)
        results.append(result)
        shown = f"{result.family}: {result.what} -> {result.found.where} {result.found.by}"
        shown += " by a printed report only" * (not result.found.without_register)
        shown += " words only" * result.found.is_of_words
        print(f"{extract}, {shown} ({perf_counter() - start:.1f} s)", file=sys.stderr, flush=True)
    return results


def _report(results: Sequence[Result]) -> str:
    """Return the table by family, the one by extract, what found the faults, and the list of what escaped.

    A fault that changes nothing published, or words only, is counted apart from those that change a number or a code.
    """
    lines = []
    for title, key in (
        ("family", lambda result: result.family),
        ("extract", lambda result: result.extract),
    ):
        groups: dict[str, list[Result]] = defaultdict(list)
        for result in results:
            groups[key(result)].append(result)
        groups["**all**"] = list(results)
        lines += [
            f"| {title} | tried | without effect | words only: found | numbers | loading, data tests | gate, blocks |"
            " gate, to a person | only by a printed report | escaped | without the register | with it |",
            f"|---|{'---:|' * 11}",
            *(f"| {group} | {_counts(found)} |" for group, found in groups.items()),
            "",
        ]
    by = Counter((result.found.where, result.found.by) for result in results if result.found.by)
    lines += ["| found by | where | faults |", "|---|---|---:|"]
    lines += [f"| `{name}` | {where} | {count} |" for (where, name), count in by.most_common()]
    lines += ["", "What no control finds, or only one that knows a printed report:"]
    lines += [
        f"- {result.extract}, {result.family}: {result.what}"
        + (f" (found by {result.found.by})" if result.found.by else "")
        + (" (words only)" if result.found.is_of_words else "")
        for result in results
        if result.found.where == ESCAPED or not result.found.without_register
    ]
    return "\n".join(lines)


def _counts(results: Sequence[Result]) -> str:
    """Return the cells of a group's row."""
    words = [result.found for result in results if result.found.is_of_words]
    numbers = [
        result.found
        for result in results
        if result.found.where != NO_EFFECT and not result.found.is_of_words
    ]
    where = Counter(found.where if found.without_register else "register" for found in numbers)
    with_register = len(numbers) - where[ESCAPED]
    of_words = sum(found.where != ESCAPED for found in words)
    cells = [
        len(results),
        len(results) - len(words) - len(numbers),
        f"{of_words} of {len(words)}" if words else "",
        len(numbers),
        where["loading"] + where["data tests"] + where["building"],
        where["gate"],
        where["explained"],
        where["register"],
        where[ESCAPED],
        _share(with_register - where["register"], len(numbers)),
        _share(with_register, len(numbers)),
    ]
    return " | ".join(str(cell or "") for cell in cells)


def _share(found: int, tried: int) -> str:
    return f"{100 * found / tried:.1f} %" if tried else ""
