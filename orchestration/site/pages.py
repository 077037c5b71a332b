"""Which pages the site has, and what each shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from orchestration.site import addresses
from orchestration.site.changes import SHOWN_CHANGES, place_of
from orchestration.site.content import Content
from orchestration.site.gate_history import changes_since
from orchestration.site.lineage import ColumnKey
from orchestration.site.picture import lineage_picture
from orchestration.site.project import LAYERS, Table
from orchestration.site.protection import FAMILIES, WHAT_TO_DO, Protection
from orchestration.site.rendering import OUTCOMES, Renderer
from orchestration.site.texts import Phrase

_LAYER_DESCRIPTIONS = {
    "marts": Phrase("What consumers read, under contract; each release has them."),
    "assessment": Phrase("Measures beside their targets and beside what is printed."),
    "measures": Phrase("What is counted, row by row, and every measure's value."),
    "intermediate": Phrase("Each rule of the business, once."),
    "staging": Phrase(
        "One view per raw table: names and types settled, personal data made pseudonyms, nothing joined."
    ),
    "seeds": Phrase("Reference data, kept as files in the project."),
    "sources": Phrase("The extracts as delivered, typed; every row with its load, file and line."),
}

_LAYER_NAMES = {
    "marts": Phrase("marts"),
    "assessment": Phrase("assessment"),
    "measures": Phrase("measures"),
    "intermediate": Phrase("intermediate"),
    "staging": Phrase("staging"),
    "seeds": Phrase("seeds"),
    "sources": Phrase("sources"),
}


def pages(content: Content, render: Renderer) -> Iterator[tuple[str, str]]:
    """Yield every page, its path in the site and its HTML."""
    protection = Protection(content)
    yield _start(content, render)
    yield _tables(content, render)
    for table in content.project.tables.values():
        yield _table(content, render, table)
    yield from _measures(content, render)
    yield from _figures(content, render, protection)
    yield _statements(content, render)
    yield _gate(content, render)
    yield from changes_pages(content, render)
    yield from _controls(content, render, protection)
    yield from _contracts(content, render)
    yield render.page("questions.html", "questions.html.j2", Phrase("Questions"))
    yield _glossary(content, render)
    yield _owners(content, render)
    not_computed = [
        figure for figure in content.facts.figures.values() if figure.verdict == "not_computed"
    ]
    yield render.page(
        "limits.html",
        "limits.html.j2",
        Phrase("Known limits"),
        not_computed=not_computed,
        unprotected=protection.unprotected(),
    )
    yield render.page("search.html", "search.html.j2", Phrase("Search"))


def _start(content: Content, render: Renderer) -> tuple[str, str]:
    facts = content.facts
    return render.page(
        "index.html",
        "start.html.j2",
        Phrase("How the figures are made"),
        verdict=facts.release.verdict,
        reconciling=sum(
            figure.verdict.startswith("reconciles") for figure in facts.figures.values()
        ),
        contradicted=[
            statement for statement in facts.statements.values() if statement.is_contradicted
        ],
    )


def _tables(content: Content, render: Renderer) -> tuple[str, str]:
    layers = []
    for layer in LAYERS:
        tables = sorted(
            (table for table in content.project.tables.values() if table.layer == layer),
            key=lambda table: (_subject(table), table.name),
        )
        groups = [(subject, list(group)) for subject, group in groupby(tables, key=_subject)]
        layers.append((layer, _LAYER_NAMES[layer], _LAYER_DESCRIPTIONS[layer], groups))
    return render.page("tables/index.html", "tables.html.j2", Phrase("Tables"), layers=layers)


def _subject(table: Table) -> str:
    return "reference" if table.kind == "seed" else table.subject


def _table(content: Content, render: Renderer, table: Table) -> tuple[str, str]:
    tables, lineage = content.project.tables, content.lineage

    def in_order(columns: Iterable[ColumnKey]) -> list[ColumnKey]:
        return sorted(columns, key=lambda key: (tables[key[0]].name, key[1]))

    published = content.facts.release.tables.get(table.full_name) if table.is_public else None
    swedish = {
        column["name"]: column.get("description_sv", "")
        for column in (published["columns"] if published else ())
    }
    columns = [
        {
            "name": name,
            "type": sql_type,
            "description": table.columns[name].description if name in table.columns else "",
            "description_sv": swedish.get(name, ""),
            "constraints": table.columns[name].constraints if name in table.columns else (),
            "parents": in_order(lineage.parents.get((table.unique_id, name), ())),
            "children": in_order(lineage.children.get((table.unique_id, name), ())),
            "origins": in_order(lineage.origins((table.unique_id, name))),
        }
        for name, sql_type in lineage.types[table.unique_id].items()
    ]
    return render.page(
        addresses.table_page(table),
        "table.html.j2",
        table.name,
        table=table,
        layer_name=_LAYER_NAMES[table.layer],
        picture=lineage_picture(content, table, "../", render.language),
        columns=columns,
        parents=sorted((tables[parent] for parent in table.parents), key=lambda item: item.name),
        children=sorted(
            (tables[child] for child in content.children[table.unique_id]),
            key=lambda one: one.name,
        ),
        extracts=content.extracts_below[table.name] if table.kind == "model" else (),
        leads_to=content.leads_to(table),
        exposures=[
            exposure for exposure in content.project.exposures if table.unique_id in exposure.reads
        ],
        contract=content.contract_of.get(table.unique_id),
        controls=content.controls_of.get(table.name, []) if table.kind == "model" else [],
        measures=[
            content.facts.measures[measure_id]
            for measure_id in content.measures_of.get(table.name, ())
        ],
        published=published,
        sample=content.samples.get(table.full_name),
    )


def _measures(content: Content, render: Renderer) -> Iterator[tuple[str, str]]:
    facts = content.facts
    by_system = sorted(
        facts.measures.values(),
        key=lambda item: (render.label("source_system", item.source_system), item.label_sv.lower()),
    )
    systems = [
        (system, list(measures))
        for system, measures in groupby(by_system, key=lambda measure: measure.source_system)
    ]
    yield render.page(
        "measures/index.html", "measures.html.j2", Phrase("Measures"), systems=systems
    )
    for measure in facts.measures.values():
        values = facts.values_of.get(measure.measure_id, [])
        yield render.page(
            addresses.measure_page(measure.measure_id),
            "measure.html.j2",
            measure.label_sv,
            measure=measure,
            values=values,
            latest_of={value.member: value.value_id for value in reversed(values)},
            taken_by=content.taken_by(measure.measure_id),
        )


def _figures(
    content: Content, render: Renderer, protection: Protection
) -> Iterator[tuple[str, str]]:
    facts = content.facts
    yield render.page(
        "figures/index.html",
        "figures.html.j2",
        Phrase("Printed figures"),
        **_verdicts(render, facts.figures.values(), "figure_verdict"),
    )
    for figure in facts.figures.values():
        yield render.page(
            addresses.figure_page(figure.figure_id),
            "figure.html.j2",
            figure.label_sv,
            figure=figure,
            measure=facts.measures.get(figure.measure_id),
            statements=facts.statements_of.get(figure.figure_id, []),
            controls=protection.controls_of_figure(figure),
        )


def _statements(content: Content, render: Renderer) -> tuple[str, str]:
    return render.page(
        "statements.html",
        "statements.html.j2",
        Phrase("Printed statements"),
        **_verdicts(render, content.facts.statements.values(), "statement_verdict"),
    )


def _verdicts(
    render: Renderer, subjects: Iterable[SimpleNamespace], code_set: str
) -> dict[str, Any]:
    """Return how many there are of each verdict, and what a reader may choose among."""
    counted = Counter((subject.verdict, subject.is_accepted) for subject in subjects)
    verdicts = dict.fromkeys(verdict for (verdict, _), _ in counted.most_common())
    return {
        "counts": [
            (SimpleNamespace(verdict=verdict, is_accepted=is_accepted), number)
            for (verdict, is_accepted), number in sorted(
                counted.items(), key=lambda item: (-item[1], item[0])
            )
        ],
        "options": sorted(
            ((verdict, render.label(code_set, verdict)) for verdict in verdicts),
            key=lambda option: option[1],
        ),
    }


def _gate(content: Content, render: Renderer) -> tuple[str, str]:
    history = []
    for number, audit in enumerate(content.audits):
        before = content.audits[number + 1 :]
        released = next((other for other in before if other.manifest), None)
        changes = list(changes_since(audit, before[0] if before else None, released))
        history.append((audit, changes))
    verdict = content.facts.release.verdict
    reached = {control.outcome for control in verdict.controls}
    return render.page(
        "gate.html",
        "gate.html.j2",
        Phrase("The gate"),
        verdict=verdict,
        options=[
            (outcome.value, render.language.say(said))
            for outcome, said in OUTCOMES.items()
            if outcome in reached
        ],
        known={control.name for control in content.controls},
        history=history,
    )


def changes_pages(content: Content, render: Renderer) -> Iterator[tuple[str, str]]:
    """Yield the pages of what changed since each earlier release."""
    yield render.page("changes/index.html", "changes.html.j2", Phrase("What changed"))
    for comparison in content.changes:
        yield render.page(
            addresses.change_page(comparison.before),
            "change.html.j2",
            Phrase("What changed since release %(number)s", number=str(comparison.before)),
            comparison=comparison,
            place=place_of(comparison),
            most=SHOWN_CHANGES,
            pages_of={
                table.full_name: addresses.table_page(table)
                for table in content.project.tables.values()
                if table.is_public
            },
        )


def _controls(
    content: Content, render: Renderer, protection: Protection
) -> Iterator[tuple[str, str]]:
    facts = content.facts
    results = {result.name: result for result in facts.release.verdict.controls}
    protected: dict[str, list[SimpleNamespace]] = {}
    for figure in facts.figures.values():
        for control in protection.controls_of_figure(figure):
            protected.setdefault(control.name, []).append(figure)
    for control in content.controls:
        yield render.page(
            addresses.control_page(control.name),
            "control.html.j2",
            control.title,
            control=control,
            family=FAMILIES[control.family],
            owner=protection.owner_of(control),
            remarks=protection.remarks(control),
            tables=protection.tables_of(control),
            result=results.get(control.name),
            what_to_do=WHAT_TO_DO[control.severity],
            figures=protected.get(control.name, []),
        )


def _contracts(content: Content, render: Renderer) -> Iterator[tuple[str, str]]:
    systems = [
        (system, list(group))
        for system, group in groupby(content.contracts.values(), key=lambda item: item.system)
    ]
    yield render.page(
        "contracts/index.html",
        "contracts.html.j2",
        Phrase("Contracts of the extracts"),
        systems=systems,
    )
    for contract in content.contracts.values():
        yield render.page(
            addresses.contract_page(contract.system, contract.entity),
            "contract.html.j2",
            contract.title,
            contract=contract,
            arrivals=content.arrivals[contract.system, contract.entity],
            sources=content.sources_of(contract),
            leads_to=sorted(
                {
                    table.name: table
                    for source in content.sources_of(contract)
                    for table in content.leads_to(source)
                }.values(),
                key=lambda table: table.name,
            ),
            deliveries=[
                delivery
                for delivery in content.facts.release.manifest["deliveries"]
                if content.delivers(contract, delivery)
            ],
        )


def _glossary(content: Content, render: Renderer) -> tuple[str, str]:
    return render.page(
        "glossary.html",
        "glossary.html.j2",
        Phrase("Glossary"),
        field_terms=[
            (term["term_sv"], term["term_en"], term["meaning"]) for term in content.glossary
        ],
        data_terms=[
            (
                code_set.replace("_", " ").capitalize(),
                [(row.label_sv, row.label_en, row.term) for row in rows],
            )
            for code_set, rows in content.facts.labels.items()
        ],
    )


def _owners(content: Content, render: Renderer) -> tuple[str, str]:
    tables = sorted(content.project.tables.values(), key=lambda table: table.name)
    return render.page(
        "owners.html",
        "owners.html.j2",
        Phrase("Owners and readers"),
        groups=[
            (group, [table for table in tables if table.group == group.name])
            for group in content.project.groups.values()
        ],
    )
