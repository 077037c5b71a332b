"""A preview of the report while its chapters are written: a server for this machine alone, and a page that follows.

Each change of a chapter or of ``board.yml`` makes the report again. What is wrong is shown instead of the report, and
the page is loaded again by itself. Nothing is written to a file.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

from orchestration.boards import FILE_NAME
from orchestration.core.errors import BokslutError, ExternalError

HOST = "127.0.0.1"
_PAUSE_SECONDS = 0.3
_VERSION_PATH = "/version"
_FOLLOW = f"""<script>
let shown;
setInterval(async () => {{
  try {{
    const version = await (await fetch("{_VERSION_PATH}")).text();
    if (shown !== undefined && version !== shown) location.reload();
    shown = version;
  }} catch {{}}
}}, 500);
</script>"""


@dataclass
class Preview:
    """The pages that are shown now, by path, and their version, which grows with each change."""

    pages: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    _lock: Lock = field(default_factory=Lock)

    def show(self, pages: Mapping[str, str]) -> None:
        """Show other pages from now on."""
        with self._lock:
            self.pages, self.version = pages, self.version + 1

    def answer(self, path: str) -> str | None:
        """Return the page at a path with what lets it follow, or the version; None where there is none."""
        with self._lock:
            if path == _VERSION_PATH:
                return str(self.version)
            page = self.pages.get(path)
        return page and page.replace("</body>", f"{_FOLLOW}</body>")


def watch(
    folder: Path,
    pages: Callable[[], Mapping[str, str]],
    say: Callable[[str], None],
    port: int,
    *,
    is_over: Callable[[], bool] = lambda: False,
) -> None:
    """Serve pages on this machine's own address, and make them again at each change, until interrupted.

    Parameters
    ----------
    folder
        The board's folder.
    pages
        Returns the pages by their paths, or raises a ``BokslutError`` that is then shown.
    say
        Called with the address, and at each change with what was made or what is wrong.
    port
        The port to listen to; 0 takes a free one.
    is_over
        Ends the preview when it returns true.

    Raises
    ------
    ExternalError
        When the port is taken.
    """
    preview = Preview()
    preview.show({"/": _page("The report is being made", "")})
    try:
        server = ThreadingHTTPServer((HOST, port), partial(_Handler, preview))
    except OSError as error:
        raise ExternalError(
            f"Port {port} of {HOST} cannot be used: {error.strerror}.", "Give another --port."
        ) from error
    with server:
        Thread(target=server.serve_forever, daemon=True).start()
        say(f"Preview: http://{HOST}:{server.server_port}/ (Ctrl+C ends it)")
        seen: object = None
        try:
            while not is_over():
                if (now := _state(folder)) != seen:
                    seen = now
                    _make(preview, pages, say)
                time.sleep(_PAUSE_SECONDS)
        except KeyboardInterrupt:
            say("")
        finally:
            server.shutdown()


def _make(
    preview: Preview, pages: Callable[[], Mapping[str, str]], say: Callable[[str], None]
) -> None:
    try:
        preview.show(pages())
    except BokslutError as error:
        preview.show({"/": _page("The report is not made", str(error))})
        say(str(error))
    else:
        say(f"{time.strftime('%H:%M:%S')} made")


def _state(folder: Path) -> list[tuple[str, int, int]]:
    """Return the state of the chapters, to notice a change by."""
    found = []
    for path in (folder / FILE_NAME, *sorted((folder / "report").glob("*.md"))):
        try:
            status = path.stat()
        except OSError:
            continue  # an editor is replacing it
        found.append((str(path), status.st_mtime_ns, status.st_size))
    return found


def _page(heading: str, message: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{heading}</title></head>'
        '<body style="font: 1rem/1.6 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem">'
        f'<h1>{heading}</h1><pre style="white-space: pre-wrap">{escape(message)}</pre></body></html>'
    )


class _Handler(BaseHTTPRequestHandler):
    """Answers only requests to this machine's own address; under another name, a page elsewhere would read it."""

    server_version, sys_version = "bokslut", ""

    def __init__(self, preview: Preview, *arguments: object) -> None:
        self._preview = preview
        super().__init__(*arguments)  # pyrefly: ignore[bad-argument-type]

    def do_GET(self) -> None:
        asked = self.headers.get("Host", "").rpartition(":")[0]
        if asked not in (HOST, "localhost"):
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        found = self._preview.answer(self.path.partition("?")[0])
        if found is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        content = found.encode()
        self.send_response(HTTPStatus.OK)
        kind = "text/plain" if self.path == _VERSION_PATH else "text/html"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""
