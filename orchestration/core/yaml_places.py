"""Where a key or a value is in a YAML text: the line that a message names."""

from __future__ import annotations

from collections.abc import Sequence

import yaml


def line_of(text: str, place: Sequence[int | str]) -> int:
    """Return the line, from 1, of the deepest part of a place that a YAML text has.

    Parameters
    ----------
    text
        The file's content.
    place
        Keys and, in lists, indices from 0 or the ``name`` of the element.

    Returns
    -------
    int
        The line of the key or element; 1 where the text has none of the place, or is not YAML.
    """
    try:
        node = yaml.compose(text, yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return 1
    line = 1
    for part in place:
        found = _below(node, part)
        if found is None:
            return line
        start, node = found
        line = start.start_mark.line + 1
    return line


def _below(node: yaml.Node | None, part: int | str) -> tuple[yaml.Node, yaml.Node] | None:
    """Return what begins a part of a node, and its value."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(part)), None)
    if isinstance(node, yaml.SequenceNode):
        for index, element in enumerate(node.value):
            if index == part or (isinstance(part, str) and _name_of(element) == part):
                return element, element
    return None


def _name_of(node: yaml.Node) -> str | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value.value for key, value in node.value if key.value == "name"), None)
