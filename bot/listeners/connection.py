"""How Slack reaches the bot: over a WebSocket that the bot opens, or by signed HTTP requests."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.error import URLError

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from waitress import wasyncore
from waitress.server import create_server

from bot.core.errors import SlackRefused

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

T = TypeVar("T")

# Bolt's own five are used up by five slow listeners; then nobody's command is acknowledged.
LISTENER_THREADS = 32
# Slack's own payloads stay far below this; it is read before the signature is checked.
MAX_BODY_BYTES = 8 * 1024 * 1024

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
        try:
            _asking("SLACK_APP_TOKEN", self._base_url, self._handler.connect)
        except SlackRefused:
            self._handler.close()  # type: ignore[no-untyped-call]
            raise
        log.info("connected to Slack by Socket Mode")

    def stop(self) -> None:
        """Disconnect for good."""
        self._handler.close()  # type: ignore[no-untyped-call]


class SignedHttp:
    """Slack posts to the bot; every request's signature is checked by Bolt.

    Args:
        app: with its signing secret.
        host: address to listen on.
        port: 0 for a free one; `port` tells which.
        well: whether the process does its work; a load balancer that asks `/health` is told.
    """

    def __init__(
        self, app: App, host: str, port: int, well: Callable[[], bool] = lambda: True
    ) -> None:
        self._well = well
        self._slack = SlackRequestHandler(app, path="/slack/events")
        self._socket = _listen(host, port)
        self._open: dict[int, object] = {}
        self._server = create_server(
            self._answer,
            map=self._open,
            sockets=[self._socket],
            threads=LISTENER_THREADS,
            max_request_body_size=MAX_BODY_BYTES,
            ident=None,
        )
        self._thread = threading.Thread(target=self._server.run, name="http", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._socket.getsockname()[1]
        return port

    def start(self) -> None:
        """Take requests."""
        self._thread.start()
        log.info("listening for Slack on port %d, path /slack/events", self.port)

    def stop(self) -> None:
        """Take no more requests."""
        self._server.task_dispatcher.shutdown(timeout=2)
        # In the server's own thread: closed under its select, a socket would be an error there.
        # Locked, or another's pull could run the closing before this one's byte is written.
        with self._server.trigger.lock:
            self._server.trigger.thunks.append(lambda: wasyncore.close_all(self._open))
            self._server.trigger.pull_trigger()
        self._thread.join(5.0)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/health":
            return self._health(start_response)
        return self._slack(environ, start_response)

    def _health(self, start_response: StartResponse) -> Iterable[bytes]:
        well = self._well()
        status = "200 OK" if well else "503 Service Unavailable"
        start_response(status, [("Content-Type", "text/plain")])
        return [b"ok\n" if well else b"unwell\n"]


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        problem = f"HOST and PORT: cannot listen on {host}:{port} ({error.strerror})"
        raise SlackRefused((problem,)) from error


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
