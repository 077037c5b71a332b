"""Formats the project's texts and values for pages: Markdown as HTML, table names as links, values with their unit."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from orchestration.contracts import Field
from orchestration.report import numbers
from orchestration.site.texts import Phrase

_CODE = re.compile(r"<code>([\w.]+)</code>")


class Formatter:
    """Turns descriptions into HTML.

    Parameters
    ----------
    page_of
        The page of a table by its name, or None where there is no such table.
    table_name
        What a table in a text is called to those who cannot see it.
    """

    def __init__(self, page_of: Callable[[str], str | None], table_name: str = "Table") -> None:
        # Text of the project is text: HTML in it is shown, not obeyed.
        self._markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
        self._page_of = page_of
        self._table_name = table_name

    def blocks(self, text: str, root: str) -> Markup:
        """Return Markdown as HTML, with each name of a table a link; ``root`` leads to the site's folder."""
        scroll = f'<div class="scroll" role="group" aria-label="{escape(self._table_name)}" tabindex="0">'
        html = self._markdown.render(text).replace("<table>", f"{scroll}<table>")
        return Markup(self._linked(html.replace("</table>", "</table></div>"), root))  # noqa: S704

    def inline(self, text: str, root: str) -> Markup:
        """Return one paragraph's Markdown as HTML without the paragraph."""
        return Markup(self._linked(self._markdown.renderInline(" ".join(text.split())), root))  # noqa: S704

    def _linked(self, html: str, root: str) -> str:
        def linked(found: re.Match[str]) -> str:
            page = self._page_of(found[1].rpartition(".")[2])
            return f'<a href="{root}{page}">{found[0]}</a>' if page else found[0]

        return _CODE.sub(linked, html)


def sections(text: str) -> dict[str, str]:
    """Return the parts of a Markdown text by their headings of the second level."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return {heading: body.strip() for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


def value(amount: Decimal | None, base_unit: str | None) -> str:
    """Return an exact value in its base unit; days since 1970 as a date."""
    if amount is not None and base_unit == "date":
        return str(date(1970, 1, 1) + timedelta(days=int(amount)))
    return numbers.exact(amount)


def as_shown(amount: Decimal | None, base_unit: str | None, decimals: int) -> str:
    """Return a value with the decimals that readers see; days since 1970 as a date."""
    if base_unit == "date":
        return value(amount, base_unit)
    return numbers.number(amount, decimals)


def as_printed(figure: SimpleNamespace) -> str:
    """Return a printed figure's computed value, in the unit and with the decimals of the printed one."""
    if figure.computed_value is None or figure.base_unit == "date":
        return value(figure.computed_value, figure.base_unit)
    decimals = len(figure.printed.partition(",")[2].strip())
    return numbers.number(figure.computed_value / (figure.base_units or 1), decimals)


def breakable(name: str) -> Markup:
    """Return a long name that may break at its underscores, dots and slashes."""
    return Markup(re.sub(r"([_./@])", r"\1<wbr>", str(escape(name))))  # noqa: S704


def rules(field: Field) -> list[Phrase]:
    """Return a contract's rules for a column's values, in words; empty if there is none but the type."""
    constraints = [
        Phrase("never empty") if field.required else Phrase("may be empty"),
        Phrase("one of %(values)s", values=", ".join(field.enum)) if field.enum else None,
        Phrase("of the form %(pattern)s", pattern=field.pattern) if field.pattern else None,
        Phrase("a personal number with its right check digit") if field.personnummer else None,
        Phrase("at least %(limit)s", limit=str(field.minimum))
        if field.minimum is not None
        else None,
        Phrase("at most %(limit)s", limit=str(field.maximum))
        if field.maximum is not None
        else None,
        Phrase("its sum is in the manifest") if field.control_total else None,
    ]
    return [phrase for phrase in constraints if phrase]
