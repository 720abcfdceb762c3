"""The hosts that may be spoken to with a file or a token: a URL from outside proves nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Host names that are allowed: `files.slack.com`, `*.slack.com`, `127.0.0.1:8080`.

    A star stands for one or more names in front, never for none. A pattern without a port means
    the scheme's own port. Plain http is for this machine only.
    """

    patterns: tuple[str, ...]

    @classmethod
    def of(cls, patterns: Iterable[str]) -> AllowedHosts:
        """Take patterns as a setting gives them."""
        return cls(tuple(pattern.lower() for pattern in patterns))

    def allows(self, url: str) -> bool:
        """Whether a URL leads to an allowed host, by a scheme that is safe there."""
        parts = _split(url)
        if parts is None or parts.hostname is None or "@" in parts.netloc:
            return False
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(url)):
            return False
        port = parts.port or _PORTS[parts.scheme]
        return any(self._fits(pattern, parts, port) for pattern in self.patterns)

    @staticmethod
    def _fits(pattern: str, parts: SplitResult, port: int) -> bool:
        wanted = _split(f"//{pattern}")
        if wanted is None or wanted.hostname is None or parts.hostname is None:
            return False
        if port != (wanted.port or _PORTS[parts.scheme]):
            return False
        if wanted.hostname.startswith("*."):
            suffix = wanted.hostname[1:]
            return parts.hostname.endswith(suffix) and parts.hostname != suffix
        return parts.hostname == wanted.hostname


def is_loopback(url: str) -> bool:
    """Whether a URL means this machine."""
    parts = _split(url)
    if parts is None or parts.hostname is None:
        return False
    if parts.hostname == "localhost":
        return True
    try:
        return ip_address(parts.hostname).is_loopback
    except ValueError:
        return False


def _split(url: str) -> SplitResult | None:
    # What one parser skips and another does not (white space, backslashes) is how a URL gets to
    # mean two hosts: such a URL is no URL.
    if "\\" in url or any(character <= " " or character == "\x7f" for character in url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises on a port that is no number
    except ValueError:
        return None
    return parts
