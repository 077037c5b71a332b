r"""The set-wise reading of lines: a block of bytes becomes the same lines with unambiguous separators.

In the normal form a field ends at ``SEPARATOR``, an object list is one field between ``LIST_OPEN`` and
``LIST_CLOSE`` with ``LIST_SEPARATOR`` inside, an empty field is ``EMPTY``, and quotes, escapes, carriage returns and
spare blanks are gone (SIE 4B sections 5.5-5.7). These marks are control
characters, which a file may not have (5.7). The work is done on whole blocks by array operations; a line that
is not well-formed is rewritten by ``tokens`` first. Nothing here knows what a label means.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orchestration.sie import bits, tokens

SEPARATOR, LIST_SEPARATOR, LIST_OPEN, LIST_CLOSE = "\x1f", "\x1c", "\x1d", "\x1e"
EMPTY = "\x02"

_QUOTE, _BACKSLASH, _LINE_FEED, _RETURN, _SPACE, _TAB, _BRACE_OPEN, _BRACE_CLOSE = b'"\\\n\r \t{}'
_DELETE = 127

# A byte outside quotation marks becomes a control character when only its lowest five bits are kept; the lowest is set
# as well for a blank in an object list and for the first of two quotation marks with nothing between them. No text
# holds these control characters, so they tell what the byte is to become; all others are left out.
_LOWEST = 0b00011111
_SPARE = _QUOTE & _LOWEST
_MEANING = bytes.maketrans(
    bytes(
        [
            _SPACE & _LOWEST,
            _SPACE & _LOWEST | 1,
            _BRACE_OPEN & _LOWEST,
            _BRACE_CLOSE & _LOWEST,
            _QUOTE & _LOWEST | 1,
        ]
    ),
    (SEPARATOR + LIST_SEPARATOR + LIST_OPEN + LIST_CLOSE + EMPTY).encode(),
)
_LEFT_OUT = bytes([_SPARE, _RETURN])

Bytes = NDArray[np.uint8]


@dataclass
class NormalBlock:
    """A block in normal form, and the lines in it (1-based, within the block) that had to be put right.

    Attributes
    ----------
    text
        The lines in normal form, in the file's own character set, each ending in a line feed.
    oddities
        Line and what was wrong with its quoting or braces.
    control_characters
        Lines with control characters, and the first one of each; they are replaced by ``?``.
    """

    text: bytes
    oddities: list[tuple[int, str]] = field(default_factory=list)
    control_characters: list[tuple[int, str]] = field(default_factory=list)


def normalise(block: bytes) -> NormalBlock:
    """Bring whole lines into normal form.

    Parameters
    ----------
    block
        Whole lines, the last one ending in a line feed.
    """
    result = NormalBlock(b"")
    block = _replace_control_characters(block, result)
    text, odd_lines = _separate(block)
    while odd_lines:
        block = _rewrite(block, odd_lines, result)
        text, odd_lines = _separate(block)
    result.text = text
    result.oddities.sort()
    return result


def _replace_control_characters(block: bytes, result: NormalBlock) -> bytes:
    """Put a question mark for each control character (5.7) but the blank, the tab and those that end a line."""
    data = np.frombuffer(block, dtype=np.uint8)
    allowed = (data >= _SPACE) & (data != _DELETE) | (data == _LINE_FEED)
    if allowed.all():
        return block
    allowed |= data == _TAB
    allowed[:-1] |= (data[:-1] == _RETURN) & (data[1:] == _LINE_FEED)
    if allowed.all():
        return block
    places = np.flatnonzero(~allowed)
    lines, firsts = np.unique(
        np.searchsorted(np.flatnonzero(data == _LINE_FEED), places), return_index=True
    )
    first_of_lines = bytes(data[places[firsts]]).decode("ascii")
    result.control_characters = list(zip((lines + 1).tolist(), first_of_lines, strict=True))
    return np.where(allowed, data, np.uint8(ord("?"))).tobytes()


def _separate(block: bytes) -> tuple[bytes, list[int]]:
    """Return the normal text, and no lines; or the lines that need the careful reading first."""
    data = np.frombuffer(block + b"x" * (-len(block) % bits.WIDTH), dtype=np.uint8)

    def places_of(byte: int) -> bits.Bits:
        return bits.pack(data == byte)

    line_feed, quote, blank = places_of(_LINE_FEED), places_of(_QUOTE), places_of(_SPACE)
    nowhere = np.zeros_like(quote)
    tab = places_of(_TAB) if _TAB in block else nowhere
    returns = places_of(_RETURN) if _RETURN in block else nowhere
    escapes = nowhere
    if _BACKSLASH in block:
        escapes = places_of(_BACKSLASH) & bits.before(quote)
        quote &= ~bits.after(escapes)
    inside = bits.parity(quote)  # from an opening quote up to before the closing one
    if (inside & line_feed).any():
        quotes = np.add.reduceat(
            bits.spread(quote), _line_starts(data[: len(block)]), dtype=np.int64
        )
        return b"", (np.flatnonzero(quotes % 2) + 1).tolist()

    outside = ~inside
    tab &= outside
    blank = (blank & outside) | tab
    opens, closes = places_of(_BRACE_OPEN) & outside, places_of(_BRACE_CLOSE) & outside
    opening, closing = quote & inside, quote & outside
    begins, ends = bits.after(line_feed, first=True), bits.before(line_feed | returns)
    # Alone on a line, a brace encloses the rows of a voucher, elsewhere an object list (5.4, 8.21).
    alone = begins & ends
    list_opens, list_closes = opens & ~alone, closes & ~alone
    listed = bits.parity(list_opens | list_closes)
    blank_before, blank_after = bits.after(blank), bits.before(blank)
    close_after = bits.before(list_closes)
    odd = (
        (opening & ~(blank_before | begins | bits.after(opens)))
        | (closing & ~(blank_after | ends | bits.before(closes)))
        | (list_opens & ~(listed & blank_before))
        | (list_closes & (listed | ~(blank_after | ends)))
        | (listed & line_feed)
        | (blank & blank_before & (ends | close_after))
    )
    if odd.any():
        return b"", _lines_of(data, bits.spread(odd))

    # Spare blanks: at the start and the end of a line, beside a brace, after another blank.
    spare = blank & (begins | ends | blank_before | bits.after(list_opens) | close_after)
    spare |= escapes
    text = -bits.spread(~(blank | opens | closes | quote))
    text |= _LOWEST
    text &= data
    text ^= bits.spread((blank & listed) | (opening & bits.before(closing)))
    if tab.any():
        text[np.flatnonzero(bits.spread(tab & ~listed))] = _SPACE & _LOWEST
        text[np.flatnonzero(bits.spread(tab & listed))] = _SPACE & _LOWEST | 1
    if spare.any():
        text[np.flatnonzero(bits.spread(spare))] = _SPARE
    return text[: len(block)].tobytes().translate(_MEANING, _LEFT_OUT), []


def _line_starts(data: Bytes) -> NDArray[np.int64]:
    ends = np.flatnonzero(data == _LINE_FEED)
    return np.concatenate(([0], ends[:-1] + 1))


def _lines_of(data: Bytes, mask: NDArray[Any]) -> list[int]:
    """Return the 1-based numbers of the lines in which the mask holds somewhere."""
    ends = np.flatnonzero(data == _LINE_FEED)
    return (np.unique(np.searchsorted(ends, np.flatnonzero(mask))) + 1).tolist()


def _rewrite(block: bytes, odd_lines: list[int], result: NormalBlock) -> bytes:
    """Return the block with the odd lines written out well-formed, and note what was wrong with them."""
    lines = block.split(b"\n")
    for number in odd_lines:
        fields, oddity = tokens.tokenize(lines[number - 1])
        if oddity:
            result.oddities.append((number, oddity))
        lines[number - 1] = tokens.write(fields)
    return b"\n".join(lines)
