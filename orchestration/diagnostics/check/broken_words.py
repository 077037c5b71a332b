"""Words that a narrow column broke over its lines, joined again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence


def joined_lines(parts: Sequence[str], vocabulary: Counter[str]) -> str:
    """Return the lines of a narrow cell as one text; a broken word is joined if the document has it whole."""
    text = ""
    for part in parts:
        first, last = part.split(" ")[0], text.split(" ")[-1]
        whole = vocabulary[(last + first).lower().strip(".,")]
        if (
            text
            and first[:1].islower()
            and whole
            and whole * 5 >= min(vocabulary[last.lower()], vocabulary[first.lower()])
        ):
            text += part
        else:
            text = f"{text} {part}".strip()
    return text


def joined_words(words: Sequence[str], known: Collection[str]) -> list[str]:
    """Return words in which two that are known only together, in small letters, are one."""
    rejoined: list[str] = []
    index = 0
    while index < len(words):
        pair = "".join(words[index : index + 2]).lower()
        if index + 1 < len(words) and pair in known and words[index].lower() not in known:
            rejoined.append(words[index] + words[index + 1])
            index += 2
        else:
            rejoined.append(words[index])
            index += 1
    return rejoined
