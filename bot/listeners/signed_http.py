"""The other way for Slack to reach the bot: by signed HTTP requests."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler

from bot.listeners.connection import LISTENER_THREADS
from bot.serving import HttpServer

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

# Slack's own payloads stay far below this; it is read before the signature is checked.
MAX_BODY_BYTES = 8 * 1024 * 1024


class SignedHttp(HttpServer):
    """Slack posts to the bot; every request's signature is checked by Bolt.

    Args:
        app: with its signing secret.
        host: address to listen on.
        port: 0 for a free one; `port` tells which.
        well: whether the process does its work; a load balancer that asks `/health` is told.
        beside: what else is served, by the beginnings of its paths.

    Raises:
        SettingsWrong: the address cannot be listened on.
    """

    def __init__(
        self,
        app: App,
        host: str,
        port: int,
        well: Callable[[], bool] = lambda: True,
        beside: tuple[tuple[str, WSGIApplication], ...] = (),
    ) -> None:
        self._well = well
        self._beside = beside
        self._slack = SlackRequestHandler(app, path="/slack/events")
        super().__init__(
            self._answer,
            host,
            port,
            threads=LISTENER_THREADS,
            max_body_bytes=MAX_BODY_BYTES,
            name="http",
        )

    def start(self) -> None:
        """Take requests."""
        super().start()
        log.info("listening for Slack on port %d, path /slack/events", self.port)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/health":
            return self._health(start_response)
        for beginning, application in self._beside:
            if path.startswith(beginning):
                return application(environ, start_response)
        return self._slack(environ, start_response)

    def _health(self, start_response: StartResponse) -> Iterable[bytes]:
        well = self._well()
        status = "200 OK" if well else "503 Service Unavailable"
        start_response(status, [("Content-Type", "text/plain")])
        return [b"ok\n" if well else b"unwell\n"]
