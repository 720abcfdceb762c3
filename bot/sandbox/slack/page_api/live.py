"""Tells open pages over a WebSocket when to look again."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.page_api import look
from bot.sandbox.slack.words import Json


class Live:
    """The pages that are open."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._open: set[web.WebSocketResponse] = set()

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """A page opens, as somebody."""
        user = request.query.get("user", "")
        socket = web.WebSocketResponse(heartbeat=20.0)
        await socket.prepare(request)
        news: asyncio.Queue[Json] = asyncio.Queue()
        end = self._hub.changes.listen(news.put_nowait)
        self._open.add(socket)
        self._hub.changes.note()
        telling = asyncio.create_task(self._tell(socket, user, news))
        try:
            async for _ in socket:
                pass  # a page says nothing; this ends when it closes
        finally:
            end()
            telling.cancel()
            self._open.discard(socket)
        return socket

    async def close(self) -> None:
        """Let every page go."""
        for socket in tuple(self._open):
            await socket.close()

    async def _tell(
        self, socket: web.WebSocketResponse, user: str, news: asyncio.Queue[Json]
    ) -> None:
        while not socket.closed:
            told = self._for(user, await news.get())
            if told is not None:
                await socket.send_json(told)

    def _for(self, user: str, change: Json) -> Json | None:
        """A change in the page's words; `None` when it is not this person's to see."""
        if change["type"] == "modals":
            return {"type": "modals"} if change["user"] == user else None
        name = look.name_of(self._hub, change["channel"], user)
        return None if name is None else {"type": "changed", "channel": name}
