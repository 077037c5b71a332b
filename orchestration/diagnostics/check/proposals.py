"""Rows for ``published_figures.csv`` and ``published_statements.csv``, for a person to confirm one by one.

Nothing is written that nobody has confirmed: a register says what a person has read in the report.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from orchestration.core.errors import UsageError
from orchestration.diagnostics.check.checking import Checked
from orchestration.diagnostics.check.figures import Figure, report_year
from orchestration.diagnostics.check.findings import Finding
from orchestration.releases.release import Release

FIGURES, STATEMENTS = "published_figures.csv", "published_statements.csv"
FIGURE_COLUMNS = (
    "report_id", "figure_id", "section", "place", "label_sv", "fiscal_year", "printed", "value", "unit", "decimals",
    "qualifier", "kind", "table_row", "table_column", "measure_id", "member", "sign", "not_computed_reason",
    "not_computed_reason_sv",
)  # fmt: skip
STATEMENT_COLUMNS = (
    "report_id", "statement_id", "section", "quote_sv", "predicate", "not_checked_reason", "not_checked_reason_sv",
)  # fmt: skip
_KINDS = {
    "owner_target": "council_target",
    "change": "deviation",
    "change_pct": "deviation",
    "share": "outcome",
    "forecast": "other",
}


@dataclass(frozen=True)
class ProposedRow:
    """A row of a register: its values by column, how certain it is, and the text shown to a person."""

    register: str
    row: dict[str, str]
    score: float
    shown: str

    @property
    def key(self) -> str:
        """Return the row's key in its register."""
        return self.row["figure_id" if self.register == FIGURES else "statement_id"]


def propose_rows(checked: Checked, release: Release, report_id: str) -> list[ProposedRow]:
    """Return a row for every figure that a measure was found for, and for every relation between such figures.

    Figures come first, the most certain first; then statements. A figure in a unit that the release does not have,
    such as billions of kronor, has no row.
    """
    with release.connect() as connection:
        units = {
            (base, size): unit
            for unit, base, size in connection.execute(
                "select unit, base_unit, base_units from common.dim_unit"
            ).fetchall()
        }
    names = figure_names(checked)
    year = report_year(checked.document)
    figures = []
    for figure in checked.figures:
        proposal = checked.proposals.get(figure.id)
        unit = None if proposal is None else _unit(figure, proposal.measure.unit, units)
        if proposal is None or unit is None:
            continue
        row = _figure_row(figure, report_id, names[figure.id], unit, year)
        row |= {
            "measure_id": proposal.measure.measure_id, "member": proposal.measure.member,
            "fiscal_year": str(proposal.measure.year), "sign": "-1" if proposal.sign < 0 else "",
        }  # fmt: skip
        computed = f"{proposal.measure.name} = {proposal.measure.value.normalize():f}"
        shown = f"{figure.number.text} · {row['label_sv'][:70]} · {figure.place} → {computed}"
        figures.append(ProposedRow(FIGURES, row, proposal.score, shown))
    figures.sort(key=lambda row: -row.score)
    registered = {row.row["figure_id"] for row in figures}
    return [*figures, *_statements(checked, names, registered, report_id)]


def _figure_row(
    figure: Figure, report_id: str, name: str, unit: str, year: int | None
) -> dict[str, str]:
    number = figure.number
    kind = _KINDS.get(figure.role, figure.role or "other")
    if kind == "outcome" and year is not None and figure.year is not None and figure.year < year:
        kind = "prior_outcome"
    label = (
        f"{figure.label}, {figure.column}"
        if figure.is_cell
        else " ".join(f"{figure.before[-60:]} … {figure.after[:30]}".split())
    )
    row = dict.fromkeys(FIGURE_COLUMNS, "")
    return row | {
        "report_id": report_id, "figure_id": name, "section": figure.section[-1] if figure.section else "",
        "place": f"Tabell {figure.place.table}" if figure.is_cell else "Text", "label_sv": label.strip(" ,"),
        "printed": number.text, "value": str(number.date or number.value), "unit": unit,
        "decimals": str(number.decimals),
        "qualifier": number.qualifier if number.qualifier in ("ca", "omkring", "drygt", "nara") else "",
        "kind": "date" if number.kind == "date" else kind,
        "table_row": figure.label if figure.is_cell else "", "table_column": figure.column,
    }  # fmt: skip


def _unit(figure: Figure, base: str, units: Mapping[tuple[str, Decimal], str]) -> str | None:
    """Return the register's unit for a figure: the measure's own, or the money unit that is printed."""
    if base == "target":
        base = figure.number.unit
    if base in ("sek", "seconds"):
        return units.get((base, Decimal(figure.number.scale).quantize(Decimal("0.01"))))
    return units.get((base, Decimal("1.00")))


def figure_names(checked: Checked) -> dict[int, str]:
    """Return a key for every figure: its section, then its row and column or its number in the section's text."""
    names: dict[int, str] = {}
    texts: Counter[str] = Counter()
    for figure in checked.figures:
        section = _slug(figure.section[-1] if figure.section else "document")
        if figure.is_cell:
            names[figure.id] = (
                f"{section}.table_{figure.place.table}.row_{figure.place.row}_column_{figure.place.column}"
            )
        else:
            texts[section] += 1
            names[figure.id] = f"{section}.text.{texts[section]}"
    seen = Counter(names.values())
    return {id_: name if seen[name] == 1 else f"{name}.{id_}" for id_, name in names.items()}


def _slug(heading: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", heading.lower()).encode("ascii", "ignore").decode()
    return "_".join(re.findall(r"[a-z0-9]+", ascii_)[:5]) or "document"


def _statements(
    checked: Checked, names: Mapping[int, str], registered: set[str], report_id: str
) -> Iterator[ProposedRow]:
    seen: Counter[str] = Counter()
    for finding in checked.findings:
        if not finding.predicate or not all(names[id_] in registered for id_ in finding.figures):
            continue
        predicate = re.sub(r"\{(\d+)\}", lambda match: names[int(match[1])], finding.predicate)
        base = f"{_slug(finding.kind)}.{names[finding.figures[-1]]}"
        seen[base] += 1
        row = dict.fromkeys(STATEMENT_COLUMNS, "") | {
            "report_id": report_id, "statement_id": base if seen[base] == 1 else f"{base}.{seen[base]}",
            "section": _section(checked, finding), "quote_sv": finding.quote or finding.printed, "predicate": predicate,
        }  # fmt: skip
        yield ProposedRow(
            STATEMENTS, row, 1.0, f"{finding.verdict}: {finding.quote[:90]} · {finding.explanation}"
        )


def _section(checked: Checked, finding: Finding) -> str:
    section = checked.figures[finding.figures[-1]].section
    return section[-1] if section else ""


def accept(
    rows: Sequence[ProposedRow], folder: Path, ask: Callable[[ProposedRow], str]
) -> dict[str, int]:
    """Ask whether each row is right, append those that are to the registers in a folder, and return how many.

    Parameters
    ----------
    rows
        Proposed rows, the figures before the statements on them.
    folder
        Where the registers are; a missing one is created.
    ask
        Returns ``yes``, ``no`` or ``quit``.

    Returns
    -------
    dict[str, int]
        How many rows were added to each register.

    Raises
    ------
    UsageError
        When the folder is not there, or a register in it has other columns.
    """
    if not folder.is_dir():
        raise UsageError(
            f"{folder}: there is no such folder.",
            "Name the folder of the registers, such as seeds.",
        )
    columns = {FIGURES: FIGURE_COLUMNS, STATEMENTS: STATEMENT_COLUMNS}
    there = {name: _keys(folder / name, columns[name]) for name in columns}
    accepted: list[ProposedRow] = []
    for row in rows:
        if (row.row["report_id"], row.key) in there[row.register] or not _rests_on(
            row, accepted, there[FIGURES]
        ):
            continue
        answer = ask(row)
        if answer == "quit":
            break
        if answer == "yes":
            accepted.append(row)
    added: dict[str, int] = {}
    for name, header in columns.items():
        mine = [row.row for row in accepted if row.register == name]
        added[name] = len(mine)
        if mine:
            path = folder / name
            is_new = not path.exists()
            with path.open("a", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, header, lineterminator="\n")
                if is_new:
                    writer.writeheader()
                writer.writerows(mine)
    return added


def _rests_on(
    row: ProposedRow, accepted: Sequence[ProposedRow], there: set[tuple[str, str]]
) -> bool:
    """Return whether every figure that a statement names has been accepted."""
    if row.register == FIGURES:
        return True
    known = {a.key for a in accepted if a.register == FIGURES} | {key for _, key in there}
    return all(name in known for name in re.findall(r"figure:(\S+)", row.row["predicate"]))


def _keys(path: Path, columns: Sequence[str]) -> set[tuple[str, str]]:
    if not path.exists():
        return set()
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != tuple(columns):
            raise UsageError(
                f"{path}: the columns are {', '.join(reader.fieldnames or ())}.",
                f"Expected {', '.join(columns)}.",
            )
        return {(row["report_id"], row[columns[1]]) for row in reader}
