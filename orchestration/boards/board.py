"""Who a board is and how it counts: ``board.yml``, read and checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.boards.rules import declared_rules, parameter_defaults
from orchestration.boards.text_rules import TextRules, text_rules
from orchestration.core.errors import UsageError
from orchestration.core.settings import DBT_PROJECT_DIR
from orchestration.core.yaml_places import read_yaml

FILE_NAME = "board.yml"

# The form of a board's folder that this version reads.
FORMAT = 1

_COMPARE = "Compare with seeds/board.yml."
_KEYS = {
    "format", "name_sv", "organisation", "ledger_names", "administration_sv", "amounts_in", "body_word_sv",
    "result_is_carried", "parameters", "owners", "addresses", "report",
}  # fmt: skip


# What each key holds, where it holds more than a text.
_FORMS: Mapping[str, tuple[type, str]] = {
    "organisation": (dict, "keys and values"),
    "ledger_names": (list, "a list of names"),
    "parameters": (dict, "keys and values"),
    "owners": (dict, "keys and values"),
    "addresses": (dict, "keys and values"),
}


class BoardError(UsageError):
    """A board's folder that cannot be used as it is; the message names the file and the fault."""


# A group of at most so many persons is not shown: a board may withhold more, and never less than the law.
_LIMIT = "undisclosed_up_to_persons"
# The greatest number that a column of type integer has room for.
_MOST = 2**31 - 1


@dataclass(frozen=True)
class Board:
    """What ``board.yml`` says.

    ``ledger_names`` are the names (#FNAMN) that the board's ledger has or has had; a file of another name is refused.
    ``amounts_in`` is the unit of the report's tables (kr, tkr or mnkr), ``body_word_sv`` what the body is called
    in running text. ``result_is_carried`` says how the year's result reaches equity: ``by_voucher`` at the year's
    end, ``at_opening`` of the next year, or ``not`` at all. ``parameters`` are the rules that a board may
    leave out, by the names that ``seeds/board_rules.yml`` gives them; ``owners`` are names and e-mail addresses by
    group of models, ``addresses`` where readers find what is published. ``text_rules`` say how the report's chapters
    are treated.
    """

    folder: Path
    name_sv: str
    organisation_sv: str = ""
    org_number: str = ""
    ledger_names: tuple[str, ...] = ()
    administration_sv: str = ""
    amounts_in: str = "mnkr"
    body_word_sv: str = "nämnd"
    result_is_carried: str = "by_voucher"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    owners: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    text_rules: TextRules = field(default_factory=TextRules)

    @property
    def text_folder(self) -> Path:
        """Return the folder of the report's chapters, which need not exist."""
        return self.folder / "report"

    @property
    def rules(self) -> dict[str, Any]:
        """Return the value of every rule that the models follow, by name."""
        return {
            **parameter_defaults(),
            **self.parameters,
            "board_name_sv": self.name_sv,
            "administration_sv": self.administration_sv or self.name_sv,
            "amounts_in": self.amounts_in,
            "body_word_sv": self.body_word_sv,
            "result_is_carried": self.result_is_carried,
        }


def read_board(folder: Path) -> Board:
    """Return the board of a folder.

    Raises
    ------
    BoardError
        When there is no such folder, it has no ``board.yml``, is of another format, or says something unknown.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        raise BoardError(
            f"{folder} is not a board's folder: it has no {FILE_NAME}.",
            "Give --board (or BOKSLUT_BOARD) the folder that holds it; `bokslut board init` writes one.",
        )
    try:
        content = read_yaml(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BoardError(f"{path} is not YAML in UTF-8: {error}", "Correct the line.") from None
    if not isinstance(content, dict):
        raise BoardError(f"{path}: expected keys and values.", _COMPARE)
    _require_format(path, content.get("format"))
    if unknown := [key for key in content if key not in _KEYS]:
        raise BoardError(
            f"{path}: unknown key {unknown[0]!r}.", f"Known keys: {', '.join(sorted(_KEYS))}."
        )
    _require_forms(path, content)
    organisation = content.get("organisation") or {}
    board = Board(
        folder,
        name_sv=str(content.get("name_sv") or ""),
        organisation_sv=str(organisation.get("name_sv") or ""),
        org_number=str(organisation.get("number") or ""),
        ledger_names=tuple(map(str, content.get("ledger_names") or ())),
        administration_sv=str(content.get("administration_sv") or ""),
        amounts_in=content.get("amounts_in", "mnkr"),
        body_word_sv=content.get("body_word_sv", "nämnd"),
        result_is_carried=content.get("result_is_carried", "by_voucher"),
        parameters=content.get("parameters") or {},
        owners=content.get("owners") or {},
        addresses=content.get("addresses") or {},
        text_rules=_text_rules(path, content.get("report")),
    )
    _check(path, board)
    return board


def _require_forms(path: Path, content: Mapping[str, Any]) -> None:
    for key, (kind, said) in _FORMS.items():
        if content.get(key) and not isinstance(content[key], kind):
            raise BoardError(f"{path}: {key} is {content[key]!r}; expected {said}.", _COMPARE)
    for group, owner in (content.get("owners") or {}).items():
        if not isinstance(owner, dict):
            raise BoardError(
                f"{path}: owners: {group} is {owner!r}; expected name and email.", _COMPARE
            )


def _text_rules(path: Path, content: Any) -> TextRules:
    try:
        return text_rules(content)
    except ValueError as error:
        raise BoardError(f"{path}: {error}.", _COMPARE) from None


def _require_format(path: Path, found: Any) -> None:
    if found == FORMAT:
        return
    if isinstance(found, int) and found < FORMAT:
        raise BoardError(
            f"{path}: the board's folder has format {found}; this version reads format {FORMAT}.",
            "Run `bokslut board check --fix`, which brings it up to date and keeps every row.",
        )
    raise BoardError(
        f"{path}: format is {found!r}; this version reads format {FORMAT}.",
        "Install the version of Bokslut that wrote the board, or correct the number.",
    )


def _check(path: Path, board: Board) -> None:
    if not board.name_sv:
        raise BoardError(f"{path}: name_sv is missing.", "Write the board's name.")
    for name in ("amounts_in", "body_word_sv", "result_is_carried"):
        if (value := getattr(board, name)) not in (allowed := declared_rules()[name].allowed):
            raise BoardError(f"{path}: {name} is {value!r}.", f"Write one of {', '.join(allowed)}.")
    _check_parameters(path, board.parameters)
    _require_known(path, "owners", board.owners, _declared("groups"))
    for group, owner in board.owners.items():
        _require_texts(path, f"owners: {group}", owner, ("name", "email"))
    exposures = _declared("exposures").values()
    addresses = [exposure["config"]["meta"]["address"] for exposure in exposures]
    _require_texts(path, "addresses", board.addresses, addresses)


def _check_parameters(path: Path, parameters: Mapping[str, Any]) -> None:
    defaults = parameter_defaults()
    _require_known(path, "parameters", parameters, defaults)
    for name, value in parameters.items():
        allowed = declared_rules()[name].allowed
        if type(value) is not type(defaults[name]) or (allowed and value not in allowed):
            expected = (
                f"one of {', '.join(allowed)}"
                if allowed
                else f"a whole number like {defaults[name]}"
            )
            raise BoardError(
                f"{path}: parameter {name} is {value!r}.",
                f"Write {expected}; where it is left out, {defaults[name]} holds.",
            )
        if isinstance(value, int) and not 0 <= value <= _MOST:
            raise BoardError(f"{path}: parameter {name} is {value}.", f"Write 0 to {_MOST}.")
    limit, least = parameters.get(_LIMIT), defaults[_LIMIT]
    if limit is not None and limit < least:
        raise BoardError(
            f"{path}: parameter {_LIMIT} is {limit}.",
            f"Write {least} or more: figures of a group of at most ten are disclosed by no public body"
            " (SFS 2002:1065).",
        )


def _require_known(path: Path, key: str, found: Iterable[Any], known: Collection[str]) -> None:
    if unknown := [name for name in found if name not in known]:
        raise BoardError(
            f"{path}: {key}: {unknown[0]!r} is unknown.",
            f"Write one of {', '.join(sorted(known))}.",
        )


def _require_texts(path: Path, key: str, found: Mapping[str, Any], known: Collection[str]) -> None:
    _require_known(path, key, found, known)
    for name, value in found.items():
        if not isinstance(value, str):
            raise BoardError(f"{path}: {key}: {name} is {value!r}.", "Write a text.")


@cache
def _declared(kind: str) -> dict[str, Any]:
    """Return the groups or the exposures of the models, as their YAML declares them, by name."""
    text = (DBT_PROJECT_DIR / "models" / f"{kind}.yml").read_text("utf-8")
    return {each["name"]: each for each in yaml.load(text, yaml.CSafeLoader)[kind]}
