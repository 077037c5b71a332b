"""Which lines are vouchers, transactions and braces, and which voucher a transaction belongs to.

A voucher is a ``#VER`` line, a line with ``{``, its transactions, and a line with ``}`` (SIE 4B sections 5.4 and
11, #VER). The order of lines is followed here, block by block, so that the rest can be done in sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orchestration.sie.normalise import LIST_CLOSE, LIST_OPEN, SEPARATOR

_LINE_FEED = ord("\n")
# Labels are compared in capitals, and whether a field or the line ends after them does not matter.
_FOLDED = np.frombuffer(
    bytes(range(256)).upper().replace(b"\n", SEPARATOR.encode()), dtype=np.uint8
)


class Kind(IntEnum):
    """What a line is. VOUCHER, OPEN and CLOSE are also the states of the nesting after such a line."""

    RECORD = 0
    VOUCHER = 1
    OPEN = 2
    CLOSE = 3
    CHECKSUM = 4
    TRANS = 5
    RTRANS = 6
    BTRANS = 7
    BLANK = 8


_KIND_OF_WORD = {
    "#KSUMMA": Kind.CHECKSUM,  # whatever is written after it
    "#TRANS" + SEPARATOR: Kind.TRANS,
    "#RTRANS" + SEPARATOR: Kind.RTRANS,
    "#BTRANS" + SEPARATOR: Kind.BTRANS,
    "#VER" + SEPARATOR: Kind.VOUCHER,
    LIST_OPEN + SEPARATOR: Kind.OPEN,
    LIST_CLOSE + SEPARATOR: Kind.CLOSE,
    SEPARATOR: Kind.BLANK,  # the line ends where it begins
}  # none is longer than the eight bytes that are compared


@dataclass(frozen=True)
class Lines:
    """Some lines of the file, one element per line.

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
    """

    line_number: NDArray[np.int64]
    kind: NDArray[np.uint8]
    voucher_line_number: NDArray[np.int64]
    state: NDArray[np.uint8]

    @property
    def is_transaction(self) -> NDArray[np.bool_]:
        """Whether each line is a #TRANS, #RTRANS or #BTRANS."""
        return (self.kind >= Kind.TRANS) & (self.kind <= Kind.BTRANS)

    @property
    def is_voucher(self) -> NDArray[np.bool_]:
        """Whether each line is a #VER."""
        return self.kind == Kind.VOUCHER

    @property
    def is_record(self) -> NDArray[np.bool_]:
        """Whether each line is any other record, or a brace where none belongs."""
        return (self.kind < Kind.TRANS) & (self.kind != Kind.VOUCHER)

    def where(self, chosen: NDArray[np.bool_]) -> Lines:
        """Return the lines that are chosen."""
        return Lines(*(column[chosen] for column in self._columns))

    @staticmethod
    def joined(parts: list[Lines]) -> Lines:
        """Return the lines of all the parts."""
        columns = zip(*(part._columns for part in parts), strict=True)
        return Lines(*(np.concatenate(column) for column in columns))

    @property
    def _columns(self) -> tuple[NDArray[Any], ...]:
        return (self.line_number, self.kind, self.voucher_line_number, self.state)


class Nesting:
    """Follows the nesting from block to block."""

    def __init__(self) -> None:
        self.line_count = 0
        self.state = Kind.RECORD
        self.voucher_line_number = 0

    def follow(self, normal_text: bytes) -> tuple[Lines, NDArray[np.int64]]:
        """Classify the next lines.

        Parameters
        ----------
        normal_text
            Whole lines in normal form, following those of the last call.

        Returns
        -------
        Lines
            The lines.
        NDArray
            Where each line begins in the text, and last where the text ends.
        """
        ends = np.flatnonzero(np.frombuffer(normal_text, dtype=np.uint8) == _LINE_FEED)
        edges = np.concatenate(([0], ends + 1))
        kind = _kinds(normal_text, edges[:-1])
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
        return Lines(line_number, kind, voucher, state[:-1]), edges


def _kinds(normal_text: bytes, starts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Tell by the first eight bytes of each line what it is."""
    padded = normal_text + bytes(8)
    windows = np.ndarray(shape=(len(normal_text),), dtype="<u8", buffer=padded, strides=(1,))
    kind = np.full(starts.size, Kind.RECORD, dtype=np.uint8)
    words = windows[starts]
    # Nearly all lines are #TRANS in capitals; the rest are few enough to be compared with every word.
    kind[_begin_with(words, "#TRANS" + SEPARATOR)] = Kind.TRANS
    others = np.flatnonzero(kind == Kind.RECORD)
    words = _FOLDED[words[others].view(np.uint8)].view("<u8")
    for word, value in _KIND_OF_WORD.items():
        kind[others[_begin_with(words, word)]] = value
    return kind


def _begin_with(words: NDArray[np.uint64], word: str) -> NDArray[np.bool_]:
    """Tell which of the beginnings of lines begin with the word."""
    written = word.encode()
    mask = np.uint64((1 << (8 * len(written))) - 1)
    return (words & mask) == np.uint64(int.from_bytes(written, "little"))
