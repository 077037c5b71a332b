"""The year and the role of a number, from the words around it in its sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.diagnostics.check import language as words
from orchestration.diagnostics.check.numbers import Number

_CHANGE = re.compile(
    r"\b(?:ök\w+|minsk\w+|stig\w+|steg|sjönk|sjunk\w+|förbättr\w+|försämr\w+|höj\w+|sänk\w+|increas\w+|decreas\w+|rose|risen"
    r"|fell|fallen|grew|reduc\w+|declin\w+|up|down|difference|ändr\w+|fler|färre)\b(?:[^,.;()\d]|(?:19|20)\d\d){0,40}?"
    r"\b(?:med|om|på|of|by|uppgick till|uppgår till)(?: netto| drygt| knappt| nästan"
    r"| ca\.?| cirka| omkring| about| nearly)?(?: £| €| \$)?\s*$"
)
_FROM = re.compile(r"\b(?:från|from)(?: \w+){0,2}?(?: £| €| \$)?\s*$")
_COMPARED = re.compile(
    r"(?:jämfört med|jämföras? med|att jämföra med|i jämförelse med|mot|än"
    r"|compared (?:with|to)|against|than|down from|up from)"
    r"(?: motsvarande)?(?: £)?[^.;\d]{0,30}$"
)
_COMPARED_TO = re.compile(
    r"\b(?:jämfört|jämförelse|jämföra|jämföras|compared) (?:med|with|to)(?: £| €)?\s*$"
)
_TARGET_BEFORE = re.compile(
    r"\b(?:\w*årsmål\w*|mål(?:et|en|sättning\w*)?|målvärde\w*|målnivå\w*|targets?|goal)\b[^.;\d]{0,60}$"
)
_WHILE = re.compile(r"\bd[åe]r?\b[^,;]{0,60}$|\bsom var $|\bwhen\b[^,;]{0,40}$")
_UNIT_BEHIND = r"^(?:[ \u00a0]?(?:%|procent|[a-zåäö]+))?"
_YEAR_IN_BRACKETS = re.compile(_UNIT_BEHIND + r"\s*\(((?:19|20)\d\d)\)")
_YEAR_BEHIND = re.compile(
    _UNIT_BEHIND + r"\s*(?:under |för |år |i |in |during )?\(?((?:19|20)\d\d)(?:/(\d\d))?\b(?!-)"
)
_YEAR_BEGINS = re.compile(r"(?:^|\b(?:under|år|i|in|during) )$")
# How many characters before a number its year or its target may be named.
_NEAR = 300


@dataclass(frozen=True)
class Surroundings:
    """A number in its sentence; ``before`` and ``after`` are the sentence up to the numbers next to it."""

    sentence: str
    number: Number
    before: str
    after: str

    @property
    def lead(self) -> str:
        """The words before the number, in lower case."""
        start = self.number.start
        return self.sentence[max(start - _NEAR, 0) : start].lower()

    @property
    def is_in_brackets(self) -> bool:
        """Whether a bracket is open where the number is."""
        start = self.number.start
        return self.sentence.rfind("(", 0, start) > self.sentence.rfind(")", 0, start)


def year_of(about: Surroundings, numbers: Sequence[Number], year: int | None) -> int | None:
    """Return the year that a number is of.

    Parameters
    ----------
    about
        The number in its sentence.
    numbers
        All numbers of the sentence, years too.
    year
        The year of the document, which a number gets if its sentence names no other; if it is None, so is the
        number's.
    """
    if year is None:
        return None
    # A year in brackets after it, or directly after it: "126,8 mnkr (2012)", "95 % 2012", "2,1 % under 2012".
    if match := _YEAR_IN_BRACKETS.match(about.after):
        return int(match[1])
    if match := _YEAR_BEHIND.match(about.after):
        return int(match[1]) + bool(match[2])
    before = about.before.lower()
    is_compared = not about.is_in_brackets and _COMPARED.search(before)
    if about.is_in_brackets or is_compared or _FROM.search(before) or _WHILE.search(before):
        return _compared_year(about, numbers, year)
    return _leading_year(about, numbers, year)


def _compared_year(about: Surroundings, numbers: Sequence[Number], year: int) -> int:
    """Return the year that a comparison names, of what it compares with, or of what is in brackets after it."""
    start, end, lead = about.number.start, about.number.end, about.lead
    if _TARGET_BEFORE.search(lead):
        return year
    years = [n for n in numbers if n.kind == "year"]
    named = [int(n.value or 0) for n in years if n.end <= start and n.start >= start - 70]
    others = [other for other in named if other != year]
    if others:
        return others[-1]
    later = [int(n.value or 0) for n in years if end <= n.start <= end + 25]
    if later and not about.is_in_brackets:
        return later[0]
    if words.PRIOR_YEAR.search(lead[-80:]) or words.PRIOR_YEAR.search(about.after.lower()[:40]):
        return year - 1
    is_from = _FROM.search(about.before.lower())
    repeats_in_brackets = about.is_in_brackets and re.search(
        r"\d[^\d]{0,16}\($", about.before and about.sentence[:start]
    )
    return year - 1 if is_from or repeats_in_brackets else year


def _leading_year(about: Surroundings, numbers: Sequence[Number], year: int) -> int:
    """Return the year that the sentence begins with, or the one before where it speaks of then."""
    years = [n for n in numbers if n.kind == "year" and n.end <= about.number.start]
    if (
        years
        and years[-1].start < 12
        and _YEAR_BEGINS.search(about.sentence[: years[-1].start].lower())
    ):
        return int(years[-1].value or year)
    is_then = re.search(r"\b(?:då|i fjol)\b", about.lead)
    is_change = _CHANGE.search(about.before.lower())
    if words.PRIOR_YEAR.search(about.lead) and is_then and not is_change:
        return year - 1
    return year


def role_of(about: Surroundings, role_before: str | None) -> str:
    """Return one of ``language.ROLES``, ``change`` or ``outcome``.

    ``role_before`` is the role of the number before it in the sentence, if there is one: "the targets are 5 and 6".
    """
    lower = about.before.lower()
    if about.number.unit == "percentage_points" or (
        _CHANGE.search(lower) and not _COMPARED_TO.search(lower)
    ):
        return "change"
    if re.match(
        r"\s*(?:\w+ )?\w*\s*(?:fler|färre|mer|mindre|högre|lägre|more|fewer|less|higher|lower)\b",
        about.after.lower(),
    ) and not re.search(r"\d", about.after[:12]):
        return "change"
    if _TARGET_BEFORE.search(lower):
        return "target"
    chained = re.fullmatch(r"\s*\S*\s*(?:respektive|och|and|eller)\s*", lower)
    if chained and role_before == "target":
        return "target"
    if re.search(r"\b(?:\w*budget\w*)\b[^.;,\d]{0,30}$", about.lead) or re.match(
        r"\s*\S*\s*i \w*budget", about.after.lower()
    ):
        return "budget"
    if re.search(r"\b(?:avvikelse|differens|variance|difference)\b[^.;,\d]{0,20}$", about.lead):
        return "deviation"
    return "outcome"
