"""The WebSocket that the bot opens."""

from __future__ import annotations

import threading
import time
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


def test_a_session_that_begins_while_it_is_closed() -> None:
    """The bot comes to its end also when its client takes up a session that is being closed."""
    with SlackStandIn() as slack:
        connection = SocketMode(bolt(slack), slack.app_token)
        connection.start()
        slack.wait_for(lambda: slack.connections)
        client = connection._handler.client
        close = client.close

        def waiting_for_a_session() -> None:
            # As its thread does that took up the session just before it was closed.
            client.current_session_state.terminated = False
            while not client.current_session_state.terminated:
                time.sleep(0.05)
            close()

        client.close = waiting_for_a_session  # type: ignore[method-assign]
        stopping = threading.Thread(target=connection.stop, daemon=True)
        stopping.start()
        stopping.join(30)
        left = [each.name for each in threading.enumerate() if each.name == "closing"]

    assert not stopping.is_alive()
    assert left == []
