r"""The set-wise reading of lines: a block of bytes becomes the same lines with unambiguous separators.

In the normal form a field ends at ``SEPARATOR``, an object list is one field between ``LIST_OPEN`` and
``LIST_CLOSE`` with ``LIST_SEPARATOR`` inside, an empty field is ``EMPTY``, an empty line is ``BLANK_LINE``, and
quotes, escapes, carriage returns and spare blanks are gone (SIE 4B sections 5.5-5.7). These marks are control
characters, which may not stand in a file (5.7). The work is done on whole blocks by array operations; a line that
is not well-formed is rewritten by ``tokens`` first. Nothing here knows what a label means.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from orchestration.sie import tokens

SEPARATOR, LIST_SEPARATOR, LIST_OPEN, LIST_CLOSE = "\x1f", "\x1c", "\x1d", "\x1e"
EMPTY, BLANK_LINE = "\x02", "\x01"

_QUOTE, _BACKSLASH, _LINE_FEED, _RETURN, _SPACE, _TAB, _BRACE_OPEN, _BRACE_CLOSE = b'"\\\n\r \t{}'
_DROP = 0  # marks a byte to leave out; NUL is a control character, so that no text holds it
_DELETE = 127

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass
class NormalBlock:
    """A block in normal form, and the lines in it (1-based, within the block) that had to be put right.

    Attributes
    ----------
    text
        The lines in normal form, in the file's own character set, each ending in a line feed.
    oddities
        Line and what was wrong with its quoting or braces.
    control_lines
        Lines with control characters; these are replaced by ``?``.
    """

    text: bytes
    oddities: list[tuple[int, str]] = field(default_factory=list)
    control_lines: list[int] = field(default_factory=list)


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
    control = (data < _SPACE) & (data != _TAB) & (data != _LINE_FEED) | (data == _DELETE)
    control[:-1] &= ~((data[:-1] == _RETURN) & (data[1:] == _LINE_FEED))
    if not control.any():
        return block
    result.control_lines = _lines_of(data, control)
    return np.where(control, np.uint8(ord("?")), data).tobytes()


def _separate(block: bytes) -> tuple[bytes, list[int]]:
    """Return the normal text, and no lines; or the lines that need the careful reading first.

    A byte mask has 255 where it holds and 0 elsewhere, so that it can be combined with the text itself.
    """
    data = np.frombuffer(block, dtype=np.uint8)
    line_feed = data == _LINE_FEED
    quote = data == _QUOTE
    backslash = data == _BACKSLASH
    drop = np.zeros_like(quote)
    if backslash.any():
        drop[:-1] = backslash[:-1] & quote[1:]
        quote[1:] &= ~drop[:-1]
    inside = _parity(quote)  # from an opening quote up to before the closing one
    if (inside & line_feed).any():
        quotes = np.add.reduceat(quote, _line_starts(line_feed), dtype=np.int64)
        return b"", (np.flatnonzero(quotes % 2) + 1).tolist()

    outside = ~inside
    blank = ((data == _SPACE) | (data == _TAB)) & outside
    opens = (data == _BRACE_OPEN) & outside
    closes = (data == _BRACE_CLOSE) & outside
    returns = data == _RETURN
    ends = line_feed | returns
    opening = quote & inside
    closing = quote & outside
    # Alone on a line a brace encloses the rows of a voucher, elsewhere an object list (5.4, 8.21).
    before, after = _shifted(line_feed, 1), _shifted(ends, -1)
    alone = (opens | closes) & before & after
    list_opens, list_closes = opens & ~alone, closes & ~alone
    braces = list_opens | list_closes
    listed = _parity(braces)
    blank_before, blank_after = _shifted(blank, 1, edge=False), _shifted(blank, -1, edge=False)
    odd = (
        (opening & ~(blank_before | before | _shifted(opens, 1, edge=False)))
        | (closing & ~(blank_after | after | _shifted(closes, -1, edge=False)))
        | (list_opens & ~(listed & blank_before))
        | (list_closes & (listed | ~(blank_after | after)))
        | (listed & line_feed)
    )
    # Spare blanks: at the start and the end of a line, beside a brace, after another blank.
    spare = blank & (before | after | blank_before | _shifted(list_opens, 1, edge=False))
    odd |= blank & blank_before & (after | _shifted(list_closes, -1, edge=False))
    spare |= blank & _shifted(list_closes, -1, edge=False)
    if odd.any():
        return b"", _lines_of(data, odd)

    text = data.copy()
    _replace(text, blank & ~listed, SEPARATOR)
    _replace(text, blank & listed, LIST_SEPARATOR)
    _replace(text, opens, LIST_OPEN)
    _replace(text, closes, LIST_CLOSE)
    _replace(text, quote | spare | returns | drop, chr(_DROP))
    text |= (opening & _shifted(closing, -1, edge=False)).view(np.uint8) * np.uint8(ord(EMPTY))
    normal = text.tobytes().translate(None, bytes([_DROP]))
    is_end = np.frombuffer(normal, dtype=np.uint8) == _LINE_FEED
    if is_end.size and (is_end & _shifted(is_end, 1)).any():
        normal = (b"\n" + normal).replace(b"\n\n", b"\n\x01\n").replace(b"\n\n", b"\n\x01\n")[1:]
    return normal, []


def _parity(marks: Mask) -> Mask:
    """Return whether the number of marks up to and including each place is odd.

    The marks are summed eight at a time within machine words, which is several times faster than one by one.
    """
    words = np.zeros(-(-marks.size // 8), dtype="<u8")
    words.view(np.uint8)[: marks.size] = marks.view(np.uint8)
    for bits in (8, 16, 32):
        words ^= words << np.uint64(bits)
    carried = np.bitwise_xor.accumulate(words >> np.uint64(56))
    words[1:] ^= carried[:-1] * np.uint64(0x0101010101010101)
    return words.view(np.bool_)[: marks.size]


def _shifted(mask: Mask, places: int, *, edge: bool = True) -> Mask:
    """Return the mask moved one place: 1 tells of each byte whether the mask holds before it, -1 after it.

    A block begins and ends where a line does, which ``edge`` answers for.
    """
    moved = np.empty_like(mask)
    if places > 0:
        moved[0] = edge
        moved[1:] = mask[:-1]
    else:
        moved[-1] = edge
        moved[:-1] = mask[1:]
    return moved


def _replace(text: Bytes, mask: Mask, byte: str) -> None:
    """Set the byte where the mask holds."""
    full = -mask.view(np.uint8)
    text &= ~full
    text |= full & np.uint8(ord(byte))


def _line_starts(line_feed: Mask) -> NDArray[np.int64]:
    ends = np.flatnonzero(line_feed)
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1] + 1
    return starts


def _lines_of(data: Bytes, mask: Mask) -> list[int]:
    """Return the 1-based numbers of the lines in which the mask holds somewhere."""
    positions = np.flatnonzero(mask)
    if not positions.size:
        return []
    ends = np.flatnonzero(data == _LINE_FEED)
    return (np.unique(np.searchsorted(ends, positions)) + 1).tolist()


def _rewrite(block: bytes, odd_lines: list[int], result: NormalBlock) -> bytes:
    """Return the block with the odd lines written out well-formed, and note what was wrong with them."""
    lines = block.split(b"\n")
    for number in odd_lines:
        fields, oddity = tokens.tokenize(lines[number - 1])
        if oddity:
            result.oddities.append((number, oddity))
        lines[number - 1] = tokens.write(fields)
    return b"\n".join(lines)
