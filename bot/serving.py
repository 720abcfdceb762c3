"""Serving a WSGI application over HTTP, from its start to its end."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

from waitress import wasyncore
from waitress.server import create_server

from bot.core.errors import SettingsWrong

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


class HttpServer:
    """Serves over HTTP; a proxy before it speaks HTTPS.

    Args:
        application: answers the requests.
        host: address to listen on.
        port: 0 for a free one; `port` tells which.
        threads: requests at once.
        max_body_bytes: of a request.
        name: of its thread.

    Raises:
        SettingsWrong: the address cannot be listened on.
    """

    def __init__(
        self,
        application: WSGIApplication,
        host: str,
        port: int,
        *,
        threads: int,
        max_body_bytes: int,
        name: str,
    ) -> None:
        self._socket = _listen(host, port)
        self._open: dict[int, object] = {}
        self._server = create_server(
            application,
            map=self._open,
            sockets=[self._socket],
            threads=threads,
            max_request_body_size=max_body_bytes,
            ident=None,
        )
        self._thread = threading.Thread(target=self._server.run, name=name, daemon=True)
        self._stopped = False

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._socket.getsockname()[1]
        return port

    def start(self) -> None:
        """Take requests."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more requests; also one that was never started, or is stopped already."""
        if self._stopped:
            return
        self._stopped = True
        self._server.task_dispatcher.shutdown(timeout=2)
        if not self._thread.is_alive():
            wasyncore.close_all(self._open)
            return
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
