"""Messages: one at a time in each channel, and each only once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from slack_sdk import WebClient

from bot.core.model import Thread
from bot.post.calls import Calls
from bot.post.finder import Finder, Found, readable
from bot.post.pacing import Pacing
from bot.post.table import Block
from bot.post.tags import Tag

Blocks = Sequence[Block] | None


class Messages:
    """Posts messages.

    Args:
        client: without retries of its own.
    """

    def __init__(self, client: WebClient, calls: Calls, pacing: Pacing) -> None:
        self._client = client
        self._calls = calls
        self._pacing = pacing
        self._finder = Finder(client, calls)

    def post(self, channel: str, text: str, **extra: Any) -> Thread:
        """Post a message, and return the thread that it may start.

        Raises:
            Refused: Slack did not take it.
            Unsure: Slack may have taken it.
        """
        return self._calls.call(lambda: self._send(channel, text, extra), again=False)

    def tagged(
        self,
        where: Thread,
        tag: Tag,
        text: str,
        blocks: Blocks,
        since: str = "",
        known: Callable[[], Thread | None] = lambda: None,
    ) -> Thread:
        """Post a message that can be found again, once, whatever happens to the connection.

        Args:
            where: a thread; with an empty `ts` the channel itself.
            tag: what it carries.
            text: what notifications say.
            blocks: what is shown.
            since: the `ts` of a message that is certainly older; empty for any.
            known: where it is, if somebody else was faster; asked at the last moment.

        Raises:
            Refused: Slack did not take it, or does not say whether it did.
        """
        extra: dict[str, Any] = {"metadata": tag.metadata(), "blocks": blocks}
        if where.ts:
            extra["thread_ts"] = where.ts

        def send() -> Thread:
            return self._send(where.channel, text, extra, known)

        def find() -> Thread | None:
            found = self.find(where, tag.key, since)
            return found.message if found is not None else None

        if not readable(where):
            return self._calls.call(send, again=False)
        return self._calls.once(send, find)

    def find(self, where: Thread, key: str, since: str = "") -> Found | None:
        """A message that is there already; see `Finder.find`."""
        return self._finder.find(where, key, since)

    def _send(
        self,
        channel: str,
        text: str,
        extra: Mapping[str, Any],
        known: Callable[[], Thread | None] = lambda: None,
    ) -> Thread:
        self._pacing.wait(channel)
        if (message := known()) is not None:
            return message
        posted = self._client.chat_postMessage(
            channel=channel, text=text, unfurl_links=False, unfurl_media=False, **extra
        )
        return Thread(posted["channel"], posted["ts"])
