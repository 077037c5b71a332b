"""The text of a PDF as lines that keep their columns: blanks separate what the page separates.

It needs only the characters' places (ISO 32000-2, 9.4), which PDFium gives; a page that is an image has none.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median

from orchestration.core.errors import UsageError

MAX_PAGES = 1500
MAX_CHARACTERS = 5_000_000


def read_pdf_pages(path: Path) -> list[str]:
    """Return the text of every page, a line of the page on a line.

    Raises
    ------
    UsageError
        When the file is not a PDF, is damaged or locked, has too many pages, or holds no text.
    """
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError, ValueError) as error:
        raise UsageError(
            f"{path}: the file cannot be read as PDF: {error}.",
            "Check that it is whole and has no password.",
        ) from error
    try:
        if len(pdf) > MAX_PAGES:
            raise UsageError(
                f"{path}: {len(pdf)} pages; at most {MAX_PAGES} are read.", "Check a part of it."
            )
        pages: list[str] = []
        left = MAX_CHARACTERS
        for number in range(len(pdf)):
            try:
                page = pdf[number]
                text_page = page.get_textpage()
            except pypdfium2.PdfiumError as error:
                raise UsageError(
                    f"{path}: page {number + 1} is damaged: {error}.", "Make the PDF again."
                ) from error
            left -= text_page.count_chars()
            if left < 0:
                raise UsageError(
                    f"{path}: more than {MAX_CHARACTERS} characters of text.", "Check a part of it."
                )
            pages.append(_page_text(text_page))
            text_page.close()
            page.close()
    finally:
        pdf.close()
    if not any(page.strip() for page in pages):
        raise UsageError(
            f"{path}: the PDF holds no text, only images.", "Have its text recognised (OCR) first."
        )
    return pages


def _page_text(text_page: object) -> str:
    """Return a page's lines, with as many blanks between words as there is room for."""
    words = _words(text_page)
    if not words:
        return ""
    height = median(top - bottom for _, _, bottom, top, _ in words)
    words.sort(key=lambda word: (-word[2], word[0]))
    lines: list[list[tuple[float, float, float, float, str]]] = []
    for word in words:
        middle = (word[2] + word[3]) / 2
        if lines and abs(middle - (lines[-1][0][2] + lines[-1][0][3]) / 2) < height * 0.45:
            lines[-1].append(word)
        else:
            lines.append([word])
    unit = max(median((right - left) / len(text) for left, right, _, _, text in words), 1.0)
    margin = min(word[0] for word in words)
    printed: list[str] = []
    below: float | None = None
    for line in lines:
        line.sort()
        bottom = line[0][2]
        if below is not None:
            printed += [""] * min(int((below - bottom) / (height * 1.75)), 3)
        below = bottom
        text, end = "", margin
        for left, right, _, _, word in line:
            gap = left - end
            column = int((left - margin) / unit)
            if text and gap < height * 0.75:
                text += " " + word
            else:
                text += "  " * bool(text)
                text += " " * max(column - len(text), 0) + word
            end = right
        printed.append(text)
    return "\n".join(printed)


def _words(text_page: object) -> list[tuple[float, float, float, float, str]]:
    """Return the words of a page as (left, right, bottom, top, text)."""
    from pypdfium2 import raw

    count = text_page.count_chars()  # type: ignore[attr-defined]
    at = raw.FS_RECTF()
    words: list[tuple[float, float, float, float, str]] = []
    letters: list[str] = []
    left = right = bottom = top = 0.0

    def end() -> None:
        if letters:
            words.append((left, right, bottom, top, "".join(letters)))
            letters.clear()

    for index in range(count):
        code = raw.FPDFText_GetUnicode(text_page, index)
        letter = chr(code) if code < 0x110000 else ""
        if not letter.strip() or code in (0xA0, 0x202F, 0x2009):
            end()
            continue
        if code in (0xFFFE, 0x02, 0xAD):  # PDFium's and typesetters' soft hyphens
            letter = "-"
        raw.FPDFText_GetLooseCharBox(text_page, index, at)
        x, end_x, low, high = float(at.left), float(at.right), float(at.bottom), float(at.top)
        if letters and (x - right > (top - bottom) * 0.4 or x < left - 1):
            end()
        if letters:
            right, bottom, top = max(right, end_x), min(bottom, low), max(top, high)
        else:
            left, right, bottom, top = x, end_x, low, high
        letters.append(letter)
    end()
    return words
