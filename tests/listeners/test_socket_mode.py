"""The WebSocket that the bot opens."""

from __future__ import annotations

import threading
from typing import Any

from bot.listeners import SocketMode
from bot.sandbox.slack import ADMIN, GENERAL, SlackStandIn, Timing
from tests.sandbox.apps import bolt

BURST = 2000


def test_a_burst_of_events() -> None:
    """Events that come faster than they are read are all read, none of them lost."""
    with SlackStandIn(timing=Timing(ack=60.0)) as slack:
        app, seen, lock = bolt(slack), [0], threading.Lock()

        @app.event("message")
        def note(event: dict[str, Any]) -> None:
            with lock:
                seen[0] += 1

        connection = SocketMode(app, slack.app_token)
        connection.start()
        try:
            ts = slack.post(GENERAL, ADMIN, "hello")
            slack.deliver_again(GENERAL, ts, times=BURST)
            slack.wait_for(lambda: seen[0] > BURST, timeout=60)
            tried = [len(each.attempts) for each in slack.deliveries]
        finally:
            # The client waits for the next message before it sees that it is to end.
            nudge = threading.Timer(0.3, slack.drop_connections)
            nudge.start()
            connection.stop()
            nudge.join()

    assert max(tried) == 1
