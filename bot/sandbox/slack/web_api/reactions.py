"""Reactions: `reactions.*`."""

from __future__ import annotations

import re

from bot.sandbox.slack import facts
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.state import Channel, Message
from bot.sandbox.slack.state.users import BOT_USER
from bot.sandbox.slack.web_api.call import Call
from bot.sandbox.slack.words import Json, Refused

NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")
TIMESTAMP = re.compile(r"\d{10}\.\d{6}")


def add(call: Call) -> Json:
    """`reactions.add`."""
    channel, message, name = _item(call)
    react(call.hub, channel, message, name, BOT_USER)
    return {}


def remove(call: Call) -> Json:
    """`reactions.remove`."""
    channel, message, name = _item(call)
    unreact(call.hub, channel, message, name, BOT_USER)
    return {}


def react(hub: Hub, channel: Channel, message: Message, name: str, user: str) -> None:
    """Somebody reacts to a message.

    Raises:
        Refused: they did so already, or there are too many kinds.
    """
    users = message.reactions.get(name, [])
    if user in users:
        raise Refused("already_reacted")
    if not users and len(message.reactions) >= facts.REACTIONS_EACH_MAX:
        raise Refused("too_many_emoji")
    message.reactions.setdefault(name, []).append(user)
    hub.workspace.changed(channel)
    _tell(hub, "reaction_added", channel, message, name, user)


def unreact(hub: Hub, channel: Channel, message: Message, name: str, user: str) -> None:
    """Somebody takes a reaction back.

    Raises:
        Refused: it is not there.
    """
    if user not in message.reactions.get(name, []):
        raise Refused("no_reaction")
    message.reactions[name].remove(user)
    if not message.reactions[name]:
        del message.reactions[name]
    hub.workspace.changed(channel)
    _tell(hub, "reaction_removed", channel, message, name, user)


def _item(call: Call) -> tuple[Channel, Message, str]:
    name = call.text("name").strip(":")
    if not NAME.fullmatch(name):
        raise Refused("invalid_name")
    if not call.text("channel") or not call.text("timestamp"):
        raise Refused("no_item_specified")
    channel = call.channel()
    if not call.hub.in_channel(channel):
        raise Refused("channel_not_found")
    if not TIMESTAMP.fullmatch(call.text("timestamp")):
        raise Refused("bad_timestamp")
    return channel, call.message(channel, "timestamp"), name


def _tell(hub: Hub, event: str, channel: Channel, message: Message, name: str, user: str) -> None:
    if not hub.in_channel(channel):
        return
    told = {
        "type": event,
        "user": user,
        "reaction": name,
        "item_user": message.body.get("user", ""),
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "event_ts": hub.workspace.numbers.ts(),
    }
    hub.tell(event, told)
