"""A picture of where a table comes from and where it leads, from its extracts to the published tables.

It says what the lists beside it say, so it is hidden from screen readers and keyboards, which have the lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from orchestration.contracts import Contract
from orchestration.site import addresses
from orchestration.site.content import Content
from orchestration.site.project import Table
from orchestration.site.texts import ENGLISH, Language, Phrase

_BOX_WIDTH, _BOX_HEIGHT = 192, 36
_COLUMN_STEP, _ROW_STEP = 232, 44
_AT_MOST = 8
"""How many boxes a column has; what is beyond is counted in a last box."""
_LETTERS = 29


@dataclass(frozen=True)
class _Box:
    """A table or an extract in the picture; ``rests_on`` are the keys of the boxes to its left."""

    key: str
    over: str
    name: str
    address: str | None
    rests_on: frozenset[str]


def lineage_picture(
    content: Content, table: Table, root: str, language: Language = ENGLISH
) -> Markup:
    """Return the picture as SVG.

    Parameters
    ----------
    content
        What the site tells.
    table
        The table in the middle.
    root
        What leads from the table's page to the folder of its language.
    language
        The language of its words.
    """
    columns = [column for column in _columns(content, table, language) if column]
    height = max(len(column) for column in columns) * _ROW_STEP
    width = len(columns) * _COLUMN_STEP - (_COLUMN_STEP - _BOX_WIDTH)
    places = {
        box.key: (column_number * _COLUMN_STEP, _top(row, len(column), height))
        for column_number, column in enumerate(columns)
        for row, box in enumerate(column)
    }
    lines = [
        _line(places[left], places[box.key])
        for column in columns
        for box in column
        for left in sorted(box.rests_on & places.keys())
    ]
    boxes = [
        _drawn(box, *places[box.key], root, is_here=box.key == table.unique_id)
        for column in columns
        for box in column
    ]
    start = f'<svg class="lineage" viewBox="-1 -1 {width + 2} {height + 2}" aria-hidden="true">'
    return Markup("\n").join([Markup(start), *lines, *boxes, Markup("</svg>")])  # noqa: S704


def _columns(content: Content, table: Table, language: Language) -> list[list[_Box]]:
    """Return the boxes from left to right: extracts, parents, the table, children, published tables beyond them."""
    tables = content.project.tables
    parents = sorted((tables[key] for key in table.parents), key=lambda one: one.name)
    children = sorted(
        (tables[key] for key in content.children[table.unique_id]), key=lambda one: one.name
    )
    beyond = [one for one in content.leads_to(table) if one not in children]

    def extracts_of(one: Table) -> frozenset[str]:
        below = content.extracts_below.get(one.name, ()) if one.kind == "model" else ()
        return frozenset(f"{contract.system}.{contract.entity}" for contract in below)

    extracts = {
        f"{contract.system}.{contract.entity}": contract
        for parent in parents
        if parent.kind == "model"
        for contract in content.extracts_below.get(parent.name, ())
    }
    return [
        _shortened(
            (_extract(key, contract) for key, contract in sorted(extracts.items())), language
        ),
        _shortened((_of(parent, extracts_of(parent)) for parent in parents), language),
        [_of(table, frozenset(table.parents))],
        _shortened((_of(child, frozenset({table.unique_id})) for child in children), language),
        _shortened(
            (
                _of(one, frozenset(child.unique_id for child in children if _is_below(content, child, one)))
                for one in beyond
            ),
            language,
        ),
    ]  # fmt: skip


def _extract(key: str, contract: Contract) -> _Box:
    page = addresses.contract_page(contract.system, contract.entity)
    return _Box(key, contract.system, contract.entity, page, frozenset())


def _is_below(content: Content, table: Table, published: Table) -> bool:
    return table.unique_id in content.project.ancestors(published.unique_id)


def _of(table: Table, rests_on: frozenset[str]) -> _Box:
    over, separator, name = table.name.partition("__")
    if not separator:
        over, name = table.kind, table.name
    return _Box(table.unique_id, over, name, addresses.table_page(table), rests_on)


def _shortened(boxes: Iterable[_Box], language: Language) -> list[_Box]:
    """Return a column's boxes; of too many the first, and a box that counts the rest."""
    found = list(boxes)
    if len(found) <= _AT_MOST:
        return found
    rest: Sequence[_Box] = found[_AT_MOST - 1 :]
    key = "\n".join(box.key for box in rest)
    rests_on = frozenset[str]().union(*(box.rests_on for box in rest))
    return [
        *found[: _AT_MOST - 1],
        _Box(
            key,
            "",
            language.say(Phrase("and %(number)s more", number=str(len(rest)))),
            None,
            rests_on,
        ),
    ]


def _top(row: int, rows: int, height: int) -> float:
    return (height - rows * _ROW_STEP) / 2 + row * _ROW_STEP + (_ROW_STEP - _BOX_HEIGHT) / 2


def _line(left: tuple[int, float], right: tuple[int, float]) -> Markup:
    x1, y1 = left[0] + _BOX_WIDTH, left[1] + _BOX_HEIGHT / 2
    x2, y2 = right[0], right[1] + _BOX_HEIGHT / 2
    middle = (x1 + x2) / 2
    return Markup(f'<path d="M{x1:g} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} {x2:g} {y2:g}"/>')  # noqa: S704


def _drawn(box: _Box, x: float, y: float, root: str, *, is_here: bool) -> Markup:
    mark = ' class="here"' if is_here else ""
    shape = (
        f'<rect x="{x:g}" y="{y:g}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="3"{mark}/>'
        f'<text class="over" x="{x + 8:g}" y="{y + 14:g}">{escape(box.over)}</text>'
        f'<text x="{x + 8:g}" y="{y + 28:g}">{escape(_cut(box.name))}</text>'
    )
    if box.address is None or is_here:
        return Markup(f"<g>{shape}</g>")  # noqa: S704
    title = f"<title>{escape(box.name)}</title>"
    return Markup(f'<a href="{root}{escape(box.address)}" tabindex="-1">{title}{shape}</a>')  # noqa: S704


def _cut(name: str) -> str:
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"
