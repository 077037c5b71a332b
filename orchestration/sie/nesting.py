"""Which lines are vouchers, transactions and braces, and which voucher a transaction belongs to.

A voucher is a ``#VER`` line, a line with ``{``, its transactions, and a line with ``}`` (SIE 4B sections 5.4 and
11, #VER). The order of lines is followed here, batch by batch, so that the rest can be done in sets.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from orchestration.sie.normalise import BLANK_LINE, LIST_CLOSE, LIST_OPEN, SEPARATOR

_LINE_FEED = ord("\n")
_LONGEST_LABEL = len("#RTRANS") + 1
_TO_UPPER = np.array(
    [ord(chr(byte).upper()) if byte < 128 else byte for byte in range(256)], dtype=np.uint8
)


class Kind(IntEnum):
    """What a line is. VOUCHER, OPEN and CLOSE are also the states of the nesting after such a line."""

    RECORD = 0
    VOUCHER = 1
    OPEN = 2
    CLOSE = 3
    TRANS = 4
    RTRANS = 5
    BTRANS = 6
    BLANK = 7


_KIND_OF_WORD = {
    "#TRANS": Kind.TRANS,
    "#RTRANS": Kind.RTRANS,
    "#BTRANS": Kind.BTRANS,
    "#VER": Kind.VOUCHER,
    LIST_OPEN: Kind.OPEN,
    LIST_CLOSE: Kind.CLOSE,
    BLANK_LINE: Kind.BLANK,
}  # a word and the byte that ends it fit in the eight bytes that are compared


@dataclass(frozen=True)
class Lines:
    """The lines of a batch, one element a line.

    Attributes
    ----------
    line_number
        1-based line of the file, int64.
    kind
        A :class:`Kind`, uint8; a brace where one belongs is BLANK, since nothing more is to be said of it.
    voucher_line_number
        Line of the last ``#VER`` up to this line, int64; 0 before the first.
    state
        The last of VOUCHER, OPEN, CLOSE before this line, uint8; RECORD when there was none.
    end
        Where the line's line feed stands in the text of the batch, int64.
    """

    line_number: NDArray[np.int64]
    kind: NDArray[np.uint8]
    voucher_line_number: NDArray[np.int64]
    state: NDArray[np.uint8]
    end: NDArray[np.int64]

    @property
    def is_transaction(self) -> NDArray[np.bool_]:
        """Whether each line is a #TRANS, #RTRANS or #BTRANS."""
        return (self.kind >= Kind.TRANS) & (self.kind <= Kind.BTRANS)

    @property
    def is_record(self) -> NDArray[np.bool_]:
        """Whether each line is any other record, or a brace where none belongs."""
        return self.kind < Kind.TRANS

    def where(self, chosen: NDArray[np.bool_]) -> Lines:
        """Return the lines that are chosen."""
        return Lines(*(getattr(self, column.name)[chosen] for column in fields(self)))


class Nesting:
    """Follows the nesting from batch to batch."""

    def __init__(self) -> None:
        self.line_count = 0
        self.state = Kind.RECORD
        self.voucher_line_number = 0

    def follow(self, normal_text: bytes) -> Lines:
        """Classify the next lines.

        Parameters
        ----------
        normal_text
            Whole lines in normal form, following those of the last call.
        """
        text = np.frombuffer(normal_text, dtype=np.uint8)
        ends = np.flatnonzero(text == _LINE_FEED)
        kind = _kinds(text, ends)
        line_number = np.arange(
            self.line_count + 1, self.line_count + 1 + kind.size, dtype=np.int64
        )
        is_voucher = kind == Kind.VOUCHER
        is_event = is_voucher | (kind == Kind.OPEN) | (kind == Kind.CLOSE)

        voucher = np.where(is_voucher, line_number, 0)
        voucher[0] = max(voucher[0], self.voucher_line_number)
        voucher = np.maximum.accumulate(voucher)

        events = np.empty(kind.size + 1, dtype=np.int64)
        events[0] = int(self.state)
        events[1:] = np.where(is_event, line_number * 8 + kind, 0)
        state = (np.maximum.accumulate(events) % 8).astype(np.uint8)

        belongs = ((kind == Kind.OPEN) & (state[:-1] == Kind.VOUCHER)) | (
            (kind == Kind.CLOSE) & (state[:-1] == Kind.OPEN)
        )
        kind[belongs] = Kind.BLANK
        self.line_count += kind.size
        self.voucher_line_number = int(voucher[-1])
        self.state = Kind(int(state[-1]))
        return Lines(line_number, kind, voucher, state[:-1], ends)


def _kinds(text: NDArray[np.uint8], ends: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Tell by the first eight bytes of each line, in capitals, what it is."""
    starts = np.zeros_like(ends)
    starts[1:] = ends[:-1] + 1
    padded = np.append(text, np.zeros(8, dtype=np.uint8))
    words = np.ndarray(shape=(text.size,), dtype="<u8", buffer=padded, strides=(1,))[starts]
    beginning = words.view(np.uint8)
    beginning -= ((beginning >= ord("a")) & (beginning <= ord("z"))).view(np.uint8) * np.uint8(
        ord("a") - ord("A")
    )
    kind = np.full(ends.size, Kind.RECORD, dtype=np.uint8)
    for word, value in _KIND_OF_WORD.items():
        for end in (SEPARATOR, "\n"):
            written = (word + end).encode()
            mask = (1 << (8 * len(written))) - 1
            kind[(words & np.uint64(mask)) == np.uint64(int.from_bytes(written, "little"))] = value
    return kind
