"""Each input that once crashed a reader or held it up is read or refused in words; a fixed few changed ones too."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import CORPUS
from tests.fuzz.targets import ACCEPTED, KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_the_seed_of_each_kind_is_read(kind: str) -> None:
    assert KINDS[kind].read(KINDS[kind].seed()) == ACCEPTED


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*-*")), ids=lambda path: path.name)
def test_an_input_that_once_crashed_a_reader_is_read_or_refused(path: Path) -> None:
    assert KINDS[path.name.partition("-")[0]].read(path.read_bytes())


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(random=st.randoms(use_true_random=False))
def test_a_changed_file_is_read_or_refused(kind: str, random: Random) -> None:
    assert KINDS[kind].read(KINDS[kind].change(random, KINDS[kind].seed()))
