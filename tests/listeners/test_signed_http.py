"""How the bot is reached over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import httpx
from slack_bolt import App
from slack_sdk import WebClient

from bot.listeners import SignedHttp

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


def health(well: Callable[[], bool], times: int = 1) -> list[tuple[int, str]]:
    """What a load balancer is told, each time that it asks."""
    client = WebClient("xoxb-none")
    app = App(client=client, signing_secret="0" * 32, token_verification_enabled=False)
    server = SignedHttp(app, "127.0.0.1", 0, well)
    server.start()
    url = f"http://127.0.0.1:{server.port}/health"
    try:
        answers = [httpx.get(url, trust_env=False) for _ in range(times)]
    finally:
        server.stop()
    return [(answer.status_code, answer.text) for answer in answers]


def test_another_application_beside() -> None:
    """What begins with its path goes to it, and nothing else does."""
    client = WebClient("xoxb-none")
    app = App(client=client, signing_secret="0" * 32, token_verification_enabled=False)
    server = SignedHttp(app, "127.0.0.1", 0, beside=(("/label/", _tell_path),))
    server.start()
    url = f"http://127.0.0.1:{server.port}"
    try:
        found = httpx.get(f"{url}/label/a/b", trust_env=False)
        others = [httpx.get(f"{url}{path}", trust_env=False) for path in ("/label", "/x/label/")]
    finally:
        server.stop()

    assert found.text == "/label/a/b"
    assert [each.status_code for each in others] == [404, 404]


def _tell_path(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["PATH_INFO"].encode()]


def test_a_process_that_works() -> None:
    """A load balancer is told that the process does its work."""
    assert health(lambda: True) == [(200, "ok\n")]


def test_a_process_that_hangs() -> None:
    """A process that does not do its work says so, each time until it does again."""
    states = [False, False, True]

    assert health(lambda: states.pop(0), times=3) == [
        (503, "unwell\n"),
        (503, "unwell\n"),
        (200, "ok\n"),
    ]
