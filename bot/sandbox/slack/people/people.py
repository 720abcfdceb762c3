"""Everything that people do, in one place."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.slack.delivery import Attempt
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.people.commands import Commands
from bot.sandbox.slack.people.messages import Messages
from bot.sandbox.slack.people.upload import Upload
from bot.sandbox.slack.people.views import Views
from bot.sandbox.slack.state import Channel, Message
from bot.sandbox.slack.words import Json


class People:
    """Runs in the server's own loop; `SlackStandIn` has the same for other threads."""

    def __init__(self, hub: Hub) -> None:
        self._messages = Messages(hub)
        self._commands = Commands(hub)
        self._views = Views(hub)

    async def post(
        self,
        channel: str,
        user: str,
        text: str = "",
        thread_ts: str = "",
        uploads: Sequence[Upload] = (),
    ) -> str:
        """Post a message, with files or without; returns its `ts`."""
        return self._messages.post(channel, user, text, thread_ts, uploads)

    def tell(self, channel: Channel, message: Message) -> None:
        """Tell the app of a message again."""
        self._messages.tell(channel, message)

    async def edit(self, channel: str, ts: str, text: str) -> None:
        """Change one's message."""
        self._messages.edit(channel, ts, text)

    async def delete(self, channel: str, ts: str) -> None:
        """Delete one's message."""
        self._messages.delete(channel, ts)

    async def react(self, channel: str, user: str, ts: str, name: str, add: bool = True) -> None:
        """Add a reaction, or take one's own away."""
        self._messages.react(channel, user, ts, name, add)

    async def command(self, channel: str, user: str, text: str, thread_ts: str = "") -> Attempt:
        """Type a slash command; `text` begins with it."""
        return await self._commands.command(channel, user, text, thread_ts)

    async def shortcut(self, channel: str, user: str, ts: str, callback_id: str) -> Attempt:
        """Choose a message shortcut from a message's menu."""
        return await self._commands.shortcut(channel, user, ts, callback_id)

    async def click(self, channel: str, user: str, ts: str, action: Json) -> Attempt:
        """Press a button, or choose from a menu, of a message."""
        return await self._commands.click(channel, user, ts, action)

    async def submit(self, user: str, view_id: str, values: Json) -> Attempt:
        """Submit a modal; it closes unless the app answers otherwise."""
        return await self._views.submit(user, view_id, values)

    async def act_in_modal(self, user: str, view_id: str, action: Json) -> Attempt:
        """Press a button, or choose, in a modal."""
        return await self._views.act(user, view_id, action)

    async def close_modal(self, user: str) -> None:
        """Close the topmost modal."""
        await self._views.close(user)
