"""Where the figures of a report are shown, so that definitions can link back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestration.report.document import (
    Block,
    Facts,
    Figure,
    Inlines,
    Listing,
    Paragraph,
    Section,
    Span,
    Table,
)


@dataclass(frozen=True)
class Place:
    """A table or a section that shows a figure; ``column`` is the heading under which the figure is."""

    anchor: str
    title: str
    column: str


@dataclass(frozen=True)
class Places:
    """The places of each figure, in the order of the report, by its definition and by its trace."""

    of_definition: dict[str, list[Place]]
    of_trace: dict[str, list[Place]]

    @classmethod
    def of(cls, sections: Iterable[Section]) -> Places:
        """Return the places of all figures in sections and in what lies under them."""
        places = cls(defaultdict(list), defaultdict(list))
        for section in _all_sections(sections):
            for block in section.blocks:
                for column, figure in _figures(block):
                    anchor = getattr(block, "anchor", section.anchor)
                    place = Place(anchor, getattr(block, "caption", section.title), column)
                    _add(places.of_definition[figure.definition], place)
                    _add(places.of_trace[figure.trace], place)
        return places


def _add(known: list[Place], place: Place) -> None:
    if place.anchor not in {one.anchor for one in known}:
        known.append(place)


def _all_sections(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all_sections(section.sections)


def _figures(block: Block) -> Iterator[tuple[str, Figure]]:
    """Yield the figures of a block, each with the heading of its column or its name."""
    if isinstance(block, Table):
        for row in block.rows:
            for column, cell in zip(block.columns, row.cells, strict=False):
                yield from ((column.title, figure) for figure in _of_inlines(cell))
    elif isinstance(block, Facts):
        for name, value, _ in block.facts:
            yield from ((name, figure) for figure in _of_inlines(value))
    elif isinstance(block, Paragraph):
        yield from (("", figure) for figure in _of_inlines(block.content))
    elif isinstance(block, Listing):
        for item in block.items:
            yield from (("", figure) for figure in _of_inlines(item.content))
            for below in item.below:
                yield from _figures(below)


def _of_inlines(parts: Inlines) -> Iterator[Figure]:
    for part in parts:
        if isinstance(part, Figure):
            yield part
        elif isinstance(part, Span):
            yield from _of_inlines(part.content)
