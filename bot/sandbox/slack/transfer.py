"""Bytes of files: in by an upload URL, out by a private URL."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.slack.faulty import with_faults
from bot.sandbox.slack.gate import bearer
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.journal import Seen
from bot.sandbox.slack.state import Content, StoredFile
from bot.sandbox.slack.state.users import TEAM

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head></html>"


class Transfer:
    """Uploads and downloads."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of an announced file, raw or as a form."""
        seen = _seen("upload", request)
        return await with_faults(self._hub, request, seen, lambda: self._upload(request))

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Give a file to who may have it; lead everybody else to the login page.

        Slack does not answer 401 or 403. https://github.com/slackapi/bolt-js/issues/2585
        """
        seen = _seen("download", request)
        return await with_faults(self._hub, request, seen, lambda: self._download(request, seen))

    async def login(self, request: web.Request) -> web.StreamResponse:
        """The login page: 200 and HTML, which somebody who follows redirects takes for the file."""
        self._hub.journal.note(_seen("login", request))
        return web.Response(text=LOGIN_PAGE, content_type="text/html")

    async def elsewhere(self, request: web.Request) -> web.StreamResponse:
        """Another company's server, which notes whether a token came along."""
        self._hub.journal.note(_seen("elsewhere", request))
        return web.Response(body=b"not Slack's", content_type="application/octet-stream")

    async def _upload(self, request: web.Request) -> web.Response:
        file = self._hub.workspace.files.get(request.match_info["file"])
        if file is None or file.content is not None:
            return web.Response(status=404, text="no such upload")
        data = await _bytes(request)
        if len(data) != file.expected:
            return web.Response(status=400, text="length mismatch")
        file.content = Content.of(data)
        return web.Response(text=f"OK - {len(data)}")

    async def _download(self, request: web.Request, seen: Seen) -> web.StreamResponse:
        if self._hub.redirect_downloads_to:
            raise web.HTTPFound(self._hub.redirect_downloads_to)
        file = self._hub.workspace.files.get(request.match_info["file"].removeprefix(f"{TEAM}-"))
        if not self._may(seen.token, file):
            place = f"{self._hub.base_url}/login?redir={quote(request.path)}"
            return web.Response(
                status=302, headers={"Location": place, "X-Slack-Meta": "?;acl_fail"}
            )
        if file is None or file.content is None or file.deleted or file.mode != "hosted":
            return web.Response(status=404, text=LOGIN_PAGE, content_type="text/html")
        return await send(request, file, attachment="/download/" in request.path)

    def _may(self, token: str, file: StoredFile | None) -> bool:
        tokens = self._hub.tokens
        if token != tokens.bot or tokens.trouble:
            return False
        if "files:read" not in self._hub.installed.scopes:
            return False
        return file is None or self._hub.workspace.bot_sees(file)


async def send(
    request: web.Request,
    file: StoredFile,
    attachment: bool,
    headers: Mapping[str, str] | None = None,
) -> web.StreamResponse:
    """Send a file's bytes, piece by piece."""
    assert file.content is not None, "only uploaded files are sent"
    response = web.StreamResponse(headers=headers)
    response.content_type = file.media_type
    response.content_length = file.content.size
    response.headers["X-Content-Type-Options"] = "nosniff"
    if attachment:
        name = quote(file.name)
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    await response.prepare(request)
    for chunk in file.content.chunks():
        await response.write(chunk)
    await response.write_eof()
    return response


async def _bytes(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    async for part in await request.multipart():
        return bytes(await part.read(decode=False))  # type: ignore[union-attr]
    return b""


def _seen(method: str, request: web.Request) -> Seen:
    return Seen(method, request.host, request.path, bearer(request))
