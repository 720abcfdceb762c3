"""Keeps other web sites out of a server that asks for no password."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox.slack.words import Refused

LOOPBACK = ("127.0.0.1", "localhost")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def own_page_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer nobody who names this machine otherwise (DNS rebinding), and no other site's page."""
    if (request.url.host or "") not in LOOPBACK:
        return web.Response(status=403, text="This is for this machine only.")
    origin = request.headers.get("Origin", "")
    if origin and origin != f"{request.scheme}://{request.host}":
        return web.Response(status=403, text="This is for its own page only.")
    try:
        return await handler(request)
    except Refused as refused:
        return web.json_response({"ok": False, "error": refused.error}, status=400)
