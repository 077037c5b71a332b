"""Check a board's chapters against what is declared, without a release: ``bokslut board check``.

The names of measures, published tables and their columns, printed figures, tables and charts are known from the
reference data and the product schema; so is every format, unit and piece of markup. What only a release has (members,
keys of rows, goals, values) is left to ``bokslut report``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from types import SimpleNamespace

from orchestration.boards import Board, read_editions, reference_files
from orchestration.core.settings import DBT_PROJECT_DIR
from orchestration.report.document import Block, Paragraph
from orchestration.report.text.cells import unit_of_column
from orchestration.report.text.figures import TextFigures
from orchestration.report.text.files import read_chapters
from orchestration.report.text.goal_names import GOAL_NAMES
from orchestration.report.text.inline import Surroundings
from orchestration.report.text.periods import PERIOD
from orchestration.report.text.placing import require_known
from orchestration.report.text.problems import Problem
from orchestration.report.text.readings import Reading, UnknownNameError, closest
from orchestration.report.text.references import day_of, reference_measures
from orchestration.report.text.writing import Writer, headings_of

_FIGURE, _DATE, _MEASURE = "figure", "date", "measure"


def chapter_problems(board: Board) -> list[Problem]:
    """Return what is wrong with a board's chapters as far as that shows without a release, by file and line."""
    chapters, problems = read_chapters(board.text_folder, None)
    anchors = {heading: heading for chapter in chapters for heading in headings_of(chapter)}
    names = DeclaredNames(board)
    for chapter in chapters:
        around = Surroundings(
            TextFigures(names, None, board.amounts_in), _DeclaredBlocks(), anchors, False
        )
        writer = Writer(chapter, headings_of(chapter), around)
        writer.section()
        problems += writer.problems
    return sorted(problems, key=lambda problem: (problem.file, problem.line))


class _DeclaredBlocks:
    """Replaces a release's blocks: it has any block that some report may have."""

    def take(self, kind: str, name: str, place: str) -> Block:
        require_known(kind, name)
        return Paragraph(())


class DeclaredNames:
    """Reads the names of a text as far as reference data and product schema know them; none has a value."""

    where_less_is_withheld = ""

    def __init__(self, board: Board) -> None:
        """Read the measures, the printed figures and the published tables that a board may name."""
        self._own_names = board.text_rules.names
        self._measures = reference_measures(board.folder)
        self._editions = read_editions(board.folder)
        units = _rows(board, "units", "unit")
        self._figures = {
            name: units[row["unit"]]["base_unit"] if row["unit"] in units else row["unit"]
            for name, row in _rows(board, "published_figures", "figure_id").items()
        }
        schema = json.loads((DBT_PROJECT_DIR / "product_schema.json").read_text("utf-8"))
        self._tables: Mapping[str, Mapping[str, str]] = {
            name: table["columns"] for name, table in schema["tables"].items()
        }

    def read(self, name: str) -> Reading:
        """Return what a name says, without a value.

        Raises
        ------
        UnknownNameError
            When no measure, table, column or printed figure is declared so, or the period is not one.
        """
        kind, colon, rest = name.partition(":")
        if colon and kind == _FIGURE:
            if rest not in self._figures:
                raise UnknownNameError(
                    f"there is no printed figure {rest!r}" + closest(rest, self._figures)
                )
            return Reading(name, "missing", self._figures[rest])
        if colon and kind == _DATE:
            return day_of(name, rest)
        if colon and kind in GOAL_NAMES:
            self._require_period(rest)
            return Reading(name, "missing", "count")
        base = rest if colon and kind == _MEASURE else name
        if (own := self._own_names.get(base.partition("@")[0])) is not None:
            base = own
        self._require_period(base)
        base = base.partition("@")[0]
        if "." in base.partition("/")[0]:
            return self._cell(name, base)
        measure_id = base.partition("/")[0]
        defined: SimpleNamespace | None = self._measures.get(measure_id)
        if defined is None:
            raise UnknownNameError(
                f"there is no measure {measure_id!r}"
                + closest(measure_id, [*self._measures, *self._own_names])
            )
        return Reading(name, "missing", defined.base_unit, max(defined.decimals, 0))

    def members(self, name: str) -> list[str]:
        """Return no members: only a release knows them."""
        return []

    def _require_period(self, name: str) -> None:
        _, at, said = name.partition("@")
        found = PERIOD.fullmatch(said)
        if at and not (said and found and (found["edition"] or "") in {*self._editions, ""}):
            first = next(iter(self._editions))
            raise UnknownNameError(
                f"@{said} is not a period; expected @-1, @2012, or one of an edition"
                f" ({', '.join(self._editions)}): @{first} or @2012-{first}"
            )

    def _cell(self, name: str, base: str) -> Reading:
        *schema, table_name, column = base.partition("/")[0].split(".")
        wanted = ".".join((*schema, table_name))
        full = next((one for one in self._tables if wanted in (one, one.partition(".")[2])), None)
        if full is None:
            known = [one.partition(".")[2] for one in self._tables]
            raise UnknownNameError(
                f"there is no published table {wanted!r}" + closest(wanted, known)
            )
        columns = self._tables[full]
        if column not in columns:
            raise UnknownNameError(
                f"{table_name} has no number {column!r}" + closest(column, columns)
            )
        return Reading(name, "missing", unit_of_column(column, columns[column].partition(" ")[0]))


def _rows(board: Board, name: str, key: str) -> dict[str, dict[str, str]]:
    content = reference_files()[name].content_in(board.folder).decode("utf-8-sig")
    return {row[key]: row for row in csv.DictReader(io.StringIO(content))}
