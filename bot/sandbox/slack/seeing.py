"""What there is to see in the workspace, from any thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bot.sandbox.slack.delivery import Delivery
from bot.sandbox.slack.hub import Hub
from bot.sandbox.slack.journal import Seen
from bot.sandbox.slack.loop import LoopThread
from bot.sandbox.slack.state import Message
from bot.sandbox.slack.state.users import BOT_USER
from bot.sandbox.slack.words import Json

T = TypeVar("T")


class Seeing:
    """Copies of the state, so that they stay as they were."""

    hub: Hub
    _loop: LoopThread

    @property
    def connections(self) -> int:
        """WebSockets that are open."""
        return len(self.hub.sockets.connections)

    @property
    def deliveries(self) -> list[Delivery]:
        """What the app was told, oldest first."""
        return list(self.hub.outbox.deliveries)

    @property
    def requests(self) -> list[Seen]:
        """What reached the stand-in, oldest first."""
        return list(self.hub.journal.seen)

    @property
    def leaks(self) -> list[Seen]:
        """Requests that carried a token to `elsewhere_url`."""
        return self.hub.journal.leaks()

    def replies(self, channel: str, ts: str) -> list[Json]:
        """The bot's replies in a thread."""
        place = self.hub.workspace.channels[channel]
        return self._shown(lambda: [each for each in place.replies(ts) if _by_bot(each)])

    def said(self, channel: str) -> list[Json]:
        """The bot's messages in a channel, outside threads."""
        place = self.hub.workspace.channels[channel]
        return self._shown(
            lambda: [
                each
                for each in place.messages
                if _by_bot(each) and not each.is_reply and not each.ephemeral_to
            ]
        )

    def whispers(self, user: str) -> list[Json]:
        """What the bot told one person alone, in any channel."""
        return self._shown(
            lambda: [
                each
                for place in self.hub.workspace.channels.values()
                for each in place.messages
                if each.ephemeral_to == user
            ]
        )

    def reactions(self, channel: str, ts: str) -> set[str]:
        """The names of a message's reactions."""
        message = self.hub.workspace.channels[channel].find(ts)
        return set(message.reactions) if message is not None else set()

    def file(self, file_id: str) -> bytes:
        """The bytes of a file."""
        content = self.hub.workspace.files[file_id].content
        return b"".join(content.chunks()) if content else b""

    def wait_for(self, look: Callable[[], T], timeout: float = 30.0) -> T:
        """Look after each change until there is something.

        Raises:
            TimeoutError: there was nothing in time; it says what the stand-in saw last.
        """
        found = self.hub.changes.wait_for(look, timeout)
        if not found:
            raise TimeoutError(f"not seen within {timeout:g} s; {self._lately()}")
        return found

    def _shown(self, find: Callable[[], list[Message]]) -> list[Json]:
        def show() -> list[Json]:
            return [self.hub.workspace.with_files(each.shown()) for each in find()]

        return self._loop.call(show)

    def _lately(self) -> str:
        calls = [
            f"{each.method} → {each.answer.get('error') or each.status}"
            for each in self.requests[-8:]
        ]
        told = [
            f"{each.event_type or each.kind} → {'acked' if each.acked else 'not acked'}"
            for each in self.deliveries[-8:]
        ]
        return (
            f"last calls: {', '.join(calls) or 'none'}; last told: {', '.join(told) or 'nothing'}"
        )


def _by_bot(message: Message) -> bool:
    return message.body.get("user") == BOT_USER
