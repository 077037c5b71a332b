"""The site speaks Swedish and English: each of its own words is in the catalogue, and none is written past it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from jinja2 import Environment

from orchestration.contracts import read_contracts
from orchestration.core.settings import PROJECT_ROOT, Settings
from orchestration.gate import read_controls
from orchestration.releases.product_schema import ProductSchema
from orchestration.site.content import GLOSSARY
from orchestration.site.formatting import sections
from orchestration.site.questions import PAGE as QUESTIONS
from orchestration.site.questions import questions_of
from orchestration.site.rendering import TEMPLATES
from orchestration.site.texts import CATALOGUE, ENGLISH, PROJECT_CATALOGUE, SWEDISH, Phrase

DBT_PROJECT = PROJECT_ROOT / "dbt_project"

# What is not a text: Jinja's own, code, and names that are the same in every language.
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_CODE = re.compile(r"<(code|pre|script)\b.*?</\1>", re.DOTALL)
_SPOKEN_ATTRIBUTE = re.compile(r'(?:aria-label|placeholder|title|alt)="([^"]*)"')
_NAMES = {"Bokslut", "CSV", "Excel", "integer"}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="sv")


def texts() -> set[str]:
    """Return the texts of templates and code."""
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    found = set()
    for path in TEMPLATES.glob("*.j2"):
        for _, _, message in environment.extract_translations(path.read_text("utf-8")):  # pyrefly: ignore[missing-attribute]
            found.add(_first(message))
    for path in TEMPLATES.parent.glob("*.py"):
        with path.open("rb") as file:
            found |= {
                _first(each[1]) for each in extract("python", file, keywords={"Phrase": None})
            }
    return found


def _first(message: str | Sequence[str | None]) -> str:
    return message if isinstance(message, str) else str(message[0])


def _forms(text: str | Sequence[str] | None) -> list[str]:
    """Return a text, or its singular and its plural."""
    return [text] if isinstance(text, str) else list(text or ())


def unmarked(template: str) -> Iterator[str]:
    """Yield the words of a template that are in the page as they are, whatever its language."""
    plain = _JINJA.sub("", _CODE.sub("", template))
    for text in [*re.sub(r"<[^>]*>", "\n", plain).splitlines(), *_SPOKEN_ATTRIBUTE.findall(plain)]:
        yield from (word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in _NAMES)


def test_every_text_has_its_swedish_and_no_swedish_is_left_over(catalogue: Catalog) -> None:
    translated = {
        _first(message.id) for message in catalogue if message.id and all(_forms(message.string))
    }
    assert len(texts()) > 250
    assert texts() - translated == set()
    assert translated - texts() == set()


def test_no_template_has_words_that_are_not_looked_up() -> None:
    found = {path.name: list(unmarked(path.read_text("utf-8"))) for path in TEMPLATES.glob("*.j2")}
    assert {name: words for name, words in found.items() if words} == {}


def test_a_word_past_the_catalogue_is_found() -> None:
    """Seeded faults: a word between tags, one beside a value, and one that is only spoken."""
    assert list(unmarked('<p>{{ _("Right") }} <b>Wrong</b></p>')) == ["Wrong"]
    assert list(unmarked("<p>{{ number }} rows</p>")) == ["rows"]
    assert list(unmarked('<table aria-label="Wrong"><code>not this</code></table>')) == ["Wrong"]


def test_values_in_a_text_are_the_same_in_both_languages(catalogue: Catalog) -> None:
    differing = []
    for message in catalogue:
        forms = [*_forms(message.id), *_forms(message.string)]
        values = [set(re.findall(r"%\(\w+\)s|%%|\{\w+\}", text)) for text in forms]
        if any(each != values[0] for each in values):
            differing.append(message.id)
    assert differing == []


def texts_of_the_project() -> set[str]:
    """Return what the project says that readers meet first, as the site gets it."""
    shipped = Settings(Path("landing"), Path("warehouse")).contract_folders
    said = {
        text
        for contract in read_contracts(*shipped).values()
        for text in (
            *(contract.title, contract.description, contract.owner),
            *(field.description for field in contract.fields),
        )
    }
    for control in read_controls():
        said |= {control.title, control.not_applicable or ""}
    models = DBT_PROJECT / "models"
    for group in yaml.safe_load((models / "groups.yml").read_text("utf-8"))["groups"]:
        said |= {group["description"], group["owner"]["name"]}
    exposures = yaml.safe_load((models / "exposures.yml").read_text("utf-8"))["exposures"]
    for one in exposures:
        said |= {one["label"], one["description"], one["type"], one["maturity"]}
    published = {full_name.partition(".")[2] for full_name in ProductSchema.read().tables}
    for path in models.rglob("*.yml"):
        for model in (yaml.safe_load(path.read_text("utf-8")) or {}).get("models", ()):
            if model["name"] in published:
                said.add(model["description"])
    for question in questions_of(QUESTIONS.read_text("utf-8")):
        said |= {question.title, question.remark}
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        said |= {term["meaning"] for term in csv.DictReader(file)}
    # Why a control that compares with an earlier release does not apply to the first.
    said.add("nothing has been published yet")
    overview = (models / "overview.md").read_text("utf-8").partition("{% enddocs %}")[0]
    for heading, body in sections(overview).items():
        said |= {heading, body}
    return {text.strip() for text in said} - {""}


def test_what_readers_meet_first_of_the_project_is_in_swedish_and_none_is_left_over() -> None:
    with PROJECT_CATALOGUE.open("rb") as file:
        catalogue = {str(message.id): str(message.string) for message in read_po(file, locale="sv")}
    translated = {english for english, swedish in catalogue.items() if english and swedish}
    said = texts_of_the_project()
    assert len(said) > 550
    assert said - translated == set()
    assert translated - said == set()


def test_names_in_what_the_project_says_are_the_same_in_swedish() -> None:
    with PROJECT_CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="sv")
    for message in catalogue:
        english, swedish = (
            set(re.findall(r"`[^`]+`|#[A-Z]{2,}|[a-z]+_[a-z_]+", str(text)))
            for text in (message.id, message.string)
        )
        if message.id:
            assert english == swedish, message.id


def test_a_text_that_only_a_board_has_is_said_as_it_is() -> None:
    assert SWEDISH.say_of_project("our own extract") is None
    assert SWEDISH.say("our own extract") == "our own extract"
    assert SWEDISH.say_of_project(" Absence\n") == "Frånvaro"
    assert ENGLISH.say_of_project("Absence") == "Absence"


@pytest.mark.parametrize(
    ("phrase", "english", "swedish"),
    [
        (Phrase("never NULL"), "never NULL", "aldrig NULL"),
        (Phrase("at least %(limit)s", limit="3"), "at least 3", "minst 3"),
        (
            Phrase("%(number)s control added", "%(number)s controls added", 1),
            "1 control added",
            "1 kontroll tillkom",
        ),
        (
            Phrase("%(number)s control added", "%(number)s controls added", 2),
            "2 controls added",
            "2 kontroller tillkom",
        ),
    ],
)
def test_a_phrase_is_said_in_both_languages(phrase: Phrase, english: str, swedish: str) -> None:
    assert (phrase, ENGLISH.say(phrase), SWEDISH.say(phrase)) == (english, english, swedish)
    assert SWEDISH.say("a text of the data") == "a text of the data"
