"""From templates to pages: what every page has, and the words that templates may use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from orchestration.core.clock import local_day, local_time
from orchestration.gate import Outcome
from orchestration.report import numbers
from orchestration.site import addresses
from orchestration.site.content import Content
from orchestration.site.downloads import download_path, trace_path
from orchestration.site.formatting import (
    Formatter,
    as_printed,
    as_shown,
    breakable,
    rules,
    sections,
    value,
)
from orchestration.site.project import grain_of
from orchestration.site.release_facts import ReleaseFacts, figures_in, tone, values_in
from orchestration.site.rows import KEPT_ROWS, SHOWN_ROWS
from orchestration.site.sparklines import Point, sparkline
from orchestration.site.texts import ENGLISH, LANGUAGES, Language, Phrase

TEMPLATES = Path(__file__).parent / "templates"

# Each page of the menu: its place, its name, and what a reader finds there, which the search looks in.
NAVIGATION = (
    ("index.html", Phrase("Start"), Phrase("Where to begin, and what to open for which question.")),
    (
        "tables/index.html",
        Phrase("Tables"),
        Phrase(
            "All tables by layer, each published one to download (ladda ned, ladda ner) as CSV or Excel."
        ),
    ),
    (
        "measures/index.html",
        Phrase("Measures"),
        Phrase("All measures (mått, nyckeltal) by system, with definitions and values."),
    ),
    (
        "figures/index.html",
        Phrase("Figures"),
        Phrase("The printed figures (tryckta tal), each beside what the warehouse computes."),
    ),
    (
        "statements.html",
        Phrase("Statements"),
        Phrase("The printed statements (påståenden), and which are contradicted."),
    ),
    (
        "gate.html",
        Phrase("Gate"),
        Phrase(
            "Controls (kontroller) that passed (godkända) or failed last night (i natt), by release; what changed."
        ),
    ),
    (
        "contracts/index.html",
        Phrase("Contracts"),
        Phrase("The extracts: owner (ägare), due day, how late (försenat), format, columns."),
    ),
    ("glossary.html", Phrase("Glossary"), Phrase("Terms in Swedish and English (ordlista).")),
    (
        "owners.html",
        Phrase("Owners"),
        Phrase(
            "Who answers for or owns which tables (ägare, äger), and who reads them: exposures."
        ),
    ),
    (
        "limits.html",
        Phrase("Limits"),
        Phrase("Known limits: figures that no extract gives, figures that no control protects."),
    ),
)


# Pages that the start leads to and the menu has no room for.
BESIDE_NAVIGATION = (
    (
        "questions.html",
        Phrase("Questions"),
        Phrase("Questions an analyst asks (frågor), each with its query and its answer."),
    ),
    (
        "changes/index.html",
        Phrase("What changed"),
        Phrase(
            "What differs from an earlier release (skillnad, vad har ändrats): deliveries, rows, values."
        ),
    ),
)


# What a control's result is called.
OUTCOMES = {
    Outcome.PASSED: Phrase("passed"),
    Outcome.FAILED: Phrase("failed"),
    Outcome.NEEDS_EXPLANATION: Phrase("needs an explanation"),
    Outcome.NOT_APPLICABLE: Phrase("not applicable"),
}


@dataclass(frozen=True)
class Renderer:
    """Renders the pages of a site in one language; ``extra`` are values that every template may use."""

    environment: Environment
    language: Language
    facts: ReleaseFacts
    extra: dict[str, Any]

    def page(self, path: str, template: str, title: str, **values: Any) -> tuple[str, str]:
        """Return a page's path in the site and its HTML.

        Parameters
        ----------
        path
            The page's path in the folder of its language; in templates ``root`` leads to that folder, and ``top`` to
            the folder of the site.
        template, title
            Its template and title; the latter is translated where it is a phrase.
        values
            What the template shows.
        """
        html = self.environment.get_template(template).render(
            path=path,
            root="../" * path.count("/"),
            top="../" * (self.language.folder + path).count("/"),
            title=self.language.say(title),
            **self.extra,
            **values,
        )
        return f"{self.language.folder}{path}", html

    def label(self, code_set: str, code: str) -> str:
        """Return what a code is called in the language."""
        return self.facts.label(code_set, code, self.language.code)


def renderer(
    content: Content, reports: list[tuple[str, str]], language: Language = ENGLISH
) -> Renderer:
    """Return the renderer of a site's pages; ``reports`` are the reports in it, path and title."""

    def page_of(name: str) -> str | None:
        table = content.tables_by_name.get(name)
        return addresses.table_page(table) if table else None

    is_english = language == ENGLISH
    formatter = Formatter(page_of, language.say(Phrase("Table")))
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(language.translations, newstyle=True)  # pyrefly: ignore[missing-attribute]

    def marked(text: str, html_of: Callable[[str], Markup], element: str) -> Markup:
        """Return what the project says, in the page's language or marked as English."""
        found = language.say_of_project(text)
        if found is not None:
            return html_of(found)
        return Markup(f'<{element} lang="en">{{}}</{element}>').format(html_of(text))  # noqa: S704

    def told(text: str) -> Markup:
        return marked(text, escape, "span")

    @pass_context
    def blocks(context: Context, text: str) -> Markup:
        return marked(text, lambda said: formatter.blocks(said, context["root"]), "div")

    @pass_context
    def inline(context: Context, text: str) -> Markup:
        return marked(text, lambda said: formatter.inline(said, context["root"]), "span")

    @pass_context
    def grain(context: Context, description: str) -> Markup:
        said = language.say_of_project(description)
        html = formatter.inline(grain_of(said or description), context["root"])
        return html if said or not html else Markup('<span lang="en">{}</span>').format(html)

    @pass_context
    def own(context: Context, text: str) -> Markup:
        return formatter.inline(text, context["root"])

    def definition(context: Context, measure: SimpleNamespace, code: str) -> Markup:
        told = measure.definition_sv if code == "sv" else measure.definition
        html = formatter.inline(told, context["root"])
        return (
            html
            if code == language.code
            else Markup('<span lang="{}">{}</span>').format(code, html)
        )

    @pass_context
    def explanation(context: Context, subject: SimpleNamespace) -> Markup:
        swedish = getattr(subject, "explanation_sv", None)
        if swedish and not is_english:
            return formatter.inline(swedish, context["root"])
        return inline(context, subject.explanation or "")

    def line_of(points: Sequence[Point], decimals: int = 0) -> Markup:
        """Return a sparkline that says in the page's language what it shows."""

        def words(first: Point, last: Point, least: Point, greatest: Point) -> str:
            def shown(point: Point) -> str:
                return numbers.number(point.value, decimals)

            return language.say(
                Phrase(
                    "%(first)s in %(first_period)s, %(last)s in %(last_period)s; least %(least)s in %(least_period)s,"
                    " most %(most)s in %(most_period)s",
                    first=shown(first),
                    first_period=first.period,
                    last=shown(last),
                    last_period=last.period,
                    least=shown(least),
                    least_period=least.period,
                    most=shown(greatest),
                    most_period=greatest.period,
                )
            )

        return sparkline(points, words)

    def unit_name(unit: str | None) -> str:
        """Return what a base unit is called: in Swedish as it is printed, in English by its code or sign."""
        labels = {"pct": "%"} if is_english else content.facts.unit_labels
        return labels.get(unit or "", unit or "")

    environment.filters |= {
        "sparkline": line_of,
        "unit": unit_name,
        "as_printed": as_printed,
        "as_shown": as_shown,
        "blocks": blocks,
        "inline": inline,
        "grain": grain,
        "own": own,
        "told": told,
        "said": language.say,
        "sentence": lambda text: text[:1].upper() + text[1:],  # pyrefly: ignore[bad-index]
        "definition": pass_context(lambda context, one: definition(context, one, language.code)),
        "other_definition": pass_context(
            lambda context, one: definition(context, one, "sv" if is_english else "en")
        ),
        "explanation": explanation,
        "breakable": breakable,
        "local_day": local_day,
        "local_time": local_time,
        "exact": numbers.exact,
        "number": numbers.number,
        "place": addresses.place,
        "tone": tone,
        "figures_in": figures_in,
        "values_in": values_in,
        "plain": "{:g}".format,
        "rules": rules,
        "value": value,
    }
    environment.globals |= {
        name: function
        for name, function in vars(addresses).items()
        if callable(function) and name.endswith(("_page", "_place"))
    }
    environment.globals |= {  # pyrefly: ignore[bad-assignment]
        "download_path": download_path,
        "trace_path": trace_path,
        "shown_rows": SHOWN_ROWS,
        "kept_rows": KEPT_ROWS,
    }
    overview = sections(content.project.docs.get("__overview__", ""))
    made = Renderer(
        environment,
        language,
        content.facts,
        {
            "content": content,
            "facts": content.facts,
            "release": content.facts.release,
            "navigation": NAVIGATION,
            "outcomes": OUTCOMES,
            "language": language.code,
            "languages": [(one.code, one.name) for one in LANGUAGES],
            "folder_of": {one.code: one.folder for one in LANGUAGES}.__getitem__,
            "reports": reports,
            "overview": overview,
        },
    )
    environment.globals["label"] = made.label  # pyrefly: ignore[unsupported-operation]
    return made
