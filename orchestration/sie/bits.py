"""Masks over the bytes of a block, one bit per byte, 64 in a machine word.

A few operations on words process a whole block, with an eighth of the work of a mask of bytes. The first
byte of the block is the lowest bit of the first word.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

WIDTH = 64
"""Blocks are padded to a multiple of so many bytes."""

Bits = NDArray[np.uint64]

_ONE, _HIGHEST = np.uint64(1), np.uint64(WIDTH - 1)


def pack(mask: NDArray[np.bool_]) -> Bits:
    """Return the bits of a mask that has one element per byte."""
    return np.packbits(mask, bitorder="little").view("<u8")


def spread(bits: Bits) -> NDArray[np.uint8]:
    """Return the mask with one element per byte, 0 or 1."""
    return np.unpackbits(bits.view(np.uint8), bitorder="little")


def after(bits: Bits, *, first: bool = False) -> Bits:
    """Return the bytes whose predecessor is in the mask; ``first`` is whether the first byte's is."""
    moved = bits << _ONE
    moved[1:] |= bits[:-1] >> _HIGHEST
    moved[0] |= np.uint64(first)
    return moved


def before(bits: Bits) -> Bits:
    """Return the bytes whose successor is in the mask; the last byte has none."""
    moved = bits >> _ONE
    moved[:-1] |= bits[1:] << _HIGHEST
    return moved


def parity(bits: Bits) -> Bits:
    """Return the bytes up to and including which the mask has an odd number of bytes."""
    odd = bits.copy()
    for places in (1, 2, 4, 8, 16, 32):
        odd ^= odd << np.uint64(places)
    carried = np.bitwise_xor.accumulate(odd >> _HIGHEST)
    odd[1:] ^= -carried[:-1]
    return odd
