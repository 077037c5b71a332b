"""Words that a native engineer would not use do not come back.

CONTRIBUTING.md has the rules of plain English; this list is only what a machine can find.
"""

from __future__ import annotations

import re
import subprocess
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from pathlib import PurePosixPath

import pytest

from orchestration.core.settings import PROJECT_ROOT

# What to search for, and what to write instead.
DENIED = {
    r"\banew\b": "again",
    r"\bn[ao]ught\b": "zero",
    r"\bmend(s|ed|ing)?\b": "fix, repair",
    r"\bone row an? ": "one row per",
    r"\btell(s|ing)? of\b|\btold of\b": "report, name, learn of",
    r"\bof no (known|such)\b": "of an unknown",
    r"\bto have had\b": "to have received",
    r"\bin vain\b": "without effect",
    r"\bOutsideError\b|\bdemand_\w+": "ExternalError, require_",
    r"(?<!\bthere )\bis no (?!longer\b|more\b|larger\b)": "is not a",
    r"\bbears?\b(?! witness)": "has, contains, carries",
    r"\bstands? in\b|\bbuild stands\b": "is in, is there; replace",
}
# Of these, the patterns of a single word.
WORDS = [match[1] for pattern in DENIED if (match := re.fullmatch(r"\\b(\w+)\\b", pattern))]
# Facts of their time, the guide's examples of what not to write, and this list.
EXEMPT = {"CHANGELOG.md", "CONTRIBUTING.md", "DECISIONS.md", "tests/unit/test_plain_english.py"}
READ = ("*.py", "*.sql", "*.yml", "*.md")


def found(text: str) -> Iterator[tuple[int, str]]:
    """Return the line and the pattern of each denied wording in a text, or in a name with underscores.

    A wording may go on in the next line, also of a comment.
    """
    lines = [line.strip(" #-") for line in text.splitlines()]
    starts = [*accumulate((len(line) + 1 for line in lines), initial=0)]
    joined = " ".join(lines)
    for pattern in DENIED:
        for line in sorted(
            {
                bisect_right(starts, match.start())
                for variant in {joined, joined.replace("_", " ")}
                for match in re.finditer(pattern, variant, re.IGNORECASE)
            }
        ):
            yield line, pattern


def test_no_file_uses_a_denied_wording() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *READ],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [PurePosixPath(line) for line in listed.stdout.splitlines() if line not in EXEMPT]
    assert len(paths) > 300
    assert [
        f"{path}:{line}: instead of {pattern!r} write {DENIED[pattern]!r}"
        for path in paths
        if (PROJECT_ROOT / path).exists()
        for line, pattern in found((PROJECT_ROOT / path).read_text("utf-8"))
    ] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Mend it on the way.",
        "A sum of naught.",
        "One row\nan account and month.",
        "The duty officer is told of it.",
        "A value that is no number of days.",
        "The line bears an amount.",
        "def test_all_is_in_vain() -> None:",
        "The macro stands in for the engine's own.",
        "All models: no whole build stands.",
        "# Grain: one row\n# a month.",
    ],
)
def test_a_denied_wording_is_found(sentence: str) -> None:
    assert {line for line, _ in found(f"Plain.\n{sentence}")} == {2}


@pytest.mark.parametrize("word", WORDS)
def test_a_denied_word_is_found_in_a_sentence_and_in_a_name(word: str) -> None:
    for text in (f"It is {word}.", f"def test_it_is_{word}() -> None:"):
        assert [line for line, _ in found(f"Plain.\n{text}")] == [2]


@pytest.mark.parametrize(
    "sentence",
    [
        "There is no release yet.",
        "It is no longer read.",
        "One row per account.",
        "The amendment is dated.",
        "The forbearing reader.",
    ],
)
def test_plain_english_passes(sentence: str) -> None:
    assert [*found(sentence)] == []
