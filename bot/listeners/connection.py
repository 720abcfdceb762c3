"""Who the bot is in Slack, and how Slack reaches it: over a WebSocket that the bot opens."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar
from urllib.error import URLError

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.core.errors import SlackRefused

log = logging.getLogger(__name__)

T = TypeVar("T")

# Ten, as the client has by itself, are used up by ten slow listeners; then nobody's command is
# acknowledged.
LISTENER_THREADS = 32

# Slack's client reads frames by recursion, once or twice for each that comes before the one before
# was read, and loses what it holds at the limit. Slack sends up to 30,000 events an hour, so these
# frames are an hour's.
# https://docs.slack.dev/apis/events-api/#rate_limiting
FRAMES = 60_000

CLOSE_SECONDS = 10.0

# What manifest.yml asks for.
SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "im:history",
        "mpim:history",
        "reactions:write",
        "usergroups:read",
        "users:read",
    }
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in its workspace."""

    team: str
    user: str
    scopes: frozenset[str]


class Connection(Protocol):
    """A way for Slack to reach the bot."""

    def start(self) -> None:
        """Begin to take events; returns when they can arrive."""

    def stop(self) -> None:
        """Take no more events."""


def identify(client: WebClient) -> Identity:
    """Ask Slack who the bot is.

    Raises:
        SlackRefused: the token is not accepted, or Slack cannot be reached.
    """
    answer = _asking("SLACK_BOT_TOKEN", client.base_url, client.auth_test)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    scopes = headers.get("x-oauth-scopes", "")
    return Identity(
        team=answer["team_id"],
        user=answer["user_id"],
        scopes=frozenset(filter(None, scopes.replace(" ", "").split(","))),
    )


def make_app(client: WebClient, signing_secret: str = "not used in Socket Mode") -> App:
    """Bolt, which acknowledges what its listeners have dealt with, and nothing before.

    By itself Bolt acknowledges an event, and only then lets a listener see it: a process that died
    in between, or whose database was away, would have lost a picture that Slack takes for received.
    Without an acknowledgement Slack sends it again.

    Args:
        client: of the workspace.
        signing_secret: that Slack signs its requests with, over HTTP.
    """
    return App(
        client=client,
        signing_secret=signing_secret,
        process_before_response=True,
        token_verification_enabled=False,
    )


class SocketMode:
    """The bot opens a WebSocket to Slack; no public address is needed."""

    def __init__(self, app: App, app_token: str) -> None:
        self._handler = SocketModeHandler(app, app_token, concurrency=LISTENER_THREADS)
        self._base_url = app.client.base_url

    def start(self) -> None:
        """Connect.

        Raises:
            SlackRefused: the app-level token is not accepted, or Slack cannot be reached.
        """
        sys.setrecursionlimit(max(sys.getrecursionlimit(), FRAMES))
        try:
            _asking("SLACK_APP_TOKEN", self._base_url, self._handler.connect)
        except SlackRefused:
            self._handler.close()  # type: ignore[no-untyped-call]
            raise
        log.info("connected to Slack by Socket Mode")

    def stop(self) -> None:
        """Disconnect for good, within `CLOSE_SECONDS`.

        The client's thread may take a session that is just being closed for a new one; it would
        then wait on it for ever, and whoever closes would wait for the thread.
        """
        closing = threading.Thread(target=self._handler.close, name="closing", daemon=True)
        closing.start()
        until = time.monotonic() + CLOSE_SECONDS
        while closing.is_alive() and time.monotonic() < until:
            closing.join(0.1)
            self._handler.client.current_session_state.terminated = True


def _asking(setting: str, base_url: str, call: Callable[[], T]) -> T:
    """Call Slack at the start, where every failure is somebody's to put right."""
    try:
        return call()
    except SlackApiError as error:
        reason = error.response.get("error", "no reason")
        problem = f"{setting} is not accepted ({reason}); reinstall the app and copy it again"
        raise SlackRefused((problem,)) from error
    except (URLError, OSError) as error:
        reason = str(getattr(error, "reason", error))
        problem = f"{base_url} cannot be reached ({reason}); check the network and SLACK_API_URL"
        raise SlackRefused((problem,)) from error
