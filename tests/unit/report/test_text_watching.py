"""The preview of a report: who may read it, what a change makes of it, and what it says of a mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
import requests

from orchestration.core.errors import ExternalError, RefusedError
from orchestration.report.text.watching import HOST, watch
from tests.processes import PATIENCE_SECONDS

Watched = tuple[str, Path, "list[str]"]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """The address of a preview of one chapter, the chapter's file, and what has been said so far."""
    chapter = tmp_path / "report" / "a.md"
    chapter.parent.mkdir()
    chapter.write_text("one", "utf-8")
    said: list[str] = []
    over = Event()

    def pages() -> dict[str, str]:
        content = chapter.read_text("utf-8")
        if content == "wrong":
            raise RefusedError("a.md, line 1: <wrong>")
        return {"/": f"<body>{content}</body>"}

    thread = Thread(
        target=watch, args=(tmp_path, pages, said.append, 0), kwargs={"is_over": over.is_set}
    )
    thread.start()
    try:
        wait_until(lambda: len(said) > 1)
        address = re.search(r"http://\S+", said[0])
        assert address
        yield address[0], chapter, said
    finally:
        over.set()
        thread.join(PATIENCE_SECONDS)


def wait_until(happened: Callable[[], bool]) -> None:
    pause = Event()
    for _ in range(PATIENCE_SECONDS * 20):
        if happened():
            return
        pause.wait(0.05)
    raise AssertionError("nothing happened")


def asked(address: str, host: str = "") -> requests.Response:
    return requests.get(address, headers={"Host": host} if host else {}, timeout=PATIENCE_SECONDS)


def read(address: str) -> str:
    return asked(address).content.decode()


def test_a_change_of_a_chapter_is_shown_and_the_page_follows(watched: Watched) -> None:
    address, chapter, said = watched
    assert address.startswith(f"http://{HOST}:")
    first = read(f"{address}version")
    assert "<body>one<script>" in read(address)
    chapter.write_text("two, longer", "utf-8")
    wait_until(lambda: len(said) > 2)
    assert "two, longer" in read(address)
    assert read(f"{address}version") != first


def test_a_mistake_is_shown_as_text_until_it_is_corrected(watched: Watched) -> None:
    address, chapter, said = watched
    chapter.write_text("wrong", "utf-8")
    wait_until(lambda: "a.md, line 1: <wrong>" in said)
    assert "a.md, line 1: &lt;wrong&gt;" in read(address)
    chapter.write_text("right again", "utf-8")
    wait_until(lambda: len(said) > 3)
    assert "right again" in read(address)


def test_a_draft_is_for_this_machine_alone(watched: Watched) -> None:
    address = watched[0]
    port = address.rstrip("/").rpartition(":")[2]
    for path, host, code in (("", f"elsewhere.example.org:{port}", 403), ("etc/passwd", "", 404)):
        assert asked(f"{address}{path}", host).status_code == code


def test_a_port_that_is_taken_is_said(watched: Watched, tmp_path: Path) -> None:
    port = int(watched[0].rstrip("/").rpartition(":")[2])
    with pytest.raises(ExternalError, match=f"Port {port}"):
        watch(tmp_path, dict, lambda _: None, port)
