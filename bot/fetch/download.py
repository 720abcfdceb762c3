"""Downloading over HTTP with Slack's token: to allowed hosts, with no redirect, within bounds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from bot.core.errors import (
    FetchFailed,
    FileElsewhere,
    FileGone,
    FileNotVisible,
    RekogError,
    ScopeMissing,
    TokenRefused,
)
from bot.core.hosts import AllowedHosts, is_loopback
from bot.core.ports import Clock
from bot.fetch import size
from bot.fetch.patience import Passing, seconds

log = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(30.0, connect=10.0)
DEADLINE = 180.0
"""Seconds for one download, however steadily it trickles."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be downloaded.

    Attributes:
        url: as Slack gave it.
        name: for sentences.
        bytes: how long it should be; `None` when Slack did not say.
    """

    url: str
    name: str
    bytes: int | None


class Download:
    """Downloads files of Slack.

    Args:
        token: goes to the allowed hosts only.
        hosts: the allowed ones.
        max_bytes: of one file.
    """

    def __init__(self, token: str, hosts: AllowedHosts, max_bytes: int, clock: Clock) -> None:
        self._token = token
        self._hosts = hosts
        self._max_bytes = max_bytes
        self._clock = clock
        self._tls = httpx.create_ssl_context()  # once: it takes as long as a small download

    def get(self, wanted: Wanted) -> bytes:
        """Download once.

        Raises:
            Passing: another attempt may work.
            FetchFailed: a leaf says why not.
            ImageTooHeavy: there are more bytes than allowed.
        """
        if not self._hosts.allows(wanted.url):
            log.warning("%s: its host is not in SLACK_FILE_HOSTS", wanted.name)
            raise FileElsewhere(name=wanted.name)
        try:
            with (
                self._client(wanted.url) as client,
                client.stream("GET", wanted.url, headers=self._headers()) as response,
            ):
                _check_status(response, wanted.name)
                return self._body(response, wanted)
        except httpx.HTTPError as error:
            raise Passing(f"{type(error).__name__}: {error}") from error

    def _client(self, url: str) -> httpx.Client:
        # A proxy from the environment is not meant for this machine's own servers.
        return httpx.Client(
            verify=self._tls,
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=not is_loopback(url),
        )

    def _headers(self) -> dict[str, str]:
        # Compressed bytes could not be compared with the length that Slack names.
        return {"Authorization": f"Bearer {self._token}", "Accept-Encoding": "identity"}

    def _body(self, response: httpx.Response, wanted: Wanted) -> bytes:
        length = response.headers.get("content-length", "")
        if length.isdecimal():
            size.check(wanted.name, int(length), self._max_bytes)
        data = size.gather(wanted.name, self._in_time(response), self._max_bytes)
        if wanted.bytes is not None and len(data) < wanted.bytes:
            raise Passing(f"{len(data)} of {wanted.bytes} bytes came")
        return data

    def _in_time(self, response: httpx.Response) -> Iterator[bytes]:
        began = self._clock.now()
        for chunk in response.iter_bytes():
            yield chunk
            if self._clock.now() - began > DEADLINE:
                raise Passing(f"not done after {DEADLINE:.0f} s")


def _check_status(response: httpx.Response, name: str) -> None:
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise Passing("HTTP 429", seconds(response.headers.get("retry-after")))
    if status >= 500:
        raise Passing(f"HTTP {status}")
    if status != httpx.codes.OK:
        raise _refusal(response, name)
    # Without the scope files:read Slack does not answer 403: it leads to its login page, an HTML
    # page. https://github.com/slackapi/bolt-js/issues/2585
    if response.headers.get("content-type", "").lower().startswith("text/html"):
        raise ScopeMissing(scope="files:read")


def _refusal(response: httpx.Response, name: str) -> RekogError:
    status = response.status_code
    if response.is_redirect:
        log.warning("%s: Slack redirected the download (HTTP %d), not followed", name, status)
        return ScopeMissing(scope="files:read")
    if status == httpx.codes.UNAUTHORIZED:
        return TokenRefused()
    if status == httpx.codes.FORBIDDEN:
        return FileNotVisible(name=name)
    if status in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
        return FileGone(name=name)
    log.warning("%s: Slack answered HTTP %d", name, status)
    return FetchFailed(name=name)
