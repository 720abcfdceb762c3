"""Posts, files, edits, deletions and reactions."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence

from bot.sandbox.slack import payloads
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.people.places import NotPossible, Places
from bot.sandbox.slack.people.upload import Upload
from bot.sandbox.slack.state import Channel, Message, StoredFile
from bot.sandbox.slack.state.channels import SUBSCRIPTIONS
from bot.sandbox.slack.state.users import BOT_USER
from bot.sandbox.slack.web_api.chat import change, take_away
from bot.sandbox.slack.web_api.files import tell_shared
from bot.sandbox.slack.web_api.reactions import react, unreact
from bot.sandbox.slack.words import Json

MENTION = re.compile(rf"<@{BOT_USER}(\|[^>]*)?>")


class Messages:
    """What people do with messages. Everything raises `NotPossible` where Slack would say no."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._places = Places(hub.workspace)

    def post(
        self, channel: str, user: str, text: str, thread_ts: str, uploads: Sequence[Upload]
    ) -> str:
        """Post a message, with files or without; returns its `ts`."""
        place = self._places.channel(channel, user)
        body = self._body(place, user, text, thread_ts)
        files = [each.keep(self._hub.workspace, user) for each in uploads]
        if files:
            message = self._hub.workspace.share(place, files, body)
        else:
            message = self._hub.workspace.add_message(
                place, {**body, "client_msg_id": str(uuid.uuid4())}
            )
        self.tell(place, message, files)
        return message.ts

    def edit(self, channel: str, ts: str, text: str) -> None:
        """Change a message, as the one who wrote it."""
        place, message = self._places.posted(channel, ts)
        change(self._hub, place, message, {"text": text}, message.body["user"])

    def delete(self, channel: str, ts: str) -> None:
        """Delete a message and its files, as the one who wrote it."""
        place, message = self._places.posted(channel, ts)
        for each in message.body.get("files", []):
            self._hub.workspace.files[each["id"]].deleted = True
        take_away(self._hub, place, message)

    def react(self, channel: str, user: str, ts: str, name: str, add: bool) -> None:
        """Add a reaction, or take one's own away."""
        place = self._places.channel(channel, user)
        message = self._places.message(place, ts, user)
        (react if add else unreact)(self._hub, place, message, name, user)

    def tell(self, channel: Channel, message: Message, files: Sequence[StoredFile] = ()) -> None:
        """Tell the app of a message: as a message, and as a mention where it is one."""
        if not self._hub.in_channel(channel):
            return
        event = payloads.message_event(channel, message.body)
        self._hub.tell(SUBSCRIPTIONS[channel.kind], event)
        # Mentions in direct messages are messages only.
        # https://docs.slack.dev/reference/events/app_mention
        if channel.kind != "im" and MENTION.search(message.body.get("text", "")):
            mention = {**event, "type": "app_mention"}
            for name in ("channel_type", "subtype"):
                mention.pop(name, None)
            self._hub.tell("app_mention", mention)
        tell_shared(self._hub, channel, message, list(files))

    def _body(self, place: Channel, user: str, text: str, thread_ts: str) -> Json:
        person = self._places.person(user)
        body: Json = {"user": user, "text": text}
        if person.bot_id:
            body["bot_id"] = person.bot_id
        if thread_ts:
            parent = place.find(thread_ts)
            if parent is None or parent.is_reply:
                raise NotPossible("That thread is gone.")
            body |= {"thread_ts": thread_ts, "parent_user_id": parent.body.get("user", "")}
        return body
