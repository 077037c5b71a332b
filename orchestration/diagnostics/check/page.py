"""The document's text as one HTML page with a mark at every number: contradicted, tied, agrees or not tied."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from orchestration.diagnostics.check.checking import Checked
from orchestration.diagnostics.check.document import Table
from orchestration.diagnostics.check.figures import Figure

_LEGEND = {
    "contradicted": "contradicted: another place, or the release, says otherwise",
    "tied": "tied: a measure of the release has this value",
    "agrees": "agrees with another figure of the document",
    "not tied": "not tied: nothing to compare with was found",
}


@dataclass(frozen=True)
class Piece:
    """A run of text, or a number with its status, its note and its contradiction."""

    text: str
    status: str = ""
    said: str = ""
    finding: int | None = None


def as_page(checked: Checked) -> str:
    """Return the page; it has no script and fetches nothing."""
    by_cell: dict[tuple[int, int, int], list[Figure]] = defaultdict(list)
    for figure in checked.figures:
        if figure.number.kind in ("quantity", "date"):
            place = figure.place
            by_cell[place.block, place.row or 0, place.column or 0].append(figure)
    notes = _notes(checked)
    blocks: list[dict[str, object]] = []
    for index, block in enumerate(checked.document.blocks):
        if isinstance(block, Table):
            rows = [
                [
                    _pieces(checked, cell, by_cell[index, r + 1, c + 1], notes)
                    for c, cell in enumerate(row)
                ]
                for r, row in enumerate(block.rows)
            ]
            blocks.append(
                {"rows": rows, "header_rows": block.header_rows, "caption": block.caption}
            )
        else:
            pieces = _pieces(checked, block.text, by_cell[index, 0, 0], notes)
            blocks.append(
                {"pieces": pieces, "level": min(block.level + 1, 6) if block.level else 0}
            )
    environment = Environment(
        loader=PackageLoader("orchestration.diagnostics.check", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("page.html.j2")
    return template.render(
        document=checked.document, findings=checked.contradictions, blocks=blocks, legend=_LEGEND
    )


def _notes(checked: Checked) -> dict[int, tuple[int, str]]:
    """Return the number and the text of the first contradiction of each contradicted figure, by the figure's id."""
    notes: dict[int, tuple[int, str]] = {}
    for number, finding in enumerate(checked.contradictions, 1):
        for figure in finding.figures:
            if finding.kind != "goal":
                notes.setdefault(
                    figure, (number, f"expected {finding.expected}: {finding.explanation}")
                )
    return notes


def _pieces(
    checked: Checked, text: str, figures: list[Figure], notes: dict[int, tuple[int, str]]
) -> list[Piece]:
    """Return a text cut at its numbers."""
    pieces, at = [], 0
    for figure in figures:
        start, end = figure.number.start, figure.number.end
        if start < at:
            continue
        status = checked.status_of(figure)
        proposal = checked.proposals.get(figure.id)
        said = (
            status
            if proposal is None
            else f"{status}: {proposal.measure.name}, {proposal.measure.label}"
        )
        finding, said = notes.get(figure.id, (None, said))
        pieces += [Piece(text[at:start]), Piece(text[start:end], status, said, finding)]
        at = end
    return [piece for piece in (*pieces, Piece(text[at:])) if piece.text]
