"""One thing that is wrong with a file of a board, as ``bokslut board check`` lists it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: in which file, on which line (0 where it is the whole file), and what to do."""

    file: str
    line: int
    text: str
    is_fixable: bool = False

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.text}"
