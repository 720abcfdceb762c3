"""A small server for the page alone, where Slack reaches the bot by Socket Mode."""

from __future__ import annotations

import logging
import socket
import threading
from typing import TYPE_CHECKING

from waitress import wasyncore
from waitress.server import create_server

from bot.core.errors import SettingsWrong
from bot.page.requests import MAX_BODY_BYTES

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

log = logging.getLogger(__name__)

THREADS = 8
"""Requests at once; a browser that opens the page makes about six."""


class PageServer:
    """Serves the page over HTTP; a proxy before it speaks HTTPS.

    Args:
        page: usually a `LabelPage`.
        host: address to listen on.
        port: 0 for a free one; `port` tells which.

    Raises:
        SettingsWrong: the address cannot be listened on.
    """

    def __init__(self, page: WSGIApplication, host: str, port: int) -> None:
        self._socket = _listen(host, port)
        self._open: dict[int, object] = {}
        self._server = create_server(
            page,
            map=self._open,
            sockets=[self._socket],
            threads=THREADS,
            max_request_body_size=MAX_BODY_BYTES,
            ident=None,
        )
        self._thread = threading.Thread(target=self._server.run, name="page", daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._socket.getsockname()[1]
        return port

    def start(self) -> None:
        """Take requests."""
        self._thread.start()
        log.info("serving the label page on port %d", self.port)

    def stop(self) -> None:
        """Take no more requests."""
        self._server.task_dispatcher.shutdown(timeout=2)
        # In the server's own thread: closed under its select, a socket would be an error there.
        # Locked, or another's pull could run the closing before this one's byte is written.
        with self._server.trigger.lock:
            self._server.trigger.thunks.append(lambda: wasyncore.close_all(self._open))
            self._server.trigger.pull_trigger()
        self._thread.join(5.0)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        problem = f"HOST and PORT: cannot listen on {host}:{port} ({error.strerror})"
        raise SettingsWrong((problem,)) from error
