"""YAML that people write: its content, or one kind of error, and the line of a key that a message names."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import yaml

from orchestration.core.characters import unfit_in

_MOST_NODES = 100_000
# libyaml's composer is recursive, and ends the process when the stack overflows.
_DEEPEST = 100
# YAML 1.1 reads 010 as 8, 1:30 as 90 and 1_000 as 1000; YAML 1.2 reads two of them otherwise, and so do people.
_NUMBERS = {
    "tag:yaml.org,2002:int": re.compile("[-+]?(0|[1-9][0-9]*)"),
    "tag:yaml.org,2002:float": re.compile(
        r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?|[-+]?\.(?i:inf|nan)"
    ),
}


def read_yaml(text: str) -> Any:
    """Return the content of a YAML text.

    Raises
    ------
    yaml.YAMLError
        When it is not YAML, is nested more than 100 deep, a value has a control character or garbled letters, a mapping
        has a key twice, aliases make more than 100 000 values of it, a number is not in ordinary digits, or a value
        does not have the form of its type; PyYAML itself raises half a dozen other errors for the last.
    """
    _require_plain(text)
    try:
        return yaml.load(text, _Loader)  # noqa: S506 (it is a safe loader)
    except yaml.YAMLError:
        raise
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise yaml.YAMLError(f"a value does not have the form of its type: {error}") from None


def _require_plain(text: str) -> None:
    """Refuse a text that is nested too deep, or a value with a character that no text may have."""
    depth = 0
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.ScalarEvent) and (unfit := unfit_in(event.value)):
            raise yaml.MarkedYAMLError(
                problem=f"a value has {unfit}; write it again",
                problem_mark=event.start_mark,  # pyrefly: ignore[bad-argument-type]
            )
        if depth > _DEEPEST:
            raise yaml.MarkedYAMLError(
                problem=f"it is nested more than {_DEEPEST} deep",
                problem_mark=event.start_mark,  # pyrefly: ignore[bad-argument-type]
            )


class _Loader(yaml.CSafeLoader):
    """PyYAML's safe loader, which also refuses what it would take silently.

    That is a key twice, aliases without end, and numbers that it reads otherwise than people do.
    """

    def construct_document(self, node: yaml.Node) -> Any:
        _size_of(node, {})
        return super().construct_document(node)


def _in_ordinary_digits(tag: str) -> Callable[[_Loader, yaml.ScalarNode], Any]:
    """Return how a number of a type is made: as PyYAML does, if it is written in ordinary digits."""
    construct = _Loader.yaml_constructors[tag]

    def number(loader: _Loader, node: yaml.ScalarNode) -> Any:
        if not _NUMBERS[tag].fullmatch(node.value):
            raise _error(
                f"{node.value!r} would be read as {construct(loader, node)}; write a number in ordinary digits,"
                " a text in quotes",
                node,
            )
        return construct(loader, node)

    return number


for _tag in _NUMBERS:
    _Loader.add_constructor(_tag, _in_ordinary_digits(_tag))


def _size_of(node: yaml.Node, known: dict[int, int]) -> int:
    """Return how many values a node is, each alias counted as what it repeats."""
    if id(node) in known:
        if not known[id(node)]:
            raise _error("the value holds itself", node)
        return known[id(node)]
    known[id(node)] = 0
    below: list[yaml.Node] = []
    if isinstance(node, yaml.SequenceNode):
        below = node.value
    elif isinstance(node, yaml.MappingNode):
        below = [part for pair in node.value for part in pair]
        _require_single_keys(node)
    size = 1 + sum(_size_of(part, known) for part in below)
    if size > _MOST_NODES:
        raise _error(f"the value is more than {_MOST_NODES} values", node)
    known[id(node)] = size
    return size


def _require_single_keys(node: yaml.MappingNode) -> None:
    seen = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode):
            if (key.tag, key.value) in seen:
                raise _error(f"the key {key.value!r} is there twice", key)
            seen.add((key.tag, key.value))


def _error(problem: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


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
        _require_plain(text)
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
    """Return the key or element that begins a part of a node, and its value; None if there is none."""
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
