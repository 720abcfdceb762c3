"""Slash commands, message shortcuts, and buttons of messages."""

from __future__ import annotations

from bot.sandbox.slack import payloads
from bot.sandbox.slack.delivery.attempts import COMMAND, INTERACTIVE, Attempt
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.people.elements import pressed
from bot.sandbox.slack.people.places import NotPossible, Places
from bot.sandbox.slack.responses import respond
from bot.sandbox.slack.state import Channel, Message, User
from bot.sandbox.slack.state.users import TEAM
from bot.sandbox.slack.words import Json, Refused


class Commands:
    """What people ask of the app. Everything raises `NotPossible` where Slack would say no."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._places = Places(hub.workspace)

    async def command(self, channel: str, user: str, text: str, thread_ts: str = "") -> Attempt:
        """Type a slash command; `text` begins with it."""
        word, _, rest = text.strip().partition(" ")
        place, person = self._places.channel(channel, user), self._own(user)
        if thread_ts:
            # https://docs.slack.dev/interactivity/implementing-slash-commands
            raise NotPossible(f"{word} is not supported in threads. Sorry!")
        if self._hub.installed.command(word) is None or not self._granted():
            raise NotPossible(f"{word} is not a valid command.")
        payload = payloads.command(place, person, word, rest.strip())
        payload |= self._tickets(place, user)
        attempt = await self._hub.outbox.send(COMMAND, payload).first
        if attempt.acked:
            self._show(payload, attempt.body)
        return attempt

    async def shortcut(self, channel: str, user: str, ts: str, callback_id: str) -> Attempt:
        """Choose a message shortcut from a message's menu."""
        place, person = self._places.channel(channel, user), self._own(user)
        message = self._places.message(place, ts, user)
        if self._hub.installed.shortcut(callback_id) is None or not self._granted():
            raise NotPossible("The app has no such shortcut.")
        payload = {
            **payloads.interaction(person, "message_action"),
            **self._tickets(place, user, message),
            "callback_id": callback_id,
            "message_ts": ts,
            "action_ts": self._hub.workspace.numbers.ts(),
            "channel": payloads.place(place),
            "message": self._hub.workspace.with_mentions(message.shown()),
        }
        return await self._hub.outbox.send(INTERACTIVE, payload).first

    async def click(self, channel: str, user: str, ts: str, asked: Json) -> Attempt:
        """Press a button, or choose from a menu, of a message."""
        place, person = self._places.channel(channel, user), self._places.person(user)
        message = self._places.message(place, ts, user)
        payload = {
            **payloads.interaction(person, "block_actions"),
            **self._tickets(place, user, message),
            "container": {
                "type": "message",
                "message_ts": ts,
                "channel_id": place.id,
                "is_ephemeral": bool(message.ephemeral_to),
            },
            "channel": payloads.place(place),
            "message": message.shown(),
            "state": {"values": {}},
            "actions": [pressed(message.body.get("blocks") or [], asked)],
        }
        return await self._hub.outbox.send(INTERACTIVE, payload).first

    def _own(self, user: str) -> User:
        """Commands and shortcuts are not for the other organisation of a shared channel.

        https://docs.slack.dev/apis/slack-connect/
        """
        person = self._places.person(user)
        if person.team != TEAM:
            raise NotPossible("Apps of another workspace take no commands from you.")
        return person

    def _granted(self) -> bool:
        return "commands" in self._hub.installed.scopes

    def _tickets(self, place: Channel, user: str, message: Message | None = None) -> Json:
        ts, thread_ts = (message.ts, message.thread_ts) if message is not None else ("", "")
        key = self._hub.tickets.response_url(place.id, user, ts, thread_ts)
        return {
            "trigger_id": self._hub.tickets.trigger(user),
            "response_url": f"{self._hub.base_url}/response/{key}",
        }

    def _show(self, payload: Json, body: Json) -> None:
        """Show what came with the acknowledgement; Slack drops what is not well-formed."""
        place = self._hub.tickets.response_urls[payload["response_url"].rpartition("/")[2]]
        try:
            respond(self._hub, place, body)
        except Refused:
            return
