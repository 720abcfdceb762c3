"""Which addresses may be spoken to."""

from __future__ import annotations

import pytest

from bot.core.hosts import AllowedHosts, is_loopback

SLACK = AllowedHosts.of(["files.slack.com", "*.Slack.com", "127.0.0.1:8080", "[::1]:8081"])


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com/files-pri/T1-F1/cat.png?x=1",
        "https://FILES.slack.com/",
        "https://team.enterprise.slack.com:443/files",
        "http://127.0.0.1:8080/files/F1",
        "https://127.0.0.1:8080/files/F1",
        "http://[::1]:8081/",
    ],
)
def test_allowed(url: str) -> None:
    """An allowed host is reached by https, this machine by http too."""
    assert SLACK.allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://files.slack.com/",  # the token would travel in the open
        "https://slack.com/",  # a star stands for at least one name
        "https://.slack.com/",
        "https://evil-slack.com/",
        "https://files.slack.com.evil.example/",
        "https://files.slack.com@evil.example/",
        "https://evil.example\\@files.slack.com/",
        "https://token@files.slack.com/",
        "https://files.slack.com:8443/",
        "https://files.slack.com:port/",
        "https://files.slack.com\n.evil.example/",
        "https:///files",
        "ftp://files.slack.com/",
        "file:///etc/passwd",
        "http://127.0.0.1:9999/",
        "http://127.0.0.1/",
        "//files.slack.com/",
        "https://[::1/",
        "",
    ],
)
def test_refused(url: str) -> None:
    """Whatever is not exactly an allowed host is refused."""
    assert not SLACK.allows(url)


def test_a_broken_pattern_allows_nothing() -> None:
    """A pattern that is no host name lets nothing through."""
    assert not AllowedHosts.of(["", "a b", "x:port"]).allows("https://files.slack.com/")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:1/", True),
        ("http://localhost/", True),
        ("http://[::1]/", True),
        ("https://slack.com/", False),
        ("http://127.0.0.1.evil.example/", False),
        ("nonsense", False),
    ],
)
def test_this_machine(url: str, expected: bool) -> None:
    """This machine is told from the others by its address, not by the look of its name."""
    assert is_loopback(url) is expected
