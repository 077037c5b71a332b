"""Randomness that is the same on every machine, and shares that sum exactly.

Only the bit stream of PCG64 and the four arithmetic operations are used, never a distribution of
numpy's nor a transcendental function: the former may change between versions, the latter between
processors, and the same seed must give the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Stream:
    """A named stream of uniform numbers, independent of how much other streams draw."""

    def __init__(self, seed: int, *names: object) -> None:
        """Start the stream of ``seed`` that has these names."""
        key = zlib.crc32("/".join(map(str, names)).encode())
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, key]))

    def uniform(self, count: int) -> Floats:
        """Return ``count`` numbers in [0, 1)."""
        return (self._bits.random_raw(count) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def pick(self, weights: Floats | Sequence[float], count: int) -> Ints:
        """Return ``count`` indices, each drawn by weight."""
        bounds = np.cumsum(np.asarray(weights, dtype=np.float64))
        drawn = np.searchsorted(bounds, self.uniform(count) * bounds[-1], side="right")
        return np.minimum(drawn, len(bounds) - 1).astype(np.int64)

    def sizes(self, count: int) -> Floats:
        """Return ``count`` positive sizes, skewed as invoice amounts are: few large, many small."""
        drawn = self.uniform(count)
        return 0.12 + drawn / (1.06 - drawn)


def apportion(totals: Ints, segment: Ints, weights: Floats) -> Ints:
    """Split each total over its segment's rows by weight; every segment sums exactly.

    Parameters
    ----------
    totals
        One amount (öre) per segment.
    segment
        The segment of each row, ascending; every segment has at least one row.
    weights
        The weight of each row; a segment's weights must not sum to zero.

    Returns
    -------
    ndarray
        One amount (öre) per row. Cumulated weights are rounded and differenced, so that no remainder
        is left to place.
    """
    first = np.flatnonzero(np.r_[True, segment[1:] != segment[:-1]])
    lengths = np.diff(np.r_[first, len(segment)])
    cumulated = np.cumsum(weights)
    before = np.repeat(cumulated[first] - weights[first], lengths)
    last = np.repeat(cumulated[first + lengths - 1], lengths)
    share = (cumulated - before) / (last - before)
    placed = np.rint(share * np.repeat(totals[segment[first]], lengths)).astype(np.int64)
    amounts = np.diff(placed, prepend=0)
    amounts[first] = placed[first]
    return amounts


def split(total: int, weights: Sequence[float]) -> list[int]:
    """Split one amount (öre) over a few weights, by the same rule; the parts sum exactly."""
    whole = list(accumulate(weights))
    placed = [round(total * (part / whole[-1])) for part in whole]
    return [upper - lower for lower, upper in pairwise([0, *placed])]


def segment_sums(values: Ints, segment: Ints, count: int) -> Ints:
    """Return the sum of ``values`` for each of ``count`` segments, exact in whole öre."""
    sums = np.zeros(count, dtype=np.int64)
    np.add.at(sums, segment, values)
    return sums
