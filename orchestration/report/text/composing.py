"""The chapters and the figures' own sections, composed into one report, with all problems reported at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from orchestration.boards import Board
from orchestration.report.document import (
    Block,
    Chart,
    Inlines,
    Link,
    Paragraph,
    Row,
    Section,
    Span,
    Table,
)
from orchestration.report.document import Text as Words
from orchestration.report.figures import Figures
from orchestration.report.release_data import ReleaseData
from orchestration.report.text.figures import TextFigures
from orchestration.report.text.files import Chapter, read_chapters
from orchestration.report.text.inline import Claim, Surroundings
from orchestration.report.text.placing import Blocks, all_sections
from orchestration.report.text.problems import Problem, error_of
from orchestration.report.text.references import References, reference_measures
from orchestration.report.text.writing import Writer, headings_of

# The section of figures that comes before the chapters.
_FIRST = "sammanfattning"


@dataclass
class Text:
    """The chapters of a board for one edition, and, once the report is composed, what they claim."""

    board: Board
    chapters: list[Chapter]
    problems: list[Problem]
    claims: list[Claim] = field(default_factory=list)

    @property
    def marked(self) -> list[str]:
        """Return the claims that do not hold or cannot be checked, each with its file and line."""
        return [
            f"{claim.file}, line {claim.line}: {claim.checked.explanation}: “{claim.sentence}”"
            for claim in self.claims
            if claim.checked.verdict in ("contradicted", "cannot_be_checked")
        ]

    def composed(
        self, data: ReleaseData, figures: Figures, sections: tuple[Section, ...]
    ) -> tuple[Section, ...]:
        """Return the report's sections: the summary's figures, the chapters, and the blocks that no chapter places.

        Raises
        ------
        TextError
            When a chapter cannot be read, or names something unknown.
        ClaimError
            When a claim rests on a withheld figure, or does not hold and the board blocks on that; the release of a
            sample blocks nothing.
        """
        if not self.chapters and not self.problems:
            return sections
        blocks = Blocks(sections)
        own = _anchors_of(self.chapters)
        links: dict[str, str] = {}
        for chapter, anchors in zip(self.chapters, own, strict=True):
            for name, anchor in zip(headings_of(chapter), anchors, strict=True):
                links.setdefault(name, anchor)
        for anchor in _anchors_in(sections):
            links.setdefault(anchor, anchor)
        around = Surroundings(
            TextFigures(
                References(
                    data,
                    figures,
                    self.board.text_rules.names,
                    reference_measures(self.board.folder),
                ),
                figures,
                self.board.amounts_in,
            ),
            blocks,
            links,
            _is_partly_delivered(data, figures),
        )
        problems, written = list(self.problems), []
        for chapter, anchors in zip(self.chapters, own, strict=True):
            writer = Writer(chapter, anchors, around)
            section = writer.section()
            problems += writer.problems
            self.claims += writer.claims
            written += [section] if section else []
        # With a sample no claim blocks the report: a false one is only marked.
        if not data.release.samples:
            problems += self._false_claims()
        left = blocks.not_placed()
        if self.board.text_rules.not_placed == "leave_out":
            problems += _charts_without_tables(written, self.chapters)
            left = ()
        if problems:
            raise error_of(problems)
        first = [section for section in left if section.anchor == _FIRST]
        others = [section for section in left if section.anchor != _FIRST]
        return tuple(_without_dead_links((*first, *written, *others), {*_anchors_in(sections)}))

    def _false_claims(self) -> Iterator[Problem]:
        if self.board.text_rules.claims != "block":
            return
        for claim in self.claims:
            if claim.checked.verdict == "contradicted":
                yield Problem(
                    claim.file,
                    claim.line,
                    f"{claim.checked.explanation}: “{claim.sentence}”",
                    is_of_data=True,
                )


def read_text(board: Board, data: ReleaseData) -> Text:
    """Return the chapters of a board for a release's edition; none where the release is of another body."""
    if not _is_of(board, data):
        return Text(board, [], [])
    return Text(board, *read_chapters(board.text_folder, data.edition))


def _is_of(board: Board, data: ReleaseData) -> bool:
    """Return whether a release is the board's, by the name that its ledger goes by."""
    name = data.edition.organisation_sv
    return name in (board.name_sv, *board.ledger_names)


def _anchors_of(chapters: Iterable[Chapter]) -> list[list[str]]:
    """Return the anchor of each heading of each chapter, unique in the report."""
    taken: set[str] = set()
    made = []
    for chapter in chapters:
        anchors = []
        for name in headings_of(chapter):
            anchor, number = f"k-{name}", 1
            while anchor in taken:
                number += 1
                anchor = f"k-{name}-{number}"
            taken.add(anchor)
            anchors.append(anchor)
        made.append(anchors)
    return made


def _anchors_in(sections: Iterable[Section]) -> Iterator[str]:
    for section in all_sections(sections):
        yield section.anchor
        for block in section.blocks:
            if isinstance(block, Table | Chart):
                yield block.anchor


def _is_partly_delivered(data: ReleaseData, figures: Figures) -> bool:
    delivered = {delivery["system"] for delivery in data.release.manifest["deliveries"]}
    return not {defined.source_system for defined in figures.measures.values()} <= delivered


def _charts_without_tables(
    written: Iterable[Section], chapters: Iterable[Chapter]
) -> Iterator[Problem]:
    """Yield a problem for each placed chart whose numbers would be nowhere in the report."""
    sections = list(all_sections(written))
    placed = [block for section in sections for block in section.blocks]
    tables = {block.anchor for block in placed if isinstance(block, Table)}
    files = [chapter.file for chapter in chapters]
    for block in placed:
        if isinstance(block, Chart) and block.table not in tables:
            name = block.table.removeprefix("t-")
            yield Problem(
                files[0].rpartition("/")[0],
                0,
                f"the chart “{block.caption}” is placed without its numbers; also place `{{% table {name} %}}`",
            )


def _without_dead_links(
    sections: Iterable[Section], was_there: Collection[str]
) -> Iterator[Section]:
    """Yield sections in which a link to a section that is left out is plain words."""
    sections = tuple(sections)
    gone = {*was_there} - {*_anchors_in(sections)}

    def alive(parts: Inlines) -> Inlines:
        return tuple(
            replace(part, content=alive(part.content))
            if isinstance(part, Span)
            else Words(part.text)
            if isinstance(part, Link) and part.target in gone
            else part
            for part in parts
        )

    def row(of: Row) -> Row:
        return replace(of, cells=tuple(map(alive, of.cells)))

    def block(of: Block) -> Block:
        if isinstance(of, Table):
            return replace(of, rows=tuple(map(row, of.rows)))
        return replace(of, content=alive(of.content)) if isinstance(of, Paragraph) else of

    def section(of: Section) -> Section:
        blocks, below = tuple(map(block, of.blocks)), tuple(map(section, of.sections))
        return replace(of, blocks=blocks, sections=below)

    yield from map(section, sections)
