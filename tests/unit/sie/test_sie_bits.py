"""Masks of one bit per byte agree with what they stand for, also where one machine word ends and the next begins."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.sie import bits

masks = st.lists(st.booleans(), min_size=4 * bits.WIDTH, max_size=4 * bits.WIDTH)


@pytest.mark.slow
@given(masks, st.booleans())
def test_each_byte_learns_of_its_neighbours_and_of_those_before_it(mask, first):
    packed = bits.pack(np.array(mask))
    assert bits.spread(packed).tolist() == mask
    assert bits.spread(bits.after(packed, first=first)).tolist() == [first, *mask[:-1]]
    assert bits.spread(bits.before(packed)).tolist() == [*mask[1:], False]
    assert bits.spread(bits.parity(packed)).tolist() == (np.cumsum(mask) % 2).tolist()
