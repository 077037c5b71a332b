"""Sums and comparisons of named values: the language of the tie-out's predicates and of the report's text.

Words are separated by blanks: ``figure:a + 0.5 >= 2 * measure:b@2013 and …``. A predicate is comparisons joined by
``and``; a comparison is two expressions with a relation between them; an expression has names, numbers with a decimal
point, ``+ - * /`` and parentheses. A name that contains a blank is written with quotation marks around the blank.
A name with ``*`` for what it is of, such as ``measure:b/*@2013``, makes its comparison one of all members: it holds
when it holds for each of them.
The warehouse reads the same predicates in SQL (``int_tie_out__terms``); a test holds the two to the same verdicts.

Nothing here knows what a name means: the caller gives a value for each. Values are fractions, so nothing is
rounded before it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

RELATIONS = ("=", "==", "<", ">", "<=", ">=")
OPERATORS = ("+", "-", "*", "/")
MOST_CHARACTERS = 2_000
_MOST_DIGITS = 24
_DEEPEST = 20
_WORD = re.compile(r'[()]|(?:[^\s()"]|"[^"]*")+|"')
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_QUOTED = re.compile(r'"[^"]*"')
_OF_ALL = re.compile(r"(?<=[:/])\*(?=@|$)")

Verdict = Literal["holds", "holds_within_rounding", "cannot_be_checked", "contradicted"]
_SEVERITY: tuple[Verdict, ...] = (
    "holds",
    "holds_within_rounding",
    "cannot_be_checked",
    "contradicted",
)


class ExpressionError(Exception):
    """An expression that cannot be read; ``position`` is the offset of what is wrong in its text, from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


@dataclass(frozen=True)
class Number:
    """A number, as written."""

    value: Fraction


@dataclass(frozen=True)
class Name:
    """A name without its quotation marks, and where it is in the text."""

    text: str
    position: int


@dataclass(frozen=True)
class Operation:
    """Two expressions with an operator between them."""

    operator: str
    left: Expression
    right: Expression
    position: int


Expression = Number | Name | Operation


@dataclass(frozen=True)
class Comparison:
    """Two expressions with a relation between them, and the text that they were read from."""

    left: Expression
    relation: str
    right: Expression
    text: str
    position: int


@dataclass(frozen=True)
class Value:
    """A value, and how far rounding may have moved it: half of the last printed place, zero where it is exact."""

    amount: Fraction
    slack: Fraction = Fraction(0)


@dataclass(frozen=True)
class _Word:
    text: str
    position: int

    @property
    def end(self) -> int:
        return self.position + len(self.text)


class _Reader:
    """The words of a text, read one after another."""

    def __init__(self, text: str) -> None:
        if len(text) > MOST_CHARACTERS:
            raise ExpressionError(f"more than {MOST_CHARACTERS} characters", 0)
        self.text = text
        self._words = [_Word(found[0], found.start()) for found in _WORD.finditer(text)]
        self._at = 0
        self._depth = 0

    @property
    def next(self) -> str:
        """Return the word that comes next; empty at the end."""
        return self._words[self._at].text if self._at < len(self._words) else ""

    @property
    def position(self) -> int:
        return self._words[self._at].position if self._at < len(self._words) else len(self.text)

    @property
    def last_end(self) -> int:
        return self._words[self._at - 1].end if self._at else 0

    def take(self) -> _Word:
        word = self._words[self._at]
        self._at += 1
        return word

    def expected(self, what: str) -> ExpressionError:
        found = f"{self.next!r}" if self.next else "the end"
        return ExpressionError(f"expected {what}, found {found}", self.position)

    def comparisons(self) -> Iterator[Comparison]:
        while True:
            start = self.position
            left = self.sum()
            if self.next not in RELATIONS:
                raise self.expected(f"a relation ({' '.join(RELATIONS)}) or an operator")
            relation = self.take().text
            right = self.sum()
            if self.next in RELATIONS:
                raise self.expected("`and` before another comparison")
            yield Comparison(left, relation, right, self.text[start : self.last_end], start)
            if not self.next:
                return
            if self.next != "and":
                raise self.expected("`and` or an operator")
            self.take()

    def sum(self) -> Expression:
        found = self._product()
        while self.next in ("+", "-"):
            operator = self.take()
            found = Operation(operator.text, found, self._product(), operator.position)
        return found

    def _product(self) -> Expression:
        found = self._operand()
        while self.next in ("*", "/"):
            operator = self.take()
            found = Operation(operator.text, found, self._operand(), operator.position)
        return found

    def _operand(self) -> Expression:
        if self.next in ("", "and", ")", *RELATIONS, *OPERATORS):
            raise self.expected("a name or a number")
        word = self.take()
        if word.text == "(":
            self._depth += 1
            if self._depth > _DEEPEST:
                raise ExpressionError(f"more than {_DEEPEST} parentheses", word.position)
            found = self.sum()
            if self.next != ")":
                raise self.expected("`)` or an operator")
            self.take()
            self._depth -= 1
            return found
        if _NUMBER.fullmatch(word.text):
            if len(word.text) > _MOST_DIGITS:
                raise ExpressionError(
                    f"a number of more than {_MOST_DIGITS} characters", word.position
                )
            return Number(Fraction(word.text))
        if re.fullmatch(r"-?\d+,\d+", word.text):
            raise ExpressionError(
                f"write {word.text.replace(',', '.')}, with a decimal point", word.position
            )
        if word.text == '"':
            raise ExpressionError("a quotation mark without its second", word.position)
        return Name(word.text.replace('"', ""), word.position)


def parse_expression(text: str) -> Expression:
    """Return the expression that a text says.

    Raises
    ------
    ExpressionError
        When it is not one; the error says where, and what was expected.
    """
    reader = _Reader(text)
    found = reader.sum()
    if reader.next:
        raise reader.expected("an operator (+ - * /) with blanks around it")
    return found


def parse_predicate(text: str) -> tuple[Comparison, ...]:
    """Return the comparisons that a predicate joins.

    Raises
    ------
    ExpressionError
        When it is not a predicate; the error says where, and what was expected.
    """
    return tuple(_Reader(text).comparisons())


def parse_statement(text: str) -> tuple[Comparison, ...]:
    """Return the comparisons of a predicate in the register's part of the language, which the warehouse reads in SQL.

    Its comparisons are between two sums of names and numbers, with a number before ``*`` where one is needed; words are
    separated by single blanks, except within a name's quotation marks, and ``(`` and ``/`` have no meaning there.

    Raises
    ------
    ExpressionError
        When it is not a predicate, or uses more of the language.
    """
    outside = _QUOTED.sub(lambda quoted: "_" * len(quoted[0]), text)
    if "(" in outside:
        raise ExpressionError("( has no meaning in a statement", outside.index("("))
    if "  " in outside or text != text.strip():
        position = outside.index("  ") if "  " in outside else 0
        raise ExpressionError("expected single blanks between words and none around them", position)
    comparisons = parse_predicate(text)
    for comparison in comparisons:
        for side in (comparison.left, comparison.right):
            _require_sum(side)
    return comparisons


def _require_sum(expression: Expression) -> None:
    while isinstance(expression, Operation) and expression.operator in ("+", "-"):
        _require_term(expression.right)
        expression = expression.left
    _require_term(expression)


def _require_term(expression: Expression) -> None:
    if not isinstance(expression, Operation):
        return
    is_term = isinstance(expression.left, Number) and not isinstance(expression.right, Operation)
    if expression.operator != "*" or not is_term:
        raise ExpressionError(
            "expected a number before `*` and a name after it, and no `/`, in a statement",
            expression.position,
        )


def names_in(expression: Expression) -> Iterator[Name]:
    """Yield the names of an expression, in their order."""
    if isinstance(expression, Operation):
        yield from names_in(expression.left)
        yield from names_in(expression.right)
    elif isinstance(expression, Name):
        yield expression


def for_all(
    comparison: Comparison, members_of: Callable[[Name], Iterable[str]]
) -> tuple[Comparison, ...]:
    """Return one comparison per member, in order, for a comparison of all members; any other comparison alone.

    Parameters
    ----------
    comparison
        A comparison, perhaps of names with ``*`` for a member.
    members_of
        Returns the members that such a name is of.

    Returns
    -------
    tuple of Comparison
        Their texts name the member. Where no name has members the comparison is returned as it is.
    """
    names = [*names_in(comparison.left), *names_in(comparison.right)]
    members = {member for name in names if _OF_ALL.search(name.text) for member in members_of(name)}
    if not members:
        return (comparison,)
    return tuple(
        Comparison(
            _of_member(comparison.left, member),
            comparison.relation,
            _of_member(comparison.right, member),
            f"{comparison.text} of {member}",
            comparison.position,
        )
        for member in sorted(members)
    )


def _of_member(expression: Expression, member: str) -> Expression:
    if isinstance(expression, Operation):
        left, right = _of_member(expression.left, member), _of_member(expression.right, member)
        return Operation(expression.operator, left, right, expression.position)
    if isinstance(expression, Name):
        return Name(_OF_ALL.sub(lambda _: member, expression.text), expression.position)
    return expression


def evaluate(expression: Expression, value_of: Callable[[Name], Value | None]) -> Value | None:
    """Return the value of an expression; None if a name has none.

    Raises
    ------
    ExpressionError
        When something is divided by zero, or by a value that rounding may have moved from zero.
    """
    if isinstance(expression, Number):
        return Value(expression.value)
    if isinstance(expression, Name):
        return value_of(expression)
    left, right = evaluate(expression.left, value_of), evaluate(expression.right, value_of)
    if left is None or right is None:
        return None
    if expression.operator == "+":
        return Value(left.amount + right.amount, left.slack + right.slack)
    if expression.operator == "-":
        return Value(left.amount - right.amount, left.slack + right.slack)
    if expression.operator == "*":
        slack = abs(left.amount) * right.slack + abs(right.amount) * left.slack
        return Value(left.amount * right.amount, slack + left.slack * right.slack)
    least = abs(right.amount) - right.slack
    if least <= 0:
        raise ExpressionError("divided by zero", expression.position)
    quotient = left.amount / right.amount
    return Value(quotient, (left.slack + abs(quotient) * right.slack) / least)


def compare(comparison: Comparison, value_of: Callable[[Name], Value | None]) -> Verdict:
    """Return the verdict of a comparison; ``==`` allows for no rounding.

    Raises
    ------
    ExpressionError
        When something is divided by zero.
    """
    left, right = evaluate(comparison.left, value_of), evaluate(comparison.right, value_of)
    if left is None or right is None:
        return "cannot_be_checked"
    difference, slack = left.amount - right.amount, left.slack + right.slack
    relation = comparison.relation
    holds = {
        "=": difference == 0,
        "==": difference == 0,
        "<": difference < 0,
        ">": difference > 0,
        "<=": difference <= 0,
        ">=": difference >= 0,
    }[relation]
    if holds:
        return "holds"
    within = {
        "=": abs(difference) <= slack,
        "<=": difference <= slack,
        ">=": difference >= -slack,
    }.get(relation, False)
    return "holds_within_rounding" if within else "contradicted"


def worst(verdicts: list[Verdict]) -> Verdict:
    """Return the verdict of a predicate by those of its comparisons."""
    return max(verdicts, key=_SEVERITY.index)
