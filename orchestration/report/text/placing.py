"""The blocks that chapters place by name, taken out of the sections where they would stand by themselves.

A block is named as in the report's addresses, without what its kind puts before it: the table at ``#t-balansrakning``
is ``balansrakning``. Tables and charts of marts also go by the mart's name, such as ``income_statement``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from orchestration.report.document import Block, Chart, Facts, Section, Table
from orchestration.report.text.readings import UnknownNameError, closest

TABLES_OF_MARTS = {
    "balance_sheet": "balansrakning",
    "budget_adherence": "budgetfoljsamhet",
    "cost_bridge": "kostnadsforandring",
    "employees": "anstallda",
    "engagement": "medskapande",
    "goals": "malen",
    "income_statement": "resultatrakning",
    "investments": "investeringar",
    "net_by_business_area": "nettoavvikelse",
    "part_time": "deltid",
    "result_by_business_area": "verksamhetsomraden",
    "result_fund": "resultatfond",
    "result_to_date": "resultat-hittills",
    "sick_leave": "sjukfranvaro",
    "staff_costs": "personalkostnader",
    "work_placements": "praktik",
}
CHARTS_OF_MARTS = {
    "cost_bridge": "kostnadsforandring",
    "income_statement": "kostnader-intakter",
    "net_by_business_area": "nettoavvikelse",
    "result_to_date": "avvikelse-hittills",
    "sick_leave": "sjukfranvaro",
}
_INDICATORS = "indikatorer-"
# Tables and charts that are not of a mart, and the beginnings of the names of those of which there are several.
_OTHER_TABLES = (
    *(
        "avstamda-pastaenden",
        "avstamda-tal",
        "avvikande-tal",
        "ej-beraknade",
        "helarsprognos",
        "motsagda-pastaenden",
    ),
    *(
        "praktik-hittills",
        "prognossakerhet",
        "sjukfranvaro-grupper",
        "sjukfranvaro-manad",
        "utgava",
    ),
)
_OTHER_CHARTS = ("prognosavvikelse",)
_SEVERAL = {
    "table": ("aktiviteter-", _INDICATORS, "leveranser-", "nojdhet-", "nyckeltal-"),
    "chart": ("nojdhet-",),
}


def require_known(kind: str, name: str) -> None:
    """Refuse the name of a table or a chart that no report has; whose goals have indicators, only a release knows.

    Raises
    ------
    UnknownNameError
        The message names the closest ones.
    """
    if kind not in _SEVERAL:
        return
    of_marts = TABLES_OF_MARTS if kind == "table" else CHARTS_OF_MARTS
    known = {*of_marts.values(), *(_OTHER_TABLES if kind == "table" else _OTHER_CHARTS)}
    plain = of_marts.get(name, name.lower().replace("_", "-"))
    if plain not in known and not plain.startswith(_SEVERAL[kind]):
        raise UnknownNameError(
            f"no report has a {kind} {name!r}" + closest(name, [*known, *of_marts])
        )


class Blocks:
    """The blocks of an edition's sections, each to be placed once."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self._sections = tuple(sections)
        self._named: dict[tuple[str, str], Block] = {}
        for section in all_sections(self._sections):
            for block in section.blocks:
                if isinstance(block, Table):
                    self._named["table", block.anchor.removeprefix("t-")] = block
                elif isinstance(block, Chart):
                    self._named["chart", block.anchor.removeprefix("d-")] = block
                elif isinstance(block, Facts):
                    self._named.setdefault(("facts", ""), block)
        self._taken: dict[int, str] = {}

    def take(self, kind: str, name: str, place: str) -> Block:
        """Return a block, which is then placed there and nowhere else.

        Raises
        ------
        UnknownNameError
            When there is no such block, or a chapter has placed it already.
        """
        wanted, plain = kind, name.lower().replace("_", "-")
        if kind == "indicators":
            wanted, plain = "table", _INDICATORS + plain.replace(".", "-")
        elif kind == "table":
            plain = TABLES_OF_MARTS.get(name, plain)
        elif kind == "chart":
            plain = CHARTS_OF_MARTS.get(name, plain)
        block = self._named.get((wanted, plain))
        if block is None:
            raise UnknownNameError(self._unknown(kind, name))
        if id(block) in self._taken:
            raise UnknownNameError(f"{kind} {name} is placed already, in {self._taken[id(block)]}")
        self._taken[id(block)] = place
        return block

    def _unknown(self, kind: str, name: str) -> str:
        if kind == "indicators":
            goals = [
                anchor.removeprefix(_INDICATORS).replace("-", ".")
                for of, anchor in self._named
                if of == "table" and anchor.startswith(_INDICATORS)
            ]
            return f"no goal {name!r} has indicators" + closest(name, goals)
        known = [
            anchor
            for of, anchor in self._named
            if of == kind and not anchor.startswith(_INDICATORS)
        ]
        of_marts = TABLES_OF_MARTS if kind == "table" else CHARTS_OF_MARTS
        also = [mart for mart, anchor in of_marts.items() if anchor in known]
        return f"this report has no {kind} {name!r}" + closest(name, [*known, *also])

    def not_placed(self) -> tuple[Section, ...]:
        """Return the sections without the blocks that chapters have placed; one with nothing left is left out."""
        return tuple(
            left for section in self._sections if (left := self._without(section)) is not None
        )

    def _without(self, section: Section) -> Section | None:
        blocks = tuple(block for block in section.blocks if id(block) not in self._taken)
        below = tuple(left for one in section.sections if (left := self._without(one)) is not None)
        was_full = bool(section.blocks or section.sections)
        if was_full and not blocks and not below and not section.judgements:
            return None
        return replace(section, blocks=blocks, sections=below)


def all_sections(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield sections and all that lie under them, in the report's order."""
    for section in sections:
        yield section
        yield from all_sections(section.sections)
