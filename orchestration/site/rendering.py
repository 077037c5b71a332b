"""From templates to pages: what every page has, and the words that templates may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from orchestration.report import numbers
from orchestration.site import addresses
from orchestration.site.content import Content
from orchestration.site.formatting import Formatter, breakable, rules, sections, value
from orchestration.site.release_facts import figures_in, tone, values_in

TEMPLATES = Path(__file__).parent / "templates"

# Each page of the menu: its place, its name, and what a reader finds there, which the search looks in.
NAVIGATION = (
    ("index.html", "Start", "Where to begin, and what to open for which question."),
    (
        "tables/index.html",
        "Tables",
        "All tables by layer: marts, measures, staging, extracts, reference data.",
    ),
    (
        "measures/index.html",
        "Measures",
        "All measures (mått, nyckeltal) by system, with definitions and values.",
    ),
    (
        "figures/index.html",
        "Figures",
        "The printed figures (tryckta tal), each beside what the warehouse computes.",
    ),
    (
        "statements.html",
        "Statements",
        "The printed statements (påståenden), and which are contradicted.",
    ),
    (
        "gate.html",
        "Gate",
        "Controls (kontroller) that passed or failed, over releases, and what changed.",
    ),
    (
        "contracts/index.html",
        "Contracts",
        "The extracts: owner (ägare), due day, format, columns.",
    ),
    ("glossary.html", "Glossary", "Terms in Swedish and English (ordlista)."),
    (
        "owners.html",
        "Owners",
        "Who answers for which tables (ägare), and who reads them: exposures.",
    ),
    (
        "limits.html",
        "Limits",
        "Known limits: figures that no extract gives, figures that no control protects.",
    ),
)


@dataclass(frozen=True)
class Renderer:
    """Renders pages of one site; ``extra`` are values that every template may use."""

    environment: Environment
    extra: dict[str, Any]

    def page(self, path: str, template: str, title: str, **values: Any) -> tuple[str, str]:
        """Return a page's path in the site and its HTML."""
        html = self.environment.get_template(template).render(
            path=path, root="../" * path.count("/"), title=title, **self.extra, **values
        )
        return path, html


def renderer(content: Content, reports: list[tuple[str, str]]) -> Renderer:
    """Return what renders the pages of a site; ``reports`` are the reports in it, path and title."""

    def page_of(name: str) -> str | None:
        table = content.tables_by_name.get(name)
        return addresses.table_page(table) if table else None

    formatter = Formatter(page_of)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "blocks": _with_root(formatter.blocks),
        "inline": _with_root(formatter.inline),
        "breakable": breakable,
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
    overview = sections(content.project.docs.get("__overview__", ""))
    return Renderer(
        environment,
        {
            "content": content,
            "facts": content.facts,
            "release": content.facts.release,
            "navigation": NAVIGATION,
            "reports": reports,
            "overview": overview,
        },
    )


def _with_root(turn: Callable[[str, str], Markup]) -> Callable[..., Markup]:
    @pass_context
    def turned(context: Context, text: str) -> Markup:
        return turn(text, context["root"])

    return turned
