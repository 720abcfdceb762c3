"""What the web page asks: the same workspace as people see it, without tokens, on loopback only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import web

from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.people import People, Upload
from bot.sandbox.slack.state import Channel, Message
from bot.sandbox.slack.state.users import BOT_USER, TEAM
from bot.sandbox.slack.words import Json, Refused

PAGE = Path(__file__).parents[1] / "page"
LOOPBACK = ("127.0.0.1", "localhost")
NOT_ANSWERED = "failed because the app did not respond"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def own_page_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what other pages of a browser ask: by name, or across origins."""
    if (request.url.host or "") not in LOOPBACK:
        return web.Response(status=403, text="This is for this machine only.")
    origin = request.headers.get("Origin", "")
    if origin and urlsplit(origin).netloc != request.host:
        return web.Response(status=403, text="This is for its own page only.")
    try:
        return await handler(request)
    except Refused as refused:
        return web.json_response({"ok": False, "error": refused.error}, status=400)


class PageApi:
    """The page, and what it asks."""

    def __init__(self, hub: Hub, people: People) -> None:
        self._hub = hub
        self._people = people
        self._live: set[web.WebSocketResponse] = set()

    def routes(self) -> list[web.RouteDef | web.StaticDef]:
        """Where it is."""
        api = "/sandbox/api"
        return [
            web.get("/", self.index),
            web.static("/static", PAGE),
            web.get(f"{api}/state", self.state),
            web.get(f"{api}/channels/{{channel}}/messages", self.messages),
            web.post(f"{api}/channels/{{channel}}/messages", self.post),
            web.get(f"{api}/files/{{file}}", self.file),
            web.post(f"{api}/commands", self.command),
            web.post(f"{api}/actions", self.action),
            web.post(f"{api}/shortcuts", self.shortcut),
            web.get(f"{api}/modals", self.modals),
            web.post(f"{api}/modals/{{view}}", self.modal),
            web.get(f"{api}/live", self.live),
        ]

    async def index(self, request: web.Request) -> web.StreamResponse:
        """The page."""
        return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-store"})

    async def state(self, request: web.Request) -> web.StreamResponse:
        """Who and what there is."""
        workspace, installed = self._hub.workspace, self._hub.installed
        people = [
            {"id": each.id, "name": each.name, "role": each.page_role}
            for each in workspace.users.values()
            if each.team == TEAM
        ]
        channels = [
            {"id": each.id, "name": each.name, "kind": each.kind}
            for each in workspace.channels.values()
        ]
        return web.json_response(
            {
                "team": {"id": TEAM, "name": workspace.name},
                "bot": {"id": BOT_USER, "name": workspace.users[BOT_USER].name},
                "users": people,
                "channels": channels,
                "commands": installed.commands,
                "shortcuts": installed.shortcuts,
            }
        )

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """A channel's messages as one person sees them, in the order of their `ts`."""
        channel, user = self._channel(request), request.query.get("user", "")
        shown = [
            _shown(channel, each) for each in channel.messages if each.ephemeral_to in ("", user)
        ]
        return web.json_response({"messages": sorted(shown, key=lambda each: str(each["ts"]))})

    async def post(self, request: web.Request) -> web.StreamResponse:
        """Somebody posts."""
        form = await request.post()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        uploads = [
            Upload(value.filename, value.file.read())
            for value in form.values()
            if isinstance(value, web.FileField)
        ]
        channel = self._channel(request).id
        text, thread = fields.get("text", ""), fields.get("thread_ts", "")
        ts = await self._people.post(channel, fields.get("user", ""), text, thread, uploads)
        return web.json_response({"ok": True, "ts": ts})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes."""
        file = self._hub.workspace.files.get(request.match_info["file"])
        if file is None or file.content is None or file.deleted:
            raise web.HTTPNotFound
        headers = {"Content-Type": file.media_type, "X-Content-Type-Options": "nosniff"}
        if request.query.get("download") or not file.media_type.startswith("image/"):
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
        # A drawing may carry a script.
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        for chunk in file.content.chunks():
            await response.write(chunk)
        await response.write_eof()
        return response

    async def command(self, request: web.Request) -> web.StreamResponse:
        """Somebody types a slash command."""
        asked = await request.json()
        text = asked["text"]
        attempt = await self._people.command(asked["channel"], asked["user"], text)
        word = text.split(" ")[0]
        return web.json_response(_told(attempt.acked, f"{word} {NOT_ANSWERED}"))

    async def action(self, request: web.Request) -> web.StreamResponse:
        """Somebody presses a button of a message."""
        asked = await request.json()
        action = {key: asked[key] for key in asked.keys() & ACTION_KEYS}
        attempt = await self._people.click(
            asked["channel"], asked["user"], asked["message_ts"], action
        )
        return web.json_response(_told(attempt.acked, NOT_ANSWERED))

    async def shortcut(self, request: web.Request) -> web.StreamResponse:
        """Somebody chooses a message shortcut."""
        asked = await request.json()
        attempt = await self._people.shortcut(
            asked["channel"], asked["user"], asked["message_ts"], asked["callback_id"]
        )
        return web.json_response(_told(attempt.acked, NOT_ANSWERED))

    async def modals(self, request: web.Request) -> web.StreamResponse:
        """The modals that somebody sees, the topmost last."""
        return web.json_response({"views": self._hub.modals.of(request.query.get("user", ""))})

    async def modal(self, request: web.Request) -> web.StreamResponse:
        """Somebody submits a modal, closes it, or presses a button in it."""
        asked, view = await request.json(), request.match_info["view"]
        user, what = asked["user"], asked.get("action", "submit")
        if what == "close":
            await self._people.close_modal(user)
            return web.json_response({"ok": True})
        if what == "block_action":
            action = {key: asked[key] for key in asked.keys() & ACTION_KEYS}
            attempt = await self._people.act_in_modal(user, view, action)
        else:
            attempt = await self._people.submit(user, view, asked.get("values") or {})
        told = _told(attempt.acked, NOT_ANSWERED)
        if attempt.body.get("response_action") == "errors":
            told = {"ok": False, "errors": attempt.body.get("errors", {})}
        return web.json_response(told)

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Tells the page when to look again."""
        user = request.query.get("user", "")
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        news: asyncio.Queue[Json] = asyncio.Queue()
        end = self._hub.changes.listen(news.put_nowait)
        self._live.add(socket)
        sender = asyncio.create_task(_send(socket, news, user))
        try:
            async for _ in socket:
                pass
        finally:
            end()
            sender.cancel()
            self._live.discard(socket)
        return socket

    async def close(self) -> None:
        """Let every page go."""
        for socket in tuple(self._live):
            await socket.close()

    def _channel(self, request: web.Request) -> Channel:
        found = self._hub.workspace.channels.get(request.match_info["channel"])
        if found is None:
            raise Refused("channel_not_found")
        return found


ACTION_KEYS = {
    *("block_id", "action_id", "value", "type", "selected_option", "selected_options"),
    *("selected_user", "selected_date"),
}


async def _send(socket: web.WebSocketResponse, news: asyncio.Queue[Json], user: str) -> None:
    while True:
        what = await news.get()
        if what.get("type") == "modals" and what.get("user") != user:
            continue
        await socket.send_json({key: what[key] for key in what.keys() & {"type", "channel"}})


def _shown(channel: Channel, message: Message) -> Json:
    shown: dict[str, Any] = message.shown() if message.ephemeral_to else channel.parent(message)
    return shown


def _told(acked: bool, error: str) -> Json:
    return {"ok": True} if acked else {"ok": False, "error": error}
