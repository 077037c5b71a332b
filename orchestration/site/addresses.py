"""The addresses of the site: the one module that names its pages, and the places on them."""

from __future__ import annotations

import hashlib
import re

from orchestration.site.project import KINDS, Table


def place(name: str) -> str:
    """Return a name made fit for a file or an anchor on a page, unique per name."""
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "-", name)
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def table_page(table: Table) -> str:
    """Return the page of a table."""
    return page_of(table.kind, table.name)


def page_of(kind: str, name: str) -> str:
    """Return the page of a model, a seed or a source by its name."""
    return f"{KINDS[kind]}/{place(name)}.html"


def column_place(table: Table, column: str) -> str:
    """Return the address of a column on its table's page."""
    return f"{table_page(table)}#column-{place(column)}"


def measure_page(measure_id: str) -> str:
    """Return the page of a measure."""
    return f"measures/{place(measure_id)}.html"


def value_place(measure_id: str, value_id: str) -> str:
    """Return the address of a value on its measure's page."""
    return f"{measure_page(measure_id)}#value-{place(value_id)}"


def figure_page(figure_id: str) -> str:
    """Return the page of a printed figure."""
    return f"figures/{place(figure_id)}.html"


def statement_place(statement_id: str) -> str:
    """Return the address of a statement on the page of statements."""
    return f"statements.html#statement-{place(statement_id)}"


def contract_page(system: str, entity: str) -> str:
    """Return the page of an extract's contract."""
    return f"contracts/{place(system)}.{place(entity)}.html"


def change_page(before: int) -> str:
    """Return the page of what changed since an earlier release."""
    return f"changes/since-{before}.html"


def control_page(name: str) -> str:
    """Return the page of a control."""
    return f"controls/{place(name)}.html"


def group_place(name: str) -> str:
    """Return the address of a group on the page of owners."""
    return f"owners.html#group-{place(name)}"


def exposure_place(name: str) -> str:
    """Return the address of an exposure on the page of owners."""
    return f"owners.html#exposure-{place(name)}"
