from __future__ import annotations

from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from bot.sandbox.slack import SlackStandIn, Timing

QUICK = Timing(ack=0.5, retries=(0.0, 0.05, 0.1), process=0.05)


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    """A workspace whose clocks go fast."""
    timing = Timing(ack=QUICK.ack, retries=QUICK.retries, process=QUICK.process)
    with SlackStandIn(timing=timing) as started:
        yield started


@pytest.fixture
def client(slack: SlackStandIn) -> WebClient:
    """The app's own client, with the bot's token."""
    return WebClient(slack.bot_token, base_url=slack.api_url)
