"""A linear program whose variables are asked, one after the other, for the least and the greatest that they can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import highspy
import numpy as np

INFINITE = highspy.kHighsInf

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Range:
    """The least and the greatest value of a variable under all constraints."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How much is left open."""
        return self.high - self.low


@dataclass
class Program(Generic[Name]):
    """Variables that are never negative, with bounds, and linear constraints on them.

    A variable comes into being when it is first named. ``known`` are those with a value: they are put into the
    constraints, so that what is left falls apart into small programs of its own.
    """

    known: dict[Name, float] = field(default_factory=dict)
    _rows: list[tuple[Mapping[Name, float], float, float]] = field(default_factory=list)

    def know(self, variable: Name, value: float) -> None:
        """Give a variable its value."""
        self.known[variable] = value

    def demand(
        self, terms: Mapping[Name, float], low: float = -INFINITE, high: float = INFINITE
    ) -> None:
        """Demand that a weighted sum of variables lies between two bounds, both included."""
        self._rows.append((terms, low, high))

    def ranges(
        self,
        variables: Iterable[Name],
        is_wide: Callable[[Name, Range], bool] = lambda _, _range: False,
    ) -> dict[Name, Range]:
        """Return what each of some variables can be; a known one is its value.

        Parameters
        ----------
        variables
            Those asked for.
        is_wide
            Says whether a range of a variable is wide enough. Every solution says what all variables can be, so that
            most are seen to be wide enough on the way; their ranges are what was seen, and may be wider.

        Raises
        ------
        AssertionError
            When no values satisfy all constraints, so that what is published contradicts itself.
        """
        wanted = set(variables)
        found = {name: Range(self.known[name], self.known[name]) for name in wanted & {*self.known}}
        for rows in self._components():
            names = sorted({name for terms, *_ in rows for name in terms}, key=str)
            asked = [name for name in names if name in wanted]
            if asked:
                found |= _solve(names, rows, asked, is_wide)
        return found | {name: Range(0, INFINITE) for name in wanted - found.keys()}

    def _components(self) -> Iterator[list[tuple[dict[Name, float], float, float]]]:
        """Yield constraints on variables that are not known, those that share a variable together."""
        open_rows = []
        for terms, low, high in self._rows:
            sum_known = sum(
                weight * self.known[name] for name, weight in terms.items() if name in self.known
            )
            unknown = {name: weight for name, weight in terms.items() if name not in self.known}
            if unknown:
                open_rows.append((unknown, low - sum_known, high - sum_known))
        roots: dict[Name, Name] = {}

        def root_of(name: Name) -> Name:
            while (parent := roots.setdefault(name, name)) != name:
                roots[name] = name = roots.setdefault(parent, parent)
            return name

        for terms, *_ in open_rows:
            first, *others = map(root_of, terms)
            for other in others:
                roots[other] = first
        grouped = defaultdict(list)
        for row in open_rows:
            grouped[root_of(next(iter(row[0])))].append(row)
        yield from grouped.values()


def _solve(
    names: list[Name],
    rows: list[tuple[dict[Name, float], float, float]],
    asked: list[Name],
    is_wide: Callable[[Name, Range], bool],
) -> dict[Name, Range]:
    place = {name: index for index, name in enumerate(names)}
    solver = highspy.Highs()
    solver.silent()
    for _ in names:
        solver.addVar(0, INFINITE)
    for terms, low, high in rows:
        columns = np.array([place[name] for name in terms], dtype=np.int32)
        solver.addRow(low, high, len(terms), columns, np.array([*terms.values()], dtype=float))
    seen: dict[Name, Range] = {}
    for name in asked:
        for direction in (1.0, -1.0):
            if name in seen and is_wide(name, seen[name]):
                break
            solver.changeColCost(place[name], direction)
            solver.run()
            # A change of the program forgets its solution, so that both are read first.
            status, values = solver.getModelStatus(), solver.getSolution().col_value
            solver.changeColCost(place[name], 0)
            assert status != highspy.HighsModelStatus.kInfeasible, f"no solution around {name}"
            if status == highspy.HighsModelStatus.kUnbounded:
                low = seen[name].low if name in seen else 0
                seen[name] = Range(low, INFINITE)
                continue
            assert status == highspy.HighsModelStatus.kOptimal, f"{status} around {name}"
            for other in asked:
                value, range_ = values[place[other]], seen.get(other)
                seen[other] = (
                    Range(min(range_.low, value), max(range_.high, value))
                    if range_
                    else Range(value, value)
                )
    return seen
