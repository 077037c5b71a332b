"""Six small documents of other kinds of body, with figures and seeded contradictions marked in their source.

A mark is ``⟦figure⟧``, ``⟦figure #id⟧`` for a figure of the contradiction ``id``, or ``⟦~words #id⟧`` for words of it.
They were written before any rule of ``orchestration.diagnostics.check`` and guard it against being tuned to one
report: no rule is changed because of what they show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
_MARK = re.compile(r"⟦(~?)([^⟧#]*?)((?: #\w+)*)⟧")


@dataclass(frozen=True)
class Marked:
    """A marked document: what is printed, and what a reader marked in it.

    ``figures`` are the marked figures in order, ``tags`` the contradictions that each is of, and ``seeds`` the
    figures of every seeded contradiction.
    """

    name: str
    suffix: str
    text: str
    figures: tuple[str, ...]
    tags: tuple[frozenset[str], ...]
    seeds: dict[str, tuple[str, ...]]

    def write(self, folder: Path) -> Path:
        """Write the document in its own format, without marks, and return its path."""
        if self.suffix == ".docx":
            path = folder / f"{self.name}.docx"
            _write_docx(self.text, path)
        elif self.suffix == ".pdf":
            import typst

            path = folder / f"{self.name}.pdf"
            path.write_bytes(typst.compile(self.text.encode()))
        else:
            path = folder / f"{self.name}{self.suffix}"
            path.write_text(self.text, encoding="utf-8")
        return path


def documents() -> Iterator[Marked]:
    """Yield the six documents, by name."""
    for path in sorted(FOLDER.glob("*.*")):
        if path.suffix == ".py":
            continue
        name, *_ = path.name.split(".")
        suffix = {".typ": ".pdf", ".docx.md": ".docx"}.get("".join(path.suffixes), path.suffix)
        yield parse(name, suffix, path.read_text(encoding="utf-8"))


def parse(name: str, suffix: str, source: str) -> Marked:
    """Return a marked source as the document and its key."""
    figures: list[str] = []
    tagged: list[frozenset[str]] = []
    seeds: dict[str, list[str]] = {}
    for mark in _MARK.finditer(source):
        is_words, printed, tags = mark.groups()
        if not is_words:
            figures.append(printed)
            tagged.append(frozenset(tags.replace("#", "").split()))
        for tag in tags.replace("#", "").split():
            seeds.setdefault(tag, []).extend([] if is_words else [printed])
    text = _MARK.sub(lambda mark: mark[2], source)
    return Marked(
        name, suffix, text, tuple(figures), tuple(tagged), {k: tuple(v) for k, v in seeds.items()}
    )


def _write_docx(markdown: str, path: Path) -> None:
    from docx import Document
    from markdown_it import MarkdownIt

    document = Document()
    rows: list[list[str]] = []
    kind = ""
    for token in MarkdownIt("commonmark").enable("table").parse(markdown):
        if token.type == "heading_open":
            kind = token.tag
        elif token.type == "paragraph_open":
            kind = "p"
        elif token.type == "tr_open":
            rows.append([])
            kind = "cell"
        elif token.type == "inline":
            if kind == "cell":
                rows[-1].append(token.content)
            elif kind == "p":
                document.add_paragraph(token.content)
            else:
                document.add_heading(token.content, int(kind[1:]))
        elif token.type == "table_close":
            table = document.add_table(len(rows), max(len(row) for row in rows))
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    table.cell(i, j).text = cell
            rows = []
    document.save(str(path))
