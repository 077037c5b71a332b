"""Dagster's pages behind a guard: ``python -m orchestration.defs.webserver``.

Dagster's own web server has no log-in, takes changes by GET and answers to any ``Host``, so that a page of any site in
the browser of whoever runs it can start and delete runs. This one serves the same pages, and refuses requests of
other sites. A log-in is the reverse proxy's, which reaches it by a socket (docs/deploying.md).

The docs site of the current release is served beside them, at ``/docs``, so that Dagster's pages can link to it.

What belongs here: what is let through to Dagster's application, and how it is served.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import click
from starlette.datastructures import Headers
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from orchestration.core.settings import Settings
from orchestration.defs.docs_pages import PATH
from orchestration.releases.release import CURRENT

HOSTS_VARIABLE = "BOKSLUT_PAGES_HOSTS"

# A laptop's own names; a browser sends one of them, whatever another site's name resolves to.
LOCAL_HOSTS = ("localhost", "127.0.0.1")

_FOREIGN_SITES = ("cross-site", "same-site")


class SameSiteMiddleware:
    """Refuses, with 403, what a page of another site makes a user's browser ask for.

    Browsers say so by ``Sec-Fetch-Site`` (Fetch Metadata, W3C) and ``Origin``; *same-site* is another port of this
    machine, which is another program. Following a link to the pages is allowed, showing them in a frame is not. GraphQL
    is accepted as a POST of JSON, or by a web socket, as the pages send it: no form, image or script of another site
    can send either.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let it through."""
        refusal = _refusal(scope) if scope["type"] in ("http", "websocket") else None
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": refusal})
        else:
            await PlainTextResponse(f"Refused: {refusal}.\n", 403)(scope, receive, send)


class DocsSiteMiddleware:
    """Serves the folder of a docs site at ``/docs``, and passes on every other request."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self._app = app
        self._folder = folder
        self._files = ExceptionMiddleware(StaticFiles(directory=folder, html=True, check_dir=False))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request with a file of the site, or pass it on."""
        path = scope.get("path", "")
        if scope["type"] != "http" or not (path == PATH or path.startswith(f"{PATH}/")):
            await self._app(scope, receive, send)
        elif self._folder.is_dir():
            await self._files({**scope, "root_path": PATH}, receive, send)
        else:
            said = "There is no docs site yet. Make it with `bokslut docs`, or the asset published/docs.\n"
            await PlainTextResponse(said, 404)(scope, receive, send)


def guarded(app: ASGIApp, hosts: Iterable[str] = LOCAL_HOSTS) -> ASGIApp:
    """Return an application that answers to these host names alone, and not to other sites' pages."""
    return TrustedHostMiddleware(SameSiteMiddleware(app), [*hosts], www_redirect=False)


def hosts() -> tuple[str, ...]:
    """Return the host names of the pages: this machine's, and those in ``BOKSLUT_PAGES_HOSTS``, with commas between."""
    named = os.environ.get(HOSTS_VARIABLE, "").split(",")
    return (*LOCAL_HOSTS, *(host.strip() for host in named if host.strip()))


def _refusal(scope: Scope) -> str | None:
    headers = Headers(scope=scope)
    method, is_graphql = scope.get("method", "GET"), scope["path"].endswith("/graphql")
    # In a frame of another site, a user would click on Dagster's page without seeing it.
    is_link = (
        method == "GET"
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest", "document") == "document"
        and not is_graphql
    )
    if headers.get("sec-fetch-site") in _FOREIGN_SITES and not is_link:
        return "another site's page asked for this"
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return f"the page that asked for this is of {origin}"
    if is_graphql and scope["type"] == "http":
        content_type = headers.get("content-type", "").partition(";")[0].strip()
        if method != "POST" or content_type != "application/json":
            return "GraphQL is asked by POST, in JSON"
    return None


@click.command()
@click.option("--port", default=3000, show_default=True, help="Port of this machine to serve on.")
@click.option("--socket", help="Serve on this Unix socket instead, for a proxy.")
@click.option("--workspace", help="Dagster's workspace.yaml; by default this project's own code.")
def main(port: int, socket: str | None, workspace: str | None) -> None:
    """Serve Dagster's pages on this machine, to it alone."""
    import dagster as dg
    import uvicorn
    from dagster._core.workspace.context import WorkspaceProcessContext
    from dagster._core.workspace.load_target import ModuleTarget, WorkspaceFileTarget
    from dagster_webserver.app import create_app_from_workspace_process_context

    # The place of the code has the name that the daemon gives it, so that each finds the runs of the other.
    target = (
        WorkspaceFileTarget([workspace])
        if workspace
        else ModuleTarget("orchestration.definitions", None, str(Path.cwd()), None)
    )
    with (
        dg.DagsterInstance.get() as instance,
        WorkspaceProcessContext(instance, workspace_load_target=target) as context,
    ):
        instance.optimize_for_webserver(statement_timeout=15000, pool_recycle=3600, max_overflow=20)
        app = DocsSiteMiddleware(
            create_app_from_workspace_process_context(context),
            Settings.from_environment().docs / CURRENT,
        )
        click.echo(f"Dagster's pages: {socket or f'http://localhost:{port}'}")
        uvicorn.run(
            guarded(app, hosts()), host="127.0.0.1", port=port, uds=socket, log_level="warning"
        )


if __name__ == "__main__":
    main()
