"""One call of the Web API: its arguments, and what most methods ask of them."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.state import Channel, Message
from bot.sandbox.slack.words import Json, Refused


@dataclass(frozen=True, slots=True)
class Call:
    """A call that passed the gate."""

    hub: Hub
    method: str
    args: Json

    def text(self, name: str) -> str:
        """An argument as text; empty when it is missing."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def flag(self, name: str) -> bool:
        """A true or false argument."""
        return self.text(name).lower() in ("true", "1")

    def json(self, name: str, wrong: str = "invalid_arguments") -> Any:
        """An argument that is JSON: a string of it in a form, itself in a JSON body.

        Raises:
            Refused: with `wrong`, when it is not.
        """
        value = self.args.get(name)
        if not isinstance(value, str) or not value:
            return None if value == "" else value
        try:
            return json.loads(value)
        except ValueError as error:
            raise Refused(wrong) from error

    def channel(self, name: str = "channel", people: bool = False) -> Channel:
        """A conversation that the bot can know of, by id or by `#name`.

        Args:
            name: of the argument.
            people: whether a user id means the direct messages with them.

        Raises:
            Refused: there is none.
        """
        wanted = self.text(name)
        if people and wanted in self.hub.workspace.users and wanted.startswith(("U", "W")):
            return self.hub.workspace.direct(wanted)
        for channel in self.hub.workspace.channels.values():
            known = channel.id == wanted or (people and wanted.lstrip("#") == channel.name)
            if known and (channel.kind == "public" or self.hub.in_channel(channel)):
                return channel
        raise Refused("channel_not_found")

    def writable(self, name: str = "channel") -> Channel:
        """A conversation that the bot may post in.

        Raises:
            Refused: it may not.
        """
        channel = self.channel(name, people=True)
        if channel.archived:
            raise Refused("is_archived")
        if not self.hub.in_channel(channel):
            raise Refused("not_in_channel")
        return channel

    def thread(self, channel: Channel) -> Message | None:
        """The message whose thread is meant by `thread_ts`.

        Raises:
            Refused: there is none, or it is a reply itself, which the method pages warn of.
        """
        ts = self.text("thread_ts")
        if not ts:
            return None
        parent = channel.find(ts)
        if parent is None:
            raise Refused("thread_not_found")
        if parent.is_reply:
            raise Refused("cannot_reply_to_message")
        return parent

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """The message of a timestamp.

        Raises:
            Refused: there is none.
        """
        message = channel.find(self.text(name))
        if message is None or message.body.get("subtype") == "tombstone":
            raise Refused("message_not_found")
        return message

    def page(self, items: Sequence[Any], name: str, usual: int = 100) -> Json:
        """One page of a list. https://docs.slack.dev/apis/web-api/pagination

        Raises:
            Refused: the limit or the cursor is none.
        """
        try:
            limit = int(self.text("limit") or usual)
            start = int(base64.b64decode(self.text("cursor"), validate=True) or 0)
        except (ValueError, binascii.Error) as error:
            raise Refused("invalid_cursor") from error
        if not 0 < limit <= 1000:
            raise Refused("invalid_limit")
        end = start + limit
        more = base64.b64encode(str(end).encode()).decode() if end < len(items) else ""
        return {name: list(items[start:end]), "response_metadata": {"next_cursor": more}}
