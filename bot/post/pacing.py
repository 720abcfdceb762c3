"""The pace of messages in each channel."""

from __future__ import annotations

import threading
from collections import OrderedDict

from bot.core.pacing import TokenBucket
from bot.core.ports import Clock

REMEMBER_CHANNELS = 1000


class Pacing:
    """Lets so many messages a second into each channel.

    Args:
        posts_per_second: Slack allows about one.
            https://docs.slack.dev/apis/web-api/rate-limits
    """

    def __init__(self, posts_per_second: float, clock: Clock) -> None:
        self._rate = posts_per_second
        self._clock = clock
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, channel: str) -> None:
        """Return when the next message may go into a channel."""
        self._bucket(channel).wait()

    def _bucket(self, channel: str) -> TokenBucket:
        with self._lock:
            if channel not in self._buckets:
                self._buckets[channel] = TokenBucket(self._rate, self._clock)
                if len(self._buckets) > REMEMBER_CHANNELS:
                    self._buckets.popitem(last=False)
            self._buckets.move_to_end(channel)
            return self._buckets[channel]
