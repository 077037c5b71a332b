"""Every fault in the contracts of a folder, with its line, for those who write them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from orchestration.contracts.contract import laid_over
from orchestration.contracts.faults import explanations, shown
from orchestration.contracts.form import ContractModel
from orchestration.core.yaml_places import line_of, read_yaml


def contract_faults(below: Path, above: Path) -> Iterator[tuple[Path, int, str]]:
    """Yield what is wrong with the contracts of a folder that are laid over those of another.

    Parameters
    ----------
    below, above
        Folders of ``<system>/<entity>.yml``; the faults of ``above`` are reported.

    Yields
    ------
    tuple
        The file, the line of the key, and the key with what is wrong with it.
    """
    for path in sorted(above.glob("*/*.yml")):
        shipped = below / path.parent.name / path.name
        try:
            text = path.read_text("utf-8")
            own = read_yaml(text)
            content = (
                laid_over(read_yaml(shipped.read_text("utf-8")), own) if shipped.is_file() else own
            )
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            mark = getattr(error, "problem_mark", None)
            said = " ".join(str(error).split())
            yield path, mark.line + 1 if mark else 1, f"it is not YAML in UTF-8: {said}"
            continue
        try:
            ContractModel.model_validate(content)
        except ValidationError as error:
            for place, why in explanations(error):
                at = shown(place)
                line = line_of(text, [*_named(place, content)])
                yield path, line, f"{at}: {why}" if at else why


def _named(place: tuple[int | str, ...], content: Any) -> Iterator[int | str]:
    """Yield a place with fields by name: their numbers differ in a file that is laid over another."""
    for part in place:
        below = None
        if isinstance(content, dict):
            below = content.get(part)
        elif isinstance(content, list) and isinstance(part, int) and part < len(content):
            below = content[part]
            part = below["name"] if isinstance(below, dict) and "name" in below else part
        yield part
        content = below
