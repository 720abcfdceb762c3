"""The bot, wired as in production, in a Slack workspace on this machine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.app import Application
from bot.sandbox.rekognition import RekognitionStandIn
from bot.sandbox.s3 import ACCESS_KEY, REGION, SECRET_KEY, S3Server
from bot.sandbox.slack import SlackStandIn, Timing
from bot.settings import Settings
from tests.whole.fast import FAST

QUICK = Timing(ack=3.0, retries=(0.05, 0.1, 0.2), process=0.05)
Start = Callable[..., "Whole"]


class Whole:
    """A workspace and the bot in it."""

    def __init__(self, slack: SlackStandIn, bot: Application) -> None:
        self.slack = slack
        self.bot = bot
        self._heard: dict[str, int] = {}

    def answers(self, channel: str, ts: str, count: int = 1) -> list[dict[str, Any]]:
        """The answers in a thread, once there are so many; results beside them apart."""

        def look() -> list[dict[str, Any]]:
            found = [each for each in self.slack.replies(channel, ts) if "metadata" in each]
            return found if len(found) >= count else []

        return self.slack.wait_for(look)

    def results(self, channel: str, ts: str) -> list[dict[str, Any]]:
        """The files that were shared in a thread, once there is one."""

        def look() -> list[dict[str, Any]]:
            shared = self.slack.replies(channel, ts)
            return [file for each in shared for file in each.get("files", ())]

        return self.slack.wait_for(look)

    def whisper(self, user: str) -> str:
        """The next thing that the bot told somebody alone."""
        heard = self._heard.get(user, 0)
        found = self.slack.wait_for(lambda: self.slack.whispers(user)[heard:])
        self._heard[user] = heard + len(found)
        return str(found[-1]["text"])

    def settle(self) -> None:
        """Wait until everything that was delivered is dealt with."""
        self.slack.wait_for(
            lambda: all(each.over for each in self.slack.deliveries) and self.bot.jobs.depth == 0
        )


def environment(slack: SlackStandIn, data: Path, **more: str) -> dict[str, str]:
    """What a team would write into `.env`."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "SLACK_FILE_HOSTS": slack.file_host,
        "DATA_DIR": str(data),
        # One for each workspace, while the networks in the folder are shared.
        "DATABASE_URL": f"sqlite:///{data / slack.file_host.replace(':', '-')}.db",
        **more,
    }


@contextmanager
def running(slack: SlackStandIn, settings: dict[str, str]) -> Iterator[Application]:
    """The bot between its start and its stop."""
    read = {name: value for name, value in settings.items() if value}
    bot = Application(Settings.read(read, with_slack=True), timing=FAST)
    try:
        bot.start()
        yield bot
    finally:
        _stop(slack, bot)


def _stop(slack: SlackStandIn, bot: Application) -> None:
    """Stop the bot; its client waits up to three seconds for a WebSocket that is not cut."""
    stopping = threading.Thread(target=bot.stop, args=(20.0,))
    stopping.start()
    while stopping.is_alive():
        stopping.join(0.1)
        slack.drop_connections()


@contextmanager
def starting(weights: Path) -> Iterator[Start]:
    """Start workspaces with a bot in each; settings are given by their names."""
    with ExitStack() as stack:

        def go(slack: SlackStandIn | None = None, **settings: str) -> Whole:
            place = stack.enter_context(slack or SlackStandIn(timing=QUICK))
            read = environment(place, weights, **settings)
            return Whole(place, stack.enter_context(running(place, read)))

        yield go


class Standing:
    """A bot that the tests of a file share. It rests while a test has one of its own.

    A process runs one engine of jobs at a time.
    """

    def __init__(self, weights: Path) -> None:
        self._weights = weights
        self._stack = ExitStack()
        self._whole: Whole | None = None

    def get(self) -> Whole:
        if self._whole is None:
            self._whole = self._stack.enter_context(starting(self._weights))()
        return self._whole

    def rest(self) -> None:
        self._whole = None
        self._stack.close()


@pytest.fixture(scope="module")
def standing(weights: Path) -> Iterator[Standing]:
    """The bot that the tests of a file share."""
    standing = Standing(weights)
    yield standing
    standing.rest()


@pytest.fixture
def start(weights: Path, standing: Standing) -> Iterator[Start]:
    """Start workspaces that this test has for itself."""
    standing.rest()
    with starting(weights) as go:
        yield go


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for all tests, so that networks are converted once."""
    return tmp_path_factory.mktemp("weights")


@pytest.fixture
def whole(standing: Standing) -> Whole:
    """The bot with the embedded detector, over Socket Mode, for all tests of a file."""
    return standing.get()


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Server]:
    """An S3 server with sample objects, and credentials for it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    with S3Server() as server:
        yield server


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[RekognitionStandIn]:
    """Amazon Rekognition on this machine, and credentials for it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", RekognitionStandIn.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", RekognitionStandIn.secret_access_key)
    with RekognitionStandIn(change_seconds=0.5) as server:
        yield server


def s3_settings(server: S3Server) -> dict[str, str]:
    """The settings for a bucket that may be read."""
    return {
        "S3_ALLOWED": "samples",
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL_S3": server.endpoint_url,
    }
