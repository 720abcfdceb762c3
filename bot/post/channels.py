"""Whether the bot is in a channel, before it has something to post there."""

from __future__ import annotations

from slack_sdk import WebClient

from bot.core.ports import Clock
from bot.post.calls import Calls, without_retries
from bot.post.refused import AWAY, Refused


class SlackChannels:
    """Looks at channels.

    Args:
        client: its token and address are used, its retries are not.
    """

    def __init__(self, client: WebClient, clock: Clock) -> None:
        self._client = without_retries(client)
        self._calls = Calls(clock, attempts=2)

    def closed(self, channel: str) -> str:
        """Why the bot cannot post there, in Slack's word; empty when it can, or nobody knows."""
        try:
            self._calls.call(lambda: self._client.conversations_history(channel=channel, limit=1))
        except AWAY:
            return ""
        except Refused as refused:
            return refused.code
        return ""
