"""The bot's start and end: every wrong setting is a line, and what was accepted is finished."""

from __future__ import annotations

import logging
import os
import signal
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import __main__ as module
from bot import cli
from bot.app import Application
from bot.sandbox.slack import ADMIN, GENERAL, Fault, SlackStandIn, Upload
from bot.settings import Settings
from tests.whole.conftest import QUICK, environment
from tests.whole.pictures import ASTRONAUT

Change = Callable[[SlackStandIn, dict[str, str]], None]


@pytest.fixture(autouse=True)
def restore() -> Iterator[None]:
    """Leave the log and the signals as they were."""
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    signals = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    root.handlers[:] = kept
    root.setLevel(level)
    logging.captureWarnings(False)
    for number, known in signals.items():
        signal.signal(number, known)


@pytest.fixture
def slack() -> Iterator[SlackStandIn]:
    with SlackStandIn(timing=QUICK) as server:
        yield server


def wrong_bot_token(slack: SlackStandIn, settings: dict[str, str]) -> None:
    settings["SLACK_BOT_TOKEN"] = "xoxb-not-this-one"


def expired_token(slack: SlackStandIn, settings: dict[str, str]) -> None:
    slack.hub.tokens.trouble = "token_expired"


def wrong_app_token(slack: SlackStandIn, settings: dict[str, str]) -> None:
    settings["SLACK_APP_TOKEN"] = "xapp-not-this-one"


def no_slack(slack: SlackStandIn, settings: dict[str, str]) -> None:
    settings["SLACK_API_URL"] = "http://127.0.0.1:9/api/"


def port_in_use(slack: SlackStandIn, settings: dict[str, str]) -> None:
    del settings["SLACK_APP_TOKEN"]
    settings["SLACK_SIGNING_SECRET"] = slack.signing_secret
    settings["PORT"] = slack.file_host.split(":")[1]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (wrong_bot_token, "SLACK_BOT_TOKEN is not accepted (invalid_auth)"),
        (expired_token, "SLACK_BOT_TOKEN is not accepted (token_expired)"),
        (wrong_app_token, "SLACK_APP_TOKEN is not accepted (invalid_auth)"),
        (no_slack, "cannot be reached"),
        (port_in_use, "HOST and PORT: cannot listen on 127.0.0.1"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_start_that_cannot_be(
    slack: SlackStandIn,
    weights: Path,
    change: Change,
    says: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A token that is not accepted, a Slack out of reach and a port in use end with a line."""
    settings = environment(slack, weights)
    change(slack, settings)

    code = cli.main(["run"], settings)
    shown = capsys.readouterr().err

    assert code == 78
    assert says in shown
    assert "Traceback" not in shown
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"):
        assert settings.get(name, "xoxb-none") not in shown


def test_missing_scopes_are_named(
    slack: SlackStandIn, weights: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An app that lacks a scope says so in the log when it starts."""
    slack.hub.installed.scopes -= {"files:read", "users:read"}
    settings = Settings.read(environment(slack, weights), with_slack=True)
    bot = Application(settings)

    bot.start()
    bot.stop(5.0)

    assert "lacks the scopes files:read, users:read" in caplog.text


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_was_accepted_is_finished(
    slack: SlackStandIn, weights: Path, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SIGTERM or Ctrl-C the bot finishes what it has accepted, then ends with code 0."""
    for name, value in environment(slack, weights).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("REKOG_ENV_FILE", "")
    posted: list[str] = []

    def visit() -> None:
        slack.wait_for(lambda: slack.connections > 0)
        slack.go_wrong("files.info", Fault(delay=1.0))
        posted.append(slack.post(GENERAL, ADMIN, files=[Upload("a.png", ASTRONAUT)]))
        slack.wait_for(lambda: [each for each in slack.requests if each.method == "files.info"])
        os.kill(os.getpid(), number)

    visitor = threading.Thread(target=visit)
    visitor.start()
    code = module.main(["run"])
    visitor.join()

    assert code == 0
    assert [each for each in slack.replies(GENERAL, posted[0]) if "metadata" in each]


def test_health(slack: SlackStandIn, weights: Path) -> None:
    """Over signed HTTP a load balancer can ask whether the bot is there."""
    settings = environment(slack, weights, SLACK_SIGNING_SECRET="0" * 32, PORT="0")
    del settings["SLACK_APP_TOKEN"]
    bot = Application(Settings.read(settings, with_slack=True))

    bot.start()
    port = bot.connection.port  # type: ignore[attr-defined]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
        body = answer.read()
    bot.stop(5.0)

    assert body == b"ok\n"


def test_no_env_file_is_read_when_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty REKOG_ENV_FILE keeps a `.env` in this folder out."""
    (tmp_path / ".env").write_text("DETECTOR=magic\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("REKOG_ENV_FILE", "")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("DETECTOR", raising=False)

    code = module.main(["status"])

    assert code == 0
    assert "is running" in capsys.readouterr().out


def test_people_that_slack_does_not_know(slack: SlackStandIn, weights: Path) -> None:
    """When Slack cannot say who somebody is, they may not start the model."""
    bot = Application(Settings.read(environment(slack, weights), with_slack=True))
    bot.start()
    slack.go_wrong("users.info", Fault(times=9, error="internal_error"))

    slack.command(GENERAL, ADMIN, "/rekog stop")
    (told,) = slack.wait_for(lambda: slack.whispers(ADMIN))
    bot.stop(5.0)

    assert "Only workspace admins and owners" in told["text"]
