"""Try SIE files of any program from the file to the release, each as a board of its own, and print how each ended.

python -m tests.boards FOLDER…            # inspect, board init, deliver, board check: a few seconds per file
python -m tests.boards --run FOLDER…      # the run and the report too: a minute or two per file

Public exports of other programs find what made-up ones do not. They are tried, and never kept here. A file that
inspect accepts and that then ends without a release is a fault of ours, unless the gate asks for an explanation.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.commands import bokslut

_SUFFIXES = (".se", ".si", ".sie")
_LONGEST_SECONDS = 1800
_EXPLAIN = "accepted_findings.csv"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.boards", description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, help="SIE files, or folders of them")
    parser.add_argument("--run", action="store_true", help="run, and make the report, too")
    arguments = parser.parse_args()
    ends: Counter[str] = Counter()
    for path in _files(arguments.paths):
        end, said = _try(path, is_run=arguments.run)
        ends[end] += 1
        print(f"{end:<24}{path.name}  {said}", flush=True)
    for end, number in ends.most_common():
        print(f"{number:>5}  {end}")


def _files(paths: list[Path]) -> Iterator[Path]:
    """Yield the SIE files, each content once, however its lines end."""
    seen: set[bytes] = set()
    for path in paths:
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in found:
            if not file.is_file() or (path.is_dir() and file.suffix.lower() not in _SUFFIXES):
                continue
            digest = hashlib.sha256(file.read_bytes().replace(b"\r", b"")).digest()
            if digest not in seen:
                seen.add(digest)
                yield file


def _try(path: Path, *, is_run: bool) -> tuple[str, str]:
    """Return how a file ended, and the first words of why."""
    with TemporaryDirectory(prefix="bokslut-tried-") as name:
        board, landing, warehouse = (
            Path(name) / part for part in ("board", "landing", "warehouse")
        )
        at_board = ("--board", board)
        at_landing = (*at_board, "--landing", landing)
        steps: list[tuple[str | Path, ...]] = [
            ("board", "init", "--to", board, path),
            ("inspect", *at_board, path),
            ("deliver", *at_landing, path),
            ("board", "check", *at_landing),
        ]
        if is_run:
            steps.append(("run", *at_landing, "--warehouse", warehouse))
            steps.append(
                ("report", *at_board, "--warehouse", warehouse, "--to", Path(name) / "report")
            )
        for number, step in enumerate(steps):
            done = bokslut(*step, timeout=_LONGEST_SECONDS)
            if "Traceback" in done.stderr:
                return f"TRACEBACK in {step[0]}", done.stderr.strip().splitlines()[-1]
            if done.returncode:
                said = " ".join((done.stderr or done.stdout).split()).removeprefix("bokslut: ")
                if number == 0:
                    return "refused", said.replace(str(path), "it")[:200]
                end = (
                    "asks for an explanation" if _EXPLAIN in done.stderr else f"STOPS in {step[0]}"
                )
                return end, said[:400]
    return ("published" if is_run else "ready to run"), ""


if __name__ == "__main__":
    main()
