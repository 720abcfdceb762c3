"""A small server for the page alone, where Slack reaches the bot by Socket Mode."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.page.requests import MAX_BODY_BYTES
from bot.serving import HttpServer

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

log = logging.getLogger(__name__)

THREADS = 8
"""Requests at once; a browser that opens the page makes about six."""


class PageServer(HttpServer):
    """Serves the page over HTTP; a proxy before it speaks HTTPS.

    Args:
        page: usually a `LabelPage`.
        host: address to listen on.
        port: 0 for a free one; `port` tells which.

    Raises:
        SettingsWrong: the address cannot be listened on.
    """

    def __init__(self, page: WSGIApplication, host: str, port: int) -> None:
        super().__init__(
            page, host, port, threads=THREADS, max_body_bytes=MAX_BODY_BYTES, name="page"
        )

    def start(self) -> None:
        """Take requests."""
        super().start()
        log.info("serving the label page on port %d", self.port)
