"""A file as a document: which reader reads it, and how large it may be. Nothing is written and nothing is fetched."""

from __future__ import annotations

import zipfile
from pathlib import Path

from orchestration.core.errors import UsageError
from orchestration.diagnostics.check.document import Block, Document, Table, as_document
from orchestration.diagnostics.check.language import language_of

MAX_FILE_BYTES = 100 * 2**20
MAX_TEXT_CHARACTERS = 5_000_000
# No report has so long a paragraph; in such a text every number would be in the context of every other.
MAX_PARAGRAPH_CHARACTERS = 100_000
FORMATS = "PDF with text, Word (.docx), HTML, Markdown or plain text"


def read_document(path: Path) -> Document:
    """Read a report as blocks of text and tables.

    What a file is follows from its first bytes, and only for texts from its name.

    Raises
    ------
    UsageError
        When there is no such file, it is of another kind, damaged, locked or too large, or holds no text.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file.", f"Name a file: {FORMATS}.")
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise UsageError(
            f"{path}: {size // 2**20} MiB; at most {MAX_FILE_BYTES // 2**20} MiB are read.",
            "Check a part of it.",
        )
    blocks = _blocks(path)
    if not blocks:
        raise UsageError(f"{path}: the file holds no text.", f"Name a report: {FORMATS}.")
    longest = max((len(block.text) for block in blocks if not isinstance(block, Table)), default=0)
    if longest > MAX_PARAGRAPH_CHARACTERS:
        raise UsageError(
            f"{path}: a paragraph of {longest} characters; at most {MAX_PARAGRAPH_CHARACTERS} are read.",
            "Check that it is a report, and that its lines are whole.",
        )
    said = " ".join(
        " ".join(cell for row in block.rows for cell in row)
        if isinstance(block, Table)
        else block.text
        for block in blocks
    )
    return as_document(path.name, blocks, language_of(said))


def _blocks(path: Path) -> list[Block]:
    from orchestration.diagnostics.check import markup, plain_text, word

    with path.open("rb") as file:
        start = file.read(1024)
    if start.lstrip().startswith(b"%PDF-"):
        from orchestration.diagnostics.check.pdf import read_pdf_pages

        return plain_text.read_pages(read_pdf_pages(path), has_pages=True)
    if zipfile.is_zipfile(path):
        return word.read_word(path)
    suffix = path.suffix.lower()
    if suffix in (".docx", ".pdf"):
        raise UsageError(
            f"{path}: the file is not a {suffix[1:]}, whatever its name.",
            f"Name a report: {FORMATS}.",
        )
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{path}: the file is not text.", f"Name a report: {FORMATS}.")
    content = path.read_bytes()
    if suffix in (".html", ".htm") or start.lstrip()[:15].lower().startswith(
        (b"<!doctype html", b"<html")
    ):
        return markup.read_html(_decoded(content, path))
    text = _decoded(content, path)
    if suffix in (".md", ".markdown"):
        return markup.read_markdown(text)
    return plain_text.read_pages(text.split("\f"), has_pages="\f" in text.strip("\f"))


def _decoded(content: bytes, path: Path) -> str:
    """Return text in UTF-8, in UTF-16 with its mark, or else in Windows-1252, in which every byte is a letter."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if len(text) > MAX_TEXT_CHARACTERS:
        raise UsageError(
            f"{path}: {len(text)} characters; at most {MAX_TEXT_CHARACTERS} are read.",
            "Check a part of it.",
        )
    return text.replace("\r\n", "\n")
