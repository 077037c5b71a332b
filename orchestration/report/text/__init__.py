"""The board's own text in its report: chapters of Markdown whose figures and claims are the release's.

Chapters are files of the board (``files``), read by markdown-it with figures, claims and places for blocks (``markup``)
and written as sections of the document (``writing``, and ``inline`` within a paragraph). A figure is an expression over
names (``core.expressions``, ``references``), printed in Swedish (``formats``, ``figures``). What a chapter places
(``placing``) leaves the section where it would stand by itself. docs/writing.md is for those who write.
"""

from orchestration.report.text.checking import chapter_problems
from orchestration.report.text.composing import Text, read_text
from orchestration.report.text.inline import Claim
from orchestration.report.text.problems import ClaimError, Problem, TextError

__all__ = ["Claim", "ClaimError", "Problem", "Text", "TextError", "chapter_problems", "read_text"]
