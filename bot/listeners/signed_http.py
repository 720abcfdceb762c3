"""The other way for Slack to reach the bot: by signed HTTP requests."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from waitress import wasyncore
from waitress.server import create_server

from bot.core.errors import SlackRefused
from bot.listeners.connection import LISTENER_THREADS

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

# Slack's own payloads stay far below this; it is read before the signature is checked.
MAX_BODY_BYTES = 8 * 1024 * 1024


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
