"""The page's own addresses, and what they answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web

from bot.sandbox.slack.delivery import Attempt
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.page_api import look
from bot.sandbox.slack.page_api.live import Live
from bot.sandbox.slack.people import NotPossible, People, Upload
from bot.sandbox.slack.transfer import send
from bot.sandbox.slack.words import Json

PAGE = Path(__file__).parents[2] / "page"
API = "/sandbox/api"
FRESH = {"Cache-Control": "no-store"}
# Of an uploaded file, which may be a drawing that carries a script.
HARMLESS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
NOT_ANSWERED = "failed because the app did not respond."


class PageApi:
    """The page, and what it asks."""

    def __init__(self, hub: Hub, people: People) -> None:
        self._hub = hub
        self._people = people
        self._live = Live(hub)

    def routes(self) -> list[web.AbstractRouteDef]:
        """Where it is."""
        return [
            web.get("/", self._index),
            web.static("/static", PAGE),
            web.get(f"{API}/state", self._state),
            web.get(f"{API}/channels/{{channel}}/messages", self._messages),
            web.post(f"{API}/channels/{{channel}}/messages", self._post),
            web.get(f"{API}/files/{{file}}", self._file),
            web.post(f"{API}/commands", self._command),
            web.post(f"{API}/actions", self._action),
            web.post(f"{API}/shortcuts", self._shortcut),
            web.get(f"{API}/modals", self._modals),
            web.post(f"{API}/modals/{{view}}", self._modal),
            web.get(f"{API}/live", self._live.connect),
        ]

    async def close(self) -> None:
        """Let every page go."""
        await self._live.close()

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html", headers=FRESH)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        return web.json_response(look.state(self._hub), headers=FRESH)

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        user = request.query.get("user", "")
        channel = look.channel_of(self._hub, request.match_info["channel"], user)
        shown = look.messages(self._hub, channel, user)
        return web.json_response({"messages": shown}, headers=FRESH)

    async def _post(self, request: web.Request) -> web.StreamResponse:
        fields, uploads = await _form(request)
        user, text = fields.get("user", ""), fields.get("text", "")
        if not text.strip() and not uploads:
            raise NotPossible("There is nothing to post.")
        channel = look.channel_of(self._hub, request.match_info["channel"], user)
        thread = fields.get("thread_ts", "")
        ts = await self._people.post(channel.id, user, text, thread, uploads)
        return web.json_response({"ok": True, "ts": ts})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._hub.workspace.files.get(request.match_info["file"])
        if file is None or file.content is None or file.deleted:
            raise web.HTTPNotFound
        shown = file.media_type.startswith("image/") and "download" not in request.query
        return await send(request, file, attachment=not shown, headers=HARMLESS)

    async def _command(self, request: web.Request) -> web.StreamResponse:
        asked = await _json(request, "channel", "user", "text")
        channel = look.channel_of(self._hub, asked["channel"], asked["user"])
        attempt = await self._people.command(channel.id, asked["user"], asked["text"])
        return _told(attempt, f"{asked['text'].split()[0]} {NOT_ANSWERED}")

    async def _action(self, request: web.Request) -> web.StreamResponse:
        asked = await _json(request, "channel", "user", "message_ts", "action_id")
        channel = look.channel_of(self._hub, asked["channel"], asked["user"])
        return _told(
            await self._people.click(channel.id, asked["user"], asked["message_ts"], asked)
        )

    async def _shortcut(self, request: web.Request) -> web.StreamResponse:
        asked = await _json(request, "channel", "user", "message_ts", "callback_id")
        channel = look.channel_of(self._hub, asked["channel"], asked["user"])
        return _told(
            await self._people.shortcut(
                channel.id, asked["user"], asked["message_ts"], asked["callback_id"]
            )
        )

    async def _modals(self, request: web.Request) -> web.StreamResponse:
        views = self._hub.modals.of(request.query.get("user", ""))
        return web.json_response({"views": views}, headers=FRESH)

    async def _modal(self, request: web.Request) -> web.StreamResponse:
        asked, view = await _json(request, "user", "action"), request.match_info["view"]
        user = asked["user"]
        if asked["action"] == "close":
            await self._people.close_modal(user)
            return web.json_response({"ok": True})
        if asked["action"] == "block_action":
            return _told(await self._people.act_in_modal(user, view, asked))
        return _told(await self._people.submit(user, view, asked.get("values") or {}))


async def _form(request: web.Request) -> tuple[dict[str, str], list[Upload]]:
    if not request.content_type.startswith("multipart/"):
        raise NotPossible("That is not a form.")
    fields: dict[str, str] = {}
    uploads = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.filename:
            uploads.append(Upload(part.filename, bytes(await part.read())))
        else:
            fields[part.name or ""] = await part.text()
    return fields, uploads


async def _json(request: web.Request, *wanted: str) -> Json:
    try:
        asked: Any = await request.json()
    except ValueError:
        asked = None
    if not isinstance(asked, dict) or not all(isinstance(asked.get(name), str) for name in wanted):
        raise NotPossible(f"The page should have sent {', '.join(wanted)}.")
    return asked


def _told(attempt: Attempt, failed: str = f"That {NOT_ANSWERED}") -> web.Response:
    if not attempt.acked:
        return web.json_response({"ok": False, "error": failed})
    if attempt.body.get("response_action") == "errors":
        return web.json_response({"ok": False, "errors": attempt.body["errors"]})
    return web.json_response({"ok": True})
