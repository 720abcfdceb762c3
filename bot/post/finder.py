"""Looks for a message of the bot's own that may have been posted already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from bot.core.model import Thread
from bot.post.calls import Calls
from bot.post.tags import Tag

Page = Mapping[str, Any]

PAGES = 5
PAGE_SIZE = 200
"""Slack recommends no more. https://docs.slack.dev/apis/web-api/pagination"""


def readable(where: Thread) -> bool:
    """Whether messages can be looked for there.

    A direct message may be sent to a person's id, and is read by the conversation's own id only.
    """
    return not where.channel.startswith(("U", "W"))


@dataclass(frozen=True, slots=True)
class Found:
    """A message that is there, and what it carries."""

    message: Thread
    tag: Tag


class Finder:
    """Finds messages by their tags' keys.

    Args:
        client: without retries of its own.
    """

    def __init__(self, client: WebClient, calls: Calls) -> None:
        self._client = client
        self._calls = calls
        self._own_id = ""

    def find(self, where: Thread, key: str, since: str = "") -> Found | None:
        """A message that was posted before.

        Args:
            where: a thread; with an empty `ts` the channel itself.
            key: of its tag.
            since: the `ts` of a message that is certainly older; empty for any.

        Raises:
            Refused: Slack does not say.
        """
        if not readable(where):
            return None
        for message in self._messages(where, since):
            tag = Tag.of(message)
            if tag is not None and tag.key == key and message.get("bot_id") == self._bot_id():
                return Found(Thread(where.channel, message["ts"]), tag)
        return None

    def _messages(self, where: Thread, since: str) -> Iterator[Mapping[str, Any]]:
        """A thread from its beginning, a channel from its end."""
        cursor = ""
        for _ in range(PAGES):
            page = self._calls.call(self._reading(where, since, cursor))
            yield from page["messages"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def _reading(self, where: Thread, since: str, cursor: str) -> Callable[[], Page]:
        about: dict[str, Any] = {
            "channel": where.channel,
            "include_all_metadata": True,
            "limit": PAGE_SIZE,
            "cursor": cursor or None,
            "oldest": since or None,
        }
        if where.ts:
            return lambda: self._client.conversations_replies(ts=where.ts, **about)  # type: ignore[return-value]
        return lambda: self._client.conversations_history(**about)  # type: ignore[return-value]

    def _bot_id(self) -> str:
        if not self._own_id:
            self._own_id = self._calls.call(lambda: self._client.auth_test())["bot_id"]
        return self._own_id
