"""A board's chapters as files: ``<board>/report/*.md``, in the order of their names.

A chapter may begin with a head of YAML between two lines of ``---``; its key ``reports`` names the reports that the
chapter is for, by edition, such as ``VB``, ``T1`` or ``VB-2013``. Without one, it is in every report.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import yaml
from markdown_it.token import Token

from orchestration.boards import EDITION, read_editions
from orchestration.core.characters import unfit_in
from orchestration.core.personal_data import without_personal_numbers
from orchestration.core.yaml_places import read_yaml
from orchestration.report.release_data import Edition
from orchestration.report.text.markup import tokens_of
from orchestration.report.text.problems import Problem

_MOST_BYTES = 500_000
_REPORT = re.compile(rf"(?P<edition>{EDITION})(-[0-9]{{4}})?")
_HEAD = re.compile(r"\A---[ \t]*\n(?P<content>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Chapter:
    """A chapter's tokens; ``first_line`` is the number of the file's line where its Markdown begins."""

    file: str
    tokens: list[Token]
    first_line: int


def read_chapters(folder: Path, edition: Edition | None) -> tuple[list[Chapter], list[Problem]]:
    """Return a folder's chapters for an edition (None: all), and the problems of files that cannot be read."""
    chapters: list[Chapter] = []
    problems: list[Problem] = []
    editions = read_editions(folder.parent)
    for path in sorted(folder.glob("*.md")):
        name = str(path.relative_to(folder.parent.parent))
        try:
            content = path.read_bytes()
            if len(content) > _MOST_BYTES:
                raise ValueError(f"the file has more than {_MOST_BYTES} bytes; divide the chapter")
            text = content.decode("utf-8-sig").replace("\r\n", "\n")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(name, 1, f"the file is not text in UTF-8 ({error})"))
            continue
        except ValueError as error:
            problems.append(Problem(name, 1, str(error)))
            continue
        for number, line in enumerate(text.split("\n"), start=1):
            if unfit := unfit_in(line):
                problems.append(Problem(name, number, f"the text has {unfit}; write it again"))
            if without_personal_numbers(line) != line:
                said = (
                    "the text has a personal number, which nothing published may have; take it out"
                )
                problems.append(Problem(name, number, said))
        head = _HEAD.match(text)
        if text.startswith("---\n") and not head:
            problems.append(Problem(name, 1, "expected a second line of `---` after the head"))
            continue
        try:
            reports = _reports(head["content"], editions) if head else ()
        except _HeadError as error:
            problems.append(Problem(name, error.line + 1, error.message))
            continue
        if edition and reports and not {edition.edition, edition.name} & {*reports}:
            continue
        body = text[head.end() :] if head else text
        first_line = 1 + (text[: head.end()].count("\n") if head else 0)
        chapters.append(Chapter(name, tokens_of(body), first_line))
    return chapters, problems


class _HeadError(Exception):
    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def _reports(head: str, editions: Collection[str]) -> tuple[str, ...]:
    try:
        content = read_yaml(head)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _HeadError(f"the head is not YAML: {error.problem}", line) from None
    except yaml.YAMLError:
        raise _HeadError("the head is not YAML", 1) from None
    if content is None:
        return ()
    if not isinstance(content, dict) or content.keys() - {"reports"}:
        raise _HeadError("expected the key `reports` and no other in the head", 1)
    said = content.get("reports") or []
    reports = tuple(map(str, said if isinstance(said, list) else [said]))
    for report in reports:
        found = _REPORT.fullmatch(report)
        if not found or found["edition"] not in editions:
            *others, last = editions
            expected = f"{', '.join(others)} or {last}" if others else last
            raise _HeadError(
                f"reports names {report!r}; expected {expected}, perhaps with a year, such as {last}-2013",
                1,
            )
    return reports
