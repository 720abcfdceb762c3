"""Socket Mode. https://docs.slack.dev/apis/events-api/using-socket-mode"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import secrets
import time
import uuid
from contextlib import suppress

from aiohttp import WSMsgType, web

from bot.sandbox.slack import facts
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.delivery.attempts import EVENT, Attempt, Delivery
from bot.sandbox.slack.options import Timing
from bot.sandbox.slack.state.users import APP_ID
from bot.sandbox.slack.words import Json

HOST = {"host": "applink-sandbox"}


class SocketMode:
    """The app's WebSockets. Each envelope goes to any one of them.

    Attributes:
        connections: the open ones, oldest first.
        disabled: whether Socket Mode was switched off for the app.
    """

    def __init__(self, timing: Timing, changes: Changes) -> None:
        self.connections: list[web.WebSocketResponse] = []
        self.disabled = False
        self._draining: list[web.WebSocketResponse] = []
        self._timing = timing
        self._changes = changes
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Json]] = {}

    def ticket(self) -> str:
        """A ticket for one connection."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return ticket

    async def link(self, request: web.Request) -> web.StreamResponse:
        """A WebSocket opens."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self.connections) >= facts.CONNECTIONS_MAX:
            await self._disconnect(socket, "too_many_websockets")
            await socket.close()
            return socket
        self.connections.append(socket)
        await socket.send_json(self._hello())
        self._changes.note()
        pinging = asyncio.create_task(self._ping(socket))
        try:
            await self._listen(socket)
        finally:
            pinging.cancel()
        return socket

    async def once(self, delivery: Delivery, number: int, reason: str) -> Attempt:
        """Send an envelope and wait for its acknowledgement."""
        began = time.monotonic()
        if not self.connections:
            return Attempt(number, False, 0.0, "connection_failed")
        envelope = _envelope(delivery, number, reason)
        acked = self._waiting[envelope["envelope_id"]] = asyncio.get_running_loop().create_future()
        try:
            await random.choice(self.connections).send_json(envelope)
            body = await asyncio.wait_for(acked, self._timing.ack)
        except TimeoutError:
            return Attempt(number, False, time.monotonic() - began, "timeout")
        except (ConnectionError, RuntimeError):
            return Attempt(number, False, time.monotonic() - began, "connection_failed")
        finally:
            del self._waiting[envelope["envelope_id"]]
        return Attempt(number, True, time.monotonic() - began, body=body)

    async def refresh(self, grace: float) -> None:
        """Ask every client to connect anew, as Slack does every few hours.

        Args:
            grace: seconds between the warning, the request and the end of the old connections.
        """
        old = tuple(self.connections)
        for socket in old:
            await self._disconnect(socket, "warning")
        await asyncio.sleep(grace)
        for socket in old:
            if socket in self.connections:
                self.connections.remove(socket)
                self._draining.append(socket)
                await self._disconnect(socket, "refresh_requested")
        await asyncio.sleep(grace)
        for socket in old:
            await socket.close()

    async def disable(self) -> None:
        """Somebody switches Socket Mode off for the app."""
        self.disabled = True
        for socket in tuple(self.connections):
            await self._disconnect(socket, "link_disabled")
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        for socket in (*self.connections, *self._draining):
            await socket.close()

    def drop(self) -> None:
        """Cut every connection without a word."""
        for socket in tuple(self.connections):
            transport = socket._req.transport if socket._req is not None else None
            if transport is not None:
                transport.abort()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "connection_info": {"app_id": APP_ID},
            "debug_info": {**HOST, "build_number": 1, "approximate_connection_time": 18_060},
        }

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._ack(message.data)
        finally:
            for known in (self.connections, self._draining):
                if socket in known:
                    known.remove(socket)
            self._changes.note()

    async def _ping(self, socket: web.WebSocketResponse) -> None:
        while not socket.closed:
            await asyncio.sleep(self._timing.ping)
            with suppress(ConnectionError):
                await socket.ping(b"Ping from applink-sandbox")

    def _ack(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return  # the builtin client sends "ping" texts of its own
        waiting = self._waiting.get(answer.get("envelope_id", ""))
        if waiting is not None and not waiting.done():
            waiting.set_result(answer.get("payload") or {})

    async def _disconnect(self, socket: web.WebSocketResponse, reason: str) -> None:
        with contextlib.suppress(ConnectionError):  # the client may have gone by itself
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": HOST})


def _envelope(delivery: Delivery, number: int, reason: str) -> Json:
    envelope: Json = {
        "envelope_id": str(uuid.uuid4()),
        "type": delivery.kind,
        "payload": delivery.payload,
        "accepts_response_payload": delivery.kind != EVENT,
    }
    if delivery.kind == EVENT:
        envelope |= {"retry_attempt": number, "retry_reason": reason}
    return envelope
