"""The site's own words in each of its languages: English in the code and templates, Swedish in ``sv.po``.

The form is gettext's: a text is looked up by its English. A test proves that every text has its Swedish. The
project's own texts that readers meet first are in ``sv_project.po``: the overview, titles of controls, owners, the
shipped contracts and what published tables hold. Descriptions of tables and columns that are not published, which only
developers read, are in English alone, and are marked as English on Swedish pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Self

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).with_name("sv.po")
PROJECT_CATALOGUE = Path(__file__).with_name("sv_project.po")


class Phrase(str):
    """A text of the site that is written in Python: in English as a string, in another language by ``Language.say``.

    ``message`` is the text to look up, in which ``%(name)s`` stands for a value; ``plural`` is its plural, where it is
    of a number of things.
    """

    __slots__ = ("message", "plural", "things", "values")

    message: str
    plural: str
    things: int | None
    values: dict[str, str]

    def __new__(
        cls, message: str, plural: str = "", things: int | None = None, /, **values: str
    ) -> Self:
        """Make a phrase; ``things`` is the value ``number`` too."""
        if things is not None:
            values["number"] = str(things)
        chosen = message if things in (None, 1) else plural
        phrase = super().__new__(cls, chosen % values if values else chosen)
        phrase.message, phrase.plural = message, plural
        phrase.things, phrase.values = things, values
        return phrase


@dataclass(frozen=True)
class Language:
    """A language of the site: its code (BCP 47), its own name, and the folder that its pages are in."""

    code: str
    name: str
    folder: str

    @cached_property
    def translations(self) -> NullTranslations:
        """The texts by their English."""
        return NullTranslations() if self.code == "en" else _read(CATALOGUE, self.code)

    @cached_property
    def _project_texts(self) -> NullTranslations:
        return NullTranslations() if self.code == "en" else _read(PROJECT_CATALOGUE, self.code)

    def say_of_project(self, text: str) -> str | None:
        """Return in this language what the project says in English, or None where it says so in English alone."""
        key = text.strip()
        found = self._project_texts.gettext(key) if key else key
        return found if self.code == "en" or found != key else None

    def say(self, text: str) -> str:
        """Return a phrase, or a text of the project, in this language; any other text as it is."""
        if not isinstance(text, Phrase):
            return self.say_of_project(text) or text
        if text.things is not None:
            found = self.translations.ngettext(text.message, text.plural, text.things)
        else:
            found = self.translations.gettext(text.message)
        return found % text.values if text.values else found


def _read(path: Path, code: str) -> NullTranslations:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


ENGLISH = Language("en", "English", "")
SWEDISH = Language("sv", "Svenska", "sv/")
LANGUAGES = (ENGLISH, SWEDISH)
