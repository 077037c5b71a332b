"""The document: what a report says, free of how it is shown.

Plain values only. HTML and PDF are two templates over the same ``as_dict``, and a test reads the document alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Literal

Align = Literal["left", "right"]
RowKind = Literal["plain", "total", "part", "heading"]
Tone = Literal["good", "mixed", "bad", "none"]

_SHORT_ROWS = 22
# What a phone of 390 pixels shows beside the names of rows: so many characters of numbers, with two between columns;
# and so many characters of one number in a quarter of its width.
_PHONE_CHARACTERS, _QUARTER_CHARACTERS = 34, 10

# Who reads a report: everybody, or those who examine it and see the notes in its margin.
Audience = Literal["public", "audit"]
AUDIENCES: tuple[Audience, ...] = ("public", "audit")
# A report is two documents: what it says, and what it rests on.
DocumentName = Literal["report", "tracing"]


@dataclass(frozen=True)
class Text:
    """A piece of text, in Swedish like the whole document."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Code:
    """A command or a name of the warehouse, as it is typed; ``shows`` is the value whose rows the command shows."""

    text: str
    shows: str = ""
    kind: str = "code"


@dataclass(frozen=True)
class Figure:
    """A number as printed, with the definition that it leads to.

    ``trace`` is the place of its exact value in the tracing. ``mark`` has the numbers of its notes in the margin,
    separated by spaces. A table shows them in a column of their own and running text within brackets, so that they
    never become part of the figure. ``exact`` is its number with all decimals, in the unit in which it is printed.
    """

    text: str
    definition: str
    trace: str = ""
    mark: str = ""
    exact: Decimal | None = None
    kind: str = "figure"


@dataclass(frozen=True)
class Judgement:
    """How far a goal or a target is met: a word and a tone, never a colour alone."""

    text: str
    tone: Tone
    kind: str = "judgement"


@dataclass(frozen=True)
class Bullet:
    """An outcome against its target as a small bar, with that of the year before; all are shares of the bar's length.

    ``text`` says the same in words.
    """

    text: str
    tone: Tone
    outcome: float
    target: float
    prior: float | None
    kind: str = "bullet"


@dataclass(frozen=True)
class Link:
    """A link to another place of the document, or of the report's other document if that is named."""

    text: str
    target: str
    document: DocumentName | None = None
    kind: str = "link"


@dataclass(frozen=True)
class WebLink:
    """A link out of the document, to an address on the web."""

    text: str
    address: str
    kind: str = "web_link"


@dataclass(frozen=True)
class Span:
    """Parts that belong together: emphasised words, or a sentence whose claim does not hold or cannot be checked.

    ``remark`` says why the sentence is marked; it follows the sentence in the document's own voice.
    """

    content: Inlines
    role: Literal["strong", "emphasis", "contradicted", "unchecked"]
    remark: str = ""
    kind: str = "span"

    @property
    def text(self) -> str:
        """Return the words of its parts, without the remark."""
        return "".join(part.text for part in self.content)


Inline = Text | Code | Figure | Judgement | Bullet | Link | WebLink | Span
Inlines = tuple[Inline, ...]


@dataclass(frozen=True)
class Note:
    """A remark in the margin: that a printed figure or a statement is contradicted by what is computed."""

    mark: str
    heading: str
    content: Inlines
    target: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``role`` tells a board's own words (``quote``) from the program's.

    Of the latter, ``lead`` and ``small`` belong to what follows and stay on the same page.
    """

    content: Inlines
    role: Literal["body", "quote", "lead", "small"] = "body"
    source: str = ""
    notes: tuple[Note, ...] = ()
    kind: str = "paragraph"


@dataclass(frozen=True)
class Item:
    """A point of a list, with the list below it."""

    content: Inlines
    below: tuple[Listing, ...] = ()


@dataclass(frozen=True)
class Listing:
    """A list of points; an ordered one is numbered."""

    items: tuple[Item, ...]
    is_ordered: bool = False
    kind: str = "listing"


@dataclass(frozen=True)
class Facts:
    """A few key figures, each with its name and what it is compared with."""

    facts: tuple[tuple[str, Inlines, str], ...]
    kind: str = "facts"


@dataclass(frozen=True)
class Column:
    """A column of a table; ``share`` is its width beside the others' in print."""

    title: str
    align: Align = "left"
    share: float = 1.0


@dataclass(frozen=True)
class Row:
    """A row of a table; its first cell is its heading. ``anchor`` lets others lead to it."""

    cells: tuple[Inlines, ...]
    kind: RowKind = "plain"
    anchor: str = ""

    @property
    def marks(self) -> list[str]:
        """Return the numbers of the notes on the row's figures, each once."""
        figures = (part for cell in self.cells for part in cell if isinstance(part, Figure))
        return list(dict.fromkeys(mark for figure in figures for mark in figure.mark.split()))


@dataclass(frozen=True)
class Table:
    """A table with its caption; ``wide`` ones take the margin too. A caption that its heading says is not shown."""

    anchor: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    remark: str = ""
    notes: tuple[Note, ...] = ()
    wide: bool = False
    is_caption_hidden: bool = False
    kind: str = "table"

    @property
    def is_short(self) -> bool:
        """Return whether no page break may split it, since it fills less than half of a page."""
        return len(self.rows) <= _SHORT_ROWS

    @property
    def is_dense(self) -> bool:
        """Return whether a phone is too narrow for its columns, so that each row becomes a card there."""
        words = sum(column.align == "left" for column in self.columns[1:])
        return (
            len(self.columns) + words + self.has_marks > 4
            or sum(length + 2 for length in self._number_lengths) > _PHONE_CHARACTERS
        )

    @property
    def has_long_numbers(self) -> bool:
        """Return whether a quarter of a phone's width is too narrow for one of its numbers."""
        return max(self._number_lengths, default=0) > _QUARTER_CHARACTERS

    @property
    def _number_lengths(self) -> list[int]:
        """Return the characters of the longest number of each column of numbers."""
        rows = [row for row in self.rows if row.kind != "heading"]
        return [
            max((len("".join(part.text for part in row.cells[place])) for row in rows), default=0)
            for place, column in enumerate(self.columns)
            if column.align == "right"
        ]

    @property
    def has_marks(self) -> bool:
        """Return whether a figure of the table has a note."""
        return any(row.marks for row in self.rows)

    def target_of(self, mark: str) -> str:
        """Return the place that a note of the table leads to; empty where the note is elsewhere."""
        return next((note.target for note in self.notes if note.mark == mark), "")


@dataclass(frozen=True)
class Drawing:
    """A chart as SVG, as wide as a page and as narrow as a phone."""

    wide: str
    narrow: str


@dataclass(frozen=True)
class Chart:
    """A chart with its finding as the caption, its subject and unit, and what it shows in words.

    The table beside it holds its data.
    """

    anchor: str
    caption: str
    subject: str
    alternative: str
    drawing: Drawing
    table: str
    kind: str = "chart"


Block = Paragraph | Listing | Facts | Table | Chart


@dataclass(frozen=True)
class Section:
    """A section with its blocks and what lies under it. ``judgements`` are shown with the heading."""

    anchor: str
    title: str
    label: str = ""
    judgements: tuple[tuple[str, Judgement], ...] = ()
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole document of a report. ``facts`` are name and value of what it rests on, shown on the cover."""

    name: DocumentName
    audience: Audience
    title: str
    subtitle: str
    organisation: str
    description: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Return the document as plain dictionaries and lists, with decimals as they are."""
        return asdict(self)


def text(value: str) -> Inlines:
    """Return plain text as the content of a cell or a paragraph."""
    return (Text(value),)
