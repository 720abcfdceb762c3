"""Apps made with Bolt, as people write them, and what Slack refuses them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.listeners import SignedHttp
from bot.sandbox.slack import SlackStandIn


def bolt(slack: SlackStandIn, signing_secret: str = "") -> App:
    """An app that is installed in the workspace."""
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    return App(client=client, signing_secret=signing_secret or slack.signing_secret)


@contextmanager
def by_socket(slack: SlackStandIn, app: App) -> Iterator[SocketModeHandler]:
    """The app is connected by Socket Mode."""
    handler = SocketModeHandler(app, slack.app_token)
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        slack.wait_for(lambda: slack.connections)
        yield handler
    finally:
        # The client waits for the next message, up to a second, before it sees that it is to end.
        nudge = threading.Timer(0.3, handler.client.enqueue_message, [""])
        nudge.start()
        handler.close()  # type: ignore[no-untyped-call]
        nudge.join()


@contextmanager
def by_http(slack: SlackStandIn, app: App) -> Iterator[str]:
    """The app listens for signed requests, at the address that is yielded."""
    server = SignedHttp(app, "127.0.0.1", 0)
    server.start()
    try:
        yield f"http://127.0.0.1:{server.port}/slack/events"
    finally:
        server.stop()


def noting(seen: list[dict[str, Any]]) -> Callable[..., None]:
    """A listener that acknowledges, and keeps what it was told."""

    def listener(ack: Ack, body: dict[str, Any]) -> None:
        seen.append(body)
        ack()

    return listener


def refusal(call: Callable[[], object]) -> dict[str, Any]:
    """What Slack says against a call."""
    with pytest.raises(SlackApiError) as caught:
        call()
    data: dict[str, Any] = caught.value.response.data
    return data


def error(call: Callable[[], object]) -> str:
    """Slack's word against a call."""
    return str(refusal(call)["error"])
