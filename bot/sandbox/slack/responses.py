"""What an app posts to a response URL.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from bot.sandbox.slack.faulty import with_faults
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.journal import Seen
from bot.sandbox.slack.state import Channel, Message
from bot.sandbox.slack.tickets import ResponseUrl
from bot.sandbox.slack.web_api.chat import BY_BOT, change, take_away
from bot.sandbox.slack.web_api.content import checked_blocks
from bot.sandbox.slack.words import Json, Refused


class Responses:
    """Answers `/response/{key}`."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Take one post."""
        try:
            post = await request.json()
        except ValueError:
            post = None
        seen = Seen("response_url", request.host, request.path, "", {"post": post})

        async def take() -> web.Response:
            return self._take(request.match_info["key"], post)

        return await with_faults(self._hub, request, seen, take)

    def _take(self, key: str, post: Any) -> web.Response:
        place = self._hub.tickets.response_urls.get(key)
        if place is None:
            return web.Response(status=404, text="expired_url")
        if not isinstance(post, dict):
            return web.Response(status=400, text="invalid_payload")
        trouble = place.use(post)
        if trouble:
            return web.Response(status=404, text=trouble)
        try:
            respond(self._hub, place, post)
        except Refused as refused:
            return web.Response(status=400, text=refused.error)
        return web.Response(text="ok")


def respond(hub: Hub, place: ResponseUrl, post: Json) -> None:
    """Show a response: to the one who acted, unless it says otherwise.

    Raises:
        Refused: there is nothing to show, or it is not well-formed.
    """
    channel = hub.workspace.channels[place.channel]
    original = _original(channel, place)
    if post.get("delete_original"):
        if original is not None:
            take_away(hub, channel, original)
        return
    body: Json = {"text": post.get("text") or ""}
    shown = checked_blocks(hub, post.get("blocks"))
    if shown:
        body["blocks"] = shown
    if not body["text"] and not shown:
        raise Refused("no_text")
    if post.get("replace_original") and original is not None:
        change(hub, channel, original, {"blocks": [], **body}, BY_BOT["user"])
        return
    thread_ts = post.get("thread_ts") or place.thread_ts
    if thread_ts:
        body["thread_ts"] = thread_ts
    everybody = post.get("response_type") == "in_channel"
    hub.workspace.add_message(
        channel, {**BY_BOT, **body}, ephemeral_to="" if everybody else place.user
    )


def _original(channel: Channel, place: ResponseUrl) -> Message | None:
    found = (each for each in channel.messages if each.ts == place.message_ts)
    return next(found, None)
