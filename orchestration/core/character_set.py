"""Which character set a Swedish text file is written in, decided by weighing all its bytes.

A SIE file should be in IBM code page 437 (SIE 4B section 5.8) and an extract in what its contract says; programs that
write another are common. No single byte decides: a curly quotation mark of Windows is an ö of code page 437, so only
letters inside words count; and a UTF-8 file in which a program has cut a letter in half is UTF-8 by all its other
letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PC8, UTF_8, WINDOWS, MACINTOSH = "cp437", "utf-8", "cp1252", "macintosh"

_CHUNK = 1 << 22
_MARGIN = 4
_KEPT_LINES = 100
_LINE_FEED, _HIGH = 0x0A, 0x80


def _table(*characters: bytes) -> NDArray[np.bool_]:
    table = np.zeros(256, dtype=bool)
    table[list(b"".join(characters))] = True
    return table


_LETTERS = "åäöÅÄÖéÉüÜ"
_OF_PC8 = _table(_LETTERS.encode("cp437"))
_OF_WINDOWS = _table(_LETTERS.encode("cp1252"))
# Less é and ü, whose bytes are letters of code page 437.
_OF_MACINTOSH = _table("åäöÅÄÖ".encode("mac_roman"))
# Fewer could be words of French in code page 437, such as crème and dîner.
_FEWEST_OF_MACINTOSH = 3
_LETTER = _table(
    bytes(range(ord("A"), ord("Z") + 1)), bytes(range(ord("a"), ord("z") + 1)),
    _LETTERS.encode("cp437"), _LETTERS.encode("cp1252"), "åäöÅÄÖ".encode("mac_roman"),
)  # fmt: skip
# What Windows-1252 has between 0x80 and 0x9F, Latin-1 has not.
_ONLY_WINDOWS = _table(bytes(range(0x80, 0xA0)))


@dataclass
class _Weights:
    high: int = 0
    in_utf_8: int = 0
    windows_signs: int = 0
    pc8_inside: int = 0
    pc8_beside: int = 0
    windows_inside: int = 0
    windows_beside: int = 0
    macintosh_inside: int = 0
    macintosh_beside: int = 0
    first_high: int | None = None
    first_windows: int | None = None
    first_macintosh: int | None = None


@dataclass(frozen=True)
class CharacterSet:
    """What the bytes are.

    Attributes
    ----------
    encoding
        ``ascii``, ``cp437``, ``utf-8``, ``cp1252`` or ``macintosh``: how the text is to be decoded.
    name
        What a person calls it.
    first_foreign_line
        1-based line of the first character that is not of code page 437; None when there is none.
    broken_lines
        The first lines with bytes that are no character of UTF-8, where that is the encoding.
    """

    encoding: str
    name: str
    first_foreign_line: int | None
    broken_lines: tuple[int, ...] = ()


def character_set(path: Path, mark_bytes: int) -> CharacterSet:
    """Return the character set of a file, by its bytes after the byte order mark; there must be some."""
    codes = np.memmap(path, dtype=np.uint8, mode="r", offset=mark_bytes)
    weights, broken = _Weights(), []
    for start in range(0, codes.size, _CHUNK):
        broken += _weigh(codes, start, min(start + _CHUNK, codes.size), weights)
    if not weights.high:
        return CharacterSet("ascii", "ASCII", None)
    if weights.in_utf_8 > weights.high - weights.in_utf_8:
        lines = tuple(sorted({_line(codes, place) for place in broken[:_KEPT_LINES]}))
        return CharacterSet(UTF_8, "UTF-8", _line(codes, weights.first_high), lines)
    of_pc8 = (weights.pc8_inside, weights.pc8_beside)
    of_windows = (weights.windows_inside, weights.windows_beside)
    of_macintosh = (weights.macintosh_inside, weights.macintosh_beside)
    if weights.macintosh_beside >= _FEWEST_OF_MACINTOSH and of_macintosh > max(of_pc8, of_windows):
        return CharacterSet(
            MACINTOSH, "Mac OS Roman (Macintosh)", _line(codes, weights.first_macintosh)
        )
    if of_windows > of_pc8:
        name = "Windows-1252" if weights.windows_signs else "Latin-1 (ISO 8859-1) or Windows-1252"
        return CharacterSet(WINDOWS, name, _line(codes, weights.first_windows))
    return CharacterSet(PC8, "IBM code page 437 (PC8)", None)


def _weigh(codes: NDArray[np.uint8], start: int, end: int, weights: _Weights) -> list[int]:
    """Add the bytes from ``start`` to ``end`` to the weights; return the places of those that are not of UTF-8."""
    places = np.flatnonzero(codes[start:end] >= _HIGH)
    if not places.size:
        return []
    first = max(start - _MARGIN, 0)
    view = np.zeros(end - first + 2 * _MARGIN, dtype=np.uint8)
    seen = codes[first : min(end + _MARGIN, codes.size)]
    view[_MARGIN : _MARGIN + seen.size] = seen
    at = places + (start - first) + _MARGIN
    here, before, after = view[at], view[at - 1], view[at + 1]
    inside, beside = _LETTER[before] & _LETTER[after], _LETTER[before] | _LETTER[after]
    weights.pc8_inside += int(np.count_nonzero(_OF_PC8[here] & inside))
    weights.pc8_beside += int(np.count_nonzero(_OF_PC8[here] & beside))
    weights.windows_inside += int(np.count_nonzero(_OF_WINDOWS[here] & inside))
    weights.windows_beside += int(np.count_nonzero(_OF_WINDOWS[here] & beside))
    weights.macintosh_inside += int(np.count_nonzero(_OF_MACINTOSH[here] & inside))
    weights.macintosh_beside += int(np.count_nonzero(_OF_MACINTOSH[here] & beside))
    weights.windows_signs += int(np.count_nonzero(_ONLY_WINDOWS[here]))
    weights.high += places.size
    if weights.first_high is None:
        weights.first_high = start + int(places[0])
    if weights.first_windows is None and (own := _OF_WINDOWS[here]).any():
        weights.first_windows = start + int(places[own.argmax()])
    if weights.first_macintosh is None and (own := _OF_MACINTOSH[here]).any():
        weights.first_macintosh = start + int(places[own.argmax()])
    in_utf_8 = _in_utf_8(view, at)
    weights.in_utf_8 += int(np.count_nonzero(in_utf_8))
    return (start + places[~in_utf_8][:_KEPT_LINES]).tolist()


def _in_utf_8(view: NDArray[np.uint8], at: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which bytes belong to a whole character of UTF-8 (RFC 3629; its rarest exceptions are let pass)."""
    length = np.zeros(view.size, dtype=np.uint8)
    # The margins have characters that begin or end in this chunk.
    around = np.flatnonzero(view >= _HIGH)
    lead = view[around]
    length[around] = (
        ((lead >= 0xC2) & (lead <= 0xDF)) * 2
        + ((lead >= 0xE0) & (lead <= 0xEF)) * 3
        + ((lead >= 0xF0) & (lead <= 0xF4)) * 4
    ).astype(np.uint8)
    follows = (view & 0xC0) == 0x80
    leads = np.flatnonzero(length)
    # A character at the margin's end is judged whole by the zeros there, and by the next chunk.
    leads = leads[leads < view.size - _MARGIN]
    whole = follows[leads + 1]
    for more in (3, 4):
        whole &= (length[leads] < more) | follows[leads + more - 1]
    covered = np.zeros(view.size, dtype=bool)
    back = at[:, None] - np.arange(_MARGIN)
    is_whole = np.zeros(view.size, dtype=bool)
    is_whole[leads[whole]] = True
    # A byte is covered where one of the four places up to it begins a whole character that reaches it.
    starts = is_whole[back] & (length[back] > np.arange(_MARGIN))
    covered[at] = starts.any(axis=1)
    return covered[at]


def _line(codes: NDArray[np.uint8], place: int | None) -> int:
    return 1 + int(np.count_nonzero(codes[:place] == _LINE_FEED))
