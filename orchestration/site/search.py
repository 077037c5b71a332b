"""What the site's search looks in: an entry for each page, table, column, measure, value, figure and so on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from textwrap import shorten
from types import SimpleNamespace

from orchestration.report import numbers
from orchestration.site import addresses
from orchestration.site.content import Content
from orchestration.site.formatting import as_printed
from orchestration.site.formatting import value as exact_value
from orchestration.site.project import LAYERS
from orchestration.site.rendering import BESIDE_NAVIGATION, NAVIGATION
from orchestration.site.texts import ENGLISH, Language, Phrase

_LONGEST_TEXT = 240
# Words with which readers search for owners and late extracts.
_OWNED = "owner owns ägare äger due late försenat sen"

_KINDS = {
    "page": Phrase("page"),
    "model": Phrase("model"),
    "seed": Phrase("seed"),
    "source": Phrase("source"),
    "measure": Phrase("measure"),
    "value": Phrase("value"),
    "figure": Phrase("figure"),
    "statement": Phrase("statement"),
    "contract": Phrase("contract"),
    "field": Phrase("field"),
    "owner": Phrase("owner"),
    "reader": Phrase("reader"),
    "control": Phrase("control"),
    "question": Phrase("question"),
    "term": Phrase("term"),
    "column": Phrase("column"),
}


def search_index(content: Content, language: Language = ENGLISH) -> str:
    """Return the index as a script that sets ``SEARCH_INDEX``, since a page opened from a disk may not fetch a file.

    An entry is a list of its kind, name, text and address in the folder of its language, and of other words that lead
    to it; ``SEARCH_KINDS`` says what each kind is called. Texts in both languages are searched, whatever the
    language of the pages.
    """
    entries = [
        [kind, name, shorten(text, _LONGEST_TEXT, placeholder=" …"), address, *also]
        for kind, name, text, address, *also in _entries(content, language)
    ]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    kinds = {kind: language.say(name) for kind, name in _KINDS.items()}
    return (
        f"const SEARCH_KINDS = {json.dumps(kinds, ensure_ascii=False)};\n"
        f"const SEARCH_INDEX = [\n{lines}\n];\n"
    )


def _entries(content: Content, language: Language) -> Iterator[tuple[str, ...]]:
    def both(name: str, text: str) -> tuple[str, str]:
        """Return a name of the project in the language, and a text that has it in English too."""
        own = language.say(name)
        return own, text if own == name else f"{text} {name}"

    def both_texts(name: str, text: str) -> tuple[str, str]:
        """Return a name, and a text of the project in the language and in English."""
        return name, " ".join(dict.fromkeys((language.say(text), text)))

    facts = content.facts
    for address, name, about in (*NAVIGATION, *BESIDE_NAVIGATION):
        own = language.say(about)
        yield "page", language.say(name), own if own == about else f"{own} {name}: {about}", address
    # What is published comes first.
    tables = sorted(content.project.tables.values(), key=lambda table: LAYERS.index(table.layer))
    for table in tables:
        yield table.kind, *both_texts(table.name, table.description), addresses.table_page(table)
    for measure in facts.measures.values():
        address = addresses.measure_page(measure.measure_id)
        text = f"{measure.measure_id}: {measure.definition} {measure.definition_sv}"
        yield "measure", measure.label_sv, text, address
    for measure_value in facts.values.values():
        measure = facts.measures[measure_value.measure_id]
        of = " ".join(filter(None, (str(measure_value.fiscal_year), measure_value.edition)))
        member = f", {facts.member_name(measure_value.member)}" if measure_value.member else ""
        address = addresses.value_place(measure_value.measure_id, measure_value.value_id)
        yield (
            "value",
            f"{measure.label_sv}{member}, {of}",
            _amounts(measure_value, measure),
            address,
        )
    for figure in facts.figures.values():
        computed = as_printed(figure)
        beside = "" if computed == figure.printed else f"({computed}) "
        of = f"{figure.unit_label_sv or ''} {figure.section} {figure.figure_id}"
        text = f"{figure.printed} {beside}{of}"
        yield "figure", figure.label_sv, text, addresses.figure_page(figure.figure_id)
    for statement in facts.statements.values():
        address = addresses.statement_place(statement.statement_id)
        yield "statement", statement.quote_sv, statement.section, address
    for contract in content.contracts.values():
        address = addresses.contract_page(contract.system, contract.entity)
        owned = Phrase(
            "owned by %(owner)s, comes %(days)s days after its period, then late",
            owner=language.say(contract.owner),
            days=str(contract.due_days),
        )
        what = language.say(contract.description)
        text = f"{contract.system}.{contract.entity}: {language.say(owned)}. {what}"
        also = f"{_OWNED} {contract.title} {contract.owner} {contract.description}"
        yield "contract", language.say(contract.title), text, address, also
        for field in contract.fields:
            name = f"{contract.entity}.{field.name}"
            place = f"{address}#field-{addresses.place(field.name)}"
            yield "field", *both_texts(name, field.description), place
    for group in content.project.groups.values():
        text = f"{group.name}, {group.email}. {language.say(group.description)}"
        also = f"{_OWNED} {group.owner} {group.description}"
        yield "owner", language.say(group.owner), text, addresses.group_place(group.name), also
    for exposure in content.project.exposures:
        text = f"Owner {exposure.owner}. {exposure.description}"
        yield "reader", *both(exposure.label, text), addresses.exposure_place(exposure.name)
    for control in content.controls:
        yield "control", *both(control.title, control.name), addresses.control_page(control.name)
    for number, question in enumerate(content.questions, start=1):
        address = f"questions.html#question-{number}"
        yield "question", *both(question.title, " ".join(question.columns)), address
    for term in content.glossary:
        place = addresses.place(f"Terms {term['term_sv']}")
        name = f"{term['term_sv']}, {term['term_en']}"
        yield "term", *both_texts(name, term["meaning"]), f"glossary.html#term-{place}"
    for table in tables:
        for name, column in table.columns.items():
            address = addresses.column_place(table, name)
            yield "column", f"{table.name}.{name}", column.description, address


def _amounts(value: SimpleNamespace, measure: SimpleNamespace) -> str:
    """Return a value as readers look for it: exact, rounded as it is shown, kronor also in thousands and millions."""
    amount = value.measure_value
    forms = [exact_value(amount, measure.base_unit)]
    if amount is not None and measure.base_unit != "date":
        forms.append(numbers.number(amount, measure.decimals))
        if measure.base_unit == "sek":
            forms.append(f"{numbers.number(amount / 1000)} tkr")
            forms.append(f"{numbers.number(amount / Decimal(1_000_000), 1)} mnkr")
    return f"{' = '.join(dict.fromkeys(forms))} ({measure.base_unit}) {value.value_id}"
