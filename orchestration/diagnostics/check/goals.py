"""Check what is said of goals against their indicators: fulfilled, although an outcome misses its target.

A verdict is a line of its own (``Uppfylls helt``, ``Målet är uppfyllt``, ``Fully met``) under the goal's heading;
it covers every indicator of its chapter down to the next goal of its own level. A cell may be the verdict of its row,
and a sentence may speak of one indicator's target, or count the goals of a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.document import Document, Place, Table
from orchestration.diagnostics.check.figures import Figure, sentences
from orchestration.diagnostics.check.findings import Finding, Verdict
from orchestration.diagnostics.check.spans import span_of

_VERDICT = re.compile(
    r"(?:^|[.:] |\b)(?:(?:mål(?:et)?|goal|the goal|objective)\b[^.]{0,30})?\b"
    r"(?:uppfylls helt|helt uppfyllt|uppfyllt|uppnått|uppnås|uppfylls|har uppnåtts"
    r"|fully met|fully achieved|achieved|met)\W*$",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:inte|ej|delvis|nästan|not|partly|partially|till viss del|i huvudsak)\b", re.IGNORECASE
)
# What is expected of the rest of the year is not what the outcomes show so far.
_EXPECTED = re.compile(
    r"\b(?:förvänta\w*|vänta\w*|prognos\w*|expected|forecast\w*)\b", re.IGNORECASE
)
# Words before a verdict that say whose or what it is, and name no goal.
_LABEL = re.compile(
    r"(?:bedömning|uppfyllelse|måluppfyllelse|status|assessment|judgement|fulfilment|verdict)(?:en)?$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^(\d+(?:\.\d+)*)\.?\s")
_SAYS_MET = re.compile(
    r"\b(?:uppnåtts|uppnås|uppnåddes|nåtts|nåddes|uppfyllts|uppfylls|uppfylldes|met|achieved|reached)\b",
    re.IGNORECASE,
)
_SAYS_TARGET = re.compile(
    r"\b(?:års)?mål(?:et|en)?(?: för| om| avseende)\b|\btargets? (?:for|of|on)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Indicator:
    """A row of a table with an outcome and a target of the same year, and which way it misses, if it does."""

    outcome: Figure
    target: Figure
    is_missed: bool | None

    @property
    def label(self) -> str:
        """The indicator's name."""
        return self.outcome.label


def check_goals(document: Document, figures: Sequence[Figure]) -> list[Finding]:
    """Return goals that are said to be fulfilled while an indicator misses, and wrong sentences on targets."""
    indicators = _indicators(figures, _ceilings(document))
    return [
        *_verdicts(document, indicators),
        *_verdicts_in_rows(document, indicators),
        *_counts(document, figures),
        *_said_of_targets(document, indicators),
    ]


def _ceilings(document: Document) -> list[set[str]]:
    """Return the subjects of which the text says that their target is a ceiling, as sets of words."""
    found = []
    for _, block in document.texts():
        for _, sentence in sentences(block.text):
            lower = sentence.lower()
            if _SAYS_TARGET.search(lower) and re.search(r"\bhögst\b|\bat most\b|\bunder \d", lower):
                found.append(set(words.stems(sentence)))
    return found


def _indicators(figures: Sequence[Figure], ceilings: list[set[str]]) -> list[Indicator]:
    rows: dict[tuple[int, int], list[Figure]] = {}
    for figure in figures:
        if figure.is_cell and figure.is_quantity:
            rows.setdefault((figure.place.block, figure.place.row or 0), []).append(figure)
    found = []
    for cells in rows.values():
        targets = [f for f in cells if f.role == "target"]
        outcomes = [
            f for f in cells if f.role == "outcome" and targets and f.year == targets[0].year
        ]
        if len(targets) == 1 and len(outcomes) == 1 and _comparable(outcomes[0], targets[0]):
            found.append(
                Indicator(outcomes[0], targets[0], _is_missed(outcomes[0], targets[0], ceilings))
            )
    return found


def _comparable(outcome: Figure, target: Figure) -> bool:
    return outcome.number.unit == target.number.unit or "count" in (
        outcome.number.unit,
        target.number.unit,
    )


def _is_missed(outcome: Figure, target: Figure, ceilings: list[set[str]]) -> bool | None:
    """Return whether an outcome misses its target; None if it is unknown which way is better."""
    value, aim = span_of(outcome), span_of(target)
    label = outcome.label.lower()
    if target.number.is_band:
        return abs(outcome.amount) - outcome.half > abs(target.amount) + target.half
    is_counted = outcome.number.unit == target.number.unit == "count" and not (
        outcome.number.decimals or target.number.decimals
    )
    if outcome.amount == target.amount if is_counted else value.agrees(aim):
        return False
    if words.TWO_SIDED.search(label):
        return None
    stems = set(words.stems(label))
    is_ceiling = bool(words.LOWER_IS_BETTER.search(label)) or any(
        stems and stems <= said for said in ceilings
    )
    if target.number.qualifier == "hogst":
        is_ceiling = True
    if is_counted:
        return outcome.amount > target.amount if is_ceiling else outcome.amount < target.amount
    return value.low > aim.high if is_ceiling else value.high < aim.low


# --- verdicts


@dataclass(frozen=True)
class _Verdict:
    block: int
    place: Place
    text: str
    goal: str
    number: str
    is_met: bool


def _verdicts(document: Document, indicators: Sequence[Indicator]) -> Iterator[Finding]:
    verdicts = list(_read_verdicts(document))
    chapters = _chapters(document)
    for position, verdict in enumerate(verdicts):
        if not verdict.is_met:
            continue
        chapter = chapters[verdict.block]
        beyond = (i for i in range(verdict.block, len(chapters)) if chapters[i] != chapter)
        end = next(beyond, len(chapters))
        for later in verdicts[position + 1 :]:
            if not _is_below(later.number, verdict.number):
                end = min(end, later.block)
                break
        missed = [
            i for i in indicators if i.is_missed and verdict.block < i.outcome.place.block < end
        ]
        if missed:
            names = "; ".join(
                f"{i.label.strip()[:60]} {i.outcome.number.text} (target {i.target.number.text})"
                for i in missed[:5]
            )
            figures = [figure.id for i in missed for figure in (i.target, i.outcome)]
            places = (str(verdict.place), *(str(i.outcome.place) for i in missed))
            yield Finding(
                "goal", tuple(figures), places, verdict.text, "indicators that reach their targets",
                f"“{verdict.goal}” is said to be fulfilled, but misses: {names}",
            )  # fmt: skip


def _chapters(document: Document) -> list[str]:
    """Return the chapter of each block: the outermost heading over it, but for one that is over all of them."""
    sections = [document.section(index) for index in range(len(document.blocks))]
    titles = {section[0] for section in sections if section}
    depth = 1 if len(titles) == 1 else 0
    return [section[depth] if len(section) > depth else "" for section in sections]


def _is_below(number: str, top: str) -> bool:
    """Return whether a goal belongs under another: by its number, or because it has none and the other has one."""
    if not top:
        return False
    return not number or number.startswith(top + ".")


def _read_verdicts(document: Document) -> Iterator[_Verdict]:
    heading = ""
    for index, block in document.texts():
        text = block.text.strip("* ")
        if re.search(r"\S {3,}\S", text):
            continue  # a line of a table
        match = _VERDICT.search(text) if len(text) < 140 else None
        if (
            match
            and (len(text) - match.start() < 50 or match.start() == 0)
            and not re.search(r"\d%|\d procent", text)
        ):
            own = text[: match.start()].strip(" .:")
            # "Two of three goals have been met" is of no one goal.
            if _EXPECTED.search(own or heading) or re.search(r"\b(?:av|of)\b", own):
                continue
            is_named = own and not _LABEL.search(own)
            goal = own if is_named else " ".join(document.section(index)[-1:]) or heading
            place = Place(index, block.page, block.line_at(match.start()))
            is_met = not _NOT.search(text[max(match.start() - 12, 0) :])
            yield _Verdict(index, place, match[0].strip(" .:"), goal, _number_of(goal), is_met)
        elif (
            re.search(
                r"\b(?:delvis|inte) uppfyll|uppfylls (?:delvis|inte|ej)|partly met|not met",
                text.lower(),
            )
            and len(text) < 100
        ):
            yield _Verdict(
                index, Place(index, block.page), text, heading, _number_of(heading), is_met=False
            )
        elif len(text) < 140 and not re.search(r"[.;,:]$", text):
            heading = text


def _number_of(goal: str) -> str:
    numbered = _NUMBER.match(goal)
    return numbered[1] if numbered else ""


# --- verdicts in tables

_MET_CELL = re.compile(
    r"(?:mål(?:et)? )?(?:har )?(?P<not>(?:inte|ej|delvis|not|partly|partially) )?"
    r"(?:upp)?(?:nå(?:tt|s|tts|ddes)|fyll(?:t|d|s|ts|des)|met|achieved|reached|fulfilled)"
    r"(?: (?P<how>helt|delvis|inte|ej|fully|partly))?\.?",
    re.IGNORECASE,
)


# A column of which the heading asks whether a target is met, and a cell that answers.
_ASKS_MET = re.compile(
    r"\b(?:upp)?(?:nå(?:tt|dd|s|tts)|fyll\w+|met|achieved|reached)\b", re.IGNORECASE
)
_YES, _NO = re.compile(r"(?:ja|yes)\b", re.IGNORECASE), re.compile(r"(?:nej|no)\b", re.IGNORECASE)


def _verdict_of_row(table: Table, row: Sequence[str]) -> bool | None:
    """Return whether a cell of a table's row says that a target is met; None where none says so or it says in part."""
    for place, cell in enumerate(row[1:], 1):
        head = " ".join(heading[place] for heading in table.rows[: table.header_rows])
        if _ASKS_MET.search(head) and (_YES.match(cell) or _NO.match(cell)):
            return bool(_YES.match(cell))
        if said := _MET_CELL.fullmatch(cell.strip("* ")):
            words_of_it = f"{said['not'] or ''} {said['how'] or ''}".lower()
            if re.search(r"delvis|part", words_of_it):
                return None
            return not re.search(r"inte|ej|not", words_of_it)
    return None


def _verdicts_in_rows(document: Document, indicators: Sequence[Indicator]) -> Iterator[Finding]:
    """Check an indicator's own verdict, a cell of its row, against its outcome and its target."""
    for indicator in indicators:
        outcome, target = indicator.outcome, indicator.target
        table = document.blocks[outcome.place.block]
        assert isinstance(table, Table)
        is_met = _verdict_of_row(table, table.rows[(outcome.place.row or 1) - 1])
        if is_met is None or indicator.is_missed is None:
            continue
        is_right = is_met != indicator.is_missed
        yield Finding(
            "target", (target.id, outcome.id), (str(target.place), str(outcome.place)), outcome.number.text,
            f"an outcome that {'reaches' if is_met else 'misses'} the target",
            f"{indicator.label.strip()}: {outcome.number.text}, target {target.number.text}",
            Verdict.HOLDS if is_right else Verdict.CONTRADICTS,
        )  # fmt: skip


_GOALS = re.compile(
    r"^\s*(?:\w+ )?(?:mål|målen|indikator(?:er|erna)?|goals|targets|indicators)\b", re.IGNORECASE
)


def _counts(document: Document, figures: Sequence[Figure]) -> Iterator[Finding]:
    """Check "three of five goals have been met" against the one table that says so of as many goals, row by row."""
    said = []
    for _, table in document.tables():
        rows = [row for row in table.rows[table.header_rows :] if any(row[1:])]
        verdicts = [_verdict_of_row(table, row) for row in rows]
        if verdicts and None not in verdicts:
            said.append(verdicts)
    texts = [f for f in figures if not f.is_cell and f.is_quantity]
    for met, of in pairwise(texts):
        is_pair = met.label == of.label and re.fullmatch(r"\s*(?:av|of)(?: \w+)?\s*", of.before)
        tables = [verdicts for verdicts in said if len(verdicts) == of.amount]
        if (
            is_pair
            and len(tables) == 1
            and _GOALS.match(of.after)
            and _SAYS_MET.search(of.after)
            and not _NOT.search(of.after)
        ):
            count = sum(bool(one) for one in tables[0])
            yield Finding(
                "count", (of.id, met.id), (str(met.place),), met.number.text, str(count),
                f"{count} of {of.number.text} in the table are said to be met",
                Verdict.HOLDS if count == met.amount else Verdict.CONTRADICTS,
            )  # fmt: skip


# --- sentences on targets


def _said_of_targets(document: Document, indicators: Sequence[Indicator]) -> Iterator[Finding]:
    """Check sentences such as "the target for sick leave has been reached" against the indicator that they name."""
    for index, block in document.texts():
        for offset, sentence in sentences(block.text):
            if not _SAYS_TARGET.search(sentence) or not _SAYS_MET.search(sentence):
                continue
            is_not = bool(re.search(r"\b(?:inte|ej|not)\b", sentence, re.IGNORECASE))
            said = set(words.stems(sentence))
            section = document.section(index)
            for indicator in indicators:
                stems = set(words.stems(indicator.label))
                is_near = document.section(indicator.outcome.place.block)[:2] == section[:2]
                if (
                    not stems
                    or not is_near
                    or not _names(stems, said)
                    or indicator.is_missed is None
                ):
                    continue
                if indicator.is_missed == is_not:
                    continue
                place = Place(index, block.page, block.line_at(offset))
                yield Finding(
                    "target", (indicator.target.id, indicator.outcome.id), (str(place), str(indicator.outcome.place)),
                    sentence[:120], f"a target that is {'missed' if is_not else 'reached'}",
                    f"{indicator.label}: {indicator.outcome.number.text}, target {indicator.target.number.text}",
                )  # fmt: skip


def _names(stems: set[str], said: set[str]) -> bool:
    """Return whether a sentence names an indicator: by four fifths of its words."""
    shared = {
        stem
        for stem in stems
        if any(stem == other or (len(stem) > 5 and other.startswith(stem)) for other in said)
    }
    return len(shared) >= len(stems) * 0.8
