"""Each input that once crashed a reader or held it up is read or refused in words; a fixed few changed ones too."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import CORPUS
from tests.fuzz.mutations import mutated, mutated_zip
from tests.fuzz.targets import ACCEPTED, TARGETS


@pytest.mark.parametrize("kind", TARGETS)
def test_the_seed_of_each_kind_is_read(kind: str) -> None:
    target, seed = TARGETS[kind]
    assert target(seed()) == ACCEPTED


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*-*")), ids=lambda path: path.name)
def test_an_input_that_once_crashed_a_reader_is_read_or_refused(path: Path) -> None:
    target, _ = TARGETS[path.name.partition("-")[0]]
    assert target(path.read_bytes())


@pytest.mark.parametrize("kind", TARGETS)
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[*HealthCheck.__members__.values()],
)
@given(data=st.data())
def test_a_changed_file_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    target, seed = TARGETS[kind]
    assert target(data.draw(mutated_zip(seed()) if kind == "workbook" else mutated(seed())))
