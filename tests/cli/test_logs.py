"""The log shows no secret."""

from __future__ import annotations

import logging

import pytest

from bot.cli import logs


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-123456789012-abcdefghijkl",
        "xoxe.xoxb-1-Mi0yLTEyMzQ1Njc4OTA",
        "xapp-1-A0123-456-abcdef0123456789",
        "wss://wss-primary.slack.com/link/?ticket=3e1f2d4c-aaaa-bbbb&app_id=9",
    ],
)
def test_tokens_are_blotted_out(secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What looks like a token is blotted out, in the message and in the stack trace."""
    logs.configure("info")

    try:
        raise ValueError(f"bad {secret}")
    except ValueError:
        logging.getLogger("bot").exception("sent %s", secret)
    shown = capsys.readouterr().err

    assert "***" in shown
    for part in ("abcdefghijkl", "Mi0yLTEyMzQ1Njc4OTA", "abcdef0123456789", "3e1f2d4c-aaaa"):
        assert part not in shown


def test_the_level_holds_for_the_bot_and_quiets_libraries(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The level is that of the setting; chatty libraries stay quiet below warnings."""
    logs.configure("debug")

    logging.getLogger("bot").debug("looked")
    logging.getLogger("botocore").debug("chatter")
    shown = capsys.readouterr().err

    assert "looked" in shown
    assert "chatter" not in shown


def test_a_warning_that_means_nothing_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Bolt's word about a token that it does not need worries nobody."""
    logs.configure("info")

    bolt = logging.getLogger("slack_bolt.App")
    bolt.warning("As you gave `client` as well, `token` will be unused.")
    bolt.warning("Something else")
    shown = capsys.readouterr().err

    assert "unused" not in shown
    assert "Something else" in shown
