"""Plain HTTP to the addresses that Slack hands out: to allowed hosts, without the token."""

from __future__ import annotations

from typing import Any

import httpx

from bot.core.hosts import AllowedHosts, is_loopback
from bot.post.refused import Limited, Refused, Unsure

TIMEOUT = httpx.Timeout(60.0, connect=10.0)


class Web:
    """Posts to upload URLs and response URLs.

    Args:
        hosts: the allowed ones.
    """

    def __init__(self, hosts: AllowedHosts) -> None:
        self._hosts = hosts
        self._tls = httpx.create_ssl_context()

    def post(self, url: str, *, content: bytes | None = None, json: Any = None) -> None:
        """Post bytes or JSON once.

        Raises:
            Refused: the host is not allowed, or it said no.
            Unsure: it did not answer, or had trouble of its own.
        """
        if not self._hosts.allows(url):
            raise Refused("the address is not in SLACK_FILE_HOSTS")
        try:
            with httpx.Client(
                verify=self._tls, timeout=TIMEOUT, trust_env=not is_loopback(url)
            ) as client:
                response = client.post(url, content=content, json=json)
        except httpx.HTTPError as error:
            # Not the URL: whoever has it may post there.
            raise Unsure(f"no answer ({type(error).__name__})") from None
        _check(response)


def _check(response: httpx.Response) -> None:
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        wait = response.headers.get("retry-after", "")
        raise Limited(float(wait) if wait.isdecimal() else 1.0)
    if status >= 500:
        raise Unsure(f"HTTP {status}")
    if status != httpx.codes.OK or '"ok":false' in response.text.replace(" ", ""):
        raise Refused(response.text[:80] or f"HTTP {status}")
