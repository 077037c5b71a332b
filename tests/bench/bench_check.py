"""How well ``bokslut check`` reads: against the hand-made registers of a report, and against six marked documents.

Run as ``python -m tests.bench.bench_check [REPORT RELEASE]``. REPORT is the text or PDF of the report that the
registers in ``seeds`` are of, and RELEASE the folder of a release of its year; without them only the six documents of
``tests/documents`` are measured. Prints what every figure is a share of, and all that is wrong, to be read.
"""

from __future__ import annotations

import csv
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from orchestration.diagnostics.check.checking import Checked, check
from orchestration.diagnostics.check.disagreements import disagreements
from orchestration.diagnostics.check.document import Table
from orchestration.diagnostics.check.figures import Figure
from orchestration.diagnostics.check.matching import match_measures
from orchestration.diagnostics.check.measures import read_measures
from orchestration.releases.release import Release
from tests.documents import Marked, documents

SEEDS = Path(__file__).parents[2] / "seeds"


def plain(text: str) -> str:
    """Return a text without blanks and case, so that a broken word is the same word."""
    return re.sub(r"[\s\u00a0\u202f]", "", text).lower().replace("−", "-")


def percent(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "0 of 0"


# --- the registers


@dataclass(frozen=True)
class Aligned:
    """The registered figures that were found, by their id, and those that were not."""

    found: dict[str, Figure]
    lost: list[dict[str, str]]


def align(checked: Checked, register: Iterable[dict[str, str]]) -> Aligned:
    """Find every registered figure in its section: the same string, in a table or in text as registered, once each."""
    rows = list(register)
    starts = _section_starts(checked, {row["section"] for row in rows})
    used: set[int] = set()
    found, lost = {}, []
    for row in rows:
        start, end = starts.get(row["section"], (0, len(checked.document.blocks)))
        candidates = [
            figure
            for figure in checked.figures
            if figure.id not in used
            and plain(figure.number.text) == plain(row["printed"])
            and start <= figure.place.block < end
        ]
        if not candidates:
            lost.append(row)
            continue

        def rank(figure: Figure, row: dict[str, str] = row) -> tuple[bool, bool, bool, int]:
            return (
                figure.is_cell != bool(row["table_row"]),
                bool(row["table_row"])
                and plain(figure.label)[-10:] != plain(row["table_row"])[-10:],
                bool(row["table_column"]) and plain(figure.column) != plain(row["table_column"]),
                figure.id,
            )

        best = min(candidates, key=rank)
        used.add(best.id)
        found[row["figure_id"]] = best
    return Aligned(found, lost)


def _section_starts(checked: Checked, sections: set[str]) -> dict[str, tuple[int, int]]:
    """Return the first block of every section, and that of the section that follows it in the document."""
    firsts: dict[str, int] = {}
    for section in sections:
        wanted = plain(re.sub(r"^Nämndmål: ", "", section))
        for index, block in enumerate(checked.document.blocks):
            if (
                not isinstance(block, Table)
                and plain(block.text).startswith(wanted)
                and len(block.text) < 200
            ):
                firsts[section] = index
                break
    ordered = sorted(firsts.values())
    return {
        section: (
            first,
            next((other for other in ordered if other > first), len(checked.document.blocks)),
        )
        for section, first in firsts.items()
    }


def measure_report(report: Path, folder: Path) -> None:
    """Print how many figures were found, how many measures are right, and which contradictions."""
    release = Release(folder)
    began = time.perf_counter()
    alone = check(report)
    seconds_alone = time.perf_counter() - began
    checked = check(report, release)
    with (SEEDS / "published_figures.csv").open(encoding="utf-8", newline="") as file:
        register = list(csv.DictReader(file))
    aligned = align(checked, register)
    print(f"Numbers found              {percent(len(aligned.found), len(register))}")
    for row in aligned.lost:
        print(f"    lost: {row['figure_id']} {row['printed']}")
    print_proposals(checked, register, aligned)
    print_contradictions(alone, release, aligned)
    print_slips(checked, release, register, aligned)
    print(f"Seconds, without a release {seconds_alone:.1f}")


def print_proposals(checked: Checked, register: list[dict[str, str]], aligned: Aligned) -> None:
    measured = [row for row in register if row["measure_id"]]
    right, wrong = 0, []
    registered = {figure.id for figure in aligned.found.values()}
    for row in register:
        figure = aligned.found.get(row["figure_id"])
        proposal = checked.proposals.get(figure.id) if figure else None
        if proposal is None:
            continue
        name = (proposal.measure.measure_id, proposal.measure.member, str(proposal.measure.year))
        if name == (row["measure_id"], row["member"], row["fiscal_year"]):
            right += 1
        else:
            wrong.append(f"{row['figure_id']} {row['printed']}: {proposal.measure.name}")
    for figure_id, proposal in checked.proposals.items():
        if figure_id not in registered:
            figure = checked.figures[figure_id]
            wrong.append(
                f"not registered: {figure.place} {figure.number.text}: {proposal.measure.name}"
            )
    print(f"Right measure first        {percent(right, len(measured))}")
    print(f"Right among the proposed   {percent(right, right + len(wrong))}")
    for text in wrong:
        print(f"    wrong: {text}")


def print_contradictions(alone: Checked, release: Release, aligned: Aligned) -> None:
    """Hold the contradictions found in the document alone against the statements of the register that contradict."""
    with release.connect() as connection:
        statements = connection.execute(
            "select statement_id, quote_sv, predicate from tie_out.mart_tie_out__statements"
            " where is_contradicted order by 1"
        ).fetchall()
    names = {figure.id: name for name, figure in aligned.found.items()}
    hit: set[str] = set()
    loose = []
    for finding in alone.contradictions:
        mine = {names[id_] for id_ in finding.figures if id_ in names}
        matches = [
            s[0] for s in statements if _is_of(mine, finding.explanation, finding.kind, s[1], s[2])
        ]
        hit.update(matches)
        if not matches:
            loose.append(f"{finding.kind}: {finding.explanation}")
    print(
        f"Contradictions found       {percent(len(hit), len(statements))} that the register has, from text or extracts"
    )
    for statement in statements:
        if statement[0] not in hit:
            print(f"    not found: {statement[0]}")
    print(f"False alarms               {len(loose)}, of {len(alone.contradictions)} findings")
    for text in loose:
        print(f"    in no statement: {text}")


def print_slips(
    checked: Checked, release: Release, register: list[dict[str, str]], aligned: Aligned
) -> None:
    """Print how many registered figures are found with a wrong digit, and which right ones are called wrong.

    Only those that the release has to the printed place, one at a time: the last digit is two more, or two digits
    that differ have changed places.
    """
    with release.connect() as connection:
        variances = {
            name
            for (name,) in connection.execute(
                "select figure_id from tie_out.mart_tie_out__figures where is_variance"
            ).fetchall()
        }
    measures = read_measures(release)
    by_figure = {
        aligned.found[row["figure_id"]].id: row["figure_id"]
        for row in register
        if row["measure_id"] and row["figure_id"] in aligned.found
    }
    alarms = [
        f"{by_figure.get(f.figures[-1], f.places[-1])}: {f.explanation}, {f.printed}, {f.expected}"
        for f in disagreements(checked.figures, measures, checked.proposals)
        if by_figure.get(f.figures[-1]) not in variances
    ]
    caught: dict[bool, list[bool]] = {True: [], False: []}
    for figure_id, name in by_figure.items():
        figure = checked.figures[figure_id]
        if name in variances or not figure.is_quantity or figure.number.is_word:
            continue
        for slip in _slips(figure):
            near = [
                slip if f.id == figure_id else f
                for f in checked.figures
                if f.place.block == figure.place.block
            ]
            found = disagreements(near, measures, match_measures(near, measures))
            caught[figure.is_cell].append(any(figure_id in one.figures for one in found))
    for is_cell, found in caught.items():
        where = "tables" if is_cell else "text"
        print(f"Slips found in {where:<12}{percent(sum(found), len(found))}")
    print(f"Right figures called wrong {len(alarms)}")
    for text in alarms:
        print(f"    {text}")


def _slips(figure: Figure) -> Iterator[Figure]:
    number = figure.number
    assert number.value is not None
    digits = f"{abs(number.value):f}".replace(".", "")
    slips = {int(digits) + 2}
    slips |= {
        int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])
        for i in range(len(digits) - 1)
        if digits[i] != digits[i + 1] and (i or digits[1] != "0")
    }
    for slip in sorted(slips)[:2]:
        value = Decimal(slip).scaleb(-number.decimals).copy_sign(number.value)
        text = f"{value:f}".replace(".", ",")
        yield replace(figure, number=replace(number, value=value, text=text))


def _is_of(mine: set[str], explanation: str, kind: str, quote: str, predicate: str) -> bool:
    its = set(re.findall(r"figure:(\S+)", predicate))
    if kind == "goal":
        goal = re.search("“(.*?)”", explanation)
        said = set(re.findall(r"\w+", quote.rpartition("…")[0].lower()))
        is_named = (
            goal is not None and bool(said) and said <= set(re.findall(r"\w+", goal[1].lower()))
        )
        return (is_named and "targets_missed" in predicate) or (len(mine) == 2 and its == mine)
    return bool(its) and len(its & mine) >= min(2, len(its))


# --- the six documents


@dataclass(frozen=True)
class Score:
    """Of one marked document: figures found and marked, contradictions found and seeded, and what else was found."""

    found: int
    figures: int
    caught: set[str]
    seeds: set[str]
    alarms: list[str]


def score(marked: Marked, folder: Path) -> Score:
    """Check a marked document and hold what was found against its marks."""
    checked = check(marked.write(folder))
    marks = list(zip(marked.figures, marked.tags, strict=True))
    where: dict[int, int] = {}
    at = 0
    for number, figure in enumerate(checked.figures):
        for ahead in range(at, min(at + 6, len(marks))):
            if _same(figure.number.text, marks[ahead][0]):
                where[number] = ahead
                at = ahead + 1
                break
    caught: set[str] = set()
    alarms = []
    for finding in checked.contradictions:
        tags = [marks[where[id_]][1] for id_ in finding.figures if id_ in where]
        seeds = {seed for of in tags for seed in of}
        # The figure that a finding contradicts is of the seed, or two of its figures are.
        last = marks[where[finding.figures[-1]]][1] if finding.figures[-1] in where else frozenset()
        mine = {s for s in seeds if s in last or sum(s in of for of in tags) >= 2}
        caught |= mine
        if not mine:
            alarms.append(
                f"{finding.kind}: {finding.explanation} (printed {finding.printed}, expected {finding.expected})"
            )
    return Score(len(where), len(marks), caught, set(marked.seeds), alarms)


def _same(found: str, marked: str) -> bool:
    strip = "()%£"
    return plain(found).strip(strip).lstrip("-") == plain(marked).strip(strip).lstrip("-")


def measure_documents() -> None:
    """Print the figures of the six documents and their sums."""
    print(f"\n{'document':<18}{'numbers found':>22}{'contradictions':>18}{'false alarms':>14}")
    scores = []
    with tempfile.TemporaryDirectory() as folder:
        for marked in documents():
            result = score(marked, Path(folder))
            scores.append(result)
            found, caught = (
                f"{result.found} of {result.figures}",
                f"{len(result.caught)} of {len(result.seeds)}",
            )
            print(
                f"{marked.name + marked.suffix:<18}{found:>22}{caught:>18}{len(result.alarms):>14}"
            )
    found, figures = sum(s.found for s in scores), sum(s.figures for s in scores)
    caught, seeds = sum(len(s.caught) for s in scores), sum(len(s.seeds) for s in scores)
    alarms = sum(len(s.alarms) for s in scores)
    print(f"{'all':<18}{f'{found} of {figures}':>22}{f'{caught} of {seeds}':>18}{alarms:>14}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure_report(Path(sys.argv[1]), Path(sys.argv[2]))
    measure_documents()
