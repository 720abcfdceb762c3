"""The HTTP server: which address is answered by what."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web

from bot.sandbox.slack.gate import Gate
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.journal import ELSEWHERE
from bot.sandbox.slack.page_api import PageApi, own_page_only
from bot.sandbox.slack.people import People
from bot.sandbox.slack.responses import Responses
from bot.sandbox.slack.transfer import Transfer

MAX_BODY_BYTES = 1 << 30


class Server:
    """Slack's addresses and the page's, on loopback.

    Args:
        hub: the workspace.
        people: what its people do.
        extra_routes: more than the stand-in's own.
    """

    def __init__(self, hub: Hub, people: People, extra_routes: Sequence[web.RouteDef]) -> None:
        self._hub = hub
        self._page = PageApi(hub, people)
        self._extra = list(extra_routes)

    async def open(self, port: int) -> None:
        """Begin to listen; 0 for a free port."""
        app = web.Application(client_max_size=MAX_BODY_BYTES, middlewares=[own_page_only])
        app.add_routes([*self._routes(), *self._extra, *self._page.routes()])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        host, bound = self._runner.addresses[0][:2]
        self._hub.workspace.base_url = f"http://{host}:{bound}"

    async def close(self) -> None:
        """End everything."""
        await self._hub.close()
        await self._page.close()
        await self._runner.cleanup()

    def _routes(self) -> list[web.RouteDef]:
        gate, transfer, responses = Gate(self._hub), Transfer(self._hub), Responses(self._hub)
        return [
            web.route("*", "/api/{method}", gate.answer),
            web.get("/link/", self._hub.sockets.link),
            web.post("/upload/v1/{file}", transfer.upload),
            web.get("/files-pri/{file}/{name:.*}", transfer.download),
            web.get("/login", transfer.login),
            web.route("*", ELSEWHERE + "{rest:.*}", transfer.elsewhere),
            web.post("/response/{key}", responses.answer),
        ]
