"""What a person sees of the workspace, in the shape that the page takes."""

from __future__ import annotations

from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.people import NotPossible
from bot.sandbox.slack.state import Channel, Message
from bot.sandbox.slack.state.users import BOT_USER, TEAM
from bot.sandbox.slack.words import Json

DIRECT = "D0REKOG001"
"""One id for everybody's direct messages with the bot: the page shows each person their own."""


def state(hub: Hub) -> Json:
    """The workspace, its people, its conversations and what the app offers."""
    workspace = hub.workspace
    bot = workspace.users[BOT_USER]
    people = [
        {"id": each.id, "name": each.name, "role": each.page_role}
        for each in workspace.users.values()
        if each.team == TEAM and not each.deleted
    ]
    shown = [each for each in workspace.channels.values() if each.kind != "im"]
    channels = [{"id": each.id, "name": each.name, "kind": each.kind} for each in shown]
    return {
        "team": {"id": TEAM, "name": workspace.name},
        "bot": {"id": bot.id, "name": bot.name},
        "users": people,
        "channels": [*channels, {"id": DIRECT, "name": bot.name, "kind": "im"}],
        "commands": hub.installed.commands,
        "shortcuts": [
            each for each in hub.installed.shortcuts if each.get("type", "message") == "message"
        ],
    }


def channel_of(hub: Hub, channel: str, user: str) -> Channel:
    """The conversation that the page means.

    Raises:
        NotPossible: there is none.
    """
    if user not in hub.workspace.users:
        raise NotPossible("There is nobody of that name here.")
    if channel == DIRECT:
        return hub.workspace.direct(user)
    found = hub.workspace.channels.get(channel)
    if found is None:
        raise NotPossible("There is no such conversation.")
    return found


def name_of(hub: Hub, channel: str, user: str) -> str | None:
    """What the page calls a conversation; `None` when the person is not in it."""
    known = hub.workspace.channels.get(channel)
    if known is None or user not in known.members:
        return None
    return DIRECT if known.kind == "im" else channel


def messages(hub: Hub, channel: Channel, user: str) -> list[Json]:
    """All that a person sees there, replies included, in the order of their `ts`."""
    if user not in channel.members:
        return []
    seen = [each for each in channel.messages if each.ephemeral_to in ("", user)]
    return [_shown(hub, channel, each) for each in sorted(seen, key=lambda each: each.ts)]


def _shown(hub: Hub, channel: Channel, message: Message) -> Json:
    shown = message.shown() if message.ephemeral_to else channel.parent(message)
    for file in hub.workspace.with_files(shown).get("files", []):
        if "original_w" in file:
            file |= {"width": file["original_w"], "height": file["original_h"]}
    return shown
