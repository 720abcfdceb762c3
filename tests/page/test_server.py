"""The page's own small server."""

from __future__ import annotations

import socket
import threading

import httpx
import pytest

from bot.core.errors import SettingsWrong
from bot.page import PageServer
from tests.page.desk import serving


def test_a_server_that_was_stopped() -> None:
    """After the stop nobody answers, and no thread is left."""
    with serving() as desk:
        url = f"http://127.0.0.1:{desk.port}/label/static/label.js"
        assert httpx.get(url, trust_env=False).status_code == 200

    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)
    assert "page" not in [thread.name for thread in threading.enumerate()]


def test_a_server_that_was_never_started() -> None:
    """It can be stopped all the same, once and again, and its address is free then."""
    server = PageServer(lambda environ, start: [], "127.0.0.1", 0)
    port = server.port
    server.stop()
    server.stop()

    again = PageServer(lambda environ, start: [], "127.0.0.1", port)
    listens = again.port
    again.stop()

    assert listens == port


def test_a_port_that_is_taken() -> None:
    """An address that somebody else has is a wrong setting."""
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(SettingsWrong, match="cannot listen on"),
    ):
        PageServer(lambda environ, start: [], "127.0.0.1", taken.getsockname()[1])
