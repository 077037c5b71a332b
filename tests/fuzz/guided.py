"""Fuzzing that is guided by the branches that an input reaches: ``python -m tests.fuzz.guided KIND [INPUTS]``.

It needs atheris, which is not in the lock, since it has wheels for few versions of Python; ``make fuzz-guided``
installs it. An input that crashes the reader is kept as by ``make fuzz``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

import atheris

_atheris: Any = atheris
with _atheris.instrument_imports(include=["orchestration"]):
    from tests.fuzz.__main__ import CORPUS, Tried
    from tests.fuzz.targets import KINDS

_STUCK_SECONDS = 120
_MOST_MIB = 1024
_MOST_BYTES = 65_536


def main(name: str, inputs: int) -> None:
    """Let atheris choose the inputs of a kind, print its row of the table, and end the process."""
    kind, tried = KINDS[name], Tried(name)
    seeds = Path(tempfile.mkdtemp(prefix="bokslut-fuzz-seeds-"))
    (seeds / "seed").write_bytes(kind.seed())
    for path in CORPUS.glob(f"{name}-*"):
        if path.stat().st_size < _MOST_BYTES:
            (seeds / path.name).write_bytes(path.read_bytes())

    def read(content: bytes) -> None:
        tried.read(content)
        if tried.inputs == inputs:
            print(tried.line(), flush=True)
            os._exit(bool(tried.crashes))

    def change(content: bytes, most: int, number: int) -> bytes:
        random = Random(number)
        if random.randrange(2):
            return _atheris.Mutate(content, most)
        try:
            return kind.change(random, content)[:most]
        except Exception:  # It is no longer a zip file, of which a part could be changed.
            return _atheris.Mutate(content, most)

    limits = [f"-timeout={_STUCK_SECONDS}", f"-rss_limit_mb={_MOST_MIB}", f"-max_len={_MOST_BYTES}"]
    limits.append(f"-artifact_prefix={seeds}/")
    _atheris.Setup([sys.argv[0], *limits, "-verbosity=0", str(seeds)], read, custom_mutator=change)
    _atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
