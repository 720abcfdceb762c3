"""A supervisor learns whether the bot works."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from bot import cli
from bot.cli import logs
from bot.sandbox.slack import SlackStandIn
from tests.whole.conftest import QUICK, environment, running


def test_health_follows_the_bot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`health` is 0 while the bot runs and looks, and 1 before, after, and when it hangs."""
    monkeypatch.setattr(logs, "configure", lambda level: None)  # pytest's log stays as it is
    with SlackStandIn(timing=QUICK) as slack:
        settings = environment(slack, tmp_path)

        assert cli.main(["health"], settings) == 1
        with running(slack, settings):
            slack.wait_for(lambda: cli.main(["health"], settings) == 0)
        assert cli.main(["health"], settings) == 1

    sign = tmp_path / f"alive-{socket.gethostname()}"
    sign.touch()
    os.utime(sign, (0, 0))
    capsys.readouterr()
    assert cli.main(["health"], settings) == 1
    assert "has not looked after its model" in capsys.readouterr().err
